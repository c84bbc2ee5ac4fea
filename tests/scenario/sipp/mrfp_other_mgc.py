"""An isfocus-mrfpd whose isfocusd ends, and that finds the other one: in its own list, or because it is told (HandOff)."""

import os

from external_mrfp import mrfpd
from scenario import FACTORY, HOST, Scenario, main
from ue.daemon import Isfocusd

FIRST, SECOND = 2944, 2954


class OtherMgc(Scenario):
    """`focus`, where the UEs call, is the second one."""

    @classmethod
    def setUpClass(cls):
        cls.focus = Isfocusd(os.environ["ISFOCUSD"], HOST, is_embedded=False, mgc_port=SECOND).launch()

    def setUp(self):
        super().setUp()
        self.focus.wait_ready()
        self.before = self.focus.log().count(b"mrfp=[%s]:2945 registered" % HOST.encode())

    def first(self, **settings):
        focus = Isfocusd(os.environ["ISFOCUSD"], HOST, is_embedded=False, port=5061, **settings).launch()
        self.addCleanup(focus.stop)
        return focus.wait_ready()

    def mrfpd(self, mgc):
        made = mrfpd((HOST, FIRST))
        with open(made.config_file, encoding="utf-8") as file:
            config = file.read()
        with open(made.config_file, "w", encoding="utf-8") as file:
            file.write(config.replace(f'"udp:{HOST}:{FIRST}"', mgc))
        made.launch()
        self.addCleanup(lambda: self.assertEqual(made.stop(), ""))
        self.assertTrue(self.wire.until(lambda: b"registered version=" in made.log(), 10))
        return made

    def assertSecondHasIt(self, mrfpd, reason):
        self.assertTrue(self.wire.until(lambda: b"registering reason=" + reason in mrfpd.log(), 10), mrfpd.log())
        self.assertTrue(self.wire.until(lambda: self.focus.log().count(
            b"mrfp=[%s]:2945 registered" % HOST.encode()) > self.before, 10))
        dialog, _ = self.alice.call(FACTORY)
        self.assertEqual(dialog.bye().status, 200)

    def test_which_is_in_its_list(self):  # MP-1.3.13
        first = self.first()
        mrfpd = self.mrfpd(f'["udp:{HOST}:{FIRST}", "udp:{HOST}:{SECOND}"]')
        self.assertEqual(first.stop(), "")
        self.assertSecondHasIt(mrfpd, b"909")

    def test_to_which_it_is_handed(self):  # MP-1.3.6
        first = self.first(**{"mrfp.successor": f'"[{HOST}]:{SECOND}"'})
        mrfpd = self.mrfpd(f'"udp:{HOST}:{FIRST}"')
        self.assertEqual(first.stop(), "")
        self.assertSecondHasIt(mrfpd, b"903")


if __name__ == "__main__":
    main()
