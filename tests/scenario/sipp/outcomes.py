"""Invitations that fail (NTF-07, -09; OUT-46, -54 to -57)."""

from scenario import Scenario, main


class Outcomes(Scenario):
    settings = {"no_answer_s": 2}

    def setUp(self):
        super().setUp()
        self.bob = self.ue("bob")
        self.dialog, self.uri = self.conference()

    def invited(self):
        self.assertEqual(self.refer(self.dialog, "<sip:bob@home1.test;method=INVITE>").status, 202)
        return self.bob.expect("INVITE")

    def assertStillHere(self):
        """The referrer's leg goes on, and another try works."""
        self.bob.pending.clear()
        self.invited().answer()
        self.assertTerminated(self.final_notify(self.alice), "SIP/2.0 200 OK")
        self.assertEqual(self.dialog.bye().status, 200)

    def test_busy(self):
        self.invited().reply(486, "Busy Here")
        self.bob.expect("ACK")
        self.assertTerminated(self.final_notify(self.alice), "SIP/2.0 486 Busy Here")
        self.assertStillHere()

    def test_declined_with_a_phrase_of_its_own(self):  # the real status line of the response
        self.invited().reply(603, "Not Tonight")
        self.assertTerminated(self.final_notify(self.alice), "SIP/2.0 603 Not Tonight")
        self.assertStillHere()

    def test_unknown_user(self):
        self.assertEqual(self.refer(self.dialog, "<sip:nobody@home1.test;method=INVITE>").status, 202)
        self.assertTerminated(self.final_notify(self.alice), "SIP/2.0 404 Not Found")
        self.assertStillHere()

    def test_redirected_is_final(self):  # OUT-47
        self.invited().reply(302, "Moved Temporarily")
        self.assertTerminated(self.final_notify(self.alice), "SIP/2.0 302 Moved Temporarily")
        self.assertStillHere()

    def test_no_answer_is_cancelled(self):  # OUT-55
        invite = self.invited()
        invite.reply(180, "Ringing")
        cancel = self.bob.expect("CANCEL", timeout=8)
        self.assertEqual(cancel.request.cseq[0], invite.request.cseq[0])
        self.assertEqual(cancel.request.request_uri, invite.request.request_uri)
        self.bob.expect("ACK")  # of the 487
        self.assertRegex(self.final_notify(self.alice).text, r"^SIP/2\.0 408 [^\r\n]+\r\n$")
        self.assertStillHere()

    def test_an_answer_without_sdp_is_taken_down(self):  # OUT-44
        self.invited().reply(200, "OK")
        self.bob.expect("ACK")
        self.bob.expect("BYE")
        self.assertRegex(self.final_notify(self.alice).text, r"^SIP/2\.0 488 [^\r\n]+\r\n$")
        self.assertStillHere()

    def test_the_end_of_the_conference_withdraws_the_invitation(self):  # OUT-57, TRM-04
        invite = self.invited()
        invite.reply(180, "Ringing")
        self.assertEqual(self.dialog.bye().status, 200)
        self.bob.expect("CANCEL")
        self.assertRegex(self.final_notify(self.alice).text, r"^SIP/2\.0 487 [^\r\n]+\r\n$")

    def test_a_referrer_who_answers_481_to_notify_stops_the_reports_only(self):  # NTF-12
        self.alice.automatic.remove("NOTIFY")
        invite = self.invited()
        self.alice.expect("NOTIFY").reply(481, "Subscription Does Not Exist")
        invite.answer()
        self.bob.expect("ACK")
        self.alice.expect_silence("NOTIFY", 1.5)
        self.alice.automatic.add("NOTIFY")
        self.assertEqual(self.dialog.bye().status, 200)

    def test_an_unanswered_notify_holds_back_the_next(self):  # NTF-10
        self.alice.automatic.remove("NOTIFY")
        invite = self.invited()
        trying = self.alice.expect("NOTIFY")
        invite.answer()
        self.bob.expect("ACK")
        self.alice.expect_silence("NOTIFY", 1)
        trying.reply(200, "OK")
        final = self.alice.expect("NOTIFY")
        self.assertTerminated(final.request, "SIP/2.0 200 OK")
        final.reply(200, "OK")
        self.alice.automatic.add("NOTIFY")
        self.dialog.bye()


if __name__ == "__main__":
    main()
