"""Scenarios with an isfocus-mrfpd that isfocusd has not started: it is there for all tests of a class, its log can be read,
and it can be stopped and signalled."""

import os

from scenario import HOST, Scenario
from ue.daemon import Isfocusd, Mrfpd

PROGRAM = os.path.join(os.path.dirname(os.environ["ISFOCUSD"]), "isfocus-mrfpd")


def mrfpd(mgc=(HOST, 2944), **settings):
    """One on this test's address, not launched yet."""
    return Mrfpd(PROGRAM, HOST, mgc, **settings)


class ExternalMrfp(Scenario):
    """`mrfp_settings` go into its config."""

    mrfp_settings = {}

    @classmethod
    def setUpClass(cls):
        cls.focus = Isfocusd(os.environ["ISFOCUSD"], HOST, is_embedded=False, **cls.settings).launch()
        cls.mrfp = mrfpd(**cls.mrfp_settings).launch()
        cls.focus.wait_ready()

    @classmethod
    def tearDownClass(cls):
        faults = cls.mrfp.stop()
        super().tearDownClass()
        if faults:
            raise AssertionError(faults)

    def setUp(self):
        super().setUp()
        self.assertMrfpLogged(b"registered version=", 10)

    def assertMrfpLogged(self, text, timeout=5):
        self.assertTrue(self.wire.until(lambda: text in self.mrfp.log(), timeout), self.mrfp.log().decode())
