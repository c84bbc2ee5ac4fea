#include "sip/marks.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <charconv>
#include <cstring>
#include <filesystem>

#include "isfocus/base/dscp.h"

namespace isfocus::sip {
namespace {

bool is_bound_at(int fd, const ListenAddress& address) {
    sockaddr_in6 own{};
    socklen_t size = sizeof own;
    in6_addr wanted{};
    int type = 0;
    socklen_t type_size = sizeof type;
    return getsockname(fd, reinterpret_cast<sockaddr*>(&own), &size) == 0 && own.sin6_family == AF_INET6 &&
           ntohs(own.sin6_port) == address.port && inet_pton(AF_INET6, address.host.c_str(), &wanted) == 1 &&
           std::memcmp(&own.sin6_addr, &wanted, sizeof wanted) == 0 &&
           getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &type_size) == 0 &&
           (type == SOCK_DGRAM) == (address.transport == ListenAddress::Transport::udp);
}

}  // namespace

void mark_bound(const ListenAddress& bound, int dscp) {
    if (dscp == 0 || bound.host.find(':') == std::string::npos) return;
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd", ignored)) {
        const std::string name = entry.path().filename();
        int fd = -1;
        std::from_chars(name.data(), name.data() + name.size(), fd);
        if (is_bound_at(fd, bound)) mark(fd, true, dscp);
    }
}

}  // namespace isfocus::sip
