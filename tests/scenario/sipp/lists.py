"""REFER with a list of targets (RFC 5368; REF-19, -19a)."""

from scenario import FACTORY, Hosted, Scenario, main

HEAD = ('<?xml version="1.0" encoding="UTF-8"?>\n<resource-lists xmlns="urn:ietf:params:xml:ns:resource-lists"'
        ' xmlns:cp="urn:ietf:params:xml:ns:copycontrol"><list>')
REQUIRED = ("Require", "multiple-refer, norefersub")


def list_of(*uris):
    return (HEAD + "".join(f'<entry uri="{each}" cp:copyControl="to"/>' for each in uris)
            + "</list></resource-lists>").encode()


class Lists(Hosted):
    others = ("bob", "carol", "dave")

    def setUp(self):
        super().setUp()
        self.invitees = [self.bob, self.carol, self.dave]

    def refer_list(self, body, refer_to="<cid:targets@home1.test>", require=REQUIRED):
        headers = [("Refer-To", refer_to), ("Refer-Sub", "false"), *([require] if require else []),
                   ("Content-Type", "application/resource-lists+xml"), ("Content-Disposition", "recipient-list"),
                   ("Content-ID", "<targets@home1.test>")]
        return self.dialog.request("REFER", headers, body).final()

    def test_invites_everybody_once_and_reports_nothing(self):  # REF-19
        uris = [each.identity for each in self.invitees]
        answer = self.refer_list(list_of(uris[0], f"{uris[1]};method=INVITE", f"{uris[2]}?method=INVITE", uris[0]))
        self.assertEqual((answer.status, answer.get("Refer-Sub")), (200, "false"))
        self.assertAllAreInvitedOnce(self.invitees)

    def test_is_taken_unasked_when_it_names_the_factory(self):  # REF-19a
        answer = self.refer_list(list_of(*(each.identity for each in self.invitees)), f"<{FACTORY}>", None)
        self.assertEqual(answer.status, 200)
        self.assertAllAreInvitedOnce(self.invitees)

    def test_removes_everybody(self):  # REF-19, REM-01
        uris = [each.identity for each in self.invitees]
        for each in self.invitees:
            self.bring_in(self.dialog, each)
        self.alice.seen.clear()
        answer = self.refer_list(list_of(f"{uris[0]};method=BYE", f"{uris[1]}?method=BYE", f"{uris[2]};method=BYE"))
        self.assertEqual(answer.status, 200)
        for each in self.invitees:
            each.expect("BYE")
        self.assertNotIn("NOTIFY", [seen.method for seen in self.alice.seen])

    def assertNobodyIsInvited(self):
        self.wire.settle()
        self.assertEqual([each.seen for each in self.invitees], [[], [], []])

    def test_400_for_a_list_that_is_not_there(self):  # REF-19
        body = list_of(self.invitees[0].identity)
        self.assertEqual(self.refer_list(body, "<cid:others@home1.test>").status, 400)
        self.assertEqual(self.dialog.request("REFER", [("Refer-To", "<cid:targets@home1.test>"), REQUIRED])
                         .final().status, 400)
        self.assertEqual(self.refer_list(b"<resource-lists").status, 400)
        self.assertNobodyIsInvited()

    def test_403_for_a_method_that_is_not_offered(self):  # REF-19
        uris = [each.identity for each in self.invitees]
        self.assertEqual(self.refer_list(list_of(uris[0], f"{uris[1]};method=MESSAGE")).status, 403)
        self.assertNobodyIsInvited()


class ListsOnlyWhenAsked(Scenario):
    settings = {"refer.lists_unasked": "false"}

    def test_403_for_the_factory_as_target(self):  # REF-19a
        dialog, _ = self.conference()
        headers = [("Refer-To", f"<{FACTORY}>"), ("Content-Type", "application/resource-lists+xml"),
                   ("Content-Disposition", "recipient-list")]
        self.assertEqual(dialog.request("REFER", headers, list_of("sip:bob@home1.test")).final().status, 403)
        dialog.bye()


if __name__ == "__main__":
    main()
