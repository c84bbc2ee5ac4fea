#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <variant>

#include "mrfp/state.h"

/// Messages as they come in: who sent them, and what each transaction in them is to us.
namespace isfocus::mrfp {
namespace {

template <class... Handlers>
struct Overloaded : Handlers... {
    using Handlers::operator()...;
};

}  // namespace

void Client::State::received(const h248::Endpoint& from, std::string_view octets) {
    now_ = clock_();
    if (octets.empty()) return;
    if (h248::is_binary(octets)) return ignore_binary(from);
    const auto decoded = h248::decode_each(octets);
    if (!decoded) return refuse_malformed(from, {&decoded.error(), 1});
    const auto& message = decoded->message;
    auto* association = association_of(message.mid);
    if (!association || !association->may_come_from(from, registers(message)))
        return refuse_stranger(from, message, association != nullptr);
    if (association->state != AssociationState::out_of_service) association->heard(now_);
    if (message.error) take_error(*association, *message.error);
    if (!decoded->refused.empty()) refuse_malformed(from, decoded->refused);
    for (const auto& transaction : message.transactions) handle(*association, from, message, transaction);
}

/// Text would tell its sender as little as its message tells us. Its connection, if it has one, is closed.
void Client::State::ignore_binary(const h248::Endpoint& from) {
    ++counters.malformed;
    if (may_warn()) spdlog::warn("h248 from={}: a binary message (BER), ignored: H.248 is text here", from.text());
}

/// What cannot be read tells nothing of who has sent it.
void Client::State::refuse_malformed(const h248::Endpoint& from, std::span<const h248::DecodeError> faults) {
    ++counters.malformed;
    const auto is_its_host = [&](const auto& one) {
        return one->state != AssociationState::out_of_service && from.has_host_of(one->address());
    };
    const bool is_known = std::ranges::any_of(associations_, is_its_host);
    const bool warn = may_warn();
    const auto& first = faults.front();
    if (warn)
        spdlog::warn("h248 from={} offset={} error={}: {}", from.text(), first.offset, static_cast<int>(first.code),
                     first.text);
    if (!is_known && !warn) return;
    if (const auto answer = h248::answer_to(faults, self_)) sink_(from, h248::encode(*answer, form()));
}

/// It could not read a message of ours. Which one it does not say; where only one is unanswered, it is that.
void Client::State::take_error(Association& association, const h248::ErrorDescriptor& error) {
    if (may_warn())
        spdlog::warn("mrfp={} error={} text={}: it could not read a message of ours", association.peer().text(),
                     static_cast<int>(error.code), error.text);
    const auto id = association.only_request();
    if (!id) return;
    h248::TransactionReply reply;
    reply.id = *id;
    reply.error = error;
    if (const auto answered = association.reply(reply, now_, sink_)) settle(association, *answered);
}

void Client::State::closed(const h248::Endpoint& peer) {
    now_ = clock_();
    for (const auto& association : associations_)
        if (association->address() == peer) step(*association, AssociationEvent::silent);
}

Association* Client::State::association_of(const h248::MId& mid) {
    const auto found = std::ranges::find_if(associations_, [&](const auto& one) { return one->peer() == mid; });
    return found == associations_.end() ? nullptr : found->get();
}

/// Strangers are answered as seldom as they are logged: what they send must neither fill the log nor make us a source
/// of datagrams for addresses that they forge.
void Client::State::refuse_stranger(const h248::Endpoint& from, const h248::Message& message, bool is_allowed) {
    ++counters.strangers;
    if (!may_warn()) return;
    spdlog::warn("mrfp={} from={}: {}, refused", message.mid.text(), from.text(),
                 is_allowed ? "not from its own address (mrfp.verify_source)" : "not in mrfp.allowed");
    for (const auto& transaction : message.transactions) {
        const auto* request = std::get_if<h248::TransactionRequest>(&transaction);
        if (!request) continue;
        h248::TransactionReply reply;
        reply.id = request->id;
        reply.error = h248::error_descriptor(h248::ErrorCode::unauthorized);
        h248::Message answer{.version = message.version, .mid = self_, .transactions = {std::move(reply)}};
        return sink_(from, h248::encode(answer, form()));
    }
}

void Client::State::handle(Association& association, const h248::Endpoint& from, const h248::Message& message,
                           const h248::Transaction& transaction) {
    const auto came_to = [&](const std::optional<Answered>& answered) {
        if (answered) settle(association, *answered);
    };
    std::visit(Overloaded{
                   [&](const h248::TransactionRequest& request) {
                       const auto outcome = association.responder().request(request, message.version, from, now_);
                       if (outcome.send) sink_(outcome.send->to, outcome.send->octets);
                       if (outcome.verdict == h248::RequestVerdict::execute)
                           execute(association, from, request, outcome.ticket);
                       if (outcome.verdict == h248::RequestVerdict::overloaded)
                           refuse_for_now(association, from, message.version, request.id);
                   },
                   [&](const h248::TransactionReply& reply) { came_to(association.reply(reply, now_, sink_)); },
                   [&](const h248::TransactionPending& pending) { came_to(association.pending(pending, now_)); },
                   [&](const h248::TransactionResponseAck& ack) { association.responder().ack(ack); },
                   [](const h248::SegmentReply&) {},  // we send no segments
               },
               transaction);
}

/// More requests are remembered than there is room for: it repeats this one, and by then some are forgotten.
void Client::State::refuse_for_now(const Association& association, const h248::Endpoint& from, std::uint8_t version,
                                   std::uint32_t id) {
    ++counters.refused_for_now;
    if (!may_warn()) return;
    spdlog::warn("mrfp={} sends more requests than can be remembered, refused={}", association.peer().text(),
                 counters.refused_for_now);
    h248::TransactionReply reply;
    reply.id = id;
    reply.error = h248::error_descriptor(h248::ErrorCode::insufficient_resources);
    sink_(from, h248::encode({.version = version, .mid = self_, .transactions = {std::move(reply)}}, form()));
}

/// One warning a second: what strangers send must not fill the log.
bool Client::State::may_warn() {
    if (now_ < quiet_until_) return false;
    quiet_until_ = now_ + std::chrono::seconds{1};
    return true;
}

h248::Form Client::State::form() const {
    return settings_.compact ? h248::Form::compact : h248::Form::pretty;
}

}  // namespace isfocus::mrfp
