"""Two isfocus-mrfpd: the one that has the conference dies, and the conference goes on at the other one."""

import os
import socket

from external_mrfp import mrfpd
from hearing import LEVEL, Hearing
from scenario import FACTORY, HOST, main
from ue.daemon import Isfocusd
from ue.rtp import remote_of, usual_amplitude_at

TONE = 440
PORTS_OF_FIRST = range(21000, 22000)


class Moves(Hearing):
    transport = "udp"
    heartbeat_s = 1
    listen = f'["udp:{HOST}:2944", "tcp:{HOST}:2944"]'
    environment = {}

    @classmethod
    def setUpClass(cls):
        cls.focus = cls.isfocusd().launch()
        cls.focus.wait_ready()

    @classmethod
    def isfocusd(cls):
        focus = Isfocusd(os.environ["ISFOCUSD"], HOST, is_embedded=False, **{
            "mrfp.listen": cls.listen,
            "mrfp.allowed": f'["[{HOST}]:2945", "[{HOST}]:2946"]',
            "mrfp.heartbeat_s": str(cls.heartbeat_s)})
        focus.environment = cls.environment
        return focus

    def setUp(self):
        super().setUp()
        self.mrfps = [mrfpd(mgc_transport=self.transport, mid_port=port, rtp_ports=ports)
                      for port, ports in ((2945, "21000-21999"), (2946, "22000-22999"))]
        for each in self.mrfps:
            each.environment = self.environment
            each.launch()
        self.assertTrue(self.wire.until(lambda: all(b"registered" in each.log() for each in self.mrfps), 10))

    def tearDown(self):
        super().tearDown()
        for each in self.mrfps:
            self.assertEqual(each.stop(), "")

    def conference_of_two(self):
        alice, bob = self.alice, self.ue("bob")
        alice.payloads = bob.payloads = "8"
        dialog, answer = alice.call(FACTORY)
        self.endpoint(alice, answer.text, TONE)
        self.dial_out(dialog, bob)
        return dialog, bob

    def assertBobHearsAlice(self):
        heard = self.talk(2)[1]
        self.assertAlmostEqual(usual_amplitude_at(heard, TONE) / LEVEL, 1.0, delta=0.15)

    def take_move(self, ue, endpoint, timeout):
        """Answers the re-INVITE that says where the audio is now."""
        before = endpoint.remote
        again = ue.expect("INVITE", timeout=timeout)
        self.assertNotEqual(remote_of(again.request.text)[0], before)
        self.assertHeader(again.request, "To", "tag=")
        again.answer()
        ue.expect("ACK")
        endpoint.remote = remote_of(again.request.text)[0]

    def host_and_other(self):
        is_first = self.endpoints[0].remote[1] in PORTS_OF_FIRST
        return self.mrfps if is_first else self.mrfps[::-1]

    def move_when(self, ends, timeout):
        dialog, bob = self.conference_of_two()
        self.assertBobHearsAlice()
        host, other = self.host_and_other()
        ends(host)
        for ue, endpoint in zip((self.alice, bob), self.endpoints):
            self.take_move(ue, endpoint, timeout)
        self.assertEqual(self.host_and_other()[0], other)
        self.assertBobHearsAlice()
        carol = self.ue("carol")
        self.bring_in(dialog, carol)  # and it is a conference as before
        self.assertFalse([each for each in self.alice.pending if each.request.method == "NOTIFY"])
        self.assertEqual(dialog.bye().status, 200)
        bob.expect("BYE")

    @staticmethod
    def kill(mrfp):
        mrfp.kill()
        mrfp.process = None
        mrfp.folder.cleanup()

    def test_an_mrfp_that_is_killed(self):
        self.move_when(self.kill, 20)

    def test_an_mrfp_that_is_stopped_in_order(self):  # ServiceChange Forced 905
        self.move_when(lambda mrfp: mrfp.terminate(), 5)


class MovesOverTcp(Moves):
    """Nobody has to wait for heartbeats: the end of the connection tells."""

    transport = "tcp"
    heartbeat_s = 12
    test_an_mrfp_that_is_stopped_in_order = None

    def test_an_mrfp_that_is_killed(self):
        self.move_when(self.kill, 5)

    def test_mrfps_come_back_to_an_isfocusd_that_is_started_again(self):
        before = [each.log().count(b" registered version=") for each in self.mrfps]
        self.assertEqual(self.focus.stop(), "")
        type(self).focus = self.isfocusd().launch().wait_ready()
        self.assertTrue(self.wire.until(lambda: all(
            each.log().count(b" registered version=") > count for each, count in zip(self.mrfps, before)), 10))
        dialog, _ = self.conference()
        self.assertEqual(dialog.bye().status, 200)


class MovesOverSctp(MovesOverTcp):
    """As over TCP, each message a record. Where the kernel has no SCTP, sockets stand in for it that are loaded before the
    programs."""

    transport = "sctp"
    listen = f'["udp:{HOST}:2944", "sctp:{HOST}:2944"]'

    @classmethod
    def setUpClass(cls):
        try:
            socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_SCTP).close()
        except OSError:
            # The sanitizer wants to be the first library, and need not.
            cls.environment = {"LD_PRELOAD": os.environ["ISFOCUS_SCTP_STAND_IN"],
                               "ASAN_OPTIONS": "verify_asan_link_order=0"}
        super().setUpClass()


if __name__ == "__main__":
    main()
