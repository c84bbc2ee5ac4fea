#pragma once
#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "mrfpd/media_port.h"

namespace isfocus::mrfpd {

/// Which media thread mixes which conference. A conference stays where it began: its members hear each other only
/// within one thread, and none of them shall notice that others came. Pure.
class Placement {
public:
    explicit Placement(std::size_t threads) : loads_(threads), avoided_(threads) {}

    /// Whether new conferences go elsewhere, as long as there is another thread.
    void avoid(std::size_t thread, bool avoided) { avoided_[thread] = avoided; }

    /// One more member of `context`. Returns its thread: of a new conference the one that has least to do.
    std::size_t enter(std::uint32_t context, std::uint32_t cost);
    /// As it entered, with the same cost.
    void leave(std::uint32_t context, std::uint32_t cost);

    std::uint64_t load(std::size_t thread) const noexcept { return loads_[thread]; }

private:
    struct Conference {
        std::size_t thread = 0;
        std::uint32_t members = 0;
    };
    std::size_t least_loaded() const noexcept;

    std::vector<std::uint64_t> loads_;
    std::vector<bool> avoided_;
    std::unordered_map<std::uint32_t, Conference> conferences_;
};

/// About what a member of a conference costs with this codec, in parts of one with G.711: mostly system calls, and some
/// of the members talk and have encoders of their own.
std::uint32_t cost_of(const Stream& stream) noexcept;

}  // namespace isfocus::mrfpd
