#include "xml_text.h"

#include <algorithm>
#include <cstdint>

namespace isfocus::confinfo {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

struct Character {
    std::uint32_t code = 0;
    std::size_t octets = 0;  ///< 0: not well-formed UTF-8
};

constexpr bool is_continuation(char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

/// The first character of `text`, which is not empty. Overlong forms, surrogates and what lies over U+10FFFF are not
/// well-formed (RFC 3629 3).
constexpr Character first_character(std::string_view text) {
    const auto lead = static_cast<unsigned char>(text[0]);
    if (lead < 0x80) return {lead, 1};
    const std::size_t octets = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    constexpr std::uint32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
    if (lead < 0xC2 || lead > 0xF4 || text.size() < octets) return {};
    std::uint32_t code = lead & (0x7FU >> octets);
    for (std::size_t i = 1; i < octets; ++i) {
        if (!is_continuation(text[i])) return {};
        code = code << 6 | (static_cast<unsigned char>(text[i]) & 0x3FU);
    }
    const bool is_surrogate = code >= 0xD800 && code <= 0xDFFF;
    if (code < kSmallest[octets] || code > 0x10FFFF || is_surrogate) return {};
    return {code, octets};
}

constexpr bool xml_allows(std::uint32_t code) {
    if (code < 0x20) return code == '\t' || code == '\n' || code == '\r';
    return code != 0xFFFE && code != 0xFFFF;
}

}  // namespace

bool is_plain_ascii(std::string_view text) noexcept {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
}

std::string xml_text(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const Character character = first_character(text);
        const bool is_good = character.octets != 0 && xml_allows(character.code);
        const std::size_t consumed = std::max<std::size_t>(character.octets, 1);
        out += is_good ? text.substr(0, consumed) : kReplacement;
        text.remove_prefix(consumed);
    }
    return out;
}

}  // namespace isfocus::confinfo
