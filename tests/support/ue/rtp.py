"""RTP endpoints that send a tone and measure what comes back (RFC 3550, RFC 3551 4.5.14, ITU-T G.711)."""

import collections
import math
import random
import socket
import statistics
import struct
import threading
import time

RATE = 8000
FRAME = 160  # 20 ms
KEYS = 101  # the payload type of telephone-event in the offers of our UEs
NOISE = 13  # of comfort noise (RFC 3389)
SENDER_REPORT, RECEIVER_REPORT, BYE = 200, 201, 203  # packet types of RTCP (RFC 3550 12.1)


def encode_pcmu(sample):
    sign = 0x80 if sample < 0 else 0
    magnitude = min(abs(sample), 32635) + 132
    exponent = magnitude.bit_length() - 8
    return ~(sign | exponent << 4 | (magnitude >> (exponent + 3) & 0x0F)) & 0xFF


def decode_pcmu(octet):
    octet = ~octet & 0xFF
    magnitude = (((octet & 0x0F) << 3) + 132 << (octet >> 4 & 7)) - 132
    return -magnitude if octet & 0x80 else magnitude


def encode_pcma(sample):
    sign = 0x80 if sample >= 0 else 0
    magnitude = min(abs(sample) if sample >= 0 else -sample - 1, 32767) >> 4
    exponent = max(magnitude.bit_length() - 4, 0)
    mantissa = magnitude >> max(exponent - 1, 0) & 0x0F
    return (sign | exponent << 4 | mantissa) ^ 0x55


def decode_pcma(octet):
    octet ^= 0x55
    exponent, mantissa = octet >> 4 & 7, octet & 0x0F
    magnitude = (mantissa << 4) + 8 if exponent == 0 else (mantissa << 4) + 0x108 << (exponent - 1)
    return magnitude if octet & 0x80 else -magnitude


DECODE = {0: [decode_pcmu(i) for i in range(256)], 8: [decode_pcma(i) for i in range(256)]}
ENCODE = {0: encode_pcmu, 8: encode_pcma}


def amplitude_at(samples, frequency):
    """Amplitude of that frequency in the samples (Goertzel), full scale 32768."""
    if not samples:
        return 0.0
    w = 2 * math.pi * frequency / RATE
    coefficient = 2 * math.cos(w)
    s1 = s2 = 0.0
    for sample in samples:
        s1, s2 = sample + coefficient * s1 - s2, s1
    power = s1 * s1 + s2 * s2 - coefficient * s1 * s2
    return 2 * math.sqrt(max(power, 0.0)) / len(samples)


def windows(samples):
    """Cut in tenths of a second, each a whole number of periods of any multiple of 10 Hz."""
    return [samples[i:i + RATE // 10] for i in range(0, len(samples) - RATE // 10 + 1, RATE // 10)]


def usual_amplitude_at(samples, frequency):
    """The median over windows: a packet that a busy machine sent too late does not count."""
    return statistics.median([amplitude_at(each, frequency) for each in windows(samples)] or [0.0])


def usual_rms(samples):
    return statistics.median([math.sqrt(sum(each * each for each in window) / len(window))
                              for window in windows(samples)] or [0.0])


def bound(address):
    made = socket.socket(socket.AF_INET6 if ":" in address[0] else socket.AF_INET, socket.SOCK_DGRAM)
    made.bind(address)
    made.setblocking(False)
    return made


def datagrams(sock):
    """Those that wait."""
    while True:
        try:
            yield sock.recv(2048)
        except (BlockingIOError, ConnectionRefusedError):
            return


Rtcp = collections.namedtuple("Rtcp", "kind ssrc reported")  # `reported`: the SSRCs of the report blocks


def packets_of(compound):
    """The packets of an RTCP datagram (RFC 3550 6.1)."""
    packets = []
    while compound:
        first, kind, words, ssrc = struct.unpack("!BBHI", compound[:8])
        packet, compound = compound[8:4 * (words + 1)], compound[4 * (words + 1):]
        blocks = packet[20 if kind == SENDER_REPORT else 0:] if kind in (SENDER_REPORT, RECEIVER_REPORT) else b""
        packets.append(Rtcp(kind, ssrc, [struct.unpack("!I", blocks[24 * i:24 * i + 4])[0]
                                         for i in range(first & 0x1F)] if blocks else []))
    return packets


class RtpEndpoint:
    """One RTP stream in each direction. `frequency` None sends silence."""

    def __init__(self, address, payload_type, frequency=None, amplitude=8000):
        self.socket = bound(address)
        self.rtcp = None  # until it is listened for
        self.remote = None
        self.payload_type, self.frequency, self.amplitude = payload_type, frequency, amplitude
        self.ssrc, self.sequence = random.getrandbits(32), random.getrandbits(16)
        self.timestamp, self.phase = random.getrandbits(32), 0
        self.presses = collections.deque()  # (event, end, duration, first) of the packets that tell of keys; see `press`
        self.pauses_at = None  # the level of its background in -dBov, while it sends nothing; see `pause`
        self.received = []  # (time, ssrc, sequence, payload type, samples)
        self.reports = []  # compound packets of RTCP, each a list of its packets
        self.sent = 0

    def press(self, keys):
        """Sends these keys (0-9 * # A-D) in place of what is said meanwhile (RFC 4733 2.5), with half a second between."""
        for key in keys:
            event = "0123456789*#ABCD".index(key)
            for number in range(1, 6):
                self.presses.append((event, False, number * FRAME, number == 1))
            self.presses.extend([(event, True, 5 * FRAME, False)] * 3)
            self.presses.extend([None] * 25)

    def pause(self, level):
        """Says once how loud its background is, and sends nothing any more (RFC 3389)."""
        header = struct.pack("!BBHII", 0x80, NOISE, self.sequence & 0xFFFF, self.timestamp & 0xFFFFFFFF, self.ssrc)
        self.pauses_at = level
        self.socket.sendto(header + bytes([level]), self.remote)
        self.sequence += 1

    def send_key(self, event, is_end, duration, is_first):
        if is_first:
            self.key_timestamp = self.timestamp
        header = struct.pack("!BBHII", 0x80, KEYS | (0x80 if is_first else 0), self.sequence & 0xFFFF,
                             self.key_timestamp & 0xFFFFFFFF, self.ssrc)
        self.socket.sendto(header + struct.pack("!BBH", event, 0x8A if is_end else 0x0A, duration), self.remote)
        self.sequence += 1
        self.timestamp += FRAME
        self.phase += FRAME
        self.sent += 1

    def send_frame(self):
        if self.pauses_at is not None:
            self.timestamp += FRAME
            return None
        key = self.presses.popleft() if self.presses else None
        if key:
            return self.send_key(*key)
        encode = ENCODE[self.payload_type]
        samples = [0] * FRAME
        if self.frequency:
            step = 2 * math.pi * self.frequency / RATE
            samples = [round(self.amplitude * math.sin(step * (self.phase + i))) for i in range(FRAME)]
            self.phase += FRAME
        header = struct.pack("!BBHII", 0x80, self.payload_type | (0 if self.sent else 0x80), self.sequence & 0xFFFF,
                             self.timestamp & 0xFFFFFFFF, self.ssrc)
        self.socket.sendto(header + bytes(encode(each) for each in samples), self.remote)
        self.sequence += 1
        self.timestamp += FRAME
        self.sent += 1

    def listen_for_reports(self):
        """RTCP comes to the port above (RFC 3550 11)."""
        host, port = self.socket.getsockname()[:2]
        self.rtcp = bound((host, port + 1))

    def drain(self):
        if self.rtcp:
            self.reports += [packets_of(each) for each in datagrams(self.rtcp)]
        for packet in datagrams(self.socket):
            _, marked, sequence, _, ssrc = struct.unpack("!BBHII", packet[:12])
            payload_type = marked & 0x7F
            samples = [DECODE[payload_type][each] for each in packet[12:]] if payload_type in DECODE else []
            self.received.append((time.monotonic(), ssrc, sequence, payload_type, samples))

    def heard(self, since=0.0):
        return [sample for when, _, _, _, samples in self.received if when >= since for sample in samples]

    def close(self):
        self.socket.close()
        if self.rtcp:
            self.rtcp.close()


class MediaClock(threading.Thread):
    """Sends a frame of each endpoint every 20 ms until stopped."""

    def __init__(self, endpoints):
        super().__init__(daemon=True)
        self.endpoints = endpoints
        self.stopping = threading.Event()

    def run(self):
        due = time.monotonic()
        while not self.stopping.is_set():
            for each in self.endpoints:
                if each.remote:
                    each.send_frame()
                each.drain()
            due += 0.02
            self.stopping.wait(max(0.0, due - time.monotonic()))

    def stop(self):
        self.stopping.set()
        self.join()


def remote_of(sdp):
    """Where the other side's SDP wants the audio, and its first payload type."""
    lines = sdp.replace("\r\n", "\n").split("\n")
    address = next(line.split()[2] for line in reversed(lines) if line.startswith("c=IN IP"))
    media = next(line.split() for line in lines if line.startswith("m=audio"))
    return (address, int(media[1])), int(media[3])
