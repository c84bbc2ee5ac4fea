#include "h248/reader.h"

#include "base/text.h"

namespace isfocus::h248 {
namespace {

std::optional<Relation> relation_of(char c) noexcept {
    switch (c) {
        case '=':
            return Relation::equal;
        case '#':
            return Relation::not_equal;
        case '>':
            return Relation::greater;
        case '<':
            return Relation::less;
        default:
            return std::nullopt;
    }
}

/// `\}` stands for `}`; nothing else is escaped.
std::string unescaped(std::string_view text) {
    if (text.find("\\}") == std::string_view::npos) return std::string{text};
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\' && i + 1 < text.size() && text[i + 1] == '}') continue;
        out.push_back(text[i]);
    }
    return out;
}

constexpr std::size_t kShownOctets = 40;

}  // namespace

void Reader::fail(ErrorCode code, std::string_view what, std::string_view detail) {
    if (failed_) return;
    failed_ = true;
    error_.code = code;
    error_.offset = at_;
    error_.text.assign(what);
    if (!detail.empty()) error_.text.append(": ").append(detail.substr(0, kShownOctets));
    at_ = text_.size();
}

void Reader::skip_space() noexcept {
    while (at_ < text_.size()) {
        if (text::is_space(text_[at_])) {
            ++at_;
        } else if (text_[at_] == ';') {
            at_ = std::min(text_.find_first_of("\r\n", at_), text_.size());
        } else {
            return;
        }
    }
}

char Reader::peek() noexcept {
    skip_space();
    return at_ < text_.size() ? text_[at_] : '\0';
}

bool Reader::accept(char c) noexcept {
    if (at_ >= text_.size() || peek() != c || at_ >= text_.size()) return false;
    ++at_;
    return true;
}

bool Reader::accept_here(char c) noexcept {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
}

bool Reader::at_end() noexcept {
    skip_space();
    return at_ == text_.size();
}

void Reader::expect(char c) {
    if (!accept(c)) fail_syntax(at_ < text_.size() ? "unexpected character, wanted" : "ends early, wanted", {&c, 1});
}

std::string_view Reader::peek_word() noexcept {
    skip_space();
    std::size_t end = at_;
    while (end < text_.size() && is_safe(text_[end])) ++end;
    return text_.substr(at_, end - at_);
}

char Reader::peek_after_word() noexcept {
    const auto start = at_;
    at_ += peek_word().size();
    const char next = peek();
    at_ = start;
    return next;
}

bool Reader::next_item_is(const Token& token, char after) noexcept {
    const auto start = at_;
    const bool found = accept(',') && is(peek_word(), token) && peek_after_word() == after;
    at_ = start;
    return found;
}

std::string_view Reader::word() {
    const auto found = peek_word();
    if (found.empty()) fail_syntax("expected a word");
    if (ok()) at_ += found.size();
    return found;
}

std::string Reader::name() {
    const auto found = word();
    if (found.size() > kMaxNameOctets) fail_syntax("name too long", found);
    return std::string{found.substr(0, kMaxNameOctets)};
}

std::uint16_t Reader::port() {
    std::size_t end = at_;
    while (end < text_.size() && text::is_digit(text_[end])) ++end;
    const auto digits = text_.substr(at_, end - at_);
    const auto port = number_of<std::uint16_t>(digits);
    if (ok() && port == 0) fail_syntax("port 0");
    if (ok()) at_ = end;
    return port;
}

std::string_view Reader::until(char end) {
    const auto stop = text_.find(end, at_);
    if (stop == std::string_view::npos) {
        fail_syntax("ends early, wanted", {&end, 1});
        return {};
    }
    const auto found = text_.substr(at_, stop - at_);
    at_ = stop + 1;
    return found;
}

std::string Reader::quoted() {
    expect('"');
    const auto inside = until('"');
    for (const char c : inside)
        if (static_cast<unsigned char>(c) < ' ' && c != '\t') fail_syntax("control character in a quoted string");
    return std::string{inside};
}

Value Reader::value() {
    if (peek() == '"') return {quoted(), true};
    return {std::string{word()}, false};
}

Parameter Reader::parameter(std::string name) {
    Parameter result;
    result.name = std::move(name);
    const auto relation = relation_of(peek());
    if (!relation) {
        fail_syntax("no value", result.name);
        return result;
    }
    ++at_;
    result.relation = *relation;
    const auto take = [&] { result.values.push_back(value()); };
    if (*relation == Relation::equal && accept('[')) {
        take();
        result.form = accept(':') ? ValueForm::range : ValueForm::all_of;
        if (result.form == ValueForm::range) take();
        if (result.form == ValueForm::all_of && accept(',')) list(take);
        expect(']');
    } else if (*relation == Relation::equal && accept('{')) {
        result.form = ValueForm::any_of;
        list(take);
        expect('}');
    } else {
        take();
    }
    return result;
}

std::string Reader::octets() {
    expect('{');
    const auto end = end_of_octets();
    if (end == std::string_view::npos) {
        fail_syntax("octet string without an end");
        return {};
    }
    const auto inside = text::trimmed(text_.substr(at_, end - at_));
    if (inside.find('\0') != std::string_view::npos) fail_syntax("octet 0 in an octet string");
    if (ok()) at_ = end + 1;
    return unescaped(inside);
}

void Reader::skip_quoted() noexcept {
    const auto end = text_.find('"', at_ + 1);
    at_ = end == std::string_view::npos ? text_.size() : end + 1;
}

std::string_view Reader::raw_item() {
    peek();
    const auto start = at_;
    std::size_t end = at_;
    std::size_t depth = 0;
    for (char c = peek(); c != '\0' && ok(); c = peek()) {
        const bool closes = c == '}' || c == ']';
        if (depth == 0 && (closes || c == ',')) break;
        if (c == '{' || c == '[') ++depth;
        if (closes) --depth;
        if (depth > kMaxNesting) fail_syntax("nested too deep");
        if (c == '"')
            skip_quoted();
        else if (ok())
            ++at_;
        end = at_;
    }
    return text_.substr(start, ok() ? end - start : 0);
}

void Reader::unknown(ErrorCode code, std::string_view what, std::string_view word) {
    if (!is_lenient_) return fail(code, what, word);
    raw_item();
    if (ignored_ != nullptr && ok()) ignored_->emplace_back(word);
}

}  // namespace isfocus::h248
