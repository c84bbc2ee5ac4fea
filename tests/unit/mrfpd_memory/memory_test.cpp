#include "memory.h"

#include <gtest/gtest.h>
#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "fake_ue.h"
#include "mrfpd/media/media_orders.h"
#include "mrfpd/media/media_plane.h"

/// MED-53: what the media plane does with memory, and without.
namespace isfocus::mrfpd {
namespace {

using namespace std::chrono_literals;
using test::FakeUe;
using test::ScarceMemory;

using Numbers = std::vector<std::uint32_t>;

const std::string kHost = test::own_address();
constexpr std::uint16_t kFirstPort = 30000, kLastPort = 30011;  // below those that the kernel gives away

/// Users of one conference. All memory that the media thread would take for it can be counted, and be scarce.
class Scene {
public:
    struct User {
        FakeUe ue;
        std::uint16_t port = 0;
        int watched = -1;  ///< a copy of the descriptor of its RTP socket
        std::shared_ptr<MediaCounters> counters = std::make_shared<MediaCounters>();
    };

    explicit Scene(const std::vector<Encoding>& encodings) : users(encodings.size()) {
        for (std::size_t i = 0; i < users.size(); ++i) {
            users[i].ue.encoding = encodings[i];
            users[i].ue.frequency = 400 + 250 * static_cast<double>(i);
        }
    }
    ~Scene() {
        for (auto& user : users)
            if (user.watched >= 0) ::close(user.watched);
    }

    void open(std::uint32_t id) {
        auto& user = users[id];
        const auto local = *h248::endpoint(kHost, 0);
        auto rtp = RtpSocket::open(local), rtcp = RtpSocket::open(local);
        sockaddr_storage name{};
        socklen_t size = sizeof name;
        getsockname(rtp->fd(), reinterpret_cast<sockaddr*>(&name), &size);
        user.port = h248::from_sockaddr(name)->port;
        if (user.watched >= 0) ::close(user.watched);
        user.watched = dup(rtp->fd());
        orders.post(MediaOrders::Open{id, {std::move(*rtp), std::move(*rtcp)}, {id, 0, 0, {}}, user.counters});
    }
    void apply(std::uint32_t id, const Stream& stream) { orders.post(MediaOrders::Apply{id, stream}); }
    Stream stream(std::uint32_t id) const { return users[id].ue.stream(1, Mode::sendrecv); }

    void talk(std::uint32_t id) {
        auto& user = users[id];
        if (user.ue.amplitude == 0 || user.port == 0) return;
        if (user.ue.talk(user.port)) wait_for_arrival(id);
    }
    void wait_for_arrival(std::uint32_t id) const {
        pollfd in{users[id].watched, POLLIN, 0};
        poll(&in, 1, 1000);
    }

    /// As a media thread does it.
    void tick() {
        for (std::uint32_t i = 0; i < users.size(); ++i) talk(i);
        now.monotonic += kTick;
        now.wall += kTick;
        {
            const ScarceMemory memory{fails_first > taken ? fails_first - taken : 0,
                                      fails_first >= taken ? fails_count : 0};
            orders.carry_out(engine, now);
            engine.prepare(now);
            engine.send(now);
            taken += memory.taken();
        }
        told.insert(told.end(), engine.seen().begin(), engine.seen().end());
        engine.seen().clear();
        for (auto& user : users) user.ue.listen();
    }
    void ticks(int count) {
        for (int i = 0; i < count; ++i) tick();
    }

    Numbers out_of_service() const {
        Numbers result;
        for (const auto& event : told)
            if (event.kind == MediaEvent::Kind::out_of_service) result.push_back(event.termination);
        return result;
    }

    std::size_t fails_first = ScarceMemory::kNever, fails_count = 0;
    std::size_t taken = 0;
    std::vector<User> users;
    std::vector<MediaEvent> told;
    Instant now{1000s, 1'700'000'000s};
    MediaEngine engine;
    MediaOrders orders;
};

TEST(Memory, NoneIsTakenInATickOnceAllIsUnderWay_MED53) {
    Scene scene{{Encoding::pcmu, Encoding::g722, Encoding::amr, Encoding::amr_wb, Encoding::pcma, Encoding::amr_wb}};
    for (std::uint32_t i = 0; i < 6; ++i) {
        scene.open(i);
        scene.apply(i, scene.stream(i));
        scene.users[i].ue.amplitude = i < 4 ? 2000 : 0;  // two only listen
    }
    scene.ticks(20);
    ASSERT_GT(scene.taken, 0U);
    scene.taken = 0;
    scene.ticks(100);
    EXPECT_EQ(scene.taken, 0U);
    EXPECT_GT(scene.users[5].ue.hears(400), 1000);
}

/// Much of what takes memory: another format, a key, a sound, packets out of order, one more user, one who leaves.
void play(Scene& scene) {
    for (std::uint32_t i = 0; i < 3; ++i) {
        scene.open(i);
        scene.apply(i, scene.stream(i));
        scene.users[i].ue.amplitude = 3000;
    }
    scene.ticks(2);
    auto& wide = scene.users[0];
    const auto late = wide.ue.voice();
    scene.tick();
    wide.ue.rtp.send(wide.port, late);
    wide.ue.rtp.send(wide.port, wide.ue.packet(101, {5, 10, 0, 160}));
    scene.wait_for_arrival(0);
    scene.tick();
    auto plays = scene.stream(1);
    plays.plays = {{{.number = 1, .tone = Tone::busy, .length = 40ms, .hearers = Hearers::all}}};
    scene.apply(1, plays);
    scene.ticks(4);
    scene.users[1].ue.encoding = Encoding::pcma;
    scene.ticks(2);
    scene.apply(1, scene.stream(1));
    scene.open(3);
    scene.apply(3, scene.stream(3));
    scene.ticks(2);
    scene.orders.post(MediaOrders::Close{2});
    scene.users[2].ue.amplitude = 0;
    scene.tick();
}

/// Those who are in service hear each other and nobody else.
void expect_the_others_hear_each_other(Scene& scene, const Numbers& out) {
    const auto is_out = [&](std::uint32_t id) { return id == 2 || std::ranges::find(out, id) != out.end(); };
    scene.fails_count = 0;
    scene.ticks(25);
    for (std::uint32_t i = 0; i < 4; ++i) {
        auto& ue = scene.users[i].ue;
        ue.packets.clear();
    }
    scene.ticks(5);
    for (std::uint32_t i = 0; i < 4; ++i) {
        const auto& ue = scene.users[i].ue;
        EXPECT_EQ(ue.packets.size(), is_out(i) ? 0U : 5U) << i;
        if (is_out(i)) continue;
        for (std::uint32_t j = 0; j < 3; ++j) {
            const auto heard = ue.hears(scene.users[j].ue.frequency, 5 * samples_of(ue.rate()));
            if (i == j || is_out(j))
                EXPECT_LT(heard, 300) << i << " hears " << j;
            else
                EXPECT_GT(heard, 1500) << i << " hears " << j;
        }
    }
}

const std::vector<Encoding> kPlayed{Encoding::amr_wb, Encoding::pcmu, Encoding::g722, Encoding::amr};

/// Whatever it is for which there is none, it ends for one user, the MGC hears of it, and for the others all goes on.
TEST(Memory, WhereThereIsNoneOneTerminationGoesOutOfServiceAndTheOthersGoOn_MED53) {
    Scene whole{kPlayed};
    play(whole);
    EXPECT_EQ(whole.out_of_service().size(), 0U);
    expect_the_others_hear_each_other(whole, {});
    ASSERT_GT(whole.taken, 50U);
    for (std::size_t first = 0; first < whole.taken; ++first) {
        SCOPED_TRACE(first);
        Scene scene{kPlayed};
        scene.fails_first = first;
        scene.fails_count = 1;
        EXPECT_NO_THROW(play(scene));
        const auto out = scene.out_of_service();
        EXPECT_EQ(out.size(), 1U);
        for (const auto& event : scene.told)
            if (event.kind == MediaEvent::Kind::out_of_service) EXPECT_EQ(event.error, ENOMEM);
        expect_the_others_hear_each_other(scene, out);
        EXPECT_EQ(scene.out_of_service(), out) << "told once";
        if (HasFailure()) return;
    }
}

/// From then on nobody gets any for a while: those who need some are out, once each, and who comes later is served.
TEST(Memory, WhereThereIsNoneForAWhileNothingElseIsLost_MED53) {
    Scene whole{kPlayed};
    play(whole);
    for (std::size_t first = 0; first < whole.taken; first += 5) {
        SCOPED_TRACE(first);
        Scene scene{kPlayed};
        scene.fails_first = first;
        scene.fails_count = ScarceMemory::kNever;
        EXPECT_NO_THROW(play(scene));
        const auto out = scene.out_of_service();
        EXPECT_GT(out.size(), 0U);
        for (const auto id : out) scene.orders.post(MediaOrders::Close{id});
        scene.fails_count = 0;
        scene.tick();
        scene.told.clear();
        for (const auto id : out) {
            if (id == 2) continue;
            scene.open(id);
            scene.apply(id, scene.stream(id));
        }
        expect_the_others_hear_each_other(scene, {});
        EXPECT_EQ(scene.out_of_service(), Numbers{}) << "told once";
        if (HasFailure()) return;
    }
}

/// So much for a second of packets each of which is in another format than the one before, and of an SSRC of its own.
TEST(Memory, WhoAlwaysSendsSomethingElseGetsNoDecoderForEach_MED54) {
    Scene scene{{Encoding::amr_wb, Encoding::pcmu}};
    scene.open(0);
    auto wide = scene.stream(0);
    wide.receives.push_back({97, Encoding::amr_wb, AmrPacking::octet_aligned});
    for (std::uint8_t type = 98; type < 106; ++type)
        wide.receives.push_back({type, Encoding::amr, AmrPacking::octet_aligned, type});
    scene.apply(0, wide);
    scene.ticks(5);
    scene.taken = 0;
    auto& user = scene.users[0];
    for (int tick = 0; tick < 50; ++tick) {
        for (std::uint8_t type = 96; type < 106; ++type) {
            ++user.ue.ssrc;
            user.ue.rtp.send(user.port, user.ue.packet(type, std::vector<std::uint8_t>(33, 0)));
        }
        scene.wait_for_arrival(0);
        scene.tick();
    }
    EXPECT_GT(scene.taken, 0U);
    EXPECT_LE(scene.taken, 4 * (10U + 5U) + 20U) << "10 decoders at once, 5 in a second, and room for packets";
}

TEST(Memory, WhoGoesFromOneFormatToAnotherAllTheTimeIsHeard_MED54) {
    Scene scene{{Encoding::amr, Encoding::pcmu}};
    for (std::uint32_t i = 0; i < 2; ++i) {
        scene.open(i);
        scene.apply(i, scene.stream(i));
    }
    auto& talker = scene.users[0];
    FakeUe narrow;  // the same voice in the other format
    narrow.encoding = Encoding::pcma;
    narrow.frequency = talker.ue.frequency;
    narrow.amplitude = 8000;
    for (int tick = 0; tick < 300; ++tick) {
        talker.ue.amplitude = 8000;
        auto packet = talker.ue.voice();
        auto other = narrow.voice();
        talker.ue.amplitude = 0;  // the scene says nothing for him
        talker.ue.rtp.send(talker.port, tick % 6 < 3 ? packet : other);
        scene.wait_for_arrival(0);
        scene.tick();
    }
    EXPECT_GT(test::decibels(scene.users[1].ue.hears(400), 8000), -3) << "more than what can be made up";
}

class InRealTime : public ::testing::Test {
protected:
    bool has_line(const std::string& text) const {
        return std::ranges::any_of(lines, [&](const auto& line) { return line.find(text) != std::string::npos; });
    }

    /// When the media thread has something to tell.
    void take_events() {
        pollfd in{plane.event_fd(), POLLIN, 0};
        ASSERT_EQ(poll(&in, 1, 10'000), 1);
        for (const auto& event : plane.take_events()) events.push_back(event);
        plane.look_after_threads();
    }

    std::vector<std::string> lines;
    std::vector<MediaEvent> events;
    MediaPlane plane{kHost, kFirstPort, kLastPort, [this](const std::string& line) { lines.push_back(line); }, 2};
    FakeUe before, meanwhile;
};

TEST_F(InRealTime, AMediaThreadWithoutMemoryGoesOn_MED53) {
    ASSERT_TRUE(plane.open(1) && plane.open(2));
    plane.apply(1, before.stream(1, Mode::sendrecv));
    ASSERT_GT(before.listen(10'000), 0U);
    {
        const test::NoMemoryElsewhere none;  // not even for telling of it
        plane.apply(2, meanwhile.stream(1, Mode::sendrecv));
        while (!has_line("media thread=0 failed in ticks")) ASSERT_NO_FATAL_FAILURE(take_events());
        EXPECT_EQ(events, std::vector<MediaEvent>{});
    }
    while (events.empty()) ASSERT_NO_FATAL_FAILURE(take_events());
    EXPECT_EQ(events,
              (std::vector<MediaEvent>{{.termination = 2, .kind = MediaEvent::Kind::out_of_service, .error = ENOMEM}}));
    before.listen();
    EXPECT_GT(before.listen(10'000), 0U) << "the other one is still sent what he is to hear";
}

TEST_F(InRealTime, AMediaThreadThatHangsTakesNoNewConferencesAndHoldsUpNobodyElse_MED50) {
    for (std::uint32_t id = 1; id <= 6; ++id) ASSERT_TRUE(plane.open(id));
    FakeUe others;
    plane.apply(1, before.stream(1, Mode::sendrecv));
    for (const std::uint32_t id : {2U, 3U, 4U}) plane.apply(id, others.stream(2, Mode::sendrecv));
    ASSERT_GT(before.listen(10'000), 0U);
    ASSERT_GT(others.listen(10'000), 0U);
    {
        const test::StuckElsewhere stuck;
        plane.apply(5, before.stream(1, Mode::sendrecv));  // of the first thread, which has less to do all the same
        for (int i = 0; i < 1000 && !has_line("media thread=0 hangs"); ++i) {
            std::this_thread::sleep_until(plane.next_look());
            plane.look_after_threads();
        }
        ASSERT_TRUE(has_line("media thread=0 hangs"));
        EXPECT_GT(plane.overload().ticks_missed, 0U);
        plane.apply(6, meanwhile.stream(3, Mode::sendrecv));
        EXPECT_GT(meanwhile.listen(10'000), 0U);
        others.listen();
        EXPECT_GT(others.listen(10'000), 0U);
        before.listen();
        EXPECT_EQ(before.listen(), 0U);
    }
    EXPECT_GT(before.listen(10'000), 0U);
    for (int i = 0; i < 1000 && !has_line("media thread=0 goes on"); ++i) {
        std::this_thread::sleep_for(1ms);
        plane.look_after_threads();
    }
    EXPECT_TRUE(has_line("media thread=0 goes on"));
}

/// And what it uses then stays: ASan would tell.
TEST(AtTheEnd, AMediaThreadThatHangsHoldsUpNobodyAndIsLeftAlone_MED65) {
    std::vector<std::string> lines;
    FakeUe of_the_one_that_hangs, other;
    std::uint16_t port = 0;
    {
        std::optional<MediaPlane> plane{
            std::in_place, kHost, kFirstPort, kLastPort, [&](const std::string& line) { lines.push_back(line); }, 2};
        port = plane->open(1).value();
        plane->open(2);
        plane->open(3);
        plane->apply(1, of_the_one_that_hangs.stream(1, Mode::sendrecv));
        plane->apply(2, other.stream(2, Mode::sendrecv));
        ASSERT_GT(of_the_one_that_hangs.listen(10'000), 0U);
        ASSERT_GT(other.listen(10'000), 0U);
        const test::StuckElsewhere stuck;
        plane->apply(3, of_the_one_that_hangs.stream(1, Mode::sendrecv));  // takes memory, and hangs with that
        for (int i = 0; i < 1000 && lines.empty(); ++i) {
            std::this_thread::sleep_until(plane->next_look());
            plane->look_after_threads();
        }
        ASSERT_EQ(lines.size(), 1U);
        ASSERT_TRUE(lines[0].starts_with("media thread=0 hangs")) << lines[0];
        EXPECT_FALSE(plane->end());
        ASSERT_EQ(lines.size(), 2U);
        EXPECT_EQ(lines[1], "media thread=0 hangs, and is left alone at the end");
        EXPECT_FALSE(plane->end());
        EXPECT_EQ(lines.size(), 2U) << "nobody waits for it again";
        plane->close(1);
        plane.reset();
    }
    const auto is_free = [&] {
        try {
            test::Socket{kHost, port};
            return true;
        } catch (const std::runtime_error&) {
            return false;
        }
    };
    for (int i = 0; i < 10'000 && !is_free(); ++i) std::this_thread::sleep_for(1ms);
    EXPECT_TRUE(is_free()) << "when it goes on it ends as it would have";
}

TEST(AtTheEnd, AllMediaThreadsEndThatDoNotHang_MED65) {
    MediaPlane plane{kHost, kFirstPort, kLastPort, [](const std::string& line) { ADD_FAILURE() << line; }, 3};
    EXPECT_TRUE(plane.end());
    EXPECT_TRUE(plane.end());
}

}  // namespace
}  // namespace isfocus::mrfpd
