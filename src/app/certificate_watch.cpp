#include "app/certificate_watch.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace isfocus::app {
namespace {

std::string date_of(CertificateWatch::Time time) {
    return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::chrono::system_clock::to_time_t(time)));
}

std::string days(std::chrono::days count) {
    if (count.count() == 0) return "less than a day";
    return fmt::format("{} day{}", count.count(), count.count() == 1 ? "" : "s");
}

}  // namespace

void CertificateWatch::use(const config::TlsConfig& files, std::vector<sip::CertificateEnd> ends) {
    files_ = files;
    ends_ = std::move(ends);
    next_ = {};
}

std::vector<CertificateNews> CertificateWatch::news(Time now) {
    std::vector<CertificateNews> all;
    if (now < next_ || ends_.empty()) return all;
    next_ = now + std::chrono::days(1);
    for (const auto& end : ends_) {
        for (const auto worse : {end.until - kSoon, end.until - kVerySoon, end.until})
            if (worse > now) next_ = std::min(next_, worse);
        if (end.until - now <= kSoon) all.push_back(news_of(end, now));
    }
    return all;
}

/// Those after it in its file are of whoever vouches for it.
const sip::CertificateEnd* CertificateWatch::own() const {
    const auto found = std::ranges::find(ends_, sip::TlsFault::File::certificate, &sip::CertificateEnd::file);
    return found == ends_.end() ? nullptr : &*found;
}

bool CertificateWatch::has_expired(Time now) const {
    return own() && own()->until <= now;
}

/// A file of CAs may well hold one that has ended beside its successor.
CertificateNews CertificateWatch::news_of(const sip::CertificateEnd& end, Time now) const {
    const bool is_ours = end.file == sip::TlsFault::File::certificate;
    const auto when = date_of(end.until);
    const auto harm = is_ours ? "peers refuse it" : "peers whom it vouches for are refused";
    return {.is_error = is_ours && end.until - now <= kVerySoon,
            .has_expired = &end == own() && has_expired(now),
            .key = is_ours ? "sip.tls.certificate: " + files_.certificate : "sip.tls.ca: " + files_.ca,
            .text = end.until <= now
                        ? fmt::format("the certificate of {} has expired at {}: {}", end.subject, when, harm)
                        : fmt::format("the certificate of {} expires in {}, at {}", end.subject,
                                      days(std::chrono::floor<std::chrono::days>(end.until - now)), when)};
}

}  // namespace isfocus::app
