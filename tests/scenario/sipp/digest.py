"""A laboratory without a core: UEs that prove by passwords who they are (RFC 3261 22.4, RFC 8760; CHG-04)."""

import re

from scenario import FACTORY, Scenario, main
from ue.agent import Dialog
from ue.digest import answer_to
from ue.message import uri_of

REALM = "lab.test"
USERS = {"alice": "s3cret", "bob": "pass"}
NOBODY = ("P-Asserted-Identity", None)


class Digest(Scenario):
    settings = {"sip.trusted": "[]",
                "sip.digest": "{realm: %s, users: [%s]}" % (REALM, ", ".join(
                    f'{{uri: "sip:{name}@home1.test", user: {name}, password: {word}}}' for name, word in USERS.items()))}

    def challenges(self, transaction):
        refused = transaction.final()
        self.assertEqual(refused.status, 401, refused)
        values = refused.all("WWW-Authenticate")
        self.assertEqual([re.search("algorithm=([^,]*)", each)[1] for each in values], ["SHA-256", "MD5"])
        return values

    def log_in(self, ue, method, uri, headers=(), body=b"", which=0, password=None):
        """The request with the answer to its challenge."""
        challenge = self.challenges(ue.request(method, uri, [NOBODY, *headers], body))[which]
        given = answer_to(challenge, method, uri, ue.name, password or USERS.get(ue.name, ""))
        return ue.request(method, uri, [NOBODY, ("Authorization", given), *headers], body, cseq=2)

    def create(self, which=0):
        transaction = self.log_in(self.alice, "INVITE", FACTORY, [("Content-Type", "application/sdp")],
                                  self.alice.sdp(), which)
        answer = transaction.final()
        self.assertEqual(answer.status, 200, answer)
        dialog = Dialog.of_answer(self.alice, transaction.sent, answer)
        dialog.ack(transaction.sent)
        return dialog, uri_of(answer.get("Contact"))

    def test_whoever_knows_a_password_makes_a_conference_and_brings_in_others(self):
        for which in (0, 1):
            dialog, uri = self.create(which)
            bob = self.ue("bob")
            refer = dialog.request("REFER", [NOBODY, ("Refer-To", f"<{bob.identity}>")])
            self.assertEqual(refer.final().status, 202)  # in the dialog nobody is asked again
            invite = bob.expect("INVITE")
            self.assertEqual([name for name, _ in invite.request.headers if name.startswith("P-")],
                             ["P-Asserted-Identity"], invite.request)
            invite.answer()
            bob.expect("ACK")
            self.final_notify(self.alice)
            self.assertEqual(self.log_in(bob, "SUBSCRIBE", uri, [("Event", "conference")]).final().status, 200)
            self.assertIn('entity="sip:alice@home1.test"', bob.expect_notify("conference").text)
            self.assertEqual(dialog.bye().status, 200)
            bob.expect("BYE")

    def test_a_wrong_password_is_asked_again_and_logged(self):
        for ue, word in ((self.alice, "guess"), (self.ue("carol"), "s3cret")):
            self.challenges(self.log_in(ue, "SUBSCRIBE", FACTORY, [("Event", "conference")], password=word))
        self.assertLogged(b'refused method=SUBSCRIBE from=')
        self.assertLogged(b' status=401 ')
        self.assertNotIn(b"s3cret", self.focus.log())

    def test_an_answer_counts_once(self):
        options = [NOBODY, ("Event", "conference")]
        challenge = self.challenges(self.alice.request("SUBSCRIBE", FACTORY, options))[0]
        given = [("Authorization", answer_to(challenge, "SUBSCRIBE", FACTORY, "alice", USERS["alice"]))]
        self.assertEqual(self.alice.request("SUBSCRIBE", FACTORY, [*options, *given]).final().status, 403)
        again = self.challenges(self.alice.request("SUBSCRIBE", FACTORY, [*options, *given]))
        self.assertTrue(all("stale=true" in each for each in again), again)
        more = [("Authorization", answer_to(challenge, "SUBSCRIBE", FACTORY, "alice", USERS["alice"], count=2))]
        self.assertEqual(self.alice.request("SUBSCRIBE", FACTORY, [*options, *more]).final().status, 403)

    def test_garbage_is_asked_again(self):
        for value in ("Digest", 'Digest username="', "Basic YTpi", "Digest " + "a=b," * 500, "\x01\xff", 'Digest realm='):
            self.challenges(self.alice.request("SUBSCRIBE", FACTORY, [NOBODY, ("Event", "conference"),
                                                                      ("Authorization", value)]))


if __name__ == "__main__":
    main()
