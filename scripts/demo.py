"""Plays TS 34.229-5 A.16 (a UE makes a conference), a conference subscription and A.20 (it brings a user in by REFER)
against the two daemons on loopback, draws what was really on the wire, SIP and H.248, and judges each step of A.20.

Exit status 0 only when every step passes.
"""

import argparse
import os
import re
import sys
import textwrap
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, "tests", "support"))

from ue.agent import NotSeen, Ue  # noqa: E402
from ue.daemon import Isfocusd, Mrfpd  # noqa: E402
from ue.ladder import BOLD, DIM, GREEN, RED, Ladder  # noqa: E402
from ue.message import after_uri, uri_of  # noqa: E402
from ue.relay import H248Relay  # noqa: E402
from ue.roster import Roster, text_at  # noqa: E402
from ue.rtp import RATE, MediaClock, RtpEndpoint, remote_of, usual_amplitude_at  # noqa: E402
from ue.wire import Wire  # noqa: E402

HOST, UE1, UE2 = "127.0.40.1", "127.0.40.11", "127.0.40.12"
FACTORY = "sip:mmtel@conf-factory.ims.test"
TONE, LEVEL = 440, 8000


class Verdicts:
    """What each step had to show, and what was seen."""

    def __init__(self):
        self.rows = []  # (step, what, clause, whether it passed, seen)

    def step(self, step, what, clause, checks):
        """`checks` maps what is wanted to whether it was so."""
        failed = [wanted for wanted, is_so in checks.items() if not is_so]
        seen = "not seen: " + "; ".join(failed) if failed else "; ".join(checks)
        self.rows.append((step, what, clause, not failed, seen))

    def missing(self, step, what, clause, why):
        self.rows.append((step, what, clause, False, str(why)))

    @property
    def is_pass(self):
        return bool(self.rows) and all(row[3] for row in self.rows)


class Demo:
    parties = ["UE1", "AS", "MRFP", "UE2"]

    def __init__(self, folder):
        self.wire = Wire()
        self.wire.names[HOST] = "AS"
        self.focus = Isfocusd(os.path.join(folder, "isfocusd"), HOST, outbound=f"sip:{UE2}:5060;lr",
                              is_embedded=False, transports=["udp", "tcp"], log_level="info")
        self.relay = H248Relay(self.wire, HOST, (HOST, 2944))
        self.mrfpd = Mrfpd(os.path.join(folder, "isfocus-mrfpd"), HOST, self.relay.address)
        self.ue1 = Ue(self.wire, "UE1", (UE1, 5060), self.focus.address, "sip:ue1@home1.test", 30000)
        self.ue2 = Ue(self.wire, "UE2", (UE2, 5060), self.focus.address, "sip:ue2@home2.test", 30002)
        self.verdicts = Verdicts()
        self.notes = []  # when a part begins, and what it is
        self.faults = ""

    def start(self):
        self.focus.launch()
        self.mrfpd.launch()
        if not self.wire.until(lambda: b"ready" in self.focus.log() or self.focus.process.poll() is not None, 15) \
                or self.focus.process.poll() is not None:
            raise NotSeen("isfocusd is not ready:\n" + self.focus.log().decode(errors="replace"))
        registered = self.wire.until(lambda: sum("ServiceChange" in each.message.summary()
                                                 for each in self.wire.crossings) >= 2, 5)
        if not registered:
            raise NotSeen("isfocus-mrfpd has not registered:\n" + self.mrfpd.log().decode(errors="replace"))
        self.wire.idle(0.1)

    def part(self, title):
        self.wire.idle(0.2)
        self.notes.append((time.time(), title))

    def play(self):
        self.part("A.16: UE1 makes a conference through the factory URI")
        self.dialog, self.created = self.ue1.call(FACTORY)
        self.uri = uri_of(self.created.get("Contact"))
        self.verdicts.step("A.16", "conference created", "TS 24.147 5.3.2.3", {
            "200 OK": True, "Contact;isfocus": self.is_focus_contact(self.created),
            "SDP answer": self.created.get("Content-Type") == "application/sdp"})

        self.part("UE1 subscribes to the conference event package")
        self.roster = Roster()
        answer = self.ue1.subscribe(self.uri).final()
        first = self.ue1.expect_notify("conference")
        document = self.roster.apply(first.body)
        self.verdicts.step("C.10 13-16", "conference subscription", "RFC 4575 3.2", {
            "200 OK": answer.status == 200, "NOTIFY full": document.state == "full",
            "UE1 in it": document.users.keys() == {self.ue1.identity}})

        self.part("A.20: UE1 brings UE2 in by REFER in the INVITE dialog")
        self.play_a20()

        self.part("audio: UE1 sends a tone, UE2 hears it")
        self.play_audio()

        self.part("UE1 leaves: the conference ends for all")
        self.dialog.bye()
        self.ue2.expect("BYE")
        self.wire.idle(0.3)

    def play_a20(self):
        check = self.verdicts.step
        target = self.ue2.identity
        refer = self.dialog.request("REFER", [("Refer-To", f"<{target};method=INVITE>")])
        check(1, "-> REFER", "TS 34.229-5 A.20", {
            "in the dialog": refer.sent.call_id == self.created.call_id and refer.sent.to_tag == self.created.to_tag,
            "to the conference URI": refer.sent.request_uri == self.uri, f"Refer-To {target}": True})
        accepted = refer.final()
        check(2, "<- 202 Accepted", "RFC 3515 2.4.2", {
            accepted.start_line[8:]: accepted.status == 202, "Contact;isfocus": self.is_focus_contact(accepted)})

        trying = self.ue1.expect_notify("refer")
        check(3, "<- NOTIFY, initial", "RFC 3515 2.4.4", {
            "in the dialog": trying.call_id == self.created.call_id, "Event: refer": trying.get("Event") == "refer",
            "active;expires": re.match(r"active;expires=[1-9]\d*$", trying.get("Subscription-State")) is not None,
            "body SIP/2.0 100 Trying": trying.body == b"SIP/2.0 100 Trying\r\n",
            "message/sipfrag": trying.get("Content-Type").startswith("message/sipfrag")})
        check(4, "-> 200 OK", "RFC 6665 4.1.3", {"answered": self.was_answered(trying)})

        invite = self.ue2.expect("INVITE")
        self.check_invite(invite.request, target)
        invite.reply(180, "Ringing")
        ringing = self.ue1.expect_notify("refer")
        check("-", "<- NOTIFY, progress", "RFC 3515 2.4.5", {
            "body SIP/2.0 180 Ringing": ringing.body == b"SIP/2.0 180 Ringing\r\n",
            "active": ringing.get("Subscription-State").startswith("active")})
        self.accepted_sdp = self.ue2.answer_to(invite.request)
        self.ue2.answer_to = lambda _: self.accepted_sdp
        invite.answer()
        self.ue2.expect("ACK")
        self.invited_sdp = invite.request.text

        final = self.ue1.expect_notify("refer", 3)
        state = final.get("Subscription-State")
        check(5, "<- NOTIFY, final", "RFC 3515 2.4.7", {
            "terminated;reason=noresource": state == "terminated;reason=noresource",
            "no expires": "expires" not in state, "body SIP/2.0 200 OK": final.body == b"SIP/2.0 200 OK\r\n"})
        check(6, "-> 200 OK", "RFC 6665 4.1.3", {"answered": self.was_answered(final)})

        notify = self.ue1.expect_notify("conference")
        before = self.roster.version
        document = self.roster.apply(notify.body)
        joined = document.users.get(target)
        check(7, "<- NOTIFY, conference", "RFC 4575 4.6", {
            "partial": document.state == "partial" and document.users_state == "partial",
            f"version {before} + 1": document.version == before + 1,
            "UE2 connected": joined is not None and text_at(joined, "endpoint/status") == "connected",
            "dialed-out": joined is not None and text_at(joined, "endpoint/joining-method") == "dialed-out"})
        check(8, "-> 200 OK", "RFC 6665 4.1.3", {"answered": self.was_answered(notify)})

    def check_invite(self, invite, target):
        self.verdicts.step("-", "INVITE to UE2", "TS 24.147 5.3.2.5", {
            **self.calls(invite, target),
            "P-Asserted-Identity = conference URI": uri_of(invite.get("P-Asserted-Identity")) == self.uri,
            "Contact = conference URI;isfocus": self.is_focus_contact(invite),
            "Referred-By UE1": uri_of(invite.get("Referred-By")) == self.ue1.identity,
            "SDP offer": "m=audio" in invite.text})

    def calls(self, invite, target):
        return {f"Request-URI {target}": invite.request_uri == target}

    def play_audio(self):
        endpoints = []
        try:
            for ue, theirs, ours in ((self.ue1, self.created.text, self.created.text),
                                     (self.ue2, self.invited_sdp, self.accepted_sdp.decode())):
                frequency = None if endpoints else TONE
                endpoint = RtpEndpoint((ue.address[0], ue.rtp_port), remote_of(ours)[1], frequency, LEVEL)
                endpoint.remote = remote_of(theirs)[0]
                endpoints.append(endpoint)
            clock = MediaClock(endpoints)
            clock.start()
            self.wire.idle(2)
            clock.stop()
            own, heard = (usual_amplitude_at(each.heard()[-RATE:], TONE) / LEVEL * 100 for each in endpoints)
            self.verdicts.step("-", f"audio, {TONE} Hz", "mixed, less oneself", {
                f"UE2 hears {heard:.0f} % of it": 80 < heard < 120, f"UE1 hears {own:.0f} % of itself": own < 2})
        finally:
            for each in endpoints:
                each.close()

    def is_focus_contact(self, message):
        contact = message.get("Contact")
        return uri_of(contact) == self.uri and "isfocus" in re.split(r"[;=]", after_uri(contact))

    def was_answered(self, notify):
        return any(not each.message.is_request and each.message.branch == notify.branch and each.receiver == "AS"
                   for each in self.wire.crossings if hasattr(each.message, "branch"))

    def stop(self):
        self.focus.process and self.focus.process.poll() is None and self.focus.terminate()
        self.wire.until(lambda: self.focus.process is None or self.focus.process.poll() is not None, 8)
        self.faults = self.focus.stop() + self.mrfpd.stop()
        self.wire.close()


def show(demo, colours, details):
    ladder = Ladder(demo.parties, colours)
    print(ladder.head())
    notes = list(demo.notes)
    for crossing in demo.wire.crossings:
        while notes and notes[0][0] <= crossing.time:
            print(ladder.rails())
            print(ladder.note(notes.pop(0)[1]))
        line = ladder.line(crossing)
        if line:
            print(line)
            if details:
                print("\n".join(ladder.paint(DIM, "    " + each) for each in str(crossing.message).splitlines()))
    print()
    for step, what, clause, is_pass, seen in demo.verdicts.rows:
        verdict = ladder.paint(GREEN, "PASS") if is_pass else ladder.paint(RED, "FAIL")
        lines = textwrap.wrap(seen, 55)
        print(f"{verdict}  {step!s:>10}  {what:23} {clause:21} {lines[0]}")
        for line in lines[1:]:
            print(f"{'':63}{line}")
    print()
    passed = sum(row[3] for row in demo.verdicts.rows)
    print(ladder.paint(BOLD, f"{passed} of {len(demo.verdicts.rows)} steps passed."))


def main():
    parser = argparse.ArgumentParser(prog="scripts/demo", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", default=os.path.join(ROOT, "build", "release", "bin"), help="where the daemons are")
    parser.add_argument("--ims", action="store_true",
                        help="through Kamailio in the S-CSCF's place, with preconditions; what the UEs see")
    parser.add_argument("--messages", action="store_true", help="print every message in full")
    parser.add_argument("--parse-only", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.parse_only:
        return 0
    if options.ims:
        from demo_ims import ImsDemo
        demo = ImsDemo(options.bin)
    else:
        demo = Demo(options.bin)
    why = None
    try:
        demo.start()
        demo.play()
    except (NotSeen, ValueError, AssertionError) as fault:
        why = fault
    finally:
        demo.stop()
    show(demo, sys.stdout.isatty(), options.messages)
    if why:
        print(f"Stopped there: {why}", file=sys.stderr)
    if demo.faults:
        print(demo.faults, file=sys.stderr)
    return 0 if demo.verdicts.is_pass and not why and not demo.faults else 1


if __name__ == "__main__":
    sys.modules["demo"] = sys.modules["__main__"]  # for demo_ims, which builds on this
    sys.exit(main())
