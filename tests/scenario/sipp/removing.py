"""A user is removed by REFER with method=BYE (REM-01, -02, -05, -06; RFC 4579 5.11)."""

from scenario import Hosted, Scenario, main
from ue.message import uri_of
from ue.roster import Roster, text_at


class Removing(Hosted):
    others = ("bob",)

    def watch(self):
        """Alice's view of the conference, of which the first document is in."""
        self.assertEqual(self.alice.subscribe(self.uri).final().status, 200)
        roster = Roster()
        roster.apply(self.alice.expect_notify("conference").body)
        return roster

    def remove(self, uri, ue=None):
        """Alice removes that URI, for which `ue`, without one bob, gets the BYE."""
        self.refer_accepted(self.dialog, f"<{uri};method=BYE>")
        bye = (ue or self.bob).expect("BYE")
        self.assertTerminated(self.final_notify(self.alice), "SIP/2.0 200 OK")
        return bye.request

    def test_with_a_bye_and_a_report(self):  # REM-01
        leg = self.bring_in(self.dialog, self.bob)
        refer = self.dialog.request("REFER", [("Refer-To", "<sip:bob@home1.test;method=BYE>")])
        self.assertEqual(refer.final().status, 202)
        bye = self.bob.expect("BYE").request
        self.assertEqual(bye.call_id, leg.call_id)
        self.assertFragment(self.alice.expect_notify("refer"), "SIP/2.0 100 Trying", r"^active;expires=\d+$")
        final = self.alice.expect_notify("refer")
        self.assertTerminated(final, "SIP/2.0 200 OK")
        self.assertEqual(final.get("Event"), f"refer;id={refer.sent.cseq[0]}")
        self.assertEqual(leg.request("BYE").final().status, 481)

    def test_outside_of_the_dialog_too(self):  # REM-01, REF-26
        self.bring_in(self.dialog, self.bob)
        refer = self.alice.request("REFER", self.uri, [("Refer-To", "<sip:bob@home1.test;method=BYE>")])
        self.assertEqual(refer.final().status, 202)
        self.bob.expect("BYE")
        self.assertTerminated(self.final_notify(self.alice), "SIP/2.0 200 OK")

    def test_and_the_others_see_that_it_was_removed(self):  # REM-05, EVT-26
        self.bring_in(self.dialog, self.bob)
        roster = self.watch()
        self.remove(self.bob.identity)
        roster.apply(self.alice.expect_notify("conference").body)
        user = roster.users[self.bob.identity]
        self.assertEqual(text_at(user, "endpoint/status"), "disconnected")
        self.assertEqual(text_at(user, "endpoint/disconnection-method"), "booted")

    def test_and_its_own_subscription_ends(self):  # REM-06
        self.bring_in(self.dialog, self.bob)
        self.assertEqual(self.bob.subscribe(self.uri).final().status, 200)
        self.bob.expect_notify("conference")
        self.remove(self.bob.identity)
        while not (last := self.bob.expect_notify("conference")).get("Subscription-State").startswith("terminated"):
            pass
        self.assertHeader(last, "Subscription-State", "^terminated;reason=noresource$")

    def test_and_may_be_invited_again(self):
        self.bring_in(self.dialog, self.bob)
        self.remove(self.bob.identity)
        self.bring_in(self.dialog, self.bob)

    def test_from_all_its_phones(self):  # REM-01
        other = self.ue("bob2", self.bob.identity)
        for each in (self.bob, other):
            each.call(self.uri)
        self.remove(self.bob.identity)
        other.expect("BYE")

    def test_is_200_also_when_the_user_knows_nothing_of_it(self):  # REM-05
        self.bob.automatic.remove("BYE")
        self.bring_in(self.dialog, self.bob)
        self.refer_accepted(self.dialog, "<sip:bob@home1.test;method=BYE>")
        self.bob.expect("BYE").reply(481, "Call/Transaction Does Not Exist")
        self.assertTerminated(self.final_notify(self.alice), "SIP/2.0 200 OK")

    def test_404_for_who_is_not_in(self):  # REM-01
        self.assertEqual(self.refer(self.dialog, "<sip:bob@home1.test;method=BYE>").status, 404)
        self.alice.expect_silence("NOTIFY", 0.1)

    def test_400_with_a_dialog_to_replace(self):  # REF-10
        self.bring_in(self.dialog, self.bob)
        target = "<sip:bob@home1.test;method=BYE?Replaces=c1%3Bto-tag%3D1%3Bfrom-tag%3D2>"
        self.assertEqual(self.refer(self.dialog, target).status, 400)

    def test_403_for_who_is_not_the_host(self):  # REM-01
        carol = self.ue("carol")
        leg, _ = carol.call(self.uri)
        self.bring_in(self.dialog, self.bob)
        self.assertEqual(self.refer(leg, "<sip:bob@home1.test;method=BYE>").status, 403)
        outsider = self.ue("eve").request("REFER", self.uri, [("Refer-To", "<sip:bob@home1.test;method=BYE>")])
        self.assertEqual(outsider.final().status, 403)
        self.wire.settle()
        self.assertNotIn("BYE", [each.method for each in self.bob.seen])

    # REM-02: whom the URI means

    def test_by_the_roster_entity_with_user_phone(self):
        self.bring_in(self.dialog, self.bob)
        self.remove(f"{self.bob.identity};user=phone")

    def test_by_the_contact(self):
        self.bring_in(self.dialog, self.bob)
        self.remove(uri_of(self.bob.contact))

    def test_by_what_it_was_invited_as(self):
        self.router.register("nickname", self.bob)
        self.bring_in(self.dialog, self.bob, "<sip:nickname@home1.test>")  # and answers as sip:bob@home1.test
        self.remove("sip:nickname@home1.test")

    def test_by_its_number_in_any_form(self):
        phone = self.ue("phone", "sip:+15550002@home1.test;user=phone")
        for uri in ("tel:+15550002", "tel:+1-555-0002", "sip:+15550002@home1.test",
                    "sip:+15550002@home1.test;user=phone"):
            phone.call(self.uri)
            self.remove(uri, phone)

    def test_by_the_tel_identity_that_came_with_the_other(self):
        self.bob.call(self.uri, [("P-Asserted-Identity", f"<{self.bob.identity}>, <tel:+15550002>")])
        self.remove("tel:+15550002")

    def test_by_the_anonymous_entity(self):
        roster = self.watch()
        self.bob.call(self.uri, [("Privacy", "id")])
        roster.apply(self.alice.expect_notify("conference").body)
        entity = next(each for each in roster.users if each != self.alice.identity)
        self.assertRegex(entity, "^sip:anonymous[0-9]+@anonymous.invalid$")
        self.remove(entity)


class RemovingWhoIsSilent(Scenario):
    settings = {"sip.t1_ms": 20}

    def test_is_200_when_the_bye_is_never_answered(self):  # REM-05
        bob = self.ue("bob")
        bob.automatic.remove("BYE")
        dialog, _ = self.conference()
        self.bring_in(dialog, bob)
        self.refer_accepted(dialog, "<sip:bob@home1.test;method=BYE>")
        bob.expect("BYE")
        self.assertTerminated(self.final_notify(self.alice), "SIP/2.0 200 OK")
        dialog.bye()


if __name__ == "__main__":
    main()
