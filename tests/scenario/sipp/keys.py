"""Keys of the telephone: a user mutes himself, the host locks the conference (MED-26, MED-27)."""

import re
import time

from hearing import LEVEL, Hearing
from scenario import FACTORY, main
from ue.message import uri_of
from ue.roster import Roster, text_at
from ue.rtp import usual_amplitude_at

TONE = 440


class Keys(Hearing):
    settings = {"conference.keys": '{mute: "*6", lock: "*7"}', "conference_event.min_gap_ms": 0}

    def watch(self, dialog):
        self.roster = Roster()
        self.assertEqual(self.alice.subscribe(dialog.target).final().status, 200)
        return self.roster.apply(self.alice.expect_notify("conference").body)

    def next_document(self):
        return self.roster.apply(self.alice.expect_notify("conference", timeout=15).body)

    def level_at(self, endpoint, is_loud):
        """What the endpoint hears of the tone in the end, as soon as it is or is not there for half a second."""
        levels = []

        def is_reached():
            levels.append(usual_amplitude_at(endpoint.heard(time.monotonic() - 0.5), TONE) / LEVEL)
            return levels[-1] > 0.8 if is_loud else levels[-1] < 0.02

        self.wire.until(is_reached, 10)
        return levels[-1]

    def assertShown(self, user, status, direction):
        self.next_document()
        self.assertEqual(self.roster.status(user), status)
        self.assertEqual(text_at(self.roster.users[user], "endpoint/media/status"), direction)

    def test_a_user_mutes_himself_and_the_host_locks(self):
        bob, carol = self.ue("bob"), self.ue("carol")
        dialog, answer, alices = self.dial(self.alice, FACTORY)
        uri = uri_of(answer.get("Contact"))
        bobs_dialog, _, bobs = self.dial(bob, uri, TONE)
        self.watch(dialog)
        self.begin()
        self.assertAlmostEqual(self.level_at(alices, True), 1.0, delta=0.2)

        bobs.press("*6")
        self.assertShown(bob.identity, "muted-via-focus", "recvonly")
        self.assertLess(self.level_at(alices, False), 0.05)
        self.assertFalse([each for each in bob.pending if each.request.method == "INVITE"])

        for version, direction, status, heard in ((2, "sendonly", "on-hold", "inactive"),
                                                  (3, "sendrecv", "muted-via-focus", "recvonly")):
            body = re.sub(rb"\no=- \d+ ", b"\no=- 77 ", bob.sdp(direction, version))
            again = bobs_dialog.request("INVITE", [("Content-Type", "application/sdp")], body)
            self.assertEqual(again.final().status, 200)
            bobs_dialog.ack(again.sent)
            self.assertShown(bob.identity, status, heard)
        self.assertLess(self.level_at(alices, False), 0.05)

        bobs.press("*6")
        self.assertShown(bob.identity, "connected", "sendrecv")
        self.assertAlmostEqual(self.level_at(alices, True), 1.0, delta=0.2)

        bobs.press("*7")  # is not his to do
        self.wire.until(lambda: b"lock refused" in self.focus.log(), 15)
        alices.press("*7")
        self.assertEqual(self.next_document().value("conference-state/locked"), "true")
        refused = carol.invite(uri).final()
        self.assertEqual(refused.status, 486)
        alices.press("*7")
        self.assertEqual(self.next_document().value("conference-state/locked"), "")
        for line in (b"leg muted", b"leg unmuted", b"lock refused", b"conference locked", b"conference unlocked"):
            self.assertLogged(line)
        self.assertEqual(bobs_dialog.bye().status, 200)
        self.assertEqual(dialog.bye().status, 200)


if __name__ == "__main__":
    main()
