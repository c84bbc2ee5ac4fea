#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <initializer_list>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "isfocus/base/ids.h"
#include "isfocus/h248/transactions.h"
#include "isfocus/mrfp/client.h"
#include "mrfp/association_table.h"
#include "mrfp/overload_bucket.h"
#include "mrfp/sweep_table.h"

namespace isfocus::mrfp {

using ContextKey = Id<struct ContextTag>;  ///< our own name of a context: its number comes only with the first reply

/// What a request was sent for, so that its reply finds its way.
struct Purpose {
    enum class Kind : std::uint8_t {
        add,
        modify,
        subtract,
        clear,  ///< Subtract of what nobody counts on any more
        audit_packages,
        audit_context,
        audit_all,
        list_contexts,
        compare_context,
        watch_root,
        call,       ///< that it register
        forgotten,  ///< nobody waits for it any more
        other
    } kind = Kind::other;
    LegId leg;                  ///< of add, modify, subtract
    ContextKey context;         ///< of audit_context, compare_context
    h248::ContextId sent_in{};  ///< the context that it names, as the association has sent it
};

/// A request of ours that has come to its end.
struct Answered {
    enum class When : std::uint8_t {
        in_time,
        late,   ///< after it was given up: its purpose is forgotten, but what it made is there
        never,  ///< given up, without reply
    };
    When when = When::in_time;
    Purpose purpose;
    h248::TransactionReply reply;
};

/// The search for what an MRFP has and nobody knows.
struct Sweep {
    SweepState state = SweepState::idle;
    std::optional<Time> at;  ///< when it begins, or, while Adds wait for an answer to it, gives up
    std::chrono::seconds retry_after{0};
    bool is_wanted_again = false;
    std::deque<ContextKey> to_compare;  ///< whose turn is still to come
    std::set<ContextKey> comparing;     ///< whose turn it is; some may have ended meanwhile
};

/// The control association with one MRFP: how its messages are sent and what is known of it. It decides nothing.
class Association {
public:
    Association(const Settings& settings, h248::MId self, h248::MId peer, std::uint64_t seed);

    const h248::MId& peer() const noexcept { return peer_; }
    const h248::Endpoint& address() const noexcept { return address_; }

    AssociationState state = AssociationState::out_of_service;
    h248::Packages packages;          ///< none before its audit is answered
    std::optional<Time> packages_by;  ///< what is added waits for them until then; nothing: it need not
    std::size_t contexts = 0;         ///< how many we have there
    std::unordered_map<h248::TerminationId, LegId> legs;  ///< by the name that it gave the termination
    OverloadBucket overload;
    Time troubled_until{};              ///< it has taken whole contexts out of service: others come first
    bool is_overloaded = false;         ///< it has said so, and the bucket limits what it is asked for
    std::uint32_t root_request_id = 0;  ///< of the Events on ROOT; 0: none are asked for
    Sweep sweep;
    /// Told out of service (ServiceChange Forced) while the replies to Adds, which may name them, are awaited.
    std::vector<std::pair<h248::ContextId, h248::TerminationId>> out_of_service_early;
    std::optional<Time> call_at;  ///< when it is told again that we are there: it was lost without a word

    /// Agreed at registration, which came from `from`: from now on requests go to `address` in this version of H.248.
    void use(std::uint8_t version, const h248::Endpoint& from, const h248::Endpoint& address);
    /// Whether what comes from there can be its own. `registers`: it is about to be agreed where it is. An mId that is
    /// an address tells its host; one that is a name is believed when it registers, and from there on alone after that.
    bool may_come_from(const h248::Endpoint& from, bool registers) const;
    /// Before it registers: its mId is where it is. False for an mId that is no address.
    bool aim_at_mid();
    /// The peer has forgotten all requests.
    void start_anew();

    /// Sends a request. False when too many are under way.
    bool request(h248::Action action, Purpose purpose, Time now, const Client::Sink& sink);
    /// What came of a request; nothing for a copy of a reply.
    std::optional<Answered> reply(const h248::TransactionReply& reply, Time now, const Client::Sink& sink);
    /// Whether Adds have to wait: for the packages, or for the end of a sweep.
    bool holds_adds() const { return packages_by || mrfp::holds_adds(sweep.state); }
    /// Whether a request of one of these kinds is under way.
    bool has_under_way(std::initializer_list<Purpose::Kind> kinds) const;
    /// The same, of requests in one context.
    bool has_under_way(std::initializer_list<Purpose::Kind> kinds, h248::ContextId context) const;
    /// The one request under way; nothing for none, or several.
    std::optional<std::uint32_t> only_request() const;
    /// The legs whose Add is under way.
    std::vector<LegId> being_added() const;

    /// What is still asked for this leg is not wanted any more: what it makes is undone.
    void forget(LegId leg);
    std::optional<Answered> pending(const h248::TransactionPending& pending, Time now);
    h248::Responder& responder() noexcept { return responder_; }

    /// Repeats what is due; gives the requests that are given up.
    std::vector<Answered> tick(Time now, const Client::Sink& sink);
    std::optional<Time> next_deadline() const;

    /// Any message of the peer is a sign of life, and puts the next heartbeat off.
    void heard(Time now);
    bool heartbeat_due(Time now) const;
    int unanswered_heartbeats() const noexcept { return unanswered_; }
    void heartbeat_sent(Time now);
    void stop_heartbeat() { heartbeat_at_.reset(); }

private:
    std::optional<Purpose> take(std::uint32_t id);
    std::optional<h248::Endpoint> address_of_mid() const;

    h248::MId self_;
    h248::MId peer_;
    bool verifies_source_;
    std::optional<h248::Endpoint> registered_from_;
    h248::Form form_;
    std::chrono::milliseconds heartbeat_;
    h248::Endpoint address_;
    std::uint8_t version_ = 2;
    h248::RequesterSettings requests_;
    std::uint64_t seed_;
    h248::Requester requester_;
    h248::Responder responder_;
    std::unordered_map<std::uint32_t, Purpose> purposes_;  ///< of requests under way
    std::optional<Time> heartbeat_at_;                     ///< nothing while it is not in service
    int unanswered_ = 0;
};

}  // namespace isfocus::mrfp
