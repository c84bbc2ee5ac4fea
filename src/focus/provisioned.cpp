#include "focus/conference_policy.h"
#include "focus/invitation.h"
#include "focus/state.h"

/// Conferences that a policy document makes (TS 24.147 5.3.2.3.2; seed 7.3.3.5.1): their URI is reserved while the
/// document stands. Whoever may, opens one by an INVITE or a REFER to it; where it has a start, the focus does.
namespace isfocus::focus {
namespace {

/// The conference as it would be, for the questions that are asked before it is.
Conference prospect_of(const ConferencePolicy& policy) {
    Conference conference;
    conference.uri = policy.uri;
    conference.host.uri = policy.owner.value_or(policy.uri);  // which nobody can be asserted to be
    conference.policy = policy;
    return conference;
}

}  // namespace

/// The document for `uri` whose conference may be opened; nothing, too, when its time is over.
Provision* Focus::State::reserved(const Uri& uri) {
    const auto it = provisions.find(ConferenceTable::key(uri));
    return it == provisions.end() || is_over(it->second.policy, now) ? nullptr : &it->second;
}

/// Why no conference can be made now, whoever asks.
std::optional<Rejection> Focus::State::refuse_opening() const {
    const auto unavailable = [](const char* detail) { return Rejection{503, "Service Unavailable", detail}; };
    if (shutting_down) return unavailable("shutting down");
    if (!media_available) return unavailable("no MRFP is in service");
    if (conferences.allocated() >= settings.max_conferences) return unavailable("too many conferences");
    return std::nullopt;
}

Conference& Focus::State::open_reserved(Provision& provision) {
    const Conference prospect = prospect_of(provision.policy);
    Conference& conference = conferences.open(prospect.uri, prospect.host);
    conference.policy = provision.policy;
    conference.guests = provision.policy.dial_out;
    conference.to_ask = provision.policy.refer;
    conference.created = now;
    if (has_come(provision.policy, now)) provision.started = provision.policy.start;
    ++counters.conferences_created;
    if (settings.max_duration.count() > 0)
        conference.max_duration = start_timer(now + settings.max_duration, MaxDuration{conference.id});
    return conference;
}

void Focus::State::open_by_invite(const InviteReceived& event, Provision& provision) {
    const Conference prospect = prospect_of(provision.policy);
    if (const auto why = refuse_join(event.request.asserted, false, scope_of(prospect)))
        return refuse(event.transaction, *why, warning_of(*why));
    if (const auto why = refuse_opening()) {
        ++counters.conferences_refused;
        return refuse(event.transaction, *why, try_later());
    }
    Conference& conference = open_reserved(provision);
    conference.charging = event.request.charging;
    admit(event, conference);
}

/// REF-22: who may have users invited, opens the conference by that. The REFER is then served as any other.
std::optional<Rejection> Focus::State::open_by_refer(const ReferReceived& event, Provision& provision) {
    const ReferRequest& request = event.request;
    const Conference prospect = prospect_of(provision.policy);
    const auto targets = targets_of(request, prospect);
    if (!targets) return targets.error();
    const Referrer referrer{request.asserted, std::nullopt, true, request.referred_by_token.has_value()};
    if (const auto who = authorize_refer(referrer, *targets, scope_of(prospect)); !who) return who.error();
    if (const auto opens = provision.policy.join_after ? provision.policy.join_after : provision.policy.start;
        opens && now < *opens)
        return conference_not_open("the referrer is too early");
    if (auto why = refuse_opening()) return why;
    open_reserved(provision);
    return std::nullopt;
}

/// There is nothing to tell yet.
void Focus::State::refuse_subscription(const SubscribeReceived& event, const Provision& provision) {
    const Conference prospect = prospect_of(provision.policy);
    const auto who = identify({event.request.asserted, std::nullopt, true, false});
    if (!who) return refuse(event.transaction, who.error());
    const int status = may_subscribe(*who, scope_of(prospect)) ? 480 : 403;
    refuse(event.transaction, {status, std::string(phrase_of(status)), "SUBSCRIBE to a conference that is not active"});
}

/// POL-10: at its start the conference is made with those on its list; or later, when the document or an MRFP comes
/// only then.
void Focus::State::start_if_due(Provision& provision) {
    const ConferencePolicy& policy = provision.policy;
    if (!policy.start || provision.started == policy.start || !has_come(policy, now) || is_over(policy, now)) return;
    if (Conference* active = conferences.find(policy.uri)) {
        provision.started = policy.start;
        return call_list(*active);
    }
    if (!media_available || shutting_down) return;
    provision.started = policy.start;
    const Conference prospect = prospect_of(policy);
    const bool is_for_nobody =
        callable(policy.dial_out, scope_of(prospect)).empty() && callable(policy.refer, scope_of(prospect)).empty();
    if (is_for_nobody) return;
    if (const auto why = refuse_opening()) {
        ++counters.conferences_refused;
        const std::string uri = policy.uri.text();
        return ports.journal.record({JournalEntry::Severity::warn, why->detail, {}, {}, {}, why->status, uri});
    }
    Conference& opened = open_reserved(provision);
    establish(opened);
    call_list(opened);
}

/// Whom the list names and nobody has called yet. Nobody is told how it goes but who watches the conference.
void Focus::State::call_list(Conference& conference) {
    if (!conference.policy || conference.phase == Conference::Phase::closing) return;
    ask_list(conference);
    if (conference.guests.empty() || !has_come(*conference.policy, now)) return;
    const auto waiting = std::exchange(conference.guests, {});
    const auto called = callable(waiting, scope_of(conference));
    if (called.size() < waiting.size())
        note(JournalEntry::Severity::info, "entries of the list are not called", conference, {}, {}, 0,
             std::to_string(waiting.size() - called.size()));
    for (const auto& target : called) invite(conference, {.target = target});
}

/// Those for whom there is a seat, without whom is blocked, is there already, or is no user at all.
std::vector<ReferTarget> Focus::State::callable(const std::vector<ReferTarget>& targets,
                                                const PolicyScope& scope) const {
    std::vector<ReferTarget> called;
    for (const auto& one : targets) {
        const bool is_there = scope.conference.legs_by_user.contains(address_of_record(one.uri));
        if (is_there || is_ours(one.uri) || is_blocked(one.uri, scope)) continue;
        if (scope.conference.seats + called.size() < seats_of(scope)) called.push_back(one);
    }
    return called;
}

}  // namespace isfocus::focus
