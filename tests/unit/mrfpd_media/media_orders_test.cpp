#include "mrfpd/media/media_orders.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <limits>
#include <vector>

#include "engine_fixture.h"

namespace isfocus::mrfpd {
namespace {

class Orders : public Engine {
protected:
    using Counters = std::shared_ptr<MediaCounters>;

    void SetUp() override {
        rlimit files{};
        ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &files), 0);
        files.rlim_cur = files.rlim_max;
        ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &files), 0);
    }

    /// Who only listens, and cannot be sent anything yet.
    Counters post_open(std::uint32_t id, std::uint32_t context) {
        const auto local = *h248::endpoint(test::own_address(), 0);
        auto rtp = RtpSocket::open(local), rtcp = RtpSocket::open(local);
        if (!rtp || !rtcp) throw std::runtime_error("no sockets");
        auto counters = std::make_shared<MediaCounters>();
        orders.post(MediaOrders::Open{id, {std::move(*rtp), std::move(*rtcp)}, {}, counters});
        Stream stream;
        stream.context = context;
        stream.mode = Mode::sendrecv;
        orders.post(MediaOrders::Apply{id, stream});
        return counters;
    }

    /// Its leg has gone.
    static bool is_closed(const Counters& counters) { return counters.use_count() == 1; }

    MediaOrders orders;
};

TEST_F(Orders, WhenAThousandLeaveAtOnceThoseWhoStayAreMixedMeanwhile_MED51) {
    constexpr std::uint32_t kMany = 1000;
    tone(a, 400);
    join(1, a);
    join(2, b);
    std::vector<Counters> many;
    for (std::uint32_t i = 0; i < kMany; ++i) many.push_back(post_open(10 + i, 1));
    orders.carry_out(engine, now, std::numeric_limits<std::size_t>::max());
    run(5);
    ASSERT_EQ(legs[2].counters->packets_sent, 5U);

    for (std::uint32_t i = 0; i < kMany; ++i) orders.post(MediaOrders::Close{10 + i});
    for (std::uint32_t tick = 1; tick <= kMany / MediaOrders::kMostInATick; ++tick) {
        orders.carry_out(engine, now);
        EXPECT_EQ(std::ranges::count_if(many, is_closed), std::ptrdiff_t{tick} * MediaOrders::kMostInATick);
        run(1);
        ASSERT_EQ(legs[2].counters->packets_sent, 5U + tick);
    }
    EXPECT_TRUE(std::ranges::all_of(many, is_closed));
    run(30);
    EXPECT_NEAR(test::decibels(b.hears(400), 8000), 0, 1);
    EXPECT_LT(a.hears(400), 80);
}

TEST_F(Orders, AreCarriedOutInTheirOrderThoughNotAllInOneTick_MED51) {
    const auto first = post_open(7, 1);
    for (int i = 0; i < 150; ++i) orders.post(MediaOrders::Apply{7, {}});
    orders.post(MediaOrders::Close{7});
    const auto again = post_open(7, 1);
    orders.carry_out(engine, now);
    EXPECT_FALSE(is_closed(first));
    orders.carry_out(engine, now);
    EXPECT_TRUE(is_closed(first));
    EXPECT_FALSE(is_closed(again));
}

TEST_F(Orders, WhoeverLeavesTheOthersStayInTheirConference_MED51) {
    std::vector<test::FakeUe> all(6);
    for (std::uint32_t i = 0; i < all.size(); ++i) {
        tone(all[i], 300 + 200 * i, 3000);
        join(1 + i, all[i]);
    }
    for (const std::uint32_t id : {1U, 4U, 6U}) {  // the first, one in the middle, and the last
        orders.post(MediaOrders::Close{id});
        all[id - 1].amplitude = 0;
    }
    orders.carry_out(engine, now);
    run(40);
    for (const std::uint32_t i : {1U, 2U, 4U})
        for (std::uint32_t j = 0; j < all.size(); ++j)
            EXPECT_NEAR(all[i].hears(300 + 200 * j, 1600), i != j && all[j].amplitude > 0 ? 3000 : 0, 150)
                << i << " hears " << j;
}

}  // namespace
}  // namespace isfocus::mrfpd
