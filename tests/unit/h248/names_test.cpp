#include "reading.h"

/// Names of terminations, contexts, gateways and profiles: which there are, and when two are one.
namespace isfocus::h248 {
namespace {

TEST(Names, AreKeptAsSpelledAndComparedWithoutCase) {
    const auto command = first_command("modify = IP/1 { M { O { MO = sr } } }");
    EXPECT_EQ(command.termination.text, "IP/1");
    EXPECT_EQ(command.termination, TerminationId{"ip/1"});
    EXPECT_EQ(std::hash<TerminationId>{}(command.termination), std::hash<TerminationId>{}(TerminationId{"ip/1"}));
}

TEST(Names, EqualToTokensAreNamesWhereANameStands) {
    const auto command = first_command(
        "Modify = Media { Media { Stream = 1 { LocalControl { Mode = Inactive, Mode/Stream = Local } } }, "
        "Signals { an/apf { an = Brief, av = SR, di = in, ka = 3 } }, Events = 2 { E/SG { E = M, ka = x, dm = d0 } } "
        "}");
    EXPECT_EQ(command.termination.text, "Media");
    EXPECT_EQ(first_stream(command).control->properties.at(0), (Parameter{"Mode/Stream", "Local"}));
    const auto& signal = command.signals->signals.at(0);
    EXPECT_EQ(signal.parameters, (std::vector<Parameter>{{"an", "Brief"}, {"av", "SR"}, {"di", "in"}, {"ka", "3"}}));
    EXPECT_FALSE(signal.type || signal.direction || signal.keep_active);
    const auto& event = command.events->events.at(0);
    EXPECT_EQ(event.name, "E/SG");
    EXPECT_EQ(event.parameters, (std::vector<Parameter>{{"E", "M"}, {"ka", "x"}}));
    EXPECT_EQ(event.digit_map->name, "d0");
}

TEST(Names, LongerThan64AreRefused) {
    EXPECT_TRUE(decode(in_context("Subtract = " + std::string(64, 'a'))));
    EXPECT_EQ(refusal(in_context("Subtract = " + std::string(65, 'a'))), ErrorCode::syntax_error_in_command);
}

TEST(ContextId, HasItsThreeSpecialSpellingsAndNoNumbersForThem) {
    EXPECT_TRUE(decode(in_context("Subtract = ip/1")));
    const auto context = [](const std::string& id) {
        return "MEGACO/2 [127.0.0.1] T = 1 { C = " + id + " { Subtract = ip/1 } }";
    };
    const auto read_id = [&](const std::string& id) {
        const auto message = read(context(id));
        return std::get<TransactionRequest>(message.transactions.at(0)).actions.at(0).context;
    };
    EXPECT_EQ(read_id("-"), ContextId::null());
    EXPECT_EQ(read_id("$"), ContextId::choose());
    EXPECT_EQ(read_id("*"), ContextId::all());
    EXPECT_EQ(read_id("4294967293"), ContextId{0xFFFFFFFD});
    EXPECT_EQ(refusal(context("4294967294")), ErrorCode::syntax_error_in_action);
    EXPECT_EQ(refusal(context("4294967295")), ErrorCode::syntax_error_in_action);
}

TEST(MIds, OfEveryKindAreReadAndWritten) {
    for (const auto* text : {"[192.0.2.1]:2944", "[192.0.2.1]", "[2001:db8::1]:2944", "<mrfp1.example.org>:2944",
                             "<mrfp1.example.org>", "mrfp1@example.org", "site/mrfp_1", "MTP{11af}"}) {
        const auto mid = parse_mid(text);
        ASSERT_TRUE(mid) << text;
        EXPECT_EQ(mid->text(), text);
        Message message = read(in_context("Subtract = ip/1"));
        message.mid = *mid;
        EXPECT_EQ(read(encode(message, Form::compact)).mid, *mid) << text;
    }
}

TEST(MIds, AreComparedByMeaning) {
    EXPECT_EQ(parse_mid("[2001:DB8:0::1]:2944"), parse_mid("[2001:db8::1]:2944"));
    EXPECT_EQ(parse_mid("[127.000.000.001]"), parse_mid("[127.0.0.1]"));
    EXPECT_EQ(parse_mid("<MRFP.example.org>"), parse_mid("<mrfp.EXAMPLE.org>"));
    EXPECT_NE(parse_mid("<mrfp.example.org>"), parse_mid("mrfp.example.org"));
}

TEST(MIds, ThatAreNoneAreRefused) {
    for (const auto* text : {"",
                             "[]",
                             "[127.0.0]",
                             "[127.0.0.256]",
                             "[127.0.0.0001]",
                             "[127.0.0.1.]",
                             "[127.0.0.1",
                             "[::1]:0",
                             "[::1]:65536",
                             "[127.0.0.1]:",
                             "[127.0.0.1]x",
                             "[::g]",
                             "[mrfp1]:2944",
                             "127.0.0.1:2945",
                             "<>",
                             "<-a>",
                             "<a b>",
                             "@example.org",
                             "mrfp1@",
                             "mrfp*",
                             "mrfp-1",
                             "a b",
                             "MTP{12}",
                             "MTP{0a1b2c3d4e}",
                             "MTP{wxyz}",
                             "[127.0.0.1] :2944",
                             "[127.0.0.1]:2944 x",
                             " [127.0.0.1]:2944",
                             "[127.0.0.1]:2944;"})
        EXPECT_FALSE(parse_mid(text)) << text;
    EXPECT_FALSE(parse_mid(std::string(65, 'a')));
}

/// Nobody here reads anything into the name of a gateway.
TEST(MIds, OfAPeerMayHaveAnyName) {
    const auto message = decode("MEGACO/2 mrfp-1 Transaction = 7 { Context = 1 { Subtract = ip/1 } }");
    ASSERT_TRUE(message) << message.error().text;
    EXPECT_EQ(message->mid, (MId{MId::Kind::device_name, "mrfp-1"}));
}

TEST(Profiles, AreANameAndAVersion) {
    EXPECT_EQ(parse_profile("threegmrfp/1"), (Profile{"threegmrfp", 1}));
    EXPECT_EQ(parse_profile("My_mrfp2/99"), (Profile{"My_mrfp2", 99}));
    EXPECT_TRUE(parse_profile(std::string(64, 'a') + "/1"));
    for (const auto* text : {"", "/", "/1", "mine", "mine/", "mine/0", "mine/01", "mine/100", "mine/+1", "mine/1/1",
                             "2mine/1", "_mine/1", "my mrfp/1", "mine/x"})
        EXPECT_FALSE(parse_profile(text)) << text;
    EXPECT_FALSE(parse_profile(std::string(65, 'a') + "/1"));
}

TEST(TerminationPattern, CoversFieldByField) {
    const TerminationId all{"*"}, ip{"IP/*"}, middle{"ip/*/5"}, one{"ip/1"};
    EXPECT_TRUE(all.covers({"ip/1"}));
    EXPECT_TRUE(ip.covers({"ip/1"}));
    EXPECT_TRUE(ip.covers({"ip/1/2"}));
    EXPECT_FALSE(ip.covers({"ip"}));
    EXPECT_FALSE(ip.covers({"tdm/1"}));
    EXPECT_TRUE(middle.covers({"ip/3/5"}));
    EXPECT_FALSE(middle.covers({"ip/3/6"}));
    EXPECT_TRUE(one.covers({"IP/1"}));
    EXPECT_FALSE(one.covers({"ip/1/2"}));
}

}  // namespace
}  // namespace isfocus::h248
