#include "xml_text.h"

#include <algorithm>

#include "base/utf8.h"

namespace isfocus::confinfo {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

}  // namespace

bool is_plain_ascii(std::string_view text) noexcept {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
}

std::string xml_text(std::string_view rest) {
    std::string out;
    out.reserve(rest.size());
    while (!rest.empty()) {
        const auto character = text::first_character(rest);
        const bool is_good = character.octets != 0 && text::is_xml_character(character.code);
        const std::size_t consumed = std::max<std::size_t>(character.octets, 1);
        out += is_good ? rest.substr(0, consumed) : kReplacement;
        rest.remove_prefix(consumed);
    }
    return out;
}

}  // namespace isfocus::confinfo
