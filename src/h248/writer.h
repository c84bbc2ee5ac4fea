#pragma once
#include <charconv>
#include <concepts>
#include <string>
#include <string_view>

#include "h248/tokens.h"
#include "isfocus/h248/codec.h"

namespace isfocus::h248 {

/// Writes the tokens of one text form. Whatever is in the values, what comes out has the shape that was asked for.
class Writer {
public:
    Writer(std::string& out, Form form) : out_(out), form_(form) {}

    bool is_pretty() const noexcept { return form_ == Form::pretty; }

    void raw(std::string_view text) { out_.append(text); }
    void token(const Token& token) { out_.append(is_pretty() ? token.text : token.abbreviation); }
    void equals() { out_.append(is_pretty() ? " = " : "="); }
    /// Before a Block, which brings its own space.
    void equals_block() { out_.append(is_pretty() ? " =" : "="); }
    void comma() { out_.append(is_pretty() ? ", " : ","); }
    template <std::unsigned_integral Number>
    void number(Number number);

    /// A name; what cannot stand in one becomes `_`.
    void word(std::string_view text);
    /// Text in quotes; what cannot stand in them becomes `'` or a space.
    void quoted(std::string_view text);
    void value(const Value& value);
    /// `name = value`, or whatever relation and form.
    void parameter(const Parameter& parameter);
    /// `{ octets }` on lines of their own.
    void octets(std::string_view text);

    /// token = ...
    template <class Table>
    void choice(const Token& name, const Table& table, decltype(table[0].value) value) {
        token(name);
        equals();
        token(token_of(table, value));
    }
    template <std::unsigned_integral Number>
    void numbered(const Token& name, Number value) {
        token(name);
        equals();
        number(value);
    }

    void new_line();

    enum class Layout : std::uint8_t { lines, inline_ };

    /// `{ a, b }` while it lives; item() begins each.
    class Block {
    public:
        explicit Block(Writer& writer, Layout layout = Layout::lines);
        ~Block();
        Block(const Block&) = delete;
        Block& operator=(const Block&) = delete;
        void item();

    private:
        Writer& writer_;
        Layout layout_;
        bool empty_ = true;
    };

private:
    void escaped(std::string_view text);

    std::string& out_;
    Form form_;
    std::size_t depth_ = 0;
};

template <std::unsigned_integral Number>
void Writer::number(Number number) {
    char digits[20];
    const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    out_.append(digits, end);
}

}  // namespace isfocus::h248
