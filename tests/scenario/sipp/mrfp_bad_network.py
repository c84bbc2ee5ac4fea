"""isfocusd and isfocus-mrfpd with a network between them that loses, doubles and reorders H.248: nobody who calls notices more
than that it takes longer, and nothing is left at the MRFP."""

import os
import random

from external_mrfp import mrfpd
from scenario import FACTORY, HOST, Scenario, main
from ue.agent import Dialog
from ue.bad_network import BadNetwork
from ue.daemon import Isfocusd

CONFERENCES = 12
PATIENCE_S = 25


class Call:
    """A conference of a host and of one whom he has called."""

    def __init__(self, host, guest):
        self.host, self.guest = host, guest
        self.invite = host.invite(FACTORY)
        self.dialog = self.refer = self.leg = None


class BadNetworkToTheMrfp(Scenario):
    seed = int(os.environ.get("ISFOCUS_TEST_SEED", "4"))

    @classmethod
    def setUpClass(cls):
        cls.focus = Isfocusd(os.environ["ISFOCUSD"], HOST, is_embedded=False, no_answer_s=60, **{
            "mrfp.allowed": f'["[{HOST}]:2945"]', "mrfp.heartbeat_s": "2", "mrfp.media_timeout_s": "20"}).launch()
        cls.focus.wait_ready()

    def setUp(self):
        super().setUp()
        self.network = BadNetwork(HOST, (HOST, 2944), self.seed).start()
        self.mrfp = mrfpd(self.network.address).launch()
        self.assertTrue(self.wire.until(lambda: b"registered version" in self.mrfp.log(), PATIENCE_S))

    def tearDown(self):
        super().tearDown()
        self.network.stop()
        self.assertEqual(self.mrfp.stop(), "")

    def count(self, word):
        return self.mrfp.log().count(word)

    def test_everybody_is_served_and_nothing_is_left(self):
        order = random.Random(self.seed)
        calls = [Call(self.ue(f"host{i}"), self.ue(f"guest{i}")) for i in range(CONFERENCES)]
        for call in calls:
            answer = call.invite.final(PATIENCE_S)
            self.assertEqual(answer.status, 200)
            call.dialog = Dialog.of_answer(call.host, call.invite.sent, answer)
            call.dialog.ack(call.invite.sent)
            call.refer = call.dialog.request("REFER", [("Refer-To", f"<{call.guest.identity};method=INVITE>")])
        for call in calls:
            self.assertEqual(call.refer.final(PATIENCE_S).status, 202)
            call.leg = call.guest.expect("INVITE", timeout=PATIENCE_S).answer()
            call.guest.expect("ACK", timeout=PATIENCE_S)
        for call in calls:
            self.assertFragment(self.final_notify(call.host, PATIENCE_S), "SIP/2.0 200 OK",
                                r"^terminated;reason=noresource$")
            hold = call.leg.request("INVITE", [("Content-Type", "application/sdp")],
                                    call.guest.sdp("sendonly", 2))
            answer = hold.final(PATIENCE_S)
            self.assertEqual(answer.status, 200)
            call.leg.ack(hold.sent)
        order.shuffle(calls)
        for call in calls:  # some go one by one, some all at once
            if order.random() < 0.5:
                self.assertEqual(call.leg.bye(PATIENCE_S).status, 200)
            self.assertEqual(call.dialog.bye(PATIENCE_S).status, 200)

        self.assertTrue(self.wire.until(lambda: self.count(b" subtracted ") == self.count(b" added port="), PATIENCE_S))
        self.assertEqual(self.count(b" added port="), 2 * CONFERENCES, "no order was carried out twice")
        self.assertEqual(self.count(b"registered version"), 1, "the association held")
        for what, times in self.network.counts.items():
            self.assertGreater(times, 0, what)


if __name__ == "__main__":
    main()
