"""INVITE with Replaces or Join to the focus (RFC 3891, RFC 3911; JOI-07 to -12, CRE-19)."""

from scenario import FACTORY, Hosted, Scenario, main
from ue.agent import Dialog
from ue.message import uri_of
from ue.roster import NAMESPACE, Roster, text_at


def names(dialog):
    """That dialog as Replaces and Join name it to the focus: its own tag is the to-tag (RFC 3891 3)."""
    ours, theirs = (each.partition("tag=")[2] for each in (dialog.local, dialog.remote))
    return f"{dialog.call_id};to-tag={theirs};from-tag={ours}"


class InConference(Hosted):
    """Alice's conference, which bob has called in to; `tablet` is another phone of his."""

    others = ("bob",)

    def setUp(self):
        super().setUp()
        self.tablet = self.ue("tablet", self.bob.identity)
        self.leg, _ = self.bob.call(self.uri)

    def status(self, *headers, ue=None, uri=None):
        return (ue or self.tablet).invite(uri or self.uri, headers).final().status

    def assertLegLives(self):
        self.wire.settle()
        self.assertEqual(self.bob.seen, [])
        self.assertEqual(self.leg.request("OPTIONS").final().status, 200)


class Replacing(InConference):
    def test_takes_the_place_of_the_leg(self):  # JOI-07
        self.assertEqual(self.alice.subscribe(self.uri).final().status, 200)
        roster = Roster()
        roster.apply(self.alice.expect_notify("conference").body)
        leg, answer = self.tablet.call(self.uri, [("Replaces", names(self.leg))])
        self.assertIsConferenceContact(answer, self.uri)
        self.assertEqual(self.bob.expect("BYE").request.call_id, self.leg.call_id)
        while True:
            roster.apply(self.alice.expect_notify("conference").body)
            statuses = {each.get("entity"): text_at(each, "status")
                        for each in roster.users[self.bob.identity].findall(NAMESPACE + "endpoint")}
            if statuses.get(uri_of(self.bob.contact), "disconnected") == "disconnected":
                break
        self.assertEqual(statuses[uri_of(self.tablet.contact)], "connected")
        self.assertEqual(leg.bye().status, 200)

    def test_may_be_required(self):  # JOI-12
        self.tablet.call(self.uri, [("Replaces", names(self.leg)), ("Require", "replaces")])
        self.bob.expect("BYE")

    def test_481_for_a_dialog_that_is_none(self):  # JOI-07
        call_id, _, tags = names(self.leg).partition(";")
        self.assertEqual(self.status(("Replaces", f"nobody;{tags}")), 481)
        self.assertEqual(self.status(("Replaces", f"{call_id};to-tag=0;from-tag=1")), 481)
        swapped = f"{call_id};to-tag={tags.split('=')[2]};from-tag={tags.split('=')[1].split(';')[0]}"
        self.assertEqual(self.status(("Replaces", swapped)), 481)
        self.assertLegLives()

    def test_481_for_a_leg_of_another_conference(self):  # JOI-09, DEC-11
        erin = self.ue("erin")
        other, uri = self.conference(erin)
        self.assertEqual(self.status(("Replaces", names(self.leg)), uri=uri), 481)
        self.assertLegLives()
        other.bye()

    def test_481_at_the_factory(self):  # CRE-19
        self.assertEqual(self.status(("Replaces", "nobody;to-tag=1;from-tag=2"), uri=FACTORY), 481)

    def test_603_for_a_leg_that_is_over(self):  # JOI-07
        self.leg.bye()
        self.assertEqual(self.status(("Replaces", names(self.leg))), 603)

    def test_486_for_early_only_when_it_is_answered(self):  # JOI-07
        self.assertEqual(self.status(("Replaces", f"{names(self.leg)};early-only")), 486)
        self.assertLegLives()

    def test_403_for_another_user(self):  # JOI-07
        self.assertEqual(self.status(("Replaces", names(self.leg)), ue=self.ue("eve")), 403)
        self.assertEqual(self.status(("Replaces", names(self.leg)), ("Referred-By", f"<{self.bob.identity}>"),
                                     ue=self.ue("mallory")), 403)
        self.assertLegLives()

    def test_400_for_two_dialogs(self):  # JOI-07, -10
        one = ("Replaces", names(self.leg))
        self.assertEqual(self.status(one, one), 400)
        self.assertEqual(self.status(one, ("Join", names(self.leg))), 400)
        self.assertEqual(self.status(("Join", names(self.leg)), ("Join", "c1;to-tag=1;from-tag=2")), 400)
        self.assertLegLives()

    def test_400_in_any_other_request(self):  # JOI-11
        for header in ("Replaces", "Join"):
            headers = [("Refer-To", "<sip:carol@home1.test>"), (header, names(self.leg))]
            self.assertEqual(self.dialog.request("REFER", headers).final().status, 400)
        self.assertLegLives()

    def test_leaves_the_leg_alone_when_its_own_offer_is_of_no_use(self):  # JOI-07
        offer = self.tablet.sdp().replace(b"RTP/AVP 0 8 101", b"RTP/AVP 97").replace(b"rtpmap:0 PCMU", b"rtpmap:97 X")
        answer = self.tablet.invite(self.uri, [("Replaces", names(self.leg))], offer).final()
        self.assertEqual(answer.status, 488)
        self.assertLegLives()


class ReplacingAnInvitation(Scenario):
    def test_answers_it_from_another_phone(self):  # JOI-08
        bob = self.ue("bob")
        tablet = self.ue("tablet", bob.identity)
        dialog, uri = self.conference()
        self.refer(dialog, "<sip:bob@home1.test;method=INVITE>")
        invite = bob.expect("INVITE")
        invite.reply(180, "Ringing")
        self.assertEqual(self.alice.expect_notify("refer").text, "SIP/2.0 100 Trying\r\n")
        self.alice.expect_notify("refer")
        leg, _ = tablet.call(uri, [("Replaces", names(Dialog.of_request(bob, invite.request, invite.local)))])
        bob.expect("CANCEL")
        self.assertTerminated(self.final_notify(self.alice), "SIP/2.0 200 OK")
        self.assertEqual(leg.bye().status, 200)
        dialog.bye()


class ReplacingByReferral(InConference):
    settings = {"conference.replaces_by_referral": "true"}

    def test_is_for_whom_the_user_sent(self):  # JOI-07
        carol = self.ue("carol")
        self.assertEqual(self.status(("Replaces", names(self.leg)), ue=carol), 403)
        carol.call(self.uri, [("Replaces", names(self.leg)), ("Referred-By", f"<{self.bob.identity}>")])
        self.bob.expect("BYE")


class Joining(InConference):
    def test_a_leg_brings_one_into_its_conference(self):  # JOI-10
        carol = self.ue("carol")
        leg, answer = carol.call(self.uri, [("Join", names(self.leg)), ("Require", "join")])
        self.assertIsConferenceContact(answer, self.uri)
        self.assertEqual(leg.bye().status, 200)
        self.assertLegLives()

    def test_a_dialog_that_is_none_is_calling_in(self):  # JOI-10
        leg, answer = self.ue("carol").call(self.uri, [("Join", "nobody;to-tag=1;from-tag=2")])
        self.assertIsConferenceContact(answer, self.uri)
        self.assertEqual(leg.bye().status, 200)

    def test_a_dialog_that_is_none_makes_a_conference_at_the_factory(self):  # CRE-19
        leg, answer = self.ue("carol").call(FACTORY, [("Join", "nobody;to-tag=1;from-tag=2")])
        self.assertNotEqual(uri_of(answer.get("Contact")), self.uri)
        self.assertEqual(leg.bye().status, 200)


if __name__ == "__main__":
    main()
