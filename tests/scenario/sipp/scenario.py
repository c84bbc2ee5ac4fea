"""What every scenario has: isfocusd on this test's own loopback address, a router, UEs around it.

The environment says which program, ISFOCUSD; and ISFOCUS_TEST_HOST, if the address has to be a certain one.
"""

import itertools
import os
import re
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "support"))

from own_address import own_address  # noqa: E402
from ue.agent import Ue  # noqa: E402
from ue.daemon import Isfocusd  # noqa: E402
from ue.message import after_uri, uri_of  # noqa: E402
from ue.router import Router  # noqa: E402
from ue.wire import Wire  # noqa: E402

FACTORY = "sip:mmtel@conf-factory.ims.test"
HOST = os.environ.get("ISFOCUS_TEST_HOST") or own_address()
PORTS = itertools.count(6000)  # of UEs; none twice, so that no test gets what the focus still sends for another


class Scenario(unittest.TestCase):
    """One isfocusd for all tests of a class; wire, router and UEs anew for each. `settings` go into its config."""

    settings = {}
    record_routes = False

    @classmethod
    def setUpClass(cls):
        cls.focus = Isfocusd(os.environ["ISFOCUSD"], HOST, **cls.settings).start()

    @classmethod
    def tearDownClass(cls):
        faults = cls.focus.stop()
        if faults:
            raise AssertionError(faults)

    def run(self, result=None):
        """Prints the last messages of a test that fails."""
        before = len(result.failures) + len(result.errors)
        super().run(result)
        if len(result.failures) + len(result.errors) > before and hasattr(self, "wire"):
            for crossing in self.wire.crossings[-40:]:
                print(f"--- {crossing.sender} -> {crossing.receiver}\n{crossing.message}", file=sys.stderr)

    def setUp(self):
        self.wire = Wire()
        self.addCleanup(self.wire.close)
        self.wire.names[self.focus.address] = "AS"
        self.router = Router(self.wire, (HOST, 5070), self.record_routes)
        self.ues = []
        self.alice = self.ue("alice")

    def tearDown(self):
        """Nobody goes before the focus has heard the answers; it would ask on, into its shutdown."""
        for each in self.ues:
            each.answer_what_waits()
        self.wire.settle()

    def ue(self, name, identity=None):
        port = next(PORTS)
        made = Ue(self.wire, name, (HOST, port), self.focus.address, identity or f"sip:{name}@home1.test",
                  rtp_port=port * 2 + 20000)
        self.router.register(name, made)
        self.ues.append(made)
        return made

    def conference(self, ue=None):
        """A conference of that UE (alice if none is named): its dialog and its URI."""
        dialog, answer = (ue or self.alice).call(FACTORY)
        return dialog, uri_of(answer.get("Contact"))

    def refer(self, dialog, target, headers=(), timeout=5):
        """An in-dialog REFER; gives the final response."""
        return dialog.request("REFER", [("Refer-To", target), *headers]).final(timeout)

    def refer_accepted(self, dialog, target, headers=()):
        """The same, which has to be accepted."""
        self.assertEqual(self.refer(dialog, target, headers).status, 202)

    def refer_in(self, dialog, ue, target=None):
        """The dialog's owner refers `ue` in: the INVITE that it gets, unanswered."""
        self.refer_accepted(dialog, target or f"<{ue.identity};method=INVITE>")
        return ue.expect("INVITE")

    def bring_in(self, dialog, ue, target=None):
        """The same, and `ue` answers at once: its dialog. Ends after the final NOTIFY."""
        leg = self.refer_in(dialog, ue, target).answer()
        ue.expect("ACK")
        self.final_notify(dialog.ue)
        return leg

    def final_notify(self, ue, timeout=5):
        """The terminating NOTIFY of a refer subscription, those before it dropped."""
        while True:
            notify = ue.expect_notify("refer", timeout)
            if notify.get("Subscription-State").startswith("terminated"):
                return notify

    # Checks

    def assertLogged(self, text, timeout=5):
        """The log is written by a thread of its own, so what was answered may be told of a little later."""
        self.assertTrue(self.wire.until(lambda: text in self.focus.log(), timeout), f"{text}: not in the log")

    def assertHeader(self, message, name, pattern):
        self.assertRegex(", ".join(message.all(name)), pattern, f"{name} of:\n{message}")

    def assertIsConferenceContact(self, message, uri):
        """Contact is the conference URI, and `isfocus` stands outside of the angle brackets (RFC 3840)."""
        contact = message.get("Contact")
        self.assertEqual(uri_of(contact), uri, message)
        self.assertIn("isfocus", re.split(r"[;=]", after_uri(contact)), message)

    def assertFragment(self, notify, line, state):
        """A refer NOTIFY whose body is that status line and nothing else (NTF-04, -08)."""
        self.assertEqual(notify.body, line.encode() + b"\r\n", notify)
        self.assertHeader(notify, "Content-Type", r"^message/sipfrag(;version=2\.0)?$")
        self.assertHeader(notify, "Content-Length", f"^{len(line) + 2}$")
        self.assertHeader(notify, "Subscription-State", state)

    def assertTerminated(self, notify, line):
        """Step 5 of TS 34.229-5 A.20, with the outcome's own status line (NTF-07)."""
        self.assertFragment(notify, line, r"^terminated;reason=noresource$")


    def assertAllAreInvitedOnce(self, ues):
        """They answer; and alice is told of none of that."""
        for each in ues:
            invite = each.expect("INVITE")
            self.assertEqual(invite.request.request_uri, each.identity)
            invite.answer()
            each.expect("ACK")
        self.wire.settle()
        for each in ues:
            self.assertEqual([seen.method for seen in each.seen], ["INVITE", "ACK"])
        self.assertNotIn("NOTIFY", [seen.method for seen in self.alice.seen])


class Hosted(Scenario):
    """In a conference of alice's, who leaves it in the end; beside her there are the UEs that `others` names."""

    others = ()

    def setUp(self):
        super().setUp()
        for name in self.others:
            setattr(self, name, self.ue(name))
        self.dialog, self.uri = self.conference()

    def tearDown(self):
        self.dialog.bye()
        super().tearDown()


def main():
    unittest.main(verbosity=2)
