"""The three-way session of IR.92 2.3.3 and TS 34.229-5 8.34 (focus-procedures 9.1): two calls become one conference."""

import urllib.parse

from scenario import Scenario, main
from ue.agent import Dialog
from ue.roster import Roster

SDP = ("Content-Type", "application/sdp")


class ThreeWay(Scenario):
    def setUp(self):
        super().setUp()
        self.bob, self.carol = self.ue("bob"), self.ue("carol")
        self.calls = {}
        for peer in (self.bob, self.carol):  # each is called, then put on hold
            self.calls[peer] = self.call(peer)
            self.hold(peer)

    # The calls between UEs, of which the focus knows nothing

    def call(self, peer):
        """Both ends of a call from alice to that UE."""
        transaction = self.alice.invite(peer.identity, hop=self.router.address)
        invite = peer.expect("INVITE")
        invite.reply(180, "Ringing")
        theirs = invite.answer()
        ours = Dialog.of_answer(self.alice, transaction.sent, transaction.final())
        ours.ack(transaction.sent)
        peer.expect("ACK")
        return ours, theirs

    def hold(self, peer):
        ours, _ = self.calls[peer]
        transaction = ours.request("INVITE", [SDP], self.alice.sdp("sendonly", 2))
        peer.expect("INVITE").reply(200, "OK", [SDP], peer.sdp("recvonly", 2))
        self.assertEqual(transaction.final().status, 200)
        ours.ack(transaction.sent)
        peer.expect("ACK")

    def replaces(self, peer):
        """The call as the peer's Replaces names it: the peer's own tag is the to-tag (RFC 3891 3)."""
        ours, theirs = (each.local.partition("tag=")[2] for each in self.calls[peer])
        return f"{self.calls[peer][0].call_id};to-tag={theirs};from-tag={ours}"

    # The conference

    def create(self):
        self.dialog, self.uri = self.conference()
        self.roster = Roster()

    def subscribe(self, dialog=None):
        self.assertEqual(self.alice.subscribe(self.uri, dialog).final().status, 200)
        self.roster.apply(self.alice.expect_notify("conference").body)

    def move(self, peer):
        """One of the two REFERs: the peer answers the focus and ends the old call; gives its leg."""
        refer_to = f"<{peer.identity};method=INVITE?Replaces={urllib.parse.quote(self.replaces(peer), safe='')}>"
        referred_by = f"<{self.alice.identity}>"
        refer = self.dialog.request("REFER", [("Refer-To", refer_to), ("Referred-By", referred_by)])
        self.assertEqual(refer.final().status, 202)
        trying = self.alice.expect_notify("refer")
        self.assertFragment(trying, "SIP/2.0 100 Trying", r"^active;expires=\d+$")
        invite = peer.expect("INVITE")
        self.assertEqual(invite.request.request_uri, peer.identity)
        self.assertEqual(invite.request.all("Replaces"), [self.replaces(peer)])
        self.assertEqual(invite.request.all("Referred-By"), [referred_by])
        self.assertIsConferenceContact(invite.request, self.uri)
        leg = invite.answer()
        self.assertEqual(self.calls[peer][1].bye().status, 200)
        self.assertEqual(self.alice.expect("BYE").request.call_id, self.calls[peer][0].call_id)
        peer.expect("ACK")
        final = self.final_notify(self.alice)
        self.assertTerminated(final, "SIP/2.0 200 OK")
        self.assertEqual(final.get("Event"), trying.get("Event"))
        self.check_order(peer, invite.request.call_id)
        return leg

    def check_order(self, peer, call_id):
        """The peer's 200, the ACK, the final NOTIFY; soon enough for a UE that gives up after 3 s (UEQ-15)."""
        def moment(accept):
            return next(each.time for each in reversed(self.wire.crossings)
                        if "AS" in (each.sender, each.receiver) and accept(each.message))

        answered = moment(lambda each: not each.is_request and each.method == "INVITE" and each.status == 200
                          and each.call_id == call_id)
        acknowledged = moment(lambda each: each.is_request and each.method == "ACK" and each.call_id == call_id)
        notified = moment(lambda each: each.is_request and each.text == "SIP/2.0 200 OK\r\n")
        self.assertLess(answered, acknowledged)
        self.assertLess(acknowledged, notified)
        self.assertLess(notified - answered, 3)

    def hear_until_all_are_in(self):
        everybody = [self.alice.identity, self.bob.identity, self.carol.identity]
        while self.roster.present() != set(everybody):
            self.roster.apply(self.alice.expect_notify("conference").body)
        self.assertEqual(list(self.roster.users), everybody)  # in the order of the invitations (UEQ-08)

    def leave(self, *legs):
        """The host hangs up, which ends it for all."""
        self.assertEqual(self.dialog.bye().status, 200)
        for leg in legs:
            self.assertEqual(leg.ue.expect("BYE").request.call_id, leg.call_id)
        while not (last := self.alice.expect_notify("conference")).get("Subscription-State").startswith("terminated"):
            pass
        self.assertHeader(last, "Subscription-State", "^terminated;reason=noresource$")

    def test_subscribed_before_the_first_refer(self):
        self.create()
        self.subscribe()
        legs = [self.move(peer) for peer in (self.bob, self.carol)]
        self.hear_until_all_are_in()
        self.leave(*legs)

    def test_subscribed_after_both_refers(self):
        self.create()
        legs = [self.move(peer) for peer in (self.bob, self.carol)]
        self.subscribe()
        self.hear_until_all_are_in()
        self.leave(*legs)

    def test_subscribed_between_them_and_in_the_dialog(self):
        self.create()
        first = self.move(self.bob)
        self.subscribe(self.dialog)
        second = self.move(self.carol)
        self.hear_until_all_are_in()
        self.leave(first, second)

    def test_then_one_is_removed_and_another_brought_in(self):
        self.create()
        self.subscribe()
        bob_leg, carol_leg = (self.move(peer) for peer in (self.bob, self.carol))
        self.hear_until_all_are_in()
        self.refer_accepted(self.dialog, f"<{self.bob.identity};method=BYE>")
        self.assertEqual(self.bob.expect("BYE").request.call_id, bob_leg.call_id)
        self.assertTerminated(self.final_notify(self.alice), "SIP/2.0 200 OK")
        dave = self.ue("dave")
        dave_leg = self.bring_in(self.dialog, dave)
        while self.roster.present() != {self.alice.identity, self.carol.identity, dave.identity}:
            self.roster.apply(self.alice.expect_notify("conference").body)
        self.leave(carol_leg, dave_leg)

    def test_one_of_the_two_does_not_come(self):  # UEQ-14
        self.create()
        self.subscribe()
        first = self.move(self.bob)
        refer_to = f"<{self.carol.identity}?Replaces={urllib.parse.quote(self.replaces(self.carol), safe='')}>"
        self.refer_accepted(self.dialog, refer_to)
        self.carol.expect("INVITE").reply(481, "Call/Transaction Does Not Exist")  # DEC-29
        self.assertTerminated(self.final_notify(self.alice), "SIP/2.0 481 Call/Transaction Does Not Exist")
        self.carol.expect("ACK")
        self.assertNotIn("INVITE", [each.request.method for each in self.carol.pending])
        self.leave(first)
        self.assertEqual(self.calls[self.carol][0].bye().status, 200)  # the old call is as it was


class ThreeWayThroughARecordRoutingProxy(ThreeWay):
    record_routes = True


if __name__ == "__main__":
    main()
