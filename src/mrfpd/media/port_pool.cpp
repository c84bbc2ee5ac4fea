#include "port_pool.h"

#include <stdexcept>
#include <string>

namespace isfocus::mrfpd {

PortPool::PortPool(std::uint16_t first, std::uint16_t last, std::chrono::milliseconds rest) : rest_(rest) {
    if (first == 0) throw std::invalid_argument("port 0 is no port");
    for (std::uint32_t port = first + first % 2U; port < last; port += 2)
        pairs_.push_back({static_cast<std::uint16_t>(port), TimePoint::min()});
    if (pairs_.empty())
        throw std::invalid_argument("no even and odd port pair in " + std::to_string(first) + "-" +
                                    std::to_string(last));
}

std::optional<std::uint16_t> PortPool::take(TimePoint now) {
    if (pairs_.empty() || pairs_.front().free_at > now) return std::nullopt;
    const auto port = pairs_.front().rtp_port;
    pairs_.pop_front();
    return port;
}

void PortPool::give_back(std::uint16_t rtp_port, TimePoint now) {
    pairs_.push_back({rtp_port, now + rest_});
}

}  // namespace isfocus::mrfpd
