"""Session timers (RFC 4028; DLG-07, -10, -11, OUT-17, -49): what is asked for, granted and refused. The shortest interval
is 90 s, so how a session is refreshed and expires is for the ladders."""

from scenario import FACTORY, Scenario, main
from ue.agent import Dialog
from ue.message import uri_of


def session_expires(message):
    return message.get("Session-Expires")


class SessionTimers(Scenario):
    settings = {"sip.session_expires_s": "1200", "sip.min_se_s": "120"}

    def setUp(self):
        super().setUp()
        self.bob = self.ue("bob")

    def ask(self, headers):
        """An INVITE to the factory; gives dialog and 200."""
        dialog, answer = self.alice.call(FACTORY, headers)
        self.assertIn("timer", answer.tokens("Supported"))
        return dialog, answer

    def test_ue_refreshes_unless_it_says_otherwise(self):  # DLG-11
        for asked, granted in (("600", "600;refresher=uac"), ("120;refresher=uas", "120;refresher=uas"),
                               ("7200;refresher=uac", "7200;refresher=uac")):
            dialog, answer = self.ask([("Session-Expires", asked)])
            self.assertEqual(session_expires(answer), granted)
            self.assertIn("timer", answer.tokens("Require"))
            dialog.bye()

    def test_focus_asks_for_what_the_operator_says(self):
        dialog, answer = self.ask([])
        self.assertEqual(session_expires(answer), "1200;refresher=uac")
        dialog.bye()

    def test_ue_without_session_timers_hears_of_none(self):
        headers = [("Content-Type", "application/sdp")]
        invite = self.alice.request("INVITE", FACTORY, headers, self.alice.sdp())
        answer = invite.final()
        self.assertEqual((answer.status, session_expires(answer), answer.get("Require")), (200, "", ""))
        dialog = Dialog.of_answer(self.alice, invite.sent, answer)
        dialog.ack(invite.sent)
        dialog.bye()

    def test_too_short_is_422(self):  # DLG-10
        answer = self.alice.invite(FACTORY, [("Session-Expires", "119")]).final()
        self.assertEqual((answer.status, answer.get("Min-SE")), (422, "120"))
        self.assertEqual(self.alice.invite(FACTORY, [("x", "soon")]).final().status, 400)

    def test_update_and_reinvite_refresh(self):  # DLG-07
        dialog, answer = self.ask([("Session-Expires", "600")])
        uri = uri_of(answer.get("Contact"))
        timer = [("Supported", "timer"), ("Session-Expires", "600;refresher=uac")]
        update = dialog.request("UPDATE", timer).final()
        self.assertEqual((update.status, session_expires(update)), (200, "600;refresher=uac"))
        self.assertIsConferenceContact(update, uri)
        reinvite = dialog.request("INVITE", [*timer, ("Content-Type", "application/sdp")], self.alice.sdp(version=2))
        answer = reinvite.final()
        dialog.ack(reinvite.sent)
        self.assertEqual((answer.status, session_expires(answer)), (200, "600;refresher=uac"))
        short = dialog.request("UPDATE", [("Supported", "timer"), ("Session-Expires", "90")]).final()
        self.assertEqual((short.status, short.get("Min-SE")), (422, "120"))
        self.assertEqual(dialog.request("OPTIONS").final().status, 200)
        self.assertEqual(dialog.bye().status, 200)

    def test_422_to_the_focus_is_obeyed_once(self):  # OUT-17, OUT-49
        dialog, _ = self.conference()
        self.refer(dialog, "<sip:bob@home1.test;method=INVITE>")
        first = self.bob.expect("INVITE")
        self.assertEqual(session_expires(first.request), "1200")
        self.assertIn("timer", first.request.tokens("Supported"))
        first.reply(422, "Session Interval Too Small", [("Min-SE", "3600")])
        again = self.bob.expect("INVITE")
        self.assertEqual((session_expires(again.request), again.request.get("Min-SE")), ("3600", "3600"))
        self.assertEqual(again.request.call_id, first.request.call_id)
        self.assertEqual(again.request.from_tag, first.request.from_tag)
        self.assertEqual(again.request.cseq[0], first.request.cseq[0] + 1)
        again.answer([("Require", "timer"), ("Session-Expires", "3600;refresher=uas")])
        self.bob.expect("ACK", lambda ack: ack.to_tag == again.tag)
        self.assertTerminated(self.final_notify(self.alice), "SIP/2.0 200 OK")
        dialog.bye()

    def test_second_422_is_the_outcome(self):  # OUT-49
        dialog, _ = self.conference()
        self.refer(dialog, "<sip:bob@home1.test;method=INVITE>")
        for least in ("3600", "7200"):
            self.bob.expect("INVITE").reply(422, "Session Interval Too Small", [("Min-SE", least)])
        self.assertTerminated(self.final_notify(self.alice), "SIP/2.0 422 Session Interval Too Small")
        dialog.bye()


if __name__ == "__main__":
    main()
