#include "xcap/characters.h"

#include <cstdint>

#include "base/number.h"
#include "base/text.h"
#include "base/utf8.h"

namespace isfocus::xcap {
namespace {

std::string utf8(std::uint32_t code) {
    const auto tail = [&](int shift) { return static_cast<char>(0x80u | (code >> shift & 0x3fu)); };
    if (code < 0x80) return {static_cast<char>(code)};
    if (code < 0x800) return {static_cast<char>(0xc0u | code >> 6), tail(0)};
    if (code < 0x10000) return {static_cast<char>(0xe0u | code >> 12), tail(6), tail(0)};
    return {static_cast<char>(0xf0u | code >> 18), tail(12), tail(6), tail(0)};
}

/// What `name` of `&name;` stands for: a character, or one of the five entities that XML has by itself.
std::optional<std::string> meaning_of(std::string_view name) {
    if (name == "lt") return "<";
    if (name == "gt") return ">";
    if (name == "amp") return "&";
    if (name == "quot") return "\"";
    if (name == "apos") return "'";
    if (!name.starts_with('#')) return std::nullopt;
    name.remove_prefix(1);
    const bool is_hexadecimal = name.starts_with('x');
    if (is_hexadecimal) name.remove_prefix(1);
    const auto code = text::parse_number(name, 0x10ffffU, is_hexadecimal ? 16 : 10);
    return code && text::is_xml_character(*code) ? std::optional{utf8(*code)} : std::nullopt;
}

}  // namespace

bool is_utf8(std::string_view rest) {
    while (!rest.empty()) {
        const auto length = text::first_character(rest).octets;
        if (length == 0) return false;
        rest.remove_prefix(length);
    }
    return true;
}

std::optional<std::string> attribute_value(std::string_view quoted) {
    if (quoted.size() < 2 || quoted.front() != quoted.back() || (quoted.front() != '"' && quoted.front() != '\''))
        return std::nullopt;
    const char quote = quoted.front();
    std::string out;
    for (auto rest = quoted.substr(1, quoted.size() - 2); !rest.empty();) {
        const char c = rest.front();
        const auto octet = static_cast<unsigned char>(c);
        if (c == '<' || c == quote || (octet < 0x20 && c != '\t' && c != '\n' && c != '\r')) return std::nullopt;
        if (c == '&') {
            const auto end = rest.find(';');
            const auto meaning = end == std::string_view::npos ? std::nullopt : meaning_of(rest.substr(1, end - 1));
            if (!meaning) return std::nullopt;
            out += *meaning;
            rest.remove_prefix(end + 1);
            continue;
        }
        out += octet < 0x20 ? ' ' : c;  // XML 1.0 3.3.3
        rest.remove_prefix(1);
    }
    return out;
}

std::string quoted_value(std::string_view value) {
    std::string out = "\"";
    for (const char c : value) {
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '"')
            out += "&quot;";
        else if (static_cast<unsigned char>(c) < 0x20)
            out += "&#" + std::to_string(static_cast<int>(c)) + ';';
        else
            out += c;
    }
    return out + '"';
}

std::string xml_text(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else if (static_cast<unsigned char>(c) < 0x20)
            out += ' ';
        else
            out += c;
    }
    return out;
}

std::string encoded_path(std::string_view text) {
    constexpr std::string_view kAsIs = "-._~!$&'()*+,;=:@/";
    std::string out;
    for (const char c : text) {
        const auto octet = static_cast<unsigned char>(c);
        if (text::is_alphanumeric(c) || kAsIs.find(c) != std::string_view::npos) {
            out += c;
        } else {
            constexpr std::string_view kDigits = "0123456789ABCDEF";
            out.append({'%', kDigits[octet >> 4], kDigits[octet & 15]});
        }
    }
    return out;
}

}  // namespace isfocus::xcap
