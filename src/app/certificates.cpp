#include "app/certificates.h"

#include <spdlog/spdlog.h>

#include "app/settings.h"

namespace isfocus::app {
namespace {

const char* key_of(sip::TlsFault::File file) {
    switch (file) {
        case sip::TlsFault::File::certificate:
            break;
        case sip::TlsFault::File::key:
            return "sip.tls.key";
        case sip::TlsFault::File::ca:
            return "sip.tls.ca";
    }
    return "sip.tls.certificate";
}

}  // namespace

std::optional<config::Doubt> certificate_doubt(const config::Config& config) {
    const auto tls = tls_settings(config);
    const auto fault = tls ? sip::check(*tls) : std::nullopt;
    if (!fault) return std::nullopt;
    return config::Doubt{key_of(fault->file), fault->text, !fault->is_denied};
}

std::vector<config::Fault> certificate_faults(const config::Config& config) {
    const auto doubt = certificate_doubt(config);
    if (!doubt) return {};
    return {config::Fault{.key = doubt->key, .message = doubt->text}};
}

std::vector<config::Fault> certificate_faults(const config::Config& config, const CertificateWatch& in_force) {
    auto faults = certificate_faults(config);
    const auto now = std::chrono::system_clock::now();
    CertificateWatch read_now;
    watch_certificates(config, read_now);
    if (faults.empty() && read_now.has_expired(now) && !in_force.has_expired(now))
        faults.push_back({.key = "sip.tls.certificate", .message = config.sip.tls.certificate + ": has expired"});
    return faults;
}

void watch_certificates(const config::Config& config, CertificateWatch& watch) {
    const auto tls = tls_settings(config);
    watch.use(config.sip.tls, tls ? sip::certificate_ends(*tls) : std::vector<sip::CertificateEnd>());
}

void tell_certificates(CertificateWatch& watch) {
    for (const auto& news : watch.news(std::chrono::system_clock::now()))
        spdlog::log(news.is_error ? spdlog::level::err : spdlog::level::warn, "{}: {}", news.key, news.text);
}

}  // namespace isfocus::app
