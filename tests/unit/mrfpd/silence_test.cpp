#include "control_fixture.h"

/// H.248.14: an MGC that has not been heard for as long as it said is asked for a sign of life (it/ito on ROOT) before
/// it counts as gone.
namespace isfocus::mrfpd {
namespace {

class Silence : public ControlTest {
protected:
    void ask_for(const std::string& event) {
        receive("Transaction = " + std::to_string(++last_id) + " { Context = - { Modify = ROOT { Events = 100 { " +
                event + " } } } }");
    }
    int refused() const {
        const auto error = last_reply().actions.at(0).commands.at(0).error;
        return error ? static_cast<int>(error->code) : 0;
    }
    void register_watched(const std::string& event = "it/ito { mit = 3000 }") {
        register_now();
        ask_for(event);
        ASSERT_EQ(refused(), 0);
    }

    int last_id = 1;
};

TEST_F(Silence, IsTakenForNoLossButAskedAbout_MP1_5_7) {
    register_watched();
    const auto before = sent.size();
    pass(29s);
    EXPECT_EQ(sent.size(), before);
    pass(1s);
    EXPECT_EQ(control.registration(), RegistrationState::registered);
    const auto request = last_request();
    EXPECT_EQ(request.actions.at(0).context, h248::ContextId::null());
    const auto& command = request.actions.at(0).commands.at(0);
    EXPECT_EQ(command.name, h248::CommandName::notify);
    EXPECT_TRUE(command.termination.is_root());
    ASSERT_TRUE(command.observed_events);
    EXPECT_EQ(command.observed_events->request_id, 100U);
    EXPECT_EQ(command.observed_events->events.at(0).name, "it/ito");
    pass(5s);
    receive("Reply = " + std::to_string(request.id) + " { Context = - { Notify = ROOT } }");
    pass(29s);
    EXPECT_EQ(control.registration(), RegistrationState::registered);
    EXPECT_EQ(last_request().id, request.id) << "the time counts from its answer";
    pass(1s);
    EXPECT_NE(last_request().id, request.id);
}

TEST_F(Silence, ThatGoesOnWhenItIsAskedAboutIsALoss_MP1_5_7) {
    register_watched();
    add(50);
    pass(30s);
    pass(9s);
    EXPECT_EQ(control.registration(), RegistrationState::registered);
    pass(1500ms);
    EXPECT_EQ(control.registration(), RegistrationState::registering);
    EXPECT_EQ(last_services().reason_code(), 900U);
    EXPECT_EQ(media.streams.size(), 1U) << "the audio goes on";
    answer_registration();
    EXPECT_EQ(control.registration(), RegistrationState::registered);
    pass(29s);
    EXPECT_EQ(control.registration(), RegistrationState::registered) << "its Events still hold";
}

TEST_F(Silence, AnyWordEndsThoughTheAnswerItselfIsLost_MP1_5_7) {
    register_watched();
    pass(31s);
    receive(heartbeat(60));
    pass(20s);
    EXPECT_EQ(control.registration(), RegistrationState::registered);
}

TEST_F(Silence, IsAskedAboutInHundredthsOfASecond_MP1_5_7) {
    register_watched("it/ito { mit = 250 }");
    const auto before = sent.size();
    pass(2490ms);
    EXPECT_EQ(sent.size(), before);
    pass(10ms);
    EXPECT_EQ(sent.size(), before + 1);
}

TEST_F(Silence, HasADefaultAndNoOtherParameters_MP1_5_7) {
    register_watched("it/ito");
    const auto before = sent.size();
    pass(15s);
    EXPECT_EQ(sent.size(), before + 1);
    for (const char* event : {"it/ito { mit = 0 }", "it/ito { mit = soon }"}) {
        ask_for(event);
        EXPECT_EQ(refused(), 449) << event;
    }
    ask_for("it/ito { max = 1 }");
    EXPECT_EQ(refused(), 446);
    ask_for("it/other");
    EXPECT_EQ(refused(), 451);
}

TEST_F(Silence, OfAnMgcThatDoesNotAskForTheEventAnyMoreIsALossAsBefore_MP1_5_7) {
    register_watched();
    ask_for("ocp/mg_overload");
    pass(15s);
    EXPECT_EQ(control.registration(), RegistrationState::registering);
}

}  // namespace
}  // namespace isfocus::mrfpd
