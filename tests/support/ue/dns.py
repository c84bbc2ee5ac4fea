"""A name server for tests: a small zone over UDP (RFC 1035, NAPTR of RFC 3403, SRV of RFC 2782)."""

import socket
import struct

from .wire import receive

TYPES = {"A": 1, "AAAA": 28, "SRV": 33, "NAPTR": 35}
NAMES = {number: name for name, number in TYPES.items()}


def labels(name):
    return b"".join(bytes([len(each)]) + each.encode() for each in name.split(".") if each) + b"\0"


def strings(*texts):
    return b"".join(bytes([len(each)]) + each.encode() for each in texts)


def record(kind, *fields):
    """The data of a record: A and AAAA an address; SRV priority, weight, port, target; NAPTR order, preference, flags,
    service, replacement."""
    if kind == "A":
        return socket.inet_pton(socket.AF_INET, *fields)
    if kind == "AAAA":
        return socket.inet_pton(socket.AF_INET6, *fields)
    if kind == "SRV":
        return struct.pack("!HHH", *fields[:3]) + labels(fields[3])
    return struct.pack("!HH", *fields[:2]) + strings(*fields[2:4], "") + labels(fields[4])


class NameServer:
    """Answers from `zone`, {(name, type): [fields, ...]}, with `ttl`; what is not there does not exist. `asked` is what
    it was asked, in order. While `is_silent` it answers nothing."""

    def __init__(self, wire, address, zone, ttl=60):
        self.zone, self.ttl, self.asked, self.is_silent = zone, ttl, [], False
        self.socket = wire.udp(address)
        wire.add(self.socket, self._on_datagram)

    def _on_datagram(self):
        received = receive(self.socket)
        if not received:
            return
        query, source, _ = received
        end = query.index(b"\0", 12)
        name, at = [], 12
        while at < end:
            name.append(query[at + 1:at + 1 + query[at]].decode().lower())
            at += 1 + query[at]
        name = ".".join(name)
        kind = NAMES.get(struct.unpack("!H", query[end + 1:end + 3])[0])
        self.asked.append((name, kind))
        if not self.is_silent:
            self.socket.sendto(self._answer(query[:2], query[12:end + 5], name, kind), source)

    def _answer(self, number, question, name, kind):
        found = [record(kind, *each) for each in self.zone.get((name, kind), [])]
        exists = any(each == name for each, _ in self.zone)
        flags = 0x8580 | (0 if exists else 3)
        out = number + struct.pack("!HHHHH", flags, 1, len(found), 0, 0) + question
        for data in found:
            out += b"\xc0\x0c" + struct.pack("!HHIH", TYPES[kind], 1, self.ttl, len(data)) + data
        return out
