#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace isfocus::log {

/// Tells who has started the daemon as a service (systemd, sd_notify(3)) how it is, and that it is alive. Where nobody
/// wants to hear that it does nothing.
class ServiceManager {
public:
    using Time = std::chrono::steady_clock::time_point;

    /// Takes NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID out of the environment: children are not to speak for us.
    ServiceManager();
    ~ServiceManager();
    ServiceManager(const ServiceManager&) = delete;
    ServiceManager& operator=(const ServiceManager&) = delete;

    void ready() { tell("READY=1"); }
    /// To be followed by ready().
    void reloading();
    /// It may take so long.
    void stopping(std::chrono::seconds longest);
    /// A line about how it is, for people.
    void status(std::string_view line);

    /// To be called in each turn of the loop that is to be watched; tells twice in the time that is granted.
    void alive(Time now);
    /// When alive() is to be called again.
    std::optional<Time> next_sign_of_life() const;

private:
    void tell(const std::string& state, int flags = 0) const;

    std::string socket_;  ///< "": nobody listens
    int fd_ = -1;
    std::chrono::microseconds interval_{0};  ///< 0: nobody watches
    Time next_{};
};

}  // namespace isfocus::log
