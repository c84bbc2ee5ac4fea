#include <unistd.h>

#include <algorithm>
#include <cmath>

#include "engine_fixture.h"

/// MED-33: what is heard of users who tell of their background instead of sending it (RFC 3389).
namespace isfocus::mrfpd {
namespace {

using test::FakeUe;
using enum Encoding;

constexpr double kVoice = 700, kLoudness = 6000;

class Pauses : public Engine {};

TEST_F(Pauses, OfWhomSendsComfortNoiseTheBackgroundIsHeardUntilHeSpeaks_MED33) {
    for (const auto encoding : {pcmu, pcma, g722}) {
        const auto id = static_cast<std::uint32_t>(encoding) * 10 + 1;
        FakeUe talker, hearer;
        talker.encoding = encoding;
        tone(talker, kVoice, kLoudness);
        join(id, talker, id);
        join(id + 1, hearer, id);
        run(30);
        const auto hear = [&](int ticks) {
            hearer.audio.clear();
            for (int i = 0; i < ticks; ++i) {
                advance();
                for (const auto leg : {id, id + 1}) legs[leg].wait_for_what_was_sent();
            }
            double sum = 0;
            for (const double sample : hearer.audio) sum += sample * sample;
            return std::sqrt(sum / static_cast<double>(hearer.audio.size()));
        };
        const auto tells = [&](const test::Octets& payload) {
            talker.rtp.send(legs[id].rtp_port, talker.packet(13, payload));
            legs[id].wait_for_arrival();
        };
        tells({56, 3, 77});  // 52; what follows is its colour
        hear(5);             // what was said last
        EXPECT_NEAR(hear(200), 52, 12) << "once is enough for four seconds";
        tells({0x80 | 62});
        EXPECT_NEAR(hear(50), 26, 7);
        tells({});
        EXPECT_NEAR(hear(50), 26, 7) << "says nothing";
        tells({127});
        hear(5);
        EXPECT_EQ(hear(50), 0);
        tells({56});
        hear(50);
        talker.timestamp += 500 * 160;
        run(30);
        hearer.audio.clear();
        run(20);
        EXPECT_NEAR(hearer.hears(kVoice), kLoudness, kLoudness / 10);
        talker.amplitude = 0;
        hear(20);
        EXPECT_EQ(hear(50), 0) << "he has stopped without a word: of his background nothing is known any more";
        EXPECT_EQ(legs[id].counters->packets_lost, 0U);
        for (auto leg = id; leg < id + 2; ++leg) {
            close(legs[leg].watched);
            legs.erase(leg);
            engine.close(leg, now);
        }
    }
}

TEST_F(Pauses, NothingIsMadeUpAfterComfortNoiseAndItCountsForNoFormat_MED33) {
    FakeUe talker, hearer;
    tone(talker, kVoice, kLoudness);
    join(1, talker);
    join(2, hearer);
    run(30);
    talker.rtp.send(legs[1].rtp_port, talker.packet(13, {127}));
    legs[1].wait_for_arrival();
    for (int i = 0; i < 3; ++i) {  // what was said last
        advance();
        for (const auto leg : {1U, 2U}) legs[leg].wait_for_what_was_sent();
    }
    hearer.audio.clear();
    for (int i = 0; i < 20; ++i) {
        advance();
        for (const auto leg : {1U, 2U}) legs[leg].wait_for_what_was_sent();
    }
    EXPECT_TRUE(std::ranges::all_of(hearer.audio, [](int sample) { return sample == 0; }));
    for (const auto& seen : engine.seen()) EXPECT_NE(seen.kind, MediaEvent::Kind::payload_changed);
    EXPECT_LE(legs[1].counters->jitter, 16U);
}

TEST_F(Pauses, ComfortNoiseThatWasNotAgreedOnIsNotHeard_MED33) {
    FakeUe talker, hearer;
    tone(talker, kVoice, kLoudness);
    join(1, talker);
    join(2, hearer);
    auto stream = talker.stream(1, Mode::sendrecv);
    stream.receives_noise.reset();
    engine.apply(1, stream, now);
    run(30);
    talker.rtp.send(legs[1].rtp_port, talker.packet(13, {56}));
    legs[1].wait_for_arrival();
    for (int i = 0; i < 10; ++i) advance();
    legs[2].wait_for_what_was_sent();
    hearer.audio.clear();
    for (int i = 0; i < 20; ++i) {
        advance();
        for (const auto leg : {1U, 2U}) legs[leg].wait_for_what_was_sent();
    }
    EXPECT_TRUE(std::ranges::all_of(hearer.audio, [](int sample) { return sample == 0; }));
}

}  // namespace
}  // namespace isfocus::mrfpd
