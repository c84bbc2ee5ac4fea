"""Referred-By from the REFER to the INVITE, with the token that vouches for it (RFC 3892; REF-28, -29, OUT-09)."""

from scenario import Hosted, main

BOB = ("Refer-To", "<sip:bob@home1.test;method=INVITE>")
REFERRED_BY = '"Alice A" <sip:alice@home1.test>;cid="token-1@home1.test"'
TOKEN = (b"--b\r\nContent-Type: message/sipfrag\r\nContent-ID: <token-1@home1.test>\r\n\r\n"
         b"Refer-To: <sip:bob@home1.test>\r\nReferred-By: <sip:alice@home1.test>\r\n\r\n--b--\r\n")


class ReferredBy(Hosted):
    others = ("bob",)

    def refer_with(self, *headers, body=b""):
        return self.dialog.request("REFER", [BOB, *headers], body).final().status

    def invited(self):
        invite = self.bob.expect("INVITE")
        invite.reply(486, "Busy Here")
        self.final_notify(self.alice)
        return invite.request

    def test_is_made_where_none_came(self):  # REF-29
        self.assertEqual(self.refer_with(), 202)
        self.assertEqual(self.invited().all("Referred-By"), ["<sip:alice@home1.test>"])

    def test_goes_on_as_it_came(self):  # REF-28
        value = '"A, \\"quoted\\"" <sip:alice@home1.test;x=%41>;unknown=1'
        self.assertEqual(self.refer_with(("Referred-By", value)), 202)
        self.assertEqual(self.invited().all("Referred-By"), [value])

    def test_takes_its_token_along(self):  # REF-28, OUT-09
        content = ("Content-Type", "multipart/mixed;boundary=b")
        self.assertEqual(self.refer_with(("Referred-By", REFERRED_BY), content, body=TOKEN), 202)
        invite = self.invited()
        self.assertEqual(invite.all("Referred-By"), [REFERRED_BY])
        self.assertHeader(invite, "Content-Type", "^multipart/mixed;")
        for part in ("Content-Type: application/sdp", "Content-ID: <token-1@home1.test>",
                     "Refer-To: <sip:bob@home1.test>\r\nReferred-By: <sip:alice@home1.test>\r\n"):
            self.assertIn(part, invite.text)


class ReferredByWithAToken(ReferredBy):
    settings = {"refer.require_token": "true"}

    def test_is_made_where_none_came(self):
        self.assertEqual(self.refer_with(), 429)

    def test_goes_on_as_it_came(self):
        self.assertEqual(self.refer_with(("Referred-By", "<sip:alice@home1.test>")), 429)
        self.assertEqual(self.refer_with(("Referred-By", REFERRED_BY)), 429)  # names one that is not there
        self.wire.settle()
        self.assertEqual(self.bob.seen, [])


if __name__ == "__main__":
    main()
