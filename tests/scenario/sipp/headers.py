"""The INVITE of the focus, header by header (T-OUT-01), and the Session-ID of all that follows (CHG-14)."""

import re

from scenario import FACTORY, HOST, Scenario, main
from ue.message import uri_of

NIL = 32 * "0"
UUID = "ab30317f1a784dc48ff824d0d3715d86"
ICSI = "urn%3Aurn-7%3A3gpp-service.ims.icsi.mmtel"


class Headers(Scenario):
    def invited(self, headers=()):
        """Alice's dialog, and the INVITE that bob gets, unanswered."""
        self.bob = self.ue("bob")
        self.dialog, answer = self.alice.call(FACTORY, headers)
        self.uri = uri_of(answer.get("Contact"))
        self.refer_accepted(self.dialog, f"<{self.bob.identity};method=INVITE?Subject=lunch>")
        return self.bob.expect("INVITE")

    def leave(self):
        self.assertEqual(self.dialog.bye().status, 200)

    def on_the_wire(self):
        """The INVITE as it left the focus."""
        return next(each.message for each in self.wire.crossings
                    if each.sender == "AS" and each.message.is_request and each.message.method == "INVITE")


class Originating(Headers):
    """Through the S-CSCF that serves the conference URIs (routing A)."""

    settings = {"outbound": f"sip:{HOST}:5070;lr;orig", "sip.regstate": "reg"}

    def test_the_route_says_so_and_for_whom(self):  # OUT-18; what it is by default stands below
        invite = self.invited()
        sent = self.on_the_wire()
        self.assertEqual(sent.get("Route"), f"<sip:{HOST}:5070;lr;orig>")
        self.assertEqual(sent.get("P-Served-User"), f"<{self.uri}>;sescase=orig;regstate=reg")
        invite.reply(486, "Busy Here")
        self.leave()


class PassingOn(Headers):
    """Through a next hop that serves nobody."""

    settings = {"sip.originating": "false"}

    def test_the_route_is_as_configured(self):  # OUT-18
        invite = self.invited()
        sent = self.on_the_wire()
        self.assertEqual((sent.get("Route"), sent.all("P-Served-User")), (f"<sip:{HOST}:5070;lr>", []))
        invite.reply(486, "Busy Here")
        self.leave()


class Direct(Headers):
    """By a next hop without a Route (routing B)."""

    settings = {"outbound": f"sip:{HOST}:5070"}

    def test_the_next_hop_is_an_address_only(self):  # OUT-19
        invite = self.invited()
        sent = self.on_the_wire()
        self.assertEqual((sent.all("Route"), sent.all("P-Served-User")), ([], []))
        self.assertEqual(sent.request_uri, self.bob.identity)
        invite.reply(486, "Busy Here")
        self.leave()


class Trusted(Headers):
    def test_the_invite_has_what_it_must_and_nothing_else(self):  # OUT-02 to OUT-24
        invite = self.invited([("P-Charging-Vector", "icid-value=a1b2"), ("History-Info", "<sip:x@y>;index=1"),
                               ("P-Charging-Function-Addresses", "ccf=192.0.2.7")])
        sent = self.on_the_wire()
        conference = re.escape(f"<{self.uri}>")
        expected = {
            "Route": f"^<sip:{HOST}:5070;lr;orig>$", "P-Served-User": f"^{conference};sescase=orig;regstate=unreg$", "Via": r"^SIP/2\.0/UDP ", "Max-Forwards": "^70$",
            "From": f'^"Conference Call" {conference};tag=[0-9a-f]+$', "To": f"^<{self.bob.identity}>$",
            "Call-ID": "^[0-9a-f]{32}$", "CSeq": r"^\d+ INVITE$",
            "Contact": f'^{conference};isfocus;\\+g\\.3gpp\\.icsi-ref="{ICSI}"$',
            "P-Asserted-Identity": f"^{conference}$", "P-Asserted-Service": "^urn:urn-7:3gpp-service.ims.icsi.mmtel$",
            "P-Charging-Vector":
                rf"^icid-value=[0-9a-f]{{32}};icid-generated-at={HOST};orig-ioi=[^;]+;related-icid=a1b2$",
            "P-Charging-Function-Addresses": "^ccf=192.0.2.7$", "P-Early-Media": "^supported$",
            "Accept-Contact": re.escape(f'*;+g.3gpp.icsi-ref="{ICSI}"'), "Session-ID": f"^[0-9a-f]{{32}};remote={NIL}$",
            "Supported": "timer", "Allow": "INVITE.*NOTIFY", "Allow-Events": "conference", "Accept": "application/sdp",
            "Referred-By": f"^<{self.alice.identity}>$", "Subject": "^lunch$", "Session-Expires": "^1800$",
            "Expires": "^90$", "User-Agent": "^isfocus$", "Content-Type": "^application/sdp$", "Content-Length": r"^\d+$"}
        for name, pattern in expected.items():
            self.assertHeader(sent, name, pattern)
        self.assertEqual({name.lower() for name, _ in sent.headers}, {name.lower() for name in expected})  # OUT-23
        invite.reply(486, "Busy Here")
        self.assertTerminated(self.final_notify(self.alice), "SIP/2.0 486 Busy Here")
        self.leave()

    def test_each_session_keeps_its_ids(self):  # OUT-22, CHG-14
        invite = self.invited([("Session-ID", f"{UUID};remote={NIL}")])
        own = invite.request.get("Session-ID").partition(";")[0]
        leg = invite.answer([("Session-ID", 32 * "b")])  # of RFC 7329
        self.assertEqual(self.bob.expect("ACK").request.get("Session-ID"), f"{own};remote={32 * 'b'}")
        of_alice = {each.message.get("Session-ID") for each in self.wire.crossings
                    if each.sender == "AS" and each.message.call_id == self.dialog.call_id
                    and (each.message.is_request or each.message.status > 100)}
        self.assertEqual(len(of_alice), 1, of_alice)
        self.assertRegex(of_alice.pop(), f"^[0-9a-f]{{32}};remote={UUID}$")
        self.assertEqual(leg.request("INFO", [("Session-ID", 32 * "c")]).final().get("Session-ID"),
                         f"{own};remote={32 * 'c'}")
        self.assertEqual(leg.bye().get("Session-ID"), f"{own};remote={32 * 'c'}")
        stray = self.alice.request("OPTIONS", FACTORY, [("Session-ID", UUID)]).final()
        self.assertHeader(stray, "Session-ID", f"^[0-9a-f]{{32}};remote={UUID}$")
        self.leave()

    def test_a_cancel_has_the_ids_of_its_invite(self):  # CHG-14
        invite = self.invited()
        invite.reply(180, "Ringing")
        self.refer_accepted(self.dialog, f"<{self.uri};method=BYE>")
        cancel = self.bob.expect("CANCEL").request
        self.assertEqual(cancel.get("Session-ID"), invite.request.get("Session-ID"))


class NotTrusted(Headers):
    """The next hop is in nobody's list of the trusted: it learns nothing that is for the trust domain."""

    settings = {"sip.trusted": "[]", "sip.identity_without_assertion": "from"}

    def test_it_hears_whose_the_invite_is_and_no_more(self):  # OUT-03, OUT-13, CHG-05
        self.invited([("P-Charging-Function-Addresses", "ccf=192.0.2.7")]).answer()
        self.bob.expect("ACK")
        self.final_notify(self.alice)
        self.leave()
        self.bob.expect("BYE")
        for each in self.wire.crossings:
            if each.sender == "AS":
                told = [name for name, _ in each.message.headers if name.lower().startswith("p-")]
                is_invite = each.message.is_request and each.message.method == "INVITE"
                self.assertEqual(told, ["P-Asserted-Identity"] if is_invite else [], each.message)


class Hidden(Headers):
    settings = {"invite.hide_conference": "true"}

    def test_the_conference_is_not_named_but_by_the_network(self):  # OUT-16
        invite = self.invited()
        sent = self.on_the_wire()
        self.assertHeader(sent, "From", r'^"Anonymous" <sip:anonymous@anonymous\.invalid>;tag=')
        self.assertEqual(sent.all("Privacy"), ["id"])
        self.assertEqual(sent.all("P-Asserted-Identity"), [f"<{self.uri}>"])
        self.assertIsConferenceContact(sent, self.uri)
        leg = invite.answer()
        self.bob.expect("ACK")
        self.final_notify(self.alice)
        self.assertEqual(leg.bye().status, 200)
        self.leave()


if __name__ == "__main__":
    main()
