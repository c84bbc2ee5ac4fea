#pragma once
#include <vector>

#include "app/certificate_watch.h"
#include "isfocus/config/config.h"

namespace isfocus::app {

/// What is wrong with the files that the configuration names for TLS.
std::vector<config::Fault> certificate_faults(const config::Config& config);

/// From now on `watch` is over what is in these files now.
void watch_certificates(const config::Config& config, CertificateWatch& watch);

/// To the log.
void tell_certificates(CertificateWatch& watch);

}  // namespace isfocus::app
