#pragma once
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "isfocus/h248/deadline_queue.h"
#include "mrfpd/digit_map.h"

namespace isfocus::mrfpd {

using h248::Time;

/// A digit map while it is active on a termination (H.248.1 7.1.14.4): the keys of its user, with their time. The first
/// End is the last thing that it says. A value.
class DigitCollection {
public:
    struct End {
        DigitsEnd how = DigitsEnd::partial;
        bool takes_key = false;  ///< the key that has just been pressed is the last of the dial string
    };

    DigitCollection(std::shared_ptr<const DigitMap> map, Time now);

    std::optional<End> press(std::uint8_t key, Time now);
    std::optional<End> release(std::uint8_t key, std::chrono::milliseconds pressed, Time now);
    /// To be called at the deadline; nothing for ever: no timer runs.
    std::optional<End> tick(Time now);
    std::optional<Time> deadline() const noexcept { return deadline_; }

    const std::string& digits() const noexcept { return matcher_.digits(); }

private:
    std::optional<End> take(std::uint8_t key, bool is_long, Time now);

    std::shared_ptr<const DigitMap> map_;
    DigitMatcher matcher_;
    std::optional<std::uint8_t> held_;  ///< a key that counts once it is known whether it is pressed for long
    std::optional<Time> deadline_;      ///< for the next key, or for the one that is held
};

}  // namespace isfocus::mrfpd
