"""Creation of a conference through the factory URI (CRE-01 to 18)."""

from scenario import FACTORY, Scenario, main
from ue.agent import Dialog
from ue.message import uri_of
from ue.roster import Document, text_at
from ue.rtp import remote_of


class Creation(Scenario):
    def test_gives_a_conference_uri_with_isfocus(self):  # CRE-01, -03, -04
        transaction = self.alice.invite(FACTORY)
        answer = transaction.final()
        self.assertEqual(answer.start_line, "SIP/2.0 200 OK")
        uri = uri_of(answer.get("Contact"))
        self.assertIsConferenceContact(answer, uri)
        self.assertRegex(uri, rf"^sip:[A-Za-z0-9.+_-]{{11,}}@{self.focus.domain}$")  # 64 bits or more of randomness
        dialog = Dialog.of_answer(self.alice, transaction.sent, answer)
        dialog.ack(transaction.sent)
        self.assertEqual(dialog.bye().status, 200)

    def test_says_what_the_focus_can_do(self):  # CRE-05
        transaction = self.alice.invite(FACTORY)
        answer = transaction.final()
        self.assertTrue(answer.to_tag)
        self.assertEqual({each.to_tag for each in transaction.responses if each.to_tag}, {answer.to_tag})
        self.assertLessEqual({"INVITE", "ACK", "CANCEL", "BYE", "OPTIONS", "REFER", "SUBSCRIBE", "NOTIFY"},
                             set(answer.tokens("Allow")))
        self.assertLessEqual({"conference", "refer"}, set(answer.tokens("Allow-Events")))
        self.assertIn("norefersub", answer.tokens("Supported"))
        self.assertEqual(uri_of(answer.get("P-Asserted-Identity")), uri_of(answer.get("Contact")))
        dialog = Dialog.of_answer(self.alice, transaction.sent, answer)
        dialog.ack(transaction.sent)
        dialog.bye()

    def test_copies_record_route_and_p_charging_vector(self):  # CRE-05
        route = f"<sip:{self.router.address[0]}:{self.router.address[1]};lr>"
        dialog, answer = self.alice.call(FACTORY, [("Record-Route", route), ("P-Charging-Vector", "icid-value=abc-1")])
        self.assertEqual(answer.all("Record-Route"), [route])
        self.assertHeader(answer, "P-Charging-Vector", 'icid-value="?abc-1"?')
        self.assertEqual(dialog.bye().status, 200)

    def test_answers_the_offer(self):  # CRE-09
        dialog, answer = self.alice.call(FACTORY)
        dialog.bye()
        self.assertEqual(answer.get("Content-Type"), "application/sdp")
        (host, port), payload_type = remote_of(answer.text)
        self.assertEqual(host, self.focus.host)
        self.assertIn(port, range(20000, 21000))
        self.assertIn(payload_type, (0, 8))
        self.assertEqual(answer.text.count("m=audio"), 1)
        self.assertNotRegex(answer.text, r"a=(sendonly|recvonly|inactive)")

    def test_goes_by_the_request_uri_and_never_by_to(self):  # CRE-01
        dialog, _ = self.alice.call("sip:mmtel@CONF-Factory.ims.test;user=phone",
                                    [("To", "<sip:somebody@elsewhere.test>")])
        self.assertEqual(dialog.bye().status, 200)
        answer = self.alice.invite("sip:nobody@conf-factory.ims.test", [("To", f"<{FACTORY}>")]).final()
        self.assertEqual(answer.status, 404)

    def test_wants_an_asserted_identity(self):  # CRE-02
        self.assertEqual(self.alice.invite(FACTORY, [("P-Asserted-Identity", None)]).final().status, 403)

    def test_refuses_an_offer_without_a_common_codec(self):  # CRE-11
        offer = self.alice.sdp().replace(b"RTP/AVP 0 8 101", b"RTP/AVP 97")
        offer = offer.replace(b"rtpmap:0 PCMU", b"rtpmap:97 X-NONE")
        answer = self.alice.invite(FACTORY, body=offer).final()
        self.assertEqual(answer.status, 488)
        self.assertHeader(answer, "Warning", "^30[45] ")

    def test_offers_when_the_invite_does_not(self):  # CRE-10; who supports 100rel gets it in a 183 (reserving.py)
        transaction = self.alice.request("INVITE", FACTORY, [("Supported", "timer")])
        answer = transaction.final()
        self.assertEqual(answer.status, 200)
        self.assertIn("m=audio", answer.text)
        dialog = Dialog.of_answer(self.alice, transaction.sent, answer)
        dialog.ack(transaction.sent, self.alice.answer_to(answer))
        self.assertEqual(dialog.bye().status, 200)

    def test_gives_a_new_uri_each_time(self):  # CRE-03
        uris = set()
        for _ in range(1000):
            dialog, answer = self.alice.call(FACTORY)
            uris.add(uri_of(answer.get("Contact")))
            self.assertEqual(dialog.bye().status, 200)
        self.assertEqual(len(uris), 1000)

    def test_makes_the_host_the_first_participant(self):  # CRE-18
        dialog, uri = self.conference()
        self.assertEqual(self.alice.subscribe(uri).final().status, 200)
        document = Document(self.alice.expect_notify("conference").body)
        self.assertEqual(list(document.users), [self.alice.identity])
        user = document.users[self.alice.identity]
        self.assertEqual(text_at(user, "endpoint/status"), "connected")
        self.assertEqual(text_at(user, "endpoint/joining-method"), "dialed-in")
        dialog.bye()

    def test_can_be_cancelled_or_is_answered(self):  # CRE-14
        transaction = self.alice.invite(FACTORY)
        self.assertEqual(transaction.cancel().final().status, 200)
        final = transaction.final()
        if final.status == 200:  # it crossed the CANCEL
            dialog = Dialog.of_answer(self.alice, transaction.sent, final)
            dialog.ack(transaction.sent)
            self.assertEqual(dialog.bye().status, 200)
        else:
            self.assertEqual(final.status, 487)


class WithoutAck(Scenario):
    settings = {"sip.t1_ms": 50}

    def test_answer_is_repeated_and_then_the_conference_ended(self):  # CRE-13
        transaction = self.alice.invite(FACTORY)
        uri = uri_of(transaction.final().get("Contact"))
        bye = self.alice.expect("BYE", timeout=15)
        self.assertGreaterEqual(self.alice.retransmissions, 6)  # after T1, doubled each time
        self.assertEqual(bye.request.to_tag, transaction.sent.from_tag)
        self.assertEqual(self.alice.invite(uri).final().status, 404)


if __name__ == "__main__":
    main()
