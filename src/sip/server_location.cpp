#include "sip/server_location.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <tuple>
#include <utility>

#include "sip/text.h"

namespace isfocus::sip {
namespace {

using Transport = ListenAddress::Transport;

/// RFC 3263 4.1.
struct Service {
    Transport transport;
    const char* name;  ///< of the transport in a URI
    const char* naptr;
    const char* srv;
    std::uint16_t port;
};
constexpr std::array kServices{Service{Transport::udp, "udp", "SIP+D2U", "_sip._udp.", 5060},
                               Service{Transport::tcp, "tcp", "SIP+D2T", "_sip._tcp.", 5060},
                               Service{Transport::tls, "tls", "SIPS+D2T", "_sips._tcp.", 5061}};

using Services = std::vector<const Service*>;

/// Those that this URI allows and we have; a sips URI allows TLS only.
Services usable(const Uri& uri, const std::vector<Transport>& transports) {
    const auto asked = uri.parameter("transport");
    Services out;
    for (const auto& one : kServices) {
        const bool is_ours = std::find(transports.begin(), transports.end(), one.transport) != transports.end();
        const bool is_secure = one.transport == Transport::tls;
        const bool is_allowed = uri.scheme == Uri::Scheme::sips ? is_secure
                                : asked                         ? equals_ignoring_case(*asked, one.name)
                                                                : true;
        if (is_ours && is_allowed) out.push_back(&one);
    }
    return out;
}

/// One server found. Over TLS the name stays, for the certificate has to bear it (RFC 5922 7.1).
Uri server(const Uri& uri, const Service& service, const std::string& address, std::uint16_t port) {
    const bool is_ipv6 = address.find(':') != std::string::npos;
    const std::string host = is_ipv6 ? "[" + address + "]" : address;
    Uri out{.host = uri.host, .port = port, .parameters = {{"transport", service.name}}};
    if (service.transport == Transport::tls)
        out.parameters.push_back({"maddr", host});
    else
        out.host = host;
    return out;
}

/// By priority; among equals each is the next with a probability by its weight (RFC 2782).
std::vector<SrvRecord> in_order(std::vector<SrvRecord> records, const Draw& draw) {
    std::stable_sort(records.begin(), records.end(), [](const auto& a, const auto& b) {
        return std::tuple(a.priority, a.weight != 0) < std::tuple(b.priority, b.weight != 0);
    });
    for (auto next = records.begin(); next != records.end(); ++next) {
        const auto end =
            std::find_if(next, records.end(), [&](const auto& one) { return one.priority != next->priority; });
        const auto sum = std::accumulate(next, end, 0u, [](unsigned s, const auto& one) { return s + one.weight; });
        auto left = draw(sum);
        auto chosen = next;
        while (left > chosen->weight) left -= (chosen++)->weight;
        std::rotate(next, chosen, chosen + 1);
    }
    return records;
}

/// Collects servers; once something is not known all is for nothing, but every question has been asked.
class Location {
public:
    Location(const Uri& uri, const DnsView& dns, const Draw& draw) : uri_(uri), dns_(dns), draw_(draw) {}

    void add_host(const Service& service, const std::string& name, std::uint16_t port) {
        if (is_numeric(name)) return servers_.push_back(server(uri_, service, bare(name), port));
        const auto found = dns_.addresses(name);
        if (!found) is_known_ = false;
        for (const auto& address : found.value_or(std::vector<std::string>{}))
            servers_.push_back(server(uri_, service, address, port));
    }

    /// False when there is no such service.
    bool add_service(const Service& service, const std::string& name) {
        const auto found = dns_.srv(name);
        if (!found) is_known_ = false;
        if (!found || found->empty()) return false;
        for (const auto& one : in_order(*found, draw_))
            if (one.target != "." && !one.target.empty()) add_host(service, one.target, one.port);
        return true;
    }

    /// False when the domain has no NAPTR records for what is usable.
    bool add_domain(const Services& usable_ones, const std::string& name) {
        auto found = dns_.naptr(name);
        if (!found) return is_known_ = false;
        std::stable_sort(found->begin(), found->end(), [](const auto& a, const auto& b) {
            return std::tuple(a.order, a.preference) < std::tuple(b.order, b.preference);
        });
        bool is_any = false;
        for (const auto& record : *found) {
            const auto service = std::find_if(usable_ones.begin(), usable_ones.end(), [&](const Service* one) {
                return equals_ignoring_case(record.service, one->naptr);
            });
            if (service == usable_ones.end()) continue;
            if (equals_ignoring_case(record.flags, "s")) is_any |= add_service(**service, record.replacement);
            if (equals_ignoring_case(record.flags, "a"))
                add_host(**service, record.replacement, (*service)->port), is_any = true;
        }
        return is_any;
    }

    bool is_known() const noexcept { return is_known_; }
    std::vector<Uri> take() { return std::move(servers_); }

private:
    static std::string bare(const std::string& host) {
        return host.starts_with('[') ? host.substr(1, host.size() - 2) : host;
    }

    const Uri& uri_;
    const DnsView& dns_;
    const Draw& draw_;
    std::vector<Uri> servers_;
    bool is_known_ = true;
};

}  // namespace

bool is_numeric(std::string_view host) {
    if (host.starts_with('[')) return true;
    in_addr ignored{};
    return inet_pton(AF_INET, std::string(host).c_str(), &ignored) == 1;
}

std::optional<std::vector<Uri>> locate(const Uri& uri, const std::vector<Transport>& transports, const DnsView& dns,
                                       const Draw& draw) {
    const auto services = usable(uri, transports);
    if (services.empty()) return std::vector<Uri>{};
    Location location(uri, dns, draw);
    if (is_numeric(uri.host) || uri.port != 0) {
        location.add_host(*services.front(), uri.host, uri.port != 0 ? uri.port : services.front()->port);
    } else {
        bool is_found = !uri.parameter("transport") && location.add_domain(services, uri.host);
        if (!is_found && location.is_known())
            for (const auto* one : services)
                if (one->transport != Transport::tls || services.size() == 1)
                    is_found |= location.add_service(*one, one->srv + uri.host);
        if (!is_found && location.is_known()) location.add_host(*services.front(), uri.host, services.front()->port);
    }
    if (!location.is_known()) return std::nullopt;
    return location.take();
}

}  // namespace isfocus::sip
