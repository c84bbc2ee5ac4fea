"""What is heard while a session is changed: codec, address, payload types, hold in each way (MED-7, MED-11)."""

import re
import time

from hearing import LEVEL, Hearing
from scenario import FACTORY, main
from ue.rtp import usual_amplitude_at, usual_rms

SDP = ("Content-Type", "application/sdp")
TONES = 440, 1000


class Renegotiating(Hearing):
    def setUp(self):
        super().setUp()
        self.bob = self.ue("bob")
        self.dialog, self.answered, self.hers = self.dial(self.alice, FACTORY, TONES[0])
        _, self.his = self.dial_out(self.dialog, self.bob, TONES[1])
        self.version = 1
        self.begin()
        self.wire.idle(1)

    def tearDown(self):
        self.silence()
        self.assertEqual(self.dialog.bye().status, 200)
        self.bob.expect("BYE")
        super().tearDown()

    def offer(self, direction="sendrecv", more=""):
        """Alice's next offer, from where she is; gives the formats of the answer and its direction."""
        self.version += 1
        body = re.sub(r"\no=- \d+ ", "\no=- 77 ", self.alice.sdp(direction, self.version).decode()) + more
        transaction = self.dialog.request("INVITE", [SDP], body.encode())
        answer = transaction.final()
        self.assertEqual(answer.status, 200)
        self.dialog.ack(transaction.sent)
        formats = re.search(r"\r\nm=audio \d+ RTP/AVP ([\d ]+)\r\n", answer.text)[1].split()
        return formats, re.search(r"\r\na=(sendrecv|sendonly|recvonly|inactive)\r\n", answer.text)[1]

    def assertIsHeard(self, hears_alice, hears_bob):
        """Whether bob hears alice, and she him, from now on."""
        self.wire.idle(0.5)
        since = time.monotonic()
        self.wire.idle(1)
        for endpoint, tone, is_heard in ((self.his, TONES[0], hears_alice), (self.hers, TONES[1], hears_bob)):
            heard = endpoint.heard(since)
            level = usual_amplitude_at(heard, tone) / LEVEL
            self.assertAlmostEqual(level, is_heard, delta=0.15, msg=tone)
            if not is_heard:
                self.assertLess(usual_rms(heard), LEVEL * 0.01)

    def assertIsOneStream(self, endpoint):
        self.assertEqual(len({ssrc for _, ssrc, _, _, _ in endpoint.received}), 1)
        sequence = [number for _, _, number, _, _ in endpoint.received]
        self.assertEqual({(after - before) & 0xFFFF for before, after in zip(sequence, sequence[1:])}, {1})

    def test_another_codec(self):
        for payload_type in (0, 8, 0):
            self.alice.payloads = f"{payload_type} 101"
            self.assertEqual(self.offer(), ([f"{payload_type}", "101"], "sendrecv"))
            self.hers.payload_type = payload_type
            self.assertIsHeard(True, True)
            self.assertEqual(self.hers.received[-1][3], payload_type)
        self.assertIsOneStream(self.hers)
        self.assertIsOneStream(self.his)

    def test_another_payload_type_for_the_same(self):  # RFC 3264 8.3.2
        for payload_type in (104, 117):
            self.alice.payloads = f"{payload_type} 101"
            self.assertEqual(self.offer(more=f"a=rtpmap:{payload_type} PCMA/8000\r\n"),
                             ([f"{payload_type}", "101"], "sendrecv"))
            self.wire.idle(0.5)
            self.assertEqual(self.hers.received[-1][3], payload_type)

    def test_another_address(self):
        old, self.alice.rtp_port = self.hers, self.alice.rtp_port + 1000
        self.hers = self.endpoint(self.alice, self.answered.text, TONES[0])
        self.assertEqual(self.offer()[1], "sendrecv")
        self.wire.idle(0.2)
        came = len(old.received)
        self.assertIsHeard(True, True)
        self.assertEqual(len(old.received), came)
        self.assertEqual(self.hers.received[0][2], (old.received[-1][2] + 1) & 0xFFFF)

    def test_hold_in_each_way(self):
        for direction, answered, hears_alice, hears_bob in (("sendonly", "recvonly", False, False),  # its music is not for us
                                                            ("sendrecv", "sendrecv", True, True),
                                                            ("recvonly", "sendonly", False, True),
                                                            ("inactive", "inactive", False, False),
                                                            ("sendrecv", "sendrecv", True, True)):
            with self.subTest(direction):
                self.assertEqual(self.offer(direction)[1], answered)
                self.assertIsHeard(hears_alice, hears_bob)
        self.assertIsOneStream(self.hers)


if __name__ == "__main__":
    main()
