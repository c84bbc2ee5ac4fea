"""Next hops given by name: DNS tells their servers (RFC 3263), and another is tried when one fails (OUT-53)."""

from scenario import HOST, Hosted, Scenario, main
from ue.agent import Ue
from ue.dns import NameServer

DNS = (HOST, 5353)
ZONE = {
    ("core.test", "NAPTR"): [(10, 10, "s", "SIP+D2U", "_sip._udp.core.test")],
    ("_sip._udp.core.test", "SRV"): [(10, 1, 5073, "one.core.test"), (20, 1, 5074, "two.core.test")],
    ("one.core.test", "A"): [(HOST,)],
    ("two.core.test", "A"): [(HOST,)],
    ("plain.test", "A"): [(HOST,)],
}


class ByName(Hosted):
    """The next hop is a name with two servers, each a UE."""

    settings = {"outbound": "sip:core.test;lr", "sip.dns_servers": f'["{HOST}:5353"]', "sip.t1_ms": "100"}
    zone = ZONE

    def setUp(self):
        super().setUp()
        self.dns = NameServer(self.wire, DNS, self.zone, ttl=1)
        self.first = Ue(self.wire, "first server", (HOST, 5073), self.focus.address, "")
        self.second = Ue(self.wire, "second server", (HOST, 5074), self.focus.address, "")
        self.ues += [self.first, self.second]

    def refer_bob(self):
        self.refer_accepted(self.dialog, "<sip:bob@home1.test;method=INVITE>")

    def second_is_asked(self, timeout=5):
        self.second.expect("INVITE", timeout=timeout).reply(486, "Busy Here")
        self.assertTerminated(self.final_notify(self.alice, timeout), "SIP/2.0 486 Busy Here")


class Servers(ByName):
    def test_the_first_server_is_called_and_the_route_bears_the_name(self):
        self.refer_bob()
        invite = self.first.expect("INVITE")
        self.assertEqual(invite.request.get("Route"), "<sip:core.test;lr;orig>")
        self.assertEqual(self.dns.asked[0], ("core.test", "NAPTR"))
        invite.reply(486, "Busy Here")
        self.assertTerminated(self.final_notify(self.alice), "SIP/2.0 486 Busy Here")

    def test_after_503_the_next_server_is_called(self):
        for _ in range(2):  # the servers are not known at first
            self.refer_bob()
            self.first.expect("INVITE").reply(503, "Service Unavailable")
            self.first.expect("ACK")
            self.second_is_asked()

    def test_one_that_says_when_is_left_out_until_then(self):
        self.refer_bob()
        self.first.expect("INVITE").reply(503, "Service Unavailable", [("Retry-After", 3)])
        self.first.expect("ACK")
        self.second_is_asked()
        before = len(self.first.seen)
        self.refer_bob()
        self.second_is_asked()
        self.assertEqual(len(self.first.seen), before)
        self.wire.idle(3.1)

    def test_what_dns_said_is_forgotten_when_it_said_so(self):
        self.refer_bob()
        self.first.expect("INVITE").reply(486, "Busy Here")
        self.final_notify(self.alice)
        self.wire.idle(2.5)  # the library counts whole seconds
        self.dns.zone = {**ZONE, ("_sip._udp.core.test", "SRV"): [(10, 1, 5074, "two.core.test")]}
        self.refer_bob()
        self.second_is_asked()


class UnreachableServer(ByName):
    zone = {**ZONE, ("one.core.test", "A"): [("127.0.0.9",)]}

    def test_is_passed_over(self):
        for _ in range(2):
            self.refer_bob()
            self.second_is_asked(15)


class NoNameServer(Scenario):
    settings = {"outbound": "sip:core.test;lr", "sip.dns_servers": f'["{HOST}:5353"]'}

    def test_that_answers_holds_up_nobody_else(self):
        dns = NameServer(self.wire, DNS, ZONE)
        dns.is_silent = True
        dialog, _ = self.conference()
        self.refer(dialog, "<sip:bob@home1.test;method=INVITE>")
        self.wire.until(lambda: dns.asked, 5)
        other, _ = self.conference(self.ue("carol"))
        self.assertEqual(other.bye().status, 200)
        self.assertEqual(dialog.bye().status, 200)

    def test_is_asked_for_a_name_that_does_not_exist(self):  # OUT-56
        NameServer(self.wire, DNS, {("other.test", "A"): [(HOST,)]})
        dialog, _ = self.conference()
        self.refer(dialog, "<sip:bob@home1.test;method=INVITE>")
        self.assertTerminated(self.final_notify(self.alice, 15), "SIP/2.0 503 DNS Error")
        self.assertEqual(dialog.bye().status, 200)


if __name__ == "__main__":
    main()
