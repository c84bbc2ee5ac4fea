#include "mrfpd/digit_collection.h"

#include <gtest/gtest.h>

/// H.248.1 7.1.14.4, 7.1.14.5: a digit map over time.
namespace isfocus::mrfpd {
namespace {

using namespace std::chrono_literals;

class DigitCollectionTest : public testing::Test {
protected:
    DigitCollection collection(std::string_view map) {
        return {std::make_shared<const DigitMap>(*parse_digit_map(map)), now};
    }
    static std::string told(const DigitCollection& collection, const std::optional<DigitCollection::End>& end) {
        if (!end) return "goes on";
        constexpr const char* kMethods[] = {"UM", "PM", "FM"};
        return collection.digits() + " " + kMethods[static_cast<int>(end->how)] + (end->takes_key ? "" : " before it");
    }

    Time now{1h};
};

TEST_F(DigitCollectionTest, EachKeyBeginsTheTimeAnew_MED64) {
    auto dialled = collection("T:9,S:2,L:7,(1|123)");
    EXPECT_EQ(dialled.deadline(), now + 9s);
    EXPECT_FALSE(dialled.press(1, now += 5s));
    EXPECT_EQ(dialled.deadline(), now + 2s);
    EXPECT_FALSE(dialled.press(2, now += 1s));
    EXPECT_EQ(dialled.deadline(), now + 7s);
    EXPECT_FALSE(dialled.tick(now + 6999ms));
    EXPECT_EQ(told(dialled, dialled.tick(now + 7s)), "12 PM before it");
    EXPECT_FALSE(collection("T:0,1").deadline());
}

TEST_F(DigitCollectionTest, AKeyThatIsHeldCountsWhenItIsKnownToBeLong_MED64) {
    auto dialled = collection("T:9,Z:10,(Z12|13)");
    EXPECT_FALSE(dialled.press(1, now));
    EXPECT_EQ(dialled.deadline(), now + 1s) << "whether it is long, and not the next one";
    auto other = dialled;
    EXPECT_FALSE(dialled.tick(now + 1s));
    EXPECT_EQ(dialled.deadline(), now + 17s);
    EXPECT_FALSE(dialled.release(1, 1100ms, now + 1100ms)) << "that was told";
    EXPECT_EQ(told(dialled, dialled.press(2, now + 2s)), "Z12 UM");

    EXPECT_FALSE(other.release(1, 1000ms, now + 500ms)) << "not longer than that is short";
    EXPECT_EQ(other.deadline(), now + 500ms + 16s);
    EXPECT_EQ(told(other, other.press(3, now + 1s)), "13 UM");
}

TEST_F(DigitCollectionTest, ALongKeyMayBeTheLastOne_MED64) {
    auto held = collection("(Z1|1x)");
    EXPECT_FALSE(held.press(1, now));
    EXPECT_EQ(told(held, held.tick(now + 2s)), "Z1 UM before it");
    auto released = collection("(Z1|1x)");
    EXPECT_FALSE(released.press(1, now));
    EXPECT_EQ(told(released, released.release(1, 2001ms, now + 1990ms)), "Z1 UM before it");
}

TEST_F(DigitCollectionTest, ASecondKeySaysThatTheFirstIsUp_MED64) {
    auto dialled = collection("(Z12|13)");
    EXPECT_FALSE(dialled.press(1, now));
    EXPECT_EQ(told(dialled, dialled.press(3, now)), "13 UM");
    auto hopeless = collection("(Z12)");
    EXPECT_FALSE(hopeless.press(1, now));
    EXPECT_FALSE(hopeless.release(2, 5s, now)) << "another one";
    EXPECT_EQ(told(hopeless, hopeless.press(2, now)), " PM before it");
}

}  // namespace
}  // namespace isfocus::mrfpd
