#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "isfocus/base/digit_map_timers.h"
#include "mrfpd/fault.h"

/// Digit maps (H.248.1 7.1.14) over the keys of package dd (E.6): what a user may dial, and when that is complete.
/// Pure.
///
/// The text leaves some questions open, and this is how they are answered:
/// - A timing specifier is for all events behind it in its sequence, the first one of a user too.
/// - A timer of 0 never ends, as the text says of T; a threshold of 0 for long events is refused.
/// - What matches an empty string, such as `x.`, is fully matched before anybody has dialled.
/// - Symbols that package dd does not have (G to K) are refused, and so are timers and `Z` among alternative keys.
namespace isfocus::mrfpd {

/// One position of an event sequence.
struct DigitPosition {
    std::uint16_t keys = 0;  ///< those that satisfy it; bit n is key n of RFC 4733: 0 to 9, 10 `*`, 11 `#`, 12 to 15
                             ///< A to D. None: the sequence ends here
    bool repeats = false;    ///< `.`: any number of times, none too
    bool is_long = false;    ///< `Z`: only keys that are pressed for long
    char timer = 0;          ///< specifier for the time before it, `S`, `L` or `T`; 0: by the rules of 7.1.14.2

    friend bool operator==(const DigitPosition&, const DigitPosition&) = default;
};

struct DigitMap : DigitMapTimers {
    std::vector<DigitPosition> positions;  ///< of each sequence, with its end behind it

    friend bool operator==(const DigitMap&, const DigitMap&) = default;
};

inline constexpr std::size_t kLongestDigitMap = 4096;     ///< octets
inline constexpr std::size_t kMostDigitPositions = 1024;  ///< in all sequences together, with their ends
inline constexpr std::size_t kLongestDialString = 255;    ///< symbols; a key more fits nowhere

/// By the grammar of H.248.1 annex B (digitMapValue), in either case of letters and with white space between symbols.
/// `timers` are those that it does not tell. 442 for what the grammar does not have, 519 (H.248.8) for what is longer
/// than we keep.
Checked<DigitMap> parse_digit_map(std::string_view text, const DigitMapTimers& timers = {});

/// How the collection has ended (dd/ce, parameter Meth).
enum class DigitsEnd : std::uint8_t { unambiguous, partial, full };

/// What has been dialled so far (7.1.14.5). A value, which does not know the time: keys and the ends of timers are
/// handed in. A key costs as much as the map is long, whatever the map is.
class DigitMatcher {
public:
    explicit DigitMatcher(std::shared_ptr<const DigitMap> map);

    /// Whether it has to be known for how long this key is pressed.
    bool asks_for_length(std::uint8_t key) const;
    /// Nothing while it goes on. A key that fits nowhere ends it, as partial or full, and is not part of it.
    std::optional<DigitsEnd> press(std::uint8_t key, bool is_long = false);
    /// How it ends when wait() has gone by without a key.
    DigitsEnd time_out() const;
    /// How long to wait for the next key; nothing: for ever.
    std::optional<std::chrono::seconds> wait() const;
    /// The current dial string: `*` is E, `#` is F, and a long key has a Z before it.
    const std::string& digits() const noexcept { return digits_; }

private:
    using Place = std::uint16_t;  ///< index of a position that may be satisfied next

    void enter(std::vector<Place>& places, Place place) const;
    bool is_complete() const;

    std::shared_ptr<const DigitMap> map_;
    std::vector<Place> places_;  ///< ascending
    std::string digits_;
};

}  // namespace isfocus::mrfpd
