#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace isfocus::text {

struct Utf8Character {
    std::uint32_t code = 0;  ///< of Unicode
    std::size_t octets = 0;  ///< 0: not well-formed

    friend bool operator==(const Utf8Character&, const Utf8Character&) = default;
};

/// The first character of `text`; none of an empty one. Overlong forms, surrogates and what lies over U+10FFFF are not
/// well-formed (RFC 3629 3).
constexpr Utf8Character first_character(std::string_view text) noexcept {
    const auto octet = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
    if (text.empty()) return {};
    const std::uint8_t lead = octet(0);
    if (lead < 0x80) return {lead, 1};
    const std::size_t octets = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    constexpr std::uint32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
    if (lead < 0xC2 || lead > 0xF4 || text.size() < octets) return {};
    std::uint32_t code = lead & (0x7FU >> octets);
    for (std::size_t i = 1; i < octets; ++i) {
        if ((octet(i) & 0xC0U) != 0x80U) return {};
        code = code << 6 | (octet(i) & 0x3FU);
    }
    const bool is_surrogate = code >= 0xD800 && code <= 0xDFFF;
    if (code < kSmallest[octets] || code > 0x10FFFF || is_surrogate) return {};
    return {code, octets};
}

/// Char of XML 1.0 2.2.
constexpr bool is_xml_character(std::uint32_t code) noexcept {
    return code == 0x9 || code == 0xA || code == 0xD || (code >= 0x20 && code <= 0xD7FF) ||
           (code >= 0xE000 && code <= 0xFFFD) || (code >= 0x10000 && code <= 0x10FFFF);
}

}  // namespace isfocus::text
