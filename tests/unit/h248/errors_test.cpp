#include <gtest/gtest.h>

#include <string>

#include "isfocus/h248/codec.h"

namespace isfocus::h248 {
namespace {

constexpr const char* kHeader = "MEGACO/2 [127.0.0.2]:2944\n";

struct Fault {
    const char* text;
    int code;
};

std::ostream& operator<<(std::ostream& out, const Fault& fault) {
    return out << fault.text;
}

class Refused : public testing::TestWithParam<Fault> {};

TEST_P(Refused, WithTheCodeOfItsLevelAndTheTransaction) {
    const auto message = decode(std::string{kHeader} + GetParam().text);
    ASSERT_FALSE(message);
    EXPECT_EQ(static_cast<int>(message.error().code), GetParam().code) << message.error().text;
    EXPECT_FALSE(message.error().text.empty());
    EXPECT_EQ(message.error().transaction_id.has_value(), GetParam().code != 400 && GetParam().code != 413);
    EXPECT_EQ(message.error().mid, parse_mid("[127.0.0.2]:2944"));
}

INSTANTIATE_TEST_SUITE_P(Message, Refused,
                         testing::Values(Fault{"", 400}, Fault{"Frobnicate = 1 { }", 400},
                                         Fault{"Transaction 1 { }", 400}, Fault{"Transaction = x { }", 400},
                                         Fault{"Transaction = -1 { }", 400},
                                         Fault{"Transaction = 1/1 { Context = 1 { Subtract = a } }", 400}));

INSTANTIATE_TEST_SUITE_P(Transaction, Refused,
                         testing::Values(Fault{"T = 1 { }", 403}, Fault{"T = 1 C", 403},
                                         Fault{"T = 1 { Foo = 1 { S = a } }", 421},
                                         Fault{"T = 1 { Context = 1 { S = a } x", 403},
                                         Fault{"T = 1 { C = 1 { S = a }, }", 403}));

INSTANTIATE_TEST_SUITE_P(Action, Refused,
                         testing::Values(Fault{"T = 1 { C = x { S = a } }", 422}, Fault{"T = 1 { C = 1 }", 422},
                                         Fault{"T = 1 { C = 1 { S = a S = b } }", 422},
                                         Fault{"T = 1 { C = 1 { PR = 1, PR = 2 } }", 456},
                                         Fault{"T = 1 { C = 1 { TP { a, b, Sideways } } }", 449},
                                         Fault{"T = 1 { C = 1 { Error = 500 { } } }", 443},
                                         Fault{"T = 1 { C = 1 { Frobnicate = a } }", 443}));

INSTANTIATE_TEST_SUITE_P(Command, Refused,
                         testing::Values(Fault{"T = 1 { C = 1 { S } }", 442}, Fault{"T = 1 { C = 1 { S = } }", 442},
                                         Fault{"T = 1 { C = 1 { MF = a { } } }", 442},
                                         Fault{"T = 1 { C = 1 { MF = a { Colour { red } } } }", 444},
                                         Fault{"T = 1 { C = 1 { MF = a { Packages { g-1 } } } }", 447},
                                         Fault{"T = 1 { C = 1 { S = a { Signals } } }", 447},
                                         Fault{"T = 1 { C = 1 { N = a { Audit { } } } }", 447},
                                         Fault{"T = 1 { C = 1 { N = a } }", 442},
                                         Fault{"T = 1 { C = 1 { AV = a } }", 442},
                                         Fault{"T = 1 { C = 1 { SC = ROOT } }", 442},
                                         Fault{"T = 1 { C = 1 { MF = a { SG, SG } } }", 448},
                                         Fault{"T = 1 { C = 1 { MF = a { DM = b { 1 }, DM = c { 2 } } } }", 448},
                                         Fault{"T = 1 { C = 1 { S = a { DM = b { 1 } } } }", 447},
                                         Fault{"T = 1 { C = 1 { AV = a { Audit { Colour } } } }", 444}));

INSTANTIATE_TEST_SUITE_P(
    Descriptor, Refused,
    testing::Values(
        Fault{"T=1{C=1{MF=a{M{ST=1{O{MO=Sideways}}}}}}", 449}, Fault{"T=1{C=1{MF=a{M{ST=1{O{RV=MAYBE}}}}}}", 449},
        Fault{"T=1{C=1{MF=a{M{ST=1{O{MO=SR,MO=SO}}}}}}", 456}, Fault{"T=1{C=1{MF=a{M{ST=1{O{a/b=1,A/B=2}}}}}}", 456},
        Fault{"T=1{C=1{MF=a{M{ST=1{L{},L{}}}}}}", 448}, Fault{"T=1{C=1{MF=a{M{ST=1{L{}},ST=1{R{}}}}}}", 448},
        Fault{"T=1{C=1{MF=a{M{ST=65536{L{}}}}}}", 442}, Fault{"T=1{C=1{MF=a{M{ST=1{L{v=0}}", 442},
        Fault{"T=1{C=1{MF=a{M{ST=1{L{v=0", 442}, Fault{"T=1{C=1{MF=a{M{ST=1{L{v=0\\}", 442},
        Fault{"T=1{C=1{MF=a{E={g/cause}}}}", 442}, Fault{"T=1{C=1{MF=a{E=1{cause}}}}", 442},
        Fault{"T=1{C=1{MF=a{E=1{g/cause{x}}}}}", 442},
        Fault{"T=1{C=1{MF=a{E=1{g/a{EM{E=2{g/b{EM{E=3{g/c}}}}}}}}}}", 442},
        Fault{"T=1{C=1{MF=a{SG{a/b{DR=1,DR=2}}}}}", 456}, Fault{"T=1{C=1{N=a{OE=1{2025:g/cause}}}}", 442},
        Fault{"T=1{C=1{MF=a{SG{a/b{x=\"never ends}}}}}", 442}, Fault{"T=1{C=1{SC=ROOT{SV{Method=Jump}}}}", 449},
        Fault{"T=1{C=1{SC=ROOT{SV{Loud=1}}}}", 446}, Fault{"T=1{C=1{SC=ROOT{SV{Version=1,V=2}}}}", 456},
        Fault{"T=1{C=1{SC=ROOT{SV{Profile=p}}}}", 442}, Fault{"T=1{C=1{SC=ROOT{SV{AD=1,AD=2}}}}", 456}));

TEST(Refusal, TellsWhereTheFaultIs) {
    const std::string text = "MEGACO/2 [127.0.0.2]:2944\nT = 5 { C = 1 { Frob = a } }";
    const auto message = decode(text);
    ASSERT_FALSE(message);
    EXPECT_EQ(message.error().offset, text.find("= a"));
    EXPECT_EQ(message.error().transaction_id, 5U);
    EXPECT_EQ(message.error().text, "unknown command: Frob");
}

TEST(Refusal, OfTheSecondTransactionNamesTheSecond) {
    const auto message = decode(std::string{kHeader} + "T = 5 { C = 1 { S = a } } T = 6 { C = 1 { } }");
    ASSERT_FALSE(message);
    EXPECT_EQ(message.error().transaction_id, 6U);
}

/// What is read of a message whose second transaction, between two good ones, has a fault.
Decoded around(const std::string& faulty) {
    const auto decoded = decode_each(std::string{kHeader} + "T=1{C=1{S=a}}" + faulty + " P=3{C=1{S=b}}");
    EXPECT_TRUE(decoded) << faulty;
    return decoded ? *decoded : Decoded{};
}

TEST(Refusal, CostsTheTransactionThatHasTheFaultAlone) {
    for (const char* faulty :
         {"T=2{}", "T=2{Foo=1{S=a}}", "T=2{C=1{Frob=a{x{y},\"}}}\"}}}", "T=2{C=1{MF=a{}}} ; } comment { \n", "P=2{Foo}",
          "PN=2{x}", "K{5-3}", "SM=2", "T=2{C=x{MF=a{M{L{v=0\n\"{ ; \\} {},R{\" ; {}}}}}",
          "T=2{C=x{MF=a{DM={(1|{2)},DM=d{ \"{ }},MF=L{DM{{}},S=R{AT{}}}}"}) {
        const auto decoded = around(faulty);
        ASSERT_EQ(decoded.refused.size(), 1U) << faulty;
        ASSERT_EQ(decoded.message.transactions.size(), 2U) << faulty;
        EXPECT_EQ(std::get<TransactionRequest>(decoded.message.transactions[0]).id, 1U);
        EXPECT_EQ(std::get<TransactionReply>(decoded.message.transactions[1]).id, 3U);
        EXPECT_FALSE(decode(std::string{kHeader} + "T=1{C=1{S=a}}" + faulty)) << faulty;
    }
}

TEST(Refusal, OfSeveralTransactionsIsOneMessage) {
    const auto decoded = decode_each(std::string{kHeader} + "T=5{C=1{}}P=6{Foo}T=7{C=1{S=a}}T=8{Foo=1}");
    ASSERT_TRUE(decoded);
    ASSERT_EQ(decoded->refused.size(), 3U);
    const auto answer = answer_to(decoded->refused, *parse_mid("[127.0.0.1]"));
    ASSERT_TRUE(answer);
    ASSERT_EQ(answer->transactions.size(), 2U) << "nothing answers a reply";
    const auto& first = std::get<TransactionReply>(answer->transactions[0]);
    const auto& second = std::get<TransactionReply>(answer->transactions[1]);
    EXPECT_EQ(first.id, 5U);
    EXPECT_EQ(first.error->code, ErrorCode::syntax_error_in_action);
    EXPECT_EQ(second.id, 8U);
    EXPECT_EQ(second.error->code, ErrorCode::unknown_action);
}

TEST(Refusal, OfATransactionWithoutEndCostsWhatFollowsToo) {
    for (const char* endless : {"T=2{C=1{MF=a{M{L{v=0", "T=2{C=1{Frob=\"a}}", "T=2{C=1{S=a}"}) {
        const auto decoded = decode_each(std::string{kHeader} + "T=1{C=1{S=a}}" + endless);
        ASSERT_TRUE(decoded) << endless;
        EXPECT_EQ(decoded->message.transactions.size(), 1U);
        ASSERT_EQ(decoded->refused.size(), 1U);
        EXPECT_EQ(decoded->refused[0].transaction_id, 2U);
    }
}

TEST(Refusal, IsOfTheWholeMessageWhereItIsNotClearWhatIsATransaction) {
    for (const char* unclear : {"T=2{C=1{S=a}}}", "T=x{C=1{S=a}}", "T=2{Foo=1}}T=3{C=1{S=a}}", "hello"})
        EXPECT_FALSE(decode_each(std::string{kHeader} + "T=1{C=1{S=a}}" + unclear)) << unclear;
    const auto first_fault = decode_each(std::string{kHeader} + "T=1{C=1{S=a}}T=2{Foo=1}}T=3{C=1{S=a}}");
    EXPECT_EQ(first_fault.error().transaction_id, 2U);
}

TEST(Refusal, IsAnsweredInTheVersionOfTheMessage) {
    const auto self = *parse_mid("[127.0.0.1]:2944");
    const auto message = decode("!/1 [127.0.0.2] T = 5 { C = 1 { } }");
    ASSERT_FALSE(message);
    const auto answer = answer_to(message.error(), self);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->version, 1);
    EXPECT_EQ(answer->mid, self);
    const auto& reply = std::get<TransactionReply>(answer->transactions.at(0));
    EXPECT_EQ(reply.id, 5U);
    EXPECT_EQ(reply.error->code, ErrorCode::syntax_error_in_action);
    EXPECT_TRUE(decode(encode(*answer)));
}

TEST(Refusal, OfNoMessageAtAllIsAnsweredByAMessageError) {
    for (const auto* text : {"", "INVITE sip:x SIP/2.0", "\x30\x82\x01\x02", "MEGACO/2", "MEGACO/x [127.0.0.2] T"}) {
        const auto message = decode(text);
        ASSERT_FALSE(message);
        const auto answer = answer_to(message.error(), *parse_mid("[127.0.0.1]"));
        ASSERT_TRUE(answer) << text;
        EXPECT_EQ(answer->version, 2);
        EXPECT_EQ(answer->error->code, ErrorCode::syntax_error_in_message);
        EXPECT_TRUE(decode(encode(*answer))) << encode(*answer);
    }
}

TEST(Refusal, OfAReplyOrAnErrorIsNeverAnswered) {
    for (const auto* text : {"Reply = 1 { Foo }", "Error = x { }", "Pending = 1 { x }", "K { 5-3 }", "SM = 1",
                             "Reply = 1 { Context = 1 { Error = 411 } }", "Error = 400 { \"x\" } T = 1 { }"}) {
        const auto message = decode(std::string{kHeader} + text);
        ASSERT_FALSE(message) << text;
        EXPECT_FALSE(answer_to(message.error(), *parse_mid("[127.0.0.1]"))) << text;
    }
}

// Error may stand at four levels; a reader must look at all.
TEST(ErrorDescriptor, InPlaceOfTheMessage) {
    const auto message = decode(std::string{kHeader} + "ER=400{\"Syntax; error\"}");
    ASSERT_TRUE(message);
    EXPECT_EQ(message->error, (ErrorDescriptor{ErrorCode::syntax_error_in_message, "Syntax; error"}));
    EXPECT_TRUE(message->transactions.empty());
}

TEST(ErrorDescriptor, InPlaceOfTheActions) {
    const auto message = decode(std::string{kHeader} + "P=1{ER=402{}}");
    ASSERT_TRUE(message);
    const auto& reply = std::get<TransactionReply>(message->transactions.at(0));
    EXPECT_EQ(reply.error, (ErrorDescriptor{ErrorCode::unauthorized, ""}));
    EXPECT_TRUE(reply.actions.empty());
    EXPECT_FALSE(decode(std::string{kHeader} + "P=1{ER=402{},C=1{S=a}}"));
}

TEST(ErrorDescriptor, AfterTheCommandsOfAContext) {
    const auto message = decode(std::string{kHeader} + "P=1{C=1{S=ip/1,ER=411{}}}");
    ASSERT_TRUE(message);
    const auto& action = std::get<TransactionReply>(message->transactions.at(0)).actions.at(0);
    EXPECT_EQ(action.commands.size(), 1U);
    EXPECT_EQ(action.error->code, ErrorCode::unknown_context);
}

TEST(ErrorDescriptor, InACommand) {
    const auto message = decode(std::string{kHeader} + "P=1{C=1{A=$ {ER=510{\"none left\"}}}}");
    ASSERT_TRUE(message);
    const auto& command = std::get<TransactionReply>(message->transactions.at(0)).actions.at(0).commands.at(0);
    EXPECT_EQ(command.error, (ErrorDescriptor{ErrorCode::insufficient_resources, "none left"}));
}

TEST(ErrorDescriptor, MayHaveACodeNobodyHereKnows) {
    const auto message = decode(std::string{kHeader} + "ER=9999{\"new\"}");
    ASSERT_TRUE(message);
    EXPECT_EQ(static_cast<int>(message->error->code), 9999);
    EXPECT_EQ(text_of(message->error->code), "");
    EXPECT_FALSE(error_descriptor(ErrorCode::unknown_context).text.empty());
}

std::string repeated(std::size_t times, const std::string& text) {
    std::string out;
    for (std::size_t i = 0; i < times; ++i) out += text;
    return out;
}

TEST(Limits, BoundWhatOneMessageCanMake) {
    const std::string header = "!/2 [127.0.0.2] ";
    EXPECT_TRUE(decode(header + repeated(kMaxTransactions, "PN=1{}")));
    const auto transactions = decode(header + repeated(kMaxTransactions + 1, "PN=1{}"));
    ASSERT_FALSE(transactions);
    EXPECT_EQ(transactions.error().code, ErrorCode::too_many_transactions);

    const auto refused = decode_each(header + repeated(kMaxTransactions, "T=1{}"));
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->refused.size(), kMaxTransactions);
    EXPECT_FALSE(decode_each(header + repeated(kMaxTransactions + 1, "T=1{}"))) << "refused ones count as well";

    EXPECT_TRUE(decode(header + "T=1{C=1{" + repeated(kMaxCommands - 1, "S=a,") + "S=a}}"));
    EXPECT_FALSE(decode(header + "T=1{C=1{" + repeated(kMaxCommands, "S=a,") + "S=a}}"));
    EXPECT_FALSE(decode(header + "T=1{" + repeated(kMaxCommands, "C=1{S=a},") + "C=1{S=a}}"));

    EXPECT_TRUE(decode(header + "P=1{C=1{" + repeated(kMaxCommands, "S=a,") + "S=a}}")) << "a reply may be long";
    EXPECT_TRUE(decode(header + "P=1{" + repeated(kMaxItems, "C=1{AV=a},") + "C=1{AV=a}}"));
    EXPECT_TRUE(decode(header + "P=1{C=1{AV=C{" + repeated(kMaxItems, "ip/1,") + "ip/2}}}"));

    EXPECT_FALSE(decode(header + "K{" + repeated(kMaxItems, "1,") + "1}"));
    EXPECT_FALSE(decode(header + "T=1{C=1{MF=a{E=1{" + repeated(kMaxItems, "a/b,") + "a/b}}}}"));

    std::string parameters;
    for (std::size_t i = 0; i <= kMaxParameters; ++i) parameters += "p" + std::to_string(i) + "=1,";
    EXPECT_FALSE(decode(header + "T=1{C=1{MF=a{SG{a/b{" + parameters + "q=1}}}}}"));

    const auto nested = [&](std::size_t depth) {
        return header + "T=1{C=1{AV=a{AT{M" + repeated(depth, "{") + repeated(depth, "}") + "}}}}";
    };
    EXPECT_TRUE(decode(nested(kMaxNesting)));
    EXPECT_FALSE(decode(nested(kMaxNesting + 1)));
    EXPECT_FALSE(decode(nested(20'000)));
}

TEST(Limits, RefuseMessagesLongerThanADatagram) {
    const std::string header = "!/2 [127.0.0.2] PN=1{}";
    EXPECT_TRUE(decode(header + std::string(kMaxMessageOctets - header.size(), ' ')));
    EXPECT_FALSE(decode(header + std::string(kMaxMessageOctets - header.size() + 1, ' ')));
}

}  // namespace
}  // namespace isfocus::h248
