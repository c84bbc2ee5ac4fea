#pragma once
#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "isfocus/mrfp/client.h"
#include "mrfp/association.h"
#include "mrfp/context.h"
#include "mrfp/termination.h"

namespace isfocus::mrfp {

/// The client at work. Methods are grouped by the file that holds them.
class Client::State {
public:
    State(const Settings& settings, focus::Inbox& inbox, Clock clock, Sink sink, std::uint64_t seed);

    // client.cpp
    void start();
    void announce_stop(std::chrono::seconds delay);
    void stop();
    void tick();
    std::optional<Time> next_deadline() const;
    bool is_available() const;

    // orders.cpp
    void reserve(const focus::ReserveOrder& order);
    sdp::Address::Family family_in(ConferenceId conference);
    void order(LegId leg, Order::Kind kind, std::string description);
    void release(LegId leg);
    void end(ConferenceId conference);

    // moves.cpp
    void move(LegId leg);

    // extras.cpp
    void mute(LegId leg, bool is_muted);

    // sounds.cpp
    void announce(ConferenceId conference, focus::Announcement what, LegId who);
    void welcome(LegId leg);

    // messages.cpp
    void received(const h248::Endpoint& from, std::string_view octets);
    void closed(const h248::Endpoint& peer);

    Counters counters;

private:
    // client.cpp
    void keep_alive(Association& association);
    void call(Association& association);
    static void settle_call(Association& association, const Answered& answered);
    void check_order_deadlines();

    // orders.cpp
    ContextKey context_for(ConferenceId conference, Admission admission);
    Association* least_loaded(Admission admission, const std::vector<const Association*>& but_for = {});
    bool is_opening(const Context& context) const;
    bool may_add(const Context& context) const;
    void enter(Termination& termination, ContextKey key);
    void add_order(Termination& termination, Order::Kind kind, std::string description);
    void next_order(Termination& termination);

    // moves.cpp
    void take_up_orders(Termination& termination);
    bool turn_to_another(Context& context, Admission admission);
    void orphan(ContextKey key);
    void drop_orphans(ConferenceId conference);

    // extras.cpp
    static TerminationEvent failure_event(const Termination& termination);
    void add_extra(Termination& termination, Order order);
    void report_extra_failure(Termination& termination, const Failure& failure);
    static StreamRequest request_of(const Termination& termination);

    // sounds.cpp
    std::vector<LegId> audience(const Context& context, LegId but_for) const;
    bool can_play(const Association& association, std::string_view sound) const;
    h248::Signals signals_now(Termination& termination) const;
    static bool welcome_gives_way(Termination& termination);
    void tell_unplayable(const Association& association) const;

    // terminations.cpp
    void step(Termination& termination, TerminationEvent event, const Failure& failure = {});
    void perform(Termination& termination, TerminationAction action, const Failure& failure);
    void add(Termination& termination);
    void modify(Termination& termination);
    void subtract(Termination& termination);
    void report(Termination& termination);
    void finish_order(Termination& termination);
    void forget_order_deadlines();
    void report_failure(Termination& termination, const Failure& failure);
    void remove(LegId leg);
    void open_next(ContextKey context);

    // replies.cpp
    void settle(Association& association, const Answered& answered);
    void dispatch(Association& association, const Answered& answered);
    void settle_add(Association& association, Termination& termination, const Answered& answered);
    void settle_refused_add(Termination& termination, const h248::ErrorDescriptor& error);
    void add_elsewhere(Termination& termination);
    bool is_new_termination(const Outcome& outcome, const Context& context, const Association& association);
    void settle_modify(Termination& termination, const Answered& answered);
    void settle_subtract(Association& association, Termination* termination, const Answered& answered);
    void undo(Association& association, const h248::TransactionReply& reply);
    void settle_packages(Association& association, const Answered& answered);

    // audits.cpp
    void audit_contexts(Association& association);
    void audit_doubtful(Association& association);
    void settle_context_audit(Association& association, ContextKey context, const Answered& answered);
    void end_the_vanished(ContextKey context, const std::vector<h248::TerminationId>& there);
    static bool is_adding(const Association& association);

    // sweeps.cpp
    void suspect(Association& association);
    void step(Association& association, SweepEvent event);
    void perform(Association& association, SweepAction action);
    void begin_sweep(Association& association);
    void ask_when_drained(Association& association);
    void look_after_sweep(Association& association);
    void clear(Association& association);
    void subtract_nobodys(Association& association, h248::Action action);
    void subtract_stray(Association& association, h248::ContextId context, const h248::TerminationId& name);
    void settle_clear(Association& association, const Answered& answered);
    void finish_clearing(Association& association);
    void settle_audit_of_all(Association& association, const Answered& answered);
    void subtract_unknown(Association& association,
                          const std::map<std::uint32_t, std::vector<h248::TerminationId>>& there);

    // comparisons.cpp
    void compare_contexts(Association& association);
    void go_on_comparing(Association& association);
    void give_up_overdue_comparisons(Association& association);
    void step(ContextKey key, ComparisonEvent event);
    void perform(ContextKey key, ComparisonAction action);
    void look_at_comparison(ContextKey key);
    void settle_comparison(ContextKey key, const Answered& answered);
    void subtract_unknown(ContextKey key, const std::vector<h248::TerminationId>& there);

    // messages.cpp
    Association* association_of(const h248::MId& mid);
    void ignore_binary(const h248::Endpoint& from);
    void refuse_malformed(const h248::Endpoint& from, std::span<const h248::DecodeError> faults);
    void refuse_stranger(const h248::Endpoint& from, const h248::Message& message, bool is_allowed);
    void refuse_for_now(const Association& association, const h248::Endpoint& from, std::uint8_t version,
                        std::uint32_t id);
    void take_error(Association& association, const h248::ErrorDescriptor& error);
    void handle(Association& association, const h248::Endpoint& from, const h248::Message& message,
                const h248::Transaction& transaction);
    bool may_warn();
    h248::Form form() const;

    // requests.cpp
    void execute(Association& association, const h248::Endpoint& from, const h248::TransactionRequest& request,
                 const h248::Ticket& ticket);
    static bool registers(const h248::TransactionRequest& request);
    static bool registers(const h248::Message& message);
    h248::Command answer(Association& association, const h248::Endpoint& from, const h248::Command& command) const;
    bool is_acceptable(const h248::Profile& offered) const;
    bool sends_elsewhere(AssociationEvent event) const;
    h248::Command answer_registration(Association& association, const h248::Endpoint& from,
                                      const h248::Command& command) const;
    void carry_out(Association& association, h248::ContextId context, const h248::Command& command);

    // terminations_told.cpp
    void terminations_changed(Association& association, h248::ContextId context, const h248::Command& command);
    void out_of_service_unknown(Association& association, h248::ContextId context, const h248::TerminationId& name);
    void out_of_service(Association& association, const std::vector<LegId>& legs, bool is_wildcard,
                        const std::string& reason);
    std::optional<Failure> told_early(const Association& association, const Context& context, Termination& termination);
    Termination* added_under(const Association& association, std::uint32_t request_id);
    std::vector<ContextKey> covered_contexts(const std::vector<LegId>& legs) const;
    void leaves_within(Termination& termination, const h248::Services& services);
    static void stays(Termination& termination, const h248::Services& services);
    void end_those_that_leave();
    void impaired(Termination& termination, const h248::ObservedEvent& event);
    std::vector<LegId> covered_legs(const Association& association, h248::ContextId context,
                                    const h248::TerminationId& pattern) const;
    void notified(Association& association, h248::ContextId context, const h248::Command& command);
    void hanging(Association& association, h248::ContextId context, const h248::TerminationId& name);

    // overload.cpp
    void watch_on_root(Association& association);
    void settle_watch(Association& association, const Answered& answered);
    void notified_on_root(Association& association, const h248::ObservedEvents& observed);
    Failure no_place(ConferenceId conference);
    void overloaded(Association& association, double rate);
    void look_for_end_of_overload(Association& association);

    // associations.cpp
    void step(Association& association, AssociationEvent event);
    void perform(Association& association, AssociationAction action);
    void welcome(Association& association);
    void packages_settled(Association& association);
    void open_all(const Association& association);
    std::vector<ContextKey> contexts_of(const Association& association) const;
    void lose(Association& association);
    void lose_context(ContextKey key);
    bool can_move() const;
    std::string_view outlook() const;
    ConferenceId forget(ContextKey key);
    void tell_availability();

    Termination* find(LegId leg);
    bool send(Association& association, h248::Action action, Purpose purpose);

    Settings settings_;
    focus::Inbox& inbox_;
    Clock clock_;
    Sink sink_;
    h248::MId self_;
    std::optional<h248::MId> successor_;
    bool is_leaving_ = false;
    Time now_;
    std::vector<std::unique_ptr<Association>> associations_;  ///< one per allowed MRFP, in the order of the settings
    std::unordered_map<ContextKey, Context> contexts_;
    std::unordered_map<ConferenceId, ContextKey> conferences_;
    std::unordered_map<LegId, Termination> terminations_;
    std::set<LegId> orphans_;  ///< terminations without MRFP
    h248::DeadlineQueue<LegId> order_deadlines_;
    h248::DeadlineQueue<LegId> leaving_;  ///< out of service
    IdSource<ContextTag> context_keys_;
    std::uint32_t last_request_id_ = 0;
    bool available_ = false;
    Time quiet_until_;  ///< no more warnings about what strangers send before that
};

}  // namespace isfocus::mrfp
