#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

#include "mrfp/state.h"

/// What MRFPs ask of us: ServiceChange and Notify (terminations_told.cpp). A transaction is answered as a whole before
/// anything comes of it, so that the peer never gets a request that depends on a reply it has not yet. The first
/// command that fails is the last one of the transaction, unless it is optional (O-, H.248.1 8.1).
namespace isfocus::mrfp {
namespace {

constexpr std::uint8_t kVersion = 2;

h248::Command reply_to(const h248::Command& command) {
    h248::Command reply;
    reply.name = command.name;
    reply.termination = command.termination;
    reply.more_terminations = command.more_terminations;
    return reply;
}

h248::Command refused(h248::Command reply, h248::ErrorCode code) {
    reply.error = h248::error_descriptor(code);
    return reply;
}

bool is_service_change_on_root(const h248::Command& command) {
    return command.name == h248::CommandName::service_change && command.termination.is_root();
}

/// What a ServiceChange on ROOT means for the association; nothing for a method that means nothing to us.
std::optional<AssociationEvent> event_of(const h248::Command& command) {
    constexpr unsigned kServiceRestored = 900, kGracefulCancelled = 918;
    if (!command.services || !command.services->method) return std::nullopt;
    switch (*command.services->method) {
        case h248::ServiceChangeMethod::restart:
            if (command.services->reason_code() == kServiceRestored) return AssociationEvent::reconnected;
            if (command.services->reason_code() == kGracefulCancelled) return AssociationEvent::stays;
            return AssociationEvent::restarted;
        case h248::ServiceChangeMethod::failover:  // it comes from another MRFC, with the contexts that it has
        case h248::ServiceChangeMethod::disconnected:
        case h248::ServiceChangeMethod::hand_off:
            return AssociationEvent::reconnected;
        case h248::ServiceChangeMethod::graceful:
            return AssociationEvent::closes;
        case h248::ServiceChangeMethod::forced:
            return AssociationEvent::leaves;
        case h248::ServiceChangeMethod::extension:
            break;
    }
    return std::nullopt;
}

/// The others are about ROOT alone (H.248.1 7.2.8).
bool is_for_terminations(const std::optional<h248::Services>& services) {
    using enum h248::ServiceChangeMethod;
    return services && (services->method == forced || services->method == graceful || services->method == restart);
}

bool brings_into_service(AssociationEvent event) {
    return event == AssociationEvent::restarted || event == AssociationEvent::reconnected ||
           event == AssociationEvent::stays;
}

/// Where the peer wants our messages (ServiceChangeAddress), else where its own came from.
h248::Endpoint address_for(const h248::Services& services, const h248::Endpoint& from) {
    auto address = from;
    if (from.has_connection()) return from;  // a connection leads to nobody else
    if (services.port) address.port = *services.port;
    if (!services.address) return address;
    const bool is_literal =
        services.address->kind == h248::MId::Kind::ip4 || services.address->kind == h248::MId::Kind::ip6;
    const auto port = services.address->port ? services.address->port : from.port;
    return is_literal ? h248::endpoint(services.address->host, port).value_or(from) : from;
}

}  // namespace

void Client::State::execute(Association& association, const h248::Endpoint& from,
                            const h248::TransactionRequest& request, const h248::Ticket& ticket) {
    h248::TransactionReply reply;
    if (association.state == AssociationState::out_of_service && !registers(request))
        reply.error = h248::error_descriptor(h248::ErrorCode::before_service_change_reply);
    bool goes_on = !reply.error;
    for (const auto& action : request.actions) {
        if (!goes_on) break;
        auto& answered = reply.actions.emplace_back();
        answered.context = action.context;
        for (const auto& command : action.commands) {
            answered.commands.push_back(answer(association, from, command));
            goes_on = command.optional || !answered.commands.back().error;
            if (!goes_on) break;
        }
    }
    if (const auto outgoing = association.responder().answer(ticket, reply, now_))
        sink_(outgoing->to, outgoing->octets);
    for (std::size_t i = 0; i < reply.actions.size(); ++i)
        for (std::size_t j = 0; j < reply.actions[i].commands.size(); ++j)
            if (!reply.actions[i].commands[j].error)
                carry_out(association, request.actions[i].context, request.actions[i].commands[j]);
}

bool Client::State::registers(const h248::TransactionRequest& request) {
    if (request.actions.empty() || request.actions.front().commands.empty()) return false;
    const auto& command = request.actions.front().commands.front();
    if (!is_service_change_on_root(command)) return false;
    const auto event = event_of(command);
    return event && brings_into_service(*event);
}

bool Client::State::registers(const h248::Message& message) {
    const auto* request = message.transactions.size() == 1
                              ? std::get_if<h248::TransactionRequest>(&message.transactions.front())
                              : nullptr;
    return request && registers(*request);
}

h248::Command Client::State::answer(Association& association, const h248::Endpoint& from,
                                    const h248::Command& command) const {
    auto reply = reply_to(command);
    if (is_service_change_on_root(command)) return answer_registration(association, from, command);
    if (command.name == h248::CommandName::notify) return reply;
    if (command.name == h248::CommandName::service_change)
        return is_for_terminations(command.services) ? reply
                                                     : refused(std::move(reply), h248::ErrorCode::unknown_value);
    return refused(std::move(reply), h248::ErrorCode::unknown_command);
}

bool Client::State::is_acceptable(const h248::Profile& offered) const {
    return settings_.profile.empty() ||
           h248::equal_names(offered.name + '/' + std::to_string(offered.version), settings_.profile);
}

/// We end before long: who has no contexts any more may as well begin with our successor.
bool Client::State::sends_elsewhere(AssociationEvent event) const {
    return is_leaving_ && successor_ && event == AssociationEvent::restarted;
}

/// Agrees on the lower version of the two, and on the profile (mp-h248 1.3).
h248::Command Client::State::answer_registration(Association& association, const h248::Endpoint& from,
                                                 const h248::Command& command) const {
    auto reply = reply_to(command);
    const auto event = event_of(command);
    if (!event) return refused(std::move(reply), h248::ErrorCode::unknown_value);
    if (!brings_into_service(*event)) return reply;
    if (sends_elsewhere(*event)) {
        reply.services.emplace().mgc_id_to_try = successor_;
        return reply;
    }
    const auto& offered = *command.services;
    const auto version = std::min(offered.version.value_or(1), kVersion);
    if (version == 0) return refused(std::move(reply), h248::ErrorCode::version_not_supported);
    if (offered.profile && !is_acceptable(*offered.profile))
        return refused(std::move(reply), h248::ErrorCode::unsupported_profile);
    association.use(version, from, address_for(offered, from));
    if (offered.version || offered.profile) {
        auto& agreed = reply.services.emplace();
        if (offered.version) agreed.version = version;
        agreed.profile = offered.profile;
    }
    return reply;
}

void Client::State::carry_out(Association& association, h248::ContextId context, const h248::Command& command) {
    if (is_service_change_on_root(command)) {
        spdlog::debug("mrfp={} service change reason={}", association.peer().text(), command.services->reason);
        const auto event = *event_of(command);
        return step(association, sends_elsewhere(event) ? AssociationEvent::leaves : event);
    }
    if (command.name == h248::CommandName::service_change) return terminations_changed(association, context, command);
    if (command.observed_events) notified(association, context, command);
}

}  // namespace isfocus::mrfp
