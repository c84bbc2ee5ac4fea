#include "media_thread.h"

#include <pthread.h>
#include <signal.h>

namespace isfocus::mrfpd {
namespace {

constexpr std::chrono::milliseconds kLooksWhetherEndedEvery{1};

/// Signals are for the thread that decides.
template <class Function>
std::thread start_without_signals(Function function) {
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    std::thread thread{std::move(function)};
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    pthread_setname_np(thread.native_handle(), "media");
    return thread;
}

}  // namespace

MediaThread::MediaThread(std::shared_ptr<MediaEvents> events, const Share& share)
    : loop_(std::make_shared<MediaLoop>(std::move(events), share)),
      thread_(start_without_signals([loop = loop_] { loop->run(); })) {}

MediaThread::~MediaThread() {
    ends_by(Clock::now() + kEndsWithin);
}

bool MediaThread::ends_by(Clock::time_point latest) {
    stop();
    if (!thread_.joinable()) return loop_->has_ended();
    while (!loop_->has_ended() && Clock::now() < latest) std::this_thread::sleep_for(kLooksWhetherEndedEvery);
    if (!loop_->has_ended()) {
        thread_.detach();
        return false;
    }
    thread_.join();
    return true;
}

}  // namespace isfocus::mrfpd
