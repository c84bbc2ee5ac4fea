#pragma once
#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "app/supervision.h"
#include "isfocus/config/config.h"

namespace isfocus::app {

/// isfocus-mrfpd beside our own executable.
std::filesystem::path embedded_program();

/// Starts the local isfocus-mrfpd, watches it and starts it again when it ends. It is a process of its own that
/// outlives a crash of ours on purpose (audio goes on); one that is already there is used instead of a second.
class EmbeddedMrfp {
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    struct Settings {
        config::Endpoint mgc;  ///< where we listen, with the port that we got
        config::EmbeddedMrfp mrfp;
        config::LogConfig log;
        bool form_is_compact = false;   ///< as we send H.248
        H248Timers timers;              ///< ours
        int h248_dscp = 0;              ///< ours
        std::filesystem::path program;  ///< empty: embedded_program()
    };

    explicit EmbeddedMrfp(Settings settings);
    /// A child that still runs is left alone; stop() ends it.
    ~EmbeddedMrfp() = default;

    /// Looks whether the mId's port is taken. If so, the MRFP that has it is used, and the port looked at again every
    /// 5 s: an isfocusd before us may have left it, and it will register with us by itself, with the settings of then.
    void start();
    /// SIGTERM, and SIGKILL when it does not end within a second. Waits for it. One that we did not start goes on.
    void stop();
    /// What it logs from now on. One that we did not start goes on as it was.
    void use(const config::LogConfig& log);
    /// After SIGCHLD.
    void child_changed(TimePoint now);
    void tick(TimePoint now);
    std::optional<TimePoint> next_deadline() const noexcept { return due_; }

    SupervisionState state() const noexcept { return state_; }
    pid_t pid() const noexcept { return pid_; }

private:
    void step(SupervisionEvent on, TimePoint now);
    void look_for_port(TimePoint now);
    void spawn(TimePoint now);
    void terminate();
    bool port_is_free() const;
    config::Endpoint reachable_mgc() const;
    std::vector<std::string> arguments() const;

    Settings settings_;
    SupervisionState state_ = SupervisionState::stopped;
    BackOff back_off_;
    pid_t pid_ = 0;
    TimePoint started_{};
    std::optional<TimePoint> due_;
};

}  // namespace isfocus::app
