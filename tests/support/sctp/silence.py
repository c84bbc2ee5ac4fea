"""A path that swallows everything without a word: both daemons in network namespaces of their own, with a router between
them that stops to forward. It changes the network of the machine, and so is for that of scripts/try-sctp alone."""

import os
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from ue.daemon import Isfocusd, Mrfpd  # noqa: E402

FOCUS, MRFP = "10.77.1.2", "10.77.2.2"
HEARTBEAT_S = 12  # three of them would take 36 s


def run(command):
    subprocess.run(command.split(), check=True)


def network(name, number):
    """A namespace whose address ends with .2, behind a router (this machine) whose address there ends with .1."""
    run(f"ip netns add {name}")
    run(f"ip link add {name} type veth peer name eth0 netns {name}")
    run(f"ip addr add 10.77.{number}.1/24 dev {name}")
    run(f"ip link set {name} up")
    run(f"ip -n {name} addr add 10.77.{number}.2/24 dev eth0")
    run(f"ip -n {name} link set eth0 up")
    run(f"ip -n {name} route add default via 10.77.{number}.1")


def forward(is_on):
    run(f"sysctl -q net.ipv4.ip_forward={int(is_on)}")


class Silence(unittest.TestCase):
    def setUp(self):
        os.makedirs("/run/netns", exist_ok=True)
        self.folder = tempfile.TemporaryDirectory()
        network("focus", 1)
        network("mrfp", 2)
        forward(True)
        self.focus = Isfocusd(self.program("focus", "isfocusd"), FOCUS, is_embedded=False, **{
            "mrfp.listen": f'"sctp:{FOCUS}:2944"', "mrfp.allowed": f'["[{MRFP}]:2945"]',
            "mrfp.heartbeat_s": str(HEARTBEAT_S)}).launch().wait_ready()
        self.mrfp = Mrfpd(self.program("mrfp", "isfocus-mrfpd"), MRFP, (FOCUS, 2944), mgc_transport="sctp").launch()

    def tearDown(self):
        self.assertEqual([self.mrfp.stop(), self.focus.stop()], ["", ""])
        self.folder.cleanup()

    def program(self, namespace, name):
        path = os.path.join(self.folder.name, name)
        with open(path, "w", encoding="ascii") as file:
            file.write(f'#!/bin/sh\nexec ip netns exec {namespace} {os.path.dirname(os.environ["ISFOCUSD"])}/{name} "$@"\n')
        os.chmod(path, 0o755)
        return path

    def assertLogged(self, daemon, text, count, within_s):
        began = time.monotonic()
        while daemon.log().count(text) < count:
            self.assertLess(time.monotonic() - began, within_s, daemon.log().decode(errors="replace"))
            time.sleep(0.05)
        print(f"{daemon.name}: ...{text.decode()} after {time.monotonic() - began:.1f} s", flush=True)

    def test_a_peer_that_falls_silent_is_lost_before_three_heartbeats_and_comes_back(self):
        self.assertLogged(self.focus, b"]:2945 registered", 1, 20)
        time.sleep(1)
        forward(False)
        self.assertLogged(self.focus, b"]:2945 lost", 1, 30)
        self.assertLogged(self.mrfp, b" association lost", 1, 30)
        forward(True)
        self.assertLogged(self.focus, b"]:2945 registered", 2, 25)


if __name__ == "__main__":
    unittest.main(verbosity=2)
