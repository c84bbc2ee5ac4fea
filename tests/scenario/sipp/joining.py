"""Calling in to a conference (JOI-01, -04, -06)."""

from scenario import HOST, Hosted, Scenario, main
from ue.message import uri_of
from ue.roster import NAMESPACE, Document, Roster, text_at


class Joining(Hosted):
    others = ("bob",)

    def test_a_second_call_of_one_user_is_another_endpoint(self):  # JOI-04
        self.bob.call(self.uri)
        second = self.ue("bob2", self.bob.identity)
        leg, _ = second.call(self.uri)
        self.assertEqual(self.alice.subscribe(self.uri).final().status, 200)
        document = Document(self.alice.expect_notify("conference").body)
        self.assertEqual(set(document.users), {self.alice.identity, self.bob.identity})
        endpoints = document.users[self.bob.identity].findall(NAMESPACE + "endpoint")
        self.assertEqual([text_at(each, "status") for each in endpoints], ["connected", "connected"])
        self.assertEqual(len({each.get("entity") for each in endpoints}), 2)
        leg.bye()
        self.alice.pending.clear()
        self.alice.expect_silence("BYE", 0.2)
        self.assertEqual(self.bob.seen, [])  # the first call goes on

    def test_a_call_by_referral_is_one_like_all(self):  # 24.147 A.4.3
        leg, answer = self.bob.call(self.uri, [("Referred-By", f"<{self.alice.identity}>")])
        self.assertIsConferenceContact(answer, self.uri)
        self.assertEqual(leg.bye().status, 200)

    def test_the_one_who_called_in_is_told_so(self):  # JOI-01
        roster = Roster()
        self.alice.subscribe(self.uri).final()
        roster.apply(self.alice.expect_notify("conference").body)
        self.bob.call(self.uri)
        roster.apply(self.alice.expect_notify("conference").body)
        self.assertEqual(text_at(roster.users[self.bob.identity], "endpoint/joining-method"), "dialed-in")

    def test_every_request_goes_to_the_contact_as_the_ue_wrote_it(self):  # JOI-06
        self.bob.contact = f"<sip:b%6Fb@{HOST}:{self.bob.address[1]};x=%41;gruu>;+sip.instance=\"<urn:uuid:1>\""
        leg, _ = self.bob.call(self.uri)
        self.bob.subscribe(self.uri, leg).final()
        self.assertEqual(self.bob.expect_notify("conference").request_uri, uri_of(self.bob.contact))


class JoiningByInvitation(Scenario):
    settings = {"join": "invited"}

    def test_is_for_who_was_invited(self):  # JOI-01
        bob = self.ue("bob")
        dialog, uri = self.conference()
        self.assertEqual(bob.invite(uri).final().status, 403)
        self.bring_in(dialog, bob).bye()
        leg, _ = bob.call(uri)
        self.assertEqual(leg.bye().status, 200)
        dialog.bye()


class JoiningWhenDenied(Scenario):
    settings = {"conference.denied": '["sip:mallory@home1.test"]'}

    def test_is_403(self):  # JOI-01, REF-24
        dialog, uri = self.conference()
        self.assertEqual(self.ue("mallory").invite(uri).final().status, 403)
        dialog.bye()


if __name__ == "__main__":
    main()
