#include "isfocus/log/log.h"

#include <spdlog/async_logger.h>
#include <spdlog/spdlog.h>

#include <csignal>
#include <utility>

#include "descriptor_sink.h"

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
std::shared_ptr<spdlog::details::thread_pool> make_pool(std::size_t queue_lines) {
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    auto pool = std::make_shared<spdlog::details::thread_pool>(queue_lines, 1);
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    return pool;
}

}  // namespace

class Logging::Impl {
public:
    Impl(std::string program, const config::LogConfig& config, int fd, std::size_t queue_lines)
        : pool_(make_pool(queue_lines)),
          sink_(std::make_shared<DescriptorSink>(fd, *pool_)),
          logger_(std::make_shared<spdlog::async_logger>(std::move(program), sink_, pool_,
                                                         spdlog::async_overflow_policy::overrun_oldest)) {
        apply(config);
        logger_->flush_on(spdlog::level::warn);
        spdlog::set_default_logger(logger_);
    }

    ~Impl() {
        spdlog::set_default_logger(std::make_shared<spdlog::logger>("closed"));  // has no sink: says nothing
        logger_.reset();
        sink_->closing();
        pool_.reset();  // its thread empties the queue first
        sink_->flush();
    }

    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    void apply(const config::LogConfig& config) {
        sink_->use(config.format);
        logger_->set_level(spdlog_level(config.level));
    }

    std::uint64_t dropped_lines() const { return sink_->dropped_lines(); }

private:
    std::shared_ptr<spdlog::details::thread_pool> pool_;
    std::shared_ptr<DescriptorSink> sink_;
    std::shared_ptr<spdlog::async_logger> logger_;
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
