#include "mrfpd/media/placement.h"

#include <gtest/gtest.h>

namespace isfocus::mrfpd {
namespace {

TEST(Placement, SpreadsConferencesByLoadAndKeepsEachTogether) {
    Placement placement{2};
    EXPECT_EQ(placement.enter(1, 6), 0U);
    EXPECT_EQ(placement.enter(2, 1), 1U);
    EXPECT_EQ(placement.enter(3, 1), 1U) << "the other has more to do";
    EXPECT_EQ(placement.enter(1, 1), 0U) << "beside its members, however much there is to do";
    EXPECT_EQ(placement.load(0), 7U);
    EXPECT_EQ(placement.load(1), 2U);
}

TEST(Placement, AConferenceThatIsOverLeavesNothing) {
    Placement placement{2};
    placement.enter(1, 3);
    placement.enter(1, 3);
    placement.leave(1, 3);
    EXPECT_EQ(placement.enter(2, 1), 1U);
    placement.leave(1, 3);
    placement.leave(1, 3);  // once too often
    EXPECT_EQ(placement.load(0), 0U);
    EXPECT_EQ(placement.enter(1, 1), 0U) << "its number means a new one";
}

TEST(Placement, NewConferencesGoToNoThreadThatHangsAsLongAsThereIsAnother_MED50) {
    Placement placement{2};
    placement.enter(1, 1);
    placement.enter(2, 5);
    placement.avoid(0, true);
    EXPECT_EQ(placement.enter(3, 1), 1U);
    EXPECT_EQ(placement.enter(1, 1), 0U) << "what is there stays together";
    placement.avoid(1, true);
    EXPECT_EQ(placement.enter(4, 1), 0U);
    placement.avoid(0, false);
    EXPECT_EQ(placement.enter(5, 1), 0U);
}

TEST(Placement, AMemberCostsByItsCodec) {
    Stream stream;
    EXPECT_EQ(cost_of(stream), 1U);
    stream.remote.emplace().format.encoding = Encoding::amr_wb;
    const auto wide = cost_of(stream);
    stream.remote->format.encoding = Encoding::pcma;
    EXPECT_GT(wide, cost_of(stream));
}

}  // namespace
}  // namespace isfocus::mrfpd
