#pragma once
#include <filesystem>
#include <memory>

#include "isfocus/config/config.h"
#include "isfocus/log/log.h"

namespace isfocus::app {

/// isfocusd put together: the one event loop with the SIP stack, the MRFP resource client, the timers and the focus.
class Application {
public:
    /// Binds everything. Throws std::runtime_error with one line that says what could not be had.
    Application(config::Config config, std::filesystem::path config_file, log::Logging& logging);
    ~Application();
    Application(const Application&) = delete;
    Application& operator=(const Application&) = delete;

    /// Serves until SIGTERM has been carried out. True if all conferences ended in order.
    bool run();

private:
    class Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace isfocus::app
