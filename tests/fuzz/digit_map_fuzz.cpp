#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string_view>

#include "mrfpd/digit_collection.h"

using namespace isfocus::mrfpd;

namespace {

using std::chrono::milliseconds;

void check(bool holds) {
    if (!holds) std::abort();
}

/// Each octet is a key in its low half. The high half says how long it is pressed, in halves of a second, or that
/// nobody dials until a timer runs out.
void dial(DigitCollection collection, std::string_view keys) {
    constexpr unsigned kNobody = 15;
    Time now{std::chrono::hours{1}};
    std::size_t known = 0;
    for (const char octet : keys) {
        const auto key = static_cast<std::uint8_t>(octet & 0xF);
        const unsigned halves = static_cast<unsigned char>(octet) >> 4U;
        std::optional<DigitCollection::End> ended;
        if (collection.deadline() && *collection.deadline() <= now) {
            ended = collection.tick(now);
        } else if (halves == kNobody) {
            if (!collection.deadline()) continue;
            check(!collection.tick(*collection.deadline() - milliseconds{1}));
            ended = collection.tick(now = *collection.deadline());
        } else {
            const milliseconds pressed{500 * halves};
            ended = collection.press(key, now);
            if (!ended) ended = collection.release(key, pressed, now += pressed);
        }
        check(collection.digits().size() >= known && collection.digits().size() <= kLongestDialString);
        known = collection.digits().size();
        if (!ended) continue;
        check(ended->how != DigitsEnd::unambiguous || known > 0);
        return;
    }
}

}  // namespace

/// A digit map in front of the first octet of 0, and behind it the keys that are pressed. Whatever they are, the map is
/// kept within its bounds or refused, and the keys are collected until there is an end.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto value = text.substr(0, text.find('\0'));
    auto map = parse_digit_map(value);
    if (!map) return 0;
    check(!map->positions.empty() && map->positions.size() <= kMostDigitPositions);
    check(map->positions.front().keys != 0 && map->positions.back().keys == 0);
    dial({std::make_shared<const DigitMap>(std::move(*map)), Time{std::chrono::hours{1}}},
         text.substr(std::min(value.size() + 1, text.size())));
    return 0;
}
