#include "base/random.h"

#include <sys/random.h>

#include <array>
#include <cstdlib>

namespace isfocus {

std::string random_text(std::size_t octets) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string out;
    out.reserve(2 * octets);
    std::array<unsigned char, 32> bytes{};
    while (octets > 0) {
        const std::size_t part = octets < bytes.size() ? octets : bytes.size();
        // Up to 256 octets come whole, or not at all before the kernel has any randomness: then there is nothing to do.
        if (getrandom(bytes.data(), part, 0) != static_cast<ssize_t>(part)) std::abort();
        for (std::size_t i = 0; i < part; ++i) out.append({kDigits[bytes[i] >> 4], kDigits[bytes[i] & 15]});
        octets -= part;
    }
    return out;
}

}  // namespace isfocus
