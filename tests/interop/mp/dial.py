"""A user dials (RFC 4733) into digit maps of isfocus-mrfpd, and the MGC is told what (H.248.1 7.1.14, E.6)."""

import os
import re
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "support"))

from mgc import Mgc  # noqa: E402
from own_address import own_address  # noqa: E402
from ue.rtp import MediaClock, RtpEndpoint, remote_of  # noqa: E402

MRFP, USER = own_address(0), own_address(1)
FORMATS = "0 101\na=rtpmap:101 telephone-event/8000"
PLAN = "(0| 00|[1-7]xxx|8xxxxxxx|Fxxxxxxx|Exx|91xxxxxxxxxx|9011x.)"


def events_of(message):
    """The number of the Events descriptor, and each event with its parameters, without its time."""
    number = re.search(r"ObservedEvents = (\d+)", message)[1]
    events = re.findall(r"\d{8}T\d{8}:(\S+) \{([^}]*)\}", message)
    return number, [(name, *(parameter.strip() for parameter in told.split(","))) for name, told in events]


def expect(mgc, number, *events):
    """These are told, in one message or several, of the Events descriptor of that number."""
    told = []
    while len(told) < len(events):
        of, more = events_of(mgc.notified())
        assert of == str(number), f"told of {of} instead of {number}"
        told += more
    print(f"Events = {number}: {told}")
    assert told == list(events), f"{told} instead of {list(events)}"


def main():
    user = RtpEndpoint((USER, 0), 0)
    mgc = Mgc(USER, MRFP)
    port = user.socket.getsockname()[1]
    _, local = mgc.add("$", FORMATS, f"v=0\nc=IN IP4 {USER}\nm=audio {port} RTP/AVP {FORMATS}",
                       f", Events = 1 {{ dd/ce {{ DigitMap = plan }} }}, DigitMap = plan {{ {PLAN} }}")
    user.remote = remote_of(local)[0]
    clock = MediaClock([user])
    clock.start()

    def modify(descriptors):
        reply = mgc.ask(f"Context = 1 {{ Modify = ip/1 {{ {descriptors} }} }}")
        error = re.search(r"Error = (\d+)", reply)
        return int(error[1]) if error else 0

    try:
        user.press("*69")
        expect(mgc, 1, ("dd/ce", 'ds = "E69"', "Meth = UM"))
        assert modify("Events = 2 { dd/std { tl = * }, dd/ce { DM = { S:1,(1|12) } } }") == 0
        user.press("1")
        expect(mgc, 2, ("dd/std", "tid = d1"), ("dd/ce", 'ds = "1"', "Meth = FM"))
        assert modify("Events = 3 { dd/std { tl = * }, dd/ce { DM = { (12) } } }") == 0
        user.press("1#")
        expect(mgc, 3, ("dd/std", "tid = d1"), ("dd/ce", 'ds = "1"', "Meth = PM"), ("dd/std", "tid = do"))
        assert modify("Events = 4 { dd/ce { DM = { Z:3,(Z5|5x) } } }") == 0
        hold(user, "5")
        expect(mgc, 4, ("dd/ce", 'ds = "Z5"', "Meth = UM"))
        assert modify("Events = 5 { dd/ce { DM = { T:1,(12) } } }") == 0
        expect(mgc, 5, ("dd/ce", 'ds = ""', "Meth = PM"))
        lock_step = "Media { TerminationState { Buffer = LockStep } }, EventBuffer { dd/* }, "
        assert modify(lock_step + "Events = 6 { dd/ce { DM = { (12) } } }") == 0
        user.press("1234")
        expect(mgc, 6, ("dd/ce", 'ds = "12"', "Meth = UM"))
        assert modify("Events = 7 { dd/ce { DM = { (34) }, Embed { Events = 8 { dd/ltd { dur = 300 } } } } }") == 0
        expect(mgc, 7, ("dd/ce", 'ds = "34"', "Meth = UM"))
        hold(user, "6")
        expect(mgc, 8, ("dd/ltd", "tid = d6"))
        assert modify("Events = 6 { dd/ce { DM = { (12 } } }") == 442
        assert modify("Events = 6 { dd/ce { DM = none } }") == 520
        assert modify("Events = 6 { dd/ce }") == 457
        audit = mgc.ask("Context = 1 { AuditValue = ip/1 { Audit { DigitMap } } }")
        assert re.search(r"DigitMap = plan \{\s*" + re.escape(PLAN) + r"\s*\}", audit), audit
    finally:
        clock.stop()
        mgc.stop()


def hold(user, key):
    """Half a second long."""
    event = "0123456789*#ABCD".index(key)
    user.presses.extend((event, False, number * 160, number == 1) for number in range(1, 26))
    user.presses.extend([(event, True, 25 * 160, False)] * 3)
    while user.presses:
        time.sleep(0.02)


if __name__ == "__main__":
    sys.exit(main())
