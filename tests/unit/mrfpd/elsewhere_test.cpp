#include "../mrfp/log.h"
#include "control_fixture.h"

/// H.248.1 7.2.8: an MGC that names another one by what is no address. Names are not looked up, and the operator is
/// told.
namespace isfocus::mrfpd {
namespace {

class Elsewhere : public ControlTest {
protected:
    mrfp::Log log;
};

TEST_F(Elsewhere, AHandOffToANameLeadsBackAndSaysSo_MP1_3_18) {
    register_now();
    receive(
        "Transaction = 2 { Context = - { ServiceChange = ROOT { Services { Method = HandOff, "
        "Reason = \"903 MGC Directed Change\", MgcIdToTry = <mgc2.example.org>:2944 } } } }");
    EXPECT_EQ(log.count("[warning] mgc=127.0.0.1:2944 names mgc=<mgc2.example.org>:2944: names are not looked up, "
                        "back to mgc=127.0.0.1:2944"),
              1U);
    pass(600ms);
    EXPECT_EQ(sent.back().to.text(), "127.0.0.1:2944");
}

TEST_F(Elsewhere, AHandOffToNobodyLeadsBackToo_MP1_3_18) {
    register_now();
    receive(
        "Transaction = 2 { Context = - { ServiceChange = ROOT { Services { Method = HandOff, "
        "Reason = \"903 MGC Directed Change\" } } } }");
    EXPECT_EQ(log.count("not looked up"), 0U);
    pass(600ms);
    EXPECT_EQ(sent.back().to.text(), "127.0.0.1:2944");
}

TEST_F(Elsewhere, ARegistrationSentToANameIsTriedAgainAndSaysSo_MP1_3_18) {
    control.start(now);
    pass(100ms);
    answer_registration("MgcIdToTry = mgc2");
    EXPECT_EQ(control.registration(), RegistrationState::waiting);
    EXPECT_EQ(log.count("names mgc=mgc2: names are not looked up"), 1U);
    EXPECT_EQ(log.count("refuses"), 0U);
    pass(1200ms);
    EXPECT_EQ(sent.back().to.text(), "127.0.0.1:2944");
}

TEST_F(Elsewhere, AServiceChangeAddressThatIsANameIsNotUsed_MP1_3_18) {
    control.start(now);
    pass(100ms);
    answer_registration("ServiceChangeAddress = <mgc2.example.org>:2944, Version = 2");
    EXPECT_EQ(control.registration(), RegistrationState::registered);
    EXPECT_EQ(log.count("names are not looked up"), 1U);
}

}  // namespace
}  // namespace isfocus::mrfpd
