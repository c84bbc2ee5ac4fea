"""The conference event package (EVT-01 to -32): SUBSCRIBE in and out of the dialog, full and partial documents."""

import time

from scenario import Hosted, Scenario, main
from ue.agent import Dialog
from ue.roster import Document, Roster


class Subscriptions(Hosted):
    others = ("bob",)

    def subscribed(self, ue=None, **how):
        """An own dialog: gives it with the first document."""
        ue = ue or self.alice
        transaction = ue.subscribe(self.uri, **how)
        answer = transaction.final()
        self.assertEqual(answer.status, 200, answer)
        self.assertIsConferenceContact(answer, self.uri)  # EVT-19
        return Dialog.of_answer(ue, transaction.sent, answer), answer, ue.expect_notify("conference")

    def test_outside_the_dialog_gives_the_full_state_at_once(self):  # EVT-01, -19, -20, -23
        dialog, answer, notify = self.subscribed()
        self.assertEqual(answer.get("Expires"), "3600")
        self.assertEqual(notify.call_id, dialog.call_id)
        self.assertEqual((notify.from_tag, notify.to_tag), (answer.to_tag, answer.from_tag))
        self.assertHeader(notify, "Event", "^conference$")
        self.assertHeader(notify, "Subscription-State", r"^active;expires=3[56]\d\d$")
        self.assertTrue(notify.body.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<conference-info xmlns='))
        document = Document(notify.body)
        self.assertEqual((document.entity, document.state, document.users_state), (self.uri, "full", "full"))
        self.assertEqual(document.version, 1)
        self.assertEqual(list(document.users), [self.alice.identity])

    def test_inside_the_invite_dialog(self):  # EVT-02
        answer = self.alice.subscribe(self.uri, self.dialog).final()
        self.assertEqual(answer.status, 200)
        notify = self.alice.expect_notify("conference")
        self.assertEqual(notify.call_id, self.dialog.call_id)
        self.assertEqual(Document(notify.body).state, "full")

    def test_follows_joins_and_leaves_by_partial_documents(self):  # EVT-20, -22, -25, -26, -29
        roster = Roster()
        roster.apply(self.subscribed()[2].body)
        leg = self.bring_in(self.dialog, self.bob)
        joined = roster.apply(self.alice.expect_notify("conference").body)
        self.assertEqual((joined.state, joined.value("conference-state/user-count")), ("partial", "2"))
        self.assertEqual(roster.present(), {self.alice.identity, self.bob.identity})
        leg.bye()
        left = roster.apply(self.alice.expect_notify("conference").body)
        self.assertEqual((left.state, left.value("conference-state/user-count")), ("partial", "1"))
        self.assertEqual(roster.status(self.bob.identity), "disconnected")
        self.assertEqual(left.version, joined.version + 1)

    def test_two_of_one_user_count_their_own_versions(self):  # EVT-16
        rosters = {}
        for _ in range(2):
            dialog, _, notify = self.subscribed()
            rosters[dialog.call_id] = Roster()
            rosters[dialog.call_id].apply(notify.body)
        self.bring_in(self.dialog, self.bob)
        for _ in range(2):
            notify = self.alice.expect_notify("conference")
            rosters[notify.call_id].apply(notify.body)
        for roster in rosters.values():
            self.assertEqual(roster.present(), {self.alice.identity, self.bob.identity})

    def test_is_refreshed_by_a_full_document(self):  # EVT-09, -22
        dialog, _, first = self.subscribed()
        self.assertEqual(dialog.request("SUBSCRIBE", [("Event", "conference"), ("Expires", 600)]).final().status, 200)
        second = self.alice.expect_notify("conference")
        self.assertEqual(Document(second.body).state, "full")
        self.assertEqual(Document(second.body).version, Document(first.body).version + 1)
        self.assertHeader(second, "Subscription-State", r"^active;expires=(600|5\d\d)$")

    def test_ends_when_the_subscriber_says_so(self):  # EVT-10
        dialog, _, _ = self.subscribed()
        self.assertEqual(dialog.request("SUBSCRIBE", [("Event", "conference"), ("Expires", 0)]).final().status, 200)
        self.assertHeader(self.alice.expect_notify("conference"), "Subscription-State", "^terminated;reason=timeout$")
        self.bring_in(self.dialog, self.bob)
        self.wire.idle(1.2)
        self.assertFalse([each for each in self.alice.pending if each.request.get("Event") == "conference"])

    def test_can_be_a_fetch(self):  # EVT-08
        transaction = self.alice.subscribe(self.uri, expires=0)
        self.assertEqual(transaction.final().get("Expires"), "0")
        notify = self.alice.expect_notify("conference")
        self.assertHeader(notify, "Subscription-State", "^terminated;reason=timeout$")
        self.assertEqual(Document(notify.body).state, "full")

    def test_is_granted_no_longer_than_the_limit(self):  # EVT-05, -06
        self.assertEqual(self.subscribed(expires=600000)[1].get("Expires"), "7200")
        self.assertEqual(self.subscribed(expires=None)[1].get("Expires"), "3600")

    def test_ends_with_the_conference(self):  # EVT-18, TRM-04
        leg = self.bring_in(self.dialog, self.bob)
        self.subscribed(self.bob)
        self.dialog.bye()
        self.bob.expect("BYE")
        while not (notify := self.bob.expect_notify("conference")).get("Subscription-State").startswith("terminated"):
            pass
        self.assertHeader(notify, "Subscription-State", "^terminated;reason=noresource$")
        self.assertEqual(leg.request("SUBSCRIBE", [("Event", "conference")]).final().status, 481)

    def test_ends_when_the_subscriber_leaves(self):  # REM-10, 34.229-5 A.27
        leg = self.bring_in(self.dialog, self.bob)
        self.subscribed(self.bob)
        self.assertEqual(leg.bye().status, 200)
        while not (notify := self.bob.expect_notify("conference")).get("Subscription-State").startswith("terminated"):
            pass
        self.assertHeader(notify, "Subscription-State", "^terminated;reason=noresource$")

    def test_is_told_no_more_often_than_it_asks(self):  # EVT-14
        answer = self.alice.request("SUBSCRIBE", self.uri, [("Event", "conference;max-rate=0.5"), ("Expires", 600)])
        self.assertEqual(answer.final().status, 200)
        self.assertHeader(self.alice.expect_notify("conference"), "Subscription-State", ";max-rate=0.5$")
        began = time.monotonic()
        self.bring_in(self.dialog, self.bob)
        notify = self.alice.expect_notify("conference")
        self.assertGreater(time.monotonic() - began, 1.5)
        self.assertHeader(notify, "Subscription-State", "^active;expires=.*;max-rate=0.5$")
        for value in ("0", "fast", "100"):
            refused = self.alice.request("SUBSCRIBE", self.uri, [("Event", f"conference;max-rate={value}")]).final()
            self.assertEqual(refused.status, 400, value)

    def test_keeps_private_users_hidden_to_all_and_stable(self):  # EVT-35, XML-02, -03, CHG-06
        self.bob.call(self.uri, [("Privacy", "id")])
        carol = self.ue("carol")
        carol.call(self.uri)
        hidden = "sip:anonymous1@anonymous.invalid"
        for each in (self.alice, carol):
            notify = self.subscribed(each)[2]
            document = Document(notify.body)
            self.assertEqual(set(document.users), {self.alice.identity, carol.identity, hidden})
            self.assertNotIn(self.bob.identity.encode(), notify.body)
            self.assertNotIn(f":{self.bob.address[1]}".encode(), notify.body)
        self.refer_accepted(self.dialog, f"<{hidden};method=BYE>")
        self.bob.expect("BYE")

    def test_is_refused_with_the_status_of_the_first_fault(self):  # EVT-03, -04, -07, -12; table 2.1
        unknown = f"sip:nobody-knows-it@{self.focus.domain}"
        ask = self.alice.request
        self.assertEqual(ask("SUBSCRIBE", self.uri, [("Event", "presence")]).final().status, 489)
        self.assertEqual(ask("SUBSCRIBE", self.uri).final().status, 489)
        self.assertEqual(ask("SUBSCRIBE", unknown, [("Event", "presence")]).final().status, 489)
        self.assertEqual(self.alice.subscribe(unknown).final().status, 404)
        self.assertEqual(self.ue("eve").subscribe(self.uri).final().status, 403)
        self.assertEqual(ask("SUBSCRIBE", self.uri, [("Event", "conference"), ("Accept", "text/plain")]).final().status,
                         406)
        too_brief = self.alice.subscribe(self.uri, expires=5).final()
        self.assertEqual((too_brief.status, too_brief.get("Min-Expires")), (423, "60"))
        self.assertEqual([each.summary() for each in self.alice.seen], [])


class LongDocuments(Scenario):
    settings = {"transports": ["udp", "tcp"]}

    def test_go_by_tcp_when_they_are_too_long_for_a_datagram(self):  # EVT-33
        dialog, uri = self.conference()
        for i in range(8):
            self.ue(f"user{i}").call(uri)
        self.assertEqual(self.alice.subscribe(uri).final().status, 200)
        notify = self.alice.expect_notify("conference")
        self.assertGreater(len(notify.octets()), 1300)
        self.assertEqual(len(Document(notify.body).users), 9)
        self.assertEqual(dialog.bye().status, 200)


if __name__ == "__main__":
    main()
