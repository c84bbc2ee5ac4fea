#include "focus/conference_policy.h"
#include "focus/invitation.h"
#include "focus/participants.h"
#include "focus/state.h"

/// INVITE to the factory URI (TS 24.147 5.3.2.3.1) and to a conference URI (5.3.2.4.1), and OPTIONS.
namespace isfocus::focus {

bool Focus::State::is_factory(const Uri& uri) const {
    const std::string wanted = ConferenceTable::key(uri);
    for (const Uri& factory : settings.factory_uris)
        if (ConferenceTable::key(factory) == wanted) return true;
    return false;
}

/// Nobody is to be called there by the focus (DEC-06).
bool Focus::State::is_ours(const Uri& uri) const {
    return is_factory(uri) || conferences.find(uri) || provisions.contains(ConferenceTable::key(uri));
}

PolicyScope Focus::State::scope_of(const Conference& conference) const {
    return {conference, conference.policy ? *conference.policy : policy_by_default, settings, now};
}

void Focus::State::refuse(TransactionId transaction, const Rejection& why, std::vector<Header> headers) {
    Response response;
    response.status = why.status;
    response.phrase = why.reason;
    response.headers = std::move(headers);
    ports.journal.record({JournalEntry::Severity::info, "refused", {}, {}, {}, why.status, why.detail, transaction});
    ports.sip.respond(transaction, response);
}

/// With a refusal that holds for a while only.
std::vector<Header> Focus::State::try_later() const {
    return {{"Retry-After", std::to_string(settings.retry_after.count())}};
}

void Focus::State::answer(TransactionId transaction, int status, const Conference& conference,
                          std::vector<Header> headers) {
    Response response;
    response.status = status;
    response.phrase = phrase_of(status);
    response.contact = conference.uri;
    response.headers = std::move(headers);
    ports.sip.respond(transaction, response);
}

void Focus::State::create_conference(const InviteReceived& event) {
    const auto& caller = event.request.asserted;
    auto guests = caller ? guests_of(event.request, *caller) : std::vector<ReferTarget>{};
    auto why = refuse_creation(caller, guests.size(), settings);
    const auto unasked = without_consent(guests, settings);
    if (!why && !unasked.empty()) why = consent_needed();
    if (!why) why = refuse_opening();
    if (!why && settings.policy_is_mandatory && !policy_store_available)
        why = Rejection{503, "Service Unavailable", "the policy store cannot be used"};
    if (why) {
        ++counters.conferences_refused;
        return refuse(event.transaction, *why,
                      why->status == 503   ? try_later()
                      : why->status == 470 ? permission_missing(unasked)
                                           : std::vector<Header>{});
    }
    Conference& conference = conferences.create(event.request.nonce, settings.uri_domain, *caller);
    conference.guests = std::move(guests);
    conference.charging = event.request.charging;
    conference.created = now;
    conference.creator = event.dialog;
    ++counters.conferences_created;
    if (settings.lock_after.count() > 0)
        conference.lock = start_timer(now + settings.lock_after, LockTime{conference.id});
    if (settings.max_duration.count() > 0)
        conference.max_duration = start_timer(now + settings.max_duration, MaxDuration{conference.id});
    admit(event, conference);
}

void Focus::State::join(const InviteReceived& event, Conference& conference) {
    const auto& caller = event.request.asserted;
    // OUT-59: where a user has one endpoint, its own call takes the place of ours that still rings.
    const bool one_only = settings.one_endpoint_per_user && caller;
    const LegId pending = one_only ? pending_leg_of(*caller, conference) : LegId{};
    if (one_only && !pending && takes_part(*caller, conference))
        return refuse(event.transaction, {486, std::string(phrase_of(486)), "the user takes part already"});
    if (const auto why = refuse_join(caller, pending.operator bool(), scope_of(conference))) {
        return refuse(event.transaction, *why, warning_of(*why));
    }
    admit(event, conference, pending);
}

/// An invitation of ours to this user that has no answer yet.
LegId Focus::State::pending_leg_of(const Identity& user, const Conference& conference) const {
    for (const auto& key : keys_of(user)) {
        const auto [first, last] = conference.legs_by_user.equal_range(key);
        for (auto it = first; it != last; ++it)
            if (is_pending(conference.legs.at(it->second).state)) return it->second;
    }
    return {};
}

/// `replaces`: the leg whose place the new one takes when it is up.
void Focus::State::admit(const InviteReceived& event, Conference& conference, LegId replaces) {
    InviteLeg leg;
    leg.id = leg_ids.next();
    leg.dialog = event.dialog;
    leg.user = event.request.asserted.value_or(anonymous_user(event.request.nonce));
    leg.transaction = event.transaction;
    leg.contact = event.request.contact;
    leg.offer = event.request.offer;
    leg.provisionals = event.request.provisionals;
    leg.is_ready = leg.provisionals == Reliability::none || !leg.offer || leg.offer->is_ready;
    leg.asked = event.request.session;
    leg.session.by_update = event.request.allows_update;
    leg.has_priority = event.request.has_priority;
    leg.replaces = replaces;
    legs[leg.id] = conference.id;
    use_dialog(leg.dialog, conference, leg.user, leg.id);
    InviteLeg& seated = conference.legs.emplace(leg.id, std::move(leg)).first->second;
    const bool asks = !replaces && needs_approval(seated.user, scope_of(conference));
    step(conference, seated, {asks ? LegEvent::asked : LegEvent::dialed_in});
}

void Focus::State::on(const OptionsReceived& event) {
    Response response;
    response.phrase = phrase_of(200);
    if (event.dialog) {
        const auto it = dialogs.find(*event.dialog);
        if (it == dialogs.end()) return refuse(event.transaction, {481, std::string(phrase_of(481)), "unknown dialog"});
        response.contact = conferences.find(it->second.conference)->uri;
    } else if (const auto* conference = conferences.find(event.request_uri)) {
        response.contact = conference->uri;
    } else if (const auto* provision = reserved(event.request_uri)) {
        response.contact = provision->policy.uri;
    } else if (is_factory(event.request_uri)) {
        response.is_factory = true;
    } else if (!event.request_uri.user.empty()) {
        return refuse(event.transaction, {404, std::string(phrase_of(404)), "OPTIONS for an unknown user part"});
    }
    ports.sip.respond(event.transaction, response);
}

}  // namespace isfocus::focus
