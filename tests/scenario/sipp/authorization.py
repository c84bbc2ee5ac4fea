"""Who may refer whom (REF-20 to -24, -27, -30)."""

from scenario import Hosted, main

BOB = "<sip:bob@home1.test;method=INVITE>"


class Authorization(Hosted):
    settings = {"participants_may_invite": "true", "max_participants": 4,
                "conference.operators": '["sip:operator@home1.test"]',
                "conference.denied": '["sip:mallory@home1.test", "sip:*@banned.test"]'}
    others = ("bob", "carol")

    def assertMayInvite(self, answer, ue):
        """An accepted REFER, of which bob becomes a participant."""
        self.assertEqual(answer.status, 202, answer)
        self.bob.expect("INVITE").answer()
        self.bob.expect("ACK")
        self.assertTerminated(self.final_notify(ue), "SIP/2.0 200 OK")

    def refer_outside(self, ue, target=BOB, headers=()):
        return ue.request("REFER", self.uri, [("Refer-To", target), *headers]).final()

    def test_a_participant_may_where_the_setting_says_so(self):  # REF-21
        leg, _ = self.carol.call(self.uri)
        self.assertMayInvite(self.refer(leg, BOB), self.carol)

    def test_a_participant_may_outside_of_its_dialog(self):  # REF-21, -26
        self.carol.call(self.uri)
        self.assertMayInvite(self.refer_outside(self.carol), self.carol)

    def test_an_outsider_may_not(self):  # REF-21
        self.assertEqual(self.refer_outside(self.carol).status, 403)

    def test_who_has_left_may_not_any_more(self):  # REF-21
        leg, _ = self.carol.call(self.uri)
        leg.bye()
        self.assertEqual(self.refer_outside(self.carol).status, 403)

    def test_an_operator_may_without_taking_part(self):  # REF-22
        operator = self.ue("operator")
        self.assertMayInvite(self.refer_outside(operator), operator)

    def test_nobody_may_when_all_seats_are_taken(self):  # REF-23
        for name in ("dave", "erin", "frank"):
            self.ue(name).call(self.uri)
        answer = self.refer(self.dialog, BOB)
        self.assertEqual(answer.status, 403)
        self.assertHeader(answer, "Warning", "^399 ")

    def test_nobody_may_invite_who_is_denied(self):  # REF-24
        self.assertEqual(self.refer(self.dialog, "<sip:mallory@home1.test>").status, 403)
        self.assertEqual(self.refer(self.dialog, "<sip:anybody@banned.test>").status, 403)
        self.assertMayInvite(self.refer(self.dialog, BOB), self.alice)

    def test_a_dialog_named_by_target_dialog_needs_its_own_identity(self):  # REF-27
        leg, _ = self.carol.call(self.uri)
        tags = [each.partition("tag=")[2] for each in (leg.local, leg.remote)]
        named = [("Target-Dialog", f"{leg.call_id};local-tag={tags[1]};remote-tag={tags[0]}"), ("Require", "tdialog")]
        self.assertEqual(self.refer_outside(self.bob, "<sip:dave@home1.test>", named).status, 403)
        self.assertMayInvite(self.refer_outside(self.carol, BOB, named), self.carol)

    def assertReferrerIsNotNamed(self, ue):
        invite = self.bob.expect("INVITE")
        self.assertEqual(invite.request.all("Referred-By"), [])
        self.assertNotIn(ue.identity, str(invite.request))
        invite.answer()
        self.assertTerminated(self.final_notify(ue), "SIP/2.0 200 OK")

    def test_a_private_referrer_is_not_named(self):  # REF-30
        self.assertEqual(self.refer_outside(self.alice, BOB, [("Privacy", "id")]).status, 202)
        self.assertReferrerIsNotNamed(self.alice)

    def test_a_private_participant_is_not_named_either(self):  # REF-30
        leg, _ = self.carol.call(self.uri, [("Privacy", "id")])
        self.refer_accepted(leg, BOB)
        self.assertReferrerIsNotNamed(self.carol)
    def test_a_participant_may_be_private_about_one_refer(self):  # REF-30
        self.refer_accepted(self.dialog, BOB, [("Privacy", "id")])
        self.assertReferrerIsNotNamed(self.alice)


if __name__ == "__main__":
    main()
