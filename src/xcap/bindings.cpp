#include <algorithm>

#include "base/header_text.h"
#include "base/text.h"
#include "xcap/characters.h"
#include "xcap/selector.h"

/// The query component of an XCAP URI (RFC 4825 6.4): an xpointer expression of parts `scheme(data)`.
namespace isfocus::xcap {
namespace {

/// What is inside the parentheses that `text` begins with: they are balanced, but for those after `^`. Cuts it off.
std::optional<std::string> take_data(std::string_view& text) {
    std::string data;
    int depth = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '^') {
            if (++i == text.size() || std::string_view("^()").find(text[i]) == std::string_view::npos)
                return std::nullopt;
            data += text[i];
            continue;
        }
        if (c == '(' && depth++ == 0) continue;
        if (c == ')' && --depth == 0) {
            text.remove_prefix(i + 1);
            return data;
        }
        data += c;
    }
    return std::nullopt;
}

bool is_prefix(std::string_view text) {
    const auto is_good = [](char c) {
        return text::is_alphanumeric(c) || c == '_' || c == '-' || c == '.' || static_cast<unsigned char>(c) >= 0x80;
    };
    return !text.empty() && !text::is_digit(text.front()) && text.front() != '-' && text.front() != '.' &&
           std::all_of(text.begin(), text.end(), is_good);
}

}  // namespace

std::optional<Namespaces> parse_bindings(std::string_view query) {
    Namespaces bindings;
    if (!is_utf8(query)) return std::nullopt;
    for (query = text::trimmed(query); !query.empty(); query = text::trimmed(query)) {
        const auto open = query.find('(');
        const auto scheme = query.substr(0, open);
        if (open == std::string_view::npos ||
            !std::all_of(scheme.begin(), scheme.end(),
                         [](char c) {
                             return text::is_alphanumeric(c) ||
                                    std::string_view("_-.:").find(c) != std::string_view::npos;
                         }) ||
            scheme.empty())
            return std::nullopt;
        query.remove_prefix(open);
        const auto data = take_data(query);
        if (!data) return std::nullopt;
        if (scheme != "xmlns") continue;
        const auto equals = data->find('=');
        if (equals == std::string::npos) return std::nullopt;
        const auto prefix = text::trimmed(std::string_view(*data).substr(0, equals));
        const auto uri = text::trimmed(std::string_view(*data).substr(equals + 1));
        if (!is_prefix(prefix) || uri.empty()) return std::nullopt;
        bindings[std::string(prefix)] = uri;
    }
    return bindings;
}

}  // namespace isfocus::xcap
