"""When a conference ends, as its settings have it (TRM-01, -02, -03, -06, -07)."""

import os

from scenario import FACTORY, HOST, Scenario, main
from ue.daemon import Isfocusd
from ue.message import uri_of


class Ending(Scenario):
    def assertGone(self, uri):
        self.assertEqual(self.ue("zoe").request("OPTIONS", uri).final().status, 404)

    def assertLives(self, uri):
        self.assertEqual(self.ue("zoe").request("OPTIONS", uri).final().status, 200)


class EndsWhenAlone(Ending):
    settings = {"conference.end_when_alone": "true"}

    def test_when_all_others_have_left(self):  # TRM-03
        bob = self.ue("bob")
        dialog, uri = self.conference()
        self.assertLives(uri)  # the host has been alone from the beginning
        leg = self.bring_in(dialog, bob)
        leg.bye()
        self.assertEqual(self.alice.expect("BYE").request.call_id, dialog.call_id)
        self.assertGone(uri)

    def test_not_while_somebody_is_ringing(self):  # TRM-03
        bob, carol = self.ue("bob"), self.ue("carol")
        dialog, uri = self.conference()
        leg = self.bring_in(dialog, bob)
        self.refer(dialog, "<sip:carol@home1.test>")
        invite = carol.expect("INVITE")
        invite.reply(180, "Ringing")
        leg.bye()
        invite.reply(486, "Busy Here")
        self.alice.expect("BYE")
        self.assertGone(uri)


class TransfersToWhoIsLongestIn(Ending):
    settings = {"on_host_leave": "transfer"}

    def test_who_then_is_the_host(self):  # TRM-02
        bob, carol, dave = self.ue("bob"), self.ue("carol"), self.ue("dave")
        dialog, uri = self.conference()
        bob_leg, _ = bob.call(uri)
        carol_leg, _ = carol.call(uri)
        self.assertEqual(self.refer(bob_leg, "<sip:dave@home1.test>").status, 403)
        dialog.bye()
        self.assertLives(uri)
        self.assertEqual(self.refer(carol_leg, "<sip:dave@home1.test>").status, 403)
        self.bring_in(bob_leg, dave)
        bob_leg.bye()
        self.assertEqual(carol.seen, [])
        carol_leg.bye()
        self.assertLives(uri)  # of which dave is the host now


class Lingers(Ending):
    settings = {"conference.empty_linger_s": 1}

    def test_after_the_last_has_left(self):  # TRM-01
        bob = self.ue("bob")
        dialog, uri = self.conference()
        dialog.bye()
        self.assertLives(uri)
        leg, _ = bob.call(uri)
        leg.bye()
        self.assertLives(uri)
        self.assertTrue(self.wire.until(lambda: self.alice.request("OPTIONS", uri).final().status == 404, 5))


class LastsForAWhile(Ending):
    settings = {"conference.max_duration_s": 1}

    def test_and_no_longer(self):  # TRM-06
        bob = self.ue("bob")
        _, uri = self.conference()
        bob.call(uri)
        for ue in (self.alice, bob):
            ue.expect("BYE")
        self.assertGone(uri)


class HandsOver(Ending):
    def test_its_subscribers_at_shutdown(self):  # TRM-07
        focus = Isfocusd(os.environ["ISFOCUSD"], HOST, port=5960, mgc_port=3944, mid_port=3945,
                         rtp_ports="21000-21999", **{"conference.on_shutdown": "hand_over"}).start()
        ue, late = self.ue("bob"), self.ue("carol")
        ue.server = late.server = focus.address
        ue.automatic.remove("BYE")  # so that it takes a while
        _, answer = ue.call(FACTORY)
        ue.subscribe(uri_of(answer.get("Contact"))).final()
        ue.expect_notify("conference")
        focus.terminate()
        bye = ue.expect("BYE")
        refused = late.invite(FACTORY).final()
        self.assertEqual(refused.status, 503)
        self.assertHeader(refused, "Retry-After", r"^\d+")
        bye.reply(200, "OK")
        while not (last := ue.expect_notify("conference")).get("Subscription-State").startswith("terminated"):
            pass
        self.assertHeader(last, "Subscription-State", "^terminated;reason=deactivated$")
        self.assertTrue(self.wire.until(lambda: focus.process.poll() is not None, 10))
        self.assertEqual(focus.stop(), "")


if __name__ == "__main__":
    main()
