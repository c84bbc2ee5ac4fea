#pragma once
#include "findings.h"

namespace isfocus::config {

/// How keys must go together, beyond what each of them may be by itself.
void check_across(const Config& config, Findings& findings);

}  // namespace isfocus::config
