"""A.16 and A.20 of TS 34.229-5 by a scripted UE through Kamailio: what an S-CSCF changes on the way, and what reaches the UE."""

import re

from lab import FACTORY, LabTest, main
from ue.agent import Dialog, split_routes
from ue.message import after_uri, uri_of

NETWORK_HEADERS = ("P-Charging-Vector", "P-Charging-Function-Addresses", "P-Served-User")


class Ims(LabTest):
    def assertIsClean(self, message):
        """Nothing of the network and nobody's identity but the conference's reaches a UE (TS 24.229 5.2.6.4)."""
        for name in NETWORK_HEADERS:
            self.assertEqual(message.all(name), [], message)
        self.assertNotIn("P-Asserted-Identity: <sip:alice", str(message))

    def assertIsFocus(self, message, uri):
        self.assertEqual(uri_of(message.get("Contact")), uri, message)
        self.assertIn("isfocus", re.split(r"[;=]", after_uri(message.get("Contact"))), message)

    def setUp(self):
        super().setUp()
        self.alice = self.ue("alice", 21)

    def test_creation_and_invitation_of_a_real_phone(self):
        bob = self.baresip("bob", 880)
        invite = self.alice.invite(FACTORY, [("P-Asserted-Identity", "<sip:mallory@ims.test>"),
                                             ("P-Charging-Vector", "icid-value=forged")])
        created = invite.final()
        uri = uri_of(created.get("Contact"))
        self.assertEqual(created.status, 200)
        self.assertRegex(uri, r"^sip:conf-[0-9a-f]{32}@conf-factory\.ims\.test$")
        self.assertIsFocus(created, uri)
        routes = split_routes(created)
        self.assertEqual([each.count("r2=on") for each in routes], [1, 1], "two Record-Route entries, one for each side")
        dialog = Dialog.of_answer(self.alice, invite.sent, created)
        dialog.ack(invite.sent)

        self.assertEqual(self.alice.subscribe(uri).final().status, 200)
        full = self.alice.expect_notify("conference")
        self.assertIn('entity="sip:alice@ims.test"', full.text)  # whom the S-CSCF named, not whom the UE named
        self.assertNotIn("mallory", full.text)

        lines = self.refer_in(dialog, bob)
        self.assertEqual(lines[0], "SIP/2.0 100 Trying")
        self.assertRegex(lines[-1], "^SIP/2.0 200 ")
        self.assertIn(f'entity="{bob.identity}"', self.alice.expect_notify("conference").text)
        self.check_what_alice_saw(created, uri)
        self.check_invite_of(bob, uri)

        self.assertEqual(dialog.bye().status, 200)
        bob.wait_end()
        last = self.alice.expect("NOTIFY", lambda each: each.get("Subscription-State").startswith("terminated"))
        self.assertEqual(last.request.get("Event"), "conference")

    def check_what_alice_saw(self, created, uri):
        refers = [each for each in self.alice.seen if each.method == "NOTIFY" and each.get("Event").startswith("refer")]
        self.assertGreaterEqual(len(refers), 2)
        for notify in refers:
            self.assertEqual((notify.call_id, notify.from_tag), (created.call_id, created.to_tag), "in the dialog")
            self.assertIsFocus(notify, uri)
            self.assertEqual(notify.request_uri, uri_of(self.alice.contact))
        for crossing in self.wire.crossings:
            if crossing.receiver == "alice":
                self.assertIsClean(crossing.message)
                self.assertEqual(crossing.sender, "S-CSCF")
                self.assertEqual(crossing.message.all("Route"), [])

    def check_invite_of(self, phone, uri):
        found = re.search(r"\nINVITE sip:\S+ SIP/2\.0\n.*?\n\n", phone.log(), re.DOTALL)[0]
        self.assertIn(f"\nContact: <{uri}>;isfocus", found)
        self.assertIn(f"\nP-Asserted-Identity: <{uri}>", found.replace('"Conference Call" ', ""))
        self.assertRegex(found, r"\nReferred-By: <sip:alice@ims\.test>")
        self.assertRegex(found, r"\nTo: <sip:bob@ims\.test>")
        for name in NETWORK_HEADERS:
            self.assertNotIn(f"\n{name}:", found)

    def test_private_host_stays_private(self):
        bob = self.ue("bob", 22)
        dialog, _ = self.conference_uri(self.alice)
        accepted = dialog.request("REFER", [("Refer-To", f"<{bob.identity};method=INVITE>"), ("Privacy", "id")]).final()
        self.assertEqual(accepted.status, 202)
        invite = bob.expect("INVITE")
        self.assertNotIn("alice", str(invite.request))
        invite.answer()
        self.assertIsClean(bob.expect("ACK").request)
        self.assertEqual(dialog.bye().status, 200)
        self.assertIsClean(bob.expect("BYE").request)

    def test_a_ue_that_was_started_anew_is_called_once(self):
        bob = self.ue("bob", 22)
        bob.contact = bob.contact.replace("sip:bob@", "sip:bob-anew@")
        bob.register()
        dialog, _ = self.conference_uri(self.alice)
        self.assertEqual(dialog.request("REFER", [("Refer-To", f"<{bob.identity};method=INVITE>")]).final().status, 202)
        invite = bob.expect("INVITE")
        self.assertEqual(invite.request.request_uri, uri_of(bob.contact))
        invite.answer()
        bob.expect("ACK")
        self.assertEqual(sum(each.method == "INVITE" for each in bob.seen), 1)
        self.assertEqual(dialog.bye().status, 200)
        bob.expect("BYE")

    def test_users_who_cannot_be_reached(self):
        absent = self.ue("absent", 22)
        absent.register(expires=0)
        dialog, _ = self.conference_uri(self.alice)
        for target, outcome in (("sip:stranger@ims.test", "SIP/2.0 404 Not Found"),
                                (absent.identity, "SIP/2.0 480 Temporarily Unavailable"),
                                ("sip:bob@elsewhere.test", "SIP/2.0 604 Does Not Exist Anywhere")):
            self.assertEqual(dialog.request("REFER", [("Refer-To", f"<{target};method=INVITE>")]).final().status, 202)
            while not (notify := self.alice.expect_notify("refer")).get("Subscription-State").startswith("terminated"):
                pass
            self.assertEqual(notify.text.strip(), outcome)
        self.assertEqual(dialog.bye().status, 200)


if __name__ == "__main__":
    main("baresip")
