#include <spdlog/spdlog.h>
#include <sys/resource.h>

#include <exception>

#include "isfocus/log/log.h"
#include "mrfpd/options.h"
#include "mrfpd/server.h"

namespace {

/// A leg takes two descriptors; the soft limit is often far below what is allowed.
void allow_many_descriptors() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

int serve(const isfocus::mrfpd::Options& options) {
    allow_many_descriptors();
    isfocus::mrfpd::Server::block_signals();  // before the log's thread, which would take them otherwise
    isfocus::log::Logging logging("isfocus-mrfpd", options.log);
    try {
        isfocus::mrfpd::Server(options).run();
        return 0;
    } catch (const std::exception& failure) {
        spdlog::error("{}", failure.what());
        return 1;
    }
}

}  // namespace

int main(int argc, char** argv) {
    const auto options = isfocus::mrfpd::read_options(argc, argv);
    return options ? serve(*options) : options.error().status;
}
