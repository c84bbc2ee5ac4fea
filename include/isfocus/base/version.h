#pragma once

namespace isfocus {

/// Of the programs, as `--version` tells it: "0.1.0".
extern const char* const kVersion;

}  // namespace isfocus
