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
    const auto message = h248::decode(octets);
    if (!message) {
        ++counters.malformed;
        const auto& fault = message.error();
        if (may_warn())
            spdlog::warn("h248 from={} offset={} error={}: {}", from.text(), fault.offset, static_cast<int>(fault.code),
                         fault.text);
        if (const auto answer = h248::answer_to(fault, self_)) sink_(from, h248::encode(*answer, form()));
        return;
    }
    auto* association = association_of(message->mid);
    if (!association) return refuse_stranger(from, *message);
    if (association->state != AssociationState::out_of_service) association->heard(now_);
    if (message->error && may_warn())
        spdlog::warn("mrfp={} error={} text={}: it could not read a message of ours", message->mid.text(),
                     static_cast<int>(message->error->code), message->error->text);
    for (const auto& transaction : message->transactions) handle(*association, from, *message, transaction);
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

void Client::State::refuse_stranger(const h248::Endpoint& from, const h248::Message& message) {
    ++counters.strangers;
    if (may_warn()) spdlog::warn("mrfp={} from={}: not in mrfp.allowed, refused", message.mid.text(), from.text());
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
                   },
                   [&](const h248::TransactionReply& reply) { came_to(association.reply(reply, now_, sink_)); },
                   [&](const h248::TransactionPending& pending) { came_to(association.pending(pending, now_)); },
                   [&](const h248::TransactionResponseAck& ack) { association.responder().ack(ack); },
                   [](const h248::SegmentReply&) {},  // we send no segments
               },
               transaction);
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
