#include "app/embedded_mrfp.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <spdlog/spdlog.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <thread>
#include <utility>

#include "isfocus/config/h248_address.h"
#include "isfocus/h248/udp.h"
#include "isfocus/log/log_signals.h"

extern char** environ;

namespace isfocus::app {
namespace {

using std::chrono::milliseconds;

/// Nothing above standard error goes along: a child that held our SIP sockets would keep the port from our successor.
class SpawnFiles {
public:
    SpawnFiles() {
        posix_spawn_file_actions_init(&actions_);
        posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1);
    }
    ~SpawnFiles() { posix_spawn_file_actions_destroy(&actions_); }
    SpawnFiles(const SpawnFiles&) = delete;
    SpawnFiles& operator=(const SpawnFiles&) = delete;
    const posix_spawn_file_actions_t* get() const noexcept { return &actions_; }

private:
    posix_spawn_file_actions_t actions_;
};

/// Own process group (a Ctrl-C on the terminal is ours to hand on), no signal ignored, and none blocked but those about
/// its log: one that comes before the child listens waits, and does not end it.
class SpawnAttributes {
public:
    SpawnAttributes() {
        posix_spawnattr_init(&attributes_);
        sigset_t about_log, all;
        sigemptyset(&about_log);
        for (int i = 0; i < log::kLogSignals; ++i) sigaddset(&about_log, log::first_log_signal() + i);
        sigfillset(&all);
        posix_spawnattr_setsigmask(&attributes_, &about_log);
        posix_spawnattr_setsigdefault(&attributes_, &all);
        posix_spawnattr_setpgroup(&attributes_, 0);
        posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    }
    ~SpawnAttributes() { posix_spawnattr_destroy(&attributes_); }
    SpawnAttributes(const SpawnAttributes&) = delete;
    SpawnAttributes& operator=(const SpawnAttributes&) = delete;
    const posix_spawnattr_t* get() const noexcept { return &attributes_; }

private:
    posix_spawnattr_t attributes_;
};

/// As `mrfp.timers` in a configuration file.
std::string text_of(const H248Timers& timers) {
    std::string text;
    const auto add = [&](const char* key, auto value) {
        text += (text.empty() ? "{" : ", ") + std::string(key) + ": " + std::to_string(value);
    };
    add("first_repeat_ms", timers.first_repeat.count());
    add("t_max_s", timers.t_max.count());
    add("long_timer_s", timers.long_timer.count());
    add("execution_ms", timers.execution.count());
    add("provisional_response_ms", timers.provisional_response.count());
    add("pending_limit", timers.pending_limit);
    return text + "}";
}

}  // namespace

std::filesystem::path embedded_program() {
    return std::filesystem::read_symlink("/proc/self/exe").parent_path() / "isfocus-mrfpd";
}

EmbeddedMrfp::EmbeddedMrfp(Settings settings) : settings_(std::move(settings)) {
    if (settings_.program.empty()) settings_.program = embedded_program();
}

void EmbeddedMrfp::start() {
    look_for_port(std::chrono::steady_clock::now());
}

void EmbeddedMrfp::stop() {
    step(SupervisionEvent::stop, std::chrono::steady_clock::now());
}

void EmbeddedMrfp::use(const config::LogConfig& log) {
    const auto before = std::exchange(settings_.log, log);
    if (pid_ == 0) return;
    if (before.level != log.level) kill(pid_, log::signal_of(log.level));
    if (before.format != log.format) kill(pid_, log::signal_of(log.format));
}

void EmbeddedMrfp::tick(TimePoint now) {
    if (!due_ || now < *due_) return;
    due_.reset();
    look_for_port(now);
}

void EmbeddedMrfp::child_changed(TimePoint now) {
    int status = 0;
    if (pid_ == 0 || waitpid(pid_, &status, WNOHANG) != pid_) return;
    pid_ = 0;
    if (WIFSIGNALED(status))
        spdlog::error("isfocus-mrfpd ended by signal {}", WTERMSIG(status));
    else
        spdlog::error("isfocus-mrfpd ended with status {}", WEXITSTATUS(status));
    step(SupervisionEvent::exited, now);
}

void EmbeddedMrfp::look_for_port(TimePoint now) {
    step(port_is_free() ? SupervisionEvent::port_free : SupervisionEvent::port_taken, now);
}

void EmbeddedMrfp::step(SupervisionEvent on, TimePoint now) {
    const auto* row = find_row(kSupervision, state_, on);
    if (!row) return;
    const bool newly_adopted = row->to == SupervisionState::adopted && state_ != SupervisionState::adopted;
    state_ = row->to;
    switch (row->action) {
        case SupervisionAction::none:
            due_.reset();
            break;
        case SupervisionAction::spawn:
            spawn(now);
            break;
        case SupervisionAction::look_again: {
            constexpr std::chrono::seconds kLookAgain{5};
            due_ = now + kLookAgain;
            if (newly_adopted)
                spdlog::info("mrfp={} is already there and is used as it is, once it registers", settings_.mrfp.mid);
            break;
        }
        case SupervisionAction::back_off: {
            const auto pause = back_off_.after_life_of(std::chrono::floor<milliseconds>(now - started_));
            due_ = now + pause;
            spdlog::info("isfocus-mrfpd is started again in {} ms", pause.count());
            break;
        }
        case SupervisionAction::terminate:
            due_.reset();
            terminate();
            break;
    }
}

void EmbeddedMrfp::spawn(TimePoint now) {
    started_ = now;
    std::vector<std::string> words = arguments();
    std::vector<char*> argv;
    for (auto& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    const int failure = posix_spawn(&pid_, settings_.program.c_str(), SpawnFiles().get(), SpawnAttributes().get(),
                                    argv.data(), environ);
    if (failure == 0) {
        spdlog::info("isfocus-mrfpd started pid={}", pid_);
        return;
    }
    pid_ = 0;
    spdlog::error("cannot start {}: {}", settings_.program.string(), std::strerror(failure));
    step(SupervisionEvent::exited, now);
}

void EmbeddedMrfp::terminate() {
    if (pid_ == 0) return;
    kill(pid_, SIGTERM);
    for (int i = 0; i < 100; ++i) {
        if (waitpid(pid_, nullptr, WNOHANG) == pid_) return void(pid_ = 0);
        std::this_thread::sleep_for(milliseconds{10});
    }
    spdlog::warn("isfocus-mrfpd did not end within a second and is killed");
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
    pid_ = 0;
}

/// Whoever holds the mId's port is an MRFP that is still there. What else may keep the port from us (an address that
/// is not ours, say) is for isfocus-mrfpd to tell.
bool EmbeddedMrfp::port_is_free() const {
    const auto wanted = config::mid_endpoint(settings_.mrfp.mid);
    const auto local = wanted ? h248::endpoint(wanted->host, wanted->port) : std::nullopt;
    if (!local) return true;
    const auto probe = h248::UdpSocket::open(*local, 0);
    return probe || probe.error().code != EADDRINUSE;
}

/// Where the child finds us: of a socket bound to all addresses, the one of the mId, which is of this host as well.
config::Endpoint EmbeddedMrfp::reachable_mgc() const {
    auto mgc = settings_.mgc;
    const auto own = config::mid_endpoint(settings_.mrfp.mid);
    if (own && mgc.is_wildcard()) mgc.host = own->host;
    return mgc;
}

std::vector<std::string> EmbeddedMrfp::arguments() const {
    std::vector<std::string> all = {settings_.program.string(),
                                    "--mgc",
                                    reachable_mgc().text(),
                                    "--mid",
                                    settings_.mrfp.mid,
                                    "--rtp-address",
                                    settings_.mrfp.rtp_address.text(),
                                    "--rtp-ports",
                                    settings_.mrfp.rtp_ports.text(),
                                    "--media-threads",
                                    std::to_string(settings_.mrfp.media_threads),
                                    "--log-level",
                                    std::string(config::name(settings_.log.level)),
                                    "--log-format",
                                    std::string(config::name(settings_.log.format))};
    if (settings_.form_is_compact) all.insert(all.end(), {"--form", "compact"});
    if (!(settings_.timers == H248Timers{})) all.insert(all.end(), {"--timers", text_of(settings_.timers)});
    const auto add_dscp = [&](const char* option, int dscp, int by_default) {
        if (dscp != by_default) all.insert(all.end(), {option, std::to_string(dscp)});
    };
    add_dscp("--rtp-dscp", settings_.mrfp.rtp_dscp, config::MrfpdConfig{}.rtp_dscp);
    add_dscp("--dscp", settings_.h248_dscp, config::MrfpdConfig{}.dscp);
    if (settings_.mrfp.dtx) all.emplace_back("--dtx");
    if (!settings_.mrfp.announcements.empty()) {
        all.emplace_back("--announcements");
        all.push_back(settings_.mrfp.announcements);
    }
    if (settings_.mrfp.profile != config::MrfpdConfig{}.profile) {
        all.emplace_back("--profile");
        all.push_back(settings_.mrfp.profile.empty() ? "none" : settings_.mrfp.profile);
    }
    return all;
}

}  // namespace isfocus::app
