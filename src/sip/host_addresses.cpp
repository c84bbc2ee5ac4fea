#include "sip/host_addresses.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <memory>

namespace isfocus::sip {
namespace {

bool is_ipv6(const std::string& host) {
    return host.find(':') != std::string::npos;
}

std::string text_of(const sockaddr* address) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (address && address->sa_family == AF_INET)
        inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in*>(address)->sin_addr, text.data(), text.size());
    if (address && address->sa_family == AF_INET6) {
        const auto& v6 = reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr;
        if (!IN6_IS_ADDR_LINKLOCAL(&v6)) inet_ntop(AF_INET6, &v6, text.data(), text.size());
    }
    return text.data();
}

}  // namespace

std::vector<HostAddress> host_addresses() {
    std::vector<HostAddress> all;
    ifaddrs* list = nullptr;
    if (getifaddrs(&list) != 0) return all;
    const std::unique_ptr<ifaddrs, decltype(&freeifaddrs)> guard(list, freeifaddrs);
    for (const auto* one = list; one; one = one->ifa_next) {
        const auto text = (one->ifa_flags & IFF_UP) != 0 ? text_of(one->ifa_addr) : std::string();
        if (!text.empty()) all.push_back({text, (one->ifa_flags & IFF_LOOPBACK) != 0});
    }
    return all;
}

bool is_wildcard(const ListenAddress& address) {
    return address.host == "0.0.0.0" || address.host == "::";
}

std::vector<ListenAddress> expanded(const std::vector<ListenAddress>& listen, const std::vector<HostAddress>& of_host) {
    std::vector<ListenAddress> all;
    for (const auto& one : listen) {
        if (!is_wildcard(one)) {
            all.push_back(one);
            continue;
        }
        for (const bool loopback : {false, true}) {
            for (const auto& [host, is_loopback] : of_host) {
                const ListenAddress at{one.transport, host, one.port};
                const bool is_listed = at.port != 0 && std::ranges::find(listen, at) != listen.end();
                if (is_loopback == loopback && is_ipv6(host) == is_ipv6(one.host) && !is_listed) all.push_back(at);
            }
        }
    }
    return all;
}

std::vector<ListenAddress> not_served(const std::vector<ListenAddress>& listen, const std::vector<HostAddress>& of_host,
                                      const std::vector<ListenAddress>& bound) {
    std::vector<ListenAddress> out;
    for (const auto& wanted : listen) {
        if (!is_wildcard(wanted)) continue;
        for (const auto& one : expanded({wanted}, of_host)) {
            const bool is_bound = std::ranges::any_of(bound, [&](const ListenAddress& at) {
                return at.transport == one.transport && at.host == one.host && (one.port == 0 || at.port == one.port);
            });
            if (!is_bound) out.push_back(one);
        }
    }
    return out;
}

}  // namespace isfocus::sip
