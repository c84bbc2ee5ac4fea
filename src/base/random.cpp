#include "base/random.h"

#include <sys/random.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <span>
#include <string_view>

namespace isfocus {
namespace {

/// Octets drawn from the kernel many at a time: a call needs some hundred, and each draw is a system call. What was
/// handed out is wiped.
class Drawn {
public:
    std::span<unsigned char> next(std::size_t most) {
        if (left_ == 0) draw();
        const auto part = std::min(most, left_);
        left_ -= part;
        return {octets_.data() + left_, part};
    }

private:
    void draw() {
        // Up to 256 octets come whole, or not at all before the kernel has any randomness: then there is nothing to do.
        if (getrandom(octets_.data(), octets_.size(), 0) != static_cast<ssize_t>(octets_.size())) std::abort();
        left_ = octets_.size();
    }

    std::array<unsigned char, 256> octets_{};
    std::size_t left_ = 0;
};

}  // namespace

std::string random_text(std::size_t octets) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    thread_local Drawn drawn;
    std::string out;
    out.reserve(2 * octets);
    while (octets > 0) {
        const auto part = drawn.next(octets);
        for (auto& octet : part) {
            out.append({kDigits[octet >> 4], kDigits[octet & 15]});
            octet = 0;
        }
        octets -= part.size();
    }
    return out;
}

}  // namespace isfocus
