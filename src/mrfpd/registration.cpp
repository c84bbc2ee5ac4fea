#include "mrfpd/registration.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace isfocus::mrfpd {
namespace {

constexpr unsigned kMaxDetours = 5;
constexpr std::chrono::milliseconds kShortWait{500};

}  // namespace

Registration::Registration(const RegistrationSettings& settings, std::uint64_t seed)
    : settings_(settings),
      random_(static_cast<std::minstd_rand::result_type>(seed)),
      mgc_(settings.mgc),
      next_retry_(settings.first_retry) {}

/// After a power failure all gateways start at once: they shall not all register at once (H.248.1 9.2).
void Registration::start(Time now) {
    wait_for(random_up_to(settings_.longest_start), now);
}

RegistrationAction Registration::step(RegistrationEvent event, Time now) {
    const auto* row = find_row(kRegistration, state_, event);
    if (!row) return RegistrationAction::none;
    if (event == RegistrationEvent::mgc_restarted) method_ = h248::ServiceChangeMethod::restart;
    if (event == RegistrationEvent::handed_off) method_ = h248::ServiceChangeMethod::hand_off;
    state_ = row->to;
    if (state_ != RegistrationState::mgc_closing) gone_by_ = Time::max();
    switch (row->action) {
        case RegistrationAction::settle:
            method_ = h248::ServiceChangeMethod::disconnected;
            accepted_by_ = mgc_;
            next_retry_ = settings_.first_retry;
            detours_ = 0;
            heard(now);
            break;
        case RegistrationAction::back_off:
            back_off(event, now);
            break;
        case RegistrationAction::again:
            detours_ < kMaxDetours ? wait_for(kShortWait, now) : back_off(event, now);
            break;
        case RegistrationAction::serve_on:
            heard(now);
            break;
        case RegistrationAction::ask:  // the transaction has the timers
            deadline_ = gone_by_;
            break;
        case RegistrationAction::none:
        case RegistrationAction::send:
        case RegistrationAction::take_leave:
            deadline_ = Time::max();
            break;
    }
    return row->action;
}

void Registration::aim_at(const std::optional<MgcPlace>& mgc) {
    if (mgc) ++detours_;
    mgc_ = mgc.value_or(settings_.mgc);
}

void Registration::leaves_within(std::optional<std::chrono::seconds> delay, Time now) {
    gone_by_ = delay ? now + *delay : Time::max();
}

void Registration::ask_after(std::optional<std::chrono::milliseconds> silence, Time now) {
    ask_after_ = silence;
    heard(now);
}

void Registration::heard(Time now) {
    if (is_served(state_)) deadline_ = std::min(now + ask_after_.value_or(settings_.silence), gone_by_);
}

std::optional<RegistrationEvent> Registration::due(Time now) const {
    if (now < deadline_) return std::nullopt;
    if (state_ == RegistrationState::waiting) return RegistrationEvent::delay_over;
    if (!is_served(state_)) return std::nullopt;
    if (now >= gone_by_) return RegistrationEvent::mgc_leaves;
    return ask_after_ ? RegistrationEvent::inactive : RegistrationEvent::silent;
}

std::optional<Time> Registration::next_deadline() const {
    return deadline_ == Time::max() ? std::nullopt : std::optional{deadline_};
}

h248::Services Registration::announcement() const {
    h248::Services services;
    services.method = method_;
    if (method_ == h248::ServiceChangeMethod::restart) services.reason = "901 Cold Boot";
    if (method_ == h248::ServiceChangeMethod::disconnected) {
        const bool is_at_home = !accepted_by_ || *accepted_by_ == mgc_;
        if (!is_at_home) services.method = h248::ServiceChangeMethod::failover;
        services.reason = is_at_home ? "900 Service Restored" : "909 MGC Impending Failure";
    }
    if (method_ == h248::ServiceChangeMethod::hand_off) services.reason = "903 MGC Directed Change";
    return services;
}

/// The one after the last that was tried; after a detour, the first one.
MgcPlace Registration::next_mgc() const {
    const auto& others = settings_.other_mgcs;
    if (mgc_ == settings_.mgc) return others.empty() ? settings_.mgc : others.front();
    const auto at = std::ranges::find(others, mgc_);
    return at == others.end() || std::next(at) == others.end() ? settings_.mgc : *std::next(at);
}

/// Whose connection has ended may have ended that alone; any other MGC that cannot be had gives way to the next. The
/// wait grows when all have been tried. Up to a tenth longer, so that gateways part.
void Registration::back_off(RegistrationEvent why, Time now) {
    const auto next = why == RegistrationEvent::connection_lost ? mgc_ : next_mgc();
    const bool have_all_been_tried = next == settings_.mgc;
    const bool slow = std::exchange(slow_, false) && have_all_been_tried;
    const auto wait = slow ? settings_.refused_retry : next_retry_;
    if (have_all_been_tried) next_retry_ = std::min(2 * next_retry_, settings_.longest_retry);
    if (method_ == h248::ServiceChangeMethod::hand_off) method_ = h248::ServiceChangeMethod::disconnected;
    mgc_ = next;
    detours_ = 0;
    new_step_ = wait != std::exchange(wait_, wait);
    deadline_ = now + wait + random_up_to(wait / 10);
}

void Registration::wait_for(std::chrono::milliseconds wait, Time now) {
    wait_ = wait;
    deadline_ = now + wait;
}

std::chrono::milliseconds Registration::random_up_to(std::chrono::milliseconds most) {
    return std::chrono::milliseconds{std::uniform_int_distribution<std::int64_t>{0, most.count()}(random_)};
}

}  // namespace isfocus::mrfpd
