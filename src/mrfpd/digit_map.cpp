#include "mrfpd/digit_map.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace isfocus::mrfpd {
namespace {

using h248::ErrorCode;

/// The symbols of the keys (E.6), in the order of RFC 4733.
constexpr std::string_view kSymbols = "0123456789EFABCD";
constexpr std::uint16_t kDigits = 0x3FF;

/// digitMapValue of annex B. What cannot be read leaves a fault behind, and then nothing else counts.
class DigitMapReader {
public:
    DigitMapReader(std::string_view text, const DigitMapTimers& timers) : text_(text), map_{timers, {}} {}

    Checked<DigitMap> read() {
        timers();
        if (take('(')) {
            do sequence();
            while (take('|'));
            expect(')');
        } else {
            sequence();
        }
        skip();
        if (at_ < text_.size()) fail();
        if (fault_) return std::move(*fault_);
        return std::move(map_);
    }

private:
    void fail() {
        if (!fault_) fault_ = fault(ErrorCode::syntax_error_in_command, "DigitMap at octet " + std::to_string(at_));
        at_ = text_.size();
    }

    /// In upper case; 0 at the end.
    char peek(std::size_t ahead = 0) const {
        if (at_ + ahead >= text_.size()) return '\0';
        return text::upper(text_[at_ + ahead]);
    }

    /// White space and comments.
    void skip() {
        for (; at_ < text_.size(); ++at_) {
            if (text_[at_] == ';')
                at_ = std::min(text_.find_first_of("\r\n", at_), text_.size() - 1);
            else if (!text::is_space(text_[at_]))
                return;
        }
    }

    bool take(char what) {
        skip();
        if (peek() != what) return false;
        ++at_;
        return true;
    }

    void expect(char what) {
        if (!take(what)) fail();
    }

    void timers() {
        if (const auto count = timer('T')) map_.start = std::chrono::seconds{*count};
        if (const auto count = timer('S')) map_.shortly = std::chrono::seconds{*count};
        if (const auto count = timer('L')) map_.for_long = std::chrono::seconds{*count};
        const auto tenths = timer('Z');
        if (tenths) map_.long_press = std::chrono::milliseconds{100} * *tenths;
        if (tenths == 0) fail();
    }

    /// `T:16,`
    std::optional<int> timer(char name) {
        skip();
        if (peek() != name || peek(1) != ':') return std::nullopt;
        at_ += 2;
        const auto first = at_;
        int count = 0;
        for (; at_ < first + 2 && text::is_digit(peek()); ++at_) count = count * 10 + (text_[at_] - '0');
        if (at_ == first) fail();
        expect(',');
        return count;
    }

    void sequence() {
        char timer = 0;
        bool is_empty = true;
        for (skip(); peek() != '\0' && peek() != '|' && peek() != ')'; skip()) {
            const char letter = peek();
            if (letter == 'S' || letter == 'L' || letter == 'T') {
                timer = letter;
                ++at_;
                continue;
            }
            DigitPosition position{.timer = timer};
            position.is_long = take('Z');
            position.keys = keys();
            position.repeats = take('.');
            if (position.keys == 0) return fail();
            add(position);
            is_empty = false;
        }
        if (is_empty) return fail();
        add({.timer = timer});
    }

    void add(const DigitPosition& position) {
        if (map_.positions.size() < kMostDigitPositions) return map_.positions.push_back(position);
        if (!fault_) fault_ = fault(ErrorCode::no_space_for_digit_map, "too many symbols");
        at_ = text_.size();
    }

    /// None for what is no symbol.
    std::uint16_t keys() {
        if (take('[')) return set();
        const char letter = peek();
        ++at_;
        return letter == 'X' ? kDigits : bit(letter);
    }

    static std::uint16_t bit(char symbol) {
        const auto key = kSymbols.find(symbol);
        return key == std::string_view::npos ? std::uint16_t{0} : static_cast<std::uint16_t>(1U << key);
    }

    std::uint16_t set() {
        unsigned keys = 0;
        while (!take(']')) {
            const char first = peek();
            const auto one = bit(first);
            if (one == 0) return 0;
            ++at_;
            keys |= one;
            if (peek() != '-') continue;
            ++at_;
            const char last = peek();
            if (!text::is_digit(first) || !text::is_digit(last) || last < first) return 0;
            ++at_;
            for (char digit = first; digit <= last; ++digit) keys |= bit(digit);
        }
        return static_cast<std::uint16_t>(keys);
    }

    std::string_view text_;
    std::size_t at_ = 0;
    DigitMap map_;
    std::optional<Fault> fault_;
};

}  // namespace

Checked<DigitMap> parse_digit_map(std::string_view text, const DigitMapTimers& timers) {
    if (text.size() > kLongestDigitMap) return fault(ErrorCode::no_space_for_digit_map, "too long");
    return DigitMapReader{text, timers}.read();
}

DigitMatcher::DigitMatcher(std::shared_ptr<const DigitMap> map) : map_(std::move(map)) {
    bool begins = true;
    for (std::size_t i = 0; i < map_->positions.size(); ++i) {
        if (begins) enter(places_, static_cast<Place>(i));
        begins = map_->positions[i].keys == 0;
    }
}

/// And wherever else one is without another key. Places come in ascending order, so all from one that is there up to
/// the last are.
void DigitMatcher::enter(std::vector<Place>& places, Place place) const {
    if (!places.empty() && place <= places.back()) return;
    places.push_back(place);
    while (map_->positions[place].repeats) places.push_back(++place);
}

bool DigitMatcher::is_complete() const {
    return std::ranges::any_of(places_, [this](Place place) { return map_->positions[place].keys == 0; });
}

bool DigitMatcher::asks_for_length(std::uint8_t key) const {
    return std::ranges::any_of(places_, [&](Place place) {
        const auto& position = map_->positions[place];
        return position.is_long && (position.keys >> key % 16U & 1U) != 0;
    });
}

/// Where a long key is asked for and was pressed only that counts, and else all but that (7.1.14.5, step 4).
std::optional<DigitsEnd> DigitMatcher::press(std::uint8_t key, bool is_long) {
    const bool counts_as_long = is_long && asks_for_length(key);
    const bool has_room = digits_.size() + (counts_as_long ? 2 : 1) <= kLongestDialString;
    std::vector<Place> next;
    for (const auto place : places_) {
        const auto& position = map_->positions[place];
        const bool takes = (position.keys >> key % 16U & 1U) != 0 && position.is_long == counts_as_long && has_room;
        if (takes) enter(next, position.repeats ? place : static_cast<Place>(place + 1));
    }
    if (next.empty()) return time_out();
    places_ = std::move(next);
    if (counts_as_long) digits_ += 'Z';
    digits_ += kSymbols[key % 16U];
    const bool goes_on = std::ranges::any_of(places_, [this](Place place) { return map_->positions[place].keys != 0; });
    return goes_on ? std::nullopt : std::optional{DigitsEnd::unambiguous};
}

DigitsEnd DigitMatcher::time_out() const {
    return is_complete() ? DigitsEnd::full : DigitsEnd::partial;
}

/// Specifiers go before rules, and where they are at odds it is the long timer (7.1.14.3).
std::optional<std::chrono::seconds> DigitMatcher::wait() const {
    char timer = 0;
    for (const auto place : places_) {
        const char specified = map_->positions[place].timer;
        if (specified != 0) timer = timer == 0 || timer == specified ? specified : 'L';
    }
    if (timer == 0) timer = digits_.empty() ? 'T' : is_complete() ? 'S' : 'L';
    const auto wait = timer == 'T' ? map_->start : timer == 'S' ? map_->shortly : map_->for_long;
    return wait.count() > 0 ? std::optional{wait} : std::nullopt;
}

}  // namespace isfocus::mrfpd
