#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <variant>
#include <vector>

#include "fake_media.h"
#include "h248_address.h"
#include "isfocus/mrfp/client.h"
#include "mrfpd/control.h"

/// Both sides of Mp as they are in the daemons, with a network between them that loses, doubles and reorders, and a
/// clock that runs as fast as it can.
namespace isfocus {
namespace {

using namespace std::chrono_literals;
using h248::Time;

const char* const kClientAddress = "127.0.0.1:2944";
const char* const kMrfpAddress = "127.0.0.2:2945";

class MpTorture : public testing::TestWithParam<unsigned> {
protected:
    struct InFlight {
        Time at;
        bool is_for_mrfp = false;
        std::string octets;
    };
    struct Leg {
        ConferenceId conference;
        bool wants_answer = false;  ///< ours was the offer
        int open_orders = 0;
        bool is_over = false;  ///< released, failed or lost: nothing may be reported any more
    };

    static mrfp::Settings client_settings() {
        mrfp::Settings settings;
        settings.allowed = {"[127.0.0.2]:2945"};
        settings.codecs = mrfp::formats_of({"PCMA", "PCMU"});
        settings.hanging_termination = 60s;
        settings.on_join = settings.welcome = "cg/wt";
        settings.on_leave = "cg/prt";
        return settings;
    }
    static mrfpd::ControlSettings control_settings() {
        mrfpd::ControlSettings settings;
        settings.mid = *h248::parse_mid("[127.0.0.2]:2945");
        settings.registration.mgc = test::h248_address(kClientAddress);
        settings.gateway = {{sdp::Address::Family::ip4, "127.0.0.2"}, 50, 10};
        return settings;
    }
    static focus::Description ue(const std::string& media) {
        return {.sdp = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n" + media,
                .streams = {{"audio", "", Direction::sendrecv}}};
    }

    unsigned draw(unsigned below) { return std::uniform_int_distribution{0U, below - 1}(random_); }

    void put_in_flight(bool is_for_mrfp, std::string_view octets) {
        if (draw(100) < loss) return;
        for (unsigned copies = draw(100) < 10 ? 2 : 1; copies > 0; --copies)
            in_flight_.push_back({now + std::chrono::milliseconds{1 + draw(300)}, is_for_mrfp, std::string(octets)});
    }

    /// The next thing that happens: a datagram arrives, or one side wakes up.
    void one_step() {
        const auto first = std::ranges::min_element(in_flight_, {}, &InFlight::at);
        const auto client_wakes = client.next_deadline().value_or(Time::max());
        const auto mrfp_wakes = control.next_deadline().value_or(Time::max());
        const auto arrives = first == in_flight_.end() ? Time::max() : first->at;
        const auto next = std::min({client_wakes, mrfp_wakes, arrives});
        if (next == Time::max()) return;
        now = std::max(now, next);
        if (next == arrives) {
            const InFlight datagram = *first;
            in_flight_.erase(first);
            datagram.is_for_mrfp ? control.received(test::h248_address(kClientAddress), datagram.octets, now)
                                 : client.received(test::h248_address(kMrfpAddress), datagram.octets);
        } else {
            next == client_wakes ? client.tick() : control.tick(now);
        }
        take_events();
    }

    void run_for(std::chrono::seconds time) {
        for (const auto end = now + time; now < end;) one_step();
    }

    void take_events() {
        inbox.drain([this](const focus::Event& event) {
            if (const auto* reserved = std::get_if<focus::MediaReserved>(&event)) settle(reserved->leg, true);
            if (const auto* configured = std::get_if<focus::MediaConfigured>(&event)) settle(configured->leg, true);
            if (const auto* failed = std::get_if<focus::MediaFailed>(&event))
                settle(failed->leg, failed->status == 488);
            if (const auto* lost = std::get_if<focus::MrfpLost>(&event)) lose(*lost);
        });
    }

    void settle(LegId id, bool went_on) {
        Leg& leg = legs.at(id);
        EXPECT_FALSE(leg.is_over) << "leg " << id.value << " is over";
        if (went_on) EXPECT_GT(leg.open_orders, 0) << "leg " << id.value << " was answered twice";
        leg.open_orders = went_on ? leg.open_orders - 1 : 0;
        leg.is_over = !went_on;
    }

    void lose(const focus::MrfpLost& event) {
        for (auto& [id, leg] : legs)
            if (std::ranges::find(event.conferences, leg.conference) != event.conferences.end()) leg.is_over = true;
        for (const ConferenceId id : event.conferences) ended.insert(id);
    }

    void order_something() {
        const unsigned what = draw(52);
        if (what < 16 || legs.empty()) return reserve();
        const auto any = std::next(legs.begin(), draw(static_cast<unsigned>(legs.size())));
        auto& [id, leg] = *any;
        if (what == 39) return end(leg.conference);
        if (what >= 48) return client.mute(id, draw(2) == 0);
        if (what >= 44) return client.announce(leg.conference, static_cast<focus::Announcement>(draw(2)), id);
        if (leg.is_over) return;
        if (what >= 40) return client.welcome(id);
        if (what >= 28) {
            leg.is_over = true;
            return client.release(id);
        }
        if (leg.open_orders > 0) return;
        ++leg.open_orders;
        const bool is_answer = std::exchange(leg.wants_answer, false);
        if (is_answer) return client.configure(id, ue("m=audio 4000 RTP/AVP 8\r\n"));
        client.renegotiate(
            id, ue(draw(2) == 0 ? "m=audio 4002 RTP/AVP 0\r\n" : "m=audio 4000 RTP/AVP 8\r\na=sendonly\r\n"));
    }

    void reserve() {
        const ConferenceId conference{conferences + draw(3)};
        if (ended.contains(conference)) return;
        const LegId id = leg_ids.next();
        Leg& leg = legs[id];
        leg = {conference, draw(2) == 0, 1, false};
        client.reserve(
            {id, conference, leg.wants_answer ? std::nullopt : std::optional(ue("m=audio 4000 RTP/AVP 8 0\r\n")), "1"});
    }

    void end(ConferenceId conference) {
        if (!ended.insert(conference).second) return;
        for (auto& [id, leg] : legs)
            if (leg.conference == conference) leg.is_over = true;
        client.end(conference);
        if (conference.value == conferences) ++conferences;
    }

    Time now{std::chrono::hours{1}};
    unsigned loss = 15;  ///< percent
    std::uint64_t conferences = 1;
    std::map<LegId, Leg> legs;
    std::set<ConferenceId> ended;
    IdSource<LegTag> leg_ids;
    focus::Inbox inbox;
    mrfpd::FakeMedia media;
    mrfp::Client client{client_settings(), inbox, [this] { return now; },
                        [this](const h248::Endpoint&, std::string_view octets) { put_in_flight(true, octets); }, 1};
    mrfpd::Control control{control_settings(), media,
                           [this](const h248::Endpoint&, std::string_view octets) { put_in_flight(false, octets); },
                           [](const std::string&) {}, 2};

private:
    std::mt19937 random_{GetParam()};
    std::vector<InFlight> in_flight_;
};

TEST_P(MpTorture, AnswersEveryOrderOnceAndLeavesNothingAtTheMrfp_MP4_MP6) {
    control.start(now);
    for (int i = 0; i < 1000 && control.registration() != mrfpd::RegistrationState::registered; ++i) one_step();
    ASSERT_EQ(control.registration(), mrfpd::RegistrationState::registered);
    for (int i = 0; i < 400; ++i) {
        order_something();
        take_events();
        for (unsigned steps = draw(6); steps > 0; --steps) one_step();
    }
    loss = 0;
    run_for(30s);
    for (const auto& [id, leg] : legs) EXPECT_TRUE(leg.is_over || leg.open_orders == 0) << "leg " << id.value;
    for (const auto& [id, leg] : std::map(legs)) end(leg.conference);
    run_for(300s);
    EXPECT_EQ(control.gateway().contexts(), 0u);
    EXPECT_EQ(control.gateway().terminations(), 0u);
    EXPECT_TRUE(media.streams.empty()) << "ports are still open";
    EXPECT_GT(media.opened, 10) << "little was asked for";
    EXPECT_GT(control.counters().copies, 10u) << "the network did no harm";
}

INSTANTIATE_TEST_SUITE_P(Seeds, MpTorture, testing::Range(1U, 41U));

}  // namespace
}  // namespace isfocus
