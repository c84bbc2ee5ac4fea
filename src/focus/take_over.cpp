#include "focus/conference_policy.h"
#include "focus/invitation.h"
#include "focus/participants.h"
#include "focus/state.h"

/// INVITE with Replaces (RFC 3891 3) or Join (RFC 3911 4) towards a conference.
namespace isfocus::focus {
namespace {

Rejection refusal(int status, const char* detail) {
    return {status, std::string(phrase_of(status)), detail};
}

/// What a leg that matched says to an INVITE with Replaces.
std::optional<Rejection> refuse_replacement(const InviteRequest& request, const InviteLeg& leg,
                                            const Settings& settings) {
    if (!is_up(leg.state) && !is_pending(leg.state)) {
        const bool is_ending =
            leg.state == LegState::closing || leg.state == LegState::unacked || leg.state == LegState::cancelling;
        if (is_ending) return refusal(603, "the replaced dialog is ending");
        return refusal(481, "the replaced dialog is early and not of our making");
    }
    if (request.take_over->early_only && !is_pending(leg.state))
        return refusal(486, "early-only, but the dialog is confirmed");
    if (!may_replace(request, leg, settings)) return refusal(403, "neither the replaced user nor referred by it");
    return std::nullopt;
}

}  // namespace

void Focus::State::take_over(const InviteReceived& event) {
    if (event.request.take_over->kind == TakeOver::Kind::join) return join_dialog(event);
    const DialogReference& reference = event.request.take_over->reference;
    Conference* named = conferences.find(event.request.request_uri);
    if (!named && !is_factory(event.request.request_uri))
        return refuse(event.transaction, refusal(404, "no such conference"));
    Conference* conference = nullptr;
    const InviteLeg* leg = reference.dialog ? leg_of(*reference.dialog, conference) : nullptr;
    if (!leg) {
        const bool has_ended = reference.has_ended || reference.dialog;  // the dialog may outlive its INVITE usage
        return refuse(event.transaction, has_ended ? refusal(603, "the replaced dialog has ended")
                                                   : refusal(481, "Replaces matches no dialog"));
    }
    if (named && named != conference)  // JOI-09
        return refuse(event.transaction, refusal(481, "the replaced dialog is of another conference"));
    if (const auto why = refuse_replacement(event.request, *leg, settings)) return refuse(event.transaction, *why);
    if (const auto why = refuse_join(event.request.asserted, true, scope_of(*conference)))
        return refuse(event.transaction, *why);
    admit(event, *conference, leg->id);
}

/// JOI-10. The factory has no dialogs to join, so there it makes a conference (CRE-19).
void Focus::State::join_dialog(const InviteReceived& event) {
    if (is_factory(event.request.request_uri)) return create_conference(event);
    const DialogReference& reference = event.request.take_over->reference;
    Conference* conference = nullptr;
    const InviteLeg* leg = reference.dialog ? leg_of(*reference.dialog, conference) : nullptr;
    if (leg && conference->phase == Conference::Phase::open) return join(event, *conference);
    if (reference.has_ended || reference.dialog)
        return refuse(event.transaction, refusal(603, "the joined dialog has ended"));
    if (Conference* named = conferences.find(event.request.request_uri)) return join(event, *named);
    refuse(event.transaction, refusal(481, "Join matches no dialog"));
}

/// The new leg is up: it takes the place of the old one, with who waits to hear of it, and the role of host if the old
/// one had that. The old one is ended (RFC 3891 3).
void Focus::State::hand_over(Conference& conference, InviteLeg& successor) {
    const auto old = conference.legs.find(std::exchange(successor.replaces, LegId{}));
    if (old == conference.legs.end()) return;
    InviteLeg& leg = old->second;
    if (!is_up(leg.state) && !is_pending(leg.state)) return;
    if (same_user(leg.user, conference.host)) conference.host = successor.user;
    successor.referrals = std::exchange(leg.referrals, {});
    if (!successor.referred) successor.referred = leg.referred;
    const LegId id = successor.id;
    Stimulus stimulus{LegEvent::dropped};
    stimulus.is_replaced = true;
    step(conference, leg, stimulus);
    report(conference, conference.legs.at(id), ReferEvent::outcome, 200, phrase_of(200));
}

}  // namespace isfocus::focus
