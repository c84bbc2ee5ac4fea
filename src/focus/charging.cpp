#include <utility>

#include "focus/state.h"

/// What charging records are written of (CHG-16), told when it is decided. A leg that was never answered has
/// none but, where the focus has called, that of its failure.
namespace isfocus::focus {
namespace {

using Trigger = ChargingEntry::Trigger;

/// The words of RFC 4575 5.7.6.
std::string_view name_of(DisconnectionMethod how) {
    switch (how) {
        case DisconnectionMethod::departed:
            return "departed";
        case DisconnectionMethod::booted:
            return "booted";
        case DisconnectionMethod::failed:
            return "failed";
        case DisconnectionMethod::busy:
            break;
    }
    return "busy";
}

ChargingEntry entry_of(Trigger trigger, Time now, const Conference& conference) {
    return {.trigger = trigger,
            .when = now,
            .conference = conference.id,
            .uri = conference.uri,
            .context = conference.charging};
}

ChargingEntry entry_of(Trigger trigger, Time now, const Conference& conference, const InviteLeg& leg) {
    ChargingEntry entry = entry_of(trigger, now, conference);
    entry.leg = leg.id;
    entry.dialog = leg.dialog;
    entry.user = leg.user;
    entry.is_dialed_out = leg.joining == JoiningMethod::dialed_out;
    return entry;
}

}  // namespace

/// From here on there is a conference, for records and log: one whose INVITE was refused never was one.
void Focus::State::establish(Conference& conference) {
    if (std::exchange(conference.is_established, true)) return;
    note(JournalEntry::Severity::info, "conference created", conference, {}, conference.creator, 0,
         conference.uri.text() + (conference.policy ? " by its policy" : ""));
    ChargingEntry entry = entry_of(Trigger::conference_created, now, conference);
    entry.dialog = conference.creator;
    entry.user = conference.host;
    ports.charging.record(entry);
}

void Focus::State::charge_start(Conference& conference, InviteLeg& leg, int status) {
    establish(conference);
    leg.started = now;
    ChargingEntry entry = entry_of(Trigger::leg_started, now, conference, leg);
    entry.status = status;
    ports.charging.record(entry);
}

void Focus::State::charge_stop(const Conference& conference, InviteLeg& leg, const Stimulus& stimulus) {
    if (!leg.started) return;
    ChargingEntry entry = entry_of(Trigger::leg_stopped, now, conference, leg);
    entry.cause = stimulus.cause.empty() ? name_of(stimulus.how) : stimulus.cause;
    entry.duration = now - *leg.started;
    leg.started.reset();
    ports.charging.record(entry);
}

void Focus::State::charge_failure(Conference& conference, const InviteLeg& leg, int status) {
    establish(conference);
    ChargingEntry entry = entry_of(Trigger::invitation_failed, now, conference, leg);
    entry.status = status;
    ports.charging.record(entry);
}

void Focus::State::charge_refer(Conference& conference, DialogId dialog, const Identity& referrer,
                                const std::vector<PlacedTarget>& targets) {
    establish(conference);
    ChargingEntry entry = entry_of(Trigger::refer_accepted, now, conference);
    entry.dialog = dialog;
    entry.user = referrer;
    for (const auto& one : targets) entry.targets.push_back(one.target);
    ports.charging.record(entry);
}

void Focus::State::charge_end(const Conference& conference, std::string_view why) {
    if (!conference.is_established) return;
    ChargingEntry entry = entry_of(Trigger::conference_ended, now, conference);
    entry.cause = why;
    entry.duration = now - conference.created;
    ports.charging.record(entry);
}

}  // namespace isfocus::focus
