#pragma once
#include <vector>

#include "isfocus/config/config.h"

namespace isfocus::app {

/// What is wrong with the files that the configuration names for TLS.
std::vector<config::Fault> certificate_faults(const config::Config& config);

}  // namespace isfocus::app
