#include "placement.h"

#include <utility>

namespace isfocus::mrfpd {

std::size_t Placement::enter(std::uint32_t context, std::uint32_t cost) {
    const auto [at, is_new] = conferences_.try_emplace(context);
    auto& conference = at->second;
    if (is_new) conference.thread = least_loaded();
    ++conference.members;
    loads_[conference.thread] += cost;
    return conference.thread;
}

std::size_t Placement::least_loaded() const noexcept {
    const auto rank = [this](std::size_t thread) { return std::pair{bool{avoided_[thread]}, loads_[thread]}; };
    std::size_t best = 0;
    for (std::size_t i = 1; i < loads_.size(); ++i)
        if (rank(i) < rank(best)) best = i;
    return best;
}

void Placement::leave(std::uint32_t context, std::uint32_t cost) {
    const auto at = conferences_.find(context);
    if (at == conferences_.end()) return;
    loads_[at->second.thread] -= cost;
    if (--at->second.members == 0) conferences_.erase(at);
}

std::uint32_t cost_of(const Stream& stream) noexcept {
    constexpr std::uint32_t kG711 = 1, kG722 = 2, kAmr = 3, kAmrWb = 6;
    if (!stream.remote) return kG711;
    switch (stream.remote->format.encoding) {
        case Encoding::g722:
            return kG722;
        case Encoding::amr:
            return kAmr;
        case Encoding::amr_wb:
            return kAmrWb;
        case Encoding::pcmu:
        case Encoding::pcma:
            break;
    }
    return kG711;
}

}  // namespace isfocus::mrfpd
