#include "control_fixture.h"

/// mp-h248 4: the control association over TCP.
namespace isfocus::mrfpd {
namespace {

/// The same over TCP.
class ControlOverTcp : public ControlTest {
protected:
    static ControlSettings over_tcp() {
        auto over_tcp = settings();
        over_tcp.registration.mgc.at.transport = h248::Transport::tcp;
        return over_tcp;
    }

    /// Until something is sent.
    h248::Time::duration wait() {
        const auto before = now;
        for (const auto count = sent.size(); sent.size() == count && tcp.next_deadline();) {
            now = *tcp.next_deadline();
            tcp.tick(now);
        }
        return now - before;
    }

    void answer(const h248::Endpoint& from, const std::string& services) {
        tcp.received(from,
                     "MEGACO/1 [127.0.0.1]:2944\nReply = " + std::to_string(last_request().id) +
                         " { Context = - { ServiceChange = ROOT { Services { " + services + " } } } }",
                     now);
    }

    const h248::Endpoint mgc = over_tcp().registration.mgc.at;
    Control tcp{over_tcp(), media,
                [this](const h248::Endpoint& to, std::string_view octets) {
                    sent.push_back({to, std::string{octets}});
                },
                [](const std::string&) {}, 78};
};

TEST_F(ControlOverTcp, ItConnectsAnewLaterEachTime) {
    tcp.start(now);
    wait();
    EXPECT_TRUE(sent.back().to.has_connection());
    answer(mgc, "Version = 2");
    ASSERT_EQ(tcp.registration(), RegistrationState::registered);
    tcp.disconnected(mgc, now);
    const auto first = wait();
    EXPECT_GE(first, 1s);
    EXPECT_LE(first, 1200ms);
    EXPECT_EQ(last_services().reason_code(), 900U);
    tcp.disconnected(mgc, now);
    EXPECT_GE(wait(), 2 * first - 400ms);
    EXPECT_EQ(last_services().reason_code(), 900U);
}

TEST_F(ControlOverTcp, TheEndOfTheConnectionToAnMgcThatHasSentItOnMeansNothing_MP4_2) {
    tcp.start(now);
    wait();
    answer(mgc, "MgcIdToTry = [127.0.0.3]:2944");
    wait();
    const auto other = sent.back().to;
    EXPECT_EQ(other.text(), "tcp:127.0.0.3:2944");
    EXPECT_EQ(tcp.mgc(), other);
    tcp.disconnected(mgc, now);
    EXPECT_EQ(tcp.registration(), RegistrationState::registering);
    answer(other, "Version = 2");
    tcp.disconnected(mgc, now);
    EXPECT_EQ(tcp.registration(), RegistrationState::registered);
    tcp.disconnected(other, now);
    EXPECT_NE(tcp.registration(), RegistrationState::registered);
}

}  // namespace
}  // namespace isfocus::mrfpd
