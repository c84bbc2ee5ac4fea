#pragma once
#include <optional>
#include <string>

namespace isfocus::xcap {

/// If-Match and If-None-Match of a request (RFC 4825 7.11, RFC 9110 13.1).
struct Conditions {
    std::optional<std::string> if_match;
    std::optional<std::string> if_none_match;
};

/// How a request stands to the document as it is: `etag` with its quotes, nothing when there is no document. One entity
/// tag is that of everything in the document. 412 when it must not be done, 304 when a GET (`is_read`) brings nothing
/// new, otherwise 0. Pure.
int judge(const Conditions& conditions, const std::optional<std::string>& etag, bool is_read);

}  // namespace isfocus::xcap
