"""Invitations that fail (NTF-07, -09; OUT-44, -46 to -62)."""

from scenario import Scenario, main


class Outcomes(Scenario):
    settings = {"no_answer_s": 2}

    def setUp(self):
        super().setUp()
        self.bob = self.ue("bob")
        self.dialog, self.uri = self.conference()

    def invited(self):
        return self.refer_in(self.dialog, self.bob)

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
        self.refer_accepted(self.dialog, "<sip:nobody@home1.test;method=INVITE>")
        self.assertTerminated(self.final_notify(self.alice), "SIP/2.0 404 Not Found")
        self.assertStillHere()

    def test_each_failure_is_told_with_its_own_line(self):  # NTF-09, OUT-09, -48, -51, -54, -62
        for status, phrase in ((480, "Temporarily Unavailable"), (404, "Not Found"), (401, "Unauthorized"),
                               (407, "Proxy Authentication Required"), (500, "Server Internal Error"),
                               (580, "Precondition Failure"), (488, "Not Acceptable Here"),
                               (429, "Provide Referrer Identity"), (600, "Busy Everywhere")):
            self.invited().reply(status, phrase)
            self.bob.expect("ACK")
            self.assertTerminated(self.final_notify(self.alice), f"SIP/2.0 {status} {phrase}")
        self.assertStillHere()

    def test_glare_counts_as_unavailable(self):  # OUT-52
        self.invited().reply(491, "Request Pending")
        self.assertTerminated(self.final_notify(self.alice), "SIP/2.0 480 Temporarily Unavailable")
        self.assertStillHere()

    def test_joined_and_gone_at_once_is_a_success_all_the_same(self):  # OUT-61
        leg = self.invited().answer()
        self.bob.expect("ACK")
        self.assertEqual(leg.bye().status, 200)
        self.assertTerminated(self.final_notify(self.alice), "SIP/2.0 200 OK")
        self.assertStillHere()

    def test_a_bye_that_overtakes_the_answer_is_a_leave(self):  # OUT-61, REM-10
        leg = self.invited().answer()  # which still has to pass the router
        self.assertEqual(leg.bye().status, 200)
        self.bob.expect("ACK")
        self.final_notify(self.alice)
        self.assertStillHere()

    def test_another_focus_is_a_participant_like_all(self):  # OUT-60
        self.bob.contact += ";isfocus"
        self.invited().answer()
        self.bob.expect("ACK")
        self.assertTerminated(self.final_notify(self.alice), "SIP/2.0 200 OK")
        self.dialog.bye()
        self.bob.expect("BYE")

    def test_an_extension_that_the_user_lacks_is_not_dropped_in_silence(self):  # OUT-50
        target = "<sip:bob@home1.test?Replaces=c1%3Bto-tag%3D1%3Bfrom-tag%3D2&Require=replaces>"
        self.refer_accepted(self.dialog, target)
        self.bob.expect("INVITE").reply(420, "Bad Extension", [("Unsupported", "replaces")])
        self.assertTerminated(self.final_notify(self.alice), "SIP/2.0 420 Bad Extension")
        self.bob.expect("ACK")
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

    def test_an_answer_that_crosses_the_cancel_changes_nothing(self):  # OUT-46
        self.bob.heeds_cancel = False
        invite = self.invited()
        invite.reply(180, "Ringing")
        self.bob.expect("CANCEL", timeout=8)
        self.assertRegex(self.final_notify(self.alice).text, r"^SIP/2\.0 408 [^\r\n]+\r\n$")
        invite.answer()
        self.bob.expect("ACK")
        self.bob.expect("BYE")
        self.assertStillHere()

    def test_no_word_at_all_is_not_cancelled_before_there_is_one(self):  # OUT-55
        invite = self.invited()
        self.bob.expect_silence("CANCEL", 2.5)
        invite.reply(180, "Ringing")
        self.bob.expect("CANCEL")
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


class Unreachable(Scenario):
    settings = {"outbound": "sip:127.0.0.1:9;lr"}  # where nobody listens

    def test_is_told_as_503(self):  # OUT-56, NTF-09
        dialog, _ = self.conference()
        self.refer_accepted(dialog, "<sip:bob@home1.test;method=INVITE>")
        self.assertTerminated(self.final_notify(self.alice), "SIP/2.0 503 Service Unavailable")
        self.assertEqual(dialog.bye().status, 200)


if __name__ == "__main__":
    main()
