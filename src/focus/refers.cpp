#include <set>

#include "focus/conference_policy.h"
#include "focus/invitation.h"
#include "focus/participants.h"
#include "focus/state.h"

/// REFER to the focus (RFC 3515, TS 24.147 5.3.2.5.2, 5.3.2.6.2): the checks, the answer, and what then happens.
namespace isfocus::focus {
namespace {

using Place = PlacedTarget::Place;

Rejection forbidden(const char* detail) {
    return {403, std::string(phrase_of(403)), detail};
}

/// One action for each distinct URI (RFC 5368 4).
std::vector<ReferTarget> distinct(const std::vector<ReferTarget>& targets) {
    std::vector<ReferTarget> out;
    std::set<std::pair<std::string, ReferMethod>> seen;
    for (const auto& one : targets)
        if (seen.emplace(address_of_record(one.uri), one.method).second) out.push_back(one);
    return out;
}

}  // namespace

/// The checks in the order of focus-procedures 3.1: dialog, allocation, Refer-To, authorization, then the 2xx.
void Focus::State::on(const ReferReceived& event) {
    const ReferRequest& request = event.request;
    Referrer referrer{request.asserted, std::nullopt, true, request.referred_by_token.has_value()};
    if (auto* provision =
            event.in_dialog || conferences.find(request.request_uri) ? nullptr : reserved(request.request_uri))
        if (const auto why = open_by_refer(event, *provision)) return reject_refer(event, *why);
    const auto found = event.in_dialog ? conference_in_dialog(event, referrer) : conference_at_uri(event, referrer);
    if (!found) return reject_refer(event, found.error());
    Conference& conference = **found;
    const auto targets = targets_of(request, conference);
    if (!targets) return reject_refer(event, targets.error());
    auto who = authorize_refer(referrer, *targets, scope_of(conference));
    if (!who) return reject_refer(event, who.error());
    if (means_list(request, conference))
        if (const auto unasked = without_consent(request.targets, settings); !unasked.empty())
            return reject_refer(event, consent_needed(), permission_missing(unasked));
    if (const auto why = refuse_more_referrals(event, conference)) return reject_refer(event, *why, try_later());
    who->is_private |= request.is_private;
    accept_refer(event, conference, *who, *targets);
    call_list(conference);  // of a conference that this REFER has opened
}

Result<Conference*> Focus::State::conference_in_dialog(const ReferReceived& event, Referrer& referrer) {
    const auto record = dialogs.find(event.dialog);
    if (record == dialogs.end()) return Rejection{481, std::string(phrase_of(481)), "unknown dialog"};
    ++record->second.refers;
    Conference* conference = conferences.find(record->second.conference);
    stand_for(record->second, *conference, referrer);
    if (conference->phase == Conference::Phase::closing) return forbidden("the conference is ending");
    return conference;
}

Result<Conference*> Focus::State::conference_at_uri(const ReferReceived& event, Referrer& referrer) {
    const ReferRequest& request = event.request;
    if (is_factory(request.request_uri)) return forbidden("REFER to the factory URI");
    Conference* conference = conferences.find(request.request_uri);
    const int status = settings.refer_unallocated_status;
    if (!conference) return Rejection{status, std::string(phrase_of(status)), "no such conference"};
    // REF-27: a leg of this conference speaks for its own user, also outside its dialog (RFC 4538 4).
    if (!request.target_dialog || !request.target_dialog->dialog || !request.asserted) return conference;
    const auto record = dialogs.find(*request.target_dialog->dialog);
    if (record == dialogs.end() || record->second.conference != conference->id || !record->second.leg)
        return conference;
    if (same_user(*request.asserted, record->second.peer)) stand_for(record->second, *conference, referrer);
    return conference;
}

void Focus::State::stand_for(const DialogRecord& record, const Conference& conference, Referrer& referrer) const {
    referrer.dialog_peer = record.peer;
    if (record.leg) referrer.leg_is_up = is_up(conference.legs.at(record.leg).state);
}

/// REF-19, and the form in which some UEs write it (REF-19a).
bool Focus::State::means_list(const ReferRequest& request, const Conference& conference) const {
    if (request.list == ReferList::by_cid) return true;
    return request.list == ReferList::unasked && settings.refer_list_unasked &&
           place_of(request.target->uri, conference) != Place::user;
}

/// A list is told of to nobody (RFC 5368 4).
ReferReports Focus::State::reports_of(const ReferRequest& request, const Conference& conference) const {
    return means_list(request, conference) ? ReferReports::renounced : request.reports;
}

/// What the REFER is about: the Refer-To, or the list that it comes with.
Result<std::vector<PlacedTarget>> Focus::State::targets_of(const ReferRequest& request,
                                                           const Conference& conference) const {
    if (!request.target) return request.target.error();
    std::vector<PlacedTarget> placed;
    const bool is_list = means_list(request, conference);
    for (const auto& target : is_list ? distinct(request.targets) : std::vector{*request.target})
        placed.push_back({place_of(target.uri, conference), target});
    if (placed.empty()) return Rejection{400, "Empty List", "a list without entries"};
    return placed;
}

Place Focus::State::place_of(const Uri& uri, const Conference& conference) const {
    if (is_factory(uri)) return Place::ours;
    if (!is_ours(uri)) return Place::user;
    return ConferenceTable::key(uri) == ConferenceTable::key(conference.uri) ? Place::this_conference : Place::ours;
}

void Focus::State::reject_refer(const ReferReceived& event, const Rejection& why, std::vector<Header> headers) {
    ++counters.refers_refused;
    refuse(event.transaction, why, headers.empty() ? warning_of(why) : std::move(headers));
}

void Focus::State::accept_refer(const ReferReceived& event, Conference& conference, const Identity& referrer,
                                const std::vector<PlacedTarget>& targets) {
    ++counters.refers_accepted;
    const ReferReports reports = reports_of(event.request, conference);
    const ReferralId referral = open_referral(event, conference, reports);
    answer_refer(event, conference, reports, referral);
    note(JournalEntry::Severity::info, "refer accepted", conference, {}, event.dialog);
    charge_refer(conference, event.dialog, referrer, targets);
    if (reports == ReferReports::implicit) imply_subscription(event, conference, referral);
    for (const auto& [place, target] : targets) {
        if (conference.phase == Conference::Phase::closing) return;  // a removal before it ended the conference
        if (target.method == ReferMethod::bye)
            remove(conference, target, place == Place::this_conference, referrer, referral);
        else
            bring_in(conference, target, event.request, referrer, referral);
    }
}

/// REF-31, REF-33, REF-34, REF-39, REF-40. Where nothing more will be said, a REFER outside any dialog makes none.
void Focus::State::answer_refer(const ReferReceived& event, const Conference& conference, ReferReports reports,
                                ReferralId referral) {
    switch (reports) {
        case ReferReports::implicit:
            return answer(event.transaction, settings.refer_accept_status, conference);
        case ReferReports::renounced:
            answer(event.transaction, 200, conference, {{"Refer-Sub", "false"}});
            break;
        case ReferReports::on_request:
            answer(event.transaction, 200, conference,
                   {{"Refer-Events-At", "<" + conference.referrals.at(referral).events_at->text() + ">"}});
            break;
        case ReferReports::none:
            answer(event.transaction, 200, conference);
            break;
    }
    if (!event.in_dialog) ports.sip.release(event.dialog);
}

/// Invites the target, unless it is there, on its way, or waiting to be let in (REF-16 to REF-18, JOI-03).
void Focus::State::bring_in(Conference& conference, const ReferTarget& target, const ReferRequest& request,
                            const Identity& referrer, ReferralId referral) {
    InviteLeg* present = target.replaces ? nullptr : leg_to_report(target.uri, conference);
    if (present && is_up(present->state)) return settle(conference, referral, ReferEvent::outcome, 200, phrase_of(200));
    if (present) {
        wait_too(conference, present->referrals, referral);
        if (present->state == LegState::waiting) return step(conference, *present, {LegEvent::approved});
        if (Referral* mine = find_referral(conference, referral)) {
            mine->status = present->status;
            mine->phrase = present->phrase;
        }
        return;
    }
    InvitationRequest invitation;
    invitation.target = target;
    invitation.referred_by = choose_referred_by(request, referrer);
    if (invitation.referred_by == request.referred_by) invitation.referred_by_token = request.referred_by_token;
    if (!referrer.is_private) invitation.referred = Execution{now, {}, referrer.uri.text()};
    invitation.referrer = address_of_record(referrer.uri);
    invitation.referral = referral;
    invite(conference, std::move(invitation));
}

/// Of several legs of the user the one that waits for approval first, then one that is up.
InviteLeg* Focus::State::leg_to_report(const Uri& uri, Conference& conference) {
    InviteLeg* best = nullptr;
    const auto [first, last] = conference.legs_by_user.equal_range(address_of_record(uri));
    for (auto it = first; it != last; ++it) {
        InviteLeg& leg = conference.legs.at(it->second);
        if (leg.state == LegState::waiting) return &leg;
        if (!best || is_up(leg.state)) best = &leg;
    }
    return best;
}

}  // namespace isfocus::focus
