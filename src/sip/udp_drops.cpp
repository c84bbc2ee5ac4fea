#include <arpa/inet.h>

#include <cstring>
#include <fstream>
#include <sstream>

#include "sip/agent.h"

namespace isfocus::sip {
namespace {

/// The address as /proc/net/udp and udp6 spell it: words of 32 bits in the order of this machine, then the port.
std::string kernel_spelling(const ListenAddress& address) {
    in6_addr words{};
    const bool is_ipv6 = address.host.find(':') != std::string::npos;
    if (inet_pton(is_ipv6 ? AF_INET6 : AF_INET, address.host.c_str(), &words) != 1) return {};
    std::string out;
    char part[16];
    for (int i = 0; i < (is_ipv6 ? 4 : 1); ++i) {
        std::uint32_t word = 0;
        std::memcpy(&word, &words.s6_addr[4 * i], sizeof word);
        std::snprintf(part, sizeof part, "%08X", static_cast<unsigned>(word));
        out += part;
    }
    std::snprintf(part, sizeof part, ":%04X", static_cast<unsigned>(address.port));
    return out + part;
}

/// Second column: local address; last column: drops.
std::uint64_t drops_in(const char* table, const std::string& address) {
    std::ifstream file(table);
    std::uint64_t drops = 0;
    for (std::string line; std::getline(file, line);) {
        std::istringstream columns(line);
        std::string slot;
        std::string local;
        columns >> slot >> local;
        if (local == address)
            drops += std::strtoull(line.c_str() + line.find_last_of(' ', line.find_last_not_of(' ')), nullptr, 10);
    }
    return drops;
}

}  // namespace

std::uint64_t udp_receive_drops(const std::vector<ListenAddress>& bound) {
    std::uint64_t drops = 0;
    for (const auto& address : bound) {
        if (address.transport != ListenAddress::Transport::udp) continue;
        const std::string spelled = kernel_spelling(address);
        if (spelled.empty()) continue;
        drops += drops_in(address.host.find(':') == std::string::npos ? "/proc/net/udp" : "/proc/net/udp6", spelled);
    }
    return drops;
}

}  // namespace isfocus::sip
