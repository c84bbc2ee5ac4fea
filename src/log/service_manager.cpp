#include "isfocus/log/service_manager.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>

#include "base/number.h"

namespace isfocus::log {
namespace {

std::string taken(const char* name) {
    const char* value = std::getenv(name);
    std::string text = value ? value : "";
    unsetenv(name);
    return text;
}

std::string now_usec() {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();  // CLOCK_MONOTONIC
    return std::to_string(std::chrono::duration_cast<std::chrono::microseconds>(now).count());
}

}  // namespace

ServiceManager::ServiceManager() : socket_(taken("NOTIFY_SOCKET")) {
    const auto watched = taken("WATCHDOG_PID");
    const auto granted = text::parse_number<std::uint64_t>(taken("WATCHDOG_USEC")).value_or(0);
    if (socket_.empty() || (socket_[0] != '/' && socket_[0] != '@')) return;
    fd_ = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    // What must be told waits for a manager that is slow to read, but not for one that does not.
    constexpr timeval kLongest{.tv_sec = 0, .tv_usec = 100'000};
    if (fd_ >= 0) setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &kLongest, sizeof kLongest);
    if (granted > 0 && (watched.empty() || watched == std::to_string(getpid())))
        interval_ = std::chrono::microseconds(granted) / 2;
}

ServiceManager::~ServiceManager() {
    if (fd_ >= 0) close(fd_);
}

void ServiceManager::reloading() {
    tell("RELOADING=1\nMONOTONIC_USEC=" + now_usec());
}

void ServiceManager::stopping(std::chrono::seconds longest) {
    const std::chrono::microseconds time = longest;
    tell("STOPPING=1\nEXTEND_TIMEOUT_USEC=" + std::to_string(time.count()));
}

void ServiceManager::status(std::string_view line) {
    tell("STATUS=" + std::string(line), MSG_DONTWAIT);
}

void ServiceManager::alive(Time now) {
    if (interval_.count() == 0 || now < next_) return;
    next_ = now + interval_;
    tell("WATCHDOG=1", MSG_DONTWAIT);
}

std::optional<ServiceManager::Time> ServiceManager::next_sign_of_life() const {
    return interval_.count() == 0 ? std::nullopt : std::optional(next_);
}

void ServiceManager::tell(const std::string& state, int flags) const {
    sockaddr_un to{};
    to.sun_family = AF_UNIX;
    if (fd_ < 0 || socket_.size() >= sizeof to.sun_path) return;
    std::memcpy(to.sun_path, socket_.data(), socket_.size());
    if (to.sun_path[0] == '@') to.sun_path[0] = '\0';
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + socket_.size());
    sendto(fd_, state.data(), state.size(), MSG_NOSIGNAL | flags, reinterpret_cast<const sockaddr*>(&to), size);
}

}  // namespace isfocus::log
