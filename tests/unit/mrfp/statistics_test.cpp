#include "log.h"
#include "mp.h"
#include "mrfp/rtp_report.h"

/// What the MRFP tells of a leg's RTP when it is subtracted (nt, rtp; H.248.1 E.11, E.12).
namespace isfocus::mrfp {
namespace {

h248::Statistics statistics(std::vector<std::pair<std::string, std::string>> values) {
    h248::Statistics all;
    for (auto& [name, value] : values) all.values.emplace_back(std::move(name), std::move(value));
    return all;
}

TEST(RtpReport, SaysWhatTheLogNeeds_MP2_1) {
    EXPECT_EQ(rtp_report(statistics({{"nt/dur", "61240"},
                                     {"nt/os", "489920"},
                                     {"NT/or", "488960"},
                                     {"RTP/ps", "3062"},
                                     {"rtp/pr", "3056"},
                                     {"rtp/pl", "0.2"},
                                     {"rtp/jit", "48"},
                                     {"rtp/delay", "224"}}),
                         16000),
              "after=61.2s sent=3062 received=3056 lost=0.2% jitter=3ms delay=14ms");
}

TEST(RtpReport, LeavesOutWhatIsNotThereOrNoNumber) {
    EXPECT_EQ(rtp_report(statistics({{"rtp/ps", "1"}, {"rtp/pr", "many"}, {"rtp/pl", "-1"}, {"x/y", "7"}}), 8000),
              "sent=1");
    EXPECT_EQ(
        rtp_report(statistics({{"rtp/ps", "inf"}, {"rtp/pr", "nan"}, {"rtp/pl", ""}, {"rtp/jit", "3 log=x"}}), 8000),
        "");
    EXPECT_EQ(rtp_report(statistics({{"rtp/ps", "18446744073709551615"}}), 8000), "sent=18446744073709551616");
}

class Statistics : public Mp {
protected:
    void SetUp() override { register_mrfp(); }

    /// Leg 1 leaves, and the MRFP answers that.
    void leave(std::string_view answer) {
        client.release(LegId{1});
        reply(expect_subtract("ip/1").id, answer);
    }
};

TEST_F(Statistics, AreAskedForWhenALegLeavesAndLogged_MP2_1) {
    Log log;
    establish(1, 10);
    establish(2, 10, "ip/2");
    client.release(LegId{1});
    const auto subtract = expect_subtract("ip/1");
    ASSERT_TRUE(subtract.command.audit);
    EXPECT_EQ(*subtract.command.audit, h248::Audit{h248::AuditToken::statistics});
    reply(
        subtract.id,
        "Context = 1 { Subtract = ip/1 { Statistics { nt/dur=61240, rtp/ps=3062, rtp/pr=3056, rtp/pl=0.2, rtp/jit=24, "
        "rtp/delay=112 } } }");
    EXPECT_EQ(log.count("mrfp=[127.0.0.1]:2945 conf=10 leg=1 termination=ip/1 media ended "
                        "after=61.2s sent=3062 received=3056 lost=0.2% jitter=3ms delay=14ms"),
              1U);
}

TEST_F(Statistics, OfALegCanBeTiedToItByTheLineThatNamesItsTermination) {
    Log log;
    establish(1, 10);
    EXPECT_EQ(log.count("mrfp=[127.0.0.1]:2945 context=1 termination=ip/1 conf=10 leg=1: media reserved"), 1U);
}

TEST_F(Statistics, ASubtractThatIsAnsweredOtherwiseEndsTheLegAllTheSame) {
    for (const char* answer : {"Context = 1 { Subtract = ip/1 }", "Context = 1 { Subtract = ip/1 { Error = 430 { } } }",
                               "Error = 411 { \"gone\" }"}) {
        Log log;
        establish(1, 10);
        leave(answer);
        EXPECT_EQ(log.count("media ended"), 0U) << answer;
    }
    establish(1, 10);  // its number is free
}

TEST_F(Statistics, AreNotAskedForWithTheWholeContextNorForWhatIsNobodys) {
    establish(1, 10);
    mrfp_sends(
        "Transaction = 900 { Context = 1 { Notify = ip/77 { ObservedEvents = 1 { 20260101T00000000:hangterm/thb } } } "
        "}");
    next_message();
    EXPECT_TRUE(expect_subtract("ip/77").command.audit->items.empty());
    client.end(ConferenceId{10});
    EXPECT_TRUE(expect_subtract("*").command.audit->items.empty());
}

}  // namespace
}  // namespace isfocus::mrfp
