#include "media_loop.h"

#include <pthread.h>
#include <sched.h>
#include <time.h>

#include <limits>
#include <utility>

namespace isfocus::mrfpd {
namespace {

using namespace std::chrono_literals;

constexpr int kMostCaughtUp = 3;  // ticks run one after the other when late; more would only burst at the users

void sleep_until(std::chrono::nanoseconds monotonic) {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(monotonic);
    timespec time{};
    time.tv_sec = seconds.count();
    time.tv_nsec = static_cast<long>((monotonic - seconds).count());
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nullptr) == EINTR) {
    }
}

/// Before everything that only computes, where the operator lets us (CAP_SYS_NICE, RLIMIT_RTPRIO): what comes late is
/// lost. A tick is short and bounded. Where it is not allowed the thread is one like others.
void ask_for_precedence() {
    sched_param parameter{};
    parameter.sched_priority = sched_get_priority_min(SCHED_RR);
    pthread_setschedparam(pthread_self(), SCHED_RR, &parameter);
}

}  // namespace

MediaLoop::MediaLoop(std::shared_ptr<MediaEvents> events, const Share& share)
    : events_(std::move(events)), share_(share), beat_(Instant::now().monotonic) {}

/// One that goes on has begun a tick before it counts those that it missed: so they are not counted twice.
ThreadState MediaLoop::state() const noexcept {
    const auto missed = missed_.load(std::memory_order_acquire);
    constexpr auto relaxed = std::memory_order_relaxed;
    return {missed, failed_.load(relaxed), is_strained_.load(relaxed), beat_.load(relaxed)};
}

void MediaLoop::run() {
    ask_for_precedence();
    due_ = Instant::now().monotonic;
    due_ += kTick - due_ % kTick + share_.number * kTick / share_.of;
    while (!stop_) {
        due_ += kTick;
        sleep_until(due_);
        contain([this] { tick(); });
    }
    contain([this] { orders_.carry_out(engine_, Instant::now(), std::numeric_limits<std::size_t>::max()); });
    engine_.close_all(Instant::now());
    has_ended_ = true;
}

/// What the engine could not contain takes this tick and no more: the conferences go on with the next one.
template <class Function>
void MediaLoop::contain(Function function) noexcept {
    try {
        function();
    } catch (...) {
        failed_.fetch_add(1, std::memory_order_relaxed);
        events_->wake();
    }
}

void MediaLoop::tick() {
    orders_.carry_out(engine_, Instant::now());
    const auto now = Instant::now();
    beat_.store(now.monotonic, std::memory_order_relaxed);
    due_ += leave_out(now.monotonic - due_);
    engine_.prepare(now, strain_.is_strained());
    const auto took = Instant::now().monotonic - due_;
    measure_strain(took);
    sleep_until(due_ + pace_.delay_when_ready_after(took));
    engine_.send(Instant::now());
    events_->post(engine_.seen());
}

/// Of many ticks that are overdue only the last few are run. Returns the time of the others.
std::chrono::nanoseconds MediaLoop::leave_out(std::chrono::nanoseconds late) {
    const auto missed = late / kTick - kMostCaughtUp;
    if (missed <= 0) return 0ns;
    engine_.skip(static_cast<std::uint32_t>(missed));
    missed_.fetch_add(static_cast<std::uint64_t>(missed), std::memory_order_release);
    events_->wake();
    return missed * kTick;
}

void MediaLoop::measure_strain(std::chrono::nanoseconds took) {
    strain_.took(took);
    if (is_strained_.exchange(strain_.is_strained(), std::memory_order_relaxed) != strain_.is_strained())
        events_->wake();
}

}  // namespace isfocus::mrfpd
