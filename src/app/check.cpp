#include "app/check.h"

#include <chrono>
#include <cstdio>

#include "app/certificates.h"
#include "app/embedded_mrfp.h"
#include "app/mp_sockets.h"
#include "app/policies.h"
#include "app/settings.h"
#include "isfocus/config/h248_address.h"
#include "isfocus/config/outside.h"

namespace isfocus::app {
namespace {

using config::Config;
using config::Doubts;

void check_certificates(const Config& config, Doubts& doubts) {
    add(doubts, certificate_doubt(config));
    CertificateWatch certificates;
    watch_certificates(config, certificates);
    for (const auto& news : certificates.news(std::chrono::system_clock::now()))
        doubts.push_back({news.key, news.text, news.has_expired});
}

bool has_secrets(const Config& config) {
    return !config.sip.credentials.empty() || !config.sip.digest.users.empty() || !config.xcap.digest.users.empty();
}

void check_policies(const std::string& folder, Doubts& doubts) {
    if (auto doubt = config::doubt_about_folder("policy.directory", folder)) return doubts.push_back(std::move(*doubt));
    for (const auto& fault : policy_faults(folder)) doubts.push_back({"policy.directory", fault});
}

void check_files(const Config& config, const std::string& file, Doubts& doubts) {
    if (has_secrets(config)) add(doubts, config::doubt_about_secrecy("passwords", file));
    bool names_files = false;
    const auto named = [&](const std::string& path) { return !path.empty() && (names_files = true); };
    if (named(config.sip.tls.key)) add(doubts, config::doubt_about_secrecy("sip.tls.key", config.sip.tls.key));
    if (named(config.cdr.file)) add(doubts, config::doubt_about_writing("cdr.file", config.cdr.file));
    if (named(config.xcap.store)) add(doubts, config::doubt_about_writing_beside("xcap.store", config.xcap.store));
    if (named(config.policy.directory)) check_policies(config.policy.directory, doubts);
    if (const auto& mrfp = config.mrfp.embedded) {
        add(doubts, config::doubt_about_running("mrfp.embedded", embedded_program().string()));
        if (named(mrfp->announcements))
            add(doubts, config::doubt_about_folder("mrfp.embedded.announcements", mrfp->announcements));
    }
    if (names_files) add(doubts, config::doubt_about_root());
}

void check_addresses(const Config& config, Doubts& doubts) {
    for (const auto& one : config.sip.listen) {
        add(doubts, config::doubt_about_address("sip.listen", one.host));
        if (one.is_wildcard()) doubts.push_back({"sip.listen", about_wildcard(one), false});
    }
    for (const auto& one : config.mrfp.listen) add(doubts, config::doubt_about_address("mrfp.listen", one.host));
    if (config.xcap.listen) add(doubts, config::doubt_about_address("xcap.listen", config.xcap.listen->host));
    const auto& mrfp = config.mrfp.embedded;
    if (!mrfp) return;
    if (const auto mid = config::mid_endpoint(mrfp->mid))
        add(doubts, config::doubt_about_address("mrfp.embedded.mid", mid->host));
    add(doubts, config::doubt_about_address("mrfp.embedded.rtp_address", mrfp->rtp_address.text()));
}

}  // namespace

std::string about_wildcard(const config::Endpoint& listen) {
    return listen.text() +
           " is served at the addresses that this host has when isfocusd starts, and requests of ours leave from the "
           "first of them: name the addresses instead";
}

bool check_outside(const Config& config, const std::string& file) {
    Doubts doubts;
    check_certificates(config, doubts);
    for (const auto& fault : mp_faults(config)) doubts.push_back({fault.key, fault.message});
    check_files(config, file, doubts);
    check_addresses(config, doubts);
    return !config::print("isfocusd", file, doubts);
}

}  // namespace isfocus::app
