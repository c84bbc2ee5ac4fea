"""A conference whose RTP goes over IPv6, both ways and with its RTCP, while SIP and H.248 go over IPv4."""

import time
import unittest

from external_mrfp import ExternalMrfp
from hearing import LEVEL, Hearing
from scenario import FACTORY, HOST, main
from ue.rtp import BYE, RATE, SENDER_REPORT, bound, usual_amplitude_at

LOOPBACK = "::1"
TONES = {"alice": 440, "bob": 1000, "carol": None}


class RtpOverIpv6(ExternalMrfp, Hearing):
    mrfp_settings = {"rtp_address": LOOPBACK, "rtp_ports": "23000-23999"}

    @classmethod
    def setUpClass(cls):
        try:
            bound((LOOPBACK, 0)).close()
        except OSError as error:
            raise unittest.SkipTest(f"no IPv6 on loopback: {error}") from error
        super().setUpClass()

    def ue(self, name, identity=None):
        made = super().ue(name, identity)
        made.rtp_host, made.payloads = LOOPBACK, "8"
        return made

    def hearer(self, ue, sdp):
        """The media side of a UE to which the focus has described its own so."""
        self.assertIn(f"c=IN IP6 {LOOPBACK}\r\n", sdp)
        endpoint = self.endpoint(ue, sdp, TONES[ue.name])
        endpoint.payload_type = 8
        endpoint.listen_for_reports()
        return endpoint

    def assertHears(self, endpoint, *names):
        heard = endpoint.heard(time.monotonic() - 1)
        self.assertGreater(len(heard), RATE // 2, "hardly any audio")
        for name, frequency in TONES.items():
            if frequency:
                level = usual_amplitude_at(heard, frequency) / LEVEL
                self.assertAlmostEqual(level, 1 if name in names else 0, delta=0.15, msg=name)

    def assertIsReportedTo(self, endpoint):
        """Its own stream is reported on by who sends to it (RFC 3550 6.4)."""
        def reports():
            return [first for first, *_ in endpoint.reports
                    if first.kind == SENDER_REPORT and endpoint.ssrc in first.reported]
        self.assertTrue(self.wire.until(reports, 15), endpoint.reports)
        self.assertEqual({each.ssrc for each in reports()}, {ssrc for _, ssrc, _, _, _ in endpoint.received})

    def test_everybody_hears_the_others_and_is_reported_to(self):  # MED-60
        alice, bob, carol = self.alice, self.ue("bob"), self.ue("carol")
        dialog, answer = alice.call(FACTORY)
        hearers = [self.hearer(alice, answer.text)]
        invite = self.refer_in(dialog, bob)  # the focus offers
        leg = invite.answer()
        bob.expect("ACK")
        self.final_notify(alice)
        hearers.append(self.hearer(bob, invite.request.text))
        carols, answer = carol.call(dialog.target)
        hearers.append(self.hearer(carol, answer.text))

        self.begin()
        self.wire.idle(2.5)
        for endpoint, names in zip(hearers, (["bob"], ["alice"], ["alice", "bob"])):
            self.assertHears(endpoint, *names)
        for endpoint in hearers:
            self.assertIsReportedTo(endpoint)

        self.assertEqual(leg.bye().status, 200)
        said = hearers[1].reports
        self.assertTrue(self.wire.until(lambda: said and said[-1][-1].kind == BYE, 5), "RTCP says BYE too (6.6)")
        self.wire.idle(1.5)
        self.assertHears(hearers[2], "alice")
        self.silence()
        for each in (carols, dialog):
            self.assertEqual(each.bye().status, 200)

    def test_who_has_ipv4_alone_is_refused(self):  # MED-60
        self.alice.rtp_host = HOST
        self.assertEqual(self.alice.invite(FACTORY).final().status, 488)


if __name__ == "__main__":
    main()
