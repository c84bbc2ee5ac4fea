#include "wire_test.h"

/// The addresses at which SIP is served.
namespace isfocus::test {
namespace {

TEST(Listening, AtATakenAddressThrowsAndNamesIt) {
    focus::Inbox inbox;
    DialogIds ids;
    sip::Settings settings;
    settings.listen = {{sip::ListenAddress::Transport::udp, "127.0.0.1", 0}};
    const Peer taken;
    settings.listen[0].port = taken.port();
    try {
        sip::SofiaStack stack(settings, inbox, ids);
        FAIL() << "bound a taken port";
    } catch (const std::runtime_error& error) {
        EXPECT_EQ(std::string(error.what()),
                  "cannot listen at udp:127.0.0.1:" + std::to_string(taken.port()) + ": Address already in use");
    }
}

TEST(Listening, TwiceAtOneAddressThrows) {
    focus::Inbox inbox;
    DialogIds ids;
    for (const auto transport : {sip::ListenAddress::Transport::udp, sip::ListenAddress::Transport::tcp}) {
        sip::Settings settings;
        settings.listen = {{transport, "127.0.0.1", 0}};
        sip::SofiaStack first(settings, inbox, ids);
        settings.listen[0].port = first.bound()[0].port;
        EXPECT_THROW(sip::SofiaStack(settings, inbox, ids), std::runtime_error);
    }
}

TEST(Listening, OnIpv6AndSeveralAddressesTellsTheirPorts) {
    focus::Inbox inbox;
    DialogIds ids;
    sip::Settings settings;
    using Transport = sip::ListenAddress::Transport;
    settings.listen = {{Transport::udp, "::1", 0}, {Transport::udp, "127.0.0.1", 0}, {Transport::tcp, "127.0.0.1", 0}};
    sip::SofiaStack stack(settings, inbox, ids);
    ASSERT_EQ(stack.bound().size(), 3u);
    for (const auto& address : stack.bound()) EXPECT_NE(address.port, 0);
    EXPECT_EQ(stack.bound()[0].text(), "udp:[::1]:" + std::to_string(stack.bound()[0].port));
    EXPECT_EQ(stack.bound()[1].host, "127.0.0.1");
    EXPECT_GE(stack.epoll_fd(), 0);
}

}  // namespace
}  // namespace isfocus::test
