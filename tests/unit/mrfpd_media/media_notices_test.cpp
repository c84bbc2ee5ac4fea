#include <gtest/gtest.h>

#include "engine_fixture.h"

/// What of the media the gateway is told.
namespace isfocus::mrfpd {
namespace {

using namespace std::chrono_literals;

// H.248.1 E.12
TEST_F(Engine, AnotherFormatThanBeforeIsTold_MED30) {
    tone(a, 400);
    join(1, a);
    run(5);
    EXPECT_TRUE(engine.seen().empty());
    a.encoding = Encoding::pcma;
    run(5);
    EXPECT_EQ(engine.seen(),
              (std::vector<MediaEvent>{{.termination = 1, .kind = MediaEvent::Kind::payload_changed, .value = 8}}));
}

// MED-20
TEST_F(Engine, WhoFallsSilentIsToldOnceUntilHeIsBack) {
    tone(a, 400);
    open(1, a);
    auto stream = a.stream(1, Mode::sendrecv);
    stream.inactivity = Inactivity{std::chrono::seconds{1}, Inactivity::Direction::in};
    engine.apply(1, stream, now);
    run(60);
    EXPECT_TRUE(engine.seen().empty());
    a.amplitude = 0;  // says nothing any more
    run(48);
    EXPECT_TRUE(engine.seen().empty());
    run(60);
    EXPECT_EQ(engine.seen(), (std::vector<MediaEvent>{{1, MediaEvent::Kind::stopped, 0, {}}}));
    engine.seen().clear();
    tone(a, 400);
    run(5);
    a.amplitude = 0;
    run(60);
    EXPECT_EQ(engine.seen().size(), 1U) << "again";
}

TEST_F(Engine, OnHoldNobodyIsMissed) {
    open(1, a);
    auto stream = a.stream(1, Mode::inactive);
    stream.inactivity = Inactivity{std::chrono::seconds{1}, Inactivity::Direction::in};
    engine.apply(1, stream, now);
    run(100);
    EXPECT_TRUE(engine.seen().empty());
    stream.mode = Mode::sendrecv;
    engine.apply(1, stream, now);
    run(45);
    EXPECT_TRUE(engine.seen().empty()) << "the time begins with the resumption";
    run(10);
    EXPECT_EQ(engine.seen().size(), 1U);
    stream.inactivity->direction = Inactivity::Direction::both;
    engine.apply(1, stream, now);
    run(100);
    EXPECT_EQ(engine.seen().size(), 1U) << "he is sent packets";
}

TEST_F(Engine, ForTimeThatWasLeftOutNobodyIsMissed_MED36) {
    tone(a, 400);
    open(1, a);
    auto stream = a.stream(1, Mode::sendrecv);
    stream.inactivity = Inactivity{std::chrono::seconds{1}, Inactivity::Direction::in};
    engine.apply(1, stream, now);
    run(20);
    a.amplitude = 0;
    engine.skip(100);
    now.monotonic += 2s;
    run(48);
    EXPECT_TRUE(engine.seen().empty());
    run(5);
    EXPECT_EQ(engine.seen().size(), 1U);
}

}  // namespace
}  // namespace isfocus::mrfpd
