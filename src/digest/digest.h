#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "isfocus/digest/settings.h"

/// Digest authentication (RFC 3261 22.4, RFC 2617 3.2, RFC 8760): what both sides compute, and the side that is asked.
/// Pure.
namespace isfocus::digest {

/// A challenge that we understand. Quoted values are as between their quotes, escapes and all: so they are hashed, and
/// so they go back.
struct Challenge {
    enum class Algorithm : std::uint8_t { md5, sha256 } algorithm = Algorithm::md5;
    enum class Protection : std::uint8_t { none, auth, auth_int } protection = Protection::none;  ///< qop
    bool is_session = false;     ///< the -sess form of the algorithm
    std::string algorithm_name;  ///< as spelled; "" when the challenge names none
    std::string realm;
    std::string nonce;
    std::optional<std::string> opaque;
    bool is_stale = false;
};

/// The value of WWW-Authenticate or Proxy-Authenticate. Nothing for another scheme (Basic would tell the password, RFC
/// 3261 22), for an algorithm or qop that we lack, and for a malformed one.
std::optional<Challenge> parse_challenge(std::string_view value);

/// What the request is that is to be authorized.
struct Protected {
    std::string_view method;
    std::string_view request_uri;
    std::string_view body;
};

/// What proves that the password is known (RFC 2617 3.2.2.1 to 3.2.2.3), in hexadecimal.
std::string digest_response(const Challenge& challenge, const Credentials& credentials, const Protected& request,
                            std::string_view cnonce, std::string_view nonce_count);

/// The value of Authorization or Proxy-Authorization. `cnonce` must be new each time, for the nonce count is always 1.
std::string authorization(const Challenge& challenge, const Credentials& credentials, const Protected& request,
                          std::string_view cnonce);

/// Those for this realm, or else for any; null if there are none.
const Credentials* credentials_for(std::string_view realm, const std::vector<Credentials>& all);

}  // namespace isfocus::digest
