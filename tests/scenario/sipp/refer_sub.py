"""REFERs without an implicit subscription (RFC 4488, RFC 7614; REF-31 to -35)."""

from scenario import Hosted, main

BOB = ("Refer-To", "<sip:bob@home1.test;method=INVITE>")


class ReferSub(Hosted):
    others = ("bob",)

    def assertSilentJoin(self):
        """Bob is invited and joins, and the referrer hears nothing of it."""
        invite = self.bob.expect("INVITE")
        invite.reply(180, "Ringing")
        invite.answer()
        self.bob.expect("ACK")
        self.alice.expect_silence("NOTIFY", 1.2)

    def test_false_is_granted_in_the_dialog(self):  # REF-31
        answer = self.dialog.request("REFER", [BOB, ("Refer-Sub", "false")]).final()
        self.assertEqual((answer.status, answer.get("Refer-Sub")), (200, "false"))
        self.assertSilentJoin()

    def test_false_is_granted_outside_of_it(self):  # REF-31
        answer = self.alice.request("REFER", self.uri, [BOB, ("Refer-Sub", "false")]).final()
        self.assertEqual((answer.status, answer.get("Refer-Sub")), (200, "false"))
        self.assertSilentJoin()

    def test_false_may_be_required(self):  # REF-31
        headers = [BOB, ("Refer-Sub", "false"), ("Require", "norefersub"), ("Supported", "norefersub")]
        answer = self.dialog.request("REFER", headers).final()
        self.assertEqual((answer.status, answer.get("Refer-Sub")), (200, "false"))
        self.assertSilentJoin()

    def test_false_does_not_excuse_a_refusal(self):  # REF-15
        headers = [("Refer-To", f"<{self.uri}>"), ("Refer-Sub", "false")]
        self.assertEqual(self.dialog.request("REFER", headers).final().status, 403)

    def test_true_is_what_its_absence_means(self):  # REF-32
        for headers in ([("Refer-Sub", "true")], [("Supported", "norefersub, explicitsub, nosub")]):  # REF-35
            answer = self.dialog.request("REFER", [BOB, *headers]).final()
            self.assertEqual(answer.status, 202)
            self.assertNotEqual(answer.get("Refer-Sub"), "false")
            leg = self.bob.expect("INVITE").answer()
            self.assertTerminated(self.final_notify(self.alice), "SIP/2.0 200 OK")
            leg.bye()


if __name__ == "__main__":
    main()
