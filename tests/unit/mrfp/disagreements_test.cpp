#include "mp.h"

/// An MRFP names what we do not know, or does not know what we name (mp-h248 1.5, 2.1, 2.2, 4).
namespace isfocus::mrfp {
namespace {

TEST_F(Orders, ATerminationsNameIsNeverGivenToTwoLegs) {
    establish(1, 10, "ip/1");
    reserve(2, 10);
    reply_added(expect_add(), 1, "IP/1");
    expect_failure(2, 500);
    EXPECT_TRUE(sent.empty());  // a Subtract would hit the other leg
}

/// It has carried out the Subtract, whose reply was lost, and gives the name away again.
TEST_F(Orders, ANameThatIsFreeAgainIsTaken_MP4_5) {
    establish(1, 10, "ip/1");
    client.release(LegId{1});
    const auto subtract = expect_subtract("ip/1");
    reserve(2, 20);
    reply_added(expect_add(), 2, "ip/1");
    EXPECT_EQ(expect_event<focus::MediaReserved>().leg, LegId{2});
    reply(subtract.id, "Context = 1 { Subtract = ip/1 }");
    client.release(LegId{2});
    EXPECT_EQ(expect_subtract("ip/1").context.value, 2U);
}

TEST_F(Orders, ATerminationInAnotherContextThanAskedForIsSubtracted_MP2_1_2) {
    establish(1, 10, "ip/1");
    reserve(2, 10);
    reply_added(expect_add(), 9, "ip/2");
    expect_failure(2, 500);
    EXPECT_EQ(expect_subtract("ip/2").context.value, 9U);
}

/// The MRFP has nothing of the conference any more: it may go on elsewhere, as it were with a lost MRFP.
TEST_F(Orders, AContextThatTheMrfpDoesNotKnowIsLostWithAllItsLegs_MP2_2_1) {
    for (const bool at_add : {true, false}) {
        establish(1, 10, "ip/1");
        establish(2, 10, "ip/2");
        if (at_add)
            reserve(3, 10);
        else
            client.renegotiate(LegId{1}, ue("m=audio 4000 RTP/AVP 0\r\n"));
        reply_error(next_request(), 411);
        EXPECT_EQ(expect_event<focus::MrfpLost>().conferences, std::vector<ConferenceId>{ConferenceId{10}});
        EXPECT_TRUE(inbox.empty());
        EXPECT_TRUE(sent.empty());
        client.move(LegId{2});
        EXPECT_EQ(expect_add().context, h248::ContextId::choose());
        client.end(ConferenceId{10});
        for (std::uint64_t leg = 1; leg < 4; ++leg) client.release(LegId{leg});
        service_change("Method = Restart, Reason = \"901 x\", Version = 2");
        next_message();
        reply(next_request().id, "Context = - { AuditValue = ROOT { Packages { g-2 } } }");
    }
}

/// The last one was subtracted before the Add came.
TEST_F(Orders, AnAddThatFindsItsContextGoneMakesAnother_MP2_2_1) {
    establish(1, 10, "ip/1");
    reserve(2, 10);
    reserve(3, 10);
    const auto second = expect_add();
    const auto third = expect_add();
    client.release(LegId{1});
    reply(expect_subtract("ip/1").id, "Context = 1 { Subtract = ip/1 }");
    reply_error(second, 411);
    EXPECT_TRUE(sent.empty());  // the third is still asked for in the old one
    reply_error(third, 411);
    const auto again = expect_add();
    EXPECT_EQ(again.context, h248::ContextId::choose());
    EXPECT_TRUE(sent.empty());
    reply_added(again, 2, "ip/2");
    const auto last = expect_add();
    EXPECT_EQ(last.context.value, 2U);
    reply_added(last, 2, "ip/3");
    expect_event<focus::MediaReserved>();
    expect_event<focus::MediaReserved>();
    EXPECT_TRUE(inbox.empty());
}

TEST_F(Orders, AHangingTerminationIsSubtractedUnlessItIsOurs) {
    establish(1, 10, "ip/1");
    const auto heartbeat = [&](std::string_view name) {
        mrfp_sends("Transaction = " + std::to_string(++last_id) + " { Context = 1 { Notify = " + std::string{name} +
                   " { ObservedEvents = 1 { 20251120T10012550:hangterm/thb } } } }");
    };
    heartbeat("ip/1");
    EXPECT_FALSE(next_reply().error);
    EXPECT_TRUE(sent.empty());
    heartbeat("ip/77");
    EXPECT_FALSE(next_reply().error);
    expect_subtract("ip/77");
    reserve(2, 10);
    const auto add = expect_add();
    heartbeat("ip/78");  // may be the one that the Add is making
    next_reply();
    EXPECT_TRUE(sent.empty());
    reply_added(add, 1, "ip/78");
    expect_event<focus::MediaReserved>();
}

TEST_F(Orders, ATerminationInAContextThatWeDoNotHaveIsSubtractedToo_MP1_5_3) {
    establish(1, 10, "ip/1");
    mrfp_sends(
        "Transaction = 77 { Context = 99 { Notify = ip/5 { ObservedEvents = 4 { 20251120T10012550:hangterm/thb } } } "
        "}");
    EXPECT_EQ(next_reply().id, 77U);  // first the answer
    const auto subtract = expect_subtract("ip/5");
    EXPECT_EQ(subtract.context.value, 99U);
    reply(subtract.id, "Context = 99 { Subtract = ip/5 }");
    EXPECT_TRUE(sent.empty());
    EXPECT_TRUE(inbox.empty());
}

}  // namespace
}  // namespace isfocus::mrfp
