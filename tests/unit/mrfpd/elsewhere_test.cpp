#include <poll.h>

#include "../mrfp/log.h"
#include "control_fixture.h"
#include "mrfpd/name_lookup.h"

/// An MGC that is known by name, or names another one by name (H.248.1 7.2.8; annex B: an mId may be a domain name).
namespace isfocus::mrfpd {
namespace {

class Elsewhere : public ControlTest {
protected:
    void hand_off_to(const std::string& mid) {
        receive(
            "Transaction = 2 { Context = - { ServiceChange = ROOT { Services { Method = HandOff, "
            "Reason = \"903 MGC Directed Change\", MgcIdToTry = " +
            mid + " } } } }");
    }
    void found(const std::string& name, const char* address) {
        control.looked_up(name, h248::endpoint(address, 0), "", now);
    }
    std::string last_to() const { return sent.back().to.text(); }

    mrfp::Log log;
};

TEST_F(Elsewhere, AHandOffToANameGoesWhereItIs_MP1_3_18) {
    register_now();
    sent.clear();
    hand_off_to("<mgc2.example.org>:2955");
    sent.clear();
    pass(600ms);
    EXPECT_EQ(looked_for, std::vector<std::string>{"mgc2.example.org"});
    EXPECT_TRUE(sent.empty());
    found("mgc2.example.org", "127.0.0.9");
    ASSERT_EQ(sent.size(), 1U);
    EXPECT_EQ(last_to(), "127.0.0.9:2955");
    EXPECT_EQ(last_services().reason_code(), 903U);
    receive("Reply = " + std::to_string(last_request().id) + " { Context = - { ServiceChange = ROOT } }",
            "127.0.0.9:2955", "<mgc2.example.org>:2955", 1);
    EXPECT_EQ(control.registration(), RegistrationState::registered);
    EXPECT_EQ(control.mgc(), test::h248_address("127.0.0.9:2955"));
}

TEST_F(Elsewhere, ANameWithoutAddressLeadsBackAndSaysSo_MP1_3_18) {
    register_now();
    hand_off_to("<mgc2.example.org>:2944");
    pass(600ms);
    control.looked_up("mgc2.example.org", std::nullopt, "Name or service not known", now);
    EXPECT_EQ(log.count("[warning] mgc=mgc2.example.org:2944 has no address: Name or service not known"), 1U);
    pass(1200ms);
    EXPECT_EQ(last_to(), "127.0.0.1:2944");
    EXPECT_EQ(last_services().reason_code(), 900U);
}

TEST_F(Elsewhere, ANameThatIsNeverFoundLeadsBackAfterTMax_MP1_3_18) {
    register_now();
    hand_off_to("<mgc2.example.org>:2944");
    sent.clear();
    pass(10s);
    EXPECT_TRUE(sent.empty());
    pass(2s);
    EXPECT_EQ(log.count("has no address: the name servers do not answer"), 1U);
    ASSERT_FALSE(sent.empty());
    EXPECT_EQ(last_to(), "127.0.0.1:2944");
    sent.clear();
    found("mgc2.example.org", "127.0.0.9");
    EXPECT_TRUE(sent.empty()) << "it is too late";
}

TEST_F(Elsewhere, ARegistrationSentToANameGoesThere_MP1_3_18) {
    control.start(now);
    pass(100ms);
    answer_registration("MgcIdToTry = <mgc2.example.org>");
    pass(600ms);
    found("another.example.org", "127.0.0.8");
    found("mgc2.example.org", "127.0.0.9");
    EXPECT_EQ(last_to(), "127.0.0.9:2944") << "the port of the text encoding";
}

TEST_F(Elsewhere, AHandOffToNobodyLeadsBack_MP1_3_18) {
    register_now();
    receive(
        "Transaction = 2 { Context = - { ServiceChange = ROOT { Services { Method = HandOff, "
        "Reason = \"903 MGC Directed Change\" } } } }");
    EXPECT_EQ(log.count("neither an address"), 0U);
    pass(600ms);
    EXPECT_EQ(last_to(), "127.0.0.1:2944");
}

TEST_F(Elsewhere, ARegistrationSentToADeviceIsTriedAgainAndSaysSo_MP1_3_18) {
    control.start(now);
    pass(100ms);
    answer_registration("MgcIdToTry = mgc2");
    EXPECT_EQ(control.registration(), RegistrationState::waiting);
    EXPECT_EQ(log.count("names mgc=mgc2: that is neither an address nor a domain name, back to mgc=127.0.0.1:2944"),
              1U);
    EXPECT_EQ(log.count("refuses"), 0U);
    pass(1200ms);
    EXPECT_EQ(last_to(), "127.0.0.1:2944");
}

TEST_F(Elsewhere, AServiceChangeAddressThatIsANameIsNotUsed_MP1_3_18) {
    control.start(now);
    pass(100ms);
    answer_registration("ServiceChangeAddress = <mgc2.example.org>:2944, Version = 2");
    EXPECT_EQ(control.registration(), RegistrationState::registered);
    EXPECT_EQ(log.count("is no address: it is sent to where it was found"), 1U);
}

/// Configured by name.
class ByName : public Elsewhere {
protected:
    static ControlSettings named() {
        auto named = settings();
        named.registration.mgc = MgcPlace{"isfocus.ims.test", 2944, h248::Transport::tcp};
        return named;
    }
    std::optional<h248::Services> announced() {
        if (sent.empty()) return std::nullopt;
        return last_services();
    }

    Control by_name{named(), media,
                    [this](const h248::Endpoint& to, std::string_view octets) {
                        sent.push_back({to, std::string{octets}});
                    },
                    [this](const std::string& name) { looked_for.push_back(name); }, 79};
};

TEST_F(ByName, ItIsLookedUpAnewEachTime_MP1_3_18) {
    by_name.start(now);
    by_name.tick(now += 100ms);
    EXPECT_EQ(looked_for.size(), 1U);
    EXPECT_EQ(by_name.mgc(), std::nullopt);
    EXPECT_EQ(announced(), std::nullopt);
    by_name.looked_up("isfocus.ims.test", h248::endpoint("127.0.0.1", 0), "", now);
    EXPECT_EQ(last_to(), "tcp:127.0.0.1:2944");
    const auto there = *by_name.mgc();
    by_name.disconnected(there, now);
    by_name.tick(now += 2s);
    EXPECT_EQ(looked_for.size(), 2U);
    by_name.looked_up("isfocus.ims.test", h248::endpoint("127.0.0.7", 0), "", now);
    EXPECT_EQ(last_to(), "tcp:127.0.0.7:2944") << "it has moved";
}

TEST_F(ByName, AnEndWhileItIsLookedForTellsNobody) {
    by_name.start(now);
    by_name.tick(now += 100ms);
    by_name.stop(now);
    EXPECT_TRUE(by_name.has_left());
    by_name.looked_up("isfocus.ims.test", h248::endpoint("127.0.0.1", 0), "", now);
    EXPECT_TRUE(sent.empty());
}

TEST(MgcPlaces, AreShownLikeAddresses) {
    EXPECT_EQ((MgcPlace{"mgc.test", 2944, h248::Transport::udp}).text(), "mgc.test:2944");
    EXPECT_EQ((MgcPlace{"mgc.test", 2945, h248::Transport::sctp}).text(), "sctp:mgc.test:2945");
    EXPECT_EQ(MgcPlace{test::h248_address("tcp:[::1]:2944")}.text(), "tcp:[::1]:2944");
}

NameLookup::Found find(NameLookup& names, const std::string& name) {
    names.ask(name);
    pollfd watched{names.fd(), POLLIN, 0};
    if (poll(&watched, 1, 60'000) != 1) return {name, std::nullopt, "nothing came"};
    const auto found = names.take();
    EXPECT_EQ(found.size(), 1U);
    return found.empty() ? NameLookup::Found{} : found.front();
}

TEST(NameLookup, FindsAnAddressOfTheFamilyThatItIsToldOrSaysWhyNot_MP1_3_18) {
    NameLookup names{*h248::endpoint("127.0.0.1", 0)};
    const auto local = find(names, "localhost");
    EXPECT_EQ(local.address, h248::endpoint("127.0.0.1", 0)) << local.fault;
    const auto nobody = find(names, std::string(70, 'x') + ".invalid");  // no server has to be asked
    EXPECT_EQ(nobody.address, std::nullopt);
    EXPECT_FALSE(nobody.fault.empty());
}

}  // namespace
}  // namespace isfocus::mrfpd
