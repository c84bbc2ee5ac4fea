"""What a referrer hears while the invited user's phone rings (NTF-06, -08, -10; OUT-40)."""

from scenario import Hosted, Scenario, main


class Progress(Hosted):
    others = ("bob",)

    def setUp(self):
        super().setUp()
        self.invite = self.refer_in(self.dialog, self.bob)

    def notified(self):
        """When each NOTIFY crossed the wire, and its first line."""
        return [(each.time, each.message.text.strip()) for each in self.wire.crossings
                if each.message.is_request and each.message.method == "NOTIFY"]

    def test_is_told_once_a_second_and_the_newest_only(self):  # NTF-06
        self.alice.expect_notify("refer")
        for status, phrase in ((180, "Ringing"), (183, "Session Progress"), (180, "Ringing"), (182, "Queued")):
            self.invite.reply(status, phrase)
        self.assertFragment(self.alice.expect_notify("refer"), "SIP/2.0 182 Queued", r"^active;expires=\d+$")
        self.invite.reply(180, "Ringing")
        self.assertFragment(self.alice.expect_notify("refer"), "SIP/2.0 180 Ringing", r"^active;expires=\d+$")
        times = [when for when, _ in self.notified()]
        self.assertEqual(len(times), 3)
        for earlier, later in zip(times, times[1:]):
            self.assertGreater(later - earlier, 0.95)

    def test_is_not_told_again_when_it_is_the_same(self):  # NTF-06, OUT-40
        self.invite.reply(100, "Trying")
        self.invite.reply(180, "Ringing")
        self.alice.expect_notify("refer")
        self.assertEqual(self.alice.expect_notify("refer").text, "SIP/2.0 180 Ringing\r\n")
        self.invite.reply(180, "Ringing")
        self.alice.expect_silence("NOTIFY", 1.3)

    def test_is_overtaken_by_the_outcome(self):  # NTF-07
        self.alice.expect_notify("refer")
        self.invite.reply(180, "Ringing")
        self.invite.reply(486, "Busy Here")
        self.assertTerminated(self.alice.expect_notify("refer"), "SIP/2.0 486 Busy Here")
        self.alice.expect_silence("NOTIFY", 1.3)


class NotifiesInFlight(Scenario):
    def test_are_never_two(self):  # NTF-10
        bob = self.ue("bob")
        dialog, _ = self.conference()
        self.alice.automatic.remove("NOTIFY")
        self.refer(dialog, "<sip:bob@home1.test;method=INVITE>")
        invite = bob.expect("INVITE")
        trying = self.alice.expect("NOTIFY")
        invite.reply(180, "Ringing")
        self.alice.expect_silence("NOTIFY", 1.3)
        trying.reply(200, "OK")
        ringing = self.alice.expect("NOTIFY")
        self.assertEqual(ringing.request.text, "SIP/2.0 180 Ringing\r\n")
        invite.answer()
        bob.expect("ACK")
        self.alice.expect_silence("NOTIFY", 0.5)
        ringing.reply(200, "OK")
        final = self.alice.expect("NOTIFY")
        self.assertTerminated(final.request, "SIP/2.0 200 OK")
        final.reply(200, "OK")
        self.alice.automatic.add("NOTIFY")
        dialog.bye()


if __name__ == "__main__":
    main()
