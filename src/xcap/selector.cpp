#include "xcap/selector.h"

#include "base/number.h"
#include "base/text.h"
#include "xcap/characters.h"

namespace isfocus::xcap {
namespace {

bool begins_name(char c) {
    return text::is_alphabetic(c) || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

bool is_of_name(char c) {
    return begins_name(c) || text::is_digit(c) || c == '.' || c == '-';
}

/// Takes a selector apart from its front.
class Reader {
public:
    explicit Reader(std::string_view text) : rest_(text) {}

    bool at_end() const { return rest_.empty(); }

    bool take(std::string_view what) {
        if (!rest_.starts_with(what)) return false;
        rest_.remove_prefix(what.size());
        return true;
    }

    std::optional<Name> name() {
        auto first = part_of_name();
        if (first.empty()) return std::nullopt;
        if (rest_.starts_with("::") || !take(":")) return Name{"", std::move(first)};
        auto local = part_of_name();
        if (local.empty()) return std::nullopt;
        return Name{std::move(first), std::move(local)};
    }

    std::optional<unsigned> position() {
        constexpr std::size_t kMostDigits = 9;
        std::size_t digits = 0;
        while (digits < rest_.size() && text::is_digit(rest_[digits])) ++digits;
        if (digits > kMostDigits) return std::nullopt;
        const auto value = text::parse_number<unsigned>(rest_.substr(0, digits));
        rest_.remove_prefix(digits);
        return value;
    }

    /// With its quotes.
    std::optional<std::string_view> quoted() {
        if (rest_.empty() || (rest_.front() != '"' && rest_.front() != '\'')) return std::nullopt;
        const auto end = rest_.find(rest_.front(), 1);
        if (end == std::string_view::npos) return std::nullopt;
        const auto out = rest_.substr(0, end + 1);
        rest_.remove_prefix(end + 1);
        return out;
    }

private:
    std::string part_of_name() {
        std::size_t length = 0;
        if (!rest_.empty() && begins_name(rest_.front()))
            while (length < rest_.size() && is_of_name(rest_[length])) ++length;
        const std::string out(rest_.substr(0, length));
        rest_.remove_prefix(length);
        return out;
    }

    std::string_view rest_;
};

/// What follows `[@`.
std::optional<AttributeTest> read_test(Reader& reader) {
    auto name = reader.name();
    if (!name || !reader.take("=")) return std::nullopt;
    const auto quoted = reader.quoted();
    auto value = quoted ? attribute_value(*quoted) : std::nullopt;
    if (!value || !reader.take("]")) return std::nullopt;
    return AttributeTest{std::move(*name), std::move(*value)};
}

std::optional<Step> read_step(Reader& reader) {
    Step step;
    if (!reader.take("*")) {
        step.name = reader.name();
        if (!step.name) return std::nullopt;
    }
    if (!reader.take("[")) return step;
    if (!reader.take("@")) {
        step.position = reader.position();
        if (!step.position || !reader.take("]")) return std::nullopt;
        if (!reader.take("[")) return step;
        if (!reader.take("@")) return std::nullopt;
    }
    step.test = read_test(reader);
    return step.test ? std::optional(step) : std::nullopt;
}

std::string text_of(const Step& step) {
    std::string out = step.name ? step.name->text() : "*";
    if (step.position) out += '[' + std::to_string(*step.position) + ']';
    if (step.test) out += "[@" + step.test->name.text() + '=' + quoted_value(step.test->value) + ']';
    return out;
}

}  // namespace

std::optional<NodeSelector> parse_selector(std::string_view text) {
    if (!is_utf8(text)) return std::nullopt;
    Reader reader(text);
    NodeSelector selector;
    while (true) {
        if (!selector.steps.empty() && reader.take("@")) {
            selector.attribute = reader.name();
            return selector.attribute && reader.at_end() ? std::optional(selector) : std::nullopt;
        }
        if (!selector.steps.empty() && reader.take("namespace::*")) {
            selector.namespaces = true;
            return reader.at_end() ? std::optional(selector) : std::nullopt;
        }
        auto step = read_step(reader);
        if (!step || selector.steps.size() == kMostSteps) return std::nullopt;
        selector.steps.push_back(std::move(*step));
        if (reader.at_end()) return selector;
        if (!reader.take("/")) return std::nullopt;
    }
}

std::string text_of(const NodeSelector& selector) {
    std::string out;
    for (const auto& step : selector.steps) out += (out.empty() ? "" : "/") + text_of(step);
    if (selector.attribute) out += "/@" + selector.attribute->text();
    if (selector.namespaces) out += "/namespace::*";
    return out;
}

}  // namespace isfocus::xcap
