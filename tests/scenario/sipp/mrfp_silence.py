"""An isfocusd that is not heard for a while: isfocus-mrfpd asks it for a sign of life before it takes it for lost (H.248.14)."""

import os
import signal

from external_mrfp import ExternalMrfp
from scenario import main


class MrfpSilence(ExternalMrfp):
    settings = {"mrfp.heartbeat_s": "1"}

    def test_is_asked_about_and_ends_nothing(self):  # MP-1.5.7
        dialog, _ = self.conference()
        os.kill(self.focus.process.pid, signal.SIGSTOP)
        try:
            asked = self.wire.until(lambda: b"asked for a sign of life" in self.mrfp.log(), 10)
        finally:
            os.kill(self.focus.process.pid, signal.SIGCONT)
        self.assertTrue(asked, self.mrfp.log().decode())
        self.assertEqual(dialog.bye().status, 200)
        self.wire.idle(1)
        self.assertEqual(self.mrfp.log().count(b"registered version="), 1)
        self.assertNotIn(b"association lost", self.mrfp.log())


if __name__ == "__main__":
    main()
