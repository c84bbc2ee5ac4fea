#pragma once
#include <arpa/inet.h>
#include <unistd.h>

#include <cstdint>
#include <string>

namespace isfocus::test {

/// An address of 127.64.0.0/10, in network order, by the number of this process: tests that run at once do not meet
/// there, so that ports need not be looked for (a port that was free a moment ago may be taken by now).
inline in_addr own_in_addr() {
    constexpr std::uint32_t kNetwork = 0x7f400000, kHosts = 0x3fffff;
    return {htonl(kNetwork | (static_cast<std::uint32_t>(getpid()) & kHosts))};
}

inline std::string own_address() {
    char text[INET_ADDRSTRLEN];
    const auto address = own_in_addr();
    return inet_ntop(AF_INET, &address, text, sizeof text);
}

}  // namespace isfocus::test
