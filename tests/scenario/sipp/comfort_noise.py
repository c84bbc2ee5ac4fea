"""A UE with comfort noise (RFC 3389) is answered with it, and the others hear its background while it pauses (MED-33)."""

import time

from hearing import LEVEL, Hearing
from scenario import FACTORY, main
from ue.rtp import usual_amplitude_at, usual_rms

TONE = 440
LOUDNESS = 56  # -dBov
AMPLITUDE = 32768 * 10 ** (-LOUDNESS / 20)


def formats_of(sdp):
    return sdp.partition("m=audio ")[2].partition("\r\n")[0].split()[2:]


class ComfortNoise(Hearing):
    def heard_in(self, endpoint, seconds):
        since = time.monotonic()
        self.wire.idle(seconds)
        return endpoint.heard(since)

    def test_the_background_of_who_pauses_is_heard(self):
        alice, bob = self.alice, self.ue("bob")
        alice.payloads = "8 13"
        dialog, answer = alice.call(FACTORY)
        self.assertEqual(formats_of(answer.text), ["8", "13"], answer)
        self.assertIn("a=rtpmap:13 CN/8000", answer.text)
        talker = self.endpoint(alice, answer.text, TONE)

        bob.payloads = "8"
        invite = self.refer_in(dialog, bob)
        self.assertNotIn("13", formats_of(invite.request.text), "we send on in pauses, and offer none")
        accepted = bob.answer_to(invite.request)
        bob.answer_to = lambda _: accepted
        invite.answer()
        bob.expect("ACK")
        self.final_notify(alice)
        hearer = self.endpoint(bob, invite.request.text)
        hearer.payload_type = 8

        self.begin()
        self.wire.idle(1)
        self.assertAlmostEqual(usual_amplitude_at(self.heard_in(hearer, 1), TONE) / LEVEL, 1, delta=0.15)
        talker.pause(LOUDNESS)
        self.wire.idle(0.5)
        self.assertAlmostEqual(usual_rms(self.heard_in(hearer, 1.5)) / AMPLITUDE, 1, delta=0.3)
        talker.pauses_at = None
        self.wire.idle(0.5)
        self.assertAlmostEqual(usual_amplitude_at(self.heard_in(hearer, 1), TONE) / LEVEL, 1, delta=0.15)
        self.silence()
        self.assertEqual(dialog.bye().status, 200)
        bob.expect("BYE")


if __name__ == "__main__":
    main()
