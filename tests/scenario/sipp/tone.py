"""Audio through both daemons: a tone that UE A sends reaches B and C at its level and does not come back to A."""

from hearing import LEVEL, Hearing
from scenario import main
from ue.rtp import RATE, remote_of, usual_amplitude_at, usual_rms

TONE, OTHER_TONE = 440, 1000


class Tone(Hearing):
    def conference_of_three(self, payloads, b_frequency=None):
        a, b, c = self.alice, self.ue("bob"), self.ue("carol")
        for ue, payload in zip((a, b, c), payloads):
            ue.payloads = payload
        dialog, answer = a.call("sip:mmtel@conf-factory.ims.test")
        self.endpoint(a, answer.text, TONE)
        for ue, frequency in ((b, b_frequency), (c, None)):
            invite = self.refer_in(dialog, ue)
            accepted = ue.answer_to(invite.request)
            ue.answer_to = lambda _, body=accepted: body
            invite.answer()
            ue.expect("ACK")
            self.final_notify(a)
            endpoint = self.endpoint(ue, invite.request.text, frequency)
            endpoint.payload_type = remote_of(accepted.decode())[1]
        return dialog

    def assertHears(self, samples, frequency, level=LEVEL):
        self.assertGreater(len(samples), RATE // 2, "hardly any audio")
        self.assertAlmostEqual(usual_amplitude_at(samples, frequency) / level, 1.0, delta=0.15)

    def test_reaches_the_others_and_not_its_sender(self):
        dialog = self.conference_of_three(("8", "8", "8"))
        a, b, c = self.talk(2.5)
        for heard in (b, c):
            self.assertHears(heard, TONE)
            self.assertLess(usual_rms(heard), LEVEL / 2 ** 0.5 * 1.2)  # the tone and hardly anything else
        self.assertLess(usual_amplitude_at(a, TONE), LEVEL * 0.01)
        self.assertEqual(dialog.bye().status, 200)

    def test_crosses_from_a_law_to_u_law(self):
        dialog = self.conference_of_three(("8", "0", "8"))
        a, b, c = self.talk(2.5)
        self.assertHears(b, TONE)
        self.assertHears(c, TONE)
        self.assertLess(usual_amplitude_at(a, TONE), LEVEL * 0.01)
        dialog.bye()

    def test_two_talkers_hear_each_other_and_the_listener_hears_both(self):
        dialog = self.conference_of_three(("0", "8", "0"), OTHER_TONE)
        a, b, c = self.talk(2.5)
        self.assertHears(a, OTHER_TONE)
        self.assertLess(usual_amplitude_at(a, TONE), LEVEL * 0.01)
        self.assertHears(b, TONE)
        self.assertLess(usual_amplitude_at(b, OTHER_TONE), LEVEL * 0.01)
        self.assertHears(c, TONE)
        self.assertHears(c, OTHER_TONE)
        dialog.bye()

    def test_is_one_steady_stream_at_each_receiver(self):  # RFC 3550 5.1
        dialog = self.conference_of_three(("8", "8", "8"))
        self.talk(2.5)
        for endpoint in self.endpoints[1:]:
            self.assertEqual(len({ssrc for _, ssrc, _, _, _ in endpoint.received}), 1)
            sequence = [number for _, _, number, _, _ in endpoint.received]
            steps = {(after - before) & 0xFFFF for before, after in zip(sequence, sequence[1:])}
            self.assertEqual(steps, {1})
        dialog.bye()


if __name__ == "__main__":
    main()
