#include "app/xcap.h"

#include <spdlog/spdlog.h>

#include <utility>

#include "app/settings.h"

namespace isfocus::app {
namespace {

void log(xcap::Severity severity, const std::string& line) {
    constexpr spdlog::level::level_enum kLevels[] = {spdlog::level::debug, spdlog::level::info, spdlog::level::warn,
                                                     spdlog::level::err};
    spdlog::log(kLevels[static_cast<std::size_t>(severity)], "{}", line);
}

}  // namespace

Xcap::Xcap(const config::Config& config, Mailbox& mailbox)
    : service_(
          config.xcap.store, xcap_settings(config), [&mailbox](focus::Event event) { mailbox.post(std::move(event)); },
          log),
      server_(config.xcap.listen->host, config.xcap.listen->port, service_, log) {
    spdlog::info("xcap listen={} root={}", config.xcap.listen->text(), config.xcap.root);
}

void Xcap::start() {
    service_.announce();
    server_.start();
}

void Xcap::configure(const config::Config& config) {
    service_.configure(xcap_settings(config));
}

}  // namespace isfocus::app
