"""Real phones in one conference: they dial in or are called, hear each other, hold, resume and leave."""

from lab import FACTORY, LabTest, main
from ue.message import uri_of


class Conference(LabTest):
    def test_phones_that_are_called_hear_each_other(self):
        host = self.ue("host", 21)
        dialog, _ = self.conference_uri(host)
        alice, bob, lina = phones = [self.baresip("alice", 440), self.baresip("bob", 880, "PCMA"),
                                     self.linphone("lina", 1320)]
        for each in phones:
            lines = self.refer_in(dialog, each)
            self.assertEqual(lines[0], "SIP/2.0 100 Trying")
            self.assertRegex(lines[-1], "^SIP/2.0 200 ")  # baresip says 200 Answering
        self.assertHears(phones)

        lina.hold()
        self.until_silent(lina, [alice.frequency, bob.frequency])
        lina.resume()
        self.assertHears(phones)

        bob.hang_up()
        self.until_hears(alice, [lina.frequency], [alice.frequency, bob.frequency])
        self.assertEqual(dialog.bye().status, 200)
        alice.wait_end()
        lina.wait_end()

    def test_phones_that_dial_in_hear_each_other(self):
        alice, bob, carol = phones = [self.baresip("alice", 440), self.baresip("bob", 880), self.baresip("carol", 1320)]
        alice.call(FACTORY)
        alice.wait_call()
        uri = uri_of(alice.answered().get("Contact"))
        self.assertRegex(uri, r"^sip:conf-[0-9a-f]{32}@conf-factory\.ims\.test$")
        for each in (bob, carol):
            each.call(uri)
            each.wait_call()
        self.assertHears(phones)

        bob.hold()
        self.until_silent(bob, [alice.frequency, carol.frequency])
        bob.resume()
        bob.wait_received()  # its recording ends with the hold, so that what it hears then is only counted
        self.until_hears(alice, [bob.frequency, carol.frequency], [alice.frequency])

        alice.hang_up()  # the host: all have to go
        bob.wait_end()
        carol.wait_end()


if __name__ == "__main__":
    main("baresip", "linphonec")
