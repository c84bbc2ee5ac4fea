"""SUBSCRIBE to what a REFER began: refreshing it, ending it, and letting it run out (NTF-18, -19, -20, -22)."""

from scenario import Hosted, main


class ReferRefresh(Hosted):
    settings = {"refer.subscription_expiry_min_s": 2}
    others = ("bob",)

    def setUp(self):
        super().setUp()
        self.invite = self.refer_in(self.dialog, self.bob)
        self.assertFragment(self.alice.expect_notify("refer"), "SIP/2.0 100 Trying", r"^active;expires=1[78]\d$")

    def ring(self):
        self.invite.reply(180, "Ringing")
        self.assertFragment(self.alice.expect_notify("refer"), "SIP/2.0 180 Ringing", r"^active;expires=1[78]\d$")

    def subscribe(self, expires, event="refer"):
        return self.dialog.request("SUBSCRIBE", [("Event", event), ("Expires", expires)]).final()

    def assertBobJoinsUnheard(self):
        """The invitation goes on, and nobody is told."""
        self.alice.pending.clear()
        leg = self.invite.answer()
        self.bob.expect("ACK")
        self.alice.expect_silence("NOTIFY", 0.5)
        self.assertEqual(leg.bye().status, 200)

    def test_a_refresh_is_granted_and_answered_with_the_state(self):  # NTF-18
        self.ring()
        answer = self.subscribe(60)
        self.assertEqual((answer.status, answer.get("Expires")), (200, "60"))
        self.assertIsConferenceContact(answer, self.uri)
        self.assertFragment(self.alice.expect_notify("refer"), "SIP/2.0 180 Ringing", r"^active;expires=(60|5\d)$")
        self.invite.answer()
        self.assertTerminated(self.alice.expect_notify("refer"), "SIP/2.0 200 OK")

    def test_no_more_is_granted_than_the_focus_gives(self):  # NTF-18
        self.assertEqual(self.subscribe(100000).get("Expires"), "180")

    def test_too_short_a_time_is_refused(self):  # NTF-18
        answer = self.subscribe(1)
        self.assertEqual((answer.status, answer.get("Min-Expires")), (423, "2"))

    def test_unsubscribing_ends_the_reports_and_not_the_invitation(self):  # NTF-19
        self.ring()
        self.assertEqual(self.subscribe(0).status, 200)
        self.assertFragment(self.alice.expect_notify("refer"), "SIP/2.0 180 Ringing", "^terminated;reason=timeout$")
        self.assertEqual([each.method for each in self.bob.seen], ["INVITE"])
        self.assertBobJoinsUnheard()

    def test_running_out_ends_the_reports_and_not_the_invitation(self):  # NTF-22
        self.assertEqual(self.subscribe(2).status, 200)
        self.assertFragment(self.alice.expect_notify("refer"), "SIP/2.0 100 Trying", r"^active;expires=[12]$")
        self.assertFragment(self.alice.expect_notify("refer"), "SIP/2.0 100 Trying", "^terminated;reason=timeout$")
        self.assertBobJoinsUnheard()

    def test_an_id_that_nobody_gave_is_481(self):  # NTF-20
        self.assertEqual(self.subscribe(60, "refer;id=99").status, 481)

    def test_after_the_end_it_is_481(self):  # NTF-20
        self.invite.answer()
        self.assertTerminated(self.final_notify(self.alice), "SIP/2.0 200 OK")
        self.assertEqual(self.subscribe(60).status, 481)

    def test_outside_the_dialog_it_is_403(self):  # NTF-20
        answer = self.alice.request("SUBSCRIBE", self.uri, [("Event", "refer"), ("Expires", 60)]).final()
        self.assertEqual(answer.status, 403)


if __name__ == "__main__":
    main()
