"""REFERs whose outcome is subscribed to by itself, or by nobody (RFC 7614; REF-33, -34, NTF-21)."""

from scenario import Hosted, main
from ue.message import uri_of

BOB = ("Refer-To", "<sip:bob@home1.test;method=INVITE>")


class ReferEvents(Hosted):
    others = ("bob",)

    def refer_explicitly(self):
        """Where the events are, and the INVITE that came of it."""
        answer = self.dialog.request("REFER", [BOB, ("Require", "explicitsub")]).final()
        self.assertEqual(answer.status, 200, answer)
        self.assertHeader(answer, "Refer-Events-At", r"^<sip:[^>]{20,}>")
        return uri_of(answer.get("Refer-Events-At")), self.bob.expect("INVITE")

    def subscribe(self, uri, ue=None):
        return (ue or self.alice).request("SUBSCRIBE", uri, [("Event", "refer"), ("Expires", 60)]).final()

    def test_are_where_the_answer_says(self):  # REF-33, NTF-21
        events, invite = self.refer_explicitly()
        invite.reply(180, "Ringing")
        self.alice.expect_silence("NOTIFY", 0.3)
        answer = self.subscribe(events)
        self.assertEqual(answer.status, 200)
        notify = self.alice.expect_notify("refer")
        self.assertFragment(notify, "SIP/2.0 180 Ringing", r"^active;expires=(60|5\d)$")
        self.assertEqual((notify.call_id, notify.from_tag), (answer.call_id, answer.to_tag))
        invite.answer()
        self.assertTerminated(self.alice.expect_notify("refer"), "SIP/2.0 200 OK")

    def test_have_several_subscribers(self):  # NTF-21
        events, invite = self.refer_explicitly()
        for _ in range(2):
            self.assertEqual(self.subscribe(events).status, 200)
            self.assertFragment(self.alice.expect_notify("refer"), "SIP/2.0 100 Trying", "^active;")
        invite.reply(486, "Busy Here")
        finals = [self.final_notify(self.alice) for _ in range(2)]
        self.assertEqual(len({each.call_id for each in finals}), 2)
        for each in finals:
            self.assertTerminated(each, "SIP/2.0 486 Busy Here")

    def test_are_there_for_a_while_after_the_end(self):  # NTF-21
        events, invite = self.refer_explicitly()
        invite.answer()
        self.bob.expect("ACK")
        self.assertEqual(self.subscribe(events).status, 200)
        self.assertTerminated(self.alice.expect_notify("refer"), "SIP/2.0 200 OK")

    def test_are_404_where_none_were(self):  # NTF-21
        events, invite = self.refer_explicitly()
        user, at, host = events.partition("@")
        self.assertIn(self.subscribe(f"{user}x{at}{host}").status, (403, 404))
        invite.answer()

    def test_are_none_with_nosub(self):  # REF-34
        answer = self.dialog.request("REFER", [BOB, ("Require", "nosub")]).final()
        self.assertEqual(answer.status, 200)
        self.assertEqual(answer.all("Refer-Events-At"), [])
        invite = self.bob.expect("INVITE")
        invite.reply(180, "Ringing")
        invite.answer()
        self.bob.expect("ACK")
        self.alice.expect_silence("NOTIFY", 1.2)


if __name__ == "__main__":
    main()
