"""linphonec makes a conference, subscribes to its event package by itself, and is told who comes, holds and leaves."""

import re

from lab import FACTORY, LabTest, main
from ue.agent import NotSeen
from ue.roster import Roster, text_at


class EventPackage(LabTest):
    def documents(self, phone):
        """The conference documents that linphonec received, from its own log."""
        received = re.findall(r"\nNOTIFY sip:.*?(<\?xml.*?</conference-info>)", phone.text("log"), re.DOTALL)
        return [re.sub(r"\r?\n", "\n", each) for each in received]

    def until_roster(self, phone, wanted):
        """Until what linphonec was told adds up to this: user -> status and direction."""
        last = {}

        def is_so():
            roster = Roster()
            for each in self.documents(phone):
                roster.apply(each.encode())
            last.clear()
            last.update({user: (roster.status(user), text_at(roster.users[user], "endpoint/joining-method"),
                                text_at(roster.users[user], "endpoint/media/status"))
                         for user in roster.present()})
            return last == wanted

        if not self.wire.until(is_so, 15):
            raise NotSeen(f"{phone.name} should know {wanted}, but was told {last}")

    def test_linphonec_knows_who_is_in(self):
        lina, bob = self.linphone("lina", 1320), self.baresip("bob", 880)
        lina.call(FACTORY)
        lina.wait_call()
        there = ("connected", "dialed-in", "sendrecv")
        self.until_roster(lina, {lina.identity: there})

        found = re.search(r"SIP/2\.0 200 OK\r?\n(?:[^\n]+\n)*?Contact:\s*<(sip:conf-[^>]*)>([^\r\n]*)", lina.text("log"))
        self.assertIn("isfocus", found[2])
        bob.call(found[1])
        bob.wait_call()
        self.until_roster(lina, {lina.identity: there, bob.identity: there})

        bob.hold()
        self.until_roster(lina, {lina.identity: there, bob.identity: ("on-hold", "dialed-in", "sendonly")})
        bob.resume()
        self.until_roster(lina, {lina.identity: there, bob.identity: there})

        bob.hang_up()
        self.until_roster(lina, {lina.identity: there})
        lina.hang_up()
        lina.wait_end()
        # It unsubscribes as it leaves, which crosses the last NOTIFY: too late, but nothing forbidden.
        self.assertTrue(self.wire.until(lambda: re.search(r"\nSubscription-State: ?terminated", lina.text("log")), 5))
        self.assertTrue(self.wire.until(lambda: re.search(r"\nSIP/2\.0 (200|481)[^\n]*\n(?:[^\n]+\n)*?CSeq: 2\d SUBSCRIBE",
                                                          lina.text("log").partition("\nBYE ")[2]), 5))
        self.assertNotIn("status=403", self.focus_log())


if __name__ == "__main__":
    main("baresip", "linphonec")
