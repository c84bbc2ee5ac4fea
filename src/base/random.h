#pragma once
#include <cstddef>
#include <string>

namespace isfocus {

/// So many octets that nobody can guess, in hexadecimal.
std::string random_text(std::size_t octets);

}  // namespace isfocus
