#include <gtest/gtest.h>

#include <algorithm>

#include "engine_fixture.h"

/// Keys of the users, and sounds that they are played.
namespace isfocus::mrfpd {
namespace {

TEST_F(Engine, TelephoneEventIsSilenceAndNoLoss) {
    tone(a, 400);
    join(1, a);
    join(2, b);
    run(30);
    const auto start = a.timestamp;
    b.audio.clear();
    for (int i = 0; i < 25; ++i) {  // a key for half a second: each packet has the timestamp of its beginning
        a.timestamp = start;
        a.rtp.send(legs[1].rtp_port, a.packet(101, {5, 10, 0, static_cast<std::uint8_t>(i)}));
        legs[1].wait_for_arrival();
        advance();
        legs[2].wait_for_what_was_sent();
    }
    EXPECT_TRUE(std::all_of(b.audio.begin() + 3 * 160, b.audio.end(), [](int s) { return s == 0; }));
    a.timestamp = start + 25 * 160;
    run(20);
    EXPECT_GT(b.hears(400, 2000), 7000);
    EXPECT_EQ(legs[1].counters->packets_lost, 0);
    EXPECT_EQ(legs[1].counters->packets_received, 75);
    EXPECT_LE(legs[1].counters->jitter, 160U);
}

// MED-19
TEST_F(Engine, KeysAreToldAtTheClocksOfBothEventsWhateverTheModeIs) {
    join(1, a, 1, Mode::sendonly);
    for (const std::uint8_t type : {std::uint8_t{101}, std::uint8_t{102}}) {
        a.timestamp += 8000;
        const std::uint8_t high = type == 101 ? 3 : 6;  // 100 ms: 0x320 or 0x640
        a.rtp.send(legs[1].rtp_port,
                   a.packet(type, {10, 0x8a, high, static_cast<std::uint8_t>(high == 3 ? 0x20 : 0x40)}));
        legs[1].wait_for_arrival();
        run(1);
    }
    using enum MediaEvent::Kind;
    const std::vector<MediaEvent> press{{1, key_pressed, 10, {}},
                                        {1, key_released, 10, std::chrono::milliseconds{100}}};
    ASSERT_EQ(engine.seen().size(), 4U);
    EXPECT_TRUE(std::equal(press.begin(), press.end(), engine.seen().begin()));
    EXPECT_TRUE(std::equal(press.begin(), press.end(), engine.seen().begin() + 2));
}

TEST_F(Engine, OfAFloodOfKeysAHandfulIsToldAndThatTheyWereTooMany_MED54) {
    using enum MediaEvent::Kind;
    join(1, a, 1, Mode::sendrecv);
    for (int tick = 0; tick < 50; ++tick) {
        for (int key = 0; key < 10; ++key) {
            a.timestamp += 160;
            a.rtp.send(legs[1].rtp_port, a.packet(101, {static_cast<std::uint8_t>(key), 0x8a, 0, 160}));
        }
        legs[1].wait_for_arrival();
        advance();
    }
    const auto count = [&](MediaEvent::Kind kind) {
        return std::ranges::count(engine.seen(), kind, &MediaEvent::kind);
    };
    EXPECT_GE(count(key_pressed), 30);
    EXPECT_LE(count(key_pressed), 33) << "20 at once, and 12 in the second";
    EXPECT_EQ(count(key_released), count(key_pressed));
    EXPECT_EQ(count(too_many_keys), 1);
    EXPECT_EQ(legs[1].counters->keys_left_out, 500U - static_cast<unsigned>(count(key_pressed)));
}

// MED-21
TEST_F(Engine, AToneIsHeardOverTheMixByOneAloneAndOnHoldToo) {
    tone(a, 1000);
    join(1, a);
    join(2, b);
    join(3, c);
    run(10);
    auto stream = b.stream(1, Mode::sendrecv);
    stream.plays = {{Play{1, Tone::dial, std::chrono::milliseconds{600}, false}}};
    engine.apply(2, stream, now);
    b.audio.clear();
    c.audio.clear();
    run(25);
    EXPECT_NEAR(test::decibels(b.hears(425, 3200), 4125), 0, 1);
    EXPECT_NEAR(test::decibels(b.hears(1000, 3200), 8000), 0, 1) << "and the others as before";
    EXPECT_LT(c.hears(425, 3200), 60);
    EXPECT_TRUE(engine.seen().empty());
    run(10);
    EXPECT_EQ(engine.seen(), (std::vector<MediaEvent>{{2, MediaEvent::Kind::played, 0, {}, 1}}));
    b.audio.clear();
    run(20);
    EXPECT_LT(b.hears(425, 3200), 60);
    stream.mode = Mode::inactive;
    stream.plays = {{Play{2, Tone::warning, {}, true}}};
    engine.apply(2, stream, now);
    b.audio.clear();
    run(30);
    EXPECT_EQ(b.audio.size(), 20U * 160) << "400 ms";
    EXPECT_NEAR(test::decibels(b.hears(1400, 3200), 4125), 0, 1);
    EXPECT_LT(b.hears(1000, 3200), 60);
}

// H.248.7
TEST_F(Engine, AnAnnouncementIsHeardByThoseForWhomItIs_MED28) {
    const auto one_second =
        std::make_shared<const Recording>(Recording{test::sine(700, 4000, 8000), test::sine(350, 4000, 16000)});
    join(1, a);
    join(2, b);
    join(3, c);
    run(5);
    std::uint32_t number = 0;
    for (const auto hearers : {Hearers::user, Hearers::others, Hearers::all}) {
        auto stream = b.stream(1, Mode::sendrecv);
        stream.plays = {{Play{.number = ++number, .is_brief = true, .announcement = one_second, .hearers = hearers}}};
        engine.apply(2, stream, now);
        for (auto* ue : {&a, &b, &c}) ue->audio.clear();
        run(40);
        for (const auto* ue : {&a, &b, &c}) {
            const bool is_for = hearers == Hearers::all || (ue == &b) == (hearers == Hearers::user);
            if (is_for)
                EXPECT_NEAR(test::decibels(ue->hears(700, 3200), 4000), 0, 1);
            else
                EXPECT_LT(ue->hears(700, 3200), 60);
        }
        EXPECT_TRUE(engine.seen().empty());
        run(15);
        EXPECT_EQ(engine.seen(), (std::vector<MediaEvent>{{2, MediaEvent::Kind::played, 0, {}, number}}));
        engine.seen().clear();
    }
}

}  // namespace
}  // namespace isfocus::mrfpd
