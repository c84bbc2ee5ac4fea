"""The messages of RFC 4475 and RFC 5118 (T-GEN-01), answered as tests/torture/expected.txt has it, over UDP and TCP."""

import os
import re
import selectors
import socket

from scenario import HOST, Scenario, main
from own_address import own_address  # scenario says where it is

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "torture")
STRANGER = own_address(1)  # no peer that isfocusd trusts
PORTS = (5060, 5050, 6050, 19823)  # where the messages' Via want their answers
PROBE = b"is-alive-"


def expectations():
    with open(os.path.join(FOLDER, "expected.txt"), encoding="utf-8") as table:
        for line in table:
            if line.strip() and not line.startswith("#"):
                name, udp, tcp, _ = line.split(None, 3)
                with open(os.path.join(FOLDER, name + ".dat"), "rb") as file:
                    yield name, udp, tcp, file.read()


def sent_by(message, transport):
    """Names the transport that the message really goes by in its first Via, and in that of a second message in it."""
    parts = re.split(rb"(?<=\r\n\r\n\r\n)", message, maxsplit=1)
    return b"".join(re.sub(rb"/(UDP|TCP|TLS)", b"/" + transport, each, count=1) for each in parts)


def statuses(octets):
    return [status for status in re.findall(rb"^SIP/2\.0 (\d{3}) ", octets, re.M) if status >= b"200"]


def in_words(found):
    return b",".join(found).decode() or "-"


class Torture(Scenario):
    """Each of the two has an isfocusd of its own, to which no message is a repetition."""

    settings = {"transports": ["udp", "tcp"], "sip.trusted": f'["{HOST}"]'}

    def setUp(self):
        super().setUp()
        self.sockets = []
        self.selector = selectors.DefaultSelector()
        self.addCleanup(self.selector.close)
        for port in PORTS:
            made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            made.bind((STRANGER, port))
            self.addCleanup(made.close)
            self.selector.register(made, selectors.EVENT_READ)
            self.sockets.append(made)
        self.probes = 0
        self.seen = set()

    def probe(self, transport):
        """A request that is answered for sure, and after all that was sent before."""
        self.probes += 1
        lines = [f"OPTIONS sip:{HOST} SIP/2.0", f"Via: SIP/2.0/{transport} probe.test;branch=z9hG4bKp{self.probes}",
                 "From: <sip:probe@home1.test>;tag=1", f"To: <sip:{HOST}>", f"Call-ID: {PROBE.decode()}{self.probes}",
                 "CSeq: 1 OPTIONS", "Max-Forwards: 70", "Content-Length: 0", "", ""]
        return "\r\n".join(lines).encode()

    def answers_over_udp(self, message):
        for octets in (sent_by(message, b"UDP"), self.probe("UDP")):
            self.sockets[0].sendto(octets, self.focus.address)
        found = []
        is_alive = False
        # The probe's answer is sent last, but on another socket it may be read first.
        while ready := self.selector.select(0 if is_alive else 15):
            for key, _ in ready:
                octets = key.fileobj.recv(65536)
                if PROBE in octets:
                    self.assertEqual(statuses(octets), [b"200"])
                    is_alive = True
                elif octets not in self.seen:
                    found += statuses(octets)
                self.seen.add(octets)
        self.assertTrue(is_alive, "the probe is not answered")
        return in_words(found)

    def answers_over_tcp(self, message):
        """Until the probe is answered, or the connection closed, which a malformed message may cost."""
        with socket.create_connection(self.focus.address, 15, (STRANGER, 0)) as stream:
            stream.sendall(sent_by(message, b"TCP") + self.probe("TCP"))
            stream.shutdown(socket.SHUT_WR)
            octets = b""
            while PROBE not in octets:
                try:
                    more = stream.recv(65536)
                except ConnectionResetError:
                    break
                if not more:
                    break
                octets += more
        return in_words(statuses(octets.split(PROBE)[0])[:-1] if PROBE in octets else statuses(octets))


class OverUdp(Torture):
    def test_is_answered_as_expected(self):  # GEN-01, -07, -08, -13, -18
        dialog, _ = self.conference()
        for name, expected, _, message in expectations():
            with self.subTest(name):
                self.assertEqual(self.answers_over_udp(message), expected)
        self.bring_in(dialog, self.ue("bob"))
        self.assertEqual(dialog.bye().status, 200)


class OverTcp(Torture):
    def test_is_answered_as_expected(self):  # GEN-01, -16
        for name, _, expected, message in expectations():
            with self.subTest(name):
                self.assertEqual(self.answers_over_tcp(message), expected)
        dialog, _ = self.conference()
        self.assertEqual(dialog.bye().status, 200)


if __name__ == "__main__":
    main()
