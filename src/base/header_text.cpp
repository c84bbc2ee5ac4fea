#include "base/header_text.h"

namespace isfocus::text {

std::size_t find_unquoted(std::string_view text, char stop) noexcept {
    bool in_quotes = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (in_quotes && text[i] == '\\') {
            ++i;
        } else if (text[i] == '"') {
            in_quotes = !in_quotes;
        } else if (!in_quotes && text[i] == stop) {
            return i;
        }
    }
    return text.size();
}

std::string_view next_part(std::string_view& text, char separator) noexcept {
    const std::size_t end = find_unquoted(text, separator);
    const auto part = text.substr(0, end);
    text.remove_prefix(std::min(text.size(), end + 1));
    return part;
}

}  // namespace isfocus::text
