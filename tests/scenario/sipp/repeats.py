"""The same user referred to, or calling in, more than once (REF-16 to -18; OUT-59; DEC-17)."""

from scenario import Hosted, Scenario, main

BOB = "<sip:bob@home1.test;method=INVITE>"


class Repeats(Hosted):
    others = ("bob",)

    def invites_of_bob(self):
        return [each.method for each in self.bob.seen].count("INVITE")

    def test_who_is_in_already_is_reported_and_not_called(self):  # REF-16
        self.bring_in(self.dialog, self.bob)
        self.refer_accepted(self.dialog, BOB)
        self.assertTerminated(self.final_notify(self.alice), "SIP/2.0 200 OK")
        self.assertEqual(self.invites_of_bob(), 1)

    def test_who_is_in_already_is_called_to_replace_a_dialog(self):  # REF-16
        self.bring_in(self.dialog, self.bob)
        target = "<sip:bob@home1.test?Replaces=c1%3Bto-tag%3D1%3Bfrom-tag%3D2>"
        self.refer_accepted(self.dialog, target)
        second = self.bob.expect("INVITE")
        self.assertEqual(second.request.get("Replaces"), "c1;to-tag=1;from-tag=2")
        second.answer()
        self.assertTerminated(self.final_notify(self.alice), "SIP/2.0 200 OK")

    def test_the_referrer_itself_is_in_already(self):  # REF-18
        self.refer_accepted(self.dialog, f"<{self.alice.identity};method=INVITE>")
        self.assertTerminated(self.final_notify(self.alice), "SIP/2.0 200 OK")
        self.assertNotIn("INVITE", [each.method for each in self.alice.seen])

    def test_who_is_ringing_is_called_once_and_reported_twice(self):  # REF-17
        self.refer_accepted(self.dialog, BOB)
        invite = self.bob.expect("INVITE")
        invite.reply(180, "Ringing")
        self.refer_accepted(self.dialog, BOB)
        invite.answer()
        finals = [self.final_notify(self.alice) for _ in range(2)]
        for each in finals:
            self.assertTerminated(each, "SIP/2.0 200 OK")
        self.assertEqual(len({each.get("Event") for each in finals}), 2)
        self.assertEqual(self.invites_of_bob(), 1)

    def test_who_has_left_is_called_again(self):  # REF-16
        self.bring_in(self.dialog, self.bob).bye()
        self.bring_in(self.dialog, self.bob)
        self.assertEqual(self.invites_of_bob(), 2)

    def test_who_calls_in_while_ringing_has_two_legs(self):  # OUT-59
        self.refer_accepted(self.dialog, BOB)
        invite = self.bob.expect("INVITE")
        invite.reply(180, "Ringing")
        own, _ = self.bob.call(self.uri)
        called = invite.answer()
        self.bob.expect("ACK")
        self.assertTerminated(self.final_notify(self.alice), "SIP/2.0 200 OK")
        self.assertEqual(own.bye().status, 200)
        self.assertEqual(called.bye().status, 200)


class OneEndpointPerUser(Scenario):
    settings = {"conference.one_endpoint_per_user": "true"}

    def test_who_calls_in_while_ringing_rings_no_more(self):  # OUT-59
        bob = self.ue("bob")
        dialog, uri = self.conference()
        self.refer_accepted(dialog, BOB)
        bob.expect("INVITE").reply(180, "Ringing")
        bob.call(uri)
        bob.expect("CANCEL")
        self.assertTerminated(self.final_notify(self.alice), "SIP/2.0 200 OK")
        dialog.bye()

    def test_a_second_call_is_486(self):  # JOI-04
        bob = self.ue("bob")
        dialog, uri = self.conference()
        bob.call(uri)
        self.assertEqual(bob.invite(uri).final().status, 486)
        dialog.bye()


if __name__ == "__main__":
    main()
