#include "app/restart.h"

#include <utility>

namespace isfocus::app {
namespace {

using config::Config;

/// One that is a member somewhere in the configuration, which `Member` finds.
template <class Member>
StartOnly whole(std::string_view name, Member) {
    return {name, [](const Config& a, const Config& b) { return !(Member{}(a) == Member{}(b)); },
            [](Config& to, const Config& started) { Member{}(to) = Member{}(started); }};
}

bool has_tls(const Config& config) {
    return !config.sip.tls.certificate.empty();
}

/// The names of the files may change, whether there is TLS may not.
constexpr StartOnly kTls{"sip.tls.certificate",
                         [](const Config& a, const Config& b) { return has_tls(a) != has_tls(b); },
                         [](Config& to, const Config& started) {
                             if (has_tls(to) != has_tls(started)) to.sip.tls = started.sip.tls;
                         }};

}  // namespace

const std::vector<StartOnly>& start_only() {
    static const std::vector<StartOnly> kAll{
        whole(
            "sip.listen", [](auto& config) -> auto& { return config.sip.listen; }),
        whole(
            "sip.dns_servers", [](auto& config) -> auto& { return config.sip.dns_servers; }),
        kTls,
        whole(
            "sip.tls.verify_clients", [](auto& config) -> auto& { return config.sip.tls.verify_clients; }),
        whole(
            "sip.dscp", [](auto& config) -> auto& { return config.sip.dscp; }),
        whole(
            "sip.t1_ms", [](auto& config) -> auto& { return config.sip.t1; }),
        whole(
            "sip.tcp_idle_s", [](auto& config) -> auto& { return config.sip.tcp_idle; }),
        whole(
            "sip.tcp_message_s", [](auto& config) -> auto& { return config.sip.tcp_message; }),
        whole(
            "xcap.listen", [](auto& config) -> auto& { return config.xcap.listen; }),
        whole(
            "xcap.store", [](auto& config) -> auto& { return config.xcap.store; }),
        whole(
            "conference.keys", [](auto& config) -> auto& { return config.conference.keys; }),
        whole(
            "mrfp", [](auto& config) -> auto& { return config.mrfp; }),
        whole(
            "media", [](auto& config) -> auto& { return config.media; }),
    };
    return kAll;
}

std::vector<std::string_view> waiting_for_restart(const Config& started, const Config& loaded) {
    std::vector<std::string_view> names;
    for (const auto& one : start_only())
        if (one.differs(started, loaded)) names.push_back(one.name);
    return names;
}

Config in_force(Config loaded, const Config& started) {
    for (const auto& one : start_only()) one.keep(loaded, started);
    return loaded;
}

}  // namespace isfocus::app
