#pragma once
#include <string>
#include <string_view>

namespace isfocus::digest {

/// SHA-256 (FIPS 180-4) in lower case hexadecimal.
std::string sha256_hex(std::string_view text);

/// What nobody can compute without the key (RFC 2104), likewise.
std::string hmac_sha256_hex(std::string_view key, std::string_view text);

}  // namespace isfocus::digest
