"""Diameter messages as values (RFC 6733 3, 4)."""

import collections
import struct

HEADER = struct.Struct("!II II I")  # version and length, flags and command, application, hop-by-hop, end-to-end
REQUEST, PROXIABLE = 0x80, 0x40
VENDOR, MANDATORY = 0x80, 0x40

Code = collections.namedtuple("Code", "number vendor", defaults=(0,))


class Unreadable(ValueError):
    """No Diameter message, or an AVP that is longer than what is around it."""


class Message:
    """A request or an answer. `avps` are pairs of Code and octets, in order; a grouped AVP's octets are `grouped(...)`."""

    def __init__(self, command, application, avps=(), flags=REQUEST, hop_by_hop=0, end_to_end=0):
        self.command, self.application, self.avps = command, application, list(avps)
        self.flags, self.hop_by_hop, self.end_to_end = flags, hop_by_hop, end_to_end

    @property
    def is_request(self):
        return bool(self.flags & REQUEST)

    def get(self, code):
        """The octets of the first AVP with that code, None without one."""
        return next((data for each, data in self.avps if each == code), None)

    def text(self, code):
        return (self.get(code) or b"").decode()

    def number(self, code):
        data = self.get(code)
        return None if data is None else struct.unpack("!I", data)[0]

    def answer(self, avps):
        """An answer to this request, which has its identifiers and is as proxiable as it (RFC 6733 6.2)."""
        return Message(self.command, self.application, avps, self.flags & PROXIABLE, self.hop_by_hop, self.end_to_end)

    def octets(self):
        body = grouped(*self.avps)
        return HEADER.pack(1 << 24 | HEADER.size + len(body), self.flags << 24 | self.command, self.application,
                           self.hop_by_hop, self.end_to_end) + body

    @classmethod
    def parse(cls, octets):
        first, second, application, hop_by_hop, end_to_end = HEADER.unpack_from(octets)
        if first >> 24 != 1 or first & 0xFFFFFF != len(octets):
            raise Unreadable(f"no Diameter message of {len(octets)} octets: {octets[:HEADER.size].hex()}")
        return cls(second & 0xFFFFFF, application, ungrouped(octets[HEADER.size:]), second >> 24, hop_by_hop, end_to_end)


def u32(value):
    return struct.pack("!I", value)


def grouped(*avps):
    """The octets of AVPs one after the other, each padded to four octets. All are mandatory (M)."""
    out = b""
    for code, data in avps:
        vendor = u32(code.vendor) if code.vendor else b""
        flags = MANDATORY | (VENDOR if code.vendor else 0)
        length = 8 + len(vendor) + len(data)
        out += struct.pack("!II", code.number, flags << 24 | length) + vendor + data + b"\0" * (-length % 4)
    return out


def ungrouped(octets):
    avps, at = [], 0
    while at < len(octets):
        if len(octets) - at < 8:
            raise Unreadable("an AVP without a whole header")
        number, second = struct.unpack_from("!II", octets, at)
        length, head = second & 0xFFFFFF, 12 if second >> 24 & VENDOR else 8
        if length < head or at + length > len(octets):
            raise Unreadable(f"AVP {number} of {length} octets where {len(octets) - at} are left")
        vendor = struct.unpack_from("!I", octets, at + 8)[0] if head == 12 else 0
        avps.append((Code(number, vendor), octets[at + head:at + length]))
        at += length + -length % 4
    return avps


def read_message(stream):
    """The next message of a buffered binary stream; None when that has ended."""
    head = stream.read(4)
    if len(head) < 4:
        return None
    length = struct.unpack("!I", head)[0] & 0xFFFFFF
    if length < HEADER.size:
        raise Unreadable(f"a message of {length} octets")
    return Message.parse(head + stream.read(length - 4))
