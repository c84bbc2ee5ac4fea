#pragma once
#include <optional>
#include <string_view>

/// The common form of challenges and of their answers (RFC 3261 25.1, RFC 7616 3.3, 3.4).
namespace isfocus::digest {

struct DigestParameter {
    std::string_view name;
    std::string_view value;  ///< without its quotes, otherwise as it came
};

/// What follows the scheme; nothing when that is not Digest.
std::optional<std::string_view> digest_parameters(std::string_view header_value);

/// Cuts off the first parameter. Nothing for a malformed one.
std::optional<DigestParameter> next_digest_parameter(std::string_view& text);

}  // namespace isfocus::digest
