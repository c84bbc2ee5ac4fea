#include <spdlog/spdlog.h>
#include <sys/resource.h>

#include <cstdlib>
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

enum class Ending { clean, failed, media_thread_hangs };

/// All that waits to be logged is written when it returns.
Ending serve(const isfocus::mrfpd::Options& options) {
    isfocus::log::Logging logging("isfocus-mrfpd", options.log);
    try {
        return isfocus::mrfpd::Server(options, logging).run() ? Ending::clean : Ending::media_thread_hangs;
    } catch (const std::exception& failure) {
        spdlog::error("{}", failure.what());
        return Ending::failed;
    }
}

int status_of(Ending ending) {
    if (ending == Ending::media_thread_hangs) std::_Exit(1);  // should it go on just now, what is static is still there
    return ending == Ending::clean ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    isfocus::mrfpd::Server::hold_signals();
    const auto options = isfocus::mrfpd::read_options(argc, argv);
    if (!options) return options.error().status;
    allow_many_descriptors();
    isfocus::mrfpd::Server::block_signals();  // before the log's thread, which would take them otherwise
    return status_of(serve(*options));
}
