#include "ladder.h"

namespace isfocus::focus::test {

Ue::Ue(Ladder& ladder_in, std::string name_in, const std::string& address)
    : ladder(ladder_in), name(std::move(name_in)) {
    identity.uri = uri(address);
    next_subscribe.package = EventPackage::conference;
}

void Ue::invites(const Uri& target, bool with_offer) {
    dialog = ladder.dialogs.next();
    pending = asks();
    ladder.owners[dialog] = this;
    InviteRequest request = next_invite;
    request.request_uri = target;
    request.contact = uri("sip:" + identity.uri.user + "@192.0.2.1:5060");
    request.nonce = "nonce" + std::to_string(pending.value);
    if (asserts_identity) request.asserted = identity;
    if (with_offer && !request.offer) request.offer = described();
    ladder.post(InviteReceived{pending, dialog, request});
}

void Ue::invites_again(Direction direction, SessionTimer session) {
    pending = asks();
    ladder.post(ReinviteReceived{pending, dialog, std::nullopt, described(direction), false, session});
}

void Ue::invites_again_without_offer() {
    pending = asks();
    ladder.post(ReinviteReceived{pending, dialog, std::nullopt, std::nullopt, false, {}});
}

void Ue::updates(SessionTimer session) {
    ladder.post(ReinviteReceived{asks(), dialog, std::nullopt, std::nullopt, true, session});
}
void Ue::updates_with(const Description& offer) {
    ladder.post(ReinviteReceived{asks(), dialog, std::nullopt, offer, true, {}});
}

void Ue::pracks() {
    ladder.post(PrackReceived{asks(), dialog, std::nullopt});
}
void Ue::pracks_with(const Description& description) {
    ladder.post(PrackReceived{asks(), dialog, description});
}
void Ue::sends_no_prack() {
    ladder.unanswered.erase(pending);  // the adapter has answered 504
    ladder.post(PrackMissing{dialog});
}

/// A request that waits for its answer.
TransactionId Ue::asks() {
    const TransactionId transaction = ladder.transactions.next();
    ladder.askers[transaction] = this;
    ladder.unanswered.insert(transaction);
    return transaction;
}

void Ue::cancels() {
    ladder.post(CancelReceived{pending, dialog});
}
void Ue::sends_no_ack() {
    ladder.post(AckMissing{dialog});
}

void Ue::acks(bool with_answer) {
    AckReceived ack{dialog, std::nullopt};
    if (with_answer) ack.answer = described(Direction::sendrecv);
    ladder.post(ack);
}

void Ue::byes() {
    ladder.post(ByeReceived{asks(), dialog});
}

ReferReceived Ue::refer(const std::string& target, const Uri& request_uri) {
    const TransactionId transaction = asks();
    ReferReceived event{transaction, {}, false, next_refer};
    event.request.request_uri = request_uri;
    if (event.request.target) event.request.target->uri = uri(target);
    event.request.cseq = ++cseq;
    event.request.nonce = "nonce" + std::to_string(transaction.value);
    return event;
}

void Ue::refers(const std::string& target) {
    auto event = refer(target, ladder.conference());
    event.dialog = dialog;
    event.in_dialog = true;
    ladder.post(event);
}

void Ue::refers_outside(const Uri& conference, const std::string& target) {
    auto event = refer(target, conference);
    subscription = event.dialog = ladder.dialogs.next();
    ladder.owners[event.dialog] = this;
    if (asserts_identity) event.request.asserted = identity;
    ladder.post(event);
}

void Ue::removes(const std::string& target) {
    next_refer.target->method = ReferMethod::bye;
    refers(target);
    next_refer.target->method = ReferMethod::invite;
}

SubscribeReceived Ue::subscribe(std::optional<std::uint32_t> expires) {
    SubscribeReceived event{asks(), {}, false, next_subscribe};
    event.request.expires = expires;
    if (asserts_identity) event.request.asserted = identity;
    return event;
}

void Ue::subscribes(const Uri& conference, std::optional<std::uint32_t> expires) {
    auto event = subscribe(expires);
    subscription = event.dialog = ladder.dialogs.next();
    ladder.owners[event.dialog] = this;
    event.request.request_uri = conference;
    ladder.post(event);
}

void Ue::subscribes_to_refer(const Uri& events_at, std::optional<std::uint32_t> expires) {
    next_subscribe.package = EventPackage::refer;
    subscribes(events_at, expires);
    next_subscribe.package = EventPackage::conference;
}

void Ue::subscribes_in_dialog(std::optional<std::uint32_t> expires) {
    auto event = subscribe(expires);
    subscription = event.dialog = dialog;
    event.in_dialog = true;
    ladder.post(event);
}

void Ue::refreshes(std::uint32_t expires) {
    auto event = subscribe(expires);
    event.dialog = subscription;
    event.in_dialog = true;
    ladder.post(event);
}

void Ue::asks_options(const Uri& target) {
    ladder.post(OptionsReceived{asks(), std::nullopt, target});
}

void Ue::answers_refer(int status) {
    ladder.post(ReferAnswered{asked, status});
}
void Ue::tells(int status, bool is_over) {
    ladder.post(ReferTold{asked, status, is_over});
}

void Ue::rings(int status, const std::string& phrase) {
    ladder.post(InviteProgress{dialog, status, phrase});
}
void Ue::rejects(int status, const std::string& phrase) {
    ladder.post(InviteFailed{dialog, status, phrase});
}
void Ue::answers_bye(int status) {
    ladder.post(ByeAnswered{dialog, status});
}

void Ue::answers(Direction direction) {
    ladder.post(InviteAnswered{dialog, 200, "OK", uri("sip:" + identity.uri.user + "@192.0.2.2:5060"),
                               described(direction), std::nullopt});
}

void Ue::answers_uselessly() {
    ladder.post(InviteAnswered{dialog, 200, "OK", uri("sip:x@192.0.2.2:5060"), std::nullopt, std::nullopt});
}

void Ue::answers_probe(int status) {
    ladder.post(ProbeAnswered{dialog, status});
}

void Ue::answers_refresh(int status, SessionTimer session, std::optional<Description> answer) {
    ladder.post(RefreshAnswered{dialog, status, session, std::move(answer)});
}

void Ue::answers_notify(int status, std::optional<std::chrono::seconds> retry_after) {
    ASSERT_FALSE(unanswered.empty()) << name << " has no NOTIFY to answer";
    const SubscriptionId id = unanswered.front();
    unanswered.pop_front();
    ladder.post(NotifyAnswered{id, status, retry_after});
}

}  // namespace isfocus::focus::test
