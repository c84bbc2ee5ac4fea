#pragma once
#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

#include "base/text.h"

/// The grammar that header fields of SIP and HTTP share.
namespace isfocus::text {

/// Whether the text could break out of a header line, or hide something in it.
constexpr bool has_control_characters(std::string_view text) noexcept {
    return std::any_of(text.begin(), text.end(), is_control);
}

/// Which characters a token may have (RFC 3261 25.1).
inline constexpr auto kTokenCharacters = [] {
    std::array<bool, 256> allowed{};
    for (unsigned char c = 'a'; c <= 'z'; ++c) allowed[c] = allowed[c - 'a' + 'A'] = true;
    for (unsigned char c = '0'; c <= '9'; ++c) allowed[c] = true;
    for (const char c : std::string_view("-.!%*_+`'~")) allowed[static_cast<unsigned char>(c)] = true;
    return allowed;
}();

constexpr bool is_token(std::string_view text) noexcept {
    return !text.empty() && std::all_of(text.begin(), text.end(),
                                        [](char c) { return kTokenCharacters[static_cast<unsigned char>(c)]; });
}

/// The position of the first `stop` that stands in no quoted string, or the text's size.
std::size_t find_unquoted(std::string_view text, char stop) noexcept;

/// Cuts off and gives back what comes before the first unquoted `separator`, which is removed with it.
std::string_view next_part(std::string_view& text, char separator) noexcept;

}  // namespace isfocus::text
