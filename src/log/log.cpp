#include "isfocus/log/log.h"

#include <spdlog/spdlog.h>

#include <csignal>
#include <thread>
#include <utility>

#include "line_queue.h"
#include "line_writer.h"

namespace isfocus::log {
namespace {

spdlog::level::level_enum spdlog_level(config::LogLevel level) {
    switch (level) {
        case config::LogLevel::debug:
            return spdlog::level::debug;
        case config::LogLevel::info:
            return spdlog::level::info;
        case config::LogLevel::warn:
            return spdlog::level::warn;
        case config::LogLevel::error:
            return spdlog::level::err;
    }
    return spdlog::level::info;
}

/// The writing thread takes no signals: they are read by who asked for them, and a closed pipe is an error of write().
std::thread start_without_signals(LineWriter& writer) {
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    std::thread thread([&writer] { writer.run(); });
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    return thread;
}

}  // namespace

class Logging::Impl {
public:
    Impl(std::string program, const config::LogConfig& config, int fd, std::size_t queue_lines)
        : queue_(std::make_shared<LineQueue>(queue_lines)),
          logger_(std::make_shared<spdlog::logger>(program, queue_)),
          writer_(fd, std::move(program), *queue_) {
        apply(config);
        thread_ = start_without_signals(writer_);
        spdlog::set_default_logger(logger_);
    }

    ~Impl() {
        spdlog::set_default_logger(std::make_shared<spdlog::logger>("closed"));  // has no sink: says nothing
        logger_.reset();
        writer_.closing();
        queue_->close();
        thread_.join();  // it empties the queue first
    }

    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    void apply(const config::LogConfig& config) {
        writer_.use(config.format);
        logger_->set_level(spdlog_level(config.level));
    }

    std::uint64_t dropped_lines() const { return writer_.dropped_lines(); }

private:
    std::shared_ptr<LineQueue> queue_;
    std::shared_ptr<spdlog::logger> logger_;
    LineWriter writer_;
    std::thread thread_;
};

Logging::Logging(std::string program, const config::LogConfig& config, int fd, std::size_t queue_lines)
    : impl_(std::make_unique<Impl>(std::move(program), config, fd, queue_lines)) {}

Logging::~Logging() = default;

void Logging::apply(const config::LogConfig& config) {
    impl_->apply(config);
}

std::uint64_t Logging::dropped_lines() const {
    return impl_->dropped_lines();
}

}  // namespace isfocus::log
