"""An isfocus-mrfpd whose range of RTP ports is used up: who comes then is told to try later, who is there notices nothing,
and once all have left there is as much room as before."""

import os
import re
import signal

from external_mrfp import ExternalMrfp
from hearing import LEVEL, Hearing
from scenario import FACTORY, HOST, main
from ue.rtp import usual_amplitude_at

PORTS = range(24000, 24008)  # of four users
TONE = 440


def bound_ports():
    """Those of the range at which the kernel has sockets on our address."""
    ours = "".join(f"{int(each):02X}" for each in reversed(HOST.split(".")))
    with open("/proc/net/udp", encoding="ascii") as file:
        return {int(port, 16) for port in re.findall(rf"\d+: {ours}:([0-9A-F]{{4}}) ", file.read())} & set(PORTS)


class MrfpFull(ExternalMrfp, Hearing):
    mrfp_settings = {"rtp_ports": f"{PORTS[0]}-{PORTS[-1]}"}

    def fill(self):
        """Alice's conference with bob and carol, and one of dave's: the dialogs of all, with the hosts first."""
        alice, bob, carol, dave = self.alice, self.ue("bob"), self.ue("carol"), self.ue("dave")
        dialog, _, _ = self.dial(alice, FACTORY, TONE)
        legs = [self.dial_out(dialog, bob)[0]]
        legs.append(self.dial(carol, dialog.target)[0])
        other, _ = self.conference(dave)
        self.assertEqual(bound_ports(), set(PORTS))
        return [dialog, other], legs

    def assertRefused(self, uri):
        answer = self.ue("erin").invite(uri).final()
        self.assertEqual(answer.status, 503)
        self.assertHeader(answer, "Retry-After", r"^\d+")

    def assertHeard(self):
        """Alice, by the others of her conference."""
        self.begin()
        self.wire.idle(1.5)
        self.silence()
        for endpoint in self.endpoints[1:]:
            heard = endpoint.heard()[-4000:]
            self.assertAlmostEqual(usual_amplitude_at(heard, TONE) / LEVEL, 1, delta=0.15)

    def assertEmpty(self):
        """By what the kernel and the MRFP itself say."""
        self.assertTrue(self.wire.until(lambda: not bound_ports(), 5), bound_ports())
        self.assertTrue(self.wire.until(self.is_balanced, 5), self.mrfp.log())

    def is_balanced(self):
        log = self.mrfp.log()
        return log.count(b" added port=") == log.count(b" subtracted ")

    def rest(self):
        self.wire.idle(0.2)  # a port that was closed rests for 100 ms

    def leave(self, hosts, legs):
        for each in hosts:
            self.assertEqual(each.bye().status, 200)
        for each in legs:
            each.ue.expect("BYE")
        while self.endpoints:
            self.endpoints.pop().close()
        self.assertEmpty()
        self.rest()

    def test_turns_away_who_comes_and_has_room_again_when_they_have_left(self):  # MED-61, CRE-12, OUT-06
        hosts, legs = self.fill()
        self.assertRefused(FACTORY)
        self.assertRefused(hosts[0].target)
        frank = self.ue("frank")
        self.refer_accepted(hosts[0], f"<{frank.identity};method=INVITE>")
        self.assertTerminated(self.final_notify(self.alice), "SIP/2.0 503 Service Unavailable")
        self.assertEqual(frank.seen, [])
        self.assertHeard()
        self.assertFalse([each.summary() for ue in self.ues for each in ue.seen if each.method == "BYE"])

        self.assertEqual(legs.pop(0).bye().status, 200)  # one goes, one fits
        self.assertTrue(self.wire.until(lambda: bound_ports() != set(PORTS), 5))
        self.rest()
        legs.append(self.bring_in(hosts[0], frank))
        self.assertEqual(bound_ports(), set(PORTS))
        self.assertRefused(FACTORY)
        self.leave(hosts, legs)

        hosts, legs = self.fill()
        self.assertHeard()
        self.assertRefused(FACTORY)
        self.leave(hosts, legs)
        os.kill(self.mrfp.process.pid, signal.SIGUSR1)
        self.assertMrfpLogged(b"no contexts are left")


if __name__ == "__main__":
    main()
