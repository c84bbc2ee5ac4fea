"""A large conference: how many documents its subscribers get follows from the time, not from how many join (EVT-31)."""

import os
import time

from scenario import Scenario, main
from ue.agent import Dialog
from ue.roster import Roster

USERS = int(os.environ.get("ISFOCUS_LARGE_USERS", "1000"))
SUBSCRIBERS = USERS // 10
GAP = 5.0  # conference_event.min_gap_large_ms


class Large(Scenario):
    settings = {"transports": ["udp", "tcp"], "max_participants": USERS, "rtp_ports": "30000-33999"}

    def acknowledge(self):
        """Whatever has been answered meanwhile."""
        for ue, transaction in list(self.calls):
            final = next((each for each in transaction.responses if each.status >= 200), None)
            if final:
                self.assertEqual(final.status, 200, final)
                Dialog.of_answer(ue, transaction.sent, final).ack(transaction.sent)
                self.calls.remove((ue, transaction))
        return not self.calls

    def join(self, crowd, uri, seconds):
        """All of them, evenly in that time, and nobody waits for those before."""
        self.calls = []
        began = time.monotonic()
        for number, each in enumerate(crowd):
            while time.monotonic() < began + number * seconds / len(crowd):
                self.wire.serve(0.005)
                self.acknowledge()
            self.calls.append((each, each.invite(uri)))
        self.assertTrue(self.wire.until(self.acknowledge, 60), f"{len(self.calls)} are not in")
        return time.monotonic() - began

    def test_tells_its_subscribers_at_the_rate_that_is_set_and_everything(self):  # EVT-31, -32, -33, -35
        dialog, uri = self.conference()
        watchers = [self.ue(f"watcher{i}") for i in range(SUBSCRIBERS)]
        rosters = {}
        for each in watchers:
            each.call(uri)
            self.assertEqual(each.subscribe(uri).final(30).status, 200)
            rosters[each] = Roster()
        self.wire.idle(GAP + 1)
        for each in watchers:
            while each.pending:
                rosters[each].apply(each.expect_notify("conference").body)
        self.assertEqual({len(each.present()) for each in rosters.values()}, {SUBSCRIBERS + 1})

        crowd = [self.ue(f"user{i}") for i in range(USERS - SUBSCRIBERS - 1)]
        took = self.join(crowd, uri, 9.0)
        self.wire.idle(2 * GAP)

        count = octets = 0
        for each in watchers:
            while each.pending:
                notify = each.expect_notify("conference")
                rosters[each].apply(notify.body)
                count += 1
                octets += len(notify.octets())
            self.assertEqual(len(rosters[each].present()), USERS, each.name)
        most = SUBSCRIBERS * (2 + int(took / GAP) + 1)
        print(f"{len(crowd)} users joined in {took:.1f} s: {count} NOTIFYs to {SUBSCRIBERS} subscribers "
              f"(at most {most}), {octets / 1e6:.1f} MB", flush=True)
        self.assertLessEqual(count, most)
        self.assertEqual(dialog.bye().status, 200)


if __name__ == "__main__":
    main()
