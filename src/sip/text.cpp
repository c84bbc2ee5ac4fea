#include "sip/text.h"

namespace isfocus::sip {

std::string_view header_parameter(std::string_view parameters, std::string_view name) noexcept {
    while (!parameters.empty()) {
        const auto one = trimmed(next_part(parameters, ';'));
        const std::size_t equals = one.find('=');
        if (!equals_ignoring_case(trimmed(one.substr(0, equals)), name)) continue;
        return equals == std::string_view::npos ? std::string_view("") : trimmed(one.substr(equals + 1));
    }
    return {};
}

std::string unquoted(std::string_view text) {
    if (text.size() < 2 || text.front() != '"' || text.back() != '"') return std::string(text);
    text = text.substr(1, text.size() - 2);
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\' && i + 1 < text.size()) ++i;
        out += text[i];
    }
    return out;
}

std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += has_control_characters({&c, 1}) ? ' ' : c;
    }
    return out += '"';
}

NameAddr split_name_addr(std::string_view value) noexcept {
    NameAddr out;
    const std::size_t open = find_unquoted(value, '<');
    if (open < value.size()) {
        const std::size_t close = value.find('>', open);
        if (close == std::string_view::npos) return out;
        out.has_brackets = true;
        out.display_name = trimmed(value.substr(0, open));
        out.uri = trimmed(value.substr(open + 1, close - open - 1));
        out.parameters = trimmed(value.substr(close + 1));
    } else {
        // Without brackets whatever follows ';' belongs to the header, not to the URI (RFC 3261 20).
        const std::size_t semicolon = find_unquoted(value, ';');
        out.uri = trimmed(value.substr(0, semicolon));
        out.parameters = trimmed(value.substr(semicolon));
    }
    out.is_valid = !out.uri.empty() && (out.parameters.empty() || out.parameters.front() == ';');
    return out;
}

}  // namespace isfocus::sip
