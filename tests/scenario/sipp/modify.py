"""A session that is changed while it runs, and what else a dialog is asked (DLG-01 to -17; T-DLG-01, -02, -04)."""

import re

from scenario import FACTORY, Scenario, main
from ue.roster import Roster, text_at

SDP = ("Content-Type", "application/sdp")


class Modify(Scenario):
    settings = {"conference_event.min_gap_ms": 0}

    def setUp(self):
        super().setUp()
        self.dialog, answer = self.alice.call(FACTORY)
        self.answered = answer.text
        self.version = 1

    def tearDown(self):
        self.assertEqual(self.dialog.bye().status, 200)
        super().tearDown()

    def offer(self, direction="sendrecv", extra=""):
        """The next version of alice's description."""
        self.version += 1
        return re.sub(r"\no=- \d+ ", "\no=- 77 ", self.alice.sdp(direction, self.version).decode()) + extra

    def invite(self, body, headers=()):
        transaction = self.dialog.request("INVITE", [SDP, *headers] if body else headers, body.encode())
        answer = transaction.final()
        if answer.status == 200:
            self.dialog.ack(transaction.sent)
        return answer

    def update(self, body):
        return self.dialog.request("UPDATE", [SDP] if body else [], body.encode()).final()

    def version_of(self, text):
        return int(re.search(r"\no=\S+ \S+ (\d+) ", text)[1])

    def assertAnswered(self, answer, direction, status):
        self.assertEqual(answer.status, 200)
        self.assertIn(f"\r\na={direction}\r\n", answer.text)
        document = self.roster.apply(self.alice.expect_notify("conference").body)
        user = document.users[self.alice.identity]
        self.assertEqual(text_at(user, "endpoint/status"), status)

    def watched(self):
        self.roster = Roster()
        self.assertEqual(self.alice.subscribe(self.dialog.target).final().status, 200)
        self.roster.apply(self.alice.expect_notify("conference").body)

    def test_hold_and_resume_by_either_method(self):  # DLG-01, -02
        self.watched()
        for change in (self.invite, self.update):
            self.assertAnswered(change(self.offer("sendonly")), "recvonly", "on-hold")
            self.assertAnswered(change(self.offer("sendrecv")), "sendrecv", "connected")
            self.assertAnswered(change(self.offer("inactive")), "inactive", "on-hold")
            last = change(self.offer("sendrecv"))
            self.assertAnswered(last, "sendrecv", "connected")
        self.assertEqual(self.version_of(last.text), self.version_of(self.answered) + 8)

    def test_the_hold_of_old_phones(self):  # DLG-02, RFC 3264 8.4
        self.watched()
        old = re.sub(r"\nc=IN IP4 \S+", "\nc=IN IP4 0.0.0.0", self.offer().replace("a=sendrecv\r\n", ""))
        answer = self.invite(old)
        self.assertEqual(answer.status, 200)
        document = self.roster.apply(self.alice.expect_notify("conference").body)
        self.assertEqual(text_at(document.users[self.alice.identity], "endpoint/status"), "on-hold")

    def test_video_is_refused_in_its_place(self):  # DLG-03
        answer = self.invite(self.offer(extra="m=video 40000 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n"))
        self.assertEqual(answer.status, 200)
        self.assertEqual([line.split()[:2] for line in answer.text.split("\r\n") if line.startswith("m=video")],
                         [["m=video", "0"]])
        self.assertEqual(self.invite(self.offer()).text.count("m="), 1)

    def test_an_unacceptable_offer_leaves_the_session(self):  # DLG-01
        bad = self.offer().replace("RTP/AVP 0 8 101", "RTP/AVP 97")
        self.assertEqual(self.invite(bad).status, 488)
        self.assertEqual(self.update(bad).status, 488)
        again = self.invite(self.offer())
        self.assertEqual((again.status, self.version_of(again.text)), (200, self.version_of(self.answered)))

    def test_offerless_reinvite(self):  # DLG-04
        transaction = self.dialog.request("INVITE")
        offer = transaction.final()
        self.assertIn("m=audio", offer.text)
        self.assertIn(" AMR-WB/16000", offer.text)  # all codecs, though alice never had that one (RFC 3261 14.2)
        self.dialog.ack(transaction.sent, self.alice.answer_to(offer))
        self.assertEqual(self.invite(self.offer()).status, 200)

    def test_update_without_offer_and_options(self):  # DLG-07, DLG-14
        answer = self.update("")
        self.assertEqual((answer.status, answer.body), (200, b""))
        options = self.dialog.request("OPTIONS").final()
        self.assertEqual(options.status, 200)
        self.assertIsConferenceContact(options, self.dialog.target)

    def test_numbers_do_not_go_back(self):  # DLG-09
        self.dialog.request("OPTIONS", cseq=50).final()
        self.assertEqual(self.dialog.request("OPTIONS", cseq=49).final().status, 500)
        self.dialog.cseq = 50

    def test_info(self):  # DLG-13
        for headers, body, status in (((), b"", 200),
                                      ((("Content-Type", "application/dtmf-relay"),), b"Signal=5\r\nDuration=160\r\n", 200),
                                      ((("Content-Type", "application/dtmf"),), b"5", 200),
                                      ((("Content-Type", "text/plain"),), b"hello", 415),
                                      ((("Info-Package", "x"),), b"", 469)):
            answer = self.dialog.request("INFO", headers, body).final()
            self.assertEqual(answer.status, status, headers)
            if status == 469:
                self.assertTrue(any(name == "Recv-Info" for name, _ in answer.headers))
        self.assertEqual(self.alice.request("INFO", self.dialog.target).final().status, 481)


if __name__ == "__main__":
    main()
