"""REFERs that the focus refuses in its response (table 2.1; REF-01 to -28): nobody is invited, nothing is notified."""

from scenario import FACTORY, Hosted, main

BOB = "<sip:bob@home1.test;method=INVITE>"


class Refusals(Hosted):
    others = ("bob",)

    def refused(self, status, *refer_to, headers=()):
        answer = self.dialog.request("REFER", [*(("Refer-To", each) for each in refer_to), *headers]).final()
        self.assertEqual(answer.status, status, answer)
        self.assertNothingHappens()
        return answer

    def refused_outside(self, status, ue, uri, headers=()):
        given = headers or [("Refer-To", BOB)]
        self.assertEqual(ue.request("REFER", uri, given).final().status, status)
        self.assertNothingHappens()

    def assertNothingHappens(self):
        self.wire.settle()
        self.assertEqual([each.summary() for each in self.bob.seen], [])
        self.assertEqual([each.summary() for each in self.alice.seen], [])

    def test_604_for_a_conference_that_is_not_allocated(self):
        uri = f"sip:nobody-knows-it@{self.focus.domain}"
        self.refused_outside(604, self.alice, uri)

    def test_604_comes_before_authorization(self):  # seed 7.3.3.5.4
        self.refused_outside(604, self.ue("eve"), f"sip:nobody-knows-it@{self.focus.domain}")

    def test_604_comes_before_a_look_at_refer_to(self):
        self.refused_outside(604, self.alice, f"sip:nobody-knows-it@{self.focus.domain}", [("Refer-To", "<http://x>")])

    def test_403_for_a_stranger(self):  # REF-20, -21
        self.refused_outside(403, self.ue("eve"), self.uri)

    def test_403_without_an_asserted_identity_whatever_from_says(self):  # REF-20
        self.refused_outside(403, self.alice, self.uri, [("Refer-To", BOB), ("P-Asserted-Identity", None)])

    def test_403_for_a_participant_who_is_not_the_host(self):  # REF-21
        carol = self.ue("carol")
        leg, _ = carol.call(self.uri)
        answer = leg.request("REFER", [("Refer-To", BOB)]).final()
        self.assertEqual(answer.status, 403)
        leg.bye()
        self.assertNothingHappens()

    def test_403_for_another_identity_in_the_hosts_dialog(self):  # REF-20
        self.refused(403, BOB, headers=[("P-Asserted-Identity", "<sip:eve@home1.test>")])

    def test_in_the_dialog_the_hosts_identity_may_be_left_out(self):  # REF-20
        answer = self.dialog.request("REFER", [("Refer-To", BOB), ("P-Asserted-Identity", None)]).final()
        self.assertEqual(answer.status, 202)
        self.bob.expect("INVITE").answer()
        self.final_notify(self.alice)

    def test_403_at_the_factory(self):  # CRE-17
        self.refused_outside(403, self.alice, FACTORY)

    def test_403_for_the_conference_itself_as_target(self):  # REF-15
        self.refused(403, f"<{self.uri}>")

    def test_400_without_refer_to(self):  # REF-01
        self.refused(400)

    def test_400_with_two_refer_to_headers(self):  # REF-01
        self.refused(400, BOB, "<sip:carol@home1.test>")

    def test_400_with_two_values_in_one_refer_to(self):  # REF-01
        self.refused(400, f"{BOB}, <sip:carol@home1.test>")

    def test_400_for_a_line_break_in_the_header_part(self):  # REF-13
        self.refused(400, "<sip:bob@home1.test?Subject=a%0d%0aVia:%20SIP/2.0/UDP%20192.0.2.66>")
        self.refused(400, "<sip:bob@home1.test?Replaces=a%0aX:%3Bto-tag%3D1%3Bfrom-tag%3D2>")
        self.refused(400, "<sip:bob@home1.test?Subject=a%00b>")

    def test_400_for_a_replaces_that_is_none(self):  # REF-10
        for broken in ("c1", "c1%3Bto-tag%3D1", "c1%3Bto-tag%3D1%3Bto-tag%3D2%3Bfrom-tag%3D3",
                       "%3Bto-tag%3D1%3Bfrom-tag%3D2"):
            self.refused(400, f"<sip:bob@home1.test?Replaces={broken}>")

    def test_400_for_an_unreadable_uri(self):  # REF-02
        self.refused(400, "<sip:>")

    def test_416_for_a_scheme_of_other_worlds(self):  # REF-05
        self.refused(416, "<http://home1.test/bob>")

    def test_416_for_a_scheme_that_needs_tls(self):  # REF-03
        self.refused(416, "<sips:bob@home1.test>")

    def test_484_for_a_local_number_without_context(self):  # REF-04
        self.refused(484, "<tel:5550002>")

    def test_403_for_a_method_that_is_not_offered(self):  # REF-09
        for method in ("SUBSCRIBE", "REFER", "MESSAGE", "FROBNICATE"):
            self.refused(403, f"<sip:bob@home1.test;method={method}>")

    def test_400_for_a_method_that_is_none(self):  # REF-09
        self.refused(400, "<sip:bob@home1.test;method=>")

    def test_400_for_a_requirement_of_the_invite_that_we_lack(self):  # REF-12
        self.refused(400, "<sip:bob@home1.test?Require=x-unheard-of>")

    def test_400_with_two_referred_by(self):  # REF-28
        self.refused(400, BOB, headers=[("Referred-By", "<sip:alice@home1.test>"), ("Referred-By", "<sip:x@y.test>")])

    def test_415_for_a_body_that_has_to_be_understood(self):  # REF-36
        answer = self.dialog.request("REFER", [("Refer-To", BOB), ("Content-Type", "application/x-unheard-of")], b"x")
        self.assertEqual(answer.final().status, 415)
        self.assertNothingHappens()

    def test_400_without_a_contact_where_a_dialog_would_begin(self):  # REF-26, DLG-18
        self.refused_outside(400, self.alice, self.uri, [("Refer-To", BOB), ("Contact", None)])

    def test_420_for_an_extension_that_we_lack(self):  # GEN-05
        answer = self.refused(420, BOB, headers=[("Require", "x-unheard-of")])
        self.assertEqual(answer.tokens("Unsupported"), ["x-unheard-of"])

    def test_481_in_a_dialog_that_is_not_there(self):  # table 2.1
        headers = [("Refer-To", BOB), ("To", f"<{self.uri}>;tag=nobody")]
        self.assertEqual(self.alice.request("REFER", self.uri, headers).final().status, 481)
        self.assertNothingHappens()


if __name__ == "__main__":
    main()
