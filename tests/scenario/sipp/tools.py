"""The scripted UEs themselves: what a scenario's verdict rests on."""

import math
import os
import struct
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "support"))

from ue.h248 import H248Message  # noqa: E402
from ue.message import Message, address_of, after_uri, parameter, uri_of, user_of  # noqa: E402
from ue.roster import Roster  # noqa: E402
from ue.rtp import DECODE, ENCODE, RATE, amplitude_at, packets_of, remote_of  # noqa: E402
from ue.wire import take_messages  # noqa: E402


def document(version, state, users, users_state=None):
    body = "".join(f'<user entity="{name}"><endpoint entity="{name}"><status>{status}</status></endpoint></user>'
                   for name, status in users.items())
    return (f'<conference-info xmlns="urn:ietf:params:xml:ns:conference-info" entity="sip:c" state="{state}" '
            f'version="{version}"><users state="{users_state or state}">{body}</users></conference-info>')


class Messages(unittest.TestCase):
    def test_compact_and_folded_headers_are_read(self):
        message = Message.parse(b"OPTIONS sip:a@b SIP/2.0\r\nv: SIP/2.0/UDP h;branch=z1\r\nf: <sip:x@y>;tag=1\r\n"
                                b"t: <sip:a@b>\r\ni: c1\r\nCSeq: 7\r\n OPTIONS\r\n\r\nbody")
        self.assertEqual((message.branch, message.from_tag, message.to_tag, message.cseq),
                         ("z1", "1", None, (7, "OPTIONS")))
        self.assertEqual(message.body, b"body")

    def test_parameters_of_the_uri_are_none_of_the_header(self):
        contact = "<sip:c@h;isfocus>;+g.x=\"a\";isfocus"
        self.assertEqual(uri_of(contact), "sip:c@h;isfocus")
        self.assertEqual(after_uri("<sip:c@h;isfocus>"), "")
        self.assertEqual(parameter(contact, "isfocus"), "")
        self.assertEqual(address_of("sip:a@127.0.0.1:5070;lr"), ("127.0.0.1", 5070))
        self.assertEqual((user_of("tel:+1555;x=1"), user_of("sip:bob@h")), ("+1555", "bob"))

    def test_a_stream_is_cut_by_content_length(self):
        one = Message("SIP/2.0 200 OK", [("CSeq", "1 BYE")], "abc").octets()
        pending = bytearray(b"\r\n\r\n" + one + one[:-1])
        self.assertEqual(take_messages(pending), [one])
        pending += one[-1:]
        self.assertEqual(take_messages(pending), [one])
        self.assertEqual(pending, b"")

    def test_h248_is_named_in_both_forms(self):
        pretty = b"MEGACO/1 [127.0.0.1]:2944\nTransaction = 7 { Context = $ { Add = $ { Media { } } } }"
        compact = b"!/1 [127.0.0.1]:2945\nP=7{C=1{A=ip/1{M{}}}}"
        self.assertEqual(H248Message(pretty).summary(), "Add $ ctx=$")
        self.assertEqual(H248Message(compact).summary(), "Reply Add ip/1 ctx=1")


class Rosters(unittest.TestCase):
    def test_partial_documents_merge_and_gaps_are_refused(self):
        roster = Roster()
        roster.apply(document(1, "full", {"a": "connected"}))
        roster.apply(document(2, "partial", {"b": "connected"}))
        roster.apply(document(3, "partial", {"a": "disconnected"}))
        self.assertEqual(roster.present(), {"b"})
        for version in (3, 5):
            with self.assertRaises(ValueError):
                roster.apply(document(version, "partial", {}))

    def test_users_that_are_full_replace_all_others(self):
        roster = Roster()
        roster.apply(document(1, "full", {"a": "connected"}))
        roster.apply(document(2, "partial", {"b": "connected"}, "full"))
        self.assertEqual(roster.present(), {"b"})


class Audio(unittest.TestCase):
    def test_the_level_of_a_tone_survives_g711_and_is_measured(self):
        tone = [round(8000 * math.sin(2 * math.pi * 440 * i / RATE)) for i in range(RATE)]
        for payload_type in (0, 8):
            heard = [DECODE[payload_type][ENCODE[payload_type](each)] for each in tone]
            self.assertAlmostEqual(amplitude_at(heard, 440), 8000, delta=80)
            self.assertLess(amplitude_at(heard, 1000), 40)

    def test_each_g711_octet_is_decoded_and_encoded_to_itself(self):
        for payload_type in (0, 8):
            for octet, sample in enumerate(DECODE[payload_type]):
                self.assertEqual(DECODE[payload_type][ENCODE[payload_type](sample)], sample, (payload_type, octet))

    def test_reports_are_read(self):  # a sender report on one stream, then BYE
        compound = struct.pack("!BBHI20x24s", 0x81, 200, 12, 7, struct.pack("!I20x", 9)) + struct.pack("!BBHI", 0x81, 203, 1, 7)
        self.assertEqual(packets_of(compound), [(200, 7, [9]), (203, 7, [])])

    def test_sdp_tells_where_audio_goes(self):
        self.assertEqual(remote_of("v=0\r\nc=IN IP4 127.0.0.9\r\nm=audio 4000 RTP/AVP 8 101\r\n"),
                         (("127.0.0.9", 4000), 8))
        self.assertEqual(remote_of("v=0\r\nc=IN IP6 ::1\r\nm=audio 4000 RTP/AVP 0\r\n"), (("::1", 4000), 0))


if __name__ == "__main__":
    unittest.main(verbosity=2)
