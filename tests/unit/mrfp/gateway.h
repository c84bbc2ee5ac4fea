#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>

#include "isfocus/h248/transactions.h"

namespace isfocus::mrfp {

/// An MRFP that does what it is asked, each request once (H.248.1 Annex D), and keeps book of its terminations.
class Gateway {
public:
    explicit Gateway(h248::MId mid) : mid_(mid), responder_(mid, h248::Form::compact) {}

    /// The answer to one datagram of the MGC, if any.
    std::vector<h248::Outgoing> received(std::string_view octets, const h248::Endpoint& from, h248::Time now) {
        std::vector<h248::Outgoing> answers;
        const auto message = h248::decode(octets);
        if (!message) return answers;
        for (const auto& transaction : message->transactions) {
            const auto* request = std::get_if<h248::TransactionRequest>(&transaction);
            if (!request) continue;
            const auto outcome = responder_.request(*request, message->version, from, now);
            if (outcome.send) answers.push_back(*outcome.send);
            if (outcome.verdict != h248::RequestVerdict::execute) continue;
            if (auto answer = responder_.answer(outcome.ticket, execute(*request), now)) answers.push_back(*answer);
        }
        return answers;
    }

    bool is_large = false;  ///< what it has fits into no message, but for the list of its contexts

    const std::map<std::uint32_t, std::set<std::string>>& contexts() const { return contexts_; }

private:
    h248::TransactionReply execute(const h248::TransactionRequest& request) {
        h248::TransactionReply reply;
        for (const auto& action : request.actions) {
            if (action.context == h248::ContextId::all()) {
                in_all(action.commands.at(0), reply);
                continue;
            }
            auto& done = reply.actions.emplace_back();
            done.context = action.context;
            if (action.context == h248::ContextId::choose()) done.context.value = next_context_++;
            for (const auto& command : action.commands) done.commands.push_back(execute(done.context, command));
        }
        return reply;
    }

    /// An audit of all contexts, or the end of all of them.
    void in_all(const h248::Command& command, h248::TransactionReply& reply) {
        if (command.name == h248::CommandName::subtract) {
            contexts_.clear();
            auto& done = reply.actions.emplace_back();
            done.context = h248::ContextId::all();
            done.commands.emplace_back().name = command.name;
            done.commands.back().termination = {"*"};
            return;
        }
        const bool is_list = command.termination.is_root();
        if (is_large && !is_list) {
            reply.error = h248::error_descriptor(h248::ErrorCode::reply_too_large);
            return;
        }
        for (const auto& [number, names] : contexts_) {
            auto& done = reply.actions.emplace_back();
            done.context.value = number;
            if (is_list) {
                done.commands.emplace_back().name = command.name;
                done.commands.back().termination = {"ROOT"};
                continue;
            }
            for (const auto& name : names) {
                auto& one = done.commands.emplace_back();
                one.name = command.name;
                one.termination = {name};
            }
        }
        if (contexts_.empty()) reply.error = h248::error_descriptor(h248::ErrorCode::no_termination_matched);
    }

    h248::Command execute(h248::ContextId context, const h248::Command& command) {
        h248::Command reply;
        reply.name = command.name;
        reply.termination = command.termination;
        if (command.termination.is_root()) return reply;
        if (command.name == h248::CommandName::add) return add(context, command, std::move(reply));
        const auto found = contexts_.find(context.value);
        if (found == contexts_.end()) return failed(std::move(reply), h248::ErrorCode::unknown_context);
        auto& names = found->second;
        if (!command.termination.is_wildcard() && !names.contains(command.termination.text))
            return failed(std::move(reply), h248::ErrorCode::unknown_termination);
        if (command.name == h248::CommandName::audit_value && command.termination.is_wildcard()) {
            reply.termination = {};
            reply.context_terminations.emplace();
            for (const auto& name : names) reply.context_terminations->push_back({name});
        }
        if (command.name != h248::CommandName::subtract) return reply;
        if (command.termination.is_wildcard())
            names.clear();
        else
            names.erase(command.termination.text);
        if (names.empty()) contexts_.erase(found);
        return reply;
    }

    h248::Command add(h248::ContextId context, const h248::Command& command, h248::Command reply) {
        const bool is_new =
            context.value + 1 == next_context_ && !contexts_.contains(context.value) && fresh_ != context;
        if (!is_new && !contexts_.contains(context.value))
            return failed(std::move(reply), h248::ErrorCode::unknown_context);
        fresh_ = context;
        reply.termination = {"ip/" + std::to_string(next_termination_++)};
        contexts_[context.value].insert(reply.termination.text);
        auto& stream = reply.media.emplace().streams.emplace_back();
        stream.local = *h248::find_stream(*command.media, 1)->local;
        for (auto at = stream.local->find('$'); at != std::string::npos; at = stream.local->find('$', at))
            stream.local->replace(at, 1, stream.local->compare(at - 4, 4, "IP4 ") == 0 ? "127.0.0.2" : "30000");
        return reply;
    }

    static h248::Command failed(h248::Command reply, h248::ErrorCode code) {
        reply.error = h248::error_descriptor(code);
        return reply;
    }

    h248::MId mid_;
    h248::Responder responder_;
    std::map<std::uint32_t, std::set<std::string>> contexts_;
    std::uint32_t next_context_ = 1;
    std::uint32_t next_termination_ = 1;
    h248::ContextId fresh_;
};

}  // namespace isfocus::mrfp
