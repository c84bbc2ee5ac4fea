#pragma once
#include <string>

#include "isfocus/config/config.h"

namespace isfocus::app {

/// What `--check` does with a configuration that can be read: tries what it names outside of itself, as the user who
/// asks, and prints what is wrong. True if there is no fault.
bool check_outside(const config::Config& config, const std::string& file);

/// What an operator has to know of a wildcard in sip.listen.
std::string about_wildcard(const config::Endpoint& listen);

}  // namespace isfocus::app
