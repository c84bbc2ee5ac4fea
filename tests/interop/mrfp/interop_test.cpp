#include <gtest/gtest.h>
#include <poll.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <random>
#include <stdexcept>
#include <variant>
#include <vector>

#include "erlang_mrfp.h"
#include "isfocus/h248/udp.h"
#include "isfocus/mrfp/client.h"
#include "own_address.h"

/// Our resource client against an MRFP whose H.248 is not ours: codec and transactions are those of Erlang's megaco.
namespace isfocus::mrfp {
namespace {

using namespace std::chrono_literals;
using Words = std::vector<std::string>;

constexpr std::uint16_t kMrfpPort = 2945, kMgcPort = 2944;

class ErlangInterop : public testing::Test {
protected:
    void SetUp() override {
        if (!ErlangMrfp::is_installed()) GTEST_SKIP() << "needs erlang-base and erlang-megaco";
    }

    /// Starts both, and waits until the MRFP has registered and its packages are known.
    void start(const Words& options, Settings settings = {}) {
        const auto mrfp_endpoint = *h248::endpoint(host, kMrfpPort), mgc_endpoint = *h248::endpoint(host, kMgcPort);
        settings.allowed = {"[" + host + "]:" + std::to_string(kMrfpPort)};
        auto opened = h248::UdpSocket::open(mgc_endpoint);
        ASSERT_TRUE(opened) << opened.error().text;
        socket.emplace(std::move(*opened));
        client.emplace(
            settings, inbox, [] { return std::chrono::steady_clock::now(); },
            [this](const h248::Endpoint& to, std::string_view octets) { socket->send(to, octets); },
            std::random_device{}());
        mrfp.emplace(mrfp_endpoint, mgc_endpoint, options);
        ASSERT_TRUE(expect<focus::MrfpAvailability>().available);
    }

    /// Runs both until `done`; false when that takes too long.
    template <class Predicate>
    bool run_until(const Predicate& done) {
        const auto end = std::chrono::steady_clock::now() + 25s;
        while (!done()) {
            const auto now = std::chrono::steady_clock::now();
            if (now > end) return false;
            const auto until = std::min(client->next_deadline().value_or(end), end);
            const auto wait = std::chrono::ceil<std::chrono::milliseconds>(until - now);
            pollfd fds[] = {{socket->fd(), POLLIN, 0}, {mrfp->fd(), POLLIN, 0}};
            poll(fds, 2, static_cast<int>(std::clamp<std::int64_t>(wait.count(), 0, 200)));
            socket->receive(
                [this](const h248::Endpoint& from, std::string_view octets) { client->received(from, octets); });
            client->tick();
            mrfp->read();
            inbox.drain([this](const focus::Event& event) { events.push_back(event); });
        }
        return true;
    }

    /// The next event, which must be a T; the test ends otherwise.
    template <class T>
    T expect() {
        if (!run_until([&] { return !events.empty(); })) throw std::runtime_error("no event came\n" + mrfp->log());
        const auto event = events.front();
        events.erase(events.begin());
        const auto* wanted = std::get_if<T>(&event);
        if (!wanted)
            throw std::runtime_error("event " + std::to_string(event.index()) + " came instead\n" + mrfp->log());
        return *wanted;
    }

    void expect_log(std::string_view text) {
        EXPECT_TRUE(run_until([&] { return mrfp->has_logged(text); })) << text << '\n' << mrfp->log();
    }

    static focus::Description ue(int port, std::string_view attributes = "") {
        std::string sdp = "v=0\r\no=ue 1 1 IN IP4 127.0.0.11\r\ns=-\r\nc=IN IP4 127.0.0.11\r\nt=0 0\r\nm=audio " +
                          std::to_string(port) + " RTP/AVP 8 101\r\na=rtpmap:101 telephone-event/8000\r\n";
        return {sdp.append(attributes), {}};
    }

    void reserve(std::uint64_t leg, std::optional<focus::Description> offer = ue(49152)) {
        client->reserve({LegId{leg}, ConferenceId{1}, std::move(offer), std::to_string(leg)});
    }

    /// Registration, a UE that dials in, one that is called, hold, leave, end.
    void whole_conference() {
        reserve(1);
        EXPECT_NE(expect<focus::MediaReserved>().local.sdp.find("m=audio 30000 RTP/AVP 8 101\r\n"), std::string::npos);
        expect_log("ADD ctx=1 term=ip/1 mode=sendRecv");
        reserve(2, std::nullopt);
        EXPECT_NE(expect<focus::MediaReserved>().local.sdp.find("m=audio 30002 RTP/AVP 96 97 98 99 9 8 0 100 101\r\n"),
                  std::string::npos);
        expect_log("ADD ctx=1 term=ip/2 mode=inactive");
        client->configure(LegId{2}, ue(40000));
        EXPECT_EQ(expect<focus::MediaConfigured>().leg, LegId{2});
        expect_log("MODIFY ctx=1 term=ip/2 mode=sendRecv");
        client->renegotiate(LegId{1}, ue(49152, "a=sendonly\r\n"));
        EXPECT_NE(expect<focus::MediaReserved>().local.sdp.find("a=recvonly\r\n"), std::string::npos);
        expect_log("MODIFY ctx=1 term=ip/1 mode=inactive");
        reserve(3);
        expect<focus::MediaReserved>();
        client->release(LegId{1});
        expect_log("SUBTRACT ctx=1 term=ip/1");
        client->end(ConferenceId{1});
        expect_log("SUBTRACT ctx=1 term=ip/3");
        expect_log("FREE ctx=1");
        EXPECT_TRUE(events.empty());
        EXPECT_FALSE(mrfp->has_logged("BAD")) << mrfp->log();
    }

    focus::Inbox inbox;
    std::vector<focus::Event> events;
    std::optional<h248::UdpSocket> socket;
    std::optional<Client> client;
    const std::string host = test::own_address();
    std::optional<ErlangMrfp> mrfp;
};

TEST_F(ErlangInterop, AWholeConference) {
    start({});
    whole_conference();
}

TEST_F(ErlangInterop, AWholeConferenceInTheShortForm) {
    Settings settings;
    settings.compact = true;
    start({"--encoding", "compact"}, settings);
    whole_conference();
}

TEST_F(ErlangInterop, AWholeConferenceWhileEveryFirstCopyIsLost) {
    start({"--drop", "1"});
    whole_conference();
    EXPECT_TRUE(mrfp->has_logged("DROP"));
}

TEST_F(ErlangInterop, ASlowMrfpSendsPendingAndGetsItsReplyAcknowledged) {
    start({"--pending", "700", "--want-ack"});
    reserve(1);
    expect<focus::MediaReserved>();
    expect_log("ACK id=");
    client->end(ConferenceId{1});
    expect_log("FREE ctx=1");
}

TEST_F(ErlangInterop, ASlowMrfpSendsPendingAndIsWaitedFor) {
    start({"--pending", "900"});
    whole_conference();
    EXPECT_TRUE(mrfp->has_logged("Pending")) << mrfp->log();
}

TEST_F(ErlangInterop, EveryReplyThatAsksForItIsAcknowledged) {
    start({"--want-ack"});
    whole_conference();
    expect_log("ACK id=");
    EXPECT_FALSE(mrfp->has_logged("RETRANSMISSION")) << mrfp->log();
}

TEST_F(ErlangInterop, AnOverloadedMrfpIsAskedForLess_MP1_6) {
    start({"--overload", "1"});
    expect_log("MODIFY root events=");
    for (std::uint64_t leg = 1; leg < 12; ++leg) {  // the rate is halved after each
        client->reserve({LegId{leg}, ConferenceId{leg}, ue(49152), std::to_string(leg)});
        const auto before = client->counters().overloads;
        ASSERT_TRUE(run_until([&] { return !events.empty(); }));
        events.clear();
        if (client->counters().held_back > 0) break;
        EXPECT_TRUE(run_until([&] { return client->counters().overloads > before; })) << mrfp->log();
    }
    EXPECT_EQ(client->counters().held_back, 1U) << mrfp->log();
    EXPECT_FALSE(mrfp->has_logged("BAD")) << mrfp->log();
}

TEST_F(ErlangInterop, WhenWeGoTheMrfpIsToldBeforehandAndAtTheEnd_MP1_3_2) {
    start({});
    whole_conference();
    client->announce_stop(5s);
    expect_log("SERVICECHANGE root graceful");
    client->stop();
    expect_log("SERVICECHANGE root forced");
    EXPECT_FALSE(mrfp->has_logged("BAD")) << mrfp->log();
}

TEST_F(ErlangInterop, AnMrfpWithoutRoomFailsTheLeg) {
    start({"--fail", "add:510"});
    reserve(1);
    EXPECT_EQ(expect<focus::MediaFailed>().status, 503);
}

TEST_F(ErlangInterop, AFailedModifyEndsTheLegAndItsTermination) {
    start({"--fail", "modify:529"});
    reserve(1);
    expect<focus::MediaReserved>();
    client->renegotiate(LegId{1}, ue(50000));
    EXPECT_EQ(expect<focus::MediaFailed>().status, 500);
    expect_log("SUBTRACT ctx=1 term=ip/1");
}

TEST_F(ErlangInterop, ARestartedMrfpHasLostItsConferencesAndIsInUseAgain) {
    start({"--restart", "1500"});
    reserve(1);
    expect<focus::MediaReserved>();
    EXPECT_EQ(expect<focus::MrfpLost>().conferences, std::vector<ConferenceId>{ConferenceId{1}});
    client->reserve({LegId{2}, ConferenceId{2}, ue(49152), "2"});
    EXPECT_EQ(expect<focus::MediaReserved>().leg, LegId{2});
}

TEST_F(ErlangInterop, AnMrfpThatFallsSilentIsLost) {
    Settings settings;
    settings.heartbeat = 1s;
    start({"--mute", "2"}, settings);  // answers the audit and the Add
    reserve(1);
    expect<focus::MediaReserved>();
    EXPECT_EQ(expect<focus::MrfpLost>().conferences, std::vector<ConferenceId>{ConferenceId{1}});
    EXPECT_FALSE(expect<focus::MrfpAvailability>().available);
}

TEST_F(ErlangInterop, ATerminationsHeartbeatIsAnsweredAndChangesNothing) {
    start({"--notify", "200:hangterm/thb"});
    reserve(1);
    expect<focus::MediaReserved>();
    expect_log("REPLY id=");
    EXPECT_FALSE(mrfp->has_logged("SUBTRACT"));
    EXPECT_TRUE(events.empty());
}

TEST_F(ErlangInterop, ACauseReportedEndsTheLeg) {
    start({"--notify", "200:g/cause{generalcause=FT}"});
    reserve(1);
    expect<focus::MediaReserved>();
    EXPECT_EQ(expect<focus::MediaFailed>().leg, LegId{1});
    expect_log("SUBTRACT ctx=1 term=ip/1");
}

TEST_F(ErlangInterop, ANetworkFailureIsToldAndEndsNoLeg) {
    start({"--notify", "200:nt/netfail{cs=unreachable}"});
    reserve(1);
    expect<focus::MediaReserved>();
    const auto impaired = expect<focus::MediaImpaired>();
    EXPECT_EQ(impaired.leg, LegId{1});
    EXPECT_EQ(impaired.detail, "RTP to the user cannot be sent: unreachable");
    EXPECT_FALSE(mrfp->has_logged("SUBTRACT"));
    EXPECT_TRUE(events.empty());
}

TEST_F(ErlangInterop, ATerminationOutOfServiceEndsItsLeg) {
    start({"--out-of-service", "200"});
    reserve(1);
    expect<focus::MediaReserved>();
    const auto failed = expect<focus::MediaFailed>();
    EXPECT_EQ(failed.leg, LegId{1});
    EXPECT_EQ(failed.detail, "termination out of service: 904 Termination malfunctioning");
    expect_log("SUBTRACT ctx=1 term=ip/1");
}

}  // namespace
}  // namespace isfocus::mrfp
