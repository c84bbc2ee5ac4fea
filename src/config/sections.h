#pragma once
#include "reader.h"

namespace isfocus::config {

/// Every key that the file may have.
const Keys<Config>& keys_of_file();

}  // namespace isfocus::config
