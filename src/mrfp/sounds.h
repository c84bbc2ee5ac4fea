#pragma once
#include <string>
#include <string_view>

#include "isfocus/h248/descriptors.h"

/// Sounds as the settings name them ("an/NAME", "cg/TONE"), and as signals of H.248.
namespace isfocus::mrfp {

/// A recording that can be played into a whole conference from one termination; a tone goes to one user.
bool is_announcement(std::string_view sound);
/// The package that it needs.
std::string package_of(std::string_view sound);

/// Who hears it: the user of the termination that plays it, or all of its context, too.
enum class Hearers : std::uint8_t { user, context };

/// An announcement is played once (H.248.7), a tone for half a second (H.248.1 E.7), whatever length the MRFP would
/// give it by itself.
h248::Signal signal_of(std::string_view sound, Hearers hearers);

}  // namespace isfocus::mrfp
