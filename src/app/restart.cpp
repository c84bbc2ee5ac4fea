#include "app/restart.h"

#include <utility>

namespace isfocus::app {
namespace {

using config::Config;

/// One that is a member somewhere in the configuration, which `member` finds.
template <auto member>
constexpr StartOnly whole(std::string_view name) {
    return {name, [](const Config& a, const Config& b) { return !(member(a) == member(b)); },
            [](Config& to, const Config& started) { member(to) = member(started); }};
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
    static const std::vector<StartOnly> kAll{whole < [](auto& config) -> auto& {return config.sip.listen;
}
> ("sip.listen"), whole < [](auto& config) -> auto& {
    return config.sip.dns_servers;
}
> ("sip.dns_servers"), kTls, whole < [](auto& config) -> auto& {
    return config.sip.tls.verify_clients;
}
> ("sip.tls.verify_clients"), whole < [](auto& config) -> auto& {
    return config.sip.t1;
}
> ("sip.t1_ms"), whole < [](auto& config) -> auto& {
    return config.sip.tcp_idle;
}
> ("sip.tcp_idle_s"), whole < [](auto& config) -> auto& {
    return config.sip.tcp_message;
}
> ("sip.tcp_message_s"), whole < [](auto& config) -> auto& {
    return config.xcap.listen;
}
> ("xcap.listen"), whole < [](auto& config) -> auto& {
    return config.xcap.store;
}
> ("xcap.store"), whole < [](auto& config) -> auto& {
    return config.conference.keys;
}
> ("conference.keys"), whole < [](auto& config) -> auto& {
    return config.mrfp;
}
> ("mrfp"), whole < [](auto& config) -> auto& {
    return config.media;
}
> ("media"),
};  // namespace isfocus::app
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
