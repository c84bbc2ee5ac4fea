#pragma once
#include <chrono>
#include <string>
#include <vector>

#include "isfocus/config/config.h"
#include "isfocus/sip/tls.h"

namespace isfocus::app {

/// What there is to say of the end of a certificate.
struct CertificateNews {
    bool is_error = false;     ///< somebody must act: ours ends within a week, or has ended
    bool has_expired = false;  ///< the one that we show, not one of those that vouch for it
    std::string key;           ///< of the configuration, with the file
    std::string text;
};

/// Says from 30 days before its end that a certificate of sip.tls ends, and that it has. Pure: the time comes in.
class CertificateWatch {
public:
    using Time = std::chrono::system_clock::time_point;

    static constexpr std::chrono::days kSoon{30};
    static constexpr std::chrono::days kVerySoon{7};

    /// Watches these, which are in force from now on.
    void use(const config::TlsConfig& files, std::vector<sip::CertificateEnd> ends);

    /// At once after use(), then once a day, and whenever it gets worse.
    std::vector<CertificateNews> news(Time now);
    /// Whether the one that we show has.
    bool has_expired(Time now) const;

private:
    const sip::CertificateEnd* own() const;
    CertificateNews news_of(const sip::CertificateEnd& end, Time now) const;

    config::TlsConfig files_;
    std::vector<sip::CertificateEnd> ends_;
    Time next_{};
};

}  // namespace isfocus::app
