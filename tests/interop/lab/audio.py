"""Tones for phones to play, and what their recordings hold."""

import array
import math
import wave

from ue.rtp import RATE, usual_amplitude_at

LEVEL = 8000


def write_tone(path, frequency, seconds=120):
    """A tone whose frequency is a multiple of 10 Hz, so that a tenth of a second repeats without a seam."""
    tenth = array.array("h", (round(LEVEL * math.sin(2 * math.pi * frequency * i / RATE)) for i in range(RATE // 10)))
    with wave.open(path, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(tenth.tobytes() * (seconds * 10))


def samples_of(path, offset=0):
    """The 16 bit samples of a mono WAV file from that octet on; the file may still grow, so its header says nothing."""
    with open(path, "rb") as file:
        file.seek(max(44, offset - offset % 2))
        octets = file.read()
    return array.array("h", octets[:len(octets) - len(octets) % 2])


def shares(samples, frequencies):
    """How much of each tone is in there, in per cent of the level at which it was played."""
    return {each: usual_amplitude_at(samples, each) / LEVEL * 100 for each in frequencies}
