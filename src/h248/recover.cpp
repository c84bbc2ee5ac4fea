#include "h248/reader.h"

/// Finding the end of a transaction in which there is a fault.
namespace isfocus::h248 {
namespace {

/// What `{` after this word opens is an octet string, in which no other brace or quote means anything.
bool opens_octets(std::string_view word) noexcept {
    return is(word, token::local) || is(word, token::remote) || is(word, token::digit_map);
}

}  // namespace

/// Up to the first `}` that is not escaped.
std::size_t Reader::end_of_octets() const noexcept {
    auto end = text_.find('}', at_);
    while (end != std::string_view::npos && end > at_ && text_[end - 1] == '\\') end = text_.find('}', end + 1);
    return end;
}

void Reader::skip_octets() noexcept {
    ++at_;
    const auto end = end_of_octets();
    at_ = end == std::string_view::npos ? text_.size() : end + 1;
}

/// A word, with the octet string that it may open: `Local { ... }`, `DigitMap = { ... }`, `DigitMap = name { ... }`.
/// After `=` it is a name, whatever it is called.
void Reader::skip_word(bool is_name) noexcept {
    const auto word = peek_word();
    at_ += word.size();
    if (is_name || !opens_octets(word)) return;
    if (is(word, token::digit_map) && accept('=')) at_ += peek_word().size();
    if (peek() == '{') skip_octets();
}

void Reader::skip_block() noexcept {
    std::size_t depth = 0;
    bool is_value = false;
    do {
        const char c = peek();
        if (c == '\0') {
            at_ = text_.size();
        } else if (is_safe(c)) {
            skip_word(is_value);
        } else if (c == '"') {
            skip_quoted();
        } else {
            if (c == '{') ++depth;
            if (c == '}') --depth;
            ++at_;
        }
        is_value = c == '=';
    } while (depth > 0 && at_ < text_.size());
}

void Reader::recover(std::size_t transaction) noexcept {
    failed_ = false;
    at_ = transaction;
    at_ += peek_word().size();
    if (accept('=')) at_ += peek_word().size();
    if (peek() == '{') skip_block();
}

}  // namespace isfocus::h248
