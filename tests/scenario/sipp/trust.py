"""Whose word counts, and what nobody is told (T-CHG-01): trust, privacy, routing, topology."""

import os
import re
import socket

from scenario import FACTORY, HOST, PORTS, Scenario, main
from own_address import own_address  # scenario says where it is
from ue.agent import Dialog, Ue
from ue.message import uri_of

STRANGER = own_address(1)  # whom nobody trusts
SECRETS = ["3GPP-E-UTRAN-FDD", "utran-cell-id", "served@home1.test", "visited.test", "other@home1.test", "profile@",
           "mallory@home1.test", "ccf=192.0.2.7"]
P_HEADERS = [("P-Charging-Vector", 'icid-value="a1b2";icid-generated-at=192.0.2.9;orig-ioi=home1.test'),
             ("P-Charging-Function-Addresses", "ccf=192.0.2.7;ecf=192.0.2.8"),
             ("P-Access-Network-Info", "3GPP-E-UTRAN-FDD;utran-cell-id-3gpp=00101d0f"),
             ("P-Served-User", "<sip:served@home1.test>;sescase=orig;regstate=reg"),
             ("P-Visited-Network-ID", "visited.test"),
             ("P-Called-Party-ID", "<sip:other@home1.test>"),
             ("P-Profile-Key", "<sip:profile@home1.test>"),
             ("P-Preferred-Identity", "<sip:mallory@home1.test>")]


class Trust(Scenario):
    settings = {"sip.trusted": f'["{HOST}"]'}

    def stranger(self, name):
        port = next(PORTS)
        made = Ue(self.wire, name, (STRANGER, port), self.focus.address, f"sip:{name}@home1.test")
        self.ues.append(made)
        return made

    def sent_by_focus(self):
        return [each.message for each in self.wire.crossings if each.sender == "AS"]

    # GEN-14, CHG-04

    def test_the_word_of_a_stranger_counts_for_nothing(self):
        dialog, uri = self.conference()
        mallory = self.stranger("mallory")
        claim = [("P-Asserted-Identity", f"<{self.alice.identity}>"), *P_HEADERS]
        refer = [*claim, ("Refer-To", "<sip:bob@home1.test>")]
        for transaction in (mallory.invite(FACTORY, claim), mallory.invite(uri, claim),
                            mallory.request("REFER", uri, refer), mallory.subscribe(uri, headers=claim)):
            answer = transaction.final()
            self.assertEqual(answer.status, 403)
            self.assertFalse([name for name, _ in answer.headers if name.lower().startswith("p-")], answer)
        self.assertEqual(mallory.request("OPTIONS", uri, claim).final().status, 200)
        self.assertEqual(dialog.bye().status, 200)

    # CHG-01, CHG-02

    def test_a_charging_vector_is_kept_or_made(self):
        dialog, answer = self.alice.call(FACTORY, P_HEADERS[:1])
        self.assertHeader(answer, "P-Charging-Vector", r'^icid-value="a1b2";orig-ioi=home1\.test;term-ioi=\S+$')
        self.refer_accepted(dialog, "<sip:nobody@home1.test>")
        notify = self.alice.expect_notify("refer")
        self.assertHeader(notify, "P-Charging-Vector", '^icid-value="a1b2";')
        ended = dialog.bye()
        self.assertHeader(ended, "P-Charging-Vector", '^icid-value="a1b2";')
        other, answer = self.alice.call(FACTORY)
        self.assertHeader(answer, "P-Charging-Vector", r"^icid-value=[0-9a-f]{32};term-ioi=\S+$")
        self.assertEqual(other.bye().status, 200)

    # CHG-03

    def test_both_asserted_identities_are_of_one_user(self):
        both = [("P-Asserted-Identity", f'<tel:+1-555-0100>, "Alice" <{self.alice.identity}>')]
        dialog, answer = self.alice.call(FACTORY, both)
        uri = uri_of(answer.get("Contact"))
        one = [("P-Asserted-Identity", "<tel:+15550100>")]
        self.assertEqual(self.alice.subscribe(uri, headers=one).final().status, 200)
        document = self.alice.expect_notify("conference").text
        self.assertIn(f'entity="{self.alice.identity}"', document)
        self.assertIn("<display-text>Alice</display-text>", document)
        self.assertEqual(dialog.request("REFER", [("Refer-To", "<sip:nobody@home1.test>"), *one]).final().status, 202)
        self.final_notify(self.alice)
        self.assertEqual(dialog.bye().status, 200)

    # CHG-08 to CHG-12

    def test_what_is_for_the_focus_goes_no_further(self):
        dialog, answer = self.alice.call(FACTORY, P_HEADERS)
        bob = self.ue("bob")
        self.bring_in(dialog, bob)
        invite = bob.seen[0]
        self.assertEqual(invite.all("P-Charging-Function-Addresses"), ["ccf=192.0.2.7;ecf=192.0.2.8"])  # CHG-10, OUT-13
        self.assertHeader(invite, "P-Charging-Vector", 'related-icid="a1b2"')
        for message in self.sent_by_focus():
            is_invite = message.is_request and message.method == "INVITE"
            for secret in SECRETS[:-1] if is_invite else SECRETS:
                self.assertNotIn(secret, str(message))
        self.assertEqual(self.alice.subscribe(uri_of(answer.get("Contact"))).final().status, 200)
        self.assertIn(f'entity="{self.alice.identity}"', self.alice.expect_notify("conference").text)  # as asserted
        self.assertEqual(dialog.bye().status, 200)

    # CHG-06, CHG-07

    def test_a_private_user_is_not_disclosed(self):
        dialog, answer = self.alice.call(FACTORY, [("Privacy", "id;critical")])
        bob = self.ue("bob")
        self.refer_accepted(dialog, f"<{bob.identity}>", [("Privacy", "id")])
        leg = bob.expect("INVITE").answer()
        bob.expect("ACK")
        self.assertEqual(bob.subscribe(uri_of(answer.get("Contact")), leg).final().status, 200)
        self.assertIn("anonymous1@anonymous.invalid", bob.expect_notify("conference").text)
        for message in bob.seen:
            self.assertNotIn("alice", str(message))
        self.assertEqual(dialog.bye().status, 200)

    def test_a_private_callee_is_not_disclosed(self):
        dialog, uri = self.conference()
        bob = self.ue("bob")
        self.refer_accepted(dialog, f"<{bob.identity}>")
        bob.expect("INVITE").answer([("Privacy", "id")])
        bob.expect("ACK")
        self.final_notify(self.alice)
        self.assertEqual(self.alice.subscribe(uri).final().status, 200)
        document = self.alice.expect_notify("conference").text
        self.assertIn("anonymous1@anonymous.invalid", document)
        self.assertNotIn("bob", document)
        self.assertEqual(dialog.bye().status, 200)

    def test_none_is_no_privacy_and_unknown_privacy_is_refused_where_it_is_critical(self):
        dialog, answer = self.alice.call(FACTORY, [("Privacy", "none;critical")])
        self.assertEqual(self.alice.subscribe(uri_of(answer.get("Contact"))).final().status, 200)
        self.assertIn(f'entity="{self.alice.identity}"', self.alice.expect_notify("conference").text)
        refused = self.alice.invite(FACTORY, [("Privacy", "shape;critical")]).final()
        self.assertEqual((refused.status, refused.phrase), (500, "Privacy Failure: shape"))
        self.assertEqual(dialog.bye().status, 200)

    # CHG-15

    def test_routes_are_passed_over_and_record_routes_come_back(self):
        recorded = [f"<sip:{HOST}:{self.alice.address[1]};lr;n=2>", f"<sip:{HOST}:{self.alice.address[1]};lr=on>"]
        routes = [("Route", f"<sip:{HOST};lr>"), ("Route", "<sip:odi_17@scscf.home1.test;lr>"),
                  *(("Record-Route", each) for each in recorded)]
        transaction = self.alice.invite(FACTORY, routes)
        answer = transaction.final()
        self.assertEqual(answer.status, 200)
        self.assertEqual([each.strip() for each in ",".join(answer.all("Record-Route")).split(",")], recorded)
        self.assertEqual(answer.all("Route"), [])
        dialog = Dialog.of_answer(self.alice, transaction.sent, answer)
        dialog.routes = []
        dialog.ack(transaction.sent)
        self.assertEqual(dialog.bye().status, 200)

    # CHG-17

    def test_no_message_tells_of_what_is_inside(self):
        dialog, uri = self.conference()
        bob = self.ue("bob")
        leg = self.bring_in(dialog, bob)
        self.assertEqual(self.alice.subscribe(uri).final().status, 200)
        self.alice.expect_notify("conference")
        self.assertEqual(leg.bye().status, 200)
        self.assertEqual(dialog.bye().status, 200)
        self.wire.settle()
        for message in self.sent_by_focus():
            drawn = re.sub(r"(branch|tag)=[^;\s]+", "", str(message))  # may hold any letters by chance
            for name in (socket.gethostname(), "mrf", "sofia", os.getcwd()):
                self.assertNotIn(name.lower(), drawn.lower())
            if message.is_request and message.method == "INVITE":
                self.assertEqual(uri_of(message.get("From")), uri)
            if message.all("Contact"):
                self.assertEqual(uri_of(message.get("Contact")), uri)
            if "sipfrag" in message.get("Content-Type"):
                self.assertRegex(message.text, r"\ASIP/2\.0 \d{3} [^\r\n]*\r\n\Z")
        self.assertRegex(bob.seen[0].call_id, "^[0-9a-f]{32}$")

    # CHG-18

    def test_an_emergency_service_is_no_target(self):
        dialog, _ = self.conference()
        self.assertEqual(self.refer(dialog, "<urn:service:sos>").status, 403)
        self.assertEqual(self.refer(dialog, "<urn:service:sos.fire;method=INVITE>").status, 403)
        extras = [("Resource-Priority", "wps.1"), ("Geolocation", "<sip:l@home1.test>"),
                  ("Refer-To", "<sip:nobody@home1.test>")]
        self.assertEqual(dialog.request("REFER", extras).final().status, 202)
        self.final_notify(self.alice)
        self.assertEqual(dialog.bye().status, 200)


class Rejecting(Trust):
    """sip.untrusted: reject. Trusted peers are served as ever."""

    settings = {**Trust.settings, "sip.untrusted": "reject"}

    def test_the_word_of_a_stranger_counts_for_nothing(self):  # GEN-14
        _, uri = self.conference()
        mallory = self.stranger("mallory")
        for method in ("OPTIONS", "REFER", "SUBSCRIBE"):
            self.assertEqual(mallory.request(method, uri, P_HEADERS).final().status, 403)


class AnonymousDialIn(Scenario):
    settings = {"conference.anonymous": "dial_in"}

    def test_somebody_of_whom_nobody_knows_may_only_listen_and_talk(self):  # CHG-04
        nobody = [("P-Asserted-Identity", None)]
        dialog, uri = self.conference()
        self.assertEqual(self.alice.subscribe(uri).final().status, 200)
        self.alice.expect_notify("conference")
        bob, carol = self.ue("bob"), self.ue("carol")
        legs = [each.call(uri, nobody)[0] for each in (bob, carol)]
        while "anonymous2@anonymous.invalid" not in (text := self.alice.expect_notify("conference").text):
            pass
        self.assertNotIn("bob", text)
        self.assertEqual(bob.invite(FACTORY, nobody).final().status, 403)
        self.assertEqual(bob.subscribe(uri, headers=nobody).final().status, 403)
        for target in ("<sip:dave@home1.test>", f"<{bob.identity};method=BYE>", f"<{uri};method=BYE>"):
            self.assertEqual(legs[0].request("REFER", [("Refer-To", target), *nobody]).final().status, 403)
        self.refer_accepted(dialog, "<sip:anonymous1@anonymous.invalid;method=BYE>")
        bob.expect("BYE")
        self.final_notify(self.alice)
        self.assertEqual(dialog.bye().status, 200)
        carol.expect("BYE")


if __name__ == "__main__":
    main()
