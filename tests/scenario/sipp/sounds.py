"""What a conference hears when somebody comes and goes: announcements of the bundled MRFP (MP-2.4, MED-28)."""

import math
import struct
import tempfile
import time
import wave

from hearing import Hearing
from scenario import FACTORY, HOST, main
from ue.daemon import DEFAULTS, EMBEDDED
from ue.message import uri_of
from ue.rtp import RATE, amplitude_at

LOW, HIGH, VOLUME = 660, 880, 4125  # of the chimes that are always there


class Chimes(Hearing):
    def loudest(self, endpoint, frequency, since):
        """Of all tenths of a second that it heard since then."""
        heard = endpoint.heard(since)
        window = RATE // 10
        return max((amplitude_at(heard[at:at + window], frequency) for at in range(0, len(heard) - window, window // 4)),
                   default=0)

    def assertHears(self, endpoint, frequency, since):
        self.assertTrue(self.wire.until(lambda: self.loudest(endpoint, frequency, since) > VOLUME / 4, 10), frequency)


class Sounds(Chimes):
    settings = {"media.on_join": "an/joined", "media.on_leave": "an/left", "media.welcome": "cg/cw"}

    def test_who_is_there_hears_who_comes_and_goes(self):
        _, answer, alice = self.dial(self.alice, FACTORY)
        self.begin()
        self.wire.idle(0.5)
        since = time.monotonic()
        bobs, _, bob = self.dial(self.ue("bob"), uri_of(answer.get("Contact")))
        self.assertHears(alice, LOW, since)
        self.assertHears(alice, HIGH, since)
        self.assertHears(bob, 425, since)  # his welcome
        self.wire.idle(1.5)
        since = time.monotonic()
        self.assertEqual(bobs.bye().status, 200)
        self.assertHears(alice, HIGH, since)
        self.assertHears(alice, LOW, since)


class Welcome(Chimes):
    FREQUENCY = 500

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        samples = [round(VOLUME * math.sin(2 * math.pi * cls.FREQUENCY * i / RATE)) for i in range(20 * RATE)]
        with wave.open(f"{folder.name}/long.wav", "wb") as out:
            out.setparams((1, 2, RATE, len(samples), "NONE", ""))
            out.writeframes(struct.pack(f"<{len(samples)}h", *samples))
        embedded = EMBEDDED.format(**DEFAULTS, host=HOST).removesuffix("}")
        cls.settings = {"media.on_join": "an/joined", "media.on_leave": "an/left", "media.welcome": "an/long",
                        "mrfp.embedded": f"{embedded}, announcements: {folder.name}}}"}
        super().setUpClass()

    def test_others_who_come_and_go_do_not_end_it(self):
        _, answer, alice = self.dial(self.alice, FACTORY)
        self.begin()
        since = time.monotonic()
        self.assertHears(alice, self.FREQUENCY, since)
        bobs, _, _ = self.dial(self.ue("bob"), uri_of(answer.get("Contact")))
        self.assertHears(alice, LOW, since)
        self.wire.idle(0.5)
        since = time.monotonic()
        self.assertEqual(bobs.bye().status, 200)
        self.assertHears(alice, LOW, since)
        self.wire.idle(0.5)
        since = time.monotonic()
        self.wire.idle(0.5)
        self.assertGreater(self.loudest(alice, self.FREQUENCY, since), VOLUME / 2)


if __name__ == "__main__":
    main()
