"""What a referrer may answer to NOTIFY, and what becomes of its subscription and its leg (NTF-11 to -17)."""

from scenario import Scenario, main


class NotifyAnswers(Scenario):
    settings = {"sip.t1_ms": 20}  # nobody waits for 64 * 0.5 s

    def setUp(self):
        super().setUp()
        self.bob = self.ue("bob")
        self.dialog, self.uri = self.conference()
        self.alice.automatic.remove("NOTIFY")
        self.alice.automatic.remove("OPTIONS")
        self.refer(self.dialog, "<sip:bob@home1.test;method=INVITE>")
        self.invite = self.bob.expect("INVITE")
        self.invite.reply(100, "Trying")
        self.trying = self.alice.expect("NOTIFY")

    def tearDown(self):
        self.alice.automatic.add("NOTIFY")
        self.dialog.bye()
        super().tearDown()

    def assertNothingMoreIsTold(self):
        """Neither the ringing nor the outcome, and bob is invited all the same."""
        self.invite.reply(180, "Ringing")
        self.invite.answer()
        self.bob.expect("ACK")
        self.alice.expect_silence("NOTIFY", 0.3)
        self.assertEqual([each.method for each in self.bob.seen], ["INVITE", "ACK"])

    def assertOutcomeIsTold(self):
        self.invite.answer()
        final = self.alice.expect("NOTIFY")
        self.assertTerminated(final.request, "SIP/2.0 200 OK")
        final.reply(200, "OK")

    def assertNotInDoubt(self):
        self.assertNotIn("OPTIONS", [each.method for each in self.alice.seen])

    def test_481_ends_the_subscription_alone(self):  # NTF-12
        self.trying.reply(481, "Subscription Does Not Exist")
        self.assertNothingMoreIsTold()
        self.assertNotInDoubt()

    def test_489_ends_the_subscription_alone(self):  # NTF-13
        self.trying.reply(489, "Bad Event")
        self.assertNothingMoreIsTold()
        self.assertNotInDoubt()

    def test_407_ends_the_subscription(self):  # NTF-14
        self.trying.reply(407, "Proxy Authentication Required", [("Proxy-Authenticate", 'Digest realm="x", nonce="1"')])
        self.assertNothingMoreIsTold()

    def test_404_ends_the_subscription_and_has_the_leg_asked(self):  # NTF-13
        self.trying.reply(404, "Not Found")
        self.alice.expect("OPTIONS").reply(200, "OK")
        self.assertNothingMoreIsTold()
        self.assertEqual(self.alice.request("OPTIONS", self.uri).final().status, 200)

    def test_408_ends_the_subscription_and_has_the_leg_asked(self):  # NTF-15
        self.trying.reply(408, "Request Timeout")
        self.alice.expect("OPTIONS").reply(200, "OK")
        self.assertNothingMoreIsTold()

    def test_no_answer_ends_the_subscription_and_has_the_leg_asked(self):  # NTF-15
        self.alice.expect("OPTIONS").reply(200, "OK")
        self.assertNothingMoreIsTold()

    def test_a_leg_that_does_not_know_its_dialog_is_gone(self):  # NTF-13, DLG-08, TRM-02
        self.trying.reply(404, "Not Found")
        self.alice.expect("OPTIONS").reply(481, "Call/Transaction Does Not Exist")
        self.bob.expect("CANCEL")
        self.assertEqual(self.ue("dave").invite(self.uri).final().status, 404)

    def test_491_is_about_that_notify_only(self):  # NTF-17
        self.trying.reply(491, "Request Pending")
        self.assertOutcomeIsTold()

    def test_500_is_about_that_notify_only(self):  # NTF-17
        self.trying.reply(500, "Server Internal Error")
        self.assertOutcomeIsTold()

    def test_503_with_retry_after_is_tried_once_more(self):  # NTF-16
        self.trying.reply(503, "Service Unavailable", [("Retry-After", 1)])
        self.invite.answer()
        again = self.alice.expect("NOTIFY")
        self.assertTerminated(again.request, "SIP/2.0 200 OK")  # the state at that time
        again.reply(200, "OK")

    def test_503_a_second_time_ends_the_subscription(self):  # NTF-16
        self.trying.reply(503, "Service Unavailable", [("Retry-After", 1)])
        again = self.alice.expect("NOTIFY")
        self.assertEqual(again.request.text, "SIP/2.0 100 Trying\r\n")
        again.reply(503, "Service Unavailable", [("Retry-After", 1)])
        self.assertNothingMoreIsTold()


if __name__ == "__main__":
    main()
