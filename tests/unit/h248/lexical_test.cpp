#include "h248_address.h"
#include "reading.h"

/// What one gets wrong with this grammar, a test each.
namespace isfocus::h248 {
namespace {

TEST(OctetString, SemicolonBraceAndQuoteAreOrdinaryInIt) {
    const auto command = first_command(
        "Modify = ip/1 { Media { Stream = 1 { Local {\nv=0\na=fmtp:96 mode=2; x={ \" ; y\n}, Remote { v=0 } } } }");
    EXPECT_EQ(first_stream(command).local, "v=0\na=fmtp:96 mode=2; x={ \" ; y");
    EXPECT_EQ(first_stream(command).remote, "v=0");
}

TEST(OctetString, EscapedBraceDoesNotEndItAndOtherBackslashesAreThemselves) {
    const auto command = first_command(R"(Modify = ip/1 { Media { Stream = 1 { Local { a=\x\}b\\}c\ } } } })");
    EXPECT_EQ(first_stream(command).local, R"(a=\x}b\}c\)");
}

TEST(OctetString, KeepsCaseAndLineEndsInside) {
    const auto command = first_command("Modify = ip/1 { M { ST=1 { L {\r\nv=0\r\na=RtpMap\n\nc=IN\r\n} } } }");
    EXPECT_EQ(first_stream(command).local, "v=0\r\na=RtpMap\n\nc=IN");
}

TEST(OctetString, WithOctetZeroIsRefused) {
    const auto text = in_context("Modify = ip/1 { M { ST=1 { L {a") + std::string(1, '\0') + "} } } }";
    EXPECT_EQ(refusal(text + " } }"), ErrorCode::syntax_error_in_command);
}

TEST(OctetString, EncodedSoThatItCannotEndEarly) {
    Message message = read(in_context("Modify = ip/1 { M { ST=1 { L { x } } } }"));
    auto& command = std::get<TransactionRequest>(message.transactions.front()).actions[0].commands[0];
    command.media->streams[0].local = "v=0\n} } } }, Subtract = * { ";
    for (const auto form : {Form::pretty, Form::compact}) {
        const auto again = read(encode(message, form));
        const auto& commands = std::get<TransactionRequest>(again.transactions.front()).actions[0].commands;
        ASSERT_EQ(commands.size(), 1U);
        EXPECT_EQ(commands[0].media->streams[0].local, "v=0\n} } } }, Subtract = * {");
        EXPECT_FALSE(commands[0].media->streams[0].remote);
    }
}

TEST(WhiteSpace, CommentsStandWhereverItMay) {
    const auto command =
        first_command("; one\rSubtract ; two } {\n = ; three\r\n ip/1 ; four\n { Audit ; five\n { } }");
    EXPECT_EQ(command.name, CommandName::subtract);
    EXPECT_TRUE(command.audit && command.audit->items.empty());
}

TEST(WhiteSpace, IsNotNeededAroundPunctuation) {
    const auto message = read("!/1[127.0.0.1]:2944 T=1{C=${A=${M{ST=1{O{MO=SR,RV=ON}}}}}}\n\n");
    EXPECT_EQ(message.version, 1);
    EXPECT_EQ(message.transactions.size(), 1U);
}

TEST(WhiteSpace, OctetZeroIsNone) {
    EXPECT_EQ(refusal(std::string{"MEGACO/2 [127.0.0.1] Pending = 1 { }"} + '\0'), ErrorCode::syntax_error_in_message);
}

TEST(Signals, EmptyInBracesOrBareStopAll) {
    EXPECT_EQ(first_command("Modify = ip/1 { Signals { } }").signals, Signals{});
    EXPECT_EQ(first_command("Modify = ip/1 { SG }").signals, Signals{});
    EXPECT_EQ(encode(read(in_context("Modify = ip/1 { Signals { } }"))).find("Signals {"), std::string::npos);
}

TEST(Events, BareRemovesAll) {
    EXPECT_EQ(first_command("Modify = ip/1 { Events }").events, Events{});
}

TEST(Media, WithoutAStreamNumberIsStreamOne) {
    EXPECT_EQ(
        first_command("Modify = ip/1 { Media { LocalControl { Mode = SendOnly }, Local { v=0 } } }"),
        first_command("Modify = ip/1 { Media { Stream = 1 { LocalControl { Mode = SendOnly }, Local { v=0 } } } }"));
    EXPECT_EQ(
        refusal(in_context("Modify = ip/1 { Media { LocalControl { Mode = SO }, Stream = 2 { Local { v=0 } } } }")),
        ErrorCode::syntax_error_in_command);
}

TEST(Values, ComeInListsAlternativesRangesAndRelations) {
    const auto command = first_command(
        R"(Modify = ip/1 { M { O { a/b = [x,"y z"], a/c = { 1 , 2 }, a/d = [ 1 : 5 ], a/e > 3, a/f # 4, a/g<5 } } })");
    const auto properties = first_stream(command).control->properties;
    ASSERT_EQ(properties.size(), 6U);
    EXPECT_EQ(properties[0].form, ValueForm::all_of);
    EXPECT_EQ(properties[0].values.at(1), (Value{"y z", true}));
    EXPECT_EQ(properties[1].form, ValueForm::any_of);
    EXPECT_EQ(properties[2].form, ValueForm::range);
    EXPECT_EQ(properties[3].relation, Relation::greater);
    EXPECT_EQ(properties[4].relation, Relation::not_equal);
    EXPECT_EQ(properties[5].relation, Relation::less);
}

TEST(Values, AreQuotedByTheEncoderWhereTheyMustBe) {
    Message message = read(in_context("Modify = ip/1 { Signals { an/apf { an = x } } }"));
    auto& command = std::get<TransactionRequest>(message.transactions.front()).actions[0].commands[0];
    auto& value = command.signals->signals[0].parameters[0].values[0];
    value.text = "two words, one } brace";
    EXPECT_EQ(read(encode(message)), message);
    value.text = "";
    EXPECT_EQ(read(encode(message)), message);
    value.text = "quote\" } } , Subtract = *\n";
    const auto again = read(encode(message));
    const auto& commands = std::get<TransactionRequest>(again.transactions.front()).actions[0].commands;
    ASSERT_EQ(commands.size(), 1U);
    EXPECT_EQ(commands[0].signals->signals[0].parameters[0].value(), "quote' } } , Subtract = * ");
}

TEST(Reply, PassesOverWhatItDoesNotKnowAndNamesIt) {
    std::vector<std::string> ignored;
    const auto message =
        decode(in_reply("NewProperty = 5, Modify = ip/1 { Media { Stream = 1 { Local { v=0 }, "
                        "Fancy { a, b { \"}\" } } } }, Colour = { red, \"},{\" } }, Paint = ip/1 { Blue }"),
               &ignored);
    ASSERT_TRUE(message) << message.error().text;
    EXPECT_EQ(*message, read(in_reply("Modify = ip/1 { Media { Stream = 1 { Local { v=0 } } } }")));
    EXPECT_EQ(ignored, (std::vector<std::string>{"NewProperty", "Fancy", "Colour", "Paint"}));
}

TEST(Reply, MayHoldNothingButTheUnknown) {
    EXPECT_EQ(read(in_reply("Modify = ip/1 { Colour = red, Media { Fancy { x } }, Services { Loud } }")),
              read(in_reply("Modify = ip/1")));
    EXPECT_EQ(read(in_reply("Modify = ip/1 { Media { TS { new = 1 }, ST = 1 { O { new = 1 } }, ST = 2 { Fancy } } }")),
              read(in_reply("Modify = ip/1")));
    EXPECT_EQ(read(in_reply("Modify = ip/1 { }")), read(in_reply("Modify = ip/1")));
}

TEST(Notify, PassesOverUnknownDescriptors) {
    const auto command = first_command("Notify = ip/1 { ObservedEvents = 3 { x/y { z = 1 } }, Colour { red } }");
    EXPECT_EQ(command.observed_events->events.at(0).name, "x/y");
}

TEST(AuditReply, TellsTheEmptyFromTheAbsent) {
    const auto message = read(in_reply("AuditValue = ip/1 { Media, Signals, Packages { g-2 } }"));
    const auto& command = std::get<TransactionReply>(message.transactions.at(0)).actions.at(0).commands.at(0);
    EXPECT_EQ(command.empty_items, std::vector<AuditToken>{AuditToken::media});
    EXPECT_EQ(command.signals, Signals{});
    EXPECT_EQ(command.packages->version_of("G"), 2);
    EXPECT_EQ(command.packages->version_of("nt"), 0);
    EXPECT_FALSE(command.media);
}

TEST(DigitMapDescriptor, HasANameOrAValueOrBothInEitherForm_MED64) {
    const auto maps_of = [](const std::string& map) {
        const auto command = first_command("Modify = ip/1 { " + map + " }");
        Message message{.mid = {MId::Kind::ip4, "127.0.0.1", 2944},
                        .transactions = {TransactionRequest{7, {{.context = {1}, .commands = {command}}}}}};
        for (const auto form : {Form::pretty, Form::compact}) EXPECT_EQ(read(encode(message, form)), message);
        return command.digit_maps;
    };
    using Maps = std::vector<DigitMap>;
    EXPECT_EQ(maps_of("DigitMap = plan { T:9,(0|00; no comment here\n|[1-7]x.) }"),
              (Maps{{"plan", "T:9,(0|00; no comment here\n|[1-7]x.)"}}));
    EXPECT_EQ(maps_of("DM=plan{(0)}"), (Maps{{"plan", "(0)"}}));
    EXPECT_EQ(maps_of("DM = plan"), (Maps{{"plan", ""}}));
    EXPECT_EQ(maps_of("DM = plan { }"), (Maps{{"plan", ""}}));
    EXPECT_EQ(maps_of("DM = { (0) }"), (Maps{{"", "(0)"}}));
    const auto event_of = [](const std::string& map) {
        return first_command("MF = ip/1 { E = 5 { dd/ce { KA, " + map + " } } }")
            .events->events.at(0)
            .digit_map.value();
    };
    EXPECT_EQ(event_of("DigitMap = plan"), (DigitMap{"plan", ""}));
    EXPECT_EQ(event_of("DM={T:9,(0|1)}"), (DigitMap{"", "T:9,(0|1)"}));
}

TEST(AuditReply, TellsOfAsManyDigitMapsAsThereAre_MED64) {
    const auto text = in_reply("AV = ip/1 { DM = a { (1) }, DM = b { (2) }, PG { g-2 } }");
    const auto message = read(text);
    const auto& command = std::get<TransactionReply>(message.transactions.at(0)).actions.at(0).commands.at(0);
    EXPECT_EQ(command.digit_maps, (std::vector<DigitMap>{{"a", "(1)"}, {"b", "(2)"}}));
    EXPECT_EQ(read(encode(message)), message);
}

TEST(Audit, KeepsWhatNarrowsAnItem) {
    const auto command =
        first_command("AuditValue = ip/1 { Audit { Media { Stream = 1 { LocalControl { Mode } } } , PG } }");
    ASSERT_EQ(command.audit->items.size(), 2U);
    EXPECT_EQ(command.audit->items[0].selection, "{ Stream = 1 { LocalControl { Mode } } }");
    EXPECT_TRUE(command.audit->asks_for(AuditToken::packages));
    EXPECT_FALSE(command.audit->asks_for(AuditToken::statistics));
}

TEST(Audit, ItemIsFollowedByWhatNarrowsItAlone) {
    EXPECT_EQ(refusal(in_context("AuditValue = ip/1 { Audit { Media more } }")), ErrorCode::syntax_error_in_command);
}

TEST(Encoder, WritesCompactWhatNoDatagramWouldHoldInOnePiece_MP3_2) {
    auto message = read(in_context("Modify = ip/1 { Media { Stream = 1 { Local { x } } } }"));
    auto& local = std::get<TransactionRequest>(message.transactions[0]).actions[0].commands[0].media->streams[0].local;
    const auto udp = test::h248_address("192.0.2.1:2944");
    const auto tcp = test::h248_address("tcp:192.0.2.1:2944");
    local->resize(kMaxUnfragmentedOctets - encode(message).size() + 1, 'x');
    EXPECT_EQ(encode(message).size(), kMaxUnfragmentedOctets);
    EXPECT_EQ(encode_for(udp, message, Form::pretty), encode(message));
    local->push_back('x');
    EXPECT_EQ(encode_for(udp, message, Form::pretty), encode(message, Form::compact));
    EXPECT_EQ(encode_for(tcp, message, Form::pretty), encode(message));
    EXPECT_EQ(encode_for(udp, message, Form::compact), encode(message, Form::compact));
}

TEST(Encoder, WritesNoBracesAroundNothing) {
    Message message = read(in_context("Modify = ip/1 { Signals }"));
    auto& command = std::get<TransactionRequest>(message.transactions.front()).actions[0].commands[0];
    command.signals.reset();
    command.media = Media{TerminationState{}, {Stream{}, {2, LocalControl{}, {}, {}, {}}}};
    const auto text = encode(message, Form::compact);
    EXPECT_NE(text.find("MF=ip/1}"), std::string::npos) << text;
}

}  // namespace
}  // namespace isfocus::h248
