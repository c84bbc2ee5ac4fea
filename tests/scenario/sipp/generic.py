"""Generic SIP (GEN-01 to -10, -13, -15, -17; DLG-09, -13 to -18; CRE-15, -17, -20): what the focus says to what it does not do, and that garbage
does no harm."""

import random
import re
import socket

from scenario import FACTORY, Scenario, main


class Generic(Scenario):
    settings = {"transports": ["udp", "tcp"]}

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

    def test_413_for_a_body_that_is_too_long(self):  # GEN-06
        with socket.create_connection(self.focus.address, 5) as stream:
            message = self.alice.request("OPTIONS", FACTORY).sent.octets()
            stream.sendall(message.replace(b"/UDP", b"/TCP").replace(b"Content-Length: 0", b"Content-Length: 70000"))
            self.assertTrue(stream.recv(65536).startswith(b"SIP/2.0 413"))

    def test_406_for_who_takes_no_sdp(self):  # GEN-07
        answer = self.ask("INVITE", FACTORY, [("Accept", "text/html"), ("Content-Type", "application/sdp")],
                          self.alice.sdp())
        self.assertEqual(answer.status, 406)

    def test_content_language_is_ignored(self):  # GEN-06
        dialog, _ = self.alice.call(FACTORY, [("Content-Language", "fr"), ("Content-Encoding", "identity")])
        self.assertEqual(dialog.bye().status, 200)

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

    def test_400_without_a_contact_in_subscribe_and_refer(self):  # DLG-18
        dialog, uri = self.conference()
        for method, header in (("SUBSCRIBE", ("Event", "conference")), ("REFER", ("Refer-To", "<sip:b@home1.test>"))):
            self.assertEqual(self.ask(method, uri, [("Contact", None), header]).status, 400, method)
        self.assertEqual(dialog.bye().status, 200)

    def test_methods_that_are_not_offered_in_a_dialog(self):  # DLG-15
        dialog, _ = self.conference()
        for method in ("MESSAGE", "PUBLISH"):
            answer = dialog.request(method).final()
            self.assertEqual(answer.status, 405)
            self.assertIn("INVITE", answer.tokens("Allow"))
        self.assertEqual(dialog.bye().status, 200)

    def test_the_factory_makes_a_conference_by_invite_only(self):  # CRE-17
        expected = {"SUBSCRIBE": 403, "REFER": 403, "MESSAGE": 405, "PUBLISH": 405, "BYE": 481, "UPDATE": 481,
                    "INFO": 481, "OPTIONS": 200}
        for method, status in expected.items():
            headers = [("Event", "conference"), ("Refer-To", "<sip:bob@home1.test>")]
            self.assertEqual(self.ask(method, FACTORY, headers).status, status, method)
        self.assertEqual(self.ask("SUBSCRIBE", FACTORY, [("Event", "dialog")]).status, 489)

    def test_403_for_another_service(self):  # CRE-15
        service = "urn:urn-7:3gpp-service.ims.icsi."
        self.assertEqual(self.alice.invite(FACTORY, [("P-Asserted-Service", service + "oma.cpm.session")])
                         .final().status, 403)
        dialog, _ = self.alice.call(FACTORY, [("P-Asserted-Service", service + "mmtel")])
        self.assertEqual(dialog.bye().status, 200)

    def test_the_network_may_tell_of_its_users(self):  # CRE-20
        user = [("To", "<sip:user@home1.test>"), ("Expires", 600000)]
        self.assertEqual(self.ask("REGISTER", f"sip:{self.focus.domain}", user).status, 200)
        self_made = [("To", f"<{self.alice.identity}>"), ("From", f"<{self.alice.identity}>;tag=1")]
        self.assertEqual(self.ask("REGISTER", f"sip:{self.focus.domain}", self_made).status, 405)

    def test_482_for_what_the_focus_has_sent_itself(self):  # GEN-09
        host, port = self.alice.address
        for method in ("INVITE", "OPTIONS"):
            went_round = [("Via", f"SIP/2.0/UDP {host}:{port};branch=z9hG4bK-back-{method};rport"),
                          ("Via", f"SIP/2.0/UDP {self.focus.domain};branch=z9hG4bK-out")]
            self.assertEqual(self.ask(method, FACTORY, went_round).status, 482, method)

    def test_compact_names_and_no_content_length(self):  # GEN-13; ue-test-flows 6
        dialog, uri = self.conference()
        bob = self.ue("bob")
        compact = [("r", f"<{bob.identity};method=INVITE>"), ("b", f"<{self.alice.identity}>"),
                   ("k", "norefersub"), ("a", "*;audio"), ("d", "proxy")]
        self.assertEqual(dialog.request("REFER", compact).final().status, 202)
        bob.expect("INVITE").answer()
        self.final_notify(self.alice)
        self.assertEqual(dialog.request("SUBSCRIBE", [("o", "conference"), ("u", "refer")]).final().status, 200)
        self.assertEqual(dialog.request("UPDATE", [("x", 1800)]).final().status, 200)
        for method in ("REFER", "SUBSCRIBE", "UPDATE", "PRACK"):
            self.assertNotEqual(self.without_length(dialog, method, uri), b"400", method)
        self.assertEqual(dialog.bye().status, 200)

    def without_length(self, dialog, method, uri):
        headers = [("Refer-To", "<sip:carol@home1.test;method=BYE>"), ("Event", "conference"), ("RAck", "1 1 INVITE")]
        sent = dialog.request(method, headers)
        sent.final()
        octets = re.sub(rb"Content-Length: 0\r\n", b"", sent.sent.octets())
        self.assertNotIn(b"Content-Length", octets)
        octets = octets.replace(b"z9hG4bK", b"z9hG4bKn")
        dialog.cseq += 1
        octets = re.sub(rb"CSeq: \d+", f"CSeq: {dialog.cseq}".encode(), octets)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as peer:
            peer.bind((self.focus.host, 0))
            peer.settimeout(5)
            peer.sendto(octets, self.focus.address)
            return peer.recv(65536).split()[1]

    def test_max_forwards_0_ends_here_and_that_is_fine(self):  # GEN-08
        dialog, _ = self.alice.call(FACTORY, [("Max-Forwards", 0)])
        self.assertEqual(dialog.bye().status, 200)
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


class Laboratory(Scenario):
    """What an operator may choose otherwise."""

    settings = {"sip.ignored_requires": '["sec-agree"]', "sip.third_party_register": "refuse",
                "sip.response_source": "true", "conference.foreign_service": "ignore"}

    def test_require_of_what_is_ignored(self):  # GEN-05; ue-test-flows 6
        dialog, _ = self.alice.call(FACTORY, [("Require", "sec-agree"), ("Proxy-Require", "sec-agree")])
        self.assertEqual(dialog.bye().status, 200)
        answer = self.alice.invite(FACTORY, [("Require", "sec-agree, x-one")]).final()
        self.assertEqual((answer.status, answer.tokens("Unsupported")), (420, ["x-one"]))

    def test_register_is_refused(self):  # CRE-20
        answer = self.alice.request("REGISTER", f"sip:{self.focus.domain}", [("To", "<sip:user@home1.test>")]).final()
        self.assertEqual(answer.status, 405)

    def test_any_service_is_served(self):  # CRE-15
        dialog, answer = self.alice.call(FACTORY, [("P-Asserted-Service", "urn:urn-7:3gpp-service.ims.icsi.oma.cpm")])
        self.assertEqual(answer.get("Response-Source"), "")
        self.assertEqual(dialog.bye().status, 200)

    def test_failures_tell_where_they_come_from(self):  # GEN-15
        for method, uri in (("FROBNICATE", FACTORY), ("OPTIONS", f"sip:nobody@{self.focus.domain}")):
            answer = self.alice.request(method, uri).final()
            self.assertEqual(answer.get("Response-Source"), "fe=<urn:3gpp:fe:as.mmtel-as>")


if __name__ == "__main__":
    main()
