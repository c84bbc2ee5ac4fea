"""Invitations that are answered with another address (OUT-47)."""

from scenario import Hosted, main


class Redirects(Hosted):
    settings = {"invite.follow_redirects": 2}
    others = ("bob", "carol", "dave")

    def redirected(self, target, *contacts):
        self.assertEqual(self.refer(self.dialog, target, [("Referred-By", "<sip:alice@home1.test>;cid=\"1@x\"")]).status,
                         202)
        invite = self.bob.expect("INVITE")
        headers = [("Contact", each) for each in contacts]
        self.bob.contact = None
        invite.reply(302, "Moved Temporarily", headers)
        self.bob.expect("ACK")
        return invite.request

    def test_are_followed_by_their_weight_with_all_that_the_invite_had(self):
        target = "<sip:bob@home1.test?Replaces=c1%3Bto-tag%3D1%3Bfrom-tag%3D2>"
        first = self.redirected(target, "<sip:dave@home1.test>;q=0.1", "<sip:carol@home1.test>;q=0.9")
        second = self.carol.expect("INVITE")
        self.assertEqual(second.request.request_uri, "sip:carol@home1.test")
        for name in ("Replaces", "Referred-By"):
            self.assertEqual(second.request.all(name), first.all(name))
        second.reply(404, "Not Found")
        third = self.dave.expect("INVITE")
        third.answer()
        self.assertTerminated(self.final_notify(self.alice), "SIP/2.0 200 OK")

    def test_are_not_followed_in_a_circle(self):
        self.redirected("<sip:bob@home1.test>", "<sip:bob@home1.test>")
        self.assertTerminated(self.final_notify(self.alice), "SIP/2.0 302 Moved Temporarily")
        self.assertEqual([each.method for each in self.bob.seen], ["INVITE", "ACK"])
    def test_are_not_followed_to_this_focus(self):  # OUT-47, DEC-06
        self.redirected("<sip:bob@home1.test>", f"<{self.uri}>")
        self.assertTerminated(self.final_notify(self.alice), "SIP/2.0 302 Moved Temporarily")


if __name__ == "__main__":
    main()
