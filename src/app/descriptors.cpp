#include "app/descriptors.h"

#include <sys/resource.h>

#include <algorithm>

namespace isfocus::app {
namespace {

std::size_t descriptor_limit() {
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    return static_cast<std::size_t>(limit.rlim_cur);
}

}  // namespace

std::size_t raise_descriptor_limit() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
    return descriptor_limit();
}

std::size_t most_connections(int wanted) {
    constexpr std::size_t kForTheRest = 256;
    const auto limit = descriptor_limit();
    const auto most = limit > 2 * kForTheRest ? limit - kForTheRest : limit / 2;
    return std::min(static_cast<std::size_t>(wanted), most);
}

}  // namespace isfocus::app
