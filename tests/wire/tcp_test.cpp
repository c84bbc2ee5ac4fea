#include "stream.h"
#include "wire_test.h"

namespace isfocus::test {
namespace {

using namespace focus;

/// A stream is hostile ground: no framing but what the peer writes (RFC 3261 18.3). Whatever comes, another UE is
/// served afterwards.
class Tcp : public WireTest {
protected:
    void TearDown() override {
        if (stack) serve("alive-" + std::to_string(++alive_));
    }

    /// Another UE's request over UDP.
    void serve(std::string call_id) {
        Ue other(peer, std::move(call_id));
        send(other.request("OPTIONS", kConference));
        answer(await<OptionsReceived>());
        expect("SIP/2.0 200");
    }

    void answer(const OptionsReceived& options) {
        stack->respond(options.transaction, {.status = 200, .phrase = "OK"});
    }

    std::uint16_t tcp_port() const { return stack->bound()[1].port; }

    /// As it goes over TCP, with Content-Length as given.
    std::string options(std::string_view content_length = "Content-Length: 0\r\n") {
        auto text = ue.request("OPTIONS", kConference);
        replace(text, "SIP/2.0/UDP", "SIP/2.0/TCP");
        replace(text, "Content-Length: 0\r\n", content_length);
        return text;
    }

    static void replace(std::string& text, std::string_view from, std::string_view to) {
        text.replace(text.find(from), from.size(), to);
    }

    /// Lets the stack work until this stands in what came over the connection.
    bool comes(Stream& stream, std::string_view part) {
        return run_until([&] { return contains(stream.received(), part); });
    }

    /// How much of what the peer sends the kernel keeps for the stack.
    static int receive_buffer(const Stream& stream) {
        const auto own_port = [](int fd, auto ask) {
            sockaddr_in address{};
            socklen_t size = sizeof address;
            return ask(fd, reinterpret_cast<sockaddr*>(&address), &size) == 0 ? ntohs(address.sin_port) : 0;
        };
        for (int fd = 3; fd < 1024; ++fd) {
            if (own_port(fd, getpeername) != own_port(stream.fd(), getsockname)) continue;
            int octets = 0;
            socklen_t size = sizeof octets;
            getsockopt(fd, SOL_SOCKET, SO_RCVBUF, &octets, &size);
            return octets;
        }
        return -1;
    }

    bool ends(Stream& stream) {
        return run_until([&] { return stream.is_ended(); });
    }

    Ue ue{peer};
    int alive_ = 0;
};

int count(std::string_view text, std::string_view part) {
    int found = 0;
    for (std::size_t at = 0; (at = text.find(part, at)) != std::string_view::npos; at += part.size()) ++found;
    return found;
}

TEST_F(Tcp, PipelinedRequestsOfOneSegmentAreEachServed_GEN16) {
    Stream stream(tcp_port());
    std::string all = options();
    all += options();
    all += "\r\n\r\n" + options();  // RFC 3261 7.5
    stream.send(all);
    for (int i = 0; i < 3; ++i) answer(await<OptionsReceived>());
    EXPECT_TRUE(run_until([&] { return count(stream.received(), "SIP/2.0 200") == 3; })) << stream.received();
}

TEST_F(Tcp, RequestThatComesOctetByOctetIsServed_GEN16) {
    Stream stream(tcp_port());
    for (const char c : options()) {
        stream.send({&c, 1});
        stack->step();
    }
    answer(await<OptionsReceived>());
    EXPECT_TRUE(comes(stream, "SIP/2.0 200"));
}

TEST_F(Tcp, BodyOfTheStatedLengthIsCutOutOfTheStream_GEN16) {
    Stream stream(tcp_port());
    auto invite = ue.invite();
    replace(invite, "SIP/2.0/UDP", "SIP/2.0/TCP");
    stream.send(invite + options());
    EXPECT_EQ(await<InviteReceived>().request.offer->sdp, kOffer);
    answer(await<OptionsReceived>());
}

TEST_F(Tcp, HalfAMessageAndItsEndAreHarmless) {
    for (const std::size_t length : {1u, 20u, 100u, 250u}) {
        Stream stream(tcp_port());
        stream.send(options().substr(0, length));
        stack->step();
    }
    run_until([this] { return stack->counters().connections == 0; });
    EXPECT_EQ(stack->counters().connections, 0u);
    EXPECT_TRUE(events.empty());
}

TEST_F(Tcp, HugeContentLengthBehindAPipelinedRequestIsRefused) {
    for (const std::string length : {"2147483646", "2147483647", "2147483648", "4294967294", "4294967295", "4294967296",
                                     "99999999999999999999", "1000000000000"}) {
        Stream stream(tcp_port());
        stream.send(options() + options("Content-Length: " + length + "\r\n") + "v=0");
        answer(await<OptionsReceived>());
        EXPECT_TRUE(comes(stream, "SIP/2.0 4")) << length;
        EXPECT_TRUE(ends(stream)) << length << ": where the next message begins is not known";
    }
}

TEST_F(Tcp, ContentLengthThatIsNoneIsRefusedAndTheStreamEnds) {  // RFC 3261 20.14
    for (const std::string value : {"-1", "abc", "", "1 2", "0x10"}) {
        Stream stream(tcp_port());
        stream.send(options("Content-Length: " + value + "\r\n") + options());
        EXPECT_TRUE(comes(stream, "SIP/2.0 400 Bad Content-Length")) << value << stream.received();
        EXPECT_TRUE(ends(stream)) << value;
    }
    EXPECT_TRUE(events.empty());
}

TEST_F(Tcp, TwoContentLengthsAreRefusedAndTheStreamEnds) {
    Stream stream(tcp_port());
    stream.send(options("Content-Length: 0\r\nContent-Length: 30\r\n") + options());
    EXPECT_TRUE(comes(stream, "SIP/2.0 400")) << stream.received();
    EXPECT_TRUE(ends(stream));
    EXPECT_TRUE(events.empty());
}

TEST_F(Tcp, MissingContentLengthIsRefusedAndTheStreamEnds) {  // RFC 3261 18.3, 20.14
    Stream stream(tcp_port());
    stream.send(options("") + options());
    EXPECT_TRUE(comes(stream, "SIP/2.0 400")) << stream.received();
    EXPECT_TRUE(ends(stream));
    EXPECT_TRUE(events.empty());
}

TEST_F(Tcp, GarbageWithoutLineEndsNeitherGrowsNorStays) {
    Stream stream(tcp_port());
    const std::string garbage(1 << 16, 'x');
    std::size_t sent = 0;
    EXPECT_TRUE(run_until([&] {
        while (sent < (8u << 20) && stream.push(garbage)) sent += garbage.size();
        return stream.is_ended();
    }));
    EXPECT_LT(sent, 8u << 20) << "all of it was taken";
}

TEST_F(Tcp, HeaderThatNeverEndsNeitherGrowsNorStays) {
    Stream stream(tcp_port());
    auto request = options();
    stream.send(request.substr(0, request.size() - 2) + "Subject: ");
    const std::string more(1 << 16, 'y');
    std::size_t sent = 0;
    EXPECT_TRUE(run_until([&] {
        while (sent < (8u << 20) && stream.push(more)) sent += more.size();
        return stream.is_ended();
    }));
    EXPECT_LT(sent, 8u << 20) << "all of it was taken";
    EXPECT_TRUE(events.empty());
}

TEST_F(Tcp, KeepAliveIsAnsweredByOneLineEnd) {  // RFC 5626 3.5.1
    Stream stream(tcp_port());
    for (int i = 1; i <= 3; ++i) {
        stream.send("\r\n\r\n");
        EXPECT_TRUE(run_until([&] { return stream.received().size() >= 2u * static_cast<unsigned>(i); }));
        EXPECT_EQ(stream.received().size(), 2u * static_cast<unsigned>(i));
    }
    stream.send(options());
    answer(await<OptionsReceived>());
    EXPECT_TRUE(comes(stream, "\r\n\r\n\r\nSIP/2.0 200"));
}

TEST_F(Tcp, KeepAliveRightBeforeARequestIsPassedOver) {  // RFC 3261 7.5
    Stream stream(tcp_port());
    stream.send("\r\n\r\n" + options());
    answer(await<OptionsReceived>());
    EXPECT_TRUE(comes(stream, "SIP/2.0 200"));
    send("\r\n" + ue.request("OPTIONS", kConference));
    answer(await<OptionsReceived>());
    expect("SIP/2.0 200");
}

TEST_F(Tcp, LineEndInADatagramIsPassedOver) {  // RFC 3261 7.5
    send("\r\n\r\n");
    send("\r\n");
    serve("after-line-ends");
    EXPECT_TRUE(events.empty());
}

/// With limits that a test can wait for.
class TcpLimits : public Tcp {
protected:
    void SetUp() override {
        auto limited = settings();
        limited.connections = {.idle = std::chrono::seconds(1),
                               .message = std::chrono::seconds(1),
                               .max_total = 20,
                               .max_per_address = 10};
        start(limited);
    }
};

TEST_F(TcpLimits, ConnectionThatSaysNothingIsClosed) {
    Stream stream(tcp_port());
    EXPECT_TRUE(ends(stream));
    EXPECT_EQ(stack->counters().ended_connections, 1u);
}

TEST_F(TcpLimits, HalfAMessageIsGivenUp) {
    Stream stream(tcp_port());
    stream.send(options().substr(0, 60));
    EXPECT_TRUE(ends(stream));
    EXPECT_TRUE(events.empty());
}

TEST_F(TcpLimits, IdleConnectionIsClosed) {
    Stream stream(tcp_port());
    stream.send(options());
    answer(await<OptionsReceived>());
    EXPECT_TRUE(comes(stream, "SIP/2.0 200"));
    EXPECT_TRUE(ends(stream));
}

TEST_F(TcpLimits, ConnectionOnWhichATransactionWaitsIsNotIdle) {
    Stream stream(tcp_port());
    stream.send(options());
    const auto waiting = await<OptionsReceived>();
    Stream other(tcp_port());
    other.send(options());
    answer(await<OptionsReceived>());
    EXPECT_TRUE(ends(other));
    EXPECT_FALSE(stream.is_ended());
    answer(waiting);
    EXPECT_TRUE(comes(stream, "SIP/2.0 200"));
}

TEST_F(TcpLimits, NoMoreThanSoManyConnectionsOfOnePeerStay) {
    std::vector<Stream> streams;
    for (int i = 0; i < 10; ++i) streams.emplace_back(tcp_port());
    EXPECT_TRUE(run_until([this] { return stack->counters().connections == 10; }));
    Stream surplus(tcp_port());
    EXPECT_TRUE(ends(surplus));
    EXPECT_EQ(stack->counters().ended_connections, 1u);
    streams[0].send(options());
    answer(await<OptionsReceived>());
    EXPECT_TRUE(comes(streams[0], "SIP/2.0 200")) << "those that were there before stay";
}

/// The library copies what is left of them for each of many requests that come at once.
TEST_F(Tcp, OfManyRequestsAtOnceFewAreKept_GEN16) {
    Stream stream(tcp_port());
    stream.send(options());
    answer(await<OptionsReceived>());
    EXPECT_TRUE(comes(stream, "SIP/2.0 200"));
    const int octets = receive_buffer(stream);
    EXPECT_GT(octets, 0);
    EXPECT_LE(octets, 65536);
}

}  // namespace
}  // namespace isfocus::test
