"""An MRFP that has no media: it registers, reserves ports on paper, and refuses when a test wants it to."""

import itertools
import random
import re

from .h248 import H248Message
from .wire import receive


class ScriptedMrfp:
    """Answers Add, Modify, Subtract and AuditValue, one action with one command in a transaction. With `fault` (an
    H.248 error code) each Add is refused; with `is_silent` nothing is answered at all."""

    def __init__(self, wire, host, mid_port, mgc):
        self.wire, self.host, self.mgc = wire, host, mgc
        self.mid = f"[{host}]:{mid_port}"
        self.socket = wire.udp((host, mid_port))
        wire.names[host, mid_port] = "MRFP"
        wire.add(self.socket, self._on_readable)
        self.fault, self.is_silent = 0, False
        self.requests = []  # summaries of what the MGC asked for, retransmissions left out
        self.terminations = {}  # name -> context
        self._answers, self._next = {}, itertools.count(1)
        self._contexts = itertools.count(1)
        self._ports = itertools.count(20000, 2)
        self.is_registered = False
        # At random: the MGC answers an id that it has seen lately from memory, as a repetition.
        self._registration = random.randrange(1, 1 << 31)

    def register(self, timeout=10):
        service = 'Services { Method = Restart, Reason = "901 Cold Boot", Version = 2, Profile = threegmrfp/1 }'
        self._send(f"Transaction = {self._registration} {{ Context = - {{ ServiceChange = ROOT {{ {service} }} }} }}")
        return self.wire.until(lambda: self.is_registered, timeout)

    def _send(self, transaction):
        octets = f"MEGACO/2 {self.mid}\n{transaction}\n".encode()
        self.wire.record_between("MRFP", "AS", H248Message(octets))
        self.socket.sendto(octets, self.mgc)

    def _on_readable(self):
        received = receive(self.socket)
        if not received:
            return
        message = H248Message(received[0])
        self.wire.record_between("AS", "MRFP", message, received[2])
        if re.search(rf"Reply\s*=\s*{self._registration}\b", message.text):
            self.is_registered = "Error" not in message.text
        asked = re.search(r"\bTransaction\s*=\s*(\d+)", message.text)
        if asked and not self.is_silent:
            self._answer(asked[1], message)

    def _answer(self, number, message):
        if number not in self._answers:
            self.requests.append(message.summary())
            self._answers[number] = self._reply(message.text)
        self._send(f"Reply = {number} {{\n{self._answers[number]}\n}}")

    def _reply(self, text):
        context = re.search(r"Context\s*=\s*([^\s{]+)", text)[1]
        command, name = re.search(r"(Add|Modify|Subtract|AuditValue)\s*=\s*([^\s{,}]+)", text).groups()
        if command == "Add" and self.fault:
            return f"Context = {context} {{ {command} = {name} {{ Error = {self.fault} {{ \"scripted\" }} }} }}"
        if command == "Add":
            context = str(next(self._contexts)) if context == "$" else context
            name = f"ip/{next(self._next)}"
            self.terminations[name] = context
        if command == "Subtract":
            gone = [each for each, where in self.terminations.items() if where == context and name in (each, "*")]
            for each in gone:
                del self.terminations[each]
            return f"Context = {context} {{ " + ", ".join(f"Subtract = {each}" for each in gone or [name]) + " }"
        return f"Context = {context} {{ {command} = {name}{self._media(text) if command != 'AuditValue' else ''} }}"

    def _media(self, text):
        """The descriptors that were asked for, with address and port chosen."""
        parts = []
        for side in ("Local", "Remote"):
            found = re.search(rf"\b{side}\s*\{{\r?\n(.*?)\n\s*\}}", text, re.DOTALL)
            if found:
                sdp = found[1].replace("IP4 $", f"IP4 {self.host}").replace("audio $", f"audio {next(self._ports)}")
                parts.append(f"{side} {{\n{sdp}\n}}")
        return f" {{ Media {{ Stream = 1 {{ {', '.join(parts)} }} }} }}" if parts else ""
