"""An external MRFP that registers and then cannot, or does not, give what it is asked for (CRE-12, OUT-06)."""

import os

from scenario import HOST, Scenario, main
from ue.daemon import Isfocusd
from ue.mrfp import ScriptedMrfp


class MrfpRefuses(Scenario):
    @classmethod
    def setUpClass(cls):
        cls.focus = Isfocusd(os.environ["ISFOCUSD"], HOST, is_embedded=False).launch()

    def setUp(self):
        super().setUp()
        self.focus.wait_ready()
        self.mrfp = ScriptedMrfp(self.wire, HOST, 2945, (HOST, 2944))
        self.assertTrue(self.mrfp.register())

    def test_has_no_resources_for_a_creation(self):  # CRE-12
        self.mrfp.fault = 510
        answer = self.alice.invite("sip:mmtel@conf-factory.ims.test").final(10)
        self.assertEqual(answer.status, 503)
        self.assertHeader(answer, "Retry-After", r"^\d+")

    def test_has_none_for_the_invited_user(self):  # OUT-06, NTF-09
        bob = self.ue("bob")
        dialog, _ = self.conference()
        self.mrfp.fault = 510
        self.refer_accepted(dialog, "<sip:bob@home1.test;method=INVITE>")
        self.assertRegex(self.final_notify(self.alice, 10).text, r"^SIP/2\.0 50[03] [^\r\n]+\r\n$")
        self.assertEqual([each.summary() for each in bob.seen], [])
        self.mrfp.fault = 0
        self.bring_in(dialog, bob)
        self.assertEqual(dialog.bye().status, 200)

    def test_is_asked_before_the_user_is_invited_and_left_empty(self):  # OUT-06, REM-10
        bob = self.ue("bob")
        dialog, _ = self.conference()
        leg = self.bring_in(dialog, bob)
        order = [each.message.summary() for each in self.wire.crossings if each.sender == "AS"]
        second_add = [i for i, each in enumerate(order) if each.startswith("Add")][1]
        invite = next(i for i, each in enumerate(order) if each.startswith("INVITE"))
        self.assertLess(second_add, invite)
        self.assertEqual(len(self.mrfp.terminations), 2)
        self.assertEqual(len(set(self.mrfp.terminations.values())), 1)  # one context
        leg.bye()
        self.assertTrue(self.wire.until(lambda: len(self.mrfp.terminations) == 1, 5))
        dialog.bye()
        self.assertTrue(self.wire.until(lambda: not self.mrfp.terminations, 5))

    def test_says_nothing(self):  # CRE-12
        self.mrfp.is_silent = True
        answer = self.alice.invite("sip:mmtel@conf-factory.ims.test").final(20)
        self.assertIn(answer.status, (500, 503))


if __name__ == "__main__":
    main()
