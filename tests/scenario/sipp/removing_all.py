"""REFER with method=BYE for the conference itself, and for who sends it (REM-03, -04, -08, -10; OUT-58)."""

from scenario import Hosted, Scenario, main
from ue.roster import Roster, text_at


class RemovingAll(Hosted):
    others = ("bob", "carol")

    def setUp(self):
        super().setUp()
        self.bob_leg, self.carol_leg = (ue.call(self.uri)[0] for ue in (self.bob, self.carol))

    def test_ends_the_conference(self):  # REM-03
        self.refer_accepted(self.dialog, f"<{self.uri};method=BYE>")
        for ue in (self.alice, self.bob, self.carol):
            ue.expect("BYE")
        self.assertTerminated(self.final_notify(self.alice), "SIP/2.0 200 OK")
        self.assertEqual(self.ue("dave").invite(self.uri).final().status, 404)

    def test_is_for_the_host(self):  # REM-03
        self.assertEqual(self.refer(self.bob_leg, f"<{self.uri};method=BYE>").status, 403)
        self.assertEqual(self.alice.request("OPTIONS", self.uri).final().status, 200)


class RemovingOneself(Scenario):
    settings = {"on_host_leave": "continue"}

    def test_is_leaving(self):  # REM-04, -08
        bob = self.ue("bob")
        dialog, uri = self.conference()
        leg, _ = bob.call(uri)
        self.refer_accepted(dialog, f"<{self.alice.identity};method=BYE>")
        self.assertEqual(self.alice.expect("BYE").request.call_id, dialog.call_id)
        final = self.final_notify(self.alice)
        self.assertTerminated(final, "SIP/2.0 200 OK")
        self.assertEqual(final.call_id, dialog.call_id)
        self.assertEqual(bob.seen, [])
        leg.bye()

    def test_is_leaving_for_every_participant(self):  # REM-04
        bob = self.ue("bob")
        dialog, uri = self.conference()
        leg, _ = bob.call(uri)
        self.refer_accepted(leg, f"<{bob.identity};method=BYE>")
        bob.expect("BYE")
        self.assertTerminated(self.final_notify(bob), "SIP/2.0 200 OK")
        self.assertNotIn("BYE", [each.method for each in self.alice.seen])
        dialog.bye()


class RemovingWhoRings(Scenario):
    def test_cancels_the_invitation(self):  # OUT-58
        bob = self.ue("bob")
        dialog, _ = self.conference()
        self.refer(dialog, "<sip:bob@home1.test;method=INVITE>")
        bob.expect("INVITE").reply(180, "Ringing")
        self.assertEqual(self.alice.expect_notify("refer").text, "SIP/2.0 100 Trying\r\n")
        removing = dialog.request("REFER", [("Refer-To", "<sip:bob@home1.test;method=BYE>")])
        self.assertEqual(removing.final().status, 202)
        bob.expect("CANCEL")
        outcomes = {each.get("Event"): each.text for each in (self.final_notify(self.alice), self.final_notify(self.alice))}
        self.assertEqual(outcomes, {"refer": "SIP/2.0 487 Request Terminated\r\n",
                                    f"refer;id={removing.sent.cseq[0]}": "SIP/2.0 200 OK\r\n"})
        bob.expect("ACK")
        self.assertEqual(dialog.bye().status, 200)


class Leaving(Scenario):
    def test_is_seen_and_ends_all_that_the_user_had(self):  # REM-10, -12
        bob = self.ue("bob")
        dialog, uri = self.conference()
        self.alice.subscribe(uri).final()
        roster = Roster()
        roster.apply(self.alice.expect_notify("conference").body)
        leg = self.bring_in(dialog, bob)
        roster.apply(self.alice.expect_notify("conference").body)
        self.assertEqual(bob.subscribe(uri).final().status, 200)
        bob.expect_notify("conference")
        self.assertEqual(leg.bye().status, 200)
        roster.apply(self.alice.expect_notify("conference").body)
        user = roster.users[bob.identity]
        self.assertEqual(text_at(user, "endpoint/status"), "disconnected")
        self.assertEqual(text_at(user, "endpoint/disconnection-method"), "departed")
        while not (last := bob.expect_notify("conference")).get("Subscription-State").startswith("terminated"):
            pass
        self.assertHeader(last, "Subscription-State", "^terminated;reason=noresource$")
        for method in ("PRACK", "UPDATE"):
            self.assertEqual(leg.request(method, [("RAck", "1 1 INVITE")]).final().status, 481)
        dialog.bye()


if __name__ == "__main__":
    main()
