"""The loopback wire: sockets of all UEs served by one thread, and a record of every message that crossed."""

import bisect
import collections
import selectors
import socket
import struct
import time

from .message import Message

Crossing = collections.namedtuple("Crossing", "time sender receiver message")
SO_TIMESTAMPNS = 35  # socket(7): the kernel's own time of arrival, which gives the order across sockets


class Wire:
    """Serves its stations until what a test waits for is there. A station has `socket` and `on_datagram`."""

    def __init__(self):
        self.selector = selectors.DefaultSelector()
        self.crossings = []
        self.timers = []
        self.stations = set()
        self.names = {}  # of (host, port), or of a host alone

    def udp(self, address):
        made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        made.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        made.bind(address)
        made.setblocking(False)
        return made

    def add(self, sock, handle):
        self.selector.register(sock, selectors.EVENT_READ, handle)

    def name(self, address):
        host, port = address[:2]
        return self.names.get((host, port)) or self.names.get(host) or f"{host}:{port}"

    def record(self, sender, receiver, message, when=None):
        self.record_between(self.name(sender), self.name(receiver), message, when)

    def record_between(self, sender, receiver, message, when=None):
        """For those who know the names themselves. A message has a `summary()`. `when` is the time, now without one;
        crossings are kept in the order of time, which is that of the wire."""
        crossing = Crossing(when or time.time(), sender, receiver, message)
        bisect.insort(self.crossings, crossing, key=lambda each: each.time)

    def later(self, seconds, action):
        self.timers.append((time.monotonic() + seconds, action))

    def serve(self, seconds):
        """Handles what has come, waiting for it at most that long."""
        due = [each for each in self.timers if each[0] <= time.monotonic()]
        self.timers = [each for each in self.timers if each not in due]
        for _, action in sorted(due, key=lambda each: each[0]):
            action()
        if self.timers:
            seconds = min(seconds, max(0.0, min(when for when, _ in self.timers) - time.monotonic()))
        for key, _ in self.selector.select(seconds):
            key.data()

    def until(self, condition, timeout):
        """Serves until `condition()` gives something, which is returned; None when the time is over."""
        deadline = time.monotonic() + timeout
        while True:
            found = condition()
            if found or time.monotonic() >= deadline:
                return found or None
            self.serve(min(0.05, max(0.0, deadline - time.monotonic())))

    def idle(self, seconds):
        """Serves for that long, whatever comes."""
        self.until(lambda: None, seconds)

    def settle(self, quiet=0.05, timeout=2):
        """Serves until nothing has come for that long."""
        deadline = time.monotonic() + timeout
        count = -1
        while count != len(self.crossings) and time.monotonic() < deadline:
            count = len(self.crossings)
            self.idle(quiet)

    def close(self):
        for key in list(self.selector.get_map().values()):
            self.selector.unregister(key.fileobj)
            key.fileobj.close()
        self.selector.close()


def receive(sock):
    """A datagram with its source and its time of arrival; None when there is none."""
    try:
        octets, control, _, source = sock.recvmsg(65536, 64)
    except (BlockingIOError, ConnectionRefusedError):
        return None
    arrived = [struct.unpack("qq", octets) for level, kind, octets in control
               if (level, kind) == (socket.SOL_SOCKET, SO_TIMESTAMPNS)]
    return octets, source, arrived[0][0] + arrived[0][1] / 1e9 if arrived else time.time()


class Station:
    """Somebody with a UDP socket for SIP, and a TCP listener at the same port for the long requests that RFC 3261
    18.1.1 sends there."""

    def __init__(self, wire, name, address):
        self.wire = wire
        self.address = address
        wire.names[address] = name
        wire.stations.add(address)
        self.socket = wire.udp(address)
        wire.add(self.socket, self._on_datagram)
        self.listener = socket.create_server(address)
        self.listener.setblocking(False)
        wire.add(self.listener, self._on_connection)
        self.unreadable = []
        self.streams = {}  # where we write to a peer that connected to us

    def send(self, message, to):
        if tuple(to) not in self.wire.stations:  # those record what they receive
            self.wire.record(self.address, to, message)
        stream = self.streams.get(tuple(to))
        if stream:
            stream.sendall(message.octets())
        else:
            self.socket.sendto(message.octets(), to)

    def on_message(self, message, source):
        raise NotImplementedError

    def _receive(self, octets, source, when=None):
        try:
            message = Message.parse(octets)
            self.wire.record(source, self.address, message, when)
            self.on_message(message, source)
        except (ValueError, IndexError):  # answers to garbage echo it
            self.unreadable.append(octets)

    def _on_datagram(self):
        received = receive(self.socket)
        if received and received[0].strip():
            self._receive(*received)

    def _on_connection(self):
        stream, peer = self.listener.accept()
        pending = bytearray()
        self.streams[peer] = stream

        def on_readable():
            octets = stream.recv(65536)
            if not octets:
                self.wire.selector.unregister(stream)
                stream.close()
                self.streams.pop(peer, None)
                return
            pending.extend(octets)
            for whole in take_messages(pending):
                self._receive(whole, peer)

        self.wire.add(stream, on_readable)


def take_messages(pending):
    """Cuts the complete messages off the front of a stream (RFC 3261 18.3)."""
    messages = []
    while True:
        while pending.startswith(b"\r\n"):
            del pending[:2]
        head, found, _ = bytes(pending).partition(b"\r\n\r\n")
        if not found:
            return messages
        length = len(head) + 4 + int(Message.parse(head + found).get("Content-Length", "0"))
        if len(pending) < length:
            return messages
        messages.append(bytes(pending[:length]))
        del pending[:length]
