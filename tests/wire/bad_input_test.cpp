#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include "wire_test.h"

namespace isfocus::test {
namespace {

using namespace focus;

/// What nobody may get past the adapter with: an answer that names the fault, no Event, and no harm.
class BadInput : public WireTest {
protected:
    void TearDown() override {
        if (stack) expect_alive();
    }

    void expect_alive() {
        Ue other(peer, "alive-" + std::to_string(++alive_));
        send(other.request("OPTIONS", kConference));
        const auto options = await<OptionsReceived>();
        stack->respond(options.transaction, {.status = 200, .phrase = "OK"});
        expect("SIP/2.0 200");
    }

    std::string answer_to(const std::string& request) {
        send(request);
        return expect("SIP/2.0 ");
    }

    static std::string replaced(std::string text, std::string_view from, std::string_view to) {
        const std::size_t at = text.find(from);
        EXPECT_NE(at, std::string::npos) << from;
        return at == std::string::npos ? text : text.replace(at, from.size(), to);
    }

    static std::string status_line(const std::string& message) { return message.substr(0, message.find("\r\n")); }

    Ue ue{peer};
    int alive_ = 0;
};

TEST_F(BadInput, MissingHeaderIsNamedInThe400) {  // GEN-01
    for (const std::string name : {"From", "To", "Call-ID", "CSeq"}) {
        auto invite = ue.invite();
        const std::size_t at = invite.find("\r\n" + name + ":");
        invite.erase(at, invite.find("\r\n", at + 2) - at);
        const auto line = status_line(answer_to(invite));
        EXPECT_TRUE(line.starts_with("SIP/2.0 400")) << line;
        EXPECT_TRUE(contains(line, name)) << line;
    }
}

TEST_F(BadInput, MalformedHeaderIsNamedInThe400) {  // GEN-01
    EXPECT_EQ(status_line(answer_to(replaced(ue.invite(), "CSeq: 1 INVITE", "CSeq: 1 BYE"))),
              "SIP/2.0 400 Bad CSeq Header");
    EXPECT_EQ(status_line(answer_to(replaced(ue.invite(), "From: <sip:alice@ims.test>", "From: <<sip:alice"))),
              "SIP/2.0 400 Bad From Header");
    EXPECT_EQ(status_line(answer_to(ue.invite(Ue::kFactory, "Content-Type: text/plain\n"))),
              "SIP/2.0 400 Bad Content-Type Header");
    EXPECT_EQ(status_line(answer_to(replaced(ue.invite(), "Contact: <sip:alice@", "Contact: <mailto:alice@"))),
              "SIP/2.0 400 Bad Contact Header");
    const auto truncated = ue.invite();
    EXPECT_EQ(status_line(answer_to(truncated.substr(0, truncated.size() - 20))),
              "SIP/2.0 400 Bad Content-Length Header");
    EXPECT_EQ(status_line(answer_to(ue.request("INVITE", Ue::kFactory))), "SIP/2.0 400 Missing Contact Header");
    EXPECT_EQ(status_line(answer_to(
                  ue.request("INVITE", Ue::kFactory, ue.contact() + "Content-Type: application/sdp\n", "v=1\r\n"))),
              "SIP/2.0 400 Bad Session Description");
}

TEST_F(BadInput, RefusedRequestIsToldWithItsCallIdAndWhatWasWrong) {
    std::vector<std::string> told;
    auto listening = settings();
    listening.refused = [&](const sip::RefusedRequest& one) {
        told.push_back(std::string(one.method) + " " + std::to_string(one.status) + " " + std::string(one.call_id) +
                       " " + std::string(one.phrase));
    };
    stack->reconfigure(listening);
    answer_to(ue.request("MESSAGE", kConference));
    ASSERT_EQ(told.size(), 1u);
    EXPECT_TRUE(told[0].starts_with("MESSAGE 405 call-1 ")) << told[0];
}

TEST_F(BadInput, RefusedRequestIsToldWithWhoSentItWhereItWentAndWhy) {
    std::vector<sip::RefusedRequest> told;
    auto listening = settings();
    listening.refused = [&](const sip::RefusedRequest& one) { told.push_back(one); };
    stack->reconfigure(listening);
    answer_to(ue.invite(Ue::kFactory, "Require: foo\n"));
    answer_to(ue.request("INVITE", Ue::kFactory, ue.contact() + "Content-Type: text/plain\n", "hello"));
    ASSERT_EQ(told.size(), 2u);
    EXPECT_EQ(told[0].from, "udp:127.0.0.1:" + std::to_string(peer.port()));
    EXPECT_TRUE(told[0].is_trusted);
    EXPECT_EQ(told[0].uri, Ue::kFactory);
    EXPECT_EQ(told[0].detail, "Unsupported: foo");
    EXPECT_EQ(told[1].status, 415);
    EXPECT_EQ(told[1].detail, "Content-Type: text/plain");
    send(ue.request("OPTIONS", kConference));
    const auto asked = await<OptionsReceived>().transaction;
    EXPECT_EQ(stack->origin(asked),
              "method=OPTIONS from=udp:127.0.0.1:" + std::to_string(peer.port()) + " trusted=yes uri=" + kConference);
}

TEST_F(BadInput, OtherVersionGets505) {  // GEN-02
    const auto line = status_line(answer_to(replaced(ue.invite(), " SIP/2.0\r\n", " SIP/7.0\r\n")));
    EXPECT_TRUE(line.starts_with("SIP/2.0 505")) << line;
}

TEST_F(BadInput, UnknownMethodGets501AndAKnownOneThatIsNotOffered405) {  // GEN-03
    EXPECT_TRUE(answer_to(ue.request("FROBNICATE", kConference)).starts_with("SIP/2.0 501"));
    for (const char* method : {"MESSAGE", "PUBLISH"}) {
        const auto answer = answer_to(ue.request(method, kConference));
        EXPECT_TRUE(answer.starts_with("SIP/2.0 405"));
        EXPECT_EQ(header(answer, "Allow"),
                  "INVITE, ACK, CANCEL, BYE, OPTIONS, PRACK, UPDATE, REFER, SUBSCRIBE, NOTIFY, INFO");
    }
}

TEST_F(BadInput, OtherSchemeGets416) {  // GEN-04
    EXPECT_TRUE(answer_to(ue.request("OPTIONS", "http://ims.test/")).starts_with("SIP/2.0 416"));
}

TEST_F(BadInput, RequiredExtensionsThatWeLackAreListedExactly) {  // GEN-05
    const auto answer = answer_to(ue.invite(Ue::kFactory, "Require: bar, norefersub\nRequire: foo\n"));
    EXPECT_TRUE(answer.starts_with("SIP/2.0 420"));
    EXPECT_EQ(header(answer, "Unsupported"), "bar, foo");
    send(ue.invite(Ue::kFactory, "Require: norefersub\n"));
    await<InviteReceived>();
}

TEST_F(BadInput, BodyThatIsNotUnderstoodGets415) {  // GEN-06, CRE-11
    const auto with_body = [&](std::string_view extra) {
        return ue.request("INVITE", Ue::kFactory, ue.contact() + std::string(extra), "hello");
    };
    const auto answer = answer_to(with_body("Content-Type: text/plain\n"));
    EXPECT_TRUE(answer.starts_with("SIP/2.0 415"));
    EXPECT_EQ(header(answer, "Accept"),
              "application/sdp, message/sipfrag, application/resource-lists+xml, multipart/mixed");
    const auto encoded = answer_to(with_body("Content-Type: application/sdp\nContent-Encoding: gzip\n"));
    EXPECT_TRUE(encoded.starts_with("SIP/2.0 415"));
    EXPECT_EQ(header(encoded, "Accept-Encoding"), "identity");
    EXPECT_EQ(status_line(answer_to(with_body(""))), "SIP/2.0 400 Missing Content-Type Header");
    send(with_body("Content-Type: text/plain\nContent-Disposition: render;handling=optional\n"));
    EXPECT_FALSE(await<InviteReceived>().request.offer);
}

TEST_F(BadInput, BodyThatIsTooLongGets413) {  // GEN-06
    auto small = settings();
    small.max_body_bytes = 100;
    start(small);
    EXPECT_TRUE(answer_to(ue.invite()).starts_with("SIP/2.0 413"));
}

TEST_F(BadInput, OverloadRefusesWhatIsNewAndServesWhatRuns) {  // GEN-11
    auto limited = settings();
    limited.overload.lag = std::chrono::milliseconds(100);
    start(limited);
    send(ue.invite());
    const auto invite = await<InviteReceived>();
    stack->respond(
        invite.transaction,
        {.status = 200, .phrase = "OK", .contact = uri(kConference), .body = Description{std::string(kAnswer)}});
    ue.to_tag = tag_of(header(expect("SIP/2.0 200"), "To"));
    send(ue.request("ACK", kConference));
    await<AckReceived>();

    Ue other(peer, "another");
    stack->note_lag(std::chrono::milliseconds(80));
    send(other.request("OPTIONS", kConference));
    const auto seconds = std::stoi(header(expect("SIP/2.0 503"), "Retry-After"));
    EXPECT_TRUE(seconds >= 5 && seconds <= 10) << seconds;
    send(other.invite());
    stack->respond(await<InviteReceived>().transaction, {.status = 486, .phrase = "Busy Here"});
    expect("SIP/2.0 486");
    stack->note_lag(std::chrono::milliseconds(100));
    EXPECT_TRUE(answer_to(other.invite()).starts_with("SIP/2.0 503"));
    EXPECT_EQ(stack->counters().requests_shed, 2u);
    send(ue.request("BYE", kConference));
    stack->respond(await<ByeReceived>().transaction, {.status = 200, .phrase = "OK"});
    expect("SIP/2.0 200");
    stack->release(invite.dialog);
    stack->note_lag(std::chrono::milliseconds(0));
}

TEST_F(BadInput, InternalFailureTellsNothingOfItself) {  // GEN-12
    send(ue.request("OPTIONS", kConference));
    stack->respond(await<OptionsReceived>().transaction, {.status = 500, .phrase = "std::bad_alloc\r\nat focus.cpp"});
    EXPECT_EQ(status_line(expect("SIP/2.0 500")), "SIP/2.0 500 Internal Server Error");
}

TEST_F(BadInput, RequestsOfUnknownDialogsGet481) {  // DLG-16, DLG-17
    for (const char* method : {"INVITE", "BYE", "UPDATE", "INFO", "NOTIFY", "PRACK", "REFER", "SUBSCRIBE", "OPTIONS"}) {
        ue.to_tag = "gone";
        EXPECT_TRUE(answer_to(ue.request(method, kConference, ue.contact())).starts_with("SIP/2.0 481")) << method;
    }
    for (const char* method : {"BYE", "UPDATE", "INFO", "NOTIFY", "PRACK"}) {
        ue.to_tag = "";
        EXPECT_TRUE(answer_to(ue.request(method, kConference)).starts_with("SIP/2.0 481")) << method;
    }
    send(ue.request("ACK", kConference));
    expect_alive();
    for (const auto& one : passed) EXPECT_FALSE(contains(header(one, "CSeq"), "ACK")) << "an ACK is never answered";
    EXPECT_TRUE(events.empty());
}

TEST_F(BadInput, LineBreakHiddenInReferToIsAFaultAndNoHeader) {  // REF-13
    send(ue.request("REFER", kConference, ue.contact() + "Refer-To: <sip:bob@ims.test?Subject=a%0d%0aVia:%20x>\n"));
    const auto refer = await<ReferReceived>();
    ASSERT_FALSE(refer.request.target);
    EXPECT_EQ(refer.request.target.error().status, 400);
    stack->respond(refer.transaction, {.status = 400, .phrase = refer.request.target.error().reason});
    expect("SIP/2.0 400");
}

TEST_F(BadInput, ReferToMustComeOnce) {  // REF-01
    for (const char* lines : {"", "Refer-To: <sip:bob@ims.test>\nRefer-To: <sip:carol@ims.test>\n",
                              "Refer-To: <sip:bob@ims.test>, <sip:carol@ims.test>\n",
                              "Refer-To: <sip:bob@ims.test>\nr: <sip:carol@ims.test>\n", "Refer-To: garbage\n"}) {
        send(ue.request("REFER", kConference, ue.contact() + lines));
        const auto refer = await<ReferReceived>();
        ASSERT_FALSE(refer.request.target) << lines;
        EXPECT_EQ(refer.request.target.error().status, 400) << lines;
        stack->respond(refer.transaction, {.status = 400, .phrase = "Bad Refer-To"});
        expect("SIP/2.0 400");
    }
    send(ue.request("REFER", kConference, ue.contact() + "r: <sip:bob@ims.test>\n"));
    EXPECT_TRUE(await<ReferReceived>().request.target);
}

TEST_F(BadInput, TwoReferredByGet400) {  // REF-28
    EXPECT_EQ(
        status_line(answer_to(ue.request("REFER", kConference,
                                         ue.contact() + "Refer-To: <sip:b@ims.test>\nReferred-By: <sip:a@ims.test>\n"
                                                        "b: <sip:c@ims.test>\n"))),
        "SIP/2.0 400 Bad Referred-By Header");
}

TEST_F(BadInput, GarbageDatagramsAreHarmless) {
    using namespace std::string_literals;
    for (
        const auto& text :
        {""s, "\r\n\r\n"s, "\0\0\0\0"s, "INVITE"s, "INVITE \r\n\r\n"s, "SIP/2.0 200 OK\r\n\r\n"s,
         std::string(60000, 'A'), "INVITE sip:a SIP/2.0\r\nVia: \r\n\r\n"s,
         "BYE sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP x;branch=z9hG4bK\r\n\r\n"s,
         "SIP/2.0 999999999999 X\r\nVia: SIP/2.0/UDP 127.0.0.1\r\nCSeq: 1 INVITE\r\n\r\n"s,
         "INVITE sip:a@b SIP/2.0\r\n" + std::string(5000, '\n'),
         "REGISTER sip:%00%00@b;;;=== SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:1;branch=z9hG4bK1;received=\r\nTo: <\r\n\r\n"s})
        send(text);
    auto reversed = ue.invite();
    for (std::size_t i = 0; i < reversed.size(); i += 7) reversed[i] = static_cast<char>(0x80 | (i & 0x7f));
    send(reversed);
    expect_alive();
}

/// A TCP connection to the stack.
class Connection {
public:
    explicit Connection(std::uint16_t port) : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) < 0)
            throw std::runtime_error("connect");
    }
    ~Connection() { close(fd_); }
    void send(std::string_view text) {
        EXPECT_EQ(::send(fd_, text.data(), text.size(), MSG_NOSIGNAL), static_cast<ssize_t>(text.size()));
    }
    std::string received() {
        char buffer[65536];
        for (ssize_t size; (size = recv(fd_, buffer, sizeof buffer, MSG_DONTWAIT)) > 0;)
            text_.append(buffer, static_cast<std::size_t>(size));
        return text_;
    }

private:
    int fd_;
    std::string text_;
};

TEST_F(BadInput, HugeContentLengthBehindAPipelinedRequestDoesNotEndUs) {
    for (const char* length : {"2147483646", "2147483647", "2147483648", "4294967294", "4294967295", "4294967296",
                               "99999999999999999999", "-1"}) {
        Connection connection(stack->bound()[1].port);
        auto first = ue.request("OPTIONS", kConference);
        auto second = ue.request("INVITE", kConference, ue.contact());
        for (auto* one : {&first, &second}) *one = replaced(*one, "SIP/2.0/UDP", "SIP/2.0/TCP");
        second = replaced(second, "Content-Length: 0", std::string("Content-Length: ") + length);
        connection.send(first + second + "v=0");
        const auto options = await<OptionsReceived>();
        stack->respond(options.transaction, {.status = 200, .phrase = "OK"});
        EXPECT_TRUE(run_until([&] { return contains(connection.received(), "SIP/2.0 4"); })) << length;
    }
}

TEST_F(BadInput, TooLongBodyOverTcpGets413) {
    Connection connection(stack->bound()[1].port);
    auto request = replaced(ue.request("INVITE", kConference, ue.contact()), "SIP/2.0/UDP", "SIP/2.0/TCP");
    connection.send(replaced(request, "Content-Length: 0", "Content-Length: 1000000"));
    EXPECT_TRUE(run_until([&] { return contains(connection.received(), "SIP/2.0 413"); })) << connection.received();
}

TEST_F(BadInput, LongerBodyThanAtTheStartIsTakenOnceItMayBe) {  // GEN-06
    auto long_ones = settings();
    long_ones.max_body_bytes = 300000;
    stack->reconfigure(long_ones);
    Connection connection(stack->bound()[1].port);
    const auto request =
        replaced(ue.request("INVITE", Ue::kFactory,
                            ue.contact() + "Content-Type: text/plain\nContent-Disposition: render;handling=optional\n",
                            std::string(200000, 'x')),
                 "SIP/2.0/UDP", "SIP/2.0/TCP");
    for (std::size_t i = 0; i < request.size(); i += 8192) {
        connection.send(std::string_view(request).substr(i, 8192));
        stack->step();
    }
    await<InviteReceived>();
}

TEST_F(BadInput, RequestsInPiecesOverTcpArriveWhole) {
    Connection connection(stack->bound()[1].port);
    const auto request = replaced(ue.invite(), "SIP/2.0/UDP", "SIP/2.0/TCP");
    for (std::size_t i = 0; i < request.size(); i += 50) {
        connection.send(std::string_view(request).substr(i, 50));
        stack->step();
    }
    EXPECT_EQ(await<InviteReceived>().request.offer->sdp, kOffer);
}

TEST_F(BadInput, IsToldToTheLog) {
    std::vector<std::string> lines;
    auto logging = settings();
    logging.log = [&](std::string_view line) { lines.emplace_back(line); };
    start(logging);
    send(std::string(4, '\0'));
    EXPECT_TRUE(run_until([&] { return !lines.empty(); }));
    for (const auto& line : lines) EXPECT_EQ(line.find('\n'), std::string::npos);
    stack.reset();
}

TEST_F(BadInput, DatagramsThatTheSocketCannotHoldAreCounted) {
    auto small = settings();
    small.udp_buffer_bytes = 4096;
    start(small);
    for (int i = 0; i < 2000; ++i) send(std::string(1000, 'x'));
    EXPECT_GT(stack->counters().udp_receive_drops, 0u);
    run_until([this] { return stack->counters().bad_messages > 0; });
}

/// The library would need some tenths of a second for each such datagram.
TEST_F(BadInput, OfThousandsOfHeadersIsDroppedUnread_GEN16) {
    const auto with_headers = [this](std::string_view one, int count) {
        std::string lines;
        for (int i = 0; i < count; ++i) lines += one;
        return ue.request("OPTIONS", kConference, lines);
    };
    send(with_headers("Z: 1\n", 400));
    stack->respond(await<OptionsReceived>().transaction, {.status = 200, .phrase = "OK"});
    expect("SIP/2.0 200");
    for (const char* line : {"Z: 1\n", "Accept: a/b\n", "@\n"}) send(with_headers(line, 4000));
    send(replaced(with_headers("Z:\n", 1), "Z:\r\n", [] {
        std::string lines;
        for (int i = 0; i < 4000; ++i) lines += "Z:\r";
        return lines;
    }() + "\n"));
    EXPECT_TRUE(run_until([this] { return stack->counters().bad_messages == 4; }));
    EXPECT_TRUE(events.empty());
}

}  // namespace
}  // namespace isfocus::test
