"""Stands between an MRFP and its MGC on UDP and records what passes."""

from .h248 import H248Message
from .wire import receive


class H248Relay:
    """The MRFP takes the relay for its MGC; to the MGC the relay looks like the MRFP."""

    def __init__(self, wire, host, mgc):
        self.wire, self.mgc, self.mrfp = wire, mgc, None
        self.near_mrfp = wire.udp((host, 0))
        self.near_mgc = wire.udp((host, 0))
        wire.add(self.near_mrfp, self._from_mrfp)
        wire.add(self.near_mgc, self._from_mgc)

    @property
    def address(self):
        return self.near_mrfp.getsockname()

    def _from_mrfp(self):
        received = receive(self.near_mrfp)
        if received:
            octets, self.mrfp, when = received
            self.wire.record_between("MRFP", "AS", H248Message(octets), when)
            self.near_mgc.sendto(octets, self.mgc)

    def _from_mgc(self):
        received = receive(self.near_mgc)
        if received:
            octets, _, when = received
            self.wire.record_between("AS", "MRFP", H248Message(octets), when)
            if self.mrfp:
                self.near_mrfp.sendto(octets, self.mrfp)
