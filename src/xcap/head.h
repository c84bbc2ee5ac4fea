#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "isfocus/base/result.h"

/// The head of an HTTP/1.1 request (RFC 9112), read more strictly than the library does: behind a proxy whose word
/// counts, it must be beyond doubt where a request ends and what its header fields say. (The library passes over lines
/// that it does not understand, and resolves percent-encoding in header fields.) Pure.
namespace isfocus::xcap {

struct HeaderField {
    std::string name;
    std::string value;  ///< without the white space around it

    friend bool operator==(const HeaderField&, const HeaderField&) = default;
};

struct Head {
    std::vector<HeaderField> fields;
    std::size_t body = 0;  ///< octets that follow

    std::vector<std::string> all(std::string_view name) const;
    /// The first; nothing when there is none.
    std::optional<std::string> value(std::string_view name) const;
};

/// `octets`: request line, header lines and the empty line. 400 for what is malformed or ambiguous, 411 for a body of
/// unknown length, 413 for one over 64 KiB, 415 for one that is compressed, all of which end the connection.
Result<Head> parse_head(std::string_view octets);

}  // namespace isfocus::xcap
