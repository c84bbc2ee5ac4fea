"""Conferences whose host decides who may come in (JOI-03)."""

from scenario import Hosted, Scenario, main
from ue.agent import Dialog
from ue.roster import Roster


class Approval(Hosted):
    settings = {"join": "approval", "conference_event.min_gap_ms": 0}
    others = ("dave",)

    def setUp(self):
        super().setUp()
        self.assertEqual(self.alice.subscribe(self.uri).final().status, 200)
        self.roster = Roster()
        self.hear()

    def hear(self):
        self.roster.apply(self.alice.expect_notify("conference").body)

    def knock(self):
        """Dave calls and is let wait, which the host sees."""
        transaction = self.dave.invite(self.uri)
        self.assertIsConferenceContact(transaction.provisional(183), self.uri)
        self.hear()
        self.assertEqual(self.roster.status(self.dave.identity), "on-hold")
        return transaction

    def test_the_host_lets_one_in(self):
        transaction = self.knock()
        self.refer_accepted(self.dialog, "<sip:dave@home1.test;method=INVITE>")
        answer = transaction.final()
        self.assertEqual(answer.status, 200)
        leg = Dialog.of_answer(self.dave, transaction.sent, answer)
        leg.ack(transaction.sent)
        self.assertTerminated(self.final_notify(self.alice), "SIP/2.0 200 OK")
        self.hear()
        self.assertEqual(self.roster.status(self.dave.identity), "connected")
        self.assertNotIn("INVITE", [each.method for each in self.dave.seen])
        self.assertEqual(leg.bye().status, 200)

    def test_the_host_turns_one_away(self):
        transaction = self.knock()
        self.refer_accepted(self.dialog, "<sip:dave@home1.test;method=BYE>")
        self.assertEqual(transaction.final().status, 603)
        self.assertTerminated(self.final_notify(self.alice), "SIP/2.0 200 OK")
        self.hear()
        self.assertNotIn(self.dave.identity, self.roster.present())

    def test_who_waits_may_give_up(self):
        transaction = self.knock()
        self.assertEqual(transaction.cancel().final().status, 200)
        self.assertEqual(transaction.final().status, 487)
        self.hear()
        self.assertNotIn(self.dave.identity, self.roster.present())

    def test_who_waits_may_not_refer(self):  # REF-41
        transaction = self.knock()
        early = Dialog.of_answer(self.dave, transaction.sent, transaction.responses[-1])
        self.assertEqual(self.refer(early, "<sip:bob@home1.test>").status, 403)
        transaction.cancel().final()

    def test_who_was_invited_need_not_wait(self):
        self.bring_in(self.dialog, self.dave).bye()
        leg, _ = self.dave.call(self.uri)
        self.assertEqual(leg.bye().status, 200)

    def test_the_end_of_the_conference_turns_all_away(self):
        transaction = self.knock()
        self.dialog.bye()
        self.assertGreaterEqual(transaction.final().status, 400)


class ApprovalThatNobodyGives(Scenario):
    settings = {"join": "approval", "no_answer_s": 1}

    def test_is_480(self):
        dialog, uri = self.conference()
        transaction = self.ue("dave").invite(uri)
        transaction.provisional(183)
        self.assertEqual(transaction.final(5).status, 480)
        dialog.bye()


if __name__ == "__main__":
    main()
