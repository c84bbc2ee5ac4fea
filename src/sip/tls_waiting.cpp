#include "sip/tls_waiting.h"

#include <string_view>

namespace isfocus::sip {
namespace {

bool is_tls(const tport_t* transport) {
    const char* protocol = tport_name(transport)->tpn_proto;
    return protocol && std::string_view(protocol) == "tls";
}

bool is_to(const tport_t* connection, const tp_name_t& place) {
    const tp_name_t* name = tport_name(connection);
    return std::string_view(name->tpn_port) == place.tpn_port && std::string_view(name->tpn_host) == place.tpn_host;
}

}  // namespace

void fail_at_end(nta_agent_t* agent, const std::string& host, std::uint16_t port, bool fail) {
    const std::string port_text = std::to_string(port);
    tp_name_t place{};
    place.tpn_proto = "tls";
    place.tpn_host = place.tpn_canon = host.c_str();
    place.tpn_port = port_text.c_str();
    for (auto* own = tport_primaries(nta_agent_tports(agent)); own; own = tport_next(own)) {
        if (!is_tls(own)) continue;
        // Those to one place, to which there may be several by different names, follow one another.
        for (auto* one = tport_by_name(own, &place); one && is_to(one, place); one = tport_next(one))
            if (tport_is_secondary(one) && tport_is_connected(one) != fail)
                tport_set_params(one, TPTAG_SDWN_ERROR(fail), TAG_END());
    }
}

}  // namespace isfocus::sip
