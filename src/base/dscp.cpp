#include "isfocus/base/dscp.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>

#include "isfocus/base/descriptor.h"

namespace isfocus {

/// The DSCP has the six upper bits of the octet, and ECN, which is the kernel's, the others (RFC 3168 5).
int mark(int fd, bool is_ip6, int dscp) noexcept {
    if (dscp == 0) return 0;
    const int octet = dscp << 2;
    const int done = is_ip6 ? setsockopt(fd, IPPROTO_IPV6, IPV6_TCLASS, &octet, sizeof octet)
                            : setsockopt(fd, IPPROTO_IP, IP_TOS, &octet, sizeof octet);
    return done == 0 ? 0 : errno;
}

std::optional<std::string> fault_of_mark(bool is_ip6, int dscp) {
    const Descriptor socket{::socket(is_ip6 ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
    const int error = socket ? mark(socket.get(), is_ip6, dscp) : errno;
    if (error == 0) return std::nullopt;
    return std::string{"packets over IPv"} + (is_ip6 ? "6" : "4") + " go unmarked, as the kernel refuses DSCP " +
           std::to_string(dscp) + ": " + std::strerror(error);
}

}  // namespace isfocus
