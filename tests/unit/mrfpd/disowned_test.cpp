#include <fmt/format.h>

#include "control_fixture.h"

/// An MGC that does not know us says so in whatever place of its answer (mp-h248 2.2).
namespace isfocus::mrfpd {
namespace {

using Disowned = ControlTest;

class DisownedAt : public ControlTest, public testing::WithParamInterface<const char*> {
protected:
    /// Has the MGC ask for overload, and tell it. Gives the id of the Notify.
    std::uint32_t notify() {
        receive("Transaction = " + std::to_string(++last_id) +
                " { Context = - { Modify = ROOT { Events = 100 { ocp/mg_overload } } } }");
        control.overloaded(now);
        return last_request().id;
    }

    int last_id = 1;
};

TEST_P(DisownedAt, ThisPlaceItRegistersAnew_MP2_2_4) {
    register_now();
    for (const int code : {402, 504, 505}) {
        const auto id = notify();
        receive(fmt::format(fmt::runtime(GetParam()), fmt::arg("id", id), fmt::arg("code", code)));
        ASSERT_EQ(control.registration(), RegistrationState::registering) << code;
        EXPECT_EQ(last_services().reason_code(), 900U);
        answer_registration();
    }
}

TEST_P(DisownedAt, ThisPlaceAnotherErrorLeavesItRegistered_MP2_2_4) {
    register_now();
    const auto id = notify();
    receive(fmt::format(fmt::runtime(GetParam()), fmt::arg("id", id), fmt::arg("code", 500)));
    EXPECT_EQ(control.registration(), RegistrationState::registered);
}

INSTANTIATE_TEST_SUITE_P(
    EachOfTheFour, DisownedAt,
    testing::Values("Error = {code} {{ \"x\" }}", "Reply = {id} {{ Error = {code} {{ \"x\" }} }}",
                    "Reply = {id} {{ Context = - {{ Error = {code} {{ \"x\" }} }} }}",
                    "Reply = {id} {{ Context = - {{ Notify = ROOT {{ Error = {code} {{ }} }} }} }}"));

TEST_F(Disowned, AnErrorToTheWholeRegistrationIsARefusal_MP2_2_4) {
    control.start(now);
    pass(100ms);
    const auto before = sent.size();
    receive("Error = 504 { \"x\" }", "127.0.0.1:2944", "[127.0.0.1]:2944", 1);
    EXPECT_EQ(control.registration(), RegistrationState::waiting);
    pass(29s);
    EXPECT_EQ(sent.size(), before) << "it is refused for want of authority, and not repeated";
    pass(5s);
    EXPECT_EQ(last_services().reason_code(), 901U);
    answer_registration();
    EXPECT_EQ(control.registration(), RegistrationState::registered);
}

TEST_F(Disowned, AnErrorToTheWholeFarewellIsAnAnswer_MP2_2_4) {
    register_now();
    control.stop(now);
    receive("Error = 504 { \"x\" }");
    EXPECT_TRUE(control.has_left());
}

}  // namespace
}  // namespace isfocus::mrfpd
