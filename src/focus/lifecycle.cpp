#include "focus/state.h"

/// How conferences, dialogs and timers come to their end.
namespace isfocus::focus {

/// TRM-04. The URI is free from here on; a BYE that is never answered delays nothing but the record of its leg.
void Focus::State::end_conference(Conference& conference, std::string_view why, std::string_view reason) {
    if (conference.phase == Conference::Phase::closing) return;
    conference.phase = Conference::Phase::closing;
    conferences.free_uri(conference);
    stop_timer(conference.empty_linger);
    stop_timer(conference.max_duration);
    stop_timer(conference.lock);
    if (conference.is_established) note(JournalEntry::Severity::info, "conference ends", conference, {}, {}, 0, why);

    std::vector<LegId> all;
    for (const auto& [id, leg] : conference.legs) all.push_back(id);
    Stimulus drop{LegEvent::dropped};
    drop.reason = reason;
    drop.how = conference.has_media ? DisconnectionMethod::booted : DisconnectionMethod::failed;
    for (const LegId id : all) {
        const auto it = conference.legs.find(id);
        const bool ends_already =
            it == conference.legs.end() || !find_row(kInviteLeg, it->second.state, LegEvent::dropped);
        if (!ends_already) step(conference, it->second, drop);
    }
    drop_askings(conference);
    std::vector<SubscriptionId> watching;
    for (const auto& [id, watcher] : conference.watchers) watching.push_back(id);
    for (const SubscriptionId id : watching) tell_watcher(conference, id, WatchEvent::conference_ended);
    if (conference.has_media) ports.mrfp.end(conference.id);
    charge_end(conference, why);
    touch(conference);
}

void Focus::State::erase_if_done(ConferenceId id) {
    const auto* conference = conferences.find(id);
    if (conference && conference->phase == Conference::Phase::closing && conference->empty()) conferences.erase(id);
}

void Focus::State::use_dialog(DialogId id, const Conference& conference, const Identity& peer, LegId leg) {
    DialogRecord& record = dialogs[id];
    record.conference = conference.id;
    record.peer = peer;
    if (leg) record.leg = leg;
    ++record.usages;
}

/// RFC 5057: a dialog lasts as long as any of its usages.
void Focus::State::leave_dialog(DialogId id) {
    const auto it = dialogs.find(id);
    if (it == dialogs.end() || --it->second.usages > 0) return;
    dialogs.erase(it);
    ports.sip.release(id);
}

TimerId Focus::State::start_timer(Time deadline, TimerPurpose purpose) {
    const TimerId id = timer_ids.next();
    timers.emplace(id, purpose);
    ports.timers.start(id, deadline);
    return id;
}

void Focus::State::stop_timer(TimerId& timer) {
    if (!timer) return;
    if (timers.erase(timer) > 0) ports.timers.cancel(timer);
    timer = {};
}

void Focus::State::note(JournalEntry::Severity severity, std::string_view what, const Conference& conference, LegId leg,
                        DialogId dialog, int status, std::string_view detail) {
    ports.journal.record({severity, what, conference.id, leg, dialog, status, detail});
}

Conference* Focus::State::conference_of(LegId leg) {
    const auto it = legs.find(leg);
    return it == legs.end() ? nullptr : conferences.find(it->second);
}

Conference* Focus::State::conference_of(SubscriptionId subscription) {
    const auto it = subscriptions.find(subscription);
    return it == subscriptions.end() ? nullptr : conferences.find(it->second);
}

InviteLeg* Focus::State::leg_of(DialogId dialog, Conference*& conference) {
    const auto record = dialogs.find(dialog);
    if (record == dialogs.end() || !record->second.leg) return nullptr;
    conference = conferences.find(record->second.conference);
    return &conference->legs.at(record->second.leg);
}

}  // namespace isfocus::focus
