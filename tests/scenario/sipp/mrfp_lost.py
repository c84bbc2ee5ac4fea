"""isfocus-mrfpd dies: its conferences end in order, it is started again, new conferences work."""

import contextlib
import os
import signal
import time

from scenario import FACTORY, Scenario, main
from ue.agent import NotSeen
from ue.daemon import wait_until_gone


class MrfpLost(Scenario):
    settings = {"mrfp.on_loss": "end"}

    def mrfpd(self):
        found = [pid for pid in self.focus.children() if "mrfpd" in self.command(pid)]
        self.assertEqual(len(found), 1, self.focus.children())
        return found[0]

    @staticmethod
    def command(pid):
        with open(f"/proc/{pid}/comm", encoding="ascii") as file:
            return file.read()

    def conference_within(self, seconds):
        deadline = time.monotonic() + seconds
        while True:
            try:
                return self.conference()
            except NotSeen:
                if time.monotonic() > deadline:
                    raise
                self.wire.idle(0.2)

    def test_ends_its_conferences_and_comes_back(self):
        bob = self.ue("bob")
        dialog, uri = self.conference()
        self.bring_in(dialog, bob)
        self.assertEqual(self.alice.subscribe(uri).final().status, 200)
        self.alice.expect_notify("conference")
        killed = self.mrfpd()
        os.kill(killed, signal.SIGKILL)

        for ue in (self.alice, bob):
            ue.expect("BYE", timeout=60)
        while True:
            notify = self.alice.expect_notify("conference", timeout=20)
            if notify.get("Subscription-State").startswith("terminated"):
                break
        self.assertHeader(notify, "Subscription-State", "^terminated;reason=noresource$")
        self.assertEqual(self.alice.invite(uri).final().status, 404)

        dialog, _ = self.conference_within(30)
        self.assertTrue(wait_until_gone(killed))
        self.assertNotEqual(self.mrfpd(), killed)
        self.bring_in(dialog, bob)
        self.assertEqual(dialog.bye().status, 200)

    def test_meanwhile_creations_are_refused_with_503(self):
        stopped = self.mrfpd()
        os.kill(stopped, signal.SIGSTOP)
        try:
            answer = self.alice.invite(FACTORY).final(30)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.kill(stopped, signal.SIGCONT)
        self.assertEqual(answer.status, 503)
        self.assertHeader(answer, "Retry-After", r"^\d+")
        dialog, _ = self.conference_within(60)
        self.assertEqual(dialog.bye().status, 200)


if __name__ == "__main__":
    main()
