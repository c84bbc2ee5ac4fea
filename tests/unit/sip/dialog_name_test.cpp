#include "sip/dialog_name.h"

#include <gtest/gtest.h>

#include "parsed.h"
#include "sip/read.h"

namespace isfocus::sip {
namespace {

using focus::TakeOver;
using test::Parsed;
using test::request;

constexpr auto kReplaces = TakeOver::Kind::replaces;
constexpr auto kJoin = TakeOver::Kind::join;

TEST(TakeOverName, HasOurTagInToTag_JOI07) {  // RFC 3891 3
    for (const char* value : {"98732@sip.example.com;from-tag=r33th4x0r;to-tag=ff87ff",
                              "98732@sip.example.com ;to-tag = ff87ff ; From-Tag=r33th4x0r",
                              "98732@sip.example.com;x=\"a,b;c\";to-tag=ff87ff;y;from-tag=r33th4x0r"}) {
        const auto name = read_take_over(value, kReplaces);
        ASSERT_TRUE(name) << value;
        EXPECT_EQ(name->dialog, (DialogName{"98732@sip.example.com", "ff87ff", "r33th4x0r"}));
        EXPECT_FALSE(name->early_only);
    }
}

TEST(TakeOverName, TakesAnyCallIdOfTheGrammarAndOfTheField) {  // RFC 3261 25.1, callid
    for (const char* call_id : {"a", "(<:\\\"/[]?{}>)%x@b", "a@[::1]:5060", "-.!%*_+`'~", "c2lwOg==@h", "a@b@c"}) {
        const auto name = read_take_over(std::string(call_id) + ";to-tag=1;from-tag=2", kReplaces);
        ASSERT_TRUE(name) << call_id;
        EXPECT_EQ(name->dialog.call_id, call_id);
    }
}

TEST(TakeOverName, KnowsEarlyOnlyInReplacesAlone_JOI07) {
    EXPECT_TRUE(read_take_over("a;to-tag=1;from-tag=2;Early-Only", kReplaces)->early_only);
    EXPECT_FALSE(read_take_over("a;to-tag=1;from-tag=2;early-only", kJoin)->early_only);
}

TEST(TakeOverName, RefusesWhatIsNotOneValue_JOI07_JOI10) {
    for (const char* value :
         {"", ";to-tag=1;from-tag=2", "a", "a;to-tag=1", "a;from-tag=1", "a;to-tag=1;from-tag=2;to-tag=1",
          "a;to-tag=1;from-tag=2;from-tag=2", "a;to-tag=;from-tag=2", "a;to-tag;from-tag=2",
          "a;to-tag=\"1\";from-tag=2", "a b;to-tag=1;from-tag=2", "a;to-tag=1;from-tag=2,b;to-tag=3;from-tag=4",
          "a;to-tag=1;from-tag=2;x=y, b;z", "a,b;to-tag=1;from-tag=2", "a;to-tag=1;from-tag=2;",
          "a;;to-tag=1;from-tag=2", "a;to-tag=1;from-tag=2;x=", "a\n;to-tag=1;from-tag=2"}) {
        for (const auto kind : {kReplaces, kJoin}) {
            const auto name = read_take_over(value, kind);
            ASSERT_FALSE(name) << value;
            EXPECT_EQ(name.error().status, 400);
        }
    }
}

TEST(TargetDialog, IsSaidFromTheRecipientsView_REF27) {  // RFC 4538 3
    const auto name = read_target_dialog("fa77as7dad8-sd98ajzz@host.example.com ;local-tag=kkaz- ;remote-tag=6544");
    ASSERT_TRUE(name && *name);
    EXPECT_EQ(**name, (DialogName{"fa77as7dad8-sd98ajzz@host.example.com", "kkaz-", "6544"}));
}

TEST(TargetDialog, WithoutBothTagsIsIgnored_REF27) {  // RFC 4538 4
    for (const char* value : {"a", "a;local-tag=1", "a;remote-tag=1", "a;to-tag=1;from-tag=2"}) {
        const auto name = read_target_dialog(value);
        ASSERT_TRUE(name) << value;
        EXPECT_FALSE(*name) << value;
    }
}

TEST(TargetDialog, MalformedIsRefused_REF27) {
    for (const char* value :
         {"", "a b;local-tag=1;remote-tag=2", "a;local-tag=;remote-tag=2", "a;local-tag;remote-tag=2",
          "a;local-tag=1;remote-tag=2;local-tag=1", "a;local-tag=1;remote-tag=2, b"}) {
        const auto name = read_target_dialog(value);
        ASSERT_FALSE(name) << value;
        EXPECT_EQ(name.error().status, 400);
    }
    EXPECT_FALSE(read_target_dialog(*Parsed(
        request("REFER", "Target-Dialog: a;local-tag=1;remote-tag=2\nTarget-Dialog: a;local-tag=1;remote-tag=2\n"))));
}

TEST(ReadTakeOver, IsOneHeaderOfOneKind_JOI07_JOI10) {
    const std::string replaces = "Replaces: a;to-tag=1;from-tag=2\n";
    const std::string join = "JOIN : a;\n to-tag=1;from-tag=2\n";
    const auto read = [](const std::string& lines) { return read_take_over(*Parsed(request("INVITE", lines))); };
    ASSERT_TRUE(read(replaces));
    EXPECT_EQ((*read(replaces))->kind, kReplaces);
    ASSERT_TRUE(read(join));
    EXPECT_EQ((*read(join))->kind, kJoin);
    EXPECT_FALSE(*read(""));
    for (const auto& lines : {replaces + replaces, join + join, replaces + join, std::string("Replaces: a\n")}) {
        ASSERT_FALSE(read(lines)) << lines;
        EXPECT_EQ(read(lines).error().status, 400);
    }
}

}  // namespace
}  // namespace isfocus::sip
