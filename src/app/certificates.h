#pragma once
#include <optional>
#include <vector>

#include "app/certificate_watch.h"
#include "isfocus/config/config.h"
#include "isfocus/config/outside.h"

namespace isfocus::app {

/// What is wrong with the files that the configuration names for TLS, as whoever asks may read them.
std::optional<config::Doubt> certificate_doubt(const config::Config& config);

/// The same for who is going to serve with them. None with a certificate that has expired: UDP and TCP are served all
/// the same, and peers say what they think of it.
std::vector<config::Fault> certificate_faults(const config::Config& config);
/// The same for who serves already: one that has expired takes no better one's place.
std::vector<config::Fault> certificate_faults(const config::Config& config, const CertificateWatch& in_force);

/// From now on `watch` is over what is in these files now.
void watch_certificates(const config::Config& config, CertificateWatch& watch);

/// To the log.
void tell_certificates(CertificateWatch& watch);

}  // namespace isfocus::app
