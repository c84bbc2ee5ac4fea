#include <algorithm>

#include "focus/invitation.h"
#include "focus/participants.h"
#include "focus/state.h"

/// The INVITE usage: how a leg begins, goes from state to state and ends, and what its actions have in common.
namespace isfocus::focus {
namespace {

/// Is in, or on its own way in: keeps the conference alive (TRM-01).
bool is_present(LegState state, JoiningMethod joining) {
    return is_up(state) || (joining == JoiningMethod::dialed_in && is_admitted(state));
}

/// For the log: why a leg has left, where it was not of its own will.
std::string_view cause_of(const Stimulus& stimulus) {
    if (!stimulus.cause.empty()) return stimulus.cause;
    switch (stimulus.how) {
        case DisconnectionMethod::booted:
            return "removed";
        case DisconnectionMethod::failed:
            return "failed";
        case DisconnectionMethod::departed:
        case DisconnectionMethod::busy:
            break;
    }
    return {};
}

}  // namespace

LegId Focus::State::invite(Conference& conference, InvitationRequest request) {
    InviteLeg leg;
    leg.id = leg_ids.next();
    leg.dialog = dialog_ids.next();
    leg.user.uri = request.target.uri;
    leg.joining = JoiningMethod::dialed_out;
    leg.referred = std::move(request.referred);
    leg.referrer = std::move(request.referrer);
    leg.invitation.tried.push_back(request.target.uri);
    leg.invitation.target = std::move(request.target);
    leg.invitation.referred_by = std::move(request.referred_by);
    leg.invitation.referred_by_token = std::move(request.referred_by_token);
    if (request.referral) leg.referrals.push_back(request.referral);
    const LegId id = leg.id;
    legs[id] = conference.id;
    conference.invited.insert(address_of_record(leg.user.uri));
    use_dialog(leg.dialog, conference, leg.user, id);
    step(conference, conference.legs.emplace(id, std::move(leg)).first->second, {LegEvent::dialed_out});
    return id;
}

void Focus::State::step(Conference& conference, InviteLeg& leg, const Stimulus& stimulus) {
    const auto* row = find_row(kInviteLeg, leg.state, stimulus.on);
    if (!row) return ignore();
    const LegId id = leg.id;
    const LegState before = leg.state;
    leg.state = row->to;
    if (!may_negotiate(leg.state)) abandon_negotiation(leg);
    account_seat(conference, leg, before);
    perform(conference, leg, row->action, stimulus);
    touch(conference);
    const bool gave_up_seat = has_seat(before) && !has_seat(leg.state);
    const bool is_missed = is_up(before) && !is_up(leg.state) && !stimulus.is_replaced;
    const Identity who = gave_up_seat ? leg.user : Identity{};
    const bool is_over = row->to == LegState::ended;
    if (is_over) end_leg(conference, id);
    if (!is_over && leg.negotiation.moved) make_move_known(conference, leg);
    if (gave_up_seat) settle_after_departure(conference, who);
    if (is_missed) announce_departure(conference, id, who);
}

void Focus::State::account_seat(Conference& conference, const InviteLeg& leg, LegState before) {
    const bool had = has_seat(before), has = has_seat(leg.state);
    if (had != has) has ? ++conference.seats : --conference.seats;
    const bool was = is_present(before, leg.joining), is = is_present(leg.state, leg.joining);
    if (was != is) is ? ++conference.present : --conference.present;
    if (is && conference.empty_linger) stop_timer(conference.empty_linger);
    if (had == has) return;
    if (has) {
        for (const auto& key : keys_of(leg)) conference.legs_by_user.emplace(key, leg.id);
        return;
    }
    for (const auto& key : keys_of(leg)) {
        const auto [first, last] = conference.legs_by_user.equal_range(key);
        const auto mine = std::find_if(first, last, [&](const auto& one) { return one.second == leg.id; });
        if (mine != last) conference.legs_by_user.erase(mine);
    }
}

/// What tells the UE more about a failure of its media: when to try again (CRE-12), what was wrong (CRE-11).
std::vector<Header> Focus::State::headers_about_media(const InviteLeg& leg, int status) const {
    if (status == 503) return try_later();
    if (status != 488) return {};
    const bool has_audio = leg.negotiation.offers_audio;
    return {{"Warning",
             has_audio ? "305 isfocus \"Incompatible media format\"" : "304 isfocus \"Media type not available\""}};
}

void Focus::State::turn_away(Conference& conference, InviteLeg& leg, int status, const char* why) {
    refuse(leg.transaction, {status, std::string(phrase_of(status)), why}, headers_about_media(leg, status));
    note_refusal(conference, leg, status);
}

void Focus::State::note_refusal(Conference& conference, InviteLeg& leg, int status) {
    conference.roster.disconnect(leg.id, DisconnectionMethod::failed, Execution{now, {}, {}});  // if it had waited
    report(conference, leg, ReferEvent::outcome, status, phrase_of(status));
}

void Focus::State::leave_roster(Conference& conference, InviteLeg& leg, const Stimulus& stimulus) {
    stop_timer(leg.session.timer);
    Execution info;
    info.when = now;
    info.by = stimulus.by;
    if (!stimulus.reason.empty()) info.reason = "Reason: " + std::string(stimulus.reason);
    conference.roster.disconnect(leg.id, stimulus.how, std::move(info));
    note(JournalEntry::Severity::info, "leg left", conference, leg.id, leg.dialog, 0, cause_of(stimulus));
    charge_stop(conference, leg, stimulus);
}

void Focus::State::end_leg(Conference& conference, LegId id) {
    const auto it = conference.legs.find(id);
    InviteLeg& leg = it->second;
    stop_timer(leg.patience);
    stop_timer(leg.session.timer);
    forget_move(leg);
    const DialogId dialog = leg.dialog;
    const auto removals = leg.removals;
    // A dial-in that was never answered has no dialog: the adapter forgets it with the refusal.
    if (const auto record = dialogs.find(dialog); record != dialogs.end()) record->second.leg = {};
    conference.legs.erase(it);
    legs.erase(id);
    leave_dialog(dialog);
    for (const ReferralId referral : removals) count_removal(conference, referral);
}

void Focus::State::watch_patience(InviteLeg& leg, Time deadline) {
    stop_timer(leg.patience);
    leg.patience = start_timer(deadline, LegPatience{leg.id});
}

void Focus::State::release_media(const Conference& conference, const InviteLeg& leg, const Stimulus& stimulus) {
    // What the MRFP has lost needs no release, and a closing conference gives its whole context back at once.
    const bool is_lost = stimulus.on == LegEvent::media_failed;
    if (!is_lost && conference.phase == Conference::Phase::open) ports.mrfp.release(leg.id);
}

}  // namespace isfocus::focus
