#pragma once
#include <gtest/gtest.h>

#include <deque>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "isfocus/focus/focus.h"

/// A scenario that reads like its ladder diagram: UEs and the MRFP do something, `expect` names what the focus sent
/// since the last `expect`, line by line. No sockets, no sleeping; time passes by `advance`.
namespace isfocus::focus::test {

class Ladder;

Uri uri(const std::string& text);
/// A UE's offer or answer.
Description described(Direction direction = Direction::sendrecv);
/// The same of a UE whose resources are not there yet.
Description not_ready(Direction direction = Direction::sendrecv);
inline const Uri kFactory = uri("sip:mmtel@conf-factory.ims.test");

/// A user equipment: names its dialogs itself, so that a test need not.
class Ue {
public:
    Ue(Ladder& ladder, std::string name, const std::string& address);

    void invites(const Uri& target, bool with_offer = true);
    void invites_again(Direction direction, SessionTimer session = {});  ///< re-INVITE
    void invites_again_without_offer();
    void pracks();  ///< without a description
    void pracks_with(const Description& description);
    void sends_no_prack();
    void updates_with(const Description& offer);
    void updates(SessionTimer session);  ///< UPDATE without SDP
    void cancels();
    void acks(bool with_answer = false);
    void sends_no_ack();
    void byes();
    void refers(const std::string& target);  ///< in its INVITE dialog
    void refers_outside(const Uri& conference, const std::string& target);
    void removes(const std::string& target);  ///< REFER with method=BYE in its INVITE dialog
    void subscribes_to_refer(const Uri& events_at, std::optional<std::uint32_t> expires = std::nullopt);
    void subscribes(const Uri& conference, std::optional<std::uint32_t> expires = std::nullopt);
    void subscribes_in_dialog(std::optional<std::uint32_t> expires = std::nullopt);
    void refreshes(std::uint32_t expires);
    void asks_options(const Uri& target);

    // what it answers to the focus
    void rings(int status = 180, const std::string& phrase = "Ringing");
    void answers(Direction direction = Direction::sendrecv);
    void answers_uselessly();
    void rejects(int status, const std::string& phrase);
    void answers_bye(int status = 200);
    void answers_notify(int status = 200, std::optional<std::chrono::seconds> retry_after = {});  ///< the oldest one
    void answers_probe(int status = 200);
    void answers_refer(int status = 202);
    void tells(int status, bool is_over = false);  ///< by NOTIFY, how the REFER goes that it got
    void answers_refresh(int status = 200, SessionTimer session = {}, std::optional<Description> answer = {});

    Ladder& ladder;
    std::string name;
    Identity identity;
    bool answers_notifies = true;  ///< at once, with 200
    bool answers_byes = true;
    bool asserts_identity = true;
    ReferRequest next_refer{.target = ReferTarget{}};  ///< what `refers` sends besides its target
    SubscribeRequest next_subscribe;
    DialogId dialog;            ///< of its INVITE
    DialogId subscription;      ///< of its own SUBSCRIBE or REFER
    DialogId asked;             ///< of the REFER that it got
    InviteRequest next_invite;  ///< what `invites` sends besides its target; its offer unless that is to have none
    TransactionId pending;
    std::deque<SubscriptionId> unanswered;
    std::uint32_t cseq = 1;

private:
    TransactionId asks();
    ReferReceived refer(const std::string& target, const Uri& request_uri);
    SubscribeReceived subscribe(std::optional<std::uint32_t> expires);
};

class Ladder : public testing::Test, SipPort, MrfpPort, TimerPort, RosterPort, JournalPort, ChargingPort {
public:
    Ladder();
    void TearDown() override;

    void expect(const std::string& ladder);
    void expect_nothing() { expect(""); }
    void advance(std::chrono::milliseconds time);
    void post(Event event);
    /// The configuration is read again: `settings` as they are now.
    void reconfigure();

    /// The MRFP's answers to the oldest order that waits for one.
    void mrfp_grants();
    void mrfp_refuses(int status = 503);
    bool has_orders() const { return !reserving_.empty(); }  ///< that wait for one
    void mrfp_fails(LegId leg, int status = 503) {
        release_by_mrfp(leg);
        post(MediaFailed{leg, status, "test"});
    }

    /// A user presses keys, one after the other.
    void presses(LegId leg, std::string_view keys) {
        for (const char key : keys) post(KeyPressed{leg, key});
    }

    /// The MRFP of the conference in which UE1 is dies, and there is another one.
    void mrfp_dies();

    /// The MRFP has lost it: the focus need not free it any more.
    void release_by_mrfp(LegId leg) { terminations_.erase(leg); }

    /// UE1 creates a conference and is in it; nothing of that is left to expect.
    void created();
    /// `ue` is invited by UE1 and has the INVITE; nothing of that is left to expect.
    void invited(Ue& ue);
    /// `ue` is invited by UE1 and answers; nothing of that is left to expect.
    void joined(Ue& ue);
    Uri conference() const { return conference_; }
    Identity identity_of(const std::string& address) const;

    bool listens = false;  ///< announcements are lines, too
    Settings settings;
    Focus& focus();
    Time now{std::chrono::milliseconds{1'700'000'000'000}};
    DialogIds dialogs;
    IdSource<TransactionTag> transactions;
    std::vector<Response> responses;  ///< every answer, in order
    std::vector<InviteOrder> invitations;
    std::vector<RefreshOrder> refreshes;
    std::vector<NotifyOrder> notifies;
    std::vector<ConferenceInfo> documents;
    std::vector<std::string> logged;     ///< `warn what status detail`, without what an entry does not have
    std::vector<ChargingEntry> charged;  ///< whose causes are in `charged_causes`
    std::vector<std::string> charged_causes;
    std::set<TransactionId> unanswered;  ///< server transactions without a final answer
    std::set<DialogId> released;
    std::map<DialogId, Ue*> owners;
    std::map<TransactionId, Ue*> askers;

    Ue ue1{*this, "UE1", "sip:ue1@home1.net"};
    Ue ue2{*this, "UE2", "sip:ue2@home2.net"};
    Ue ue3{*this, "UE3", "sip:ue3@home3.net"};

private:
    friend class Ue;
    void respond(TransactionId transaction, const Response& response) override;
    void invite(const InviteOrder& order) override;
    void acknowledge(DialogId dialog) override;
    void cancel(DialogId dialog) override;
    void bye(DialogId dialog, std::string_view reason) override;
    void notify(const NotifyOrder& order) override;
    void refer(const ReferOrder& order) override;
    void probe(DialogId dialog) override;
    void refresh(const RefreshOrder& order) override;
    void release(DialogId dialog) override;
    void reserve(const ReserveOrder& order) override;
    void configure(LegId leg, const Description& answer) override;
    void renegotiate(LegId leg, const Description& offer) override;
    void offer_again(LegId leg) override;
    void move(LegId leg) override;
    void mute(LegId leg, bool is_muted) override;
    void announce(ConferenceId conference, Announcement what, LegId who) override;
    void welcome(LegId leg) override;
    void release(LegId leg) override;
    void end(ConferenceId conference) override;
    void start(TimerId timer, Time deadline) override { timers_[timer] = deadline; }
    void cancel(TimerId timer) override { timers_.erase(timer); }
    void publish(NotifyOrder order, const ConferenceInfo& document) override;
    void record(const JournalEntry& entry) override;
    void record(const ChargingEntry& entry) override;

    void line(const std::string& to, const std::string& what) { lines_.push_back("AS -> " + to + " " + what); }
    void drain();
    Ue& owner(DialogId dialog) { return *owners.at(dialog); }
    Ue& callee(const Uri& target);

    Inbox inbox_;
    std::unique_ptr<Focus> focus_;
    std::map<TimerId, Time> timers_;
    std::vector<std::string> lines_;
    std::deque<std::pair<LegId, Description>> reserving_;
    std::set<LegId> terminations_;
    std::map<ConferenceId, std::set<LegId>> contexts_;
    Uri conference_;
    std::set<LegId> orphans_;
};

}  // namespace isfocus::focus::test
