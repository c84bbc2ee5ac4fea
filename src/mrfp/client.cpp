#include "isfocus/mrfp/client.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "mrfp/state.h"

namespace isfocus::mrfp {
namespace {

constexpr std::chrono::seconds kCallsAgainAfter{30};

h248::MId mid_of(const std::string& text) {
    if (auto mid = h248::parse_mid(text)) return *std::move(mid);
    throw std::invalid_argument("not an mId of H.248: " + text);
}

}  // namespace

Client::Client(const Settings& settings, focus::Inbox& inbox, Clock clock, Sink sink, std::uint64_t seed)
    : state_(std::make_unique<State>(settings, inbox, std::move(clock), std::move(sink), seed)) {}

Client::~Client() = default;

void Client::start() {
    state_->start();
}
void Client::announce_stop(std::chrono::seconds delay) {
    state_->announce_stop(delay);
}
void Client::stop() {
    state_->stop();
}
void Client::received(const h248::Endpoint& from, std::string_view octets) {
    state_->received(from, octets);
}
void Client::closed(const h248::Endpoint& peer) {
    state_->closed(peer);
}
void Client::tick() {
    state_->tick();
}
std::optional<Time> Client::next_deadline() const {
    return state_->next_deadline();
}
bool Client::is_available() const {
    return state_->is_available();
}
const Counters& Client::counters() const {
    return state_->counters;
}

void Client::reserve(const focus::ReserveOrder& order) {
    state_->reserve(order);
}
void Client::configure(LegId leg, const focus::Description& answer) {
    state_->order(leg, Order::Kind::configure, answer.sdp);
}
void Client::renegotiate(LegId leg, const focus::Description& offer) {
    state_->order(leg, Order::Kind::renegotiate, offer.sdp);
}
void Client::offer_again(LegId leg) {
    state_->order(leg, Order::Kind::offer_again, {});
}
void Client::move(LegId leg) {
    state_->move(leg);
}
void Client::mute(LegId leg, bool is_muted) {
    state_->mute(leg, is_muted);
}
void Client::announce(ConferenceId conference, focus::Announcement what, LegId who) {
    state_->announce(conference, what, who);
}
void Client::welcome(LegId leg) {
    state_->welcome(leg);
}
void Client::release(LegId leg) {
    state_->release(leg);
}
void Client::end(ConferenceId conference) {
    state_->end(conference);
}

Client::State::State(const Settings& settings, focus::Inbox& inbox, Clock clock, Sink sink, std::uint64_t seed)
    : settings_(settings),
      inbox_(inbox),
      clock_(std::move(clock)),
      sink_(std::move(sink)),
      self_(mid_of(settings.mid)),
      successor_(settings.successor.empty() ? std::nullopt : std::optional{mid_of(settings.successor)}),
      now_(clock_()),
      quiet_until_(now_) {
    for (const auto& mid : settings.allowed)
        associations_.push_back(std::make_unique<Association>(settings, self_, mid_of(mid), ++seed));
}

void Client::State::start() {
    now_ = clock_();
    for (const auto& association : associations_) {
        if (!association->aim_at_mid()) continue;
        association->call_at = now_;
        call(*association);
    }
}

void Client::State::announce_stop(std::chrono::seconds delay) {
    now_ = clock_();
    is_leaving_ = true;
    for (const auto& association : associations_)
        if (association->state != AssociationState::out_of_service) send(*association, graceful_farewell(delay), {});
}

void Client::State::stop() {
    now_ = clock_();
    for (const auto& association : associations_)
        if (association->state != AssociationState::out_of_service)
            send(*association, successor_ ? hand_off(*successor_) : farewell(), {});
}

void Client::State::tick() {
    now_ = clock_();
    check_order_deadlines();
    end_those_that_leave();
    for (const auto& association : associations_) {
        for (const auto& given_up : association->tick(now_, sink_)) settle(*association, given_up);
        if (association->packages_by && *association->packages_by <= now_) packages_settled(*association);
        look_after_sweep(*association);
        keep_alive(*association);
        call(*association);
        look_for_end_of_overload(*association);
    }
}

/// An MRFP that says nothing is asked; one that says nothing to that either is lost (mp-h248 1.5).
void Client::State::keep_alive(Association& association) {
    if (!association.heartbeat_due(now_)) return;
    if (association.unanswered_heartbeats() >= settings_.heartbeats_missed)
        return step(association, AssociationEvent::silent);
    association.heartbeat_sent(now_);
    send(association, heartbeat(), {});
}

/// One that was lost without a word may be there all the same, and know of nothing that would make it register.
void Client::State::call(Association& association) {
    if (!association.call_at || *association.call_at > now_) return;
    association.call_at = now_ + kCallsAgainAfter;
    send(association, restart(), {Purpose::Kind::call, {}, {}});
}

void Client::State::settle_call(Association& association, const Answered& answered) {
    const auto outcome = outcome_of(answered.reply, h248::CommandName::service_change);
    const bool has_another_mgc = !outcome && (outcome.error().code == h248::ErrorCode::unauthorized ||
                                              outcome.error().code == h248::ErrorCode::unauthorized_entity);
    if (has_another_mgc) association.call_at.reset();
}

void Client::State::check_order_deadlines() {
    while (const auto due = order_deadlines_.pop_due(now_)) {
        auto* termination = find(due->key);
        const auto is_overdue = [this](const Order& order) { return order.deadline <= now_; };
        if (!termination || std::ranges::none_of(termination->orders, is_overdue)) continue;
        ++counters.media_timeouts;
        step(*termination, TerminationEvent::timed_out, {503, "the MRFP did not answer in time"});
    }
}

std::optional<Time> Client::State::next_deadline() const {
    auto earliest = order_deadlines_.front();
    if (const auto leaving = leaving_.front(); leaving && (!earliest || *leaving < *earliest)) earliest = leaving;
    for (const auto& association : associations_) {
        const auto deadline = association->next_deadline();
        if (deadline && (!earliest || *deadline < *earliest)) earliest = deadline;
    }
    return earliest;
}

bool Client::State::is_available() const {
    return std::ranges::any_of(associations_,
                               [](const auto& one) { return one->state == AssociationState::in_service; });
}

Termination* Client::State::find(LegId leg) {
    const auto found = terminations_.find(leg);
    return found == terminations_.end() ? nullptr : &found->second;
}

bool Client::State::send(Association& association, h248::Action action, Purpose purpose) {
    return association.request(std::move(action), purpose, now_, sink_);
}

}  // namespace isfocus::mrfp
