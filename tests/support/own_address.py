"""Loopback addresses that no other test has, by the number of this process: as own_address.h has them."""

import ipaddress
import os

NETWORKS = [int(ipaddress.IPv4Address(first)) for first in ("127.64.0.0", "127.128.0.0", "127.192.0.0")]
HOSTS = (1 << 22) - 1  # there are no more processes


def own_address(which=0):
    """One of three."""
    return str(ipaddress.IPv4Address(NETWORKS[which] | os.getpid() & HOSTS))
