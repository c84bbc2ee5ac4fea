#include "sdp/lines.h"

#include <algorithm>
#include <optional>
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

bool is_token_char(char c) {  // RFC 4566 9
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view{"-!#$%&'*+.^_`{|}~"}.find(c) != std::string_view::npos;
}

bool is_token(std::string_view word) {
    return !word.empty() && std::ranges::all_of(word, is_token_char);
}

bool is_number(std::string_view word) {
    return !word.empty() && std::ranges::all_of(word, [](char c) { return c >= '0' && c <= '9'; });
}

/// A port, a port and how many, or what H.248 may have in its place.
bool is_port(std::string_view word) {
    const auto slash = std::min(word.find('/'), word.size());
    const bool is_plain = slash == word.size();
    return word == "$" || word == "-" ||
           (is_number(word.substr(0, slash)) && (is_plain || is_number(word.substr(slash + 1))));
}

/// Tokens with a slash between each two.
bool is_protocol(std::string_view word) {
    for (auto slash = word.find('/'); slash != std::string_view::npos; slash = word.find('/')) {
        if (!is_token(word.substr(0, slash))) return false;
        word.remove_prefix(slash + 1);
    }
    return is_token(word);
}

/// RFC 4566 5.14. Checked to the letter, because the library never comes back from a format that is no token.
bool is_media_line(const std::vector<std::string_view>& parts) {
    return parts.size() >= kWordsBeforeFormats && is_token(parts[0].substr(2)) && is_port(parts[1]) &&
           is_protocol(parts[2]) && std::all_of(parts.begin() + kWordsBeforeFormats, parts.end(), is_token);
}

std::optional<std::string> fault_of_media_line(std::string_view line) {
    const auto parts = words(line);
    if (parts.size() > kWordsBeforeFormats + kMaxFormats) return "sdp: too many formats";
    if (!is_media_line(parts)) return "sdp: media line is not type, port, protocol and formats";
    return std::nullopt;
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
            if (auto fault = fault_of_media_line(line)) return bad(std::move(*fault));
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
