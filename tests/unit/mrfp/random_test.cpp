#include <algorithm>
#include <map>
#include <random>

#include "gateway.h"
#include "mp.h"

/// Any order of the focus's orders over a network that loses, doubles and reorders: what is asked for is answered once,
/// and what is released is gone.
namespace isfocus::mrfp {
namespace {

class AnyOrder : public Mp, public testing::WithParamInterface<unsigned> {
protected:
    struct InFlight {
        Time at;
        bool to_gateway = false;
        std::string octets;
    };
    struct Leg {
        std::uint64_t conference = 0;
        bool offered = false;  ///< it waits for the UE's answer to our offer
        int open_orders = 0;
        bool is_over = false;  ///< released or failed: nothing may be reported any more
    };

    int draw(int below) { return std::uniform_int_distribution{0, below - 1}(random); }

    void put_in_flight(bool to_gateway, std::string octets) {
        if (draw(100) < loss) return;
        const int copies = draw(100) < 10 ? 2 : 1;
        for (int i = 0; i < copies; ++i)
            in_flight.push_back({now + std::chrono::milliseconds{1 + draw(300)}, to_gateway, octets});
    }

    void take_what_was_sent() {
        for (; !sent.empty(); sent.pop_front()) put_in_flight(true, sent.front().octets);
    }

    void deliver(const InFlight& datagram) {
        if (!datagram.to_gateway) return receive(datagram.octets);
        for (const auto& answer : gateway.received(datagram.octets, test::h248_address("127.0.0.1:2944"), now))
            put_in_flight(false, answer.octets);
    }

    /// The next thing that happens: a datagram arrives, or the client wakes up.
    void one_step() {
        take_what_was_sent();
        const auto first = std::ranges::min_element(in_flight, {}, &InFlight::at);
        const auto wake = client.next_deadline();
        if (first != in_flight.end() && (!wake || first->at <= *wake)) {
            now = std::max(now, first->at);
            const auto datagram = *first;
            in_flight.erase(first);
            deliver(datagram);
        } else if (wake) {
            now = std::max(now, *wake);
            client.tick();
        }
        take_events();
    }

    void take_events() {
        inbox.drain([this](const focus::Event& event) {
            if (const auto* reserved = std::get_if<focus::MediaReserved>(&event)) settle(reserved->leg, true);
            if (const auto* configured = std::get_if<focus::MediaConfigured>(&event)) settle(configured->leg, true);
            if (const auto* failed = std::get_if<focus::MediaFailed>(&event)) settle(failed->leg, false);
            const auto* lost = std::get_if<focus::MrfpLost>(&event);
            EXPECT_TRUE(!lost || terminations_fail);
            if (lost) take_loss(*lost);
        });
    }

    void settle(LegId id, bool went_well) {
        auto& leg = legs.at(id.value);
        EXPECT_FALSE(leg.is_over) << "leg " << id;
        EXPECT_TRUE(leg.open_orders > 0 || terminations_fail) << "leg " << id;
        --leg.open_orders;
        if (went_well) return;
        leg.is_over = true;
        leg.open_orders = 0;
    }

    /// What a conference had is gone: some want it elsewhere, the others go.
    void take_loss(const focus::MrfpLost& lost) {
        for (auto& [id, leg] : legs) {
            if (leg.is_over ||
                std::ranges::find(lost.conferences, ConferenceId{leg.conference}) == lost.conferences.end())
                continue;
            if (lost.can_move && draw(2) == 0) {
                client.move(LegId{id});
                continue;
            }
            leg.is_over = true;
            client.release(LegId{id});
        }
    }

    /// A termination, or all of a context, is about to go out of service, goes, or is back.
    void random_fault() {
        if (gateway.contexts().empty()) return;
        const auto& contexts = gateway.contexts();
        const auto context = std::next(contexts.begin(), draw(static_cast<int>(contexts.size())));
        const auto name = std::next(context->second.begin(), draw(static_cast<int>(context->second.size())));
        static constexpr const char* kChanges[] = {
            "Forced, Reason = \"904 x\"", "Graceful, Reason = \"905 x\", Delay = 1", "Restart, Reason = \"900 x\""};
        put_in_flight(false, "MEGACO/2 " + std::string{kMid} + "\nTransaction = " + std::to_string(++last_id) +
                                 " { Context = " + std::to_string(context->first) +
                                 " { ServiceChange = " + (draw(3) == 0 ? "*" : *name) +
                                 " { Services { Method = " + kChanges[draw(3)] + " } } } }");
    }

    void random_order() {
        if (terminations_fail && draw(3) == 0) return random_fault();
        const auto any = [&] { return std::next(legs.begin(), draw(static_cast<int>(legs.size()))); };
        const int what = draw(10);
        if (what < 4 || legs.empty()) {
            const auto id = legs.size() + 1;
            auto& leg = legs[id];
            leg.conference = conference_base + static_cast<std::uint64_t>(draw(3));
            leg.offered = draw(2) == 0;
            leg.open_orders = 1;
            client.reserve(
                {LegId{id}, ConferenceId{leg.conference}, leg.offered ? std::nullopt : std::optional{ue()}, "1"});
        } else if (what < 7) {
            const auto leg = any();
            if (leg->second.is_over || leg->second.open_orders > 0) return;
            ++leg->second.open_orders;
            if (leg->second.offered)
                client.configure(LegId{leg->first}, ue());
            else
                client.renegotiate(LegId{leg->first}, ue(draw(2) ? "m=audio 4002 RTP/AVP 0\r\n"
                                                                 : "m=audio 4000 RTP/AVP 8\r\na=sendonly\r\n"));
            leg->second.offered = false;
        } else if (what < 9) {
            const auto leg = any();
            leg->second.is_over = true;
            client.release(LegId{leg->first});
        } else {
            end(conference_base + static_cast<std::uint64_t>(draw(3)));
            conference_base += 3;  // the others go on without new legs, and end later
        }
        take_events();
    }

    void end(std::uint64_t conference) {
        for (auto& [id, leg] : legs)
            if (leg.conference == conference) leg.is_over = true;
        client.end(ConferenceId{conference});
    }

    void run_for(std::chrono::seconds time) {
        for (const auto end = now + time; now < end;) one_step();
    }

    /// One termination for each leg that goes on, and none for others.
    void expect_ours_are_there() {
        const auto go_on = std::ranges::count_if(legs, [](const auto& one) { return !one.second.is_over; });
        std::size_t there = 0;
        for (const auto& [context, names] : gateway.contexts()) there += names.size();
        EXPECT_EQ(there, static_cast<std::size_t>(go_on));
    }

    /// What hangterm/thb is for: an Add whose replies were all lost has made a termination that the client cannot know.
    void report_hanging_terminations() {
        for (const auto& [context, names] : gateway.contexts())
            for (const auto& name : names)
                put_in_flight(false, "MEGACO/2 " + std::string{kMid} + "\nTransaction = " + std::to_string(++last_id) +
                                         " { Context = " + std::to_string(context) + " { Notify = " + name +
                                         " { ObservedEvents = 1 { 20251120T10012550:hangterm/thb } } } }");
    }

    std::mt19937 random{GetParam()};
    int loss = 15;                   ///< percent
    bool terminations_fail = false;  ///< then nobody counts what was answered
    std::vector<InFlight> in_flight;
    std::map<std::uint64_t, Leg> legs;
    std::uint64_t conference_base = 1;
    Gateway gateway{*h248::parse_mid(kMid)};
};

TEST_P(AnyOrder, EndsWithEveryOrderAnsweredOnceAndNothingLeftAtTheMrfp) {
    register_mrfp();
    for (int i = 0; i < 60; ++i) {
        random_order();
        for (int steps = draw(6); steps > 0; --steps) one_step();
    }
    loss = 0;
    for (std::uint64_t conference = 1; conference < conference_base + 3; ++conference) end(conference);
    run_for(60s);  // and nothing tells of hanging terminations: what is left is looked for
    EXPECT_TRUE(gateway.contexts().empty()) << gateway.contexts().size() << " contexts left";
    for (const auto& [id, leg] : legs) EXPECT_TRUE(leg.is_over || leg.open_orders == 0) << "leg " << id;
}

/// No termination that is added while its context is compared may be taken for a stray: then a leg would fail.
TEST_P(AnyOrder, EndsWithEveryOrderAnsweredOnceAndNothingLeftAtAnMrfpThatCannotTellAllAtOnce_MP2_1_4) {
    register_mrfp();
    gateway.is_large = true;
    for (int i = 0; i < 200; ++i) {
        random_order();
        for (int steps = draw(8); steps > 0; --steps) one_step();
    }
    loss = 0;
    run_for(60s);
    expect_ours_are_there();
    for (std::uint64_t conference = 1; conference < conference_base + 3; ++conference) end(conference);
    run_for(60s);
    EXPECT_TRUE(gateway.contexts().empty()) << gateway.contexts().size() << " contexts left";
    for (const auto& [id, leg] : legs) EXPECT_TRUE(leg.is_over || leg.open_orders == 0) << "leg " << id;
}

TEST_P(AnyOrder, EndsWithNothingLeftAtAnMrfpWhoseTerminationsFail_MP1_3_7) {
    register_mrfp();
    terminations_fail = true;
    for (int i = 0; i < 120; ++i) {
        random_order();
        for (int steps = draw(6); steps > 0; --steps) one_step();
    }
    loss = 0;
    for (std::uint64_t conference = 1; conference < conference_base + 3; ++conference) end(conference);
    run_for(60s);
    report_hanging_terminations();
    run_for(60s);
    EXPECT_TRUE(gateway.contexts().empty()) << gateway.contexts().size() << " contexts left";
}

INSTANTIATE_TEST_SUITE_P(Seeds, AnyOrder, testing::Range(1U, 31U));

}  // namespace
}  // namespace isfocus::mrfp
