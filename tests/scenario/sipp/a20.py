"""TS 34.229-5 A.20: a UE invites a user by a REFER to the focus, in its INVITE dialog and outside of it."""

from scenario import Scenario, main
from ue.message import uri_of
from ue.roster import Roster, text_at


class InvitingByRefer(Scenario):
    def check_invite(self, invite, uri, target):  # OUT-02 to -05, -07, -10, -11
        self.assertEqual(invite.request_uri, target)
        self.assertEqual(uri_of(invite.get("To")), target)
        self.assertIsNone(invite.to_tag)
        self.assertEqual(uri_of(invite.get("From")), uri)
        self.assertEqual(len(invite.all("P-Asserted-Identity")), 1)
        self.assertEqual(uri_of(invite.get("P-Asserted-Identity")), uri)
        self.assertIsConferenceContact(invite, uri)
        self.assertEqual(invite.get("Content-Type"), "application/sdp")
        self.assertIn("m=audio", invite.text)
        self.assertNotIn("replaces", invite.tokens("Require"))
        self.assertEqual(invite.all("Replaces"), [])
        self.assertHeader(invite, "P-Asserted-Service", "3gpp-service.ims.icsi.mmtel")
        self.assertHeader(invite, "Accept-Contact", "3gpp-service.ims.icsi.mmtel")

    def check_a20(self, refer, uri, target="sip:bob@home1.test"):
        """Steps 2 to 6, bob ringing long enough for a progress NOTIFY. `refer` is the transaction of the REFER."""
        bob = self.bob
        accepted = refer.final()
        self.assertEqual(accepted.start_line, "SIP/2.0 202 Accepted")  # step 2, REF-39
        self.assertIsConferenceContact(accepted, uri)  # REF-40

        trying = self.alice.expect_notify("refer")  # step 3
        self.assertFragment(trying, "SIP/2.0 100 Trying", r"^active;expires=\d+$")
        self.assertHeader(trying, "Content-Length", "^20$")
        self.check_notify(trying, accepted, uri)

        invite = bob.expect("INVITE")
        self.check_invite(invite.request, uri, target)
        self.assertEqual(uri_of(invite.request.get("Referred-By")), self.alice.identity)  # REF-29
        invite.reply(180, "Ringing")
        ringing = self.alice.expect_notify("refer")  # NTF-06
        self.assertFragment(ringing, "SIP/2.0 180 Ringing", r"^active;expires=\d+$")

        leg = invite.answer()
        bob.expect("ACK")
        final = self.alice.expect_notify("refer")  # step 5
        self.assertTerminated(final, "SIP/2.0 200 OK")
        self.assertNotIn("expires", final.get("Subscription-State"))
        for notify in (ringing, final):
            self.check_notify(notify, accepted, uri)
        numbers = [each.cseq[0] for each in (trying, ringing, final)]
        self.assertEqual(numbers, sorted(set(numbers)))
        self.check_order()
        return leg

    def check_notify(self, notify, accepted, uri):  # NTF-02, -03
        self.assertEqual(notify.request_uri, uri_of(self.alice.contact))
        self.assertEqual(notify.call_id, accepted.call_id)
        self.assertEqual((notify.from_tag, notify.to_tag), (accepted.to_tag, accepted.from_tag))
        self.assertEqual(notify.get("Event"), "refer")  # the first REFER of the dialog: no id
        self.assertEqual(notify.get("Max-Forwards"), "70")
        self.assertIsConferenceContact(notify, uri)

    def check_order(self):
        """202 before the first NOTIFY, that before bob's INVITE, ACK before the final NOTIFY (NTF-01, -25)."""
        seen = [each.message for each in self.wire.crossings if each.sender == "AS"]
        accepted = next(i for i, each in enumerate(seen) if not each.is_request and each.method == "REFER")
        notified = [i for i, each in enumerate(seen) if each.is_request and each.get("Event") == "refer"]
        invited = next(i for i, each in enumerate(seen) if each.is_request and each.method == "INVITE")
        acknowledged = next(i for i, each in enumerate(seen) if each.is_request and each.method == "ACK")
        self.assertLess(accepted, notified[0])
        self.assertLess(notified[0], invited)
        self.assertLess(acknowledged, notified[-1])

    def setUp(self):
        super().setUp()
        self.bob = self.ue("bob")

    def test_in_the_dialog(self):  # REF-25
        dialog, uri = self.conference()
        refer = dialog.request("REFER", [("Refer-To", "<sip:bob@home1.test;method=INVITE>")])
        leg = self.check_a20(refer, uri)
        self.assertEqual(leg.bye().status, 200)
        self.assertEqual(dialog.bye().status, 200)

    def test_outside_of_any_dialog(self):  # REF-26
        dialog, uri = self.conference()
        refer = self.alice.request("REFER", uri, [("Refer-To", "<sip:bob@home1.test;method=INVITE>")])
        self.check_a20(refer, uri)
        self.assertNotEqual(refer.final().to_tag, dialog.remote.partition("tag=")[2])
        dialog.bye()
        self.bob.expect("BYE")

    def test_with_the_subscriber_told_who_joined(self):  # step 7, EVT-20, -22, -25, XML-05
        dialog, uri = self.conference()
        self.assertEqual(self.alice.subscribe(uri).final().status, 200)
        roster = Roster()
        first = roster.apply(self.alice.expect_notify("conference").body)
        self.bring_in(dialog, self.bob)
        notify = self.alice.expect_notify("conference")
        self.assertHeader(notify, "Content-Type", "^application/conference-info\\+xml$")
        self.assertHeader(notify, "Subscription-State", r"^active;expires=\d+$")
        document = roster.apply(notify.body)
        self.assertEqual((document.state, document.users_state), ("partial", "partial"))
        self.assertEqual(document.version, first.version + 1)
        self.assertEqual(list(document.users), [self.bob.identity])
        bob = document.users[self.bob.identity]
        self.assertEqual(text_at(bob, "endpoint/status"), "connected")
        self.assertEqual(text_at(bob, "endpoint/joining-method"), "dialed-out")
        self.assertEqual(text_at(bob, "endpoint/media/type"), "audio")
        self.assertEqual(text_at(bob, "endpoint/media/status"), "sendrecv")
        self.assertEqual(document.value("conference-state/user-count"), "2")
        self.assertEqual(roster.present(), {self.alice.identity, self.bob.identity})
        dialog.bye()

    def test_twice_in_one_dialog_with_an_id_from_the_second_on(self):  # NTF-03, -24
        carol = self.ue("carol")
        dialog, _ = self.conference()
        self.bring_in(dialog, self.bob)
        refer = dialog.request("REFER", [("Refer-To", f"<{carol.identity}>")])
        self.assertEqual(refer.final().status, 202)
        carol.expect("INVITE").answer()
        events = {self.alice.expect_notify("refer").get("Event"), self.final_notify(self.alice).get("Event")}
        self.assertEqual(events, {f"refer;id={refer.sent.cseq[0]}"})
        dialog.bye()

    def test_method_may_be_left_out(self):  # REF-06
        dialog, _ = self.conference()
        self.bring_in(dialog, self.bob, "<sip:bob@home1.test>")
        dialog.bye()

    def test_referred_by_is_passed_on_as_it_came(self):  # REF-28, OUT-09
        dialog, _ = self.conference()
        referred_by = '"Alice A" <sip:alice@home1.test>;cid="2UWQFN309shb3@reff.example"'
        self.refer(dialog, "<sip:bob@home1.test;method=INVITE>", [("Referred-By", referred_by)])
        invite = self.bob.expect("INVITE")
        self.assertEqual(invite.request.all("Referred-By"), [referred_by])
        invite.answer()
        dialog.bye()

    def test_a_retransmitted_refer_invites_once(self):  # NTF-26
        dialog, _ = self.conference()
        refer = dialog.request("REFER", [("Refer-To", "<sip:bob@home1.test;method=INVITE>")])
        refer.final()
        self.alice.send(refer.sent, self.focus.address)
        self.assertTrue(self.wire.until(lambda: len(refer.responses) > 1, 5))
        self.assertEqual({each.start_line for each in refer.responses}, {"SIP/2.0 202 Accepted"})
        self.bob.expect("INVITE").answer()
        self.final_notify(self.alice)
        self.assertEqual([each.method for each in self.bob.seen].count("INVITE"), 1)
        self.assertEqual([each.method for each in self.alice.seen].count("NOTIFY"), 2)
        dialog.bye()


class InvitingThroughARecordRoutingProxy(InvitingByRefer):
    record_routes = True


if __name__ == "__main__":
    main()
