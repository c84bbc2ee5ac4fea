#pragma once
#include <chrono>

namespace isfocus {

/// The timers of a digit map that says nothing of them itself (H.248.1 7.1.14.2), and what is a long key.
struct DigitMapTimers {
    std::chrono::seconds start{16};                                 ///< T, before the first key; 0: for ever
    std::chrono::seconds shortly{4};                                ///< S, when it is complete but may go on
    std::chrono::seconds for_long{16};                              ///< L, when more is needed
    std::chrono::milliseconds long_press{std::chrono::seconds{2}};  ///< Z: what is pressed for longer is long

    friend bool operator==(const DigitMapTimers&, const DigitMapTimers&) = default;
};

}  // namespace isfocus
