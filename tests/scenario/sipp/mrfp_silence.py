"""An isfocusd that is not heard for a while: isfocus-mrfpd asks it for a sign of life before it takes it for lost (H.248.14)."""

import os
import signal

from scenario import HOST, Scenario, main
from ue.daemon import Isfocusd, Mrfpd


class MrfpSilence(Scenario):
    @classmethod
    def setUpClass(cls):
        cls.focus = Isfocusd(os.environ["ISFOCUSD"], HOST, is_embedded=False, **{"mrfp.heartbeat_s": "1"}).launch()
        program = os.path.join(os.path.dirname(os.environ["ISFOCUSD"]), "isfocus-mrfpd")
        cls.mrfp = Mrfpd(program, HOST, (HOST, 2944)).launch()

    @classmethod
    def tearDownClass(cls):
        faults = cls.mrfp.stop()
        super().tearDownClass()
        assert faults == "", faults

    def test_is_asked_about_and_ends_nothing(self):  # MP-1.5.7
        self.focus.wait_ready()
        self.assertTrue(self.wire.until(lambda: b"registered version=" in self.mrfp.log(), 10))
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
