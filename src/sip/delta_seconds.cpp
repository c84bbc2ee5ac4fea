#include "sip/delta_seconds.h"

#include <cstdint>
#include <limits>

#include "base/number.h"
#include "base/text.h"

namespace isfocus::sip {

std::optional<std::chrono::seconds> parse_delta_seconds(std::string_view text) {
    constexpr std::uint32_t kMost = std::numeric_limits<std::int32_t>::max();
    if (!text::is_number(text)) return std::nullopt;
    return std::chrono::seconds(text::parse_number(text, kMost).value_or(kMost));
}

}  // namespace isfocus::sip
