"""An invitation that reaches several phones of one user (OUT-43, -45; RFC 3261 13.2.2.4)."""

from scenario import Hosted, main
from ue.roster import Roster


class Forking(Hosted):
    def setUp(self):
        super().setUp()
        self.desk = self.ue("bob")
        self.mobile = self.ue("bob2", "sip:bob@home1.test")
        self.router.register("bob", self.desk, self.mobile)

    def invited(self):
        self.refer_accepted(self.dialog, "<sip:bob@home1.test;method=INVITE>")
        return self.desk.expect("INVITE"), self.mobile.expect("INVITE")

    def test_rings_them_and_takes_the_one_that_answers(self):  # OUT-43
        desk, mobile = self.invited()
        desk.reply(180, "Ringing")
        mobile.reply(180, "Ringing")
        leg = mobile.answer()
        self.mobile.expect("ACK")
        self.assertTerminated(self.final_notify(self.alice), "SIP/2.0 200 OK")
        self.assertEqual([each.method for each in self.desk.seen], ["INVITE"])
        self.assertEqual(leg.bye().status, 200)

    def test_keeps_the_first_that_answers_and_ends_the_second(self):  # OUT-45
        self.assertEqual(self.alice.subscribe(self.uri).final().status, 200)
        roster = Roster()
        roster.apply(self.alice.expect_notify("conference").body)
        desk, mobile = self.invited()
        desk.reply(180, "Ringing")
        mobile.reply(183, "Session Progress")
        first = desk.answer()
        self.desk.expect("ACK")
        mobile.answer()
        self.mobile.expect("ACK")
        self.mobile.expect("BYE")
        self.assertTerminated(self.final_notify(self.alice), "SIP/2.0 200 OK")
        document = roster.apply(self.alice.expect_notify("conference").body)
        self.assertEqual(document.value("conference-state/user-count"), "2")
        self.assertEqual(roster.present(), {self.alice.identity, "sip:bob@home1.test"})
        self.alice.expect_silence("NOTIFY", 0.3)
        self.assertEqual([each.method for each in self.desk.seen], ["INVITE", "ACK"])
        self.assertEqual(first.bye().status, 200)

    def test_withdraws_from_all_of_them(self):  # OUT-57, -46
        desk, mobile = self.invited()
        desk.reply(180, "Ringing")
        mobile.reply(180, "Ringing")
        self.assertEqual(self.alice.expect_notify("refer").text, "SIP/2.0 100 Trying\r\n")
        self.dialog.bye()
        self.desk.expect("CANCEL")
        self.mobile.expect("CANCEL")
        self.assertTerminated(self.final_notify(self.alice), "SIP/2.0 487 Request Terminated")


if __name__ == "__main__":
    main()
