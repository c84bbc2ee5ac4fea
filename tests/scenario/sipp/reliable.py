"""An invited user whose phone answers reliably, and reserves before it rings (OUT-41, -42; RFC 3262, RFC 3312)."""

from scenario import Hosted, main
from ue.agent import Dialog

SDP = ("Content-Type", "application/sdp")


def with_lines(sdp, *lines):
    return sdp + "".join(f"a={each}\r\n" for each in lines).encode()


class Reliable(Hosted):
    others = ("bob",)

    def setUp(self):
        super().setUp()
        self.invite = self.refer_in(self.dialog, self.bob)
        self.rseq = 4711

    def progress(self, status, phrase, body=b""):
        """A reliable response; gives the PRACK, which waits for its answer."""
        headers = [("Require", "100rel"), ("RSeq", self.rseq), *([SDP] if body else [])]
        self.invite.reply(status, phrase, headers, body)
        prack = self.bob.expect("PRACK")
        self.assertEqual(prack.request.get("RAck"), f"{self.rseq} {self.invite.request.get('CSeq')}")
        self.assertEqual(prack.request.to_tag, self.invite.tag)
        self.rseq += 1
        return prack

    def answer(self, *lines):
        return with_lines(self.bob.answer_to(self.invite.request), *lines)

    def test_what_is_offered(self):  # OUT-10, -11
        self.assertEqual(self.invite.request.tokens("Supported")[:2], ["100rel", "precondition"])
        self.assertEqual(self.invite.request.tokens("Require"), [])
        for line in ("curr:qos local sendrecv", "curr:qos remote none", "des:qos mandatory local sendrecv",
                     "des:qos mandatory remote sendrecv"):
            self.assertIn(f"\r\na={line}\r\n", self.invite.request.text)
        self.invite.reply(486, "Busy Here")
        self.final_notify(self.alice)

    def test_answer_comes_with_183(self):  # OUT-41
        self.progress(183, "Session Progress", self.answer()).reply(200, "OK")
        self.progress(180, "Ringing").reply(200, "OK")
        self.invite.reply(200, "OK")
        self.bob.expect("ACK")
        self.assertTerminated(self.final_notify(self.alice), "SIP/2.0 200 OK")
        leg = Dialog.of_request(self.bob, self.invite.request, self.invite.local)
        self.assertEqual(leg.bye().status, 200)

    def test_refused_prack_ends_the_invitation(self):  # OUT-41
        self.progress(183, "Session Progress").reply(500, "Server Internal Error")
        self.bob.expect("CANCEL")
        self.assertTerminated(self.final_notify(self.alice), "SIP/2.0 500 Server Internal Error")

    def update(self):
        """183 of one who is not ready, up to the UPDATE of the focus (T-OUT-04)."""
        answer = self.answer("curr:qos local none", "curr:qos remote sendrecv", "des:qos mandatory local sendrecv",
                             "des:qos mandatory remote sendrecv", "conf:qos remote sendrecv")
        self.progress(183, "Session Progress", answer).reply(200, "OK")
        update = self.bob.expect("UPDATE")
        self.assertIn("\r\na=curr:qos local sendrecv\r\n", update.request.text)
        self.assertIsConferenceContact(update.request, self.invite.request.get("Contact").split(">")[0].lstrip("<"))
        return update

    def test_callee_reserves_and_rings(self):  # OUT-42, T-OUT-04
        self.update().reply(200, "OK", [SDP], self.answer("curr:qos local none", "curr:qos remote sendrecv"))
        leg = Dialog.of_request(self.bob, self.invite.request, self.invite.local)
        ready = leg.request("UPDATE", [("Require", "precondition"), SDP], self.answer("curr:qos local sendrecv")).final()
        self.assertEqual(ready.status, 200)
        self.assertIn("\r\na=curr:qos remote sendrecv\r\n", ready.text)
        self.progress(180, "Ringing").reply(200, "OK")
        self.invite.reply(200, "OK")
        self.bob.expect("ACK")
        self.assertTerminated(self.final_notify(self.alice), "SIP/2.0 200 OK")
        self.assertEqual(leg.bye().status, 200)

    def test_update_that_fails_is_the_outcome(self):  # OUT-42, T-OUT-04
        self.update().reply(580, "Precondition Failure")
        self.bob.expect("CANCEL")
        self.assertTerminated(self.final_notify(self.alice), "SIP/2.0 580 Precondition Failure")

    def test_invite_that_fails_is_the_outcome(self):  # OUT-42, T-OUT-04
        self.invite.reply(580, "Precondition Failure")
        self.assertTerminated(self.final_notify(self.alice), "SIP/2.0 580 Precondition Failure")


if __name__ == "__main__":
    main()
