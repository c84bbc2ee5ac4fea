#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

#include "isfocus/focus/focus.h"

/// Throws random Events at the focus, sensible and senseless, late, repeated and out of order, and checks what must
/// hold whatever happens: each request is answered exactly once, each termination is freed once, each subscription is
/// terminated once, no NOTIFY overtakes another, and in the end no timer, dialog or conference is left.
namespace isfocus::focus {
namespace {

class World : public SipPort, public MrfpPort, public TimerPort, public RosterPort, public JournalPort {
public:
    explicit World(unsigned seed) : random_(seed) {
        Settings settings;
        settings.factory_uris = {*parse_uri("sip:factory@as.test")};
        settings.uri_domain = "as.test";
        settings.max_participants = 5;
        settings.max_conferences = 3;
        settings.participants_may_invite = pick(2) == 0;
        settings.on_host_leave = pick(2) == 0 ? Settings::HostLeaves::end : Settings::HostLeaves::carry_on;
        settings.event_expiry_min = std::chrono::seconds{1};
        focus_ = std::make_unique<Focus>(settings, Ports{*this, *this, *this, *this, *this}, ids_);
    }

    void run(int events) {
        for (int i = 0; i < events; ++i) {
            happen(next_event());
            if (pick(4) == 0) now_ += std::chrono::milliseconds{pick(90'000)};
        }
        wind_up();
    }

private:
    unsigned pick(std::size_t below) {
        return std::uniform_int_distribution<unsigned>(0, static_cast<unsigned>(below) - 1)(random_);
    }

    template <class Set>
    auto any_of(const Set& set) {
        return *std::next(set.begin(), pick(set.size()));
    }

    void happen(const Event& event) { focus_->handle(event, now_); }

    Identity user() { return {*parse_uri("sip:u" + std::to_string(pick(6)) + "@ims.test"), {}, {}, pick(8) == 0}; }
    Description sdp() { return {"v=0", {{"audio", "", static_cast<Direction>(pick(4))}}}; }
    TransactionId transaction() {
        const TransactionId id = transactions_.next();
        unanswered_.insert(id);
        return id;
    }
    DialogId dialog() {  // mostly one that exists
        if (dialogs_.empty() || pick(10) == 0) return ids_.next();
        return any_of(dialogs_);
    }
    Uri target_uri() {
        if (!uris_.empty() && pick(10) != 0) return any_of(uris_);
        return *parse_uri(pick(2) == 0 ? "sip:factory@as.test" : "sip:nobody@as.test");
    }

    Event new_invite() {
        const DialogId id = ids_.next();
        dialogs_.insert(id);
        InviteRequest request{.request_uri = pick(2) == 0 ? *parse_uri("sip:factory@as.test") : target_uri(),
                              .asserted = user(),
                              .contact = *parse_uri("sip:ue@192.0.2.1"),
                              .nonce = std::to_string(id.value)};
        if (pick(5) != 0) request.offer = sdp();
        return InviteReceived{transaction(), id, request};
    }
    Event new_refer() {
        const bool inside = pick(3) != 0;
        const DialogId id = inside ? dialog() : ids_.next();
        dialogs_.insert(id);
        ReferTarget target{.uri = user().uri, .method = pick(12) == 0 ? ReferMethod::other : ReferMethod::invite};
        if (pick(6) == 0) target.replaces = "a;to-tag=b;from-tag=c";
        ReferRequest request{.request_uri = target_uri(),
                             .asserted = inside ? std::nullopt : std::optional(user()),
                             .target = target,
                             .reports = pick(5) != 0 ? ReferReports::implicit : ReferReports::renounced,
                             .cseq = pick(100)};
        if (pick(12) == 0) request.target = Rejection{400, "Bad Refer-To", ""};
        return ReferReceived{transaction(), id, inside, request};
    }
    Event new_subscribe() {
        const bool inside = pick(2) == 0;
        const DialogId id = inside ? dialog() : ids_.next();
        dialogs_.insert(id);
        SubscribeRequest request{
            target_uri(), inside ? std::nullopt : std::optional(user()), static_cast<EventPackage>(pick(3)), {}, {},
            true};
        if (pick(2) == 0) request.expires = pick(3) == 0 ? 0 : pick(5000);
        return SubscribeReceived{transaction(), id, inside, request};
    }
    Event media_outcome() {
        const LegId leg = asked_.empty() ? LegId{pick(50) + 1} : any_of(asked_);
        asked_.erase(leg);
        const bool keeps = renegotiating_.erase(leg) > 0 && pick(2) == 0;
        if (pick(4) != 0) return MediaReserved{leg, sdp()};
        if (!keeps) terminations_.erase(leg);
        return MediaFailed{leg, keeps ? 488 : 503, "random"};
    }
    Event timer() {
        if (timers_.empty()) return TimerFired{TimerId{pick(1000)}};
        const auto next =
            std::min_element(timers_.begin(), timers_.end(), [](auto& a, auto& b) { return a.second < b.second; });
        const TimerId id = next->first;
        now_ = std::max(now_, next->second);
        timers_.erase(next);
        return TimerFired{id};
    }
    Event notify_answer() {
        if (in_flight_.empty()) return NotifyAnswered{SubscriptionId{pick(100)}, 200};
        const SubscriptionId id = any_of(in_flight_);
        in_flight_.erase(id);
        return NotifyAnswered{id, pick(4) == 0 ? static_cast<int>(400 + pick(200)) : 200};
    }

    Event next_event() {
        switch (pick(18)) {
            case 0:
            case 1:
                return new_invite();
            case 2:
            case 3:
                return new_refer();
            case 4:
                return new_subscribe();
            case 5:
            case 6:
            case 7:
                return media_outcome();
            case 8:
                return timer();
            case 9:
            case 10:
                return notify_answer();
            case 11:
                return ByeReceived{transaction(), dialog()};
            case 12:
                return AckReceived{dialog(), pick(2) == 0 ? std::optional(sdp()) : std::nullopt};
            case 13:
                return InviteProgress{dialog(), static_cast<int>(101 + pick(98)), "Progress"};
            case 14:
                return InviteAnswered{dialog(),
                                      200,
                                      "OK",
                                      *parse_uri("sip:ue@192.0.2.2"),
                                      pick(6) == 0 ? std::nullopt : std::optional(sdp()),
                                      std::nullopt};
            case 15:
                return InviteFailed{dialog(), static_cast<int>(300 + pick(400)), ""};
            case 16:
                return ReinviteReceived{transaction(), dialog(), std::nullopt,
                                        pick(3) == 0 ? std::nullopt : std::optional(sdp()), pick(4) == 0};
            default:
                break;
        }
        switch (pick(6)) {
            case 0:
                return AckMissing{dialog()};
            case 1:
                return CancelReceived{TransactionId{}, dialog()};
            case 2:
                return ByeAnswered{dialog(), 200};
            case 3:
                return OptionsReceived{transaction(), std::nullopt, target_uri()};
            case 4:
                return MediaConfigured{LegId{pick(50)}};
            default:
                return lost();
        }
    }
    Event lost() {
        if (contexts_.empty() || pick(4) != 0) return MrfpAvailability{true};
        const ConferenceId id = contexts_.begin()->first;
        for (const LegId leg : contexts_.begin()->second) terminations_.erase(leg);
        contexts_.erase(contexts_.begin());
        return MrfpLost{{id}};
    }

    /// Ends everything as the outside world would, and looks at what is left.
    void wind_up() {
        happen(ShutdownRequested{});
        for (int round = 0; round < 3; ++round)
            for (const DialogId id : std::set(dialogs_)) {
                happen(InviteFailed{id, 487, ""});
                happen(AckMissing{id});
                happen(ByeAnswered{id, 200});
            }
        while (!in_flight_.empty()) happen(notify_answer());
        EXPECT_TRUE(focus_->idle());
        EXPECT_TRUE(timers_.empty());
        EXPECT_TRUE(unanswered_.empty());
        EXPECT_TRUE(terminations_.empty());
        EXPECT_EQ(invited_.size(), 0u) << "a dialog of the focus was not released";
    }

    void respond(TransactionId id, const Response& response) override {
        ASSERT_TRUE(unanswered_.contains(id)) << "answered twice";
        if (response.status >= 200) unanswered_.erase(id);
        if (response.contact) uris_.insert_or_assign(response.contact->text(), *response.contact);
    }
    void invite(const InviteOrder& order) override {
        dialogs_.insert(order.dialog);
        invited_.insert(order.dialog);
    }
    void acknowledge(DialogId) override {}
    void cancel(DialogId) override {}
    void bye(DialogId, std::string_view) override {}
    void probe(DialogId) override {}
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
    void release(DialogId id) override {
        invited_.erase(id);
        released_.insert(id);
    }
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
    void release(LegId leg) override { EXPECT_EQ(terminations_.erase(leg), 1u) << "freed twice, or never reserved"; }
    void end(ConferenceId id) override {
        for (const LegId leg : contexts_[id]) terminations_.erase(leg);
        contexts_.erase(id);
    }
    void start(TimerId timer, Time deadline) override { timers_[timer] = deadline; }
    void cancel(TimerId timer) override { timers_.erase(timer); }
    void record(const JournalEntry&) override {}

    struct UriSet : std::map<std::string, Uri> {};
    Uri any_of(const UriSet& uris) { return std::next(uris.begin(), pick(uris.size()))->second; }

    std::mt19937 random_;
    DialogIds ids_;
    IdSource<TransactionTag> transactions_;
    Time now_{std::chrono::milliseconds{1'000'000'000}};
    std::set<TransactionId> unanswered_;
    std::set<DialogId> dialogs_, invited_, released_;
    UriSet uris_;
    std::set<LegId> asked_, renegotiating_, terminations_;
    std::map<ConferenceId, std::set<LegId>> contexts_;
    std::map<TimerId, Time> timers_;
    std::set<SubscriptionId> in_flight_, terminated_;
    std::unique_ptr<Focus> focus_;
};

TEST(RandomEvents, LeaveNothingBehindWhateverHappens) {
    for (unsigned seed = 1; seed <= 1000; ++seed) {
        World world(seed);
        world.run(200);
        ASSERT_FALSE(HasFailure()) << "seed " << seed;
    }
}

}  // namespace
}  // namespace isfocus::focus
