#pragma once
#include <cstdint>
#include <vector>

namespace isfocus::app {

enum class Signal : std::uint8_t {
    terminate,  ///< SIGTERM, SIGINT
    reload,     ///< SIGHUP
    child,      ///< SIGCHLD
};

/// Signals as something to poll for, so that they are handled between Events and never amid one.
class Signals {
public:
    /// Blocks them for this thread and those it makes from now on: first thing in main.
    static void block();
    /// Lets a SIGHUP that comes before block() wait; it would end the process.
    static void hold_reload();

    /// Throws std::system_error when there is no signalfd to be had.
    Signals();
    ~Signals();
    Signals(const Signals&) = delete;
    Signals& operator=(const Signals&) = delete;

    int fd() const noexcept { return fd_; }
    /// What has arrived since the last call; does not wait.
    std::vector<Signal> take();

private:
    int fd_ = -1;
};

}  // namespace isfocus::app
