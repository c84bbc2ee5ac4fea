#include "outgoing.h"
#include "own_address.h"

namespace isfocus::test {
namespace {

using namespace focus;

/// `peer` is the first next hop, `second` and `third` stand in for it.
class NextHop : public Outgoing {
protected:
    void SetUp() override { start(with_backups()); }

    sip::Settings with_backups() {
        auto with = settings();
        with.outbound_backup = {hop(second), hop(third)};
        return with;
    }

    static Uri hop(const Peer& of) { return uri("sip:127.0.0.1:" + std::to_string(of.port()) + ";lr"); }

    /// The next message that begins so at this next hop.
    std::string expect_at(Peer& at, std::string_view begin) {
        if (&at == &peer) return expect(begin);
        std::string found;
        EXPECT_TRUE(run_until([&] {
            while (auto message = at.receive())
                if (message->starts_with(begin)) found = *message;
            return !found.empty();
        })) << "nothing begins with "
            << begin;
        return found;
    }

    void answer_at(Peer& at, std::string_view request, std::string_view status, std::string_view extra = {},
                   std::string_view body = {}) {
        at.send(response(request, status, "b1", extra, body), port());
    }

    Peer second, third;
};

TEST_F(NextHop, ThatIsOutOfServiceIsPassedOverAtOnce_OUT53) {  // RFC 3261 21.5.4, RFC 3263 4.3
    shows_repeats = true;
    const auto out = order();
    stack->invite(out);
    const auto first = expect("INVITE ");
    answer_at(peer, first, "503 Maintenance", "Retry-After: 1\n");
    const auto again = expect_at(second, "INVITE sip:bob@ims.test;user=phone;x=%41 SIP/2.0\r\n");
    expect("ACK ");
    EXPECT_EQ(header(again, "Route"), "<" + hop(second).text() + ">");
    EXPECT_NE(header(again, "Via"), header(first, "Via"));
    EXPECT_EQ(std::stoi(header(again, "CSeq")), std::stoi(header(first, "CSeq")) + 1);
    for (const char* name : {"Call-ID", "From", "To", "Contact", "P-Charging-Vector", "P-Asserted-Identity", "Replaces",
                             "Require", "Referred-By", "Accept-Contact", "Content-Type", "Max-Forwards", "Expires"})
        EXPECT_EQ(header(again, name), header(first, name)) << name;
    EXPECT_EQ(body_of(again), body_of(first));
    EXPECT_TRUE(events.empty());

    answer_at(second, again, "200 OK", sdp(), kAnswer);
    EXPECT_EQ(await<InviteAnswered>().dialog, out.dialog);
    stack->acknowledge(out.dialog);
    const auto ack = expect("ACK ");
    EXPECT_EQ(std::stoi(header(ack, "CSeq")), std::stoi(header(again, "CSeq")));
    answer_at(second, again, "200 OK", sdp(), kAnswer);  // lost the ACK
    EXPECT_EQ(expect("ACK "), ack);
    stack->bye(out.dialog, "");
    send(response(expect("BYE "), "200 OK", ""));
    await<ByeAnswered>();
}

TEST_F(NextHop, IsLeftOutUntilItsRetryAfterIsOver_OUT53) {
    stack->invite(order());
    answer_at(peer, expect("INVITE "), "503 Maintenance", "Retry-After: 2\n");
    answer_at(second, expect_at(second, "INVITE "), "486 Busy");
    EXPECT_EQ(await<InviteFailed>().status, 486);
    stack->invite(order());
    answer_at(second, expect_at(second, "INVITE "), "486 Busy");
    EXPECT_EQ(await<InviteFailed>().status, 486);
    EXPECT_FALSE(was_sent("INVITE "));

    wait(std::chrono::milliseconds(2100));
    stack->invite(order());
    answer_at(peer, expect("INVITE "), "486 Busy");
    EXPECT_EQ(await<InviteFailed>().status, 486);
}

TEST_F(NextHop, ThatRefusesWithoutRetryAfterIsPassedOverThisOnce_OUT53) {  // RFC 3263 4.3, RFC 3261 21.5.4
    for (int i = 0; i < 2; ++i) {
        stack->invite(order());
        answer_at(peer, expect("INVITE "), "503 Bad Day");
        answer_at(second, expect_at(second, "INVITE "), "486 Busy");
        EXPECT_EQ(await<InviteFailed>().status, 486);
    }
}

TEST_F(NextHop, WhenAllAreOutOfServiceTheLastStatusIsReported_OUT53) {
    stack->invite(order());
    answer_at(peer, expect("INVITE "), "503 One", "Retry-After: 100\n");
    answer_at(second, expect_at(second, "INVITE "), "503 Two", "Retry-After: 300\n");
    answer_at(third, expect_at(third, "INVITE "), "503 Three", "Retry-After: 200\n");
    const auto failed = await<InviteFailed>();
    EXPECT_EQ(failed.status, 503);
    EXPECT_EQ(failed.phrase, "Three");

    stack->invite(order());  // none is in service: the one that is back first
    answer_at(peer, expect("INVITE "), "200 OK", sdp(), kAnswer);
    await<InviteAnswered>();
}

TEST_F(NextHop, ThatSaysNothingIsPassedOverAfterTimerB_OUT53) {
    stack->invite(order());
    expect("INVITE ");
    answer_at(second, expect_at(second, "INVITE "), "486 Busy");
    EXPECT_EQ(await<InviteFailed>().status, 486);
    stack->invite(order());
    answer_at(second, expect_at(second, "INVITE "), "486 Busy");
    EXPECT_EQ(await<InviteFailed>().status, 486);
}

TEST_F(NextHop, AnswerOfOneThatWasPassedOverIsEnded_OUT45_OUT53) {
    stack->invite(order());
    const auto first = expect("INVITE ");
    const auto again = expect_at(second, "INVITE ");
    answer_at(peer, first, "200 OK", sdp(), kAnswer);
    EXPECT_EQ(header(expect("ACK "), "CSeq"), std::to_string(std::stoi(header(first, "CSeq"))) + " ACK");
    send(response(expect("BYE "), "200 OK", ""));
    answer_at(second, again, "486 Busy");
    EXPECT_EQ(await<InviteFailed>().status, 486);
    EXPECT_TRUE(events.empty());
}

TEST_F(NextHop, ThatCannotBeReachedIsPassedOver_OUT53_OUT56) {
    auto with = settings();
    {
        const Peer gone;
        with.outbound = hop(gone);  // ICMP
    }
    // Where a socket on loopback cannot send to, which the library tells before it has made the transaction.
    with.outbound_backup = {uri("sip:192.0.2.1;lr"), uri("sip:192.0.2.2;lr"), hop(third)};
    start(with);
    const auto out = order();
    stack->invite(out);
    answer_at(third, expect_at(third, "INVITE "), "200 OK", sdp(), kAnswer);
    EXPECT_EQ(await<InviteAnswered>().dialog, out.dialog);
    stack->acknowledge(out.dialog);
    expect("ACK ");
}

TEST_F(NextHop, WhenNoneCanBeReachedThatIs503_OUT56) {
    auto with = settings();
    with.outbound = uri("sip:192.0.2.1;lr");
    with.outbound_backup = {uri("sip:192.0.2.2;lr")};
    start(with);
    stack->invite(order());
    EXPECT_EQ(await<InviteFailed>().status, 503);
    run_until([this] { return stack->counters().client_transactions == 0; });
    EXPECT_EQ(stack->counters().client_transactions, 0u);
    EXPECT_TRUE(events.empty());
}

TEST_F(NextHop, FailureNamesTheHopAndTheCauseAndAnOutageIsToldOnce_OUT56) {
    auto with = settings();
    std::vector<std::string> told;
    with.next_hop_changed = [&](const sip::NextHopChange& change) {
        told.push_back(std::string(change.hop) + (change.is_back ? " is back" : ": " + std::string(change.cause)));
    };
    constexpr std::uint16_t kPort = 5060;
    const auto name = "sip:" + own_address() + ":" + std::to_string(kPort) + ";lr";
    with.outbound = uri(name);
    start(with);
    for (int i = 0; i < 2; ++i) {
        stack->invite(order());
        EXPECT_EQ(await<InviteFailed>().detail, "next hop " + name + ": Connection refused");
    }
    EXPECT_EQ(told, std::vector<std::string>{name + ": Connection refused"});
    Peer back(own_in_addr(), kPort);
    stack->invite(order());
    answer_at(back, expect_at(back, "INVITE "), "603 Decline", "Reason: Q.850;cause=21;text=\"no\"\n");
    EXPECT_EQ(await<InviteFailed>().detail, "603 Decline (Q.850;cause=21;text='no')");
    EXPECT_EQ(told.back(), name + " is back");
}

TEST_F(NextHop, ThatSaysNothingAndThatHasNoAddressAreTold_OUT56) {
    stack->invite(order());  // Timer B of each
    EXPECT_EQ(await<InviteFailed>().detail, "next hop " + hop(third).text() + ": no answer");
    auto with = settings();
    with.outbound = uri("sip:[::1]:5060;lr");
    start(with);
    stack->invite(order());
    EXPECT_EQ(await<InviteFailed>().detail, "next hop sip:[::1]:5060;lr: Address family not supported by protocol");
}

TEST_F(NextHop, ThatGivesUpARingingCallIsPassedOverToo_OUT53) {
    const auto out = order();
    stack->invite(out);
    const auto first = expect("INVITE ");
    answer_at(peer, first, "183 Session Progress");
    EXPECT_EQ(await<InviteProgress>().status, 183);
    answer_at(peer, first, "503 Maintenance", "Retry-After: 1\n");
    const auto again = expect_at(second, "INVITE ");
    answer_at(second, again, "480 Away");
    EXPECT_EQ(await<InviteFailed>().status, 480);
}

TEST_F(NextHop, IsNotSoughtForACancelledInvite_OUT53) {
    const auto out = order();
    stack->invite(out);
    const auto first = expect("INVITE ");
    answer_at(peer, first, "100 Trying");
    stack->cancel(out.dialog);
    expect("CANCEL ");
    answer_at(peer, first, "503 Maintenance", "Retry-After: 10\n");
    EXPECT_EQ(await<InviteFailed>().status, 487);
    EXPECT_FALSE(second.receive());
}

TEST_F(NextHop, IsNotSoughtWhenTheCancelWaitedForASilentOne_OUT53) {
    const auto out = order();
    stack->invite(out);
    expect("INVITE ");
    stack->cancel(out.dialog);
    EXPECT_EQ(await<InviteFailed>().status, 487);
    EXPECT_FALSE(second.receive());
}

TEST_F(NextHop, SearchCanBeCancelledAtTheSecond_OUT53) {
    const auto out = order();
    stack->invite(out);
    answer_at(peer, expect("INVITE "), "503 Maintenance", "Retry-After: 10\n");
    const auto again = expect_at(second, "INVITE ");
    answer_at(second, again, "180 Ringing");
    await<InviteProgress>();
    stack->cancel(out.dialog);
    const auto cancel = expect_at(second, "CANCEL ");
    EXPECT_EQ(header(cancel, "Via"), header(again, "Via"));
    answer_at(second, again, "487 Request Terminated");
    EXPECT_EQ(await<InviteFailed>().status, 487);
}

TEST_F(NextHop, WithoutLrIsAnAddressOnly_OUT19) {
    auto with = with_backups();
    with.outbound_backup = {uri("sip:127.0.0.1:" + std::to_string(second.port()))};
    start(with);
    stack->invite(order());
    answer_at(peer, expect("INVITE "), "503 Maintenance", "Retry-After: 10\n");
    const auto again = expect_at(second, "INVITE sip:bob@ims.test");
    EXPECT_EQ(header(again, "Route"), "");
    answer_at(second, again, "486 Busy");
    await<InviteFailed>();
}

TEST_F(NextHop, NewSettingsNameOtherNextHops) {
    auto with = settings();
    with.outbound = hop(third);
    stack->reconfigure(with);
    stack->invite(order());
    answer_at(third, expect_at(third, "INVITE "), "486 Busy");
    await<InviteFailed>();
}

TEST_F(NextHop, ReleasedDialogSeeksNone) {
    const auto out = order();
    stack->invite(out);
    const auto first = expect("INVITE ");
    stack->release(out.dialog);
    answer_at(peer, first, "503 Maintenance", "Retry-After: 10\n");
    EXPECT_TRUE(run_until([this] { return stack->counters().dialogs == 0; }));
    EXPECT_FALSE(second.receive());
    EXPECT_TRUE(events.empty());
}

}  // namespace
}  // namespace isfocus::test
