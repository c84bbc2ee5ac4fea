#include <set>
#include <utility>

#include "control_fixture.h"

/// mp-h248 1.3: the maintenance lock, and that off again.
namespace isfocus::mrfpd {
namespace {

using LS = LockState;
using LE = LockEvent;

TEST(LockTable, EveryPairIsARowOrIgnored_MP1_3_17) {
    const std::set<std::pair<LS, LE>> ignored{{LS::open, LE::unlocked},  {LS::open, LE::registered},
                                              {LS::open, LE::emptied},   {LS::draining, LE::locked},
                                              {LS::drained, LE::locked}, {LS::drained, LE::emptied}};
    for (const auto state : {LS::open, LS::draining, LS::drained}) {
        for (const auto event : {LE::locked, LE::unlocked, LE::registered, LE::emptied}) {
            const auto rows =
                std::ranges::count_if(kLock, [&](const auto& row) { return row.from == state && row.on == event; });
            EXPECT_EQ(rows, ignored.contains({state, event}) ? 0 : 1)
                << static_cast<int>(state) << ' ' << static_cast<int>(event);
        }
    }
}

class Maintenance : public ControlTest {
protected:
    int refused() const {
        const auto error = last_reply().actions.at(0).commands.at(0).error;
        return error ? static_cast<int>(error->code) : 0;
    }
    void add_to(const std::string& context, int transaction) {
        receive("Transaction = " + std::to_string(transaction) + " { Context = " + context +
                " { Add = $ { Media { Stream = 1 { Local {\nv=0\nc=IN IP4 $\nm=audio $ RTP/AVP 0\n} } } } } }");
    }
    void expect_said(h248::ServiceChangeMethod method, unsigned reason) {
        EXPECT_EQ(last_services().method, method);
        EXPECT_EQ(last_services().reason_code(), reason);
        EXPECT_FALSE(last_services().delay) << "it lasts as long as the contexts do";
        EXPECT_TRUE(last_request().actions.at(0).commands.at(0).termination.is_root());
        EXPECT_EQ(last().version, 2);
        receive("Reply = " + std::to_string(last_request().id) + " { Context = - { ServiceChange = ROOT } }");
    }
};

TEST_F(Maintenance, TakesNoNewContextsWhileThoseThatAreThereGoOn_MP1_3_17) {
    register_now();
    add(2);
    control.lock(now);
    expect_said(h248::ServiceChangeMethod::graceful, 905);
    add_to("$", 3);
    EXPECT_EQ(refused(), 503);
    add_to("1", 4);
    EXPECT_EQ(refused(), 0);
    EXPECT_EQ(control.gateway().terminations(), 2U);
    EXPECT_EQ(control.registration(), RegistrationState::registered);
}

TEST_F(Maintenance, IsOffAgainWhenItIsUnlocked_MP1_3_17) {
    register_now();
    add(2);
    control.lock(now);
    control.unlock(now);
    expect_said(h248::ServiceChangeMethod::restart, 918);
    add_to("$", 3);
    EXPECT_EQ(refused(), 0);
    EXPECT_EQ(control.gateway().contexts(), 2U) << "nothing was dropped";
}

TEST_F(Maintenance, SaidTwiceIsSaidOnce_MP1_3_17) {
    register_now();
    add(2);
    control.lock(now);
    const auto before = sent.size();
    control.lock(now);
    EXPECT_EQ(sent.size(), before);
    control.unlock(now);
    control.unlock(now);
    EXPECT_EQ(sent.size(), before + 1);
}

TEST_F(Maintenance, IsToldToAnMgcThatComesLater_MP1_3_17) {
    control.lock(now);
    EXPECT_TRUE(sent.empty());
    register_now();
    expect_said(h248::ServiceChangeMethod::graceful, 905);
    pass(16s);  // the MGC was silent
    answer_registration();
    expect_said(h248::ServiceChangeMethod::graceful, 905);
    control.unlock(now);
    expect_said(h248::ServiceChangeMethod::restart, 918);
}

TEST_F(Maintenance, EndsWithForcedWhenItIsStopped_MP1_3_17) {
    register_now();
    add(2);
    control.lock(now);
    receive("Transaction = 3 { Context = 1 { Subtract = ip/1 } }");
    EXPECT_EQ(control.gateway().contexts(), 0U);
    add_to("$", 4);
    EXPECT_EQ(refused(), 503) << "drained, and still locked";
    control.stop(now);
    EXPECT_EQ(last_services().method, h248::ServiceChangeMethod::forced);
}

}  // namespace
}  // namespace isfocus::mrfpd
