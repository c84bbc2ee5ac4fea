#include <spdlog/spdlog.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <exception>
#include <iterator>

#include "app/application.h"
#include "app/certificates.h"
#include "app/check.h"
#include "app/descriptors.h"
#include "app/mp_sockets.h"
#include "app/signals.h"
#include "isfocus/base/version.h"
#include "isfocus/config/config.h"
#include "isfocus/log/log.h"

namespace {

using isfocus::config::Config;
using isfocus::config::Fault;

/// Every fault on a line of its own, as `FILE: line 7, column 3: KEY: what was expected`. Gives the exit status.
int print_faults(const std::string& file, const std::vector<Fault>& faults) {
    for (const Fault& fault : faults) std::fprintf(stderr, "isfocusd: %s: %s\n", file.c_str(), fault.text().c_str());
    return 1;
}

int serve(const Config& config, const std::string& file) {
    isfocus::app::Signals::block();  // before the log's thread, which would take them otherwise
    isfocus::log::Logging logging("isfocusd", config.log);
    const auto descriptors = isfocus::app::raise_descriptor_limit();
    spdlog::info("open files limit={} connections={}", descriptors,
                 isfocus::app::most_connections(config.sip.max_connections));
    try {
        isfocus::app::Application application(config, file, logging);
        return application.run() ? 0 : 1;
    } catch (const std::exception& failure) {
        spdlog::error("cannot start: {}", failure.what());
        return 1;
    }
}

}  // namespace

int main(int argc, char** argv) {
    isfocus::app::Signals::hold_reload();
    CLI::App options("isfocusd: IMS conferencing application server (conference focus)", "isfocusd");
    std::string file = "/etc/isfocus/isfocus.yaml";
    bool check = false;
    options.add_option("--config", file, "Configuration file")->capture_default_str();
    options.add_flag(
        "--check", check,
        "Check the configuration, and, as the user who asks, the files, folders and addresses that it names; print "
        "every fault and warning with its key, and exit: 1 on a fault");
    options.set_version_flag("--version", std::string{"isfocusd "} + isfocus::kVersion);
    options.footer(
        "SIGTERM ends all conferences in order, a second one at once; SIGHUP reads the configuration again.");
    try {
        options.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return options.exit(error) == 0 ? 0 : 1;
    }
    auto config = isfocus::config::load(file);
    if (!config) return print_faults(file, config.error());
    if (check) {
        if (!isfocus::app::check_outside(*config, file)) return 1;
        std::printf("%s: no faults\n", file.c_str());
        return 0;
    }
    auto faults = isfocus::app::certificate_faults(*config);
    std::ranges::move(isfocus::app::mp_faults(*config), std::back_inserter(faults));
    if (!faults.empty()) return print_faults(file, faults);
    return serve(*config, file);
}
