#include "line.h"
#include "base/text.h"

#include "isfocus/log/json_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/utf8.h"

namespace isfocus::log {
namespace {

constexpr std::size_t kMaxPairs = 16;  // enough for any line of ours; bounds what a line can cost

/// As decimal, in `digits` places, before `end`.
void append_number(std::string& out, std::int64_t number, int digits, char end) {
    std::array<char, 8> text{};
    for (int i = digits; i-- > 0; number /= 10)
        text[static_cast<std::size_t>(i)] = static_cast<char>('0' + number % 10);
    out.append(text.data(), static_cast<std::size_t>(digits)).push_back(end);
}

}  // namespace

void append_timestamp(std::string& out, std::chrono::system_clock::time_point time) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss clock{std::chrono::floor<std::chrono::milliseconds>(time - day)};
    append_number(out, static_cast<int>(date.year()), 4, '-');
    append_number(out, static_cast<unsigned>(date.month()), 2, '-');
    append_number(out, static_cast<unsigned>(date.day()), 2, 'T');
    append_number(out, clock.hours().count(), 2, ':');
    append_number(out, clock.minutes().count(), 2, ':');
    append_number(out, clock.seconds().count(), 2, '.');
    append_number(out, clock.subseconds().count(), 3, 'Z');
}

namespace {

/// Copies `rest`; `escape` appends what stands for a character that must not be copied (`length` 0: not UTF-8).
template <class MustEscape, class Escape>
void append_escaped(std::string& out, std::string_view rest, MustEscape must_escape, Escape escape) {
    while (!rest.empty()) {
        const auto plain = std::find_if(rest.begin(), rest.end(),
                                        [&](char c) { return static_cast<std::uint8_t>(c) >= 0x80 || must_escape(c); });
        out.append(rest.begin(), plain);
        rest.remove_prefix(static_cast<std::size_t>(plain - rest.begin()));
        if (rest.empty()) return;
        const auto length = text::first_character(rest).octets;
        if (length == 0 || (length == 1 && must_escape(rest.front())))
            escape(out, rest.front(), length);
        else
            out += rest.substr(0, length);
        rest.remove_prefix(std::max<std::size_t>(length, 1));
    }
}

void append_text(std::string& out, std::string_view text) {
    append_escaped(out, text, text::is_control, [](std::string& to, char c, std::size_t) {
        if (c == '\r')
            to += "\\r";
        else if (c == '\n')
            to += "\\n";
        else
            to += fmt::format("\\x{:02x}", static_cast<std::uint8_t>(c));
    });
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
    const auto must_escape = [](char c) { return text::is_control(c) || c == '"' || c == '\\'; };
    out += '"';
    append_escaped(out, text, must_escape, [](std::string& to, char c, std::size_t length) {
        if (length == 0)
            to += "\\ufffd";
        else if (c == '"' || c == '\\')
            (to += '\\') += c;
        else
            to += fmt::format("\\u{:04x}", static_cast<std::uint8_t>(c));
    });
    out += '"';
}

namespace {

void append_member(std::string& out, std::string_view key, std::string_view value) {
    append_json_string(out, key);
    out += ':';
    append_json_string(out, value);
}

struct Pair {
    std::string_view key, value;
};

bool is_key(std::string_view text) {
    const auto letter = [](char c) { return c >= 'a' && c <= 'z'; };
    const auto inner = [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_'; };
    return !text.empty() && letter(text.front()) && std::all_of(text.begin(), text.end(), inner);
}

/// Takes the next blank-separated word off `rest`; `key="a value"` is one word.
std::string_view next_word(std::string_view& rest) {
    rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
    const auto blank = std::min(rest.find(' '), rest.size());
    const auto quote = rest.find("=\"");
    auto end = blank;
    if (quote < blank) {
        const auto closing = rest.find('"', quote + 2);
        if (closing != std::string_view::npos) end = closing + 1;
    }
    const auto word = rest.substr(0, end);
    rest.remove_prefix(end);
    return word;
}

std::optional<Pair> as_pair(std::string_view word) {
    const auto equals = word.find('=');
    if (equals == std::string_view::npos || !is_key(word.substr(0, equals))) return std::nullopt;
    auto value = word.substr(equals + 1);
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
    return Pair{word.substr(0, equals), value};
}

std::vector<Pair> pairs_of(std::string_view message) {
    constexpr std::array<std::string_view, 4> kOurs{"ts", "level", "program", "msg"};
    std::vector<Pair> pairs;
    while (!message.empty() && pairs.size() < kMaxPairs) {
        const auto pair = as_pair(next_word(message));
        if (!pair || std::find(kOurs.begin(), kOurs.end(), pair->key) != kOurs.end()) continue;
        if (std::none_of(pairs.begin(), pairs.end(), [&](const Pair& p) { return p.key == pair->key; }))
            pairs.push_back(*pair);
    }
    return pairs;
}

}  // namespace

void append_text_line(std::string& out, const Line& line) {
    append_timestamp(out, line.time);
    out.append(" ").append(line.level).append(" ").append(line.program).append(": ");
    append_text(out, line.message);
    out += '\n';
}

void append_json_line(std::string& out, const Line& line) {
    out += "{\"ts\":\"";
    append_timestamp(out, line.time);
    out += "\",";
    append_member(out, "level", line.level);
    append_member(out += ',', "program", line.program);
    append_member(out += ',', "msg", line.message);
    for (const auto& pair : pairs_of(line.message)) append_member(out += ',', pair.key, pair.value);
    out += "}\n";
}

}  // namespace isfocus::log
