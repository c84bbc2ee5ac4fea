"""Plays TS 34.229-5 A.16 with preconditions, a conference subscription and A.20 through an S-CSCF: Kamailio and isfocusd on
the files of config/lab, UEs that register. Draws what the UEs saw, and judges each step.

Exit status 0 only when every step passes.
"""

import os
import re

import demo  # finds the scripted UEs, too
from ue.agent import Dialog, split_routes
from ue.ims import ImsUe, Kamailio, Lab, LabFocus, early_dialog, prack
from ue.message import after_uri, uri_of
from ue.roster import Roster
from ue.wire import Wire

NETWORK = "127.0.41"
FACTORY = "sip:mmtel@conf-factory.ims.test"
SDP = ("Content-Type", "application/sdp")
INTERNAL = ("P-Charging-Vector", "P-Charging-Function-Addresses", "P-Served-User")


class ImsDemo(demo.Demo):
    parties = ["UE1", "S-CSCF", "UE2"]

    def __init__(self, folder):
        lab = Lab(NETWORK)
        self.wire = Wire()
        self.wire.names[lab.ue_side] = "S-CSCF"
        self.kamailio = Kamailio(lab)
        self.focus = LabFocus(os.path.join(folder, "isfocusd"), lab, "info")
        self.ue1, self.ue2 = (ImsUe(self.wire, name, (f"{NETWORK}.{octet}", 5060), lab.ue_side,
                                    f"sip:{name.lower()}@ims.test", 30000 + octet * 2)
                              for name, octet in (("UE1", 21), ("UE2", 22)))
        self.verdicts = demo.Verdicts()
        self.notes = []
        self.faults = ""

    def start(self):
        self.kamailio.start()
        self.focus.start()

    def play(self):
        self.part("both UEs register")
        self.ue1.register()
        self.ue2.register()

        self.part("A.16: UE1 makes a conference through the factory URI, with preconditions")
        self.play_a16()

        self.part("UE1 subscribes to the conference event package")
        self.roster = Roster()
        answer = self.ue1.subscribe(self.uri).final()
        document = self.roster.apply(self.ue1.expect_notify("conference").body)
        self.verdicts.step("13-16", "SUBSCRIBE, NOTIFY", "TS 34.229-1 C.10", {
            "200 OK": answer.status == 200, "NOTIFY full": document.state == "full",
            "UE1 in it": document.users.keys() == {self.ue1.identity}})

        self.part("A.20: UE1 brings UE2 in by REFER in the INVITE dialog")
        self.play_a20()

        self.part("UE1 leaves: the conference ends for all")
        left = self.dialog.bye()
        self.ue2.expect("BYE")
        last = self.ue1.expect("NOTIFY", lambda each: each.get("Subscription-State").startswith("terminated")).request
        self.wire.idle(0.2)
        seen = [each.message for each in self.wire.crossings if each.receiver in ("UE1", "UE2")]
        self.verdicts.step("-", "BYE, last NOTIFY", "TS 34.229-5 A.27", {
            "200 OK": left.status == 200, "noresource": last.get("Subscription-State") == "terminated;reason=noresource"})
        self.verdicts.step("-", "what reached the UEs", "TS 24.229 5.2.6.4", {
            "no header of the network": not any(each.all(name) for each in seen for name in INTERNAL),
            "no Route": not any(each.all("Route") for each in seen),
            "UE1 asserted to nobody": not any(self.ue1.identity in each.get("P-Asserted-Identity") for each in seen)})

    def play_a16(self):
        """The steps are those of TS 34.229-1 C.10; 8 to 10, ringing, a focus leaves out."""
        check = self.verdicts.step
        invite = self.ue1.invite_reserving(FACTORY)
        progress = invite.expect(lambda each: each.status > 100, 5, "183")
        check("1-3", "INVITE, 183", "TS 34.229-1 A.2.3", {
            progress.start_line[8:]: progress.status == 183, "To tag": bool(progress.to_tag),
            "Require 100rel, precondition": {"100rel", "precondition"} <= set(progress.tokens("Require")),
            "RSeq": progress.get("RSeq").isdigit(), "Contact;isfocus": "isfocus" in after_uri(progress.get("Contact")),
            "Record-Route of both sides": [each.count("r2=on") for each in split_routes(progress)] == [1, 1],
            "SDP answer": progress.get("Content-Type") == SDP[1],
            "curr local sendrecv": "a=curr:qos local sendrecv" in progress.text,
            "conf remote sendrecv": "a=conf:qos remote sendrecv" in progress.text})
        self.dialog = early_dialog(self.ue1, invite, progress)
        if progress.status == 183:
            self.get_ready(invite, progress)
        else:
            self.verdicts.missing("4-7", "PRACK, UPDATE", "RFC 3262 4, RFC 3312 5", "not played: there was no 183")
        self.created = invite.final()
        self.uri = uri_of(self.created.get("Contact"))
        check("11", "200 to the INVITE", "TS 24.147 5.3.2.3", {
            self.created.start_line[8:]: self.created.status == 200,
            "Contact;isfocus": self.is_focus_contact(self.created), "same Contact as the 183":
            uri_of(progress.get("Contact")) == self.uri, "same To tag": self.created.to_tag == progress.to_tag,
            "no body": not self.created.body,
            "in the home domain": re.fullmatch(r"sip:[^@]+@conf-factory\.ims\.test", self.uri) is not None})
        self.dialog = Dialog.of_answer(self.ue1, invite.sent, self.created).after(self.dialog)
        self.dialog.ack(invite.sent)

    def get_ready(self, invite, progress):
        check = self.verdicts.step
        acknowledged = prack(self.dialog, invite, progress)
        check("4,5", "PRACK, 200", "RFC 3262 4", {
            acknowledged.start_line[8:]: acknowledged.status == 200, "no body": not acknowledged.body})
        updated = self.dialog.request("UPDATE", [("Require", "precondition"), SDP], self.ue1.reserved_sdp()).final()
        check("6,7", "UPDATE, 200", "RFC 3312 5", {
            updated.start_line[8:]: updated.status == 200, "SDP answer": updated.get("Content-Type") == SDP[1],
            "curr local sendrecv": "a=curr:qos local sendrecv" in updated.text,
            "curr remote sendrecv": "a=curr:qos remote sendrecv" in updated.text,
            "o= version + 1": version_of(updated.text) == version_of(progress.text) + 1})

    def calls(self, invite, target):
        """The S-CSCF has put the UE's Contact into the Request-URI."""
        return {"Request-URI is its Contact": invite.request_uri == uri_of(self.ue2.contact),
                f"To {target}": uri_of(invite.get("To")) == target,
                "P-Called-Party-ID": uri_of(invite.get("P-Called-Party-ID")) == target}

    def was_answered(self, notify):
        return any(not each.message.is_request and each.message.branch == notify.branch and each.receiver == "S-CSCF"
                   for each in self.wire.crossings)

    def stop(self):
        for each in (self.ue1, self.ue2):
            each.answer_what_waits()
        self.focus.process and self.focus.process.poll() is None and self.focus.terminate()
        self.wire.until(lambda: self.focus.process is None or self.focus.process.poll() is not None, 8)
        self.faults = self.focus.stop()
        self.kamailio.stop()
        self.wire.close()


def version_of(sdp):
    return int(re.search(r"^o=\S+ \S+ (\d+)", sdp, re.MULTILINE)[1])
