"""A UE that creates a conference as TS 34.229-5 A.16 has it: reliable 183, PRACK, UPDATE, 200 (CRE-06 to -10)."""

import re

from scenario import FACTORY, Scenario, main
from ue.agent import Dialog
from ue.message import uri_of

QOS = "a=curr:qos local {}\r\na=curr:qos remote none\r\na=des:qos mandatory local sendrecv\r\n" \
      "a=des:qos optional remote sendrecv\r\n"


class Reserving(Scenario):
    def offer(self, local, version=1):
        return re.sub(rb"\no=- \d+ ", b"\no=- 4711 ", self.alice.sdp(version=version)) + QOS.format(local).encode()

    def reserve(self, body=None, supported="100rel, precondition"):
        """INVITE up to the 183; gives the transaction, the 183 and the early dialog."""
        invite = self.alice.invite(FACTORY, [("Supported", supported)], self.offer("none") if body is None else body)
        progress = invite.provisional(183)
        return invite, progress, Dialog.of_answer(self.alice, invite.sent, progress)

    def prack(self, dialog, invite, progress, body=b"", rseq=None):
        headers = [("RAck", f"{rseq or progress.get('RSeq')} {invite.sent.get('CSeq')}")]
        return dialog.request("PRACK", headers + ([("Content-Type", "application/sdp")] if body else []), body).final()

    def version(self, message):
        return int(re.search(r"\no=\S+ \S+ (\d+) ", message.text)[1])


class Preconditions(Reserving):
    settings = {"sip.t1_ms": 100, "conference.precondition_wait_s": 2}

    def test_a16(self):  # CRE-06, CRE-08
        invite, progress, dialog = self.reserve()
        self.assertIn("100rel", progress.tokens("Require"))
        self.assertIn("precondition", progress.tokens("Require"))
        uri = uri_of(progress.get("Contact"))
        self.assertIsConferenceContact(progress, uri)
        for line in ("curr:qos local sendrecv", "curr:qos remote none", "des:qos mandatory local sendrecv",
                     "des:qos mandatory remote sendrecv", "conf:qos remote sendrecv"):
            self.assertIn(f"\r\na={line}\r\n", progress.text)
        acknowledged = self.prack(dialog, invite, progress)
        self.assertEqual((acknowledged.status, acknowledged.body), (200, b""))
        self.wire.idle(0.3)
        self.assertFalse([each for each in invite.responses if each.status >= 200], "the UE is not ready yet")

        update = dialog.request("UPDATE", [("Content-Type", "application/sdp"), ("Require", "precondition")],
                                self.offer("sendrecv", 2)).final()
        self.assertEqual(update.status, 200)
        self.assertIn("\r\na=curr:qos remote sendrecv\r\n", update.text)
        self.assertNotIn("a=conf:", update.text)
        self.assertEqual(self.version(update), self.version(progress) + 1)
        answer = invite.final()
        self.assertEqual((answer.status, answer.body, answer.to_tag), (200, b"", progress.to_tag))
        self.assertEqual(uri_of(answer.get("Contact")), uri)
        dialog.ack(invite.sent)

        bob = self.ue("bob")
        leg = self.bring_in(dialog, bob)
        self.assertEqual(dialog.bye().status, 200)
        bob.expect("BYE")
        self.assertTrue(leg)

    def test_a_prack_may_bring_the_second_offer(self):  # CRE-08
        invite, progress, dialog = self.reserve()
        acknowledged = self.prack(dialog, invite, progress, self.offer("sendrecv", 2))
        self.assertIn("\r\na=curr:qos remote sendrecv\r\n", acknowledged.text)
        self.assertEqual(invite.final().status, 200)
        dialog.ack(invite.sent)
        self.assertEqual(dialog.bye().status, 200)

    def test_an_inactive_first_offer_is_answered_inactive(self):
        invite, progress, dialog = self.reserve(self.offer("none").replace(b"a=sendrecv\r\n", b"a=inactive\r\n"))
        self.assertIn("\r\na=inactive\r\n", progress.text)
        self.prack(dialog, invite, progress)
        update = dialog.request("UPDATE", [("Content-Type", "application/sdp")], self.offer("sendrecv", 2)).final()
        self.assertNotIn("a=inactive", update.text)
        self.assertEqual(invite.final().status, 200)
        dialog.ack(invite.sent)
        self.assertEqual(dialog.bye().status, 200)

    def test_nobody_waits_for_a_ue_that_is_ready(self):  # CRE-09
        dialog, answer = self.alice.call(FACTORY, [("Supported", "100rel, precondition")])
        self.assertIn("m=audio", answer.text)
        self.assertEqual(dialog.bye().status, 200)

    def test_without_prack_the_invite_fails(self):  # CRE-06, T-CRE-03
        invite, progress, dialog = self.reserve()
        self.assertEqual(self.prack(dialog, invite, progress, rseq=1).status, 481)
        self.assertEqual(invite.final(15).status, 504)
        self.assertGreater(self.alice.retransmissions, 2)
        self.assertEqual(self.alice.invite(uri_of(progress.get("Contact"))).final().status, 404)

    def test_cancel_ends_it(self):  # CRE-14
        invite, progress, dialog = self.reserve()
        self.prack(dialog, invite, progress)
        self.assertEqual(invite.cancel().final().status, 200)
        self.assertEqual(invite.final().status, 487)

    def test_ue_that_never_gets_ready_gets_580(self):  # CRE-08
        invite, progress, dialog = self.reserve()
        self.prack(dialog, invite, progress)
        failure = invite.final(15)
        self.assertEqual(failure.status, 580)
        self.assertIn("a=curr:qos remote none", failure.text)


class Early(Reserving):
    """Everybody who supports it gets the description early."""

    settings = {"conference.early_183": "supported"}

    def test_supported_is_enough(self):  # CRE-06
        invite, progress, dialog = self.reserve(self.alice.sdp(), "100rel")
        self.assertNotIn("qos", progress.text)
        self.assertEqual(self.prack(dialog, invite, progress).status, 200)
        self.assertEqual(invite.final().body, b"")
        dialog.ack(invite.sent)
        self.assertEqual(dialog.bye().status, 200)

    def test_offerless_invite_is_offered_to_in_the_183(self):  # CRE-10, T-CRE-04
        invite, progress, dialog = self.reserve(b"", "100rel")
        self.assertEqual(self.prack(dialog, invite, progress, self.alice.answer_to(progress)).status, 200)
        self.assertEqual(invite.final().body, b"")
        dialog.ack(invite.sent)
        self.assertEqual(dialog.bye().status, 200)


class ByDefault(Reserving):
    settings = {}

    def test_offerless_invite_is_offered_to_in_the_183(self):  # CRE-10
        invite, progress, dialog = self.reserve(b"", "100rel")
        self.assertEqual(self.prack(dialog, invite, progress, self.alice.answer_to(progress)).status, 200)
        self.assertEqual(invite.final().body, b"")
        dialog.ack(invite.sent)
        self.assertEqual(dialog.bye().status, 200)


class Off(Reserving):
    settings = {"conference.early_183": "off"}

    def test_who_requires_it_is_told(self):  # CRE-07
        refusal = self.alice.invite(FACTORY, [("Require", "100rel")]).final()
        self.assertEqual((refusal.status, refusal.get("Unsupported")), (420, "100rel"))

    def test_who_supports_it_is_answered_at_once(self):
        dialog, answer = self.alice.call(FACTORY, [("Supported", "100rel")])
        self.assertNotIn("100rel", answer.tokens("Supported"))
        self.assertEqual(dialog.bye().status, 200)


if __name__ == "__main__":
    main()
