#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "sip/sofia.h"

namespace isfocus::sip {

/// The library's message class with what we add to it: the headers of RFC 3325 are parsed, a missing mandatory header
/// is named in the 400, and no body is read that is longer than `max_body_bytes`. The last is not only economy: with a
/// Content-Length near 2^31 the library ends the process. Valid for the life of the process; the limit is one for all.
const msg_mclass_t* message_class(std::size_t max_body_bytes);

/// Flags that messages must be read with so that `raw_values` finds their text.
inline constexpr unsigned kMessageFlags = MSG_DO_CANONIC | MSG_DO_EXTRACT_COPY;

/// The values of all header fields of this name, as the peer wrote them, unfolded (RFC 3261 7.3.1): where one line
/// holds a comma list this is one value. Also finds those that the library could not parse or did not expect twice.
/// `compact` is the header's compact form, '\0' for none.
std::vector<std::string> raw_values(const sip_t& sip, std::string_view name, char compact = '\0');

/// Whether there is any header field of this name, readable or not.
bool has_header(const sip_t& sip, std::string_view name, char compact = '\0');

/// Whether a request is one of SIP/2.0; what it says of its version tells nothing.
bool is_of_our_version(const sip_t& sip);

/// Whether a request is a CANCEL outside of any dialog, which the library is not to answer by itself.
bool is_hidden_cancel(const sip_t& sip);

/// Whether the Request-URI of a request is one. If not, the URI that the message has is none of the peer's.
bool has_readable_uri(const sip_t& sip);

/// Whether Require names the option tag.
bool requires_extension(const sip_t& sip, std::string_view option_tag);
/// Whether Supported names it.
bool supports_extension(const sip_t& sip, std::string_view option_tag);

/// Whether an answer to the request may carry this type (RFC 3261 20.1): without Accept it may, and of the ranges that
/// are given the most precise one counts. An empty Accept accepts nothing.
bool accepts(const sip_t& sip, std::string_view media_type);

/// The message body, without copying it.
std::string_view body(const sip_t& sip);

/// A body to be put into a message of ours, which copies it. Points into the text.
sip_payload_t payload_view(std::string_view text);

}  // namespace isfocus::sip
