"""Overload (GEN-11, T-GEN-02): what can be asked again is refused first, what is new next, and what runs never."""

import re
import socket

from scenario import FACTORY, Scenario, main
from ue.agent import Dialog


class Overload(Scenario):
    settings = {"sip.overload": "{max_dialogs: 5, retry_after_s: 2}"}

    def options(self):
        return self.alice.request("OPTIONS", f"sip:{self.focus.domain}").final()

    def assertShed(self, answer):
        self.assertEqual(answer.status, 503, answer)
        self.assertIn(int(answer.get("Retry-After")), range(2, 5))

    def test_what_is_shed_at_which_height(self):
        calls = [self.conference() for _ in range(3)]
        self.assertEqual(self.options().status, 200)
        calls.append(self.conference())  # 4 of 5
        dialog, uri = calls[0]
        self.assertShed(self.options())
        self.assertShed(self.alice.subscribe(uri).final())
        calls.append(self.conference())  # 5 of 5
        self.assertShed(self.alice.invite(FACTORY).final())
        self.assertShed(self.alice.invite(uri).final())
        self.assertShed(self.alice.request("REFER", uri, [("Refer-To", "<sip:bob@home1.test>")]).final())

        # Whatever belongs to a dialog is served, and so is what ends one.
        self.assertEqual(dialog.request("OPTIONS").final().status, 200)
        self.assertEqual(self.alice.subscribe(uri, dialog).final().status, 200)
        self.alice.expect_notify("conference")
        self.bring_in(dialog, self.ue("bob"))
        self.assertEqual(self.alice.request("CANCEL", FACTORY).final().status, 481)
        for each, _ in calls:
            self.assertEqual(each.bye().status, 200)
        self.wire.settle()

        self.assertEqual(self.options().status, 200)
        dialog, uri = self.conference()
        self.assertEqual(dialog.bye().status, 200)

        def lines():
            return re.findall(rb"overload (?:begins|ends).*", self.focus.log())

        self.assertTrue(self.wire.until(lambda: len(lines()) == 2, 15), "the end is told when it has been calm")
        self.assertEqual(lines(), [b"overload begins limit=max_dialogs", b"overload ends shed=5"])


class Rate(Scenario):
    settings = {"sip.overload": "{max_new_dialogs_per_s: 1}"}

    def test_calls_beyond_the_rate_are_refused(self):
        calls = [self.alice.invite(FACTORY) for _ in range(8)]
        statuses = [each.final().status for each in calls]
        for each in calls:
            if each.final().status == 200:
                dialog = Dialog.of_answer(self.alice, each.sent, each.final())
                dialog.ack(each.sent)
                self.assertEqual(dialog.bye().status, 200)
        self.assertEqual(set(statuses), {200, 503})
        self.assertEqual(statuses[0], 200)


class Lag(Scenario):
    settings = {"sip.overload": "{max_lag_ms: 10}"}

    def test_who_asks_faster_than_it_can_answer_is_refused(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as crowd:
            crowd.bind((self.focus.host, 0))
            crowd.setblocking(False)
            is_refused = any(self.burst(crowd, number) for number in range(200))
        self.assertTrue(is_refused)
        self.assertTrue(self.wire.until(lambda: self.alice.request("OPTIONS", f"sip:{self.focus.domain}")
                                        .final(15).status == 200, 15))

    def burst(self, crowd, number):
        """Whether one of many requests, or one before them, is answered with 503."""
        for each in range(200):
            lines = [f"OPTIONS sip:{self.focus.domain} SIP/2.0",
                     f"Via: SIP/2.0/UDP crowd.test;branch=z9hG4bK{number}-{each};rport", "Max-Forwards: 70",
                     "From: <sip:crowd@home1.test>;tag=1", f"To: <sip:{self.focus.domain}>",
                     f"Call-ID: {number}-{each}", "CSeq: 1 OPTIONS", "Content-Length: 0", "", ""]
            crowd.sendto("\r\n".join(lines).encode(), self.focus.address)
        answers = []
        try:
            while True:
                answers.append(crowd.recv(65536))
        except BlockingIOError:
            return any(each.startswith(b"SIP/2.0 503") for each in answers)


if __name__ == "__main__":
    main()
