"""Dialling in, leaving, and the end of a conference (JOI-01, -02, -04; REM-10; TRM-01, -02, -04, -07)."""

import os
import signal

from scenario import FACTORY, HOST, Scenario, main
from ue.daemon import Isfocusd, wait_until_gone
from ue.message import uri_of
from ue.roster import Roster


class Endings(Scenario):
    settings = {"max_participants": 3}

    def assertGone(self, uri):
        """The conference URI is not allocated (table 2.1)."""
        dave = self.ue("dave")
        self.assertEqual(dave.invite(uri).final().status, 404)
        self.assertEqual(dave.request("REFER", uri, [("Refer-To", "<sip:x@home1.test>")]).final().status, 604)
        self.assertEqual(dave.subscribe(uri).final().status, 404)
        self.assertEqual(dave.request("OPTIONS", uri).final().status, 404)

    def test_a_user_dials_in_and_leaves(self):  # JOI-01, REM-10
        bob = self.ue("bob")
        dialog, uri = self.conference()
        self.alice.subscribe(uri).final()
        roster = Roster()
        roster.apply(self.alice.expect_notify("conference").body)
        leg, answer = bob.call(uri)
        self.assertIsConferenceContact(answer, uri)
        roster.apply(self.alice.expect_notify("conference").body)
        self.assertEqual(roster.present(), {self.alice.identity, bob.identity})
        self.assertEqual(leg.bye().status, 200)
        roster.apply(self.alice.expect_notify("conference").body)
        self.assertEqual(roster.present(), {self.alice.identity})
        self.assertEqual(leg.request("BYE").final().status, 481)
        dialog.bye()

    def test_requests_go_to_the_contact_as_the_ue_wrote_it(self):  # JOI-06
        bob = self.ue("bob")
        bob.contact = f"<sip:b%6Fb@{HOST}:{bob.address[1]};x=%41;gruu>;+sip.instance=\"<urn:uuid:1>\""
        dialog, uri = self.conference()
        bob.call(uri)
        dialog.bye()
        self.assertEqual(bob.expect("BYE").request.request_uri, uri_of(bob.contact))

    def test_a_full_conference_admits_nobody(self):  # DEC-08
        dialog, uri = self.conference()
        for name in ("bob", "carol"):
            self.ue(name).call(uri)
        self.assertEqual(self.ue("erin").invite(uri).final().status, 486)
        dialog.bye()

    def test_the_last_participant_ends_it(self):  # TRM-01
        dialog, uri = self.conference()
        self.assertEqual(dialog.bye().status, 200)
        self.assertGone(uri)

    def test_the_host_ends_it_for_all(self):  # TRM-02, -04
        bob, carol = self.ue("bob"), self.ue("carol")
        dialog, uri = self.conference()
        self.bring_in(dialog, bob)
        carol.call(uri)
        for ue in (self.alice, carol):
            self.assertEqual(ue.subscribe(uri).final().status, 200)
            ue.expect_notify("conference")
        self.assertEqual(dialog.bye().status, 200)
        for ue in (bob, carol):
            ue.expect("BYE")
        for ue in (self.alice, carol):
            while not (last := ue.expect_notify("conference")).get("Subscription-State").startswith("terminated"):
                pass
            self.assertHeader(last, "Subscription-State", "^terminated;reason=noresource$")
        self.assertGone(uri)

    def test_a_participant_who_does_not_answer_bye_holds_nothing_up(self):  # TRM-04
        bob = self.ue("bob")
        bob.automatic.clear()
        dialog, uri = self.conference()
        bob.call(uri)
        dialog.bye()
        bye = bob.expect("BYE")
        self.assertGone(uri)
        bye.reply(200, "OK")

    def test_a_conference_of_another_host_goes_on(self):
        other = self.ue("bob")
        other_dialog, other_uri = self.conference(other)
        dialog, _ = self.conference()
        dialog.bye()
        self.assertEqual(other.request("OPTIONS", other_uri).final().status, 200)
        self.assertEqual(other_dialog.bye().status, 200)


class EndingsWithoutTheHost(Scenario):
    settings = {"on_host_leave": "continue"}

    def test_the_others_go_on(self):  # TRM-02
        bob, carol = self.ue("bob"), self.ue("carol")
        dialog, uri = self.conference()
        leg, _ = bob.call(uri)
        dialog.bye()
        self.wire.idle(0.3)
        self.assertEqual([each.method for each in bob.seen], [])
        carol_leg, _ = carol.call(uri)
        carol_leg.bye()
        leg.bye()


class Shutdown(Scenario):
    def test_ends_conferences_in_order(self):  # TRM-07
        focus = Isfocusd(os.environ["ISFOCUSD"], HOST, port=5060 + 900, mgc_port=3944, mid_port=3945,
                         rtp_ports="21000-21999").start()
        ue = self.ue("bob")
        ue.server = focus.address
        dialog, answer = ue.call(FACTORY)
        ue.subscribe(uri_of(answer.get("Contact"))).final()
        ue.expect_notify("conference")
        mrfpd = focus.children()
        focus.terminate()
        self.assertEqual(ue.expect("BYE").request.call_id, dialog.call_id)
        while not ue.expect_notify("conference").get("Subscription-State").startswith("terminated"):
            pass
        # A second SIGTERM would end it at once, and not in order.
        self.assertTrue(self.wire.until(lambda: focus.process.poll() is not None, 10))
        self.assertEqual(focus.stop(), "")
        for pid in mrfpd:
            self.assertTrue(wait_until_gone(pid), f"{pid} runs on")

    def test_at_once_on_a_second_sigterm(self):
        focus = Isfocusd(os.environ["ISFOCUSD"], HOST, port=5060 + 900, mgc_port=3944, mid_port=3945,
                         rtp_ports="21000-21999").start()
        ue = self.ue("bob")
        ue.server = focus.address
        ue.automatic.clear()  # nobody answers the BYE
        ue.call(FACTORY)
        focus.terminate()
        ue.expect("BYE")
        process = focus.process
        process.send_signal(signal.SIGTERM)
        process.wait(2)
        focus.stop()


if __name__ == "__main__":
    main()
