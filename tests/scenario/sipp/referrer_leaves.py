"""A referrer hangs up while the user that it referred to is still ringing (NTF-23, OUT-57)."""

from scenario import Scenario, main


class ReferrerLeaves(Scenario):
    settings = {"on_host_leave": "continue"}

    def setUp(self):
        super().setUp()
        self.bob, self.carol = self.ue("bob"), self.ue("carol")
        self.dialog, self.uri = self.conference()
        self.carol_leg, _ = self.carol.call(self.uri)
        self.refer(self.dialog, "<sip:bob@home1.test;method=INVITE>")
        self.invite = self.bob.expect("INVITE")
        self.invite.reply(180, "Ringing")
        self.assertEqual(self.alice.expect_notify("refer").text, "SIP/2.0 100 Trying\r\n")
        self.assertEqual(self.alice.expect_notify("refer").text, "SIP/2.0 180 Ringing\r\n")

    def tearDown(self):
        self.carol_leg.bye()
        super().tearDown()

    def test_and_hears_the_outcome_in_the_dialog_that_is_left(self):  # NTF-23
        self.assertEqual(self.dialog.bye().status, 200)
        leg = self.invite.answer()
        final = self.alice.expect_notify("refer")
        self.assertTerminated(final, "SIP/2.0 200 OK")
        self.assertEqual(final.call_id, self.dialog.call_id)
        self.assertEqual(final.request_uri, self.alice.contact.strip("<").partition(">")[0])
        self.assertEqual(self.dialog.request("BYE").final().status, 481)
        self.assertEqual(leg.bye().status, 200)

    def test_and_answers_481_to_what_it_hears(self):  # NTF-23
        self.alice.automatic.remove("NOTIFY")
        self.assertEqual(self.dialog.bye().status, 200)
        leg = self.invite.answer()
        self.bob.expect("ACK")
        self.alice.expect("NOTIFY").reply(481, "Call/Transaction Does Not Exist")
        self.alice.expect_silence("NOTIFY", 0.5)
        self.assertEqual(leg.bye().status, 200)


class ReferrerTakesTheInvitationAlong(ReferrerLeaves):
    settings = {"on_host_leave": "continue", "invite.on_referrer_leave": "cancel"}

    def test_and_hears_the_outcome_in_the_dialog_that_is_left(self):  # OUT-57
        self.assertEqual(self.dialog.bye().status, 200)
        self.bob.expect("CANCEL")
        self.assertTerminated(self.alice.expect_notify("refer"), "SIP/2.0 487 Request Terminated")
        self.bob.expect("ACK")

    test_and_answers_481_to_what_it_hears = None


if __name__ == "__main__":
    main()
