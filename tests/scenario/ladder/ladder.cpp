#include "ladder.h"

#include <sstream>

namespace isfocus::focus::test {
namespace {

/// White space decides nothing; a line is a line.
std::vector<std::string> folded(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string one; std::getline(in, one);) {
        std::istringstream words(one);
        std::string line;
        for (std::string word; words >> word;) line += (line.empty() ? "" : " ") + word;
        if (!line.empty()) lines.push_back(line);
    }
    return lines;
}

std::string joined_lines(const std::vector<std::string>& lines) {
    std::string out;
    for (const auto& line : lines) out += line + "\n";
    return out;
}

std::string state_of(const NotifyOrder& order) {
    switch (order.state) {
        case SubscriptionStateName::active:
            return "active";
        case SubscriptionStateName::pending:
            return "pending";
        case SubscriptionStateName::terminated:
            break;
    }
    return "terminated;reason=" + order.reason;
}

}  // namespace

Uri uri(const std::string& text) {
    return parse_uri(text).value();
}

Description described(Direction direction) {
    return {"v=0 a UE", {{"audio", "", direction}}};
}

Description not_ready(Direction direction) {
    auto description = described(direction);
    description.is_ready = false;
    return description;
}

Ladder::Ladder() {
    settings.factory_uris = {kFactory, uri("sip:conf-factory@ims.test")};
    settings.uri_domain = "conf-factory.ims.test";
}

Focus& Ladder::focus() {
    if (!focus_) focus_ = std::make_unique<Focus>(settings, Ports{*this, *this, *this, *this, *this, *this}, dialogs);
    return *focus_;
}

/// After every scenario all conferences are ended: nothing may be left over.
void Ladder::TearDown() {
    for (Ue* ue : {&ue1, &ue2, &ue3}) ue->answers_notifies = ue->answers_byes = true;
    post(ShutdownRequested{});
    for (int i = 0; i < 4; ++i)
        for (const auto& [dialog, ue] : std::map(owners)) {  // whatever is still open ends now
            post(InviteFailed{dialog, 487, "Request Terminated"});
            post(AckMissing{dialog});
            post(ByeAnswered{dialog, 200});
        }
    for (Ue* ue : {&ue1, &ue2, &ue3})
        while (!ue->unanswered.empty()) ue->answers_notify();
    EXPECT_TRUE(focus().idle()) << "a conference is left";
    EXPECT_TRUE(unanswered.empty()) << "a request was not answered";
    EXPECT_TRUE(terminations_.empty()) << "a termination was not freed";
    EXPECT_TRUE(timers_.empty()) << "a timer is left";
}

void Ladder::expect(const std::string& ladder) {
    EXPECT_EQ(joined_lines(lines_), joined_lines(folded(ladder)));
    lines_.clear();
}

void Ladder::post(Event event) {
    inbox_.post(std::move(event));
    drain();
}

void Ladder::reconfigure() {
    focus().configure(settings, now);
    drain();
}

void Ladder::drain() {
    inbox_.drain([this](const Event& event) { focus().handle(event, now); });
}

void Ladder::advance(std::chrono::milliseconds time) {
    const Time until = now + time;
    while (!timers_.empty()) {
        const auto next = std::min_element(timers_.begin(), timers_.end(),
                                           [](const auto& a, const auto& b) { return a.second < b.second; });
        if (next->second > until) break;
        now = std::max(now, next->second);
        const TimerId timer = next->first;
        timers_.erase(next);
        post(TimerFired{timer});
    }
    now = until;
}

void Ladder::mrfp_grants() {
    ASSERT_FALSE(reserving_.empty()) << "the MRFP was asked for nothing";
    const auto [leg, local] = reserving_.front();
    reserving_.pop_front();
    post(MediaReserved{leg, local});
}

void Ladder::mrfp_refuses(int status) {
    ASSERT_FALSE(reserving_.empty()) << "the MRFP was asked for nothing";
    const LegId leg = reserving_.front().first;
    reserving_.pop_front();
    if (status != 488) terminations_.erase(leg);
    post(MediaFailed{leg, status, "test"});
}

void Ladder::mrfp_dies() {
    reserving_.clear();
    orphans_ = terminations_;
    MrfpLost lost;
    for (const auto& [conference, legs] : contexts_) lost.conferences.push_back(conference);
    lost.can_move = true;
    post(lost);
}

void Ladder::created() {
    ue1.invites(kFactory);
    mrfp_grants();
    ue1.acks();
    lines_.clear();
}

void Ladder::invited(Ue& ue) {
    ue1.refers(ue.identity.uri.text());
    mrfp_grants();
    lines_.clear();
}

void Ladder::joined(Ue& ue) {
    invited(ue);
    ue.answers();
    lines_.clear();
}

Identity Ladder::identity_of(const std::string& address) const {
    Identity identity;
    identity.uri = uri(address);
    return identity;
}

Ue& Ladder::callee(const Uri& target) {
    for (Ue* ue : {&ue1, &ue2, &ue3})
        if (address_of_record(ue->identity.uri) == address_of_record(target)) return *ue;
    return ue2;  // a target under another name
}

void Ladder::record(const JournalEntry& entry) {
    std::string line = entry.severity == JournalEntry::Severity::warn   ? "warn "
                       : entry.severity == JournalEntry::Severity::info ? "info "
                                                                        : "debug ";
    line += entry.what;
    if (entry.status != 0) line += ' ' + std::to_string(entry.status);
    if (!entry.detail.empty()) line.append(" ").append(entry.detail);
    logged.push_back(line);
}

void Ladder::respond(TransactionId transaction, const Response& response) {
    EXPECT_TRUE(unanswered.contains(transaction)) << "answered twice: " << response.status;
    if (response.status >= 200) unanswered.erase(transaction);
    if (response.contact && !focus().idle()) conference_ = *response.contact;
    responses.push_back(response);
    line(askers.at(transaction)->name,
         std::to_string(response.status) + " " + response.phrase + (response.is_reliable ? " reliably" : ""));
}

void Ladder::invite(const InviteOrder& order) {
    Ue& ue = callee(order.request_uri);
    ue.dialog = order.dialog;
    owners[order.dialog] = &ue;
    invitations.push_back(order);
    line(ue.name, "INVITE " + order.request_uri.text());
}

void Ladder::acknowledge(DialogId dialog) {
    line(owner(dialog).name, "ACK");
}
void Ladder::cancel(DialogId dialog) {
    line(owner(dialog).name, "CANCEL");
}

void Ladder::bye(DialogId dialog, std::string_view reason) {
    line(owner(dialog).name, "BYE" + (reason.empty() ? "" : " " + std::string(reason.substr(0, reason.find(";text")))));
    if (owner(dialog).answers_byes) inbox_.post(ByeAnswered{dialog, 200});
}

void Ladder::notify(const NotifyOrder& order) {
    notifies.push_back(order);
    Ue& ue = owner(order.dialog);
    const std::string body = order.body.substr(order.body.empty() ? 0 : 8);
    line(ue.name, "NOTIFY " + order.event + " " + state_of(order) + " " + body.substr(0, body.find('\r')));
    lines_.back() = folded(lines_.back()).front();
    if (ue.answers_notifies)
        inbox_.post(NotifyAnswered{order.subscription, 200});
    else
        ue.unanswered.push_back(order.subscription);
}

void Ladder::record(const ChargingEntry& entry) {
    charged.push_back(entry);
    charged_causes.emplace_back(entry.cause);
}

void Ladder::publish(NotifyOrder order, const ConferenceInfo& document) {
    documents.push_back(document);
    const char* state = document.state == DocumentState::full ? "full" : "partial";
    order.body = "        " + std::string(state) + " v" + std::to_string(document.version);
    for (const auto& user : document.users) {
        order.body += " " + user.entity;
        if (user.endpoints.front().status == EndpointStatus::disconnected) order.body += "(gone)";
        if (user.endpoints.front().status == EndpointStatus::on_hold) order.body += "(hold)";
        if (user.endpoints.front().status == EndpointStatus::muted_via_focus) order.body += "(muted)";
    }
    notify(order);
}

void Ladder::refer(const ReferOrder& order) {
    Ue& ue = callee(order.request_uri);
    owners[order.dialog] = &ue;
    ue.asked = order.dialog;
    line(ue.name, "REFER " + order.request_uri.text() + " to " + order.conference.text());
}

void Ladder::probe(DialogId dialog) {
    line(owner(dialog).name, "OPTIONS");
}
void Ladder::refresh(const RefreshOrder& order) {
    refreshes.push_back(order);
    line(owner(order.dialog).name, order.by_update ? "UPDATE" : "INVITE again");
}
void Ladder::release(DialogId dialog) {
    released.insert(dialog);
}

void Ladder::reserve(const ReserveOrder& order) {
    line("MRFP", std::string(order.offer ? "Add with Remote" : "Add") + (order.has_priority ? " with priority" : ""));
    const Direction direction = order.offer ? order.offer->streams.front().direction : Direction::sendrecv;
    terminations_.insert(order.leg);
    contexts_[order.conference].insert(order.leg);
    reserving_.emplace_back(order.leg, Description{"v=0 MRFP", {{"audio", order.label, direction}}});
}

void Ladder::configure(LegId, const Description&) {
    line("MRFP", "Modify");
}

void Ladder::renegotiate(LegId leg, const Description& offer) {
    line("MRFP", "Modify with Remote");
    reserving_.emplace_back(leg, Description{"v=0 MRFP", offer.streams});
}

void Ladder::offer_again(LegId leg) {
    line("MRFP", "Modify for an offer");
    reserving_.emplace_back(leg, described(Direction::sendrecv));
}

void Ladder::move(LegId leg) {
    if (orphans_.erase(leg) == 0) return;
    line("MRFP", "Add moved");
    reserving_.emplace_back(leg, Description{"v=0 moved", {{"audio", std::to_string(leg.value), Direction::sendrecv}}});
}

void Ladder::mute(LegId leg, bool is_muted) {
    EXPECT_TRUE(terminations_.contains(leg)) << "nobody to mute";
    line("MRFP", is_muted ? "mute" : "unmute");
}

void Ladder::announce(ConferenceId, Announcement what, LegId) {
    if (listens) line("MRFP", what == Announcement::joined ? "announce joined" : "announce left");
}

void Ladder::welcome(LegId leg) {
    EXPECT_TRUE(terminations_.contains(leg)) << "nobody to welcome";
    if (listens) line("MRFP", "welcome");
}

void Ladder::release(LegId leg) {
    line("MRFP", "Subtract");
    EXPECT_EQ(terminations_.erase(leg), 1u) << "a termination was freed twice";
    std::erase_if(reserving_, [&](const auto& one) { return one.first == leg; });
}

void Ladder::end(ConferenceId conference) {
    line("MRFP", "Subtract *");
    for (const LegId leg : contexts_[conference]) terminations_.erase(leg);
}

}  // namespace isfocus::focus::test
