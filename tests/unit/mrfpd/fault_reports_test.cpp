#include <cerrno>

#include "gateway_fixture.h"
#include "mrfpd/fault_queue.h"

/// MP-1.3.14: what an MGC is told of terminations that fail.
namespace isfocus::mrfpd {
namespace {

using namespace std::chrono_literals;
using enum MediaEvent::Kind;

class FaultReports : public GatewayTest {
protected:
    std::vector<Notification> seen(std::uint32_t termination, MediaEvent::Kind kind, int error = 0) {
        media.seen = {{.termination = termination, .kind = kind, .error = error}};
        return gateway.tick(now);
    }
    h248::ServiceState audited_state(const std::string& termination) {
        const auto reply =
            only_command(request("Context = 1 { AuditValue = " + termination + " { Audit { Media } } }"));
        return reply.media && reply.media->termination_state
                   ? reply.media->termination_state->service_state.value_or(h248::ServiceState::test)
                   : h248::ServiceState::test;
    }
};

// H.248.1 E.1.2
TEST_F(FaultReports, ALostBearerIsACauseThatNamesTheReason_MP1_3_14) {
    request(add("$", ", Events = 3 { g/cause }"));
    const auto told = seen(1, bearer_lost, ENETUNREACH);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].context.value, 1U);
    EXPECT_EQ(told[0].observed.request_id, 3U);
    const auto& event = told[0].observed.events.at(0);
    EXPECT_EQ(event.name, "g/cause");
    EXPECT_EQ(h248::find(event.parameters, "generalcause")->value(), "FT");
    EXPECT_EQ(h248::find(event.parameters, "failurecause")->value(), "Network is unreachable");
    EXPECT_TRUE(seen(1, network_failed, ENETUNREACH).empty()) << "nobody asked";
    EXPECT_EQ(audited_state("ip/1"), h248::ServiceState::in_service);
}

// H.248.1 7.2.8
TEST_F(FaultReports, ATerminationThatIsOfNoUseGoesOutOfServiceAndComesBack_MP1_3_14) {
    request(add("$"));
    request(add("1"));
    EXPECT_EQ(audited_state("ip/2"), h248::ServiceState::in_service);
    auto told = seen(2, out_of_service, ENOTSOCK);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].context.value, 1U);
    EXPECT_EQ(told[0].termination.text, "ip/2");
    ASSERT_TRUE(told[0].service_change);
    EXPECT_EQ(told[0].service_change->method, h248::ServiceChangeMethod::forced);
    EXPECT_EQ(told[0].service_change->reason_code(), 904U);
    EXPECT_EQ(audited_state("ip/2"), h248::ServiceState::out_of_service);
    EXPECT_EQ(audited_state("ip/1"), h248::ServiceState::in_service);
    EXPECT_EQ(gateway.out_of_service().size(), 1U);
    told = seen(2, back_in_service);
    ASSERT_EQ(told.size(), 1U);
    ASSERT_TRUE(told[0].service_change);
    EXPECT_EQ(told[0].service_change->method, h248::ServiceChangeMethod::restart);
    EXPECT_EQ(told[0].service_change->reason_code(), 900U);
    EXPECT_EQ(audited_state("ip/2"), h248::ServiceState::in_service);
    EXPECT_TRUE(gateway.out_of_service().empty());
    EXPECT_EQ(seen(2, out_of_service, EADDRNOTAVAIL).at(0).service_change->reason_code(), 906U);
    request("Context = 1 { Subtract = ip/2 }");
    EXPECT_TRUE(gateway.out_of_service().empty());
    EXPECT_TRUE(seen(2, back_in_service).empty()) << "it is gone";
}

TEST_F(FaultReports, WhenAllOfAContextAreOutOfServiceOneWordSaysSo_MP1_3_14) {
    for (int i = 0; i < 2; ++i) {
        request(add("$"));
        request(add(std::to_string(i + 1)));
    }
    const auto out = [](std::uint32_t termination) {
        return MediaEvent{.termination = termination, .kind = out_of_service, .error = EADDRNOTAVAIL};
    };
    media.seen = {out(1), out(2), out(3)};
    const auto told = gateway.tick(now);
    ASSERT_EQ(told.size(), 2U);
    EXPECT_EQ(told[0].context.value, 1U);
    EXPECT_EQ(told[0].termination.text, "*");
    EXPECT_EQ(told[0].service_change->reason_code(), 906U);
    EXPECT_EQ(told[1].context.value, 2U);
    EXPECT_EQ(told[1].termination.text, "ip/3");
    media.seen = {out(4)};
    const auto last = gateway.tick(now);
    ASSERT_EQ(last.size(), 1U);
    EXPECT_EQ(last[0].termination.text, "ip/4") << "the other one is told of";
    media.seen = {{.termination = 2, .kind = back_in_service}};
    const auto back = gateway.tick(now);
    ASSERT_EQ(back.size(), 1U);
    EXPECT_EQ(back[0].termination.text, "ip/2");
}

TEST_F(FaultReports, WhatHasComeBackBeforeItsTurnIsNotToldOf_MP1_3_14) {
    request(add("$"));
    media.seen = {{.termination = 1, .kind = out_of_service, .error = EBADF},
                  {.termination = 1, .kind = back_in_service}};
    EXPECT_TRUE(gateway.tick(now).empty());
}

TEST_F(FaultReports, OfManyFaultsATimeFewAreToldAtOnceAndAllInTheEnd_MP1_3_14) {
    FaultQueue queue;
    const auto fault = [](std::uint32_t termination) {
        return MediaEvent{.termination = termination, .kind = network_failed, .error = ENETUNREACH};
    };
    EXPECT_FALSE(queue.next_deadline());
    for (std::uint32_t i = 1; i <= 50; ++i) {
        queue.put(fault(i));
        queue.put(fault(i));
    }
    EXPECT_EQ(queue.take(now).size(), 20U);
    EXPECT_TRUE(queue.take(now + 999ms).empty());
    EXPECT_EQ(queue.next_deadline(), now + 1s);
    const auto second = queue.take(now + 1s);
    ASSERT_EQ(second.size(), 20U);
    EXPECT_EQ(second.front(), fault(21));
    EXPECT_EQ(queue.take(now + 2s).size(), 10U);
    EXPECT_FALSE(queue.next_deadline());
    queue.put(fault(1));
    EXPECT_EQ(queue.take(now + 2s).size(), 1U) << "told before, and again now";
}

TEST_F(FaultReports, TheGatewayWantsToBeWokenForFaultsThatWait_MP1_3_14) {
    for (int i = 0; i < 7; ++i) {
        request(add("$", ", Events = 3 { g/cause }"));
        for (int j = 1; j < 3; ++j) request(add(std::to_string(i + 1), ", Events = 3 { g/cause }"));
    }
    for (std::uint32_t i = 1; i <= 21; ++i)
        media.seen.push_back({.termination = i, .kind = bearer_lost, .error = EACCES});
    EXPECT_EQ(gateway.tick(now).size(), 20U);
    ASSERT_EQ(gateway.next_deadline(), now + 1s);
    EXPECT_EQ(gateway.tick(now + 1s).size(), 1U);
    EXPECT_FALSE(gateway.next_deadline());
}

}  // namespace
}  // namespace isfocus::mrfpd
