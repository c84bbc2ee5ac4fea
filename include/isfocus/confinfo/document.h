#pragma once
#include <string>

#include "isfocus/focus/conference_info.h"

namespace isfocus::confinfo {

/// The application/conference-info+xml text of a document (RFC 4575 5 and 6): UTF-8, children in the schema's order,
/// the namespace as default so that no element carries a prefix, and the state of `users` always written out, since
/// leaving it out means full (RFC 4575 4.4). What XML cannot carry, control characters and broken UTF-8 in names that
/// peers sent, becomes U+FFFD: the text always parses. Throws std::bad_alloc only.
std::string to_xml(const focus::ConferenceInfo& document);

}  // namespace isfocus::confinfo
