"""A conference made with a list of those who are to be in it (RFC 5366; CRE-30 to -39)."""

from scenario import FACTORY, Scenario, main
from ue.agent import Dialog
from ue.message import uri_of
from ue.roster import Document

LISTS = "urn:ietf:params:xml:ns:resource-lists"
LOWER, CAMEL = "urn:ietf:params:xml:ns:copycontrol", "urn:ietf:params:xml:ns:copyControl"


def list_of(*entries, copy_control=LOWER):
    return (f'<?xml version="1.0" encoding="UTF-8"?>\n<resource-lists xmlns="{LISTS}" xmlns:cp="{copy_control}"><list>'
            + "".join(f'<entry uri="{each}" cp:copyControl="to"/>' for each in entries) + "</list></resource-lists>")


def part(content_type, content, *headers):
    return "".join(f"{each}\r\n" for each in (f"Content-Type: {content_type}", *headers)) + f"\r\n{content}"


def list_part(xml, *headers):
    return part("application/resource-lists+xml", xml, "Content-Disposition: recipient-list", *headers)


class Lists(Scenario):
    settings = {"max_participants": 4}

    def setUp(self):
        super().setUp()
        self.guests = [self.ue(name) for name in ("bob", "carol")]
        self.uris = [each.identity for each in self.guests]

    def invite(self, *parts, boundary="next-one", quoted=False, preamble="", require=True, headers=()):
        text = preamble + "".join(f"--{boundary}\r\n{each}\r\n" for each in parts) + f"--{boundary}--\r\n"
        value = f'"{boundary}"' if quoted else boundary
        return self.alice.request("INVITE", FACTORY,
                                  [("Content-Type", f"multipart/mixed;boundary={value}"), ("MIME-Version", "1.0"),
                                   *([("Require", "recipient-list-invite")] if require else []), *headers],
                                  text.encode())

    def sdp_part(self):
        return part("application/sdp", self.alice.sdp().decode())

    def dialog_of(self, invite, body=b""):
        answer = invite.final()
        self.assertEqual(answer.status, 200)
        dialog = Dialog.of_answer(self.alice, invite.sent, answer)
        dialog.ack(invite.sent, body)
        return dialog, answer

    def leave(self, dialog):
        self.assertEqual(dialog.bye().status, 200)
        for each in self.guests:
            each.expect("BYE")


class ListsAtCreation(Lists):
    def test_everybody_on_it_is_invited(self):  # CRE-30, -31
        dialog, answer = self.dialog_of(self.invite(self.sdp_part(), list_part(list_of(*self.uris))))
        self.assertAllAreInvitedOnce(self.guests)
        uri = uri_of(answer.get("Contact"))
        self.alice.subscribe(uri)
        document = Document(self.alice.expect_notify("conference").body)
        self.assertEqual(set(document.users), {self.alice.identity, *self.uris})
        self.leave(dialog)

    def test_in_whatever_shape_it_comes(self):  # CRE-31 to -33
        xml = list_of(*self.uris, copy_control=CAMEL)
        shapes = [
            dict(parts=(list_part(xml), self.sdp_part()), require=False),
            dict(parts=(self.sdp_part(), list_part(xml, f"Content-Length: {len(xml)}")), quoted=True),
            dict(parts=(self.sdp_part(), list_part(xml.replace("><", ">\n<"))), preamble="to be passed over\r\n"),
            dict(parts=(self.sdp_part(), part("text/x-unknown", "?", "Content-Disposition: x;handling=optional"),
                        list_part(xml))),
        ]
        for shape in shapes:
            with self.subTest(shape=shape):
                parts = shape.pop("parts")
                dialog, _ = self.dialog_of(self.invite(*parts, **shape))
                self.assertAllAreInvitedOnce(self.guests)
                self.leave(dialog)
                for each in self.guests:
                    each.seen.clear()

    def test_without_sdp_it_is_offerless(self):  # CRE-32
        invite = self.alice.request("INVITE", FACTORY, [("Content-Type", "application/resource-lists+xml"),
                                                        ("Content-Disposition", "recipient-list")],
                                    list_of(*self.uris).encode())
        dialog, _ = self.dialog_of(invite, self.alice.answer_to(invite.final()))
        self.assertAllAreInvitedOnce(self.guests)
        self.leave(dialog)

    def test_nested_twice_ours_and_references(self):  # CRE-34, -35
        entries = [*self.uris, self.uris[0], self.alice.identity, FACTORY]
        xml = list_of(*entries).replace(f'<entry uri="{self.uris[1]}"', f'<list><entry uri="{self.uris[1]}"', 1)
        xml = xml.replace("</list></resource-lists>",
                          '</list><entry-ref ref="x"/><external anchor="http://x.test/y"/></list></resource-lists>')
        dialog, _ = self.dialog_of(self.invite(self.sdp_part(), list_part(xml)))
        self.assertAllAreInvitedOnce(self.guests)
        self.leave(dialog)

    def test_an_entry_names_the_call_that_it_takes_over(self):  # CRE-36
        entry = (f"{self.uris[0]}?Call-ID=c-1%40home1.test&amp;From=%3C{self.alice.identity.replace('@', '%40')}%3E%3Btag%3Da1"
                 f"&amp;To=%3C{self.uris[0].replace('@', '%40')}%3E%3Btag%3Db1")
        dialog, _ = self.dialog_of(self.invite(self.sdp_part(), list_part(list_of(entry, self.uris[1]))))
        replacing = self.guests[0].expect("INVITE")
        self.assertEqual(replacing.request.get("Replaces"), "c-1@home1.test;to-tag=b1;from-tag=a1")
        self.assertEqual(replacing.request.request_uri, self.uris[0])
        replacing.answer()
        plain = self.guests[1].expect("INVITE")
        self.assertEqual(plain.request.all("Replaces"), [])
        plain.answer()
        self.wire.settle()
        self.leave(dialog)

    def assertNobodyIsInvited(self):
        self.wire.settle()
        self.assertEqual([each.seen for each in self.guests], [[], []])

    def test_refusals(self):  # CRE-30, -37
        cases = [(400, (self.sdp_part(), list_part("no xml"))), (400, (self.sdp_part(),)),
                 (400, (self.sdp_part(), list_part(list_of()))),
                 (415, (self.sdp_part(), part("text/x-unknown", "?"), list_part(list_of(*self.uris)))),
                 (403, (self.sdp_part(), list_part(list_of(*(f"sip:u{i}@home1.test" for i in range(4))))))]
        for status, parts in cases:
            with self.subTest(status=status, parts=parts):
                self.assertEqual(self.invite(*parts).final().status, status)
        self.assertNobodyIsInvited()

    def test_a_reinvite_brings_no_list(self):  # CRE-38, T-CRE-09
        dialog, _ = self.alice.call(FACTORY)
        refusal = dialog.request("INVITE", [("Require", "recipient-list-invite"), ("Content-Type", "application/sdp")],
                                 self.alice.sdp()).final()
        self.assertEqual((refusal.status, refusal.get("Unsupported")), (420, "recipient-list-invite"))
        self.assertEqual(dialog.bye().status, 200)

    def test_only_the_factory_says_that_it_takes_lists(self):  # GEN-10, RFC 5366 5.1
        dialog, uri = self.conference()
        supported = [self.alice.request("OPTIONS", each).final().tokens("Supported") for each in (FACTORY, uri)]
        self.assertIn("recipient-list-invite", supported[0])
        self.assertNotIn("recipient-list-invite", supported[1])
        self.assertEqual(dialog.bye().status, 200)


class Consent(Lists):
    settings = {"max_participants": 4, "conference.list_consent": "required",
                "conference.consented": '["sip:bob@home1.test"]'}

    def test_of_those_on_the_list_is_demanded(self):  # CRE-39, RFC 5360 5.9
        refused = self.invite(self.sdp_part(), list_part(list_of(*self.uris))).final()
        self.assertEqual(refused.status, 470, refused)
        self.assertEqual(refused.get("Permission-Missing"), "<sip:carol@home1.test>")
        dialog, _ = self.dialog_of(self.invite(self.sdp_part(), list_part(list_of("sip:bob@home1.test"))))
        self.guests[0].expect("INVITE").answer()
        self.guests[0].expect("ACK")
        self.assertEqual(dialog.bye().status, 200)


if __name__ == "__main__":
    main()
