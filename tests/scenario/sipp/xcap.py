"""Policy documents by XCAP: T-POL-01 (POL-01 to -08) over HTTP, and what their changes do to conferences, T-POL-02."""

import http.client
import os
import re
import select
import signal
import socket
import tempfile
import time
import urllib.parse
import xml.etree.ElementTree

from digest import REALM, answer_to
from scenario import HOST, Scenario, main
from ue.agent import Dialog
from ue.daemon import wait_until_gone

FOLDER = tempfile.TemporaryDirectory(prefix="isfocus-xcap-")
STORE = os.path.join(FOLDER.name, "policies.sqlite")
PORT = 8080
POLICY = "application/conference-policy+xml"
ELEMENT = "application/xcap-el+xml"
ATTRIBUTE = "application/xcap-att+xml"
PASSED = "<time><start-time>2020-01-01T00:00:00Z</start-time><stop-time>2099-01-01T00:00:00Z</stop-time></time>"


class Answer:
    def __init__(self, response):
        self.status, self.headers, self.body = response.status, response.headers, response.read()

    @property
    def etag(self):
        return self.headers["ETag"]

    @property
    def cause(self):
        """The element of a 409."""
        if self.status != 409 or self.headers["Content-Type"] != "application/xcap-error+xml":
            return self.status
        return xml.etree.ElementTree.fromstring(self.body)[0].tag.replace("{urn:ietf:params:xml:ns:xcap-error}", "")


class Xcap(Scenario):
    settings = {"xcap.listen": f"tcp:{HOST}:{PORT}", "xcap.store": STORE, "xcap.trusted": f'["{HOST}"]',
                "xcap.administrators": '["sip:admin@home1.test"]', "policy.mandatory": "true",
                "xcap.digest": '{realm: %s, users: [{uri: "sip:alice@home1.test", user: al, password: s3cret}]}' % REALM}

    def setUp(self):
        super().setUp()
        self.bob, self.carol, self.dave = (self.ue(name) for name in ("bob", "carol", "dave"))
        self.name = self.id().rsplit(".", 1)[1]
        self.uri = f"sip:{self.name}@{self.focus.domain}"
        self.path = f"/xcap-root/conference-policy/users/{self.alice.identity}/{self.name}"

    def tearDown(self):
        self.ask("DELETE")
        super().tearDown()

    def ask(self, method, node="", body=None, content_type=POLICY, user="alice", path=None, source=HOST, **headers):
        """One HTTP request of that user, as an aggregation proxy would pass it on."""
        connection = http.client.HTTPConnection(HOST, PORT, timeout=20, source_address=(source, 0))
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if user:
            sent["X-3GPP-Asserted-Identity"] = f'"sip:{user}@home1.test"'
        if body is not None:
            sent["Content-Type"] = content_type
        node = "/~~/" + urllib.parse.quote(node, safe="/@=:*") if node else ""
        connection.request(method, (path or self.path) + node, body, sent)
        answer = Answer(connection.getresponse())
        connection.close()
        return answer

    def document(self, dial_out=(), rules="", most=8, time_=PASSED, uri=None, more=""):
        targets = "".join(f'<target uri="{each.identity}"/>' for each in dial_out)
        return f"""<?xml version="1.0" encoding="UTF-8"?>
<conference xmlns="urn:ietf:params:xml:ns:conference-policy">
<settings><conference-uri>{uri or self.uri}</conference-uri><max-participant-count>{most}</max-participant-count></settings>
<info><subject>The subject</subject></info>{time_}
<authorization-rules>{rules}</authorization-rules><dialout-list>{targets}</dialout-list>{more}</conference>"""

    def put(self, *arguments, **settings):
        answer = self.ask("PUT", body=self.document(*arguments, **settings))
        self.assertIn(answer.status, (200, 201), answer.body)
        return answer

    def entry(self, ue):
        return f'conference/dialout-list/target[@uri="{ue.identity}"]'

    def answer(self, ue):
        leg = ue.expect("INVITE").answer()
        ue.expect("ACK")
        return leg

    def test_a_document_calls_its_list(self):  # POL-02, POL-09, POL-10
        self.assertEqual(self.put([self.bob]).status, 201)
        invite = self.bob.expect("INVITE")
        self.assertIsConferenceContact(invite.request, self.uri)
        self.assertEqual(invite.request.all("Referred-By"), [])
        leg = invite.answer()
        self.bob.expect("ACK")
        self.assertIsInstance(leg, Dialog)
        added = self.ask("PUT", self.entry(self.carol), f'<target uri="{self.carol.identity}"/>', ELEMENT)
        self.assertEqual(added.status, 201)
        self.carol.expect("INVITE").reply(180, "Ringing")
        self.assertEqual(self.ask("DELETE", self.entry(self.carol)).status, 200)
        self.carol.expect("CANCEL")
        self.assertEqual(self.ask("DELETE", self.entry(self.bob)).status, 200)  # POL-11: who is in stays
        self.wire.settle()
        self.assertNotIn("BYE", [each.method for each in self.bob.seen])
        self.assertEqual(self.ask("DELETE").status, 200)  # POL-15
        self.bob.expect("BYE")
        self.assertEqual(self.alice.invite(self.uri).final().status, 404)

    def test_a_lower_maximum_and_a_rule_that_blocks(self):  # POL-13, POL-14
        rule = ('<rule id="{}"><conditions><identity>{}</identity></conditions>'
                '<actions><join-handling>{}</join-handling></actions></rule>')
        allow = rule.format("all", "<domain>home1.test</domain>", "allow")
        self.put(rules=allow, time_="")
        self.alice.call(self.uri)
        self.bob.call(self.uri)
        self.assertEqual(self.ask("PUT", "conference/settings/max-participant-count",
                                  "<max-participant-count>1</max-participant-count>", ELEMENT).status, 200)
        self.wire.settle()
        self.assertEqual(self.carol.invite(self.uri).final().status, 486)
        self.assertNotIn("BYE", [each.method for each in self.alice.seen + self.bob.seen])
        never = rule.format("never", f"<id>{self.bob.identity}</id>", "block")
        self.assertEqual(self.ask("PUT", 'conference/authorization-rules/rule[@id="never"]', never, ELEMENT).status, 201)
        self.bob.expect("BYE")

    def test_documents_outlive_a_kill(self):  # T-POL-01; durable before the 2xx
        etag = self.put([self.bob]).etag
        self.answer(self.bob)
        added = self.ask("PUT", self.entry(self.carol), f'<target uri="{self.carol.identity}"/>', ELEMENT)
        self.carol.expect("INVITE").reply(486, "Busy Here")
        self.carol.expect("ACK")
        mrfpd = int(re.findall(rb"isfocus-mrfpd started pid=(\d+)", self.focus.log())[-1])
        self.focus.kill()
        os.kill(mrfpd, signal.SIGKILL)  # which would go on, and take its time to register anew
        self.assertTrue(wait_until_gone(mrfpd))
        self.focus.start()
        read = self.ask("GET")
        self.assertEqual(read.status, 200)
        self.assertNotEqual(read.etag, etag)
        self.assertEqual(read.etag, added.etag)
        self.assertIn(self.carol.identity.encode(), read.body)
        for each in (self.bob, self.carol):  # the list is called again
            each.expect("INVITE").reply(486, "Busy Here")

    def test_the_store_cannot_be_used(self):  # POL-17
        self.put([self.bob])
        leg = self.answer(self.bob)
        os.rename(STORE, STORE + ".aside")
        refused = self.ask("PUT", body=self.document([self.bob, self.carol]))
        self.assertEqual(refused.status, 503)
        self.assertEqual(refused.headers["Retry-After"], "5")
        self.assertEqual(self.ask("GET").status, 200)
        self.wire.settle()
        creation = self.dave.invite("sip:mmtel@conf-factory.ims.test").final()
        self.assertEqual(creation.status, 503)
        self.assertNotIn("BYE", [each.method for each in self.bob.seen])
        os.rename(STORE + ".aside", STORE)
        deadline = time.monotonic() + 15
        while self.ask("PUT", body=self.document([self.bob, self.carol])).status == 503:
            self.assertLess(time.monotonic(), deadline)
            self.wire.idle(0.2)
        self.answer(self.carol)
        dialog, _ = self.conference(self.dave)
        self.assertEqual(dialog.bye().status, 200)
        self.assertEqual(leg.bye().status, 200)
        self.assertRegex(self.focus.log(), rb"policy store cannot be used: \S+ was moved away or deleted")

    def test_etags_and_conditions(self):  # POL-02, POL-03
        self.assertEqual(self.ask("GET").status, 404)
        body = self.document(time_="")
        first = self.ask("PUT", body=body, If_None_Match="*")
        self.assertEqual(first.status, 201)
        self.assertEqual(self.ask("PUT", body=body, If_None_Match="*").status, 412)
        self.assertEqual(self.ask("PUT", body=body, If_Match='"no"').status, 412)
        second = self.ask("PUT", body=body, If_Match=first.etag)
        self.assertEqual(second.status, 200)
        self.assertNotEqual(second.etag, first.etag)
        self.assertEqual(self.ask("GET", If_None_Match=second.etag).status, 304)
        subject = self.ask("GET", "conference/info/subject")
        self.assertEqual(subject.etag, second.etag)
        self.assertEqual(subject.headers["Content-Type"], ELEMENT)
        self.assertEqual(subject.body, b"<subject>The subject</subject>")
        self.assertEqual(self.ask("GET", "conference/info/namespace::*").headers["Content-Type"],
                         "application/xcap-ns+xml")
        head = self.ask("HEAD")
        self.assertEqual((head.status, head.body, head.etag), (200, b"", second.etag))
        self.assertEqual(self.ask("DELETE", If_Match=first.etag).status, 412)
        self.assertEqual(self.ask("DELETE", If_Match=second.etag).status, 200)

    def test_who_may(self):  # POL-08
        self.put(time_="")
        for method in ("GET", "PUT", "DELETE"):
            self.assertEqual(self.ask(method, body=self.document(), user="bob").status, 403)
            self.assertEqual(self.ask(method, body=self.document(), user=None).status, 401)
        self.assertEqual(self.ask("GET", user="admin").status, 200)
        asked = self.ask("GET", source="127.0.0.1")  # who is no proxy asserts nothing
        self.assertEqual(asked.status, 401)
        challenges = asked.headers.get_all("WWW-Authenticate")
        self.assertEqual(len(challenges), 2)
        for challenge in challenges:
            for password, status in (("guess", 401), ("s3cret", 200), ("s3cret", 401)):
                given = answer_to(challenge, "GET", self.path, "al", password)
                self.assertEqual(self.ask("GET", source="127.0.0.1", Authorization=given).status, status)

    def test_causes(self):  # POL-01, POL-04, POL-05, POL-06, POL-07
        self.put([self.bob, self.carol], time_="")
        one = "conference/dialout-list/target[1]"
        for cause, request in {
                "not-well-formed": ("", "<conference>", POLICY),
                "not-utf-8": ("", b"<a>\xff</a>", POLICY),
                "not-xml-frag": (one, "<target>", ELEMENT),
                "not-xml-att-value": (one + "/@uri", "sip:x@home1.test", ATTRIBUTE),
                "no-parent": ("conference/none/target", "<target/>", ELEMENT),
                "cannot-insert": (one, "<other/>", ELEMENT),
                "schema-validation-error": (one, "<target/>", ELEMENT),
                "constraint-failure": ("", self.document(uri="sip:room@elsewhere.test"), POLICY),
                415: (one, "<target/>", POLICY),
                400: ("conference/a[", "<a/>", ELEMENT)}.items():
            self.assertEqual(self.ask("PUT", *request).cause, cause)
        self.assertEqual(self.ask("DELETE", one).cause, "cannot-delete")
        taken = self.ask("PUT", body=self.document(), path=self.path + "-again")
        self.assertEqual(taken.cause, "uniqueness-failure")
        self.assertIn(self.uri.replace("@", "-2@").encode(), taken.body)
        caps = self.ask("GET", path="/xcap-root/xcap-caps/global/index")
        self.assertIn(b"<auid>conference-policy</auid>", caps.body)
        self.assertEqual(self.ask("GET", path="/xcap-root/presence-rules/users/sip:alice@home1.test/index").status, 404)
        self.assertEqual(self.ask("POST", body="x").status, 405)

    def raw(self, octets):
        """What comes for these octets until the connection is closed."""
        with socket.create_connection((HOST, PORT), timeout=20) as connection:
            connection.sendall(octets)
            got = b""
            while part := connection.recv(65536):
                got += part
            return got

    def test_hostile_bodies_and_requests(self):
        bomb = '<!DOCTYPE a [<!ENTITY a "aaaa">' + "".join(
            f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi")) + "]>"
        for body, cause in ((bomb + self.document(more="&i;"), "constraint-failure"),
                            ('<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + self.document(more="&a;"),
                             "constraint-failure"),
                            (self.document(more="<a>" * 1000 + "</a>" * 1000), "not-well-formed"),
                            (self.document(more="<settings>" * 20 + "</settings>" * 20), "schema-validation-error"),
                            ("x" * 66560, 413), ("x" * 65537, 413)):
            self.assertEqual(self.ask("PUT", body=body).cause, cause)
        head = f"PUT {self.path} HTTP/1.1\r\nHost: a\r\n".encode()
        for octets, status in (
                (head + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello", b"400"),
                (head + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", b"400"),
                (head + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", b"411"),
                (head + b"Content-Length: 99999999999\r\nExpect: 100-continue\r\n\r\n", b"413"),
                (head + b"X: a\nX-3GPP-Asserted-Identity: \"sip:alice@home1.test\"\r\nContent-Length: 0\r\n\r\n", b"400"),
                (b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\n\r\n", b"414"),
                (b"x\r\n\r\n", b"400")):
            self.assertEqual(self.raw(octets)[9:12], status, octets[:200])
        self.raw(b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 20000 + b"\r\n")  # ends, whatever the answer
        self.assertEqual(self.ask("GET").status, 404)

    def test_more_connections_than_can_be_served(self):
        idle = [socket.create_connection((HOST, PORT), timeout=20) for _ in range(100)]
        # SIP does not mind.
        self.assertEqual(self.alice.request("OPTIONS", "sip:mmtel@conf-factory.ims.test").final().status, 200)
        refused = False
        while not refused:
            told, _, _ = select.select(idle, [], [], 15)
            self.assertTrue(told)
            for each in told:  # or one that is closed since it asks for nothing
                refused = refused or each.recv(64).startswith(b"HTTP/1.1 503")
                idle.remove(each)
                each.close()
        for each in idle:
            each.close()
        deadline = time.monotonic() + 15
        while self.ask("GET").status == 503:
            self.assertLess(time.monotonic(), deadline)
            self.wire.idle(0.2)


if __name__ == "__main__":
    main()
