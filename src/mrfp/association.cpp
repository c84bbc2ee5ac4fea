#include "mrfp/association.h"

#include <algorithm>

namespace isfocus::mrfp {
namespace {

h248::Message message_of(std::uint8_t version, const h248::MId& self, h248::Transaction transaction) {
    h248::Message message;
    message.version = version;
    message.mid = self;
    message.transactions.push_back(std::move(transaction));
    return message;
}

std::optional<Time> earlier(std::optional<Time> a, std::optional<Time> b) {
    if (!a || !b) return a ? a : b;
    return std::min(*a, *b);
}

}  // namespace

Association::Association(const Settings& settings, h248::MId self, h248::MId peer, std::uint64_t seed)
    : self_(std::move(self)),
      peer_(std::move(peer)),
      verifies_source_(settings.verifies_source),
      form_(settings.compact ? h248::Form::compact : h248::Form::pretty),
      heartbeat_(settings.heartbeat),
      requests_(h248::requester_settings(settings.timers)),
      seed_(seed),
      requester_(requests_, static_cast<std::uint32_t>(seed), seed),
      responder_(self_, form_, h248::responder_settings(settings.timers)) {}

void Association::use(std::uint8_t version, const h248::Endpoint& from, const h248::Endpoint& address) {
    version_ = version;
    registered_from_ = from;
    address_ = address;
    requester_.set_repeats(!address.has_connection());
}

bool Association::may_come_from(const h248::Endpoint& from, bool registers) const {
    if (!verifies_source_) return true;
    const auto named = address_of_mid();
    if (named ? from.has_host_of(*named) : registers) return true;
    const bool is_registered = state != AssociationState::out_of_service && registered_from_;
    return is_registered && !registers && (from.has_host_of(*registered_from_) || from.has_host_of(address_));
}

std::optional<h248::Endpoint> Association::address_of_mid() const {
    constexpr std::uint16_t kTextPort = 2944;
    const bool is_literal = peer_.kind == h248::MId::Kind::ip4 || peer_.kind == h248::MId::Kind::ip6;
    return is_literal ? h248::endpoint(peer_.host, peer_.port ? peer_.port : kTextPort) : std::nullopt;
}

bool Association::aim_at_mid() {
    const auto address = address_of_mid();
    if (address) address_ = *address;
    return address.has_value();
}

void Association::start_anew() {
    purposes_.clear();
    requester_ = h248::Requester{requests_, requester_.next_id(), ++seed_};
    requester_.set_repeats(!address_.has_connection());
}

bool Association::request(h248::Action action, Purpose purpose, Time now, const Client::Sink& sink) {
    h248::TransactionRequest request;
    request.id = requester_.next_id();
    purpose.sent_in = action.context;
    request.actions.push_back(std::move(action));
    const auto id = request.id;
    auto octets = h248::encode_for(address_, message_of(version_, self_, std::move(request)), form_);
    if (!requester_.sent(id, octets, now)) return false;
    purposes_.emplace(id, purpose);
    sink(address_, octets);
    return true;
}

std::optional<Answered> Association::reply(const h248::TransactionReply& reply, Time now, const Client::Sink& sink) {
    const auto outcome = requester_.reply(reply, now);
    if (outcome.ack) sink(address_, h248::encode(message_of(version_, self_, *outcome.ack), form_));
    if (outcome.verdict == h248::ReplyVerdict::late) return Answered{Answered::When::late, {}, reply};
    if (outcome.verdict != h248::ReplyVerdict::expected) return std::nullopt;
    const auto purpose = take(reply.id);
    if (!purpose) return std::nullopt;
    return Answered{Answered::When::in_time, *purpose, reply};
}

bool Association::has_under_way(std::initializer_list<Purpose::Kind> kinds) const {
    return std::ranges::any_of(
        purposes_, [&](const auto& entry) { return std::ranges::find(kinds, entry.second.kind) != kinds.end(); });
}

bool Association::has_under_way(std::initializer_list<Purpose::Kind> kinds, h248::ContextId context) const {
    return std::ranges::any_of(purposes_, [&](const auto& entry) {
        const auto& purpose = entry.second;
        return purpose.sent_in == context && std::ranges::find(kinds, purpose.kind) != kinds.end();
    });
}

std::optional<std::uint32_t> Association::only_request() const {
    return purposes_.size() == 1 ? std::optional{purposes_.begin()->first} : std::nullopt;
}

std::vector<LegId> Association::being_added() const {
    std::vector<LegId> added;
    for (const auto& [id, purpose] : purposes_)
        if (purpose.kind == Purpose::Kind::add) added.push_back(purpose.leg);
    return added;
}

void Association::forget(LegId leg) {
    for (auto& [id, purpose] : purposes_)
        if (purpose.leg == leg) purpose = {Purpose::Kind::forgotten, {}, {}, purpose.sent_in};
}

std::optional<Answered> Association::pending(const h248::TransactionPending& pending, Time now) {
    if (!requester_.pending(pending.id, now)) return std::nullopt;
    const auto purpose = take(pending.id);
    if (!purpose) return std::nullopt;
    return Answered{Answered::When::never, *purpose, {}};
}

std::optional<Purpose> Association::take(std::uint32_t id) {
    const auto found = purposes_.find(id);
    if (found == purposes_.end()) return std::nullopt;
    const auto purpose = found->second;
    purposes_.erase(found);
    return purpose;
}

std::vector<Answered> Association::tick(Time now, const Client::Sink& sink) {
    for (const auto& outgoing : responder_.tick(now)) sink(outgoing.to, outgoing.octets);
    const auto output = requester_.tick(now);
    for (const auto& repeat : output.repeats) sink(address_, repeat.octets);
    std::vector<Answered> given_up;
    for (const auto& failed : output.failed)
        if (const auto purpose = take(failed.id)) given_up.push_back({Answered::When::never, *purpose, {}});
    return given_up;
}

std::optional<Time> Association::next_deadline() const {
    return earlier(
        earlier(earlier(requester_.next_deadline(), responder_.next_deadline()), earlier(heartbeat_at_, packages_by)),
        earlier(sweep.at, call_at));
}

void Association::heard(Time now) {
    unanswered_ = 0;
    heartbeat_at_ = now + heartbeat_;
}

bool Association::heartbeat_due(Time now) const {
    return heartbeat_at_ && *heartbeat_at_ <= now;
}

void Association::heartbeat_sent(Time now) {
    heartbeat_at_ = now + heartbeat_;
    ++unanswered_;
}

}  // namespace isfocus::mrfp
