#pragma once
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/number.h"
#include "h248/tokens.h"
#include "isfocus/h248/codec.h"

namespace isfocus::h248 {

/// The lexer of the text form with one sticky error. After the first fault the text is at its end: every later call
/// finds nothing, so that the grammar functions need no checks in between, until who knows where to go on recovers.
class Reader {
public:
    Reader(std::string_view text, std::vector<std::string>* ignored) : text_(text), ignored_(ignored) {}

    bool ok() const noexcept { return !failed_; }
    const DecodeError& error() const noexcept { return error_; }
    /// What the error shall say besides its code; filled while reading goes on.
    DecodeError& circumstances() noexcept { return error_; }

    void fail(ErrorCode code, std::string_view what, std::string_view detail = {});
    /// A fault of the grammar, with the code of the level that is being read.
    void fail_syntax(std::string_view what, std::string_view detail = {}) { fail(level_, what, detail); }

    std::size_t position() const noexcept { return at_; }
    /// After a fault: goes on behind the transaction that begins at this position, at the end if that has no end.
    void recover(std::size_t transaction) noexcept;

    /// Next character after white space and comments, 0 at the end.
    char peek() noexcept;
    bool accept(char c) noexcept;
    bool accept_here(char c) noexcept;  ///< without white space before it
    void expect(char c);
    bool at_end() noexcept;
    /// A word at this very place, without moving on.
    std::string_view peek_word() noexcept;
    /// The character after the next word (0 at the end), without moving on.
    char peek_after_word() noexcept;
    /// Whether a comma, this word and `after` follow, without moving on.
    bool next_item_is(const Token& token, char after) noexcept;

    /// A run of safe characters; a fault if there is none.
    std::string_view word();
    /// A word that names something: bounded in length.
    std::string name();
    std::string termination() { return name(); }
    template <class Number>
    Number number(Number most = std::numeric_limits<Number>::max()) {
        return number_of(word(), most);
    }
    template <class Number>
    Number number_of(std::string_view digits, Number most = std::numeric_limits<Number>::max());
    /// Digits at this very place, fewer than a word: what follows may touch them.
    std::uint16_t port();
    /// Everything up to `end`, which is passed over too.
    std::string_view until(char end);

    std::string quoted();
    Value value();
    Parameter parameter(std::string name);
    /// `{ octets }`: up to the first `}` that is not escaped; comments and quotes mean nothing in it.
    std::string octets();
    /// What is not interpreted: up to the `,` or `}` that ends the item.
    std::string_view raw_item();
    /// An item that begins with a word nobody here knows: passed over where that is allowed, a fault elsewhere.
    void unknown(ErrorCode code, std::string_view what, std::string_view word);

    /// item *( , item )
    template <class Item>
    void list(const Item& item, std::size_t most = kMaxItems) {
        std::size_t count = 0;
        do {
            if (++count > most) return fail_syntax("list too long");
            item();
        } while (accept(','));
    }
    /// { item *( , item ) }
    template <class Item>
    void block(const Item& item, std::size_t most = kMaxItems) {
        expect('{');
        list(item, most);
        expect('}');
    }
    /// The same, or { }
    template <class Item>
    void block_or_empty(const Item& item, std::size_t most = kMaxItems) {
        expect('{');
        if (peek() != '}') list(item, most);
        expect('}');
    }

    /// The place for what may be given once; given again it is a fault.
    template <class T>
    T& once(std::optional<T>& slot, std::string_view what, ErrorCode twice = ErrorCode::descriptor_twice) {
        if (slot) fail(twice, "given twice", what);
        return slot ? *slot : slot.emplace();
    }

    /// `= word`, which must be one of the table's.
    template <class Table>
    auto choice(const Table& table) -> decltype(table[0].value) {
        const auto spelled = word();
        const auto value = value_of(table, spelled);
        if (!value) fail(ErrorCode::unknown_value, "unknown value", spelled);
        return value.value_or(table[0].value);
    }

    /// While it lives, faults of the grammar have this code.
    class Level {
    public:
        Level(Reader& reader, ErrorCode code) : reader_(reader), outer_(reader.level_) { reader.level_ = code; }
        ~Level() { reader_.level_ = outer_; }
        Level(const Level&) = delete;
        Level& operator=(const Level&) = delete;

    private:
        Reader& reader_;
        ErrorCode outer_;
    };

    /// While it lives, what is unknown is passed over (replies and Notify), or is not.
    class Lenience {
    public:
        Lenience(Reader& reader, bool is_lenient) : reader_(reader), outer_(reader.is_lenient_) {
            reader.is_lenient_ = is_lenient;
        }
        ~Lenience() { reader_.is_lenient_ = outer_; }
        Lenience(const Lenience&) = delete;
        Lenience& operator=(const Lenience&) = delete;

    private:
        Reader& reader_;
        bool outer_;
    };

    /// Commands of requests read so far in the whole message.
    std::size_t commands = 0;

private:
    void skip_space() noexcept;
    void skip_quoted() noexcept;
    std::size_t end_of_octets() const noexcept;
    void skip_octets() noexcept;
    void skip_word(bool is_name) noexcept;
    void skip_block() noexcept;

    std::string_view text_;
    std::size_t at_ = 0;
    std::vector<std::string>* ignored_;
    ErrorCode level_ = ErrorCode::syntax_error_in_message;
    bool is_lenient_ = false;
    DecodeError error_;
    bool failed_ = false;
};

template <class Number>
Number Reader::number_of(std::string_view digits, Number most) {
    const auto number = text::parse_number(digits, most);
    if (!number) fail_syntax("expected a number", digits);
    return number.value_or(0);
}

}  // namespace isfocus::h248
