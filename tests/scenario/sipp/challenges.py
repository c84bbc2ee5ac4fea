"""Challenges to what the focus sends (RFC 3261 22, RFC 8760; OUT-48, NTF-14)."""

import hashlib
import re

from scenario import Hosted, main

USER, REALM, SECRET = "isfocus", "home1.test", "s3cret"
CHALLENGE = f'Digest realm="{REALM}", nonce="abc", qop="auth", algorithm=%s'
HASHES = {"MD5": hashlib.md5, "SHA-256": hashlib.sha256}


class Challenges(Hosted):
    settings = {"sip.credentials": f'[{{realm: "{REALM}", user: "{USER}", password: "{SECRET}"}}]'}
    others = ("bob",)

    def refer_bob(self):
        self.refer_accepted(self.dialog, "<sip:bob@home1.test;method=INVITE>")

    def assertKnowsTheSecret(self, request, header, algorithm):
        """The digest is right for the request (RFC 7616 3.4)."""
        self.assertEqual(len(request.all(header)), 1, request)
        given = {name: quoted or bare for name, quoted, bare in
                 re.findall(r'(\w+)=(?:"([^"]*)"|([^,\s]+))', request.get(header))}

        def digest(*parts):
            return HASHES[algorithm](":".join(parts).encode()).hexdigest()

        self.assertEqual((given["username"], given["realm"], given["nonce"]), (USER, REALM, "abc"))
        self.assertEqual(given["uri"], request.request_uri)
        self.assertEqual(given["response"], digest(digest(USER, REALM, SECRET), "abc", given["nc"], given["cnonce"],
                                                   "auth", digest(request.method, given["uri"])))

    def check_invite(self, status, phrase, challenge, answer, algorithm):
        self.refer_bob()
        first = self.bob.expect("INVITE")
        first.reply(status, phrase, [(challenge, CHALLENGE % algorithm)])
        second = self.bob.expect("INVITE")
        self.assertEqual(second.request.call_id, first.request.call_id)
        self.assertEqual(second.request.cseq[0], first.request.cseq[0] + 1)
        self.assertEqual(second.request.from_tag, first.request.from_tag)
        self.assertKnowsTheSecret(second.request, answer, algorithm)
        second.answer()
        self.assertTerminated(self.final_notify(self.alice), "SIP/2.0 200 OK")

    def test_of_the_user_is_answered(self):  # OUT-48
        self.check_invite(401, "Unauthorized", "WWW-Authenticate", "Authorization", "MD5")

    def test_of_a_proxy_is_answered(self):  # OUT-48
        self.check_invite(407, "Proxy Authentication Required", "Proxy-Authenticate", "Proxy-Authorization", "SHA-256")

    def test_is_answered_once(self):  # OUT-48
        self.refer_bob()
        for _ in range(2):
            self.bob.expect("INVITE").reply(401, "Unauthorized", [("WWW-Authenticate", CHALLENGE % "MD5")])
        self.assertTerminated(self.final_notify(self.alice), "SIP/2.0 401 Unauthorized")

    def test_of_another_realm_is_the_outcome(self):  # OUT-48
        self.refer_bob()
        challenge = (CHALLENGE % "MD5").replace(REALM, "elsewhere.test")
        self.bob.expect("INVITE").reply(401, "Unauthorized", [("WWW-Authenticate", challenge)])
        self.assertTerminated(self.final_notify(self.alice), "SIP/2.0 401 Unauthorized")

    def test_of_a_notify_is_answered(self):  # NTF-14
        self.alice.automatic.remove("NOTIFY")
        self.refer_bob()
        self.bob.expect("INVITE").reply(180, "Ringing")
        first = self.alice.expect("NOTIFY")
        first.reply(407, "Proxy Authentication Required", [("Proxy-Authenticate", CHALLENGE % "MD5")])
        second = self.alice.expect("NOTIFY")
        self.assertEqual(second.request.body, first.request.body)
        self.assertKnowsTheSecret(second.request, "Proxy-Authorization", "MD5")
        second.reply(200, "OK")
        self.alice.expect("NOTIFY").reply(200, "OK")  # the ringing: the subscription lives


if __name__ == "__main__":
    main()
