"""A next hop that cannot serve, and the one that stands in for it (OUT-53; RFC 3261 21.5.4)."""

from scenario import HOST, Hosted, Scenario, main
from ue.agent import Ue

FIRST = (HOST, 5073)  # the router of the scenario is the second


class NextHops(Hosted):
    others = ("bob",)
    settings = {"outbound": f"sip:{HOST}:5073;lr", "sip.outbound_backup": f'["sip:{HOST}:5070;lr"]'}

    def setUp(self):
        super().setUp()
        self.first = Ue(self.wire, "first hop", FIRST, self.focus.address, "")
        self.ues.append(self.first)

    def refer_bob(self):
        self.refer_accepted(self.dialog, "<sip:bob@home1.test;method=INVITE>")

    def refuse(self, hop, *headers):
        hop.expect("INVITE").reply(503, "Service Unavailable", headers)
        hop.expect("ACK")

    def test_one_that_says_when_is_passed_over_until_then(self):
        self.refer_bob()
        self.refuse(self.first, ("Retry-After", 3))
        self.bob.expect("INVITE").reply(486, "Busy Here")
        self.assertTerminated(self.final_notify(self.alice), "SIP/2.0 486 Busy Here")
        self.refer_bob()
        self.bob.expect("INVITE").answer()
        self.assertTerminated(self.final_notify(self.alice), "SIP/2.0 200 OK")
        self.assertEqual([each.method for each in self.first.seen], ["INVITE", "ACK"])
        self.wire.idle(3.1)
        self.refer(self.dialog, "<sip:carol@home1.test;method=INVITE>")
        self.first.expect("INVITE").reply(404, "Not Found")
        self.assertTerminated(self.final_notify(self.alice), "SIP/2.0 404 Not Found")

    def test_one_that_does_not_say_when_is_passed_over_this_once(self):
        for _ in range(2):
            self.refer_bob()
            self.refuse(self.first)
            self.bob.expect("INVITE").reply(486, "Busy Here")
            self.assertTerminated(self.final_notify(self.alice), "SIP/2.0 486 Busy Here")

    def test_when_none_is_left_the_user_cannot_be_reached(self):
        self.refer_bob()
        self.refuse(self.first, ("Retry-After", 1))
        self.refuse(self.bob, ("Retry-After", 1))
        self.assertTerminated(self.final_notify(self.alice), "SIP/2.0 503 Service Unavailable")
        self.wire.idle(1.1)


class UnreachableNextHop(Scenario):
    settings = {"outbound": "sip:127.0.0.1:9;lr", "sip.outbound_backup": f'["sip:{HOST}:5070;lr"]'}

    def test_is_passed_over_at_once(self):  # OUT-56
        dialog, _ = self.conference()
        self.bring_in(dialog, self.ue("bob"))
        self.bring_in(dialog, self.ue("carol"))
        self.assertEqual(dialog.bye().status, 200)


if __name__ == "__main__":
    main()
