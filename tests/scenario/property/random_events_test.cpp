#include <gtest/gtest.h>

#include "ledger.h"
#include "random_values.h"

/// Throws random Events at the focus, sensible and senseless, late, repeated and out of order, and checks what must
/// hold whatever happens: each request is answered exactly once, each termination is freed once, each subscription is
/// terminated once, no NOTIFY overtakes another, and in the end no timer, dialog or conference is left.
namespace isfocus::focus {
namespace {

class World : Random, Ledger {
public:
    explicit World(unsigned seed) : Random(seed) {
        Settings settings;
        settings.factory_uris = {*parse_uri("sip:factory@as.test")};
        settings.uri_domain = "as.test";
        settings.max_participants = 5;
        settings.max_conferences = 3;
        settings.event_expiry_min = std::chrono::seconds{1};
        settings_ = any_settings(std::move(settings));
        focus_ = std::make_unique<Focus>(settings_, Ports{*this, *this, *this, *this, *this, *this}, ids_);
    }

    void run(int events) {
        for (int i = 0; i < events; ++i) {
            happen(next_event());
            if (pick(4) == 0) now_ += std::chrono::milliseconds{pick(90'000)};
        }
        wind_up();
    }

private:
    void happen(const Event& event) { focus_->handle(event, now_); }

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
        const TransactionId invite = transaction();
        dialogs_.insert(id);
        invites_[invite] = id;
        InviteRequest request{.request_uri = pick(2) == 0 ? *parse_uri("sip:factory@as.test") : target_uri(),
                              .asserted = user(),
                              .contact = *parse_uri("sip:ue@192.0.2.1"),
                              .nonce = std::to_string(id.value)};
        if (pick(5) != 0) request.offer = sdp();
        if (pick(4) == 0) {
            request.take_over = TakeOver{static_cast<TakeOver::Kind>(pick(2)), {}, pick(4) == 0};
            if (pick(5) != 0) request.take_over->reference.dialog = dialog();
            request.take_over->reference.has_ended = pick(8) == 0;
        }
        if (pick(4) == 0) request.referred_by = user().uri;
        request.session = session();
        request.allows_update = pick(2) == 0;
        request.provisionals = static_cast<Reliability>(pick(3));
        if (pick(4) == 0)
            for (unsigned i = pick(4); i > 0; --i) request.list.push_back(refer_target());
        return InviteReceived{invite, id, request};
    }
    ReferTarget refer_target() {
        ReferTarget target{.uri = user().uri};
        if (pick(10) == 0) target.uri = target_uri();
        if (pick(20) == 0) target.uri = *parse_uri("sip:anonymous1@anonymous.invalid");
        if (pick(3) == 0) target.method = pick(8) == 0 ? ReferMethod::other : ReferMethod::bye;
        if (pick(6) == 0) target.replaces = "a;to-tag=b;from-tag=c";
        return target;
    }
    ConferencePolicy policy() {
        ConferencePolicy one;
        one.uri = *parse_uri("sip:p" + std::to_string(pick(2)) + "@as.test");
        if (pick(8) == 0) one.uri = target_uri();
        if (pick(3) != 0) one.owner = user().uri;
        one.max_participants = pick(6);
        if (pick(2) == 0) {
            one.start = now_ + std::chrono::milliseconds{pick(100'000)} - std::chrono::seconds{50};
            one.stop = *one.start + std::chrono::milliseconds{pick(300'000)};
        }
        if (pick(6) == 0) one.join_before = now_ + std::chrono::seconds{pick(100)};
        for (unsigned i = pick(4); i > 0; --i) {
            PolicyRule rule{.standing = static_cast<PolicyRule::Standing>(pick(5))};
            if (pick(3) != 0) rule.users = {user().uri};
            if (pick(4) == 0) rule.until = now_ + std::chrono::seconds{pick(100)};
            if (pick(3) != 0) rule.join = static_cast<JoinHandling>(pick(3));
            if (pick(2) == 0) rule.grants = {static_cast<Permission>(pick(3))};
            one.rules.push_back(rule);
        }
        for (unsigned i = pick(4); i > 0; --i)
            one.dial_out.push_back({.uri = pick(8) == 0 ? target_uri() : user().uri});
        for (unsigned i = pick(3); i > 0; --i) one.refer.push_back({.uri = user().uri});
        uris_.insert_or_assign(one.uri.text(), one.uri);
        return one;
    }
    Event new_policy() {
        if (pick(5) == 0) return PolicyWithdrawn{policy().uri};
        if (pick(9) == 0) return PolicyStoreChanged{pick(2) == 0};
        return PolicyGiven{policy()};
    }
    Event new_refer() {
        const bool inside = pick(3) != 0;
        const DialogId id = inside ? dialog() : ids_.next();
        dialogs_.insert(id);
        ReferRequest request{.request_uri = target_uri(),
                             .asserted = inside ? std::nullopt : std::optional(user()),
                             .target = refer_target(),
                             .reports = static_cast<ReferReports>(pick(2) == 0 ? 0 : pick(4)),
                             .cseq = pick(100),
                             .list = static_cast<ReferList>(pick(4) == 0 ? pick(3) : 0),
                             .nonce = std::to_string(id.value)};
        if (request.list != ReferList::none)
            for (unsigned i = pick(4); i > 0; --i) request.targets.push_back(refer_target());
        if (pick(4) == 0) request.target_dialog = DialogReference{dialog(), false};
        if (pick(12) == 0) request.target = Rejection{400, "Bad Refer-To", ""};
        return ReferReceived{transaction(), id, inside, request};
    }
    Event new_subscribe() {
        const bool inside = pick(2) == 0;
        const DialogId id = inside ? dialog() : ids_.next();
        dialogs_.insert(id);
        SubscribeRequest request{!events_.empty() && pick(3) == 0 ? any_of(events_) : target_uri(),
                                 inside ? std::nullopt : std::optional(user()),
                                 static_cast<EventPackage>(pick(3)),
                                 {},
                                 {},
                                 true};
        if (pick(2) == 0) request.expires = pick(3) == 0 ? 0 : pick(5000);
        if (pick(4) == 0) request.max_rate = MaxRate{std::chrono::milliseconds{pick(100'000) + 1}, "0.5"};
        return SubscribeReceived{transaction(), id, inside, request};
    }
    LegId leg_with_media() { return terminations_.empty() ? LegId{pick(50) + 1} : any_of(terminations_); }
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
        NotifyAnswered answer{id, pick(4) == 0 ? static_cast<int>(400 + pick(200)) : 200, std::nullopt};
        if (answer.status != 200 && pick(2) == 0) answer.retry_after = std::chrono::seconds{pick(20)};
        if (answer.retry_after && answer.status >= 500) terminated_.erase(id);  // may come once more (NTF-16)
        return answer;
    }

    Event next_event() {
        switch (pick(22)) {
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
                                      std::nullopt,
                                      session(),
                                      pick(2) == 0};
            case 15:
                return invite_failed();
            case 16:
                return ReinviteReceived{transaction(), dialog(),
                                        std::nullopt,  pick(3) == 0 ? std::nullopt : std::optional(sdp()),
                                        pick(4) == 0,  session()};
            case 17:
                return ProvisionalFailed{dialog(), static_cast<int>(400 + pick(200))};
            case 18:
                return prack();
            case 19:
                return prack_missing();
            case 20:
                return new_policy();
            default:
                return rarer_event();
        }
    }
    Event rarer_event() {
        switch (pick(10)) {
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
            case 5:
                if (pick(4) == 0) return MediaImpaired{leg_with_media(), "no route"};
                if (pick(4) == 0) return MuteFailed{leg_with_media(), pick(2) == 0};
                return KeyPressed{leg_with_media(), "*6"[pick(2)]};
            case 6:
                return ProbeAnswered{dialog(), pick(2) == 0 ? 481 : 200};
            case 7:
                settings_ = any_settings(settings_);
                focus_->configure(settings_, now_);
                return MediaConfigured{};
            case 8:
                return RefreshAnswered{dialog(), pick(3) == 0 ? static_cast<int>(400 + pick(100)) : 200, session()};
            default:
                if (pick(3) == 0) return lost();
                if (pick(2) == 0) return ReferAnswered{dialog(), pick(3) == 0 ? 603 : 202};
                return ReferTold{dialog(), static_cast<int>(100 + pick(500)), pick(2) == 0};
        }
    }
    Event prack() {
        const DialogId id = proposed_.empty() || pick(4) == 0 ? dialog() : proposed_.begin()->first;
        proposed_.erase(id);
        return PrackReceived{transaction(), id, pick(2) == 0 ? std::optional(sdp()) : std::nullopt};
    }
    /// The adapter has answered the INVITE, if one waits in that dialog.
    Event prack_missing() {
        const DialogId id = proposed_.empty() ? dialog() : std::next(proposed_.begin(), pick(proposed_.size()))->first;
        if (const auto one = proposed_.find(id); one != proposed_.end()) {
            if (unanswered_.erase(one->second) == 0) return MediaConfigured{};  // it is answered already
            proposed_.erase(one);
            return PrackMissing{id};
        }
        return MediaConfigured{};
    }
    Event invite_failed() {
        InviteFailed failed{dialog(), static_cast<int>(300 + pick(400)), "", {}};
        if (pick(2) == 0) failed.status = 302;
        for (unsigned i = pick(3); i > 0; --i) failed.contacts.push_back(user().uri);
        return failed;
    }
    Event lost() {
        if (contexts_.empty() || pick(4) != 0) return MrfpAvailability{true};
        const ConferenceId id = contexts_.begin()->first;
        if (pick(2) == 0) {
            for (const LegId leg : contexts_.begin()->second)
                if (terminations_.contains(leg)) orphans_.insert(leg);
            return MrfpLost{{id}, true};
        }
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
        while (!in_flight_.empty() || !timers_.empty()) {
            while (!in_flight_.empty()) happen(notify_answer());
            if (!timers_.empty()) happen(timer());
        }
        EXPECT_TRUE(focus_->idle());
        expect_settled();
    }

    using Random::any_of;
    Uri any_of(const UriSet& uris) { return std::next(uris.begin(), pick(uris.size()))->second; }

    DialogIds ids_;
    IdSource<TransactionTag> transactions_;
    Time now_{std::chrono::milliseconds{1'000'000'000}};
    Settings settings_;
    std::unique_ptr<Focus> focus_;
};

/// 100,000 sequences in all, in parts that run side by side.
class RandomEvents : public testing::TestWithParam<unsigned> {};

TEST_P(RandomEvents, LeaveNothingBehindWhateverHappens) {
    constexpr unsigned kSequences = 12'500;
    for (unsigned seed = GetParam() * kSequences + 1; seed <= (GetParam() + 1) * kSequences; ++seed) {
        World world(seed);
        world.run(20 + static_cast<int>(seed % 80));
        ASSERT_FALSE(HasFailure()) << "seed " << seed;
    }
}

INSTANTIATE_TEST_SUITE_P(Parts, RandomEvents, testing::Range(0u, 8u));

}  // namespace
}  // namespace isfocus::focus
