#include "mp.h"

/// H.248.40: a leg from which nothing comes any more.
namespace isfocus::mrfp {
namespace {

class Inactivity : public Mp {
protected:
    Inactivity() : Mp(settings()) { register_mrfp(kMid, "g-2, nt-1, rtp-1, adid-1"); }

    static Settings settings() {
        auto with_inactivity = two_mrfps();
        with_inactivity.inactivity = std::chrono::seconds{30};
        return with_inactivity;
    }
    void notify(std::uint32_t request_id) {
        mrfp_sends("Transaction = " + std::to_string(++last_id) + " { Context = 1 { Notify = ip/1 { ObservedEvents = " +
                   std::to_string(request_id) + " { 20251120T09060000:adid/ipstop } } } }");
        EXPECT_FALSE(next_reply().error);
    }
};

// MED-22
TEST_F(Inactivity, ALegFromWhichNoRtpComesIsEnded) {
    reserve(1, 10);
    const auto add = expect_add();
    const auto& events = *add.command.events;
    ASSERT_EQ(events.events.size(), 3U);
    EXPECT_EQ(events.events[2].name, "adid/ipstop");
    EXPECT_EQ(h248::find(events.events[2].parameters, "dt")->value(), "30");
    EXPECT_EQ(h248::find(events.events[2].parameters, "dir")->value(), "IN");
    reply_added(add);
    expect_event<focus::MediaReserved>();
    notify(*events.request_id + 1);
    EXPECT_TRUE(inbox.empty());
    notify(*events.request_id);
    const auto failed = expect_event<focus::MediaFailed>();
    EXPECT_EQ(failed.leg, LegId{1});
    EXPECT_TRUE(failed.is_silence);
    expect_subtract("ip/1");
}

TEST_F(Inactivity, OnHoldNothingIsMissed) {
    reserve(1, 10);
    const auto add = expect_add();
    reply_added(add);
    expect_event<focus::MediaReserved>();
    auto offer = ue();
    offer.sdp += "a=sendonly\r\n";
    client.renegotiate(LegId{1}, offer);
    reply_modified(expect_modify());
    expect_event<focus::MediaReserved>();
    notify(*add.command.events->request_id);
    EXPECT_TRUE(inbox.empty());
}

}  // namespace
}  // namespace isfocus::mrfp
