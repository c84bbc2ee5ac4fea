#pragma once
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "isfocus/focus/focus.h"

namespace isfocus::focus {

/// All ports of a focus. Keeps account of what the focus has said and still owes, and fails the test at once where it
/// says something twice, too late, or of what is not there.
class Ledger : public SipPort,
               public MrfpPort,
               public TimerPort,
               public RosterPort,
               public JournalPort,
               public ChargingPort {
protected:
    /// Nothing may be left of anything.
    void expect_settled() const {
        EXPECT_TRUE(timers_.empty());
        EXPECT_TRUE(unanswered_.empty());
        EXPECT_TRUE(terminations_.empty());
        EXPECT_TRUE(charged_conferences_.empty()) << "a conference has no last charging record";
        EXPECT_TRUE(charged_legs_.empty()) << "a leg has no last charging record";
        EXPECT_EQ(invited_.size(), 0u) << "a dialog of the focus was not released";
    }

    struct UriSet : std::map<std::string, Uri> {};

    std::set<TransactionId> unanswered_;
    std::set<DialogId> dialogs_, invited_;
    std::map<TransactionId, DialogId> invites_;   ///< from outside
    std::map<DialogId, TransactionId> proposed_;  ///< those with a reliable 183
    UriSet uris_, events_;
    std::set<LegId> asked_, renegotiating_, terminations_, orphans_;
    std::map<ConferenceId, std::set<LegId>> contexts_;
    std::map<TimerId, Time> timers_;
    std::set<SubscriptionId> in_flight_, terminated_;

private:
    void respond(TransactionId id, const Response& response) override {
        ASSERT_TRUE(unanswered_.contains(id)) << "answered twice";
        if (response.status >= 200) unanswered_.erase(id);
        if (response.is_reliable) proposed_[invites_.at(id)] = id;
        if (response.contact) uris_.insert_or_assign(response.contact->text(), *response.contact);
        for (const auto& header : response.headers)
            if (header.name == "Refer-Events-At") {
                const std::string text = header.value.substr(1, header.value.size() - 2);
                events_.insert_or_assign(text, *parse_uri(text));
            }
    }
    void invite(const InviteOrder& order) override {
        dialogs_.insert(order.dialog);
        invited_.insert(order.dialog);
    }
    void acknowledge(DialogId) override {}
    void cancel(DialogId) override {}
    void bye(DialogId, std::string_view) override {}
    void refer(const ReferOrder& order) override {
        dialogs_.insert(order.dialog);
        invited_.insert(order.dialog);
    }
    void probe(DialogId) override {}
    void refresh(const RefreshOrder&) override {}
    void notify(const NotifyOrder& order) override {
        EXPECT_TRUE(in_flight_.insert(order.subscription).second) << "two NOTIFYs in flight";
        if (order.state == SubscriptionStateName::terminated)
            EXPECT_TRUE(terminated_.insert(order.subscription).second) << "terminated twice";
        else
            EXPECT_FALSE(terminated_.contains(order.subscription)) << "NOTIFY after the terminal one";
    }
    void publish(NotifyOrder order, const ConferenceInfo& document) override {
        for (const auto& one : document.users) EXPECT_FALSE(one.endpoints.empty());
        EXPECT_GT(document.version, 0u);
        notify(order);
    }
    void release(DialogId id) override { invited_.erase(id); }
    void reserve(const ReserveOrder& order) override {
        asked_.insert(order.leg);
        terminations_.insert(order.leg);
        contexts_[order.conference].insert(order.leg);
    }
    void configure(LegId, const Description&) override {}
    void renegotiate(LegId leg, const Description&) override {
        asked_.insert(leg);
        renegotiating_.insert(leg);
    }
    void offer_again(LegId leg) override {
        asked_.insert(leg);
        renegotiating_.insert(leg);
    }
    void move(LegId leg) override {
        if (orphans_.erase(leg) > 0) asked_.insert(leg);
    }
    void mute(LegId leg, bool) override { EXPECT_TRUE(terminations_.contains(leg)) << "there is nothing to mute"; }
    void announce(ConferenceId id, Announcement, LegId) override {
        EXPECT_TRUE(contexts_.contains(id)) << "nobody is there to hear it";
    }
    void welcome(LegId leg) override { EXPECT_TRUE(terminations_.contains(leg)) << "it hears nothing any more"; }
    void release(LegId leg) override { EXPECT_EQ(terminations_.erase(leg), 1u) << "freed twice, or never reserved"; }
    void end(ConferenceId id) override {
        for (const LegId leg : contexts_[id]) terminations_.erase(leg);
        contexts_.erase(id);
    }
    void start(TimerId timer, Time deadline) override { timers_[timer] = deadline; }
    void cancel(TimerId timer) override { timers_.erase(timer); }
    void record(const JournalEntry&) override {}
    void record(const ChargingEntry& entry) override {
        using Trigger = ChargingEntry::Trigger;
        EXPECT_EQ(charged_conferences_.contains(entry.conference), entry.trigger != Trigger::conference_created);
        if (entry.trigger == Trigger::conference_created) charged_conferences_.insert(entry.conference);
        if (entry.trigger == Trigger::conference_ended) charged_conferences_.erase(entry.conference);
        if (entry.trigger == Trigger::leg_started) EXPECT_TRUE(charged_legs_.insert(entry.leg).second);
        if (entry.trigger == Trigger::leg_stopped) EXPECT_EQ(charged_legs_.erase(entry.leg), 1u);
    }

    std::set<ConferenceId> charged_conferences_;
    std::set<LegId> charged_legs_;
};

}  // namespace isfocus::focus
