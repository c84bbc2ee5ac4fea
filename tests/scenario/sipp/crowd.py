"""Thousands of idle connections, more than may be, while UEs make a conference that notices nothing of them."""

import resource
import selectors
import socket

from scenario import HOST, Scenario, main

ALLOWED = 2000
WANTED = 3000


class Crowd(Scenario):
    settings = {"transports": ["udp", "tcp"], "sip.max_connections": str(ALLOWED),
                "sip.max_connections_per_address": str(ALLOWED), "log_level": "info"}

    def setUp(self):
        super().setUp()
        _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        if hard < WANTED + 100:
            self.skipTest(f"this takes {WANTED} open files, the limit is {hard}")
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        self.crowd = []
        self.addCleanup(lambda: [each.close() for each in self.crowd])

    def gather(self, count):
        """Connections that have said something, and no more."""
        for _ in range(count):
            each = socket.create_connection((HOST, self.focus.settings["port"]))
            each.sendall(b"\r\n")
            self.crowd.append(each)

    def ended(self):
        """How many of the crowd isfocusd has closed."""
        with selectors.DefaultSelector() as selector:
            for each in self.crowd:
                selector.register(each, selectors.EVENT_READ)
            return len(selector.select(0))

    def call_each_other(self):
        dialog, _ = self.conference()
        bob = self.ue("bob")
        leg = self.bring_in(dialog, bob)
        self.assertEqual(leg.bye().status, 200)
        self.assertEqual(dialog.bye().status, 200)
        self.assertEqual(self.alice.retransmissions + bob.retransmissions, 0)

    def test_of_idle_connections_disturbs_nobody_and_is_kept_small(self):
        for _ in range(5):
            self.gather(WANTED // 5)
            self.call_each_other()
        surplus = WANTED - ALLOWED
        self.assertTrue(self.wire.until(lambda: self.ended() == surplus, 10), f"{self.ended()} were ended")
        self.wire.idle(0.5)
        self.assertEqual(self.ended(), surplus, "those that were there first stay")
        self.call_each_other()


if __name__ == "__main__":
    main()
