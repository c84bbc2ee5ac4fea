#include "sip/dialog_index.h"

#include <gtest/gtest.h>

namespace isfocus::sip {
namespace {

using focus::DialogReference;

constexpr DialogId kOne{1}, kTwo{2};

/// What is neither there nor was.
const DialogReference kNothing;
const DialogReference kEnded{std::nullopt, true};

TEST(DialogIndex, FindsTheDialogOfThisCallIdAndBothTags_JOI07) {
    DialogIndex index;
    index.add(kOne, "a@b", "ours");
    index.settle(kOne, "theirs");
    EXPECT_EQ(index.find({"a@b", "ours", "theirs"}), (DialogReference{kOne}));
    EXPECT_EQ(index.find({"a@b", "OURS", "Theirs"}), (DialogReference{kOne}));
    for (const auto& other : {DialogName{"A@b", "ours", "theirs"}, DialogName{"a@b", "theirs", "ours"},
                              DialogName{"a@b", "ours", "other"}, DialogName{"a@b", "ours", "0"}})
        EXPECT_EQ(index.find(other), kNothing);
}

TEST(DialogIndex, TellsEachBranchOfARingingInvite_JOI08) {
    DialogIndex index;
    index.add(kOne, "a", "ours");
    EXPECT_EQ(index.find({"a", "ours", "0"}), kNothing);
    for (const char* tag : {"first", "second", "FIRST"}) index.add_branch(kOne, tag);
    EXPECT_EQ(index.find({"a", "ours", "first"}), (DialogReference{kOne}));
    EXPECT_EQ(index.find({"a", "ours", "second"}), (DialogReference{kOne}));
}

TEST(DialogIndex, KnowsTheBranchesThatLostAsEnded_JOI07) {
    DialogIndex index;
    index.add(kOne, "a", "ours");
    index.add_branch(kOne, "first");
    index.add_branch(kOne, "second");
    index.settle(kOne, "second");
    EXPECT_EQ(index.find({"a", "ours", "first"}), kEnded);
    EXPECT_EQ(index.find({"a", "ours", "second"}), (DialogReference{kOne}));
    index.add_branch(kOne, "late");
    EXPECT_EQ(index.find({"a", "ours", "late"}), kNothing);
}

TEST(DialogIndex, TagOfZeroAlsoStandsForNone_JOI07) {  // RFC 3891 6.1
    DialogIndex index;
    index.add(kOne, "a", "ours");
    index.settle(kOne, "");
    EXPECT_EQ(index.find({"a", "ours", "0"}), (DialogReference{kOne}));
    index.remove(kOne);
    EXPECT_EQ(index.find({"a", "ours", "0"}), kEnded);
    index.add(kTwo, "b", "ours");
    index.settle(kTwo, "0");
    EXPECT_EQ(index.find({"b", "ours", "0"}), (DialogReference{kTwo}));
}

TEST(DialogIndex, MatchingMoreThanOneIsNoMatch_JOI07) {  // RFC 3891 3
    DialogIndex index;
    index.add(kOne, "a", "ours");
    index.add_branch(kOne, "0");
    index.add_branch(kOne, "");
    EXPECT_EQ(index.find({"a", "ours", "0"}), kNothing);
}

TEST(DialogIndex, RemembersThoseThatEndedLast_JOI07) {
    DialogIndex index;
    for (std::uint64_t i = 1; i <= DialogIndex::kMostEnded + 1; ++i) {
        index.add(DialogId{i}, "a" + std::to_string(i), "ours");
        index.settle(DialogId{i}, "theirs");
        index.remove(DialogId{i});
    }
    EXPECT_EQ(index.find({"a1", "ours", "theirs"}), kNothing);
    EXPECT_EQ(index.find({"a2", "ours", "theirs"}), kEnded);
    EXPECT_EQ(index.find({"a1025", "ours", "theirs"}), kEnded);
}

TEST(DialogIndex, OfADialogThatNeverWasKeepsNothing) {
    DialogIndex index;
    index.add(kOne, "a", "ours");  // an INVITE that nobody answered
    index.remove(kOne);
    index.remove(kTwo);
    index.settle(kTwo, "x");
    index.add_branch(kTwo, "x");
    EXPECT_EQ(index.find({"a", "ours", "0"}), kNothing);
}

TEST(DialogIndex, IsBoundedWhateverThePeerSends) {
    DialogIndex index;
    index.add(kOne, std::string(60000, 'a'), "ours");
    for (int i = 0; i < 1000; ++i) index.add_branch(kOne, "t" + std::to_string(i));
    EXPECT_EQ(index.find({std::string(60000, 'a'), "ours", "t15"}), (DialogReference{kOne}));
    EXPECT_EQ(index.find({std::string(60000, 'a'), "ours", "t16"}), kNothing);
    index.remove(kOne);
    EXPECT_EQ(index.find({std::string(60000, 'a'), "ours", "t15"}), kNothing);
}

}  // namespace
}  // namespace isfocus::sip
