#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "isfocus/h248/descriptors.h"
#include "isfocus/h248/error.h"
#include "isfocus/h248/names.h"

/// An H.248.1 message as a plain value, the same for requests and replies, for both text forms and for versions 1 to 3.
namespace isfocus::h248 {

enum class CommandName : std::uint8_t {
    add,
    modify,
    move,
    subtract,
    audit_value,
    audit_capability,
    notify,
    service_change,
};

/// A command or its reply. Each descriptor at most once, in any order.
struct Command {
    CommandName name = CommandName::modify;
    bool optional = false;          ///< `O-`: a failure does not stop the transaction
    bool wildcarded_reply = false;  ///< `W-`: one reply for all terminations that the name covers
    TerminationId termination;
    std::vector<TerminationId> more_terminations;  ///< version 3: the rest of `[ip/1, ip/2]`

    std::optional<Media> media;
    std::optional<Modem> modem;
    std::optional<Mux> mux;
    std::optional<Events> events;
    std::optional<EventBuffer> event_buffer;
    std::optional<Signals> signals;
    std::vector<DigitMap> digit_maps;  ///< a request has one at most, the reply to an audit all that there are
    std::optional<Audit> audit;
    std::optional<ObservedEvents> observed_events;
    std::optional<Statistics> statistics;
    std::optional<Packages> packages;
    std::optional<Services> services;
    std::optional<ErrorDescriptor> error;

    /// Reply to an audit: what was asked for and is empty, sent as a bare word.
    std::vector<AuditToken> empty_items;
    /// Reply to an audit of a whole context (`AuditValue = Context { ip/1, ip/2 }`): its terminations, none of them
    /// when `error` stands instead. `termination` is then empty.
    std::optional<std::vector<TerminationId>> context_terminations;

    friend bool operator==(const Command&, const Command&) = default;
};

/// What is asked of one context, or what came of it. Commands run in order and stop at the first failure that is not
/// `O-`; what ran before stays done.
struct Action {
    ContextId context;
    ContextProperties properties;
    std::optional<ContextAudit> audit;  ///< in requests
    std::vector<Command> commands;
    std::optional<ErrorDescriptor> error;  ///< in replies, after the commands that succeeded, if any

    friend bool operator==(const Action&, const Action&) = default;
};

struct TransactionRequest {
    std::uint32_t id = 0;
    std::vector<Action> actions;

    friend bool operator==(const TransactionRequest&, const TransactionRequest&) = default;
};

/// Version 3: which part of a reply this is.
struct Segment {
    std::uint16_t number = 1;
    bool last = false;

    friend bool operator==(const Segment&, const Segment&) = default;
};

/// On the wire it holds at least one action or the error.
struct TransactionReply {
    std::uint32_t id = 0;
    bool imm_ack_required = false;  ///< the sender repeats it until it gets a TransactionResponseAck
    std::optional<Segment> segment;
    std::vector<Action> actions;
    std::optional<ErrorDescriptor> error;  ///< in place of the actions

    friend bool operator==(const TransactionReply&, const TransactionReply&) = default;
};

struct TransactionPending {
    std::uint32_t id = 0;

    friend bool operator==(const TransactionPending&, const TransactionPending&) = default;
};

struct TransactionResponseAck {
    struct Range {
        std::uint32_t first = 0;
        std::uint32_t last = 0;  ///< not below first
        friend bool operator==(const Range&, const Range&) = default;
    };
    std::vector<Range> ranges;

    friend bool operator==(const TransactionResponseAck&, const TransactionResponseAck&) = default;
};

/// Version 3: a part of a reply has been received.
struct SegmentReply {
    std::uint32_t id = 0;
    Segment segment;

    friend bool operator==(const SegmentReply&, const SegmentReply&) = default;
};

using Transaction =
    std::variant<TransactionRequest, TransactionReply, TransactionPending, TransactionResponseAck, SegmentReply>;

struct Message {
    std::uint8_t version = 2;
    MId mid;
    std::vector<Transaction> transactions;
    std::optional<ErrorDescriptor> error;  ///< in place of the transactions
    std::string authentication;            ///< the authentication header's value, kept and not checked; "" for none

    friend bool operator==(const Message&, const Message&) = default;
};

}  // namespace isfocus::h248
