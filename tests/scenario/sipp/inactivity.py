"""A participant from whom no RTP comes any more is ended, and everybody is told why; one on hold is not (MED-22)."""

import json
import os
import tempfile

from hearing import Hearing
from scenario import FACTORY, main
from ue.roster import Roster, text_at

FOLDER = tempfile.TemporaryDirectory(prefix="isfocus-cdr-")
FILE = os.path.join(FOLDER.name, "cdr.jsonl")


class Inactivity(Hearing):
    settings = {"media.inactivity_s": 2, "cdr.file": FILE, "conference_event.min_gap_ms": 0}

    def hold(self, ue, leg):
        body = ue.sdp("sendonly", 2)
        again = leg.request("INVITE", [("Content-Type", "application/sdp")], body)
        self.assertEqual(again.final().status, 200)
        leg.ack(again.sent)

    def causes(self):
        with open(FILE, encoding="utf-8") as file:
            records = [json.loads(line) for line in file.read().splitlines()]
        return [each["cause"] for each in records if each["record"] == "leg_stopped"]

    def test_who_falls_silent_is_ended_and_who_holds_is_not(self):
        alice, bob, carol = self.alice, self.ue("bob"), self.ue("carol")
        for each in (alice, bob, carol):
            each.payloads = "8"
        dialog, answer = alice.call(FACTORY)
        self.endpoint(alice, answer.text, 440)
        self.begin()
        self.hold(carol, self.bring_in(dialog, carol))
        self.bring_in(dialog, bob)
        roster = Roster()
        self.assertEqual(alice.subscribe(dialog.target).final().status, 200)
        roster.apply(alice.expect_notify("conference").body)
        self.assertEqual(roster.status(carol.identity), "on-hold")

        bye = bob.expect("BYE", timeout=30).request
        self.assertHeader(bye, "Reason", r'^SIP;cause=408;text="No media received"$')
        while roster.status(bob.identity) != "disconnected":
            roster.apply(alice.expect_notify("conference").body)
        user = roster.users[bob.identity]
        self.assertEqual(text_at(user, "endpoint/disconnection-method"), "failed")
        self.assertIn("No media received", text_at(user, "endpoint/disconnection-info/reason"))

        carol.expect_silence("BYE", 5)  # longer than whoever is heard may be silent
        self.assertEqual(roster.status(carol.identity), "on-hold")
        self.assertEqual(dialog.bye().status, 200)
        carol.expect("BYE")
        self.assertTrue(self.wire.until(lambda: len(self.causes()) == 3, 10))
        self.assertEqual(self.causes()[0], "no media")
        self.assertLogged(b'detail="no media"')
        self.assertLogged(b" media ended after=")  # what the MRFP has counted for who left


if __name__ == "__main__":
    main()
