#include "dscp.h"
#include "listener.h"
#include "outgoing.h"
#include "peer6.h"

namespace isfocus::test {
namespace {

using namespace focus;

/// What is sent over SIP has the mark that the settings say.
class Marks : public Outgoing {
protected:
    void SetUp() override {}

    static constexpr int kCs3 = 24;

    void begin(std::string_view host, std::string_view outbound = {}) {
        auto with = settings();
        with.dscp = kCs3;
        with.is_trusted = [](std::string_view) { return true; };
        for (auto& listens : with.listen) listens.host = host;
        if (!outbound.empty()) with.outbound = uri(outbound);
        start(with);
    }

    /// Of our ends of the connections from or to that port; theirs have none.
    static std::vector<int> marks_at(std::uint16_t port) {
        std::vector<int> marks;
        for (const auto& [fd, mark] : marks_of_connections(port))
            if (mark != 0) marks.push_back(mark);
        return marks;
    }

    Ue ue{peer};
};

TEST_F(Marks, AreOnDatagrams_MED70) {
    begin("127.0.0.1");
    show_marks(peer.fd(), false);
    send(ue.request("OPTIONS", kConference));
    stack->respond(await<OptionsReceived>().transaction, {.status = 200, .phrase = "OK"});
    EXPECT_EQ(mark_of_next(peer.fd()), kCs3);
}

TEST_F(Marks, AreOnDatagramsOverIpv6_MED70) {
    const Peer6 peer6;
    show_marks(peer6.fd(), true);
    begin("::1");
    auto text = ue.request("OPTIONS", kConference);
    const std::string old = "127.0.0.1:" + std::to_string(peer.port());
    text.replace(text.find(old), old.size(), "[::1]:" + std::to_string(peer6.port()));
    peer6.send(text, port());
    stack->respond(await<OptionsReceived>().transaction, {.status = 200, .phrase = "OK"});
    EXPECT_EQ(mark_of_next(peer6.fd()), kCs3);
}

TEST_F(Marks, AreOnConnectionsThatAreAcceptedAndMade_MED70) {
    for (const bool is_ip6 : {false, true}) {
        const Listener listener(0, is_ip6 ? AF_INET6 : AF_INET);
        const std::string host = is_ip6 ? "::1" : "127.0.0.1", in_uri = is_ip6 ? "[::1]" : host;
        begin(host, "sip:" + in_uri + ":" + std::to_string(listener.port()) + ";transport=tcp;lr");
        const auto own_port = stack->bound()[1].port;
        Stream stream(own_port, is_ip6 ? AF_INET6 : AF_INET);
        auto text = ue.request("OPTIONS", kConference);
        text.replace(text.find("SIP/2.0/UDP"), 11, "SIP/2.0/TCP");
        stream.send(text);
        stack->respond(await<OptionsReceived>().transaction, {.status = 200, .phrase = "OK"});
        EXPECT_EQ(marks_at(own_port), std::vector{kCs3}) << host;
        stack->invite(order());
        std::optional<Stream> accepted;
        EXPECT_TRUE(run_until([&] {
            if (accepted) return !accepted->received().empty();
            if (auto one = listener.accept()) accepted.emplace(std::move(*one));
            return false;
        }));
        if (!is_ip6) EXPECT_EQ(marks_at(listener.port()), std::vector{kCs3});
    }
}

}  // namespace
}  // namespace isfocus::test
