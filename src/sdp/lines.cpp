#include "sdp/lines.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/text.h"
#include "isfocus/sdp/session.h"

namespace isfocus::sdp {
namespace {

constexpr std::size_t kMaxFormats = 128;

/// How many characters belong to the line that `text` begins with: up to its end, or to one that no line may have.
std::size_t line_length(std::string_view text) {
    const auto ends = [](char c) { return text::is_control(c) && c != '\t'; };
    return static_cast<std::size_t>(std::ranges::find_if(text, ends) - text.begin());
}

bool is_type_and_value(std::string_view line) {
    return line.size() >= 2 && line[0] >= 'a' && line[0] <= 'z' && line[1] == '=';
}

constexpr auto kTokenCharacters = [] {  // RFC 4566 9
    std::array<bool, 256> allowed{};
    for (unsigned char c = 'a'; c <= 'z'; ++c) allowed[c] = allowed[c - 'a' + 'A'] = true;
    for (unsigned char c = '0'; c <= '9'; ++c) allowed[c] = true;
    for (const char c : std::string_view{"-!#$%&'*+.^_`{|}~"}) allowed[static_cast<unsigned char>(c)] = true;
    return allowed;
}();

bool is_token_char(char c) {
    return kTokenCharacters[static_cast<unsigned char>(c)];
}

/// A port, a port and how many, or what H.248 may have in its place.
bool is_port(std::string_view word) {
    const auto slash = std::min(word.find('/'), word.size());
    const bool is_plain = slash == word.size();
    return word == "$" || word == "-" ||
           (text::is_number(word.substr(0, slash)) && (is_plain || text::is_number(word.substr(slash + 1))));
}

/// Tokens with a slash between each two.
bool is_protocol(std::string_view word) {
    for (auto slash = word.find('/'); slash != std::string_view::npos; slash = word.find('/')) {
        if (!is_token(word.substr(0, slash))) return false;
        word.remove_prefix(slash + 1);
    }
    return is_token(word);
}

/// RFC 4566 5.14.
std::optional<std::string> fault_of_media_line(std::string_view line) {
    bool is_well_formed = is_token(next_word(line).substr(2));
    is_well_formed &= is_port(next_word(line));
    is_well_formed &= is_protocol(next_word(line));
    std::size_t formats = 0;
    for (auto format = next_word(line); !format.empty() && formats <= kMaxFormats; format = next_word(line)) {
        is_well_formed &= is_token(format);
        ++formats;
    }
    if (formats > kMaxFormats) return "sdp: too many formats";
    if (!is_well_formed) return "sdp: media line is not type, port, protocol and formats";
    return std::nullopt;
}

}  // namespace

bool is_token(std::string_view word) {
    return !word.empty() && std::ranges::all_of(word, is_token_char);
}

Rejection bad(std::string detail) {
    return {400, "Bad Session Description", std::move(detail)};
}

Result<std::vector<std::string_view>> checked_lines(std::string_view text) {
    if (text.size() > kMaxTextSize) return bad("sdp: over 64 KiB");
    std::vector<std::string_view> lines;
    lines.reserve(32);
    std::size_t media = 0;
    while (!text.empty()) {
        const auto end = line_length(text);
        if (end < text.size() && text[end] != '\r' && text[end] != '\n') return bad("sdp: control character");
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
    for (auto word = next_word(line); !word.empty(); word = next_word(line)) words.push_back(word);
    return words;
}

std::string_view next_word(std::string_view& rest) {
    const auto* begin = std::ranges::find_if_not(rest, text::is_blank);
    const auto* end = std::find_if(begin, rest.end(), text::is_blank);
    rest = {end, rest.end()};
    return {begin, end};
}

}  // namespace isfocus::sdp
