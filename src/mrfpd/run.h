#pragma once
#include <utility>

#include "mrfpd/gateway.h"

namespace isfocus::mrfpd {

/// A request while it is carried out.
struct Gateway::Run {
    Time now;
    Execution execution;
    h248::ContextId scope;  ///< where the action's commands go: once `$` has been chosen, the context that came of it

    /// Replies to one action about several contexts (`*`) come under the context that each is of.
    void answer(h248::ContextId context, h248::Command reply) {
        auto& replies = execution.replies;
        const bool goes_on = !replies.empty() && replies.back().context == context && !replies.back().error;
        if (!goes_on) replies.emplace_back().context = context;
        replies.back().commands.push_back(std::move(reply));
    }

    /// What the context is like. It stands before the commands.
    void describe(h248::ContextId context, h248::ContextProperties properties) {
        auto& replies = execution.replies;
        if (replies.empty() || replies.back().context != context) replies.emplace_back().context = context;
        replies.back().properties = std::move(properties);
    }

    void refuse(h248::ContextId context, Fault fault) {
        auto& replies = execution.replies;
        if (replies.empty() || replies.back().context != context) replies.emplace_back().context = context;
        replies.back().error = std::move(fault);
    }
};

inline h248::Command reply_to(const h248::Command& command, h248::TerminationId termination) {
    h248::Command reply;
    reply.name = command.name;
    reply.termination = std::move(termination);
    return reply;
}

}  // namespace isfocus::mrfpd
