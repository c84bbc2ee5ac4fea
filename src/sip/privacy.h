#pragma once
#include <optional>
#include <string>

#include "sip/sofia.h"

namespace isfocus::sip {

/// What the Privacy header fields of a message ask for (RFC 3323 4.2, RFC 3325 9.3). Read from their text, so that a
/// field which is not quite well-formed still protects whoever sent it.
struct Privacy {
    bool hides_user = false;   ///< id, user or header, and not none: nobody is to learn who it is
    bool is_critical = false;  ///< better no service than one without that
    std::string unknown;       ///< what we cannot give, `;` between; "": nothing
};
Privacy read_privacy(const sip_t& sip);

/// The phrase of the 500 for a message that must not be served, because it asks for privacy that we do not know (RFC
/// 3323 5, CHG-07); nothing for all others. `session` is no matter here: the audio of all users is that of the MRFP.
std::optional<std::string> privacy_failure(const Privacy& privacy);

}  // namespace isfocus::sip
