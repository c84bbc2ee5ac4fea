"""Scenarios in which UEs speak and hear: RTP endpoints beside their dialogs."""

import time

from scenario import Scenario
from ue.rtp import MediaClock, RtpEndpoint, remote_of

LEVEL = 8000  # of the tones that UEs say


class Hearing(Scenario):
    def setUp(self):
        super().setUp()
        self.endpoints = []
        self.clock = None

    def tearDown(self):
        self.silence()
        for each in self.endpoints:
            each.close()
        super().tearDown()

    def endpoint(self, ue, sdp, frequency=None):
        """The media side of a UE whose dialog gave it that SDP of the focus. Without a frequency it says nothing."""
        remote, payload_type = remote_of(sdp)
        made = RtpEndpoint((ue.rtp_host, ue.rtp_port), payload_type, frequency, LEVEL)
        made.remote = remote
        self.endpoints.append(made)
        return made

    def dial(self, ue, uri, frequency=None):
        """The dialog, the answer and the media side of a UE that calls, with PCMA and telephone-event."""
        ue.payloads = "8 101"
        dialog, answer = ue.call(uri)
        return dialog, answer, self.endpoint(ue, answer.text, frequency)

    def dial_out(self, dialog, ue, frequency=None):
        """The dialog and the media side of a UE that is referred in and answers at once, with PCMA."""
        ue.payloads = "8"
        invite = self.refer_in(dialog, ue)
        leg = invite.answer()
        ue.expect("ACK")
        self.final_notify(dialog.ue)
        endpoint = self.endpoint(ue, invite.request.text, frequency)
        endpoint.payload_type = 8
        return leg, endpoint

    def begin(self):
        """Everybody sends from now on, those too who come later."""
        self.clock = MediaClock(self.endpoints)
        self.clock.start()

    def silence(self):
        if self.clock:
            self.clock.stop()
            self.clock = None

    def talk(self, seconds):
        """Lets everybody send that long; gives what each heard in the last second of it."""
        self.begin()
        self.wire.idle(seconds)
        since = time.monotonic() - 1
        self.silence()
        return [each.heard(since) for each in self.endpoints]
