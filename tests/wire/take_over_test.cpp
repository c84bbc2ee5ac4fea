#include "wire_test.h"

namespace isfocus::test {
namespace {

using namespace focus;

/// Dialogs that an INVITE wants to replace or join, and those that a REFER proves to know.
class TakeOverIn : public WireTest {
protected:
    struct Tags {
        DialogId dialog;
        std::string call_id, ours, theirs;
    };

    Tags establish(Ue& caller) {
        send(caller.invite());
        const auto event = await<InviteReceived>();
        stack->respond(event.transaction, {.status = 200,
                                           .phrase = "OK",
                                           .contact = uri(kConference),
                                           .body = Description{std::string(kAnswer), {}}});
        const auto answer = expect("SIP/2.0 200");
        caller.to_tag = tag_of(header(answer, "To"));
        send(caller.request("ACK", kConference));
        await<AckReceived>();
        return {event.dialog, header(answer, "Call-ID"), caller.to_tag, caller.from_tag};
    }

    static std::string take_over(std::string_view header, const Tags& tags) {
        return std::string(header) + ": " + tags.call_id + ";to-tag=" + tags.ours + ";from-tag=" + tags.theirs;
    }

    std::optional<TakeOver> received_take_over(const std::string& lines) {
        Ue other(peer, "other-" + std::to_string(++calls_));
        send(other.invite(kConference, lines));
        const auto event = await<InviteReceived>();
        stack->respond(event.transaction, {.status = 481, .phrase = "Call Does Not Exist"});
        expect("SIP/2.0 481");
        return event.request.take_over;
    }

    std::string refused(std::string_view method, const std::string& lines) {
        Ue other(peer, "other-" + std::to_string(++calls_));
        send(method == "INVITE" ? other.invite(kConference, lines)
                                : other.request(method, kConference, other.contact() + lines));
        const auto answer = expect("SIP/2.0 4");
        EXPECT_TRUE(events.empty());
        return answer.substr(0, answer.find("\r\n"));
    }

    Ue ue{peer};
    int calls_ = 0;
};

TEST_F(TakeOverIn, ReplacesNamesOurDialog_JOI07_JOI12) {
    const auto tags = establish(ue);
    const auto found = received_take_over("Require: replaces\n" + take_over("Replaces", tags) + ";early-only\n");
    EXPECT_EQ(found, (TakeOver{TakeOver::Kind::replaces, {tags.dialog}, true}));
    EXPECT_EQ(received_take_over(""), std::nullopt);
}

TEST_F(TakeOverIn, JoinNamesOurDialog_JOI10_JOI12) {
    const auto tags = establish(ue);
    EXPECT_EQ(received_take_over("Require: join\n" + take_over("Join", tags) + "\n"),
              (TakeOver{TakeOver::Kind::join, {tags.dialog}, false}));
}

TEST_F(TakeOverIn, SwappedTagsAndUnknownDialogsNameNothing_JOI07) {
    auto tags = establish(ue);
    std::swap(tags.ours, tags.theirs);
    const TakeOver nothing{TakeOver::Kind::replaces, {}, false};
    EXPECT_EQ(received_take_over(take_over("Replaces", tags) + "\n"), nothing);
    EXPECT_EQ(received_take_over("Replaces: none;to-tag=1;from-tag=2\n"), nothing);
}

TEST_F(TakeOverIn, EndedDialogIsToldApart_JOI07) {
    const auto tags = establish(ue);
    send(ue.request("BYE", kConference));
    stack->respond(await<ByeReceived>().transaction, {.status = 200, .phrase = "OK"});
    stack->release(tags.dialog);
    expect("SIP/2.0 200");
    EXPECT_EQ(received_take_over(take_over("Replaces", tags) + "\n"),
              (TakeOver{TakeOver::Kind::replaces, {std::nullopt, true}, false}));
}

TEST_F(TakeOverIn, DialogOfAnotherMethodIsNone_JOI07) {
    send(ue.request("SUBSCRIBE", kConference, ue.contact() + "Event: conference\n"));
    const auto event = await<SubscribeReceived>();
    stack->respond(event.transaction, {.status = 200, .phrase = "OK", .contact = uri(kConference)});
    const auto tag = tag_of(header(expect("SIP/2.0 200"), "To"));
    EXPECT_EQ(received_take_over(take_over("Replaces", {event.dialog, "call-1", tag, ue.from_tag}) + "\n"),
              (TakeOver{TakeOver::Kind::replaces, {}, false}));
}

TEST_F(TakeOverIn, OurRingingInviteIsFoundByTheTagOfItsBranch_JOI08) {
    const DialogId dialog = dialog_ids.next();
    stack->invite({.dialog = dialog,
                   .request_uri = uri("sip:bob@ims.test"),
                   .conference = uri(kConference),
                   .offer = Description{std::string(kOffer), {}}});
    const auto invite = expect("INVITE ");
    const std::string contact = "Contact: <sip:bob@127.0.0.1:" + std::to_string(peer.port()) + ">\n";
    const Tags tags{dialog, header(invite, "Call-ID"), tag_of(header(invite, "From")), "b1"};
    send(response(invite, "180 Ringing", "b1", contact));
    await<InviteProgress>();
    send(response(invite, "180 Ringing", "b2", contact));
    await<InviteProgress>();
    EXPECT_EQ(received_take_over(take_over("Replaces", tags) + "\n")->reference, (DialogReference{dialog}));

    send(response(invite, "200 OK", "b2", contact + "Content-Type: application/sdp\n", kAnswer));
    await<InviteAnswered>();
    stack->acknowledge(dialog);
    expect("ACK ");
    EXPECT_EQ(received_take_over(take_over("Replaces", tags) + "\n")->reference, (DialogReference{std::nullopt, true}));
    EXPECT_EQ(received_take_over(take_over("Replaces", {dialog, tags.call_id, tags.ours, "b2"}) + "\n")->reference,
              (DialogReference{dialog}));
}

TEST_F(TakeOverIn, RefusedInviteHasNoDialogToEnd_JOI07) {
    send(ue.invite());
    const auto event = await<InviteReceived>();
    stack->respond(event.transaction, {.status = 403, .phrase = "Forbidden"});
    const auto tag = tag_of(header(expect("SIP/2.0 403"), "To"));
    EXPECT_EQ(received_take_over(take_over("Replaces", {event.dialog, "call-1", tag, ue.from_tag}) + "\n")->reference,
              DialogReference{});
}

TEST_F(TakeOverIn, MayBeAskedOnceInOneWay_JOI07_JOI10) {
    const std::string replaces = "Replaces: a;to-tag=1;from-tag=2\n", join = "Join: a;to-tag=1;from-tag=2\n";
    for (const auto& lines : {replaces + replaces, join + join, replaces + join, std::string("Replaces: a;to-tag=1\n"),
                              std::string("Join: a\n")})
        EXPECT_TRUE(refused("INVITE", lines).starts_with("SIP/2.0 400")) << lines;
    EXPECT_EQ(stack->counters().dialogs, 0u);
}

TEST_F(TakeOverIn, IsForInviteAlone_JOI11) {
    for (const char* method : {"REFER", "SUBSCRIBE", "OPTIONS", "BYE"})
        for (const char* lines : {"Replaces: a;to-tag=1;from-tag=2\n", "Join: a;to-tag=1;from-tag=2\n"})
            EXPECT_TRUE(refused(method, lines).starts_with("SIP/2.0 400 Bad ")) << method << lines;
    const auto tags = establish(ue);
    send(ue.invite(kConference, take_over("Replaces", tags) + "\n"));
    expect("SIP/2.0 400 Bad Replaces");
}

TEST_F(TakeOverIn, TargetDialogIsFoundAmongOurs_REF27) {  // RFC 4538 3: tags as the recipient sees them
    const auto tags = establish(ue);
    const auto target = [this](const std::string& lines) {
        Ue other(peer, "other-" + std::to_string(++calls_));
        send(other.request("REFER", kConference, other.contact() + "Refer-To: <sip:bob@ims.test>\n" + lines));
        const auto event = await<ReferReceived>();
        EXPECT_EQ(event.request.nonce.size(), 32u);
        return event.request.target_dialog;
    };
    EXPECT_EQ(target(""), std::nullopt);
    const auto line = [&](const std::string& ours, const std::string& theirs) {
        return "Require: tdialog\nTarget-Dialog: " + tags.call_id + ";local-tag=" + ours + ";remote-tag=" + theirs +
               "\n";
    };
    EXPECT_EQ(target(line(tags.ours, tags.theirs)), DialogReference{tags.dialog});
    EXPECT_EQ(target(line(tags.theirs, tags.ours)), DialogReference{});
    EXPECT_EQ(target("Target-Dialog: " + tags.call_id + ";local-tag=" + tags.ours + "\n"), std::nullopt);
    EXPECT_TRUE(refused("REFER", "Refer-To: <sip:bob@ims.test>\nTarget-Dialog: a b\n")
                    .starts_with("SIP/2.0 400 Bad Target-Dialog"));
}

}  // namespace
}  // namespace isfocus::test
