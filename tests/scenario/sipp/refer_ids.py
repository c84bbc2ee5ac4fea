"""How the NOTIFYs of several REFERs are told apart (RFC 3515 2.4.6; NTF-03, -24)."""

from scenario import Hosted, main


class ReferIds(Hosted):
    others = ("bob", "carol")

    def refer_to(self, ue):
        """An accepted REFER in the dialog: its CSeq number and the INVITE that came of it."""
        transaction = self.dialog.request("REFER", [("Refer-To", f"<{ue.identity};method=INVITE>")])
        self.assertEqual(transaction.final().status, 202)
        return transaction.sent.cseq[0], ue.expect("INVITE")

    def events_and_outcomes(self, count):
        """The Event headers of all NOTIFYs until that many subscriptions are over, and what each event ended with."""
        events, outcomes = [], {}
        while len(outcomes) < count:
            notify = self.alice.expect_notify("refer")
            events.append(notify.get("Event"))
            if notify.get("Subscription-State").startswith("terminated"):
                outcomes[events[-1]] = notify.text
        return events, outcomes

    def test_two_at_the_same_time_are_reported_apart(self):  # NTF-24
        _, first = self.refer_to(self.bob)
        number, second = self.refer_to(self.carol)
        for invite in (second, first):
            invite.reply(180, "Ringing")
        second.reply(603, "Decline")
        first.answer()
        events, outcomes = self.events_and_outcomes(2)
        self.assertEqual(set(events), {"refer", f"refer;id={number}"})
        self.assertEqual(outcomes, {"refer": "SIP/2.0 200 OK\r\n", f"refer;id={number}": "SIP/2.0 603 Decline\r\n"})

    def test_a_refused_refer_counts_as_the_first(self):  # NTF-03
        refused = self.refer(self.dialog, f"<{self.uri}>")
        self.assertEqual(refused.status, 403)
        number, invite = self.refer_to(self.bob)
        invite.answer()
        events, _ = self.events_and_outcomes(1)
        self.assertEqual(set(events), {f"refer;id={number}"})

    def test_a_refer_in_another_dialog_is_the_first_there(self):  # NTF-03
        self.bring_in(self.dialog, self.bob)
        refer = self.alice.request("REFER", self.uri, [("Refer-To", f"<{self.carol.identity}>")])
        self.assertEqual(refer.final().status, 202)
        self.carol.expect("INVITE").answer()
        events, _ = self.events_and_outcomes(1)
        self.assertEqual(set(events), {"refer"})


class ReferIdsAlways(ReferIds):
    settings = {"refer.id_always": "true"}

    def test_two_at_the_same_time_are_reported_apart(self):
        number, first = self.refer_to(self.bob)
        first.answer()
        events, _ = self.events_and_outcomes(1)
        self.assertEqual(set(events), {f"refer;id={number}"})

    test_a_refer_in_another_dialog_is_the_first_there = None


if __name__ == "__main__":
    main()
