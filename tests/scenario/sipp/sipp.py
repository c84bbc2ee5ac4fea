"""The main flows played by SIPp, which knows nothing of our UEs."""

import os
import re
import subprocess
import tempfile
import unittest

from scenario import FACTORY, HOST, main
from ue.daemon import Isfocusd

HERE = os.path.dirname(os.path.abspath(__file__))
HOST_PORT, CALLEE_PORT = 5072, 5070  # the callee is where sip.outbound leads


class Sipp:
    """One sipp process, bounded in time, with what its scenario logged."""

    def __init__(self, scenario, port, *arguments):
        self.folder = tempfile.TemporaryDirectory(prefix="sipp-")
        self.scenario = scenario
        command = ["sipp", "-sf", os.path.join(HERE, scenario), "-i", HOST, "-p", str(port), "-mp", str(port * 4),
                   "-nostdin", "-trace_logs", "-log_file", self.path("log"), "-trace_err", "-error_file",
                   self.path("err"), "-trace_msg", "-message_file", self.path("msg"), "-timeout", "40s",
                   "-timeout_error", *arguments]
        with open(self.path("out"), "wb") as out:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT,
                                            cwd=self.folder.name)

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def text(self, name):
        try:
            with open(self.path(name), encoding="utf-8", errors="replace") as file:
                return file.read()
        except FileNotFoundError:
            return ""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.folder.cleanup()

    def wait(self):
        """The lines that the scenario logged; fails with all there is to know when sipp does."""
        status = self.process.wait(60)
        logged = [line for line in self.text("log").splitlines() if line.strip()]
        if status != 0:
            raise AssertionError(f"sipp {self.scenario} ended with {status}\n{self.text('err')}\n"
                                 f"{self.text('out')[-3000:]}\n{self.text('msg')[-12000:]}")
        return logged


class PlayedBySipp(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.focus = Isfocusd(os.environ["ISFOCUSD"], HOST, no_answer_s=2).start()

    @classmethod
    def tearDownClass(cls):
        faults = cls.focus.stop()
        if faults:
            raise AssertionError(faults)

    def host(self, scenario, *arguments):
        return Sipp(scenario, HOST_PORT, "-key", "factory", FACTORY, "-m", "1", *arguments, self.focus.domain)

    def refer(self, scenario, callee, refer_to="<sip:bob@home1.test;method=INVITE>", *arguments):
        """Host and callee to their ends: the status lines that the host was notified of, what the callee logged."""
        with Sipp(callee, CALLEE_PORT, "-m", "1") as invited, \
                self.host(scenario, "-key", "refer_to", refer_to, *arguments) as referring:
            lines = referring.wait()
            seen = invited.wait()
        self.assertEqual(len(seen), 1, seen)
        self.conference = re.search(r"conference (\S+) asserted (\S+)", lines[0])
        self.assertEqual(self.conference[1], self.conference[2])
        return [re.sub(r"expires=\d+", "expires=N", line) for line in lines if line.startswith("notify")], seen[0]

    def check_invite(self, logged, target):
        found = re.match(r"INVITE (\S+) contact (\S+) asserted (\S+) by (.*)", logged)
        self.assertEqual(found[1], target)
        self.assertEqual((found[2], found[3]), (self.conference[1], self.conference[1]))
        self.assertIn("sip:alice@home1.test", found[4])
        return found[4]

    ANSWERED = ["notify active;expires=N SIP/2.0 100 Trying", "notify active;expires=N SIP/2.0 180 Ringing",
                "notify terminated;reason=noresource SIP/2.0 200 OK"]

    def test_creation_gives_a_uri_that_was_never_used(self):  # CRE-03
        count = 300
        with self.host("create.xml", "-m", str(count), "-r", "50") as creating:
            logged = creating.wait()
        uris = [line.split()[1] for line in logged if line.startswith("conference")]
        self.assertEqual(len(uris), count)
        self.assertEqual(len(set(uris)), count)

    def test_a20_in_the_dialog(self):
        notified, invite = self.refer("refer_in_dialog.xml", "callee_answers.xml")
        self.assertEqual(notified, self.ANSWERED)
        self.check_invite(invite, "sip:bob@home1.test")

    def test_a20_outside_of_it(self):
        notified, invite = self.refer("refer_out_of_dialog.xml", "callee_answers.xml")
        self.assertEqual(notified, self.ANSWERED)
        self.check_invite(invite, "sip:bob@home1.test")

    def test_a_tel_uri(self):
        notified, invite = self.refer("refer_in_dialog.xml", "callee_answers.xml", "<tel:+15550002>")
        self.assertEqual(notified, self.ANSWERED)
        self.check_invite(invite, "tel:+15550002")

    def test_replaces(self):
        notified, invite = self.refer("refer_in_dialog.xml", "callee_answers.xml",
                                      "<sip:bob@home1.test;method=INVITE?Replaces=c1%40a%3Bto-tag%3D1%3Bfrom-tag%3D2>")
        self.assertEqual(notified, self.ANSWERED)
        self.assertIn("replaces c1@a;to-tag=1;from-tag=2", self.check_invite(invite, "sip:bob@home1.test"))

    def test_busy(self):
        notified, _ = self.refer("refer_in_dialog.xml", "callee_busy.xml")
        self.assertEqual(notified, [self.ANSWERED[0], "notify terminated;reason=noresource SIP/2.0 486 Busy Here"])

    def test_no_answer(self):
        notified, _ = self.refer("refer_in_dialog.xml", "callee_silent.xml")
        self.assertEqual(notified[:2], self.ANSWERED[:2])
        self.assertRegex(notified[2], r"^notify terminated;reason=noresource SIP/2\.0 408 ")
        self.assertEqual(len(notified), 3)

    def test_removal(self):  # REM-01
        notified, _ = self.refer("remove.xml", "callee_answers.xml", "<sip:bob@home1.test;method=INVITE>",
                                 "-key", "remove", "<sip:bob@home1.test;method=BYE>")
        self.assertEqual(notified, [*self.ANSWERED, self.ANSWERED[0], self.ANSWERED[2]])

    def test_calling_in_to_a_conference_that_is_not_there(self):  # JOI-02
        uri = f"sip:conf-0000000000000000@{self.focus.domain}"
        with self.host("not_there.xml", "-key", "conference", uri, "-m", "50", "-r", "100") as calling:
            calling.wait()

    def test_a_subscription_from_creation_to_leaving(self):
        with self.host("subscribe.xml") as host:
            host.wait()


if __name__ == "__main__":
    main()
