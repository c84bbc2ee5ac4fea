"""The charging records of a whole conference (T-CHG-02, CHG-16), as they come out of the file."""

import json
import os
import re
import signal
import tempfile
import time

from scenario import FACTORY, Scenario, main
from ue.message import uri_of

FOLDER = tempfile.TemporaryDirectory(prefix="isfocus-cdr-")
FILE = os.path.join(FOLDER.name, "cdr.jsonl")
CHARGED = [("P-Charging-Vector", 'icid-value="a1b2";icid-generated-at=192.0.2.9;orig-ioi=home1.test'),
           ("P-Charging-Function-Addresses", "ccf=192.0.2.7;ecf=192.0.2.8"),
           ("P-Access-Network-Info", "3GPP-E-UTRAN-FDD;utran-cell-id-3gpp=00101d0f"),
           ("P-Served-User", "<sip:served@home1.test>;sescase=orig;regstate=reg"),
           ("Session-ID", "ab30317f1a784dc48ff824d0d3715d86;remote=" + 32 * "0")]


class Records(Scenario):
    settings = {"cdr.file": FILE}

    def records(self, uri, timeout=10):
        """Those of that conference, once its last one is there."""
        deadline = time.monotonic() + timeout
        while True:
            try:
                with open(FILE, encoding="utf-8") as file:
                    lines = [json.loads(line) for line in file.read().splitlines()]
            except FileNotFoundError:
                lines = []
            found = [each for each in lines if each["conference"] == uri]
            if found and found[-1]["record"] == "conference_ended":
                return found
            self.assertLess(time.monotonic(), deadline, found)
            self.wire.idle(0.02)

    def play(self):
        """Bob is invited and leaves, carol dials in and is removed, alice ends it. Gives the conference URI."""
        bob, carol = self.ue("bob"), self.ue("carol")
        dialog, answer = self.alice.call(FACTORY, CHARGED)
        uri = uri_of(answer.get("Contact"))
        self.refer_accepted(dialog, f"<{bob.identity}>")
        invite = bob.expect("INVITE")
        self.invite = invite.request
        leg = invite.answer([("P-Charging-Vector", "icid-value=x;term-ioi=home2.test"),
                             ("P-Access-Network-Info", "IEEE-802.11;i-wlan-node-id=1")])
        bob.expect("ACK")
        self.final_notify(self.alice)
        carol.call(uri, [("Privacy", "id")])
        self.assertEqual(leg.bye().status, 200)
        self.refer_accepted(dialog, f"<{carol.identity};method=BYE>")
        carol.expect("BYE")
        self.final_notify(self.alice)
        self.assertEqual(dialog.bye().status, 200)
        return uri

    def test_of_a_whole_conference(self):
        uri = self.play()
        records = self.records(uri)
        alice, bob, carol = (f"sip:{name}@home1.test" for name in ("alice", "bob", "carol"))
        self.assertEqual([(each["record"], each.get("user"), each.get("direction")) for each in records], [
            ("conference_created", alice, None),
            ("leg_started", alice, "incoming"),
            ("refer_accepted", alice, None),
            ("leg_started", bob, "outgoing"),
            ("leg_started", carol, "incoming"),
            ("leg_stopped", bob, "outgoing"),
            ("refer_accepted", alice, None),
            ("leg_stopped", carol, "incoming"),
            ("leg_stopped", alice, "incoming"),
            ("conference_ended", None, None)])
        self.check_what_all_have(records)
        self.check_the_creation(records[0])
        self.check_the_leg_of_bob(records[3], records[5])
        self.assertEqual(records[2]["targets"], [{"uri": bob, "method": "INVITE"}])
        self.assertEqual(records[6]["targets"], [{"uri": carol, "method": "BYE"}])
        self.assertTrue(records[4]["private"])
        self.assertEqual((records[7]["cause"], records[8]["cause"]), ("booted", "departed"))
        self.assertEqual(records[9]["cause"], "last participant left")

    def check_what_all_have(self, records):
        for each in records:
            self.assertEqual(each["conference_icid"], "a1b2")
            self.assertEqual(each["charging_addresses"], "ccf=192.0.2.7;ecf=192.0.2.8")
            self.assertRegex(each["time"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")
            self.assertEqual("duration_ms" in each, each["record"] in ("leg_stopped", "conference_ended"))
        self.assertEqual([each["time"] for each in records], sorted(each["time"] for each in records))
        numbers = [each["sequence"] for each in records]
        self.assertEqual(numbers, list(range(numbers[0], numbers[0] + len(numbers))))
        started = {each["leg"]: each["icid"] for each in records if each["record"] == "leg_started"}
        stopped = {each["leg"]: each["icid"] for each in records if each["record"] == "leg_stopped"}
        self.assertEqual(started, stopped)
        self.assertEqual(len(set(started.values())), 3)

    def check_the_creation(self, record):
        self.assertEqual((record["icid"], record["orig_ioi"]), ("a1b2", "home1.test"))
        self.assertEqual(record["access_network"], "3GPP-E-UTRAN-FDD;utran-cell-id-3gpp=00101d0f")
        self.assertEqual(record["served_user"], "sip:served@home1.test")
        self.assertRegex(record["session_id"], "^[0-9a-f]{32};remote=ab30317f1a784dc48ff824d0d3715d86$")
        self.assertLogged(f"call-id={record['call_id']}".encode())

    def check_the_leg_of_bob(self, start, stop):
        self.assertEqual(start["call_id"], self.invite.call_id)
        self.assertEqual(start["status"], 200)
        vector = self.invite.get("P-Charging-Vector")
        self.assertEqual(start["icid"], re.search("icid-value=([^;]*)", vector)[1])
        self.assertEqual(start["orig_ioi"], re.search("orig-ioi=([^;]*)", vector)[1])
        self.assertEqual(start["term_ioi"], "home2.test")
        self.assertEqual(start["access_network"], "IEEE-802.11;i-wlan-node-id=1")
        self.assertEqual((stop["call_id"], stop["icid"], stop["cause"]), (start["call_id"], start["icid"], "departed"))

    def test_go_on_in_a_new_file_after_a_hangup(self):
        self.records(self.play())
        os.rename(FILE, FILE + ".1")
        self.focus.process.send_signal(signal.SIGHUP)
        self.assertTrue(self.wire.until(lambda: os.path.exists(FILE), 10))
        self.assertEqual(len(self.records(self.play())), 10)

    def test_are_complete_when_isfocusd_ends(self):
        _, answer = self.alice.call(FACTORY)
        self.focus.terminate()
        self.assertTrue(self.wire.until(lambda: self.focus.process.poll() is not None, 20))
        self.assertEqual(self.focus.stop(), "")
        with open(FILE, encoding="utf-8") as file:
            last = json.loads(file.read().splitlines()[-1])
        self.assertEqual((last["record"], last["cause"]), ("conference_ended", "shutdown"))
        self.assertEqual(last["conference"], uri_of(answer.get("Contact")))
        type(self).setUpClass()


class NoDisk(Scenario):
    """Records that cannot be written hold nothing up."""

    settings = {"cdr.file": "/dev/full"}

    def test_service_goes_on(self):
        for _ in range(3):
            dialog, _ = self.conference()
            self.assertEqual(dialog.bye().status, 200)
        self.assertTrue(self.wire.until(lambda: b"charging records cannot be written" in self.focus.log(), 10))
        self.assertEqual(self.focus.log().count(b"charging records cannot be written"), 1)


if __name__ == "__main__":
    main()
