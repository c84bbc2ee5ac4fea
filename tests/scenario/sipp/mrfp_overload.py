"""An isfocus-mrfpd that is kept from running says that it is overloaded, and is asked for less that is new (H.248.11)."""

import os
import re
import signal

from external_mrfp import ExternalMrfp
from scenario import FACTORY, main
from ue.agent import Dialog


class MrfpOverload(ExternalMrfp):
    settings = {"mrfp.heed_overload": "true"}

    def stall(self):
        """It stands still for most of a second, as on a machine that has too much to do."""
        os.kill(self.mrfp.process.pid, signal.SIGSTOP)
        try:
            self.wire.idle(0.7)
        finally:
            os.kill(self.mrfp.process.pid, signal.SIGCONT)
        self.wire.idle(0.3)

    def has_said_so(self):
        return re.search(rb"mrfp=\S+ overloaded: new terminations at most", self.focus.log())

    def test_new_conferences_are_thinned_out_and_those_that_run_go_on(self):  # MP-1.6
        dialog, _ = self.conference()
        for _ in range(30):
            if self.has_said_so():
                break
            self.stall()
        self.assertTrue(self.has_said_so(), self.mrfp.log().decode())

        calls = [self.alice.invite(FACTORY) for _ in range(8)]
        answers = [each.final(10) for each in calls]
        refused = [each for each in answers if each.status == 503]
        self.assertTrue(refused)
        self.assertTrue(all(re.match(r"\d+", each.get("Retry-After")) for each in refused))
        for call, answer in zip(calls, answers):
            if answer.status == 200:
                allowed = Dialog.of_answer(self.alice, call.sent, answer)
                allowed.ack(call.sent)
                self.assertEqual(allowed.bye().status, 200)

        priority = [self.alice.call(FACTORY, [("Resource-Priority", "wps.0")])[0] for _ in range(4)]
        for each in [*priority, dialog]:
            self.assertEqual(each.bye().status, 200)
        self.assertTrue(self.wire.until(lambda: self.mrfp.log().count(b"subtracted") >= 5, 10))


if __name__ == "__main__":
    main()
