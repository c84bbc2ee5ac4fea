#include "sdp/lines.h"

#include <algorithm>
#include <utility>

#include "isfocus/sdp/session.h"

namespace isfocus::sdp {
namespace {

constexpr std::string_view kBlanks = " \t";
constexpr std::size_t kWordsBeforeFormats = 3;  // m=type, port, protocol
constexpr std::size_t kMaxFormats = 128;

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool is_forbidden(char c) {
    const auto octet = static_cast<unsigned char>(c);
    return (octet < 0x20 && c != '\t' && c != '\r' && c != '\n') || octet == 0x7f;
}

bool is_type_and_value(std::string_view line) {
    return line.size() >= 2 && line[0] >= 'a' && line[0] <= 'z' && line[1] == '=';
}

}  // namespace

Rejection bad(std::string detail) {
    return {400, "Bad Session Description", std::move(detail)};
}

Result<std::vector<std::string_view>> checked_lines(std::string_view text) {
    if (text.size() > kMaxTextSize) return bad("sdp: over 64 KiB");
    if (std::ranges::any_of(text, is_forbidden)) return bad("sdp: control character");
    std::vector<std::string_view> lines;
    std::size_t media = 0;
    while (!text.empty()) {
        const auto end = std::min(text.find_first_of("\r\n"), text.size());
        const auto line = trimmed(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.empty()) continue;
        if (!is_type_and_value(line)) return bad("sdp: line is not type=value");
        if (line[0] == 'm') {
            if (++media > kMaxMedia) return bad("sdp: too many media lines");
            if (words(line).size() > kWordsBeforeFormats + kMaxFormats) return bad("sdp: too many formats");
        }
        lines.push_back(line);
    }
    return lines;
}

std::vector<std::string_view> words(std::string_view line) {
    std::vector<std::string_view> words;
    for (auto rest = trimmed(line); !rest.empty();) {
        const auto end = std::min(rest.find_first_of(kBlanks), rest.size());
        words.push_back(rest.substr(0, end));
        rest = trimmed(rest.substr(end));
    }
    return words;
}

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(kBlanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

bool equal_nocase(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, {}, lower, lower);
}

}  // namespace isfocus::sdp
