"""An isfocus-mrfpd that its operator locks for maintenance (SIGUSR1) and unlocks (SIGUSR2): H.248.1 7.2.8, Graceful 905 and
Restart 918."""

import os
import signal

from external_mrfp import ExternalMrfp
from scenario import FACTORY, main


class MrfpLock(ExternalMrfp):
    def test_drains_it(self):  # MP-1.3.17
        bob = self.ue("bob")
        dialog, _ = self.conference()

        os.kill(self.mrfp.process.pid, signal.SIGUSR1)
        self.assertLogged(b"takes no new conferences")
        self.assertEqual(self.ue("carol").invite(FACTORY).final().status, 503)
        self.bring_in(dialog, bob)

        os.kill(self.mrfp.process.pid, signal.SIGUSR2)
        self.assertMrfpLogged(b"unlocked")
        self.wire.idle(0.5)
        other, _ = self.conference(self.ue("dora"))
        self.assertEqual(other.bye().status, 200)

        os.kill(self.mrfp.process.pid, signal.SIGUSR1)
        self.assertTrue(self.wire.until(lambda: self.mrfp.log().count(b"locked: no new") == 2, 5))
        self.assertNotIn(b"no contexts are left", self.mrfp.log())
        self.assertEqual(dialog.bye().status, 200)
        bob.expect("BYE").answer()
        self.assertMrfpLogged(b"no contexts are left")


if __name__ == "__main__":
    main()
