#include "isfocus/base/version.h"

namespace isfocus {

const char* const kVersion = ISFOCUS_VERSION;

}  // namespace isfocus
