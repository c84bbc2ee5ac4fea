"""Generic SIP (GEN-01 to -10, -13, -17; DLG-09, -16, -17): what the focus says to what it does not do, and that garbage
does no harm."""

import random
import socket

from scenario import FACTORY, Scenario, main


class Generic(Scenario):
    def ask(self, method, uri, headers=(), body=b""):
        return self.alice.request(method, uri, headers, body).final()

    def test_options(self):  # GEN-10
        dialog, uri = self.conference()
        answer = self.ask("OPTIONS", uri)
        self.assertEqual(answer.status, 200)
        self.assertIsConferenceContact(answer, uri)
        self.assertIn("application/sdp", answer.tokens("Accept"))
        self.assertLessEqual({"INVITE", "REFER", "SUBSCRIBE"}, set(answer.tokens("Allow")))
        self.assertLessEqual({"conference", "refer"}, set(answer.tokens("Allow-Events")))
        self.assertEqual(self.ask("OPTIONS", FACTORY).status, 200)
        self.assertEqual(self.ask("OPTIONS", f"sip:{self.focus.domain}").status, 200)
        self.assertEqual(self.ask("OPTIONS", f"sip:nobody@{self.focus.domain}").status, 404)
        self.assertEqual(dialog.request("OPTIONS").final().status, 200)
        dialog.bye()

    def test_405_for_a_method_that_is_not_offered_there(self):  # GEN-03, CRE-17
        dialog, uri = self.conference()
        for method in ("MESSAGE", "PUBLISH"):
            for target in (uri, FACTORY):
                answer = self.ask(method, target)
                self.assertEqual(answer.status, 405)
                self.assertIn("INVITE", answer.tokens("Allow"))
        dialog.bye()

    def test_420_lists_what_is_not_supported(self):  # GEN-05
        answer = self.ask("INVITE", FACTORY, [("Require", "100rel, x-one"), ("Require", "x-two")], self.alice.sdp())
        self.assertEqual(answer.status, 420)
        self.assertLessEqual({"x-one", "x-two"}, set(answer.tokens("Unsupported")))

    def test_proxy_require_is_for_proxies(self):  # GEN-18
        dialog, _ = self.alice.call(FACTORY, [("Proxy-Require", "sec-agree")])
        self.assertEqual(dialog.bye().status, 200)

    def test_481_for_what_belongs_to_no_dialog(self):  # DLG-16, -17; table 2.1
        dialog, uri = self.conference()
        to = [("To", f"<{uri}>;tag=nobody")]
        for method in ("BYE", "UPDATE", "INFO", "PRACK", "INVITE", "SUBSCRIBE"):
            answer = self.ask(method, uri, [*to, ("Event", "conference"), ("RAck", "1 1 INVITE")])
            self.assertEqual(answer.status, 481, method)
        self.assertEqual(self.ask("BYE", uri).status, 481)
        self.assertEqual(dialog.request("NOTIFY", [("Event", "refer"), ("Subscription-State", "active")])
                         .final().status, 481)
        self.assertEqual(dialog.bye().status, 200)

    def test_481_for_a_cancel_of_nothing(self):
        self.assertEqual(self.ask("CANCEL", FACTORY, [("To", f"<{FACTORY}>")]).status, 481)

    def test_489_for_an_unknown_package(self):  # EVT-03
        dialog, uri = self.conference()
        answer = dialog.request("SUBSCRIBE", [("Event", "dialog")]).final()
        self.assertEqual(answer.status, 489)
        self.assertLessEqual({"conference", "refer"}, set(answer.tokens("Allow-Events")))
        dialog.bye()

    def test_501_for_an_unknown_method(self):  # GEN-03
        self.assertEqual(self.ask("FROBNICATE", f"sip:{self.focus.domain}").status, 501)

    def test_505_for_another_version(self):  # GEN-02
        transaction = self.alice.request("OPTIONS", f"sip:{self.focus.domain}", version="SIP/7.0")
        self.assertEqual(transaction.final().status, 505)

    def test_415_for_a_body_that_it_cannot_read(self):  # GEN-06
        answer = self.ask("INVITE", FACTORY, [("Content-Type", "application/x-unheard-of")], b"x")
        self.assertEqual(answer.status, 415)
        self.assertIn("application/sdp", answer.tokens("Accept"))

    def test_416_for_another_scheme(self):  # GEN-04
        self.assertEqual(self.ask("OPTIONS", "http://home1.test/").status, 416)

    def test_500_for_a_cseq_that_goes_back(self):  # DLG-09
        dialog, _ = self.conference()
        self.assertEqual(dialog.request("OPTIONS", cseq=50).final().status, 200)
        self.assertEqual(dialog.request("OPTIONS", cseq=40).final().status, 500)
        dialog.cseq = 50
        self.assertEqual(dialog.bye().status, 200)

    def test_400_without_a_contact_where_a_dialog_begins(self):  # DLG-18
        self.assertEqual(self.alice.invite(FACTORY, [("Contact", None)]).final().status, 400)

    def test_max_forwards_0_ends_here_and_that_is_fine(self):  # GEN-08
        self.assertEqual(self.ask("OPTIONS", f"sip:{self.focus.domain}", [("Max-Forwards", 0)]).status, 200)

    def test_garbage_does_no_harm(self):  # GEN-01
        dialog, uri = self.conference()
        good = self.alice.request("OPTIONS", uri).sent.octets()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
            for octets in self.garbage(good):
                stranger.sendto(octets, self.focus.address)
                self.wire.serve(0.001)
        self.wire.idle(0.5)
        self.alice.pending.clear()
        self.assertEqual(self.ask("OPTIONS", uri).status, 200)
        bob = self.ue("bob")
        self.bring_in(dialog, bob)
        self.assertEqual(dialog.bye().status, 200)

    def test_garbage_to_the_h248_port_does_no_harm(self):
        dialog, _ = self.conference()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
            good = (b"MEGACO/1 [127.0.0.66]:2945\nTransaction = 1 { Context = - { ServiceChange = ROOT "
                    b"{ Services { Method = Restart } } } }")
            for octets in self.garbage(good):
                stranger.sendto(octets[:1400], (self.focus.host, 2944))
        self.bring_in(dialog, self.ue("bob"))
        self.assertEqual(dialog.bye().status, 200)

    @staticmethod
    def garbage(good):
        """The good message damaged in many ways, and noise; the same in every run."""
        chance = random.Random(248)
        yield from (b"", b"\0", b"\r\n\r\n", b"\xff" * 1400, good[:10], good * 3, good.replace(b"\r\n", b"\n"))
        for header in (b"Via", b"From", b"To", b"Call-ID", b"CSeq", b"Max-Forwards", b"Content-Length"):
            yield good.replace(header + b": ", b"X: ", 1)
            yield good.replace(header + b": ", header + b": " + b"\xc3\x28<>;;\"" * 40, 1)
            yield good.replace(header + b": ", header + b": 99999999999999999999999", 1)
        for _ in range(300):
            damaged = bytearray(good)
            for _ in range(chance.randint(1, 8)):
                damaged[chance.randrange(len(damaged))] = chance.randrange(256)
            yield bytes(damaged[:chance.randint(1, len(damaged))])
        for _ in range(100):
            yield bytes(chance.randrange(256) for _ in range(chance.randint(1, 600)))


if __name__ == "__main__":
    main()
