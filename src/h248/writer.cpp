#include "h248/writer.h"

#include <algorithm>

namespace isfocus::h248 {
namespace {

constexpr std::size_t kIndent = 2;

std::string_view symbol_of(Relation relation) noexcept {
    switch (relation) {
        case Relation::equal:
            return "=";
        case Relation::not_equal:
            return "#";
        case Relation::greater:
            return ">";
        case Relation::less:
            return "<";
    }
    return "=";
}

char quotable(char c) noexcept {
    if (c == '"') return '\'';
    return static_cast<unsigned char>(c) < ' ' && c != '\t' ? ' ' : c;
}

}  // namespace

void Writer::word(std::string_view text) {
    const auto start = out_.size();
    out_.append(text);
    for (auto at = start; at < out_.size(); ++at)
        if (!is_safe(out_[at])) out_[at] = '_';
}

void Writer::quoted(std::string_view text) {
    out_.push_back('"');
    for (const char c : text) out_.push_back(quotable(c));
    out_.push_back('"');
}

void Writer::value(const Value& value) {
    const bool alone =
        !value.quoted && !value.text.empty() && std::all_of(value.text.begin(), value.text.end(), is_safe);
    if (alone)
        out_.append(value.text);
    else
        quoted(value.text);
}

void Writer::parameter(const Parameter& parameter) {
    word(parameter.name);
    if (parameter.values.empty()) return;
    const auto symbol = symbol_of(parameter.relation);
    if (is_pretty())
        out_.append(" ").append(symbol).append(" ");
    else
        out_.append(symbol);
    if (parameter.form == ValueForm::single) return value(parameter.values.front());
    const bool alternatives = parameter.form == ValueForm::any_of;
    const char separator = parameter.form == ValueForm::range ? ':' : ',';
    out_.push_back(alternatives ? '{' : '[');
    for (const auto& each : parameter.values) {
        if (&each != parameter.values.data()) out_.push_back(separator);
        value(each);
    }
    out_.push_back(alternatives ? '}' : ']');
}

void Writer::escaped(std::string_view text) {
    const bool plain = text.find('}') == std::string_view::npos && text.find('\0') == std::string_view::npos;
    if (plain) {
        out_.append(text);
        return;
    }
    for (const char c : text) {
        if (c == '}') out_.push_back('\\');
        out_.push_back(c == '\0' ? ' ' : c);
    }
}

void Writer::octets(std::string_view text) {
    out_.append(is_pretty() ? " {\n" : "{\n");
    escaped(text);
    if (text.empty() || text.back() != '\n') out_.push_back('\n');
    if (is_pretty()) out_.append(kIndent * depth_, ' ');
    out_.push_back('}');
}

void Writer::new_line() {
    out_.push_back('\n');
    if (is_pretty()) out_.append(kIndent * depth_, ' ');
}

Writer::Block::Block(Writer& writer, Layout layout) : writer_(writer), layout_(layout) {
    writer_.out_.append(writer_.is_pretty() ? " {" : "{");
    ++writer_.depth_;
}

void Writer::Block::item() {
    if (!empty_) writer_.out_.push_back(',');
    empty_ = false;
    if (!writer_.is_pretty()) return;
    if (layout_ == Layout::lines)
        writer_.new_line();
    else
        writer_.out_.push_back(' ');
}

Writer::Block::~Block() {
    --writer_.depth_;
    if (writer_.is_pretty()) {
        if (layout_ == Layout::lines && !empty_)
            writer_.new_line();
        else
            writer_.out_.push_back(' ');
    }
    writer_.out_.push_back('}');
}

}  // namespace isfocus::h248
