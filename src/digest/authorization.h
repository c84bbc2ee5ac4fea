#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "digest/digest.h"

namespace isfocus::digest {

/// The answer to a challenge of ours (RFC 7616 3.4). Quoted values are as between their quotes.
struct Authorization {
    Challenge::Algorithm algorithm = Challenge::Algorithm::md5;
    std::string user;
    std::string realm;
    std::string nonce;
    std::string uri;
    std::string response;  ///< in hexadecimal, lower case
    std::string cnonce;
    std::string nonce_count;  ///< as it came, for the response is made of it
    std::uint32_t count = 0;  ///< the same as a number, not 0
};

/// The value of an Authorization header. Nothing for another scheme, for what our challenges do not offer (no qop,
/// auth-int, a -sess algorithm, a hashed user), and for a malformed one or one that says something twice.
std::optional<Authorization> parse_authorization(std::string_view value);

}  // namespace isfocus::digest
