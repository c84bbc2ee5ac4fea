#include "focus/document_versions.h"

#include <gtest/gtest.h>

namespace isfocus::focus {
namespace {

TEST(DocumentVersions, BeginAtNothingAndAreEachSubscribersOwn_EVT23) {
    DocumentVersions versions;
    EXPECT_EQ(versions.last("a"), 0u);
    versions.sent("a", 3, 10);
    versions.sent("a", 2, 10);  // of another subscription
    EXPECT_EQ(versions.last("a"), 3u);
    EXPECT_EQ(versions.last("b"), 0u);
}

TEST(DocumentVersions, SoManyAreRememberedByName_EVT23) {
    DocumentVersions versions;
    for (int i = 0; i < 1000; ++i) {
        versions.sent("user" + std::to_string(i), 1, 10);
        ASSERT_LE(versions.known(), 10u);
    }
}

TEST(DocumentVersions, WhoWasForgottenGoesOnFromTheHighest_EVT23) {
    DocumentVersions versions;
    versions.sent("a", 3, 2);
    versions.sent("b", 9, 2);
    versions.sent("b", 10, 2);  // known, so that nobody has to be forgotten
    EXPECT_EQ(versions.last("a"), 3u);
    versions.sent("c", 1, 2);
    EXPECT_EQ(versions.last("a"), 10u);
    EXPECT_EQ(versions.last("c"), 10u);
    versions.sent("b", 4, 2);  // by an older one of its subscriptions
    EXPECT_EQ(versions.last("b"), 10u);
}

}  // namespace
}  // namespace isfocus::focus
