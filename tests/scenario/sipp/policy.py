"""Conferences that a policy document makes: T-POL-02 (POL-09 to -17), and authorization by the document (REF-22)."""

import glob
import os
import signal
import subprocess
import tempfile
import time

from scenario import Scenario, main
from ue.agent import Dialog
from ue.roster import Document

FOLDER = tempfile.TemporaryDirectory(prefix="isfocus-policy-")
PASSED = "<time><start-time>2020-01-01T00:00:00Z</start-time><stop-time>2099-01-01T00:00:00Z</stop-time></time>"


def rule(name, conditions, **actions):
    said = "".join(f"<{each.replace('_', '-')}>{value}</{each.replace('_', '-')}>" for each, value in actions.items())
    return f'<rule id="{name}"><conditions>{conditions}</conditions><actions>{said}</actions></rule>'


def users(*uris):
    return "<identity>" + "".join(f"<id>{each}</id>" for each in uris) + "</identity>"


class Policy(Scenario):
    settings = {"policy.directory": FOLDER.name}

    def setUp(self):
        super().setUp()
        self.bob, self.carol, self.dave = (self.ue(name) for name in ("bob", "carol", "dave"))
        self.uri = f"sip:{self.id().rsplit('.', 1)[1]}@{self.focus.domain}"

    def tearDown(self):
        for each in glob.glob(os.path.join(FOLDER.name, "*")):
            os.remove(each)
        self.read_again()
        super().tearDown()

    def read_again(self, timeout=10):
        """SIGHUP, until it has been carried out."""
        def count():
            return self.focus.log().count(b"configuration read again")
        before, deadline = count(), time.monotonic() + timeout
        self.focus.process.send_signal(signal.SIGHUP)
        while count() == before:
            self.assertLess(time.monotonic(), deadline, "SIGHUP was not carried out")
            self.wire.idle(0.02)

    def give(self, dial_out=(), rules="", time_="", most=8, name="a.xml", refer=()):
        """Writes the document aside, moves it into place, and has it read."""
        targets = "".join(f'<target uri="{each.identity}"/>' for each in dial_out)
        asked = "".join(f'<target uri="{each.identity}"/>' for each in refer)
        aside = os.path.join(FOLDER.name, name + ".new")
        with open(aside, "w", encoding="utf-8") as file:
            file.write(f"""<?xml version="1.0" encoding="UTF-8"?>
<conference xmlns="urn:ietf:params:xml:ns:conference-policy">
<settings><conference-uri>{self.uri}</conference-uri><max-participant-count>{most}</max-participant-count></settings>
<info><subject>The subject</subject><display-name>The name</display-name>
<host-info><uri>{self.alice.identity}</uri></host-info></info>{time_}
<authorization-rules>{rules}</authorization-rules><dialout-list>{targets}</dialout-list>
<refer-list>{asked}</refer-list></conference>""")
        os.rename(aside, os.path.join(FOLDER.name, name))
        self.read_again()

    def take_back(self, name="a.xml"):
        os.remove(os.path.join(FOLDER.name, name))
        self.read_again()

    def answer(self, ue):
        leg = ue.expect("INVITE").answer()
        ue.expect("ACK")
        return leg

    def test_the_list_is_called_when_the_file_appears(self):  # POL-10
        self.give([self.bob, self.carol], time_=PASSED)
        invite = self.bob.expect("INVITE")
        request = invite.request
        self.assertEqual(request.request_uri, self.bob.identity)
        self.assertIsConferenceContact(request, self.uri)
        self.assertHeader(request, "P-Asserted-Identity", "^<" + self.uri.replace(".", r"\.") + ">$")
        self.assertHeader(request, "From", '^"?The name"? *<')
        self.assertEqual(request.get("Subject"), "The subject")
        self.assertEqual(request.all("Referred-By"), [])
        self.assertHeader(request, "P-Charging-Vector", "icid-value=")
        leg = invite.answer()
        self.bob.expect("ACK")
        self.carol.expect("INVITE").reply(486, "Busy Here")
        self.alice.subscribe(self.uri)
        document = Document(self.alice.expect_notify("conference").body)
        self.assertEqual(set(document.users), {self.bob.identity})
        self.wire.settle()
        self.assertNotIn("NOTIFY", [each.method for each in self.bob.seen + self.carol.seen])
        self.assertEqual(leg.bye().status, 200)

    def test_entries_come_and_go(self):  # POL-10, POL-11
        self.give([self.bob], time_=PASSED)
        leg = self.answer(self.bob)
        self.give([self.bob, self.carol, self.dave], time_=PASSED)
        ringing = self.carol.expect("INVITE")
        ringing.reply(180, "Ringing")
        other = self.answer(self.dave)
        self.give([], time_=PASSED)
        self.carol.expect("CANCEL")
        self.wire.settle()
        self.assertNotIn("BYE", [each.method for each in self.bob.seen + self.dave.seen])
        for each in (leg, other):
            self.assertEqual(each.bye().status, 200)

    def test_the_scheduled_start_calls(self):  # POL-10
        at = [time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + after)) for after in (2, 3600)]
        self.give([self.bob], time_=f"<time><start-time>{at[0]}</start-time><stop-time>{at[1]}</stop-time></time>")
        self.bob.expect("INVITE", timeout=15).answer()
        self.bob.expect("ACK")

    def test_a_lower_maximum_sends_nobody_away(self):  # POL-14
        rules = rule("all", "<identity><domain>home1.test</domain></identity>", join_handling="allow")
        self.give(rules=rules)
        self.alice.call(self.uri)
        self.bob.call(self.uri)
        self.give(rules=rules, most=1)
        refused = self.carol.invite(self.uri).final()
        self.assertEqual(refused.status, 486)
        self.assertHeader(refused, "Warning", "^399 ")
        self.assertNotIn("BYE", [each.method for each in self.alice.seen + self.bob.seen])

    def test_the_file_is_gone_and_so_is_the_conference(self):  # POL-15, TRM-04
        self.give([self.bob, self.carol], time_=PASSED)
        self.answer(self.bob)
        self.carol.expect("INVITE").reply(180, "Ringing")
        self.take_back()
        self.bob.expect("BYE")
        self.carol.expect("CANCEL")
        self.assertEqual(self.alice.invite(self.uri).final().status, 404)
        self.assertEqual(self.alice.request("REFER", self.uri, [("Refer-To", "<sip:bob@home1.test>")]).final().status,
                         604)

    def test_who_is_blocked_has_to_leave(self):  # POL-13, T-REM-04
        allow = rule("all", "<identity><domain>home1.test</domain></identity>", join_handling="allow")
        self.give(rules=allow)
        self.alice.call(self.uri)
        self.bob.call(self.uri)
        self.give(rules=allow + rule("never", users(self.bob.identity), join_handling="block"))
        self.assertHeader(self.bob.expect("BYE").request, "Reason", "Removed from conference")
        self.assertEqual(self.bob.invite(self.uri).final().status, 403)

    def test_the_document_says_who_may(self):  # JOI-01, REF-22
        self.give(rules=rule("in", users(self.bob.identity), join_handling="allow")
                  + rule("desk", users(self.carol.identity), allow_invite_users_dynamically="true"))
        self.assertEqual(self.dave.invite(self.uri).final().status, 403)
        to_dave = [("Refer-To", f"<{self.dave.identity}>")]
        self.assertEqual(self.dave.request("REFER", self.uri, to_dave).final().status, 403)
        self.assertEqual(self.carol.request("REFER", self.uri, to_dave).final().status, 202)
        self.answer(self.dave)
        self.assertTerminated(self.final_notify(self.carol), "SIP/2.0 200 OK")
        leg, answer = self.bob.call(self.uri)
        self.assertEqual(answer.status, 200)
        self.assertIsConferenceContact(answer, self.uri)
        self.assertIsInstance(leg, Dialog)
        self.assertEqual(self.refer(leg, f"<{self.alice.identity}>").status, 403)
        self.assertEqual(leg.bye().status, 200)

    def test_the_room_is_there_again_when_all_have_left(self):  # CRE-03, TRM-01
        self.give(rules=rule("in", users(self.bob.identity), join_handling="allow"))
        for _ in range(2):
            leg, _ = self.bob.call(self.uri)
            self.assertEqual(leg.bye().status, 200)
        self.assertEqual(self.bob.request("OPTIONS", self.uri).final().status, 200)

    def test_a_faulty_file_stops_no_other_and_ends_nothing(self):  # POL-17
        self.give([self.bob], time_=PASSED)
        leg = self.answer(self.bob)
        with open(os.path.join(FOLDER.name, "a.xml"), "w", encoding="utf-8") as file:
            file.write("<conference>")
        first, self.uri = self.uri, self.uri.replace("sip:", "sip:other-")
        self.give([self.carol], time_=PASSED, name="b.xml")
        self.answer(self.carol)
        self.assertLogged(b"a.xml: line 1: expects the root conference")
        self.assertEqual(self.alice.request("OPTIONS", first).final().status, 200)
        checked = subprocess.run([os.environ["ISFOCUSD"], "--config", self.focus.config_file, "--check"],
                                 capture_output=True, check=False)
        self.assertEqual(checked.returncode, 1)
        self.assertRegex(checked.stderr, rb"a\.xml: line 1: expects the root conference")
        self.assertEqual(leg.bye().status, 200)

    def test_asks_users_by_refer_to_dial_in(self):  # POL-12
        self.give(refer=[self.bob], time_=PASSED)
        asked = self.bob.expect("REFER")
        refer = asked.request
        self.assertEqual(refer.get("Refer-To"), f"<{self.uri};method=INVITE>")
        self.assertIn("isfocus", refer.get("Contact"))
        asked.reply(202, "Accepted")
        reports = Dialog.of_request(self.bob, refer, asked.local)
        dialog, _ = self.bob.call(self.uri)
        state = [("Event", "refer"), ("Subscription-State", "terminated;reason=noresource"),
                 ("Content-Type", "message/sipfrag")]
        self.assertEqual(reports.request("NOTIFY", state, b"SIP/2.0 200 OK\r\n").final().status, 200)
        self.assertEqual(reports.request("NOTIFY", state, b"SIP/2.0 200 OK\r\n").final().status, 481)
        self.assertEqual(self.carol.invite(self.uri).final().status, 403)
        self.assertEqual(dialog.bye().status, 200)


if __name__ == "__main__":
    main()
