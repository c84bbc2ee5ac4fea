"""How the focus refreshes a session, and what may come in between (DLG-06, -08, -12; T-DLG-02, -03).

The shortest interval is 90 s (RFC 4028 4), so a refresh takes 45 s to come; all UEs here wait at the same time.
"""

from scenario import FACTORY, Scenario, main
from ue.agent import ALLOW, Dialog

SDP = ("Content-Type", "application/sdp")
ASKED = ("Session-Expires", "90;refresher=uas")
UNTIL_HALF = 55  # s; at 60 the session expires


class Refreshing(Scenario):
    def called(self, name, takes_update=True):
        """A UE in a conference of its own, which the focus is to refresh; and its dialog."""
        ue = self.ue(name)
        allow = ALLOW + ", UPDATE" if takes_update else "INVITE, ACK, CANCEL, BYE, OPTIONS"
        invite = ue.request("INVITE", FACTORY, [("Supported", "timer"), ("Allow", allow), ASKED, SDP], ue.sdp())
        answer = invite.final()
        self.assertEqual(answer.get("Session-Expires"), "90;refresher=uas")
        dialog = Dialog.of_answer(ue, invite.sent, answer)
        dialog.ack(invite.sent)
        return ue, dialog

    def refreshed(self, ue, refresh):
        """Answers it as one whose session goes on, and lasts longer."""
        body = ue.answer_to(refresh.request) if refresh.request.method == "INVITE" else b""
        session = [("Require", "timer"), ("Session-Expires", "1800;refresher=uac")]
        refresh.reply(200, "OK", session + ([SDP] if body else []), body)

    def test_all_at_half_the_interval(self):
        by_update, its_dialog = self.called("bob")
        too_short, short_dialog = self.called("carol")
        crossing, crossing_dialog = self.called("dave", takes_update=False)
        gone, gone_dialog = self.called("erin", takes_update=False)

        # DLG-12: by UPDATE, which is no offer.
        update = by_update.expect("UPDATE", timeout=UNTIL_HALF)
        self.assertEqual((update.request.get("Session-Expires"), update.request.body), ("90;refresher=uac", b""))
        self.refreshed(by_update, update)
        self.assertEqual(its_dialog.request("OPTIONS").final().status, 200)

        # DLG-12: each proxy on the way may want more than the one before it.
        for least in ("120", "300"):
            too_short.expect("UPDATE", timeout=UNTIL_HALF).reply(422, "Session Interval Too Small", [("Min-SE", least)])
        update = too_short.expect("UPDATE")
        self.assertEqual((update.request.get("Session-Expires"), update.request.get("Min-SE")),
                         ("300;refresher=uac", "300"))
        self.refreshed(too_short, update)

        # DLG-06: two offers cross. Both are refused, and made again.
        ours = crossing.expect("INVITE", timeout=UNTIL_HALF)
        theirs = crossing_dialog.request("INVITE", [SDP], crossing.sdp("sendonly", 2))
        self.assertEqual(theirs.final().status, 491)
        ours.reply(491, "Request Pending")
        again = crossing.expect("INVITE")
        self.assertEqual(again.request.cseq[0], ours.request.cseq[0] + 1)
        self.refreshed(crossing, again)
        crossing.expect("ACK", lambda ack: ack.cseq[0] == again.request.cseq[0])
        theirs = crossing_dialog.request("INVITE", [SDP], crossing.sdp("sendonly", 3))
        self.assertIn("a=recvonly", theirs.final().text)
        crossing_dialog.ack(theirs.sent)

        # DLG-08: who does not know the dialog any more has left.
        gone.expect("INVITE", timeout=UNTIL_HALF).reply(481, "Call/Transaction Does Not Exist")
        gone.expect("BYE")
        self.assertEqual(gone_dialog.request("OPTIONS").final().status, 481)

        for dialog in (its_dialog, short_dialog, crossing_dialog):
            self.assertEqual(dialog.bye().status, 200)


if __name__ == "__main__":
    main()
