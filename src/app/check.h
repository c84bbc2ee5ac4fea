#pragma once
#include <string>

#include "isfocus/config/config.h"

namespace isfocus::app {

/// What `--check` does with a configuration that can be read: tries what it names outside of itself, as the user who
/// asks, and prints what is wrong. True if there is no fault.
bool check_outside(const config::Config& config, const std::string& file);

}  // namespace isfocus::app
