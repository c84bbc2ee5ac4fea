#pragma once
#include <cstddef>

namespace isfocus::app {

/// Lets the process have as many open files as the system allows it (RLIMIT_NOFILE), and gives back how many.
std::size_t raise_descriptor_limit();

/// As many as are wanted, but so that some descriptors are left for everything else.
std::size_t most_connections(int wanted);

}  // namespace isfocus::app
