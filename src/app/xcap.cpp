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

/// For lines that come of requests.
xcap::Log limited(LimitedLog& limited_log) {
    return [&limited_log](xcap::Severity severity, const std::string& line) {
        switch (severity) {
            case xcap::Severity::info:
                return limited_log.line(LimitedLog::Kind::xcap, line);
            case xcap::Severity::warn:
                return limited_log.line(LimitedLog::Kind::xcap_warning, line);
            case xcap::Severity::debug:
            case xcap::Severity::error:
                return log(severity, line);
        }
    };
}

}  // namespace

Xcap::Xcap(const config::Config& config, Mailbox& mailbox, LimitedLog& limited_log)
    : service_(
          config.xcap.store, xcap_settings(config), [&mailbox](focus::Event event) { mailbox.post(std::move(event)); },
          log, limited(limited_log)),
      server_(config.xcap.listen->host, config.xcap.listen->port, service_, limited(limited_log)) {
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
