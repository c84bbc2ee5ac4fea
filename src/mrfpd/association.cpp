#include <spdlog/spdlog.h>

#include <chrono>
#include <utility>

#include "mrfpd/control.h"
#include "mrfpd/packages.h"
#include "mrfpd/service_change.h"

/// The control association: what the registration's table says, as ServiceChange; and Notify.
namespace isfocus::mrfpd {
namespace {

using h248::ErrorCode;

constexpr std::uint8_t kRegistrationVersion = 1;  // of the message, whatever version it offers (H.248.1 11.3)
constexpr std::uint8_t kVersion = 2;

/// The error wherever it stands in the reply to one command.
std::optional<Fault> error_of(const h248::TransactionReply& reply) {
    if (reply.error) return reply.error;
    if (reply.actions.empty()) return fault(ErrorCode::internal_error, "reply without action");
    const auto& action = reply.actions.front();
    if (action.error) return action.error;
    if (action.commands.empty()) return fault(ErrorCode::internal_error, "reply without command");
    return action.commands.front().error;
}

/// The MGC does not take us for one of its MRFPs.
bool means_disowned(const Fault& error) {
    return error.code == ErrorCode::unauthorized || error.code == ErrorCode::unauthorized_entity ||
           error.code == ErrorCode::before_service_change_reply;
}

/// A Delay of 0, or none, says nothing about when.
std::optional<std::chrono::seconds> delay_of(const h248::Services& services) {
    return services.delay.value_or(0) > 0 ? std::optional{std::chrono::seconds{*services.delay}} : std::nullopt;
}

/// That there is nobody is no surprise after somebody has taken leave.
spdlog::level::level_enum level_of_waiting(bool is_new, bool is_orderly) {
    if (!is_new) return spdlog::level::debug;
    return is_orderly ? spdlog::level::info : spdlog::level::warn;
}

}  // namespace

void Control::step(RegistrationEvent event) {
    const auto before = registration_.state();
    const auto action = registration_.step(event, now_);
    const bool is_orderly = event == RegistrationEvent::mgc_leaves;
    if (is_served(before) && !is_served(registration_.state()) && event != RegistrationEvent::stopped)
        spdlog::log(is_orderly ? spdlog::level::info : spdlog::level::warn, "mgc={} {}, contexts={} are kept",
                    registration_.mgc().text(), is_orderly ? "has taken leave" : "association lost",
                    gateway_.contexts());
    switch (action) {
        case RegistrationAction::send:
            return announce();
        case RegistrationAction::ask:
            return ask();
        case RegistrationAction::take_leave: {
            h248::Services services;
            services.method = h248::ServiceChangeMethod::forced;
            services.reason = kOutOfService;
            farewell_ = request(on_root(std::move(services)), version_);
            return;
        }
        case RegistrationAction::back_off:
            return spdlog::log(level_of_waiting(registration_.is_new_step(), is_orderly),
                               "mgc={} not registered, next try in {} ms", registration_.mgc().text(),
                               registration_.wait().count());
        case RegistrationAction::none:
        case RegistrationAction::settle:
        case RegistrationAction::again:
        case RegistrationAction::serve_on:
            return;
    }
}

/// Sent with the time, so that it differs from the one of an earlier run with the same transaction id.
void Control::announce_there() {
    auto services = registration_.announcement();
    services.version = kVersion;
    services.profile = settings_.profile;
    services.timestamp = timestamp();
    spdlog::debug("mgc={} registering reason={}", registration_.mgc().text(), services.reason);
    registering_ = request(on_root(std::move(services)), kRegistrationVersion);
    if (!registering_) step(RegistrationEvent::unanswered);
}

/// Whatever it answers, it is there.
void Control::ask() {
    auto notification = gateway_.inactivity();
    if (!notification) return;
    spdlog::info("mgc={} has not been heard: asked for a sign of life", registration_.mgc().text());
    asking_ = notify(std::move(*notification));
    if (!asking_) step(RegistrationEvent::silent);
}

void Control::registration_answered(const h248::TransactionReply& reply, const h248::MId& mgc) {
    if (const auto refused = error_of(reply)) return registration_refused(*refused);
    const auto agreed = reply.actions.front().commands.front().services.value_or(h248::Services{});
    if (agreed.mgc_id_to_try) {
        const auto other = place_named_by(*agreed.mgc_id_to_try);
        if (!other) return step(RegistrationEvent::refused);
        spdlog::info("mgc={} sends us to mgc={}", mgc.text(), other->text());
        registration_.aim_at(other);
        return step(RegistrationEvent::redirected);
    }
    if (agreed.version && (*agreed.version < 1 || *agreed.version > kVersion))
        return registration_refused(fault(ErrorCode::version_not_supported));
    registered(agreed, mgc);
}

void Control::registered(const h248::Services& agreed, const h248::MId& mgc) {
    mgc_ = mgc;
    agreed_address_ = address_in(agreed);
    version_ = agreed.version.value_or(kVersion);
    ++counters_.registrations;
    step(RegistrationEvent::accepted);
    spdlog::info("mgc={} registered version={} contexts={}", mgc.text(), version_, gateway_.contexts());
    step_lock(LockEvent::registered);
    for (auto& notification : gateway_.out_of_service()) notify(std::move(notification));
}

void Control::registration_refused(const Fault& why) {
    const bool unauthorized = why.code == ErrorCode::unauthorized || why.code == ErrorCode::unauthorized_entity;
    if (unauthorized) registration_.slow_down();
    const auto* const hint = unauthorized ? " (is our mId in its list of allowed MRFPs?)" : "";
    spdlog::log(unauthorized ? spdlog::level::err : spdlog::level::warn, "mgc={} refuses mid={} error={}: {}{}",
                registration_.mgc().text(), settings_.mid.text(), static_cast<int>(why.code), why.text, hint);
    step(RegistrationEvent::refused);
}

/// An error in place of a message names no transaction. Who registers or takes leave has nothing else under way, so
/// that this is the answer to it.
void Control::message_refused(const Fault& why, const h248::MId& mgc) {
    if (may_warn())
        spdlog::warn("mgc={} error={} text={}: it refuses our messages", mgc.text(), static_cast<int>(why.code),
                     why.text);
    h248::TransactionReply reply;
    reply.error = why;
    const bool is_registering = registration_.state() == RegistrationState::registering && registering_;
    if (!is_registering && !farewell_) return look_whether_disowned(reply);
    reply.id = is_registering ? *registering_ : *farewell_;
    settle(reply, mgc);
}

void Control::look_whether_disowned(const h248::TransactionReply& reply) {
    const auto error = error_of(reply);
    if (error && means_disowned(*error)) step(RegistrationEvent::disowned);
}

/// ServiceChange on ROOT from the MGC, which has its reply already.
void Control::ordered(const h248::Services& service_change) {
    const bool is_graceful = *service_change.method == h248::ServiceChangeMethod::graceful;
    spdlog::info("mgc={} service change{} reason={}", registration_.mgc().text(), is_graceful ? " gracefully" : "",
                 service_change.reason);
    switch (*service_change.method) {
        case h248::ServiceChangeMethod::restart:
            return step(cancels_graceful(service_change) ? RegistrationEvent::mgc_stays
                                                         : RegistrationEvent::mgc_restarted);
        case h248::ServiceChangeMethod::hand_off:
            registration_.aim_at(service_change.mgc_id_to_try ? place_named_by(*service_change.mgc_id_to_try)
                                                              : std::nullopt);
            return step(RegistrationEvent::handed_off);
        case h248::ServiceChangeMethod::forced:
            return step(RegistrationEvent::mgc_leaves);
        case h248::ServiceChangeMethod::graceful:
            registration_.leaves_within(delay_of(service_change), now_);
            return step(RegistrationEvent::mgc_closes);
        default:
            return;
    }
}

void Control::overloaded(Time now) {
    now_ = now;
    auto notification = gateway_.overload();
    if (!notification) return;
    spdlog::warn("overloaded: mgc={} is told, contexts={} terminations={}", registration_.mgc().text(),
                 gateway_.contexts(), gateway_.terminations());
    notify(std::move(*notification));
}

void Control::congested(unsigned reduction, Time now) {
    now_ = now;
    auto notification = gateway_.congestion(reduction);
    if (!notification) return;
    spdlog::log(reduction > 0 ? spdlog::level::warn : spdlog::level::info,
                "overload: mgc={} is asked for {} % less that is new, contexts={} terminations={}",
                registration_.mgc().text(), reduction, gateway_.contexts(), gateway_.terminations());
    notify(std::move(*notification));
}

/// While the MGC does not know us there is nobody to tell: hanging terminations and those out of service it hears of
/// later.
std::optional<std::uint32_t> Control::notify(Notification notification) {
    if (!is_served(registration_.state())) return std::nullopt;
    h248::Action action;
    action.context = notification.context;
    auto& command = action.commands.emplace_back();
    command.termination = std::move(notification.termination);
    if (notification.service_change) {
        command.name = h248::CommandName::service_change;
        command.services = std::move(notification.service_change);
        command.services->timestamp = timestamp();
        return request(std::move(action), version_);
    }
    command.name = h248::CommandName::notify;
    for (auto& event : notification.observed.events) event.timestamp = timestamp(notification.ago);
    command.error = std::move(notification.error);
    command.observed_events = std::move(notification.observed);
    spdlog::debug("context={} termination={} event={} reported", action.context.text(), command.termination.text,
                  command.observed_events->events.empty() ? "" : command.observed_events->events.front().name);
    return request(std::move(action), version_);
}

}  // namespace isfocus::mrfpd
