#include "digest/digest.h"
#include "wire_test.h"

namespace isfocus::test {
namespace {

using namespace focus;

class Sender : public WireTest {
protected:
    sip::Settings laboratory() const {
        auto out = settings();
        out.is_trusted = nullptr;
        out.digest = sip::DigestSettings{"lab", {{uri("sip:al@ims.test"), "al", "s3cret"}}};
        return out;
    }

    /// The request is refused with 401; its first challenge.
    std::string challenged(const std::string& request) {
        send(request);
        const auto refusal = expect("SIP/2.0 401 Unauthorized");
        if (request.starts_with("INVITE ")) acknowledge(refusal);
        return header(refusal, "WWW-Authenticate");
    }

    void acknowledge(const std::string& refusal) {
        const auto branch = ue.branch;
        ue.to_tag = tag_of(header(refusal, "To"));
        auto ack = ue.request("ACK", Ue::kFactory);
        send(ack.replace(ack.find(ue.branch), ue.branch.size(), branch));  // that of the INVITE (RFC 3261 17.1.1.3)
        ue.to_tag.clear();
    }

    static std::string answer_to(std::string_view challenge, std::string_view method, std::string_view request_uri,
                                 const std::string& password = "s3cret") {
        return "Authorization: " +
               digest::authorization(digest::parse_challenge(challenge).value(), {"", "al", password},
                                     {method, request_uri, ""}, "c") +
               "\n";
    }

    std::vector<std::string> refused;
    Ue ue{peer};
};

TEST_F(Sender, ProvesByAPasswordWhoItIs_CHG04) {
    start(laboratory());
    const auto challenge = challenged(ue.invite());
    EXPECT_EQ(digest::parse_challenge(challenge)->algorithm, digest::Challenge::Algorithm::sha256);
    send(ue.invite(Ue::kFactory, answer_to(challenge, "INVITE", Ue::kFactory) + "P-Asserted-Identity: <sip:m@x>\n"));
    const auto event = await<InviteReceived>();
    ASSERT_TRUE(event.request.asserted);
    EXPECT_EQ(event.request.asserted->uri, uri("sip:al@ims.test"));  // not From, which says alice
    EXPECT_EQ(event.request.asserted->display_name, "");
    EXPECT_FALSE(event.request.asserted->is_private);
    stack->respond(event.transaction, {.status = 486, .phrase = "Busy Here"});
    expect("SIP/2.0 486");
}

TEST_F(Sender, IsAskedForRequestsThatSomebodyMustStandFor_CHG04) {
    start(laboratory());
    const auto refer_to = ue.contact() + "Refer-To: <sip:bob@ims.test>\n";
    const auto of_refer = challenged(ue.request("REFER", kConference, refer_to));
    send(ue.request("REFER", kConference, refer_to + answer_to(of_refer, "REFER", kConference)));
    EXPECT_EQ(await<ReferReceived>().request.asserted->uri, uri("sip:al@ims.test"));
    const auto event = ue.contact() + "Event: conference\nPrivacy: id\n";
    const auto of_subscribe = challenged(ue.request("SUBSCRIBE", kConference, event));
    send(ue.request("SUBSCRIBE", kConference, event + answer_to(of_subscribe, "SUBSCRIBE", kConference)));
    EXPECT_TRUE(await<SubscribeReceived>().request.asserted->is_private);
    send(ue.request("OPTIONS", kConference));
    await<OptionsReceived>();
    send(ue.request("BYE", kConference));
    expect("SIP/2.0 481");
    ue.cseq = 77;
    ue.branch = "z9hG4bK-none";
    send(ue.request("CANCEL", kConference));
    expect("SIP/2.0 481");
    EXPECT_FALSE(was_sent("SIP/2.0 401"));
}

TEST_F(Sender, IsNotAskedInADialogOrWhereTheNetworkVouches_CHG04) {
    auto with = laboratory();
    with.is_trusted = [](std::string_view) { return true; };
    start(with);
    send(ue.invite(Ue::kFactory, "P-Asserted-Identity: <sip:carol@ims.test>\n"));
    const auto event = await<InviteReceived>();
    EXPECT_EQ(event.request.asserted->uri, uri("sip:carol@ims.test"));
    stack->respond(event.transaction, {.status = 200, .phrase = "OK", .contact = uri(kConference)});
    ue.to_tag = tag_of(header(expect("SIP/2.0 200"), "To"));
    send(ue.request("ACK", kConference));
    await<AckReceived>();
    send(ue.request("REFER", kConference, ue.contact() + "Refer-To: <sip:bob@ims.test>\n"));
    EXPECT_TRUE(await<ReferReceived>().in_dialog);
    Ue other{peer, "call-2"};
    send(other.request("SUBSCRIBE", kConference, other.contact() + "Event: conference\n"));  // nobody vouches here
    expect("SIP/2.0 401");
}

TEST_F(Sender, IsAskedAgainForAWrongAnswerAndForOneThatWasGivenBefore_CHG04) {
    auto with = laboratory();
    with.refused = [this](const sip::RefusedRequest& one) { refused.emplace_back(one.phrase); };
    start(with);
    const auto ask = [&](const std::string& lines) {
        return challenged(ue.request("SUBSCRIBE", kConference, ue.contact() + "Event: conference\n" + lines));
    };
    const auto first = ask("");
    EXPECT_TRUE(refused.empty());
    const auto second = ask(answer_to(first, "SUBSCRIBE", kConference, "guess"));
    EXPECT_FALSE(digest::parse_challenge(second)->is_stale);
    EXPECT_EQ(refused, std::vector<std::string>{"wrong credentials"});
    const auto right = answer_to(second, "SUBSCRIBE", kConference);
    send(ue.request("SUBSCRIBE", kConference, ue.contact() + "Event: conference\n" + right));
    await<SubscribeReceived>();
    EXPECT_TRUE(digest::parse_challenge(ask(right))->is_stale);
    ask("Authorization: Digest \"\nAuthorization: \nAuthorization: Digest username=\"al\",,\n");
    EXPECT_TRUE(events.empty());
}

TEST_F(Sender, HearsTheSameChallengeWhenItRepeatsItsRequest_CHG04) {
    shows_repeats = true;
    start(laboratory());
    const auto subscribe = ue.request("SUBSCRIBE", kConference, ue.contact() + "Event: conference\n");
    send(subscribe);
    const auto first = expect("SIP/2.0 401");
    send(subscribe);
    EXPECT_EQ(expect("SIP/2.0 401"), first);
}

TEST_F(Sender, ThatIsNotTrustedIsRejectedWhereTheOperatorWantsIt_GEN14) {
    auto with = settings();
    with.is_trusted = nullptr;
    with.untrusted = sip::Settings::Untrusted::reject;
    start(with);
    for (const char* method : {"OPTIONS", "SUBSCRIBE"}) {
        send(ue.request(method, kConference, ue.contact() + "Event: conference\n"));
        expect("SIP/2.0 403 Forbidden");
    }
    with.is_trusted = [](std::string_view) { return true; };
    stack->reconfigure(with);
    send(ue.request("OPTIONS", kConference));
    await<OptionsReceived>();
    EXPECT_TRUE(events.empty());
}

TEST_F(Sender, ThatInsistsOnUnknownPrivacyIsNotServed_CHG07) {
    send(ue.invite(Ue::kFactory, "Privacy: id;shape;critical\n"));
    expect("SIP/2.0 500 Privacy Failure: shape");
    EXPECT_TRUE(events.empty());
}

TEST_F(Sender, IsServedAndRemarkedUponForOddPHeaders_CHG03_CHG11_CHG12) {
    auto with = settings();
    std::vector<std::string> remarks;
    with.remarked = [&](const sip::Remark& one) {
        remarks.push_back((one.severity == sip::Remark::Severity::warn ? "warn " : "debug ") + std::string(one.what));
    };
    start(with);
    send(ue.invite(Ue::kFactory,
                   "P-Asserted-Identity: <sip:a@ims.test>, <sip:b@ims.test>, <tel:+1>\n"
                   "P-Preferred-Identity: <sip:mallory@ims.test>\nP-Called-Party-ID: <sip:other@ims.test>\n"));
    const auto event = await<InviteReceived>();
    EXPECT_EQ(event.request.request_uri, uri(Ue::kFactory));
    EXPECT_EQ(event.request.asserted->uri, uri("sip:a@ims.test"));
    EXPECT_EQ(event.request.asserted->alias, uri("tel:+1"));
    EXPECT_EQ(remarks, (std::vector<std::string>{"warn P-Asserted-Identity holds more than counts",
                                                 "debug P-Called-Party-ID is passed over",
                                                 "debug P-Preferred-Identity is passed over"}));
}

}  // namespace
}  // namespace isfocus::test
