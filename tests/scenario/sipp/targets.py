"""Whom a REFER may name, and what becomes of it in the INVITE (REF-02 to -14)."""

from scenario import Hosted, main
from ue.message import uri_of


class Targets(Hosted):
    others = ("bob",)

    def invite_for(self, refer_to):
        self.refer_accepted(self.dialog, refer_to)
        transaction = self.bob.expect("INVITE")
        transaction.answer()
        self.assertTerminated(self.final_notify(self.alice), "SIP/2.0 200 OK")
        return transaction.request

    def test_a_tel_uri_stays_a_tel_uri(self):  # REF-04, OUT-02
        self.router.register("+15550002", self.bob)
        invite = self.invite_for("<tel:+15550002>")
        self.assertEqual(invite.request_uri, "tel:+15550002")
        self.assertEqual(uri_of(invite.get("To")), "tel:+15550002")

    def test_replaces_is_decoded_once_and_copied(self):  # REF-10, OUT-08
        invite = self.invite_for("<sip:bob@home1.test;method=INVITE?Replaces=a%25b%40192.0.2.1%3B"
                                 "to-tag%3Dt%22x%3Bfrom-tag%3Df1>".replace("%22x", "x"))
        self.assertEqual(invite.all("Replaces"), ["a%b@192.0.2.1;to-tag=tx;from-tag=f1"])
        self.assertEqual(invite.request_uri, "sip:bob@home1.test")
        self.assertEqual(uri_of(invite.get("To")), "sip:bob@home1.test")

    def test_replaces_may_come_without_escapes(self):  # REF-11
        invite = self.invite_for("<sip:bob@home1.test;method=INVITE?Replaces=c1@192.0.2.1;to-tag=1;from-tag=2>")
        self.assertEqual(invite.all("Replaces"), ["c1@192.0.2.1;to-tag=1;from-tag=2"])
        self.assertEqual(invite.request_uri, "sip:bob@home1.test")

    def test_replaces_may_be_required(self):  # REF-12
        invite = self.invite_for("<sip:bob@home1.test?Replaces=c1%3Bto-tag%3D1%3Bfrom-tag%3D2&Require=replaces>")
        self.assertIn("replaces", invite.tokens("Require"))

    def test_uri_parameters_are_kept(self):  # REF-14
        self.router.register("+15550002", self.bob)
        invite = self.invite_for("<sip:+15550002@home1.test;user=phone;method=INVITE>")
        self.assertEqual(invite.request_uri, "sip:+15550002@home1.test;user=phone")

    def test_refer_to_may_be_compact_and_without_brackets(self):  # REF-02, GEN-13
        answer = self.dialog.request("REFER", [("r", "sip:bob@home1.test")]).final()
        self.assertEqual(answer.status, 202)
        self.bob.expect("INVITE").answer()
        self.final_notify(self.alice)

    def test_what_does_not_belong_in_a_refer_is_passed_over(self):  # REF-36, -37, -38
        headers = [("Refer-To", "<sip:bob@home1.test>"), ("Event", "refer"), ("Accept", "application/sdp"),
                   ("Content-Type", "application/x-unheard-of"), ("Content-Disposition", "render;handling=optional")]
        self.assertEqual(self.dialog.request("REFER", headers, b"x").final().status, 202)
        self.bob.expect("INVITE").answer()
        self.assertTerminated(self.final_notify(self.alice), "SIP/2.0 200 OK")

    def test_headers_that_nobody_asked_for_are_dropped(self):  # REF-13
        invite = self.invite_for("<sip:bob@home1.test?Subject=Budget&From=sip%3Aeve%40x&Route=%3Csip%3A192.0.2.66%3E"
                                 "&P-Asserted-Identity=%3Csip%3Aeve%40x%3E>")
        self.assertEqual(invite.all("Subject"), ["Budget"])
        self.assertEqual(uri_of(invite.get("From")), self.uri)
        self.assertEqual(uri_of(invite.get("P-Asserted-Identity")), self.uri)
        self.assertNotIn("192.0.2.66", str(invite))
        self.assertNotIn("sip:eve", str(invite))


if __name__ == "__main__":
    main()
