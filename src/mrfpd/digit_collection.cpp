#include "mrfpd/digit_collection.h"

#include <utility>

namespace isfocus::mrfpd {

DigitCollection::DigitCollection(std::shared_ptr<const DigitMap> map, Time now) : map_(std::move(map)), matcher_(map_) {
    if (const auto wait = matcher_.wait()) deadline_ = now + *wait;
}

std::optional<DigitCollection::End> DigitCollection::take(std::uint8_t key, bool is_long, Time now) {
    held_.reset();
    deadline_.reset();
    const auto ended = matcher_.press(key, is_long);
    if (ended) return End{*ended, *ended == DigitsEnd::unambiguous};
    if (const auto wait = matcher_.wait()) deadline_ = now + *wait;
    return std::nullopt;
}

/// One finger presses one key: a second one says that the first is up.
std::optional<DigitCollection::End> DigitCollection::press(std::uint8_t key, Time now) {
    if (held_)
        if (const auto ended = take(*held_, false, now)) return End{ended->how, false};
    if (!matcher_.asks_for_length(key)) return take(key, false, now);
    held_ = key;
    deadline_ = now + map_->long_press;
    return std::nullopt;
}

std::optional<DigitCollection::End> DigitCollection::release(std::uint8_t key, std::chrono::milliseconds pressed,
                                                             Time now) {
    if (held_ != key) return std::nullopt;
    const auto ended = take(key, pressed > map_->long_press, now);
    return ended ? std::optional{End{ended->how, false}} : std::nullopt;
}

std::optional<DigitCollection::End> DigitCollection::tick(Time now) {
    if (!deadline_ || now < *deadline_) return std::nullopt;
    if (!held_) return End{matcher_.time_out(), false};
    const auto ended = take(*held_, true, now);
    return ended ? std::optional{End{ended->how, false}} : std::nullopt;
}

}  // namespace isfocus::mrfpd
