"""What every method gets at a conference URI that is not, or no more, allocated (table 2.1; JOI-02, -13)."""

from scenario import FACTORY, Scenario, main


class Unallocated(Scenario):
    settings = {}
    refer_status = 604

    def ask(self, method, uri, headers=()):
        body = self.alice.sdp() if method == "INVITE" else b""
        given = [*headers, *([("Content-Type", "application/sdp")] if body else [])]
        return self.alice.request(method, uri, given, body).final().status

    def assertUnallocated(self, uri):
        refer = [("Refer-To", "<sip:bob@home1.test>")]
        self.assertEqual(self.ask("INVITE", uri), 404)
        self.assertEqual(self.ask("REFER", uri, refer), self.refer_status)
        self.assertEqual(self.ask("SUBSCRIBE", uri, [("Event", "conference")]), 404)
        self.assertEqual(self.ask("SUBSCRIBE", uri, [("Event", "presence")]), 489)  # comes before 404
        self.assertEqual(self.ask("OPTIONS", uri), 404)
        for method in ("MESSAGE", "PUBLISH"):
            self.assertEqual(self.ask(method, uri), 405, method)
        for method in ("BYE", "UPDATE", "INFO", "NOTIFY", "CANCEL"):
            self.assertEqual(self.ask(method, uri, [("Event", "refer")]), 481, method)
        self.assertEqual(self.ask("PRACK", uri, [("RAck", "1 1 INVITE")]), 481)
        in_dialog = [("To", f"<{uri}>;tag=gone")]
        for method in ("INVITE", "REFER", "SUBSCRIBE", "BYE", "UPDATE", "INFO"):
            self.assertEqual(self.ask(method, uri, [*in_dialog, *refer, ("Event", "conference")]), 481, method)

    def test_a_uri_that_never_was(self):  # JOI-02
        self.assertUnallocated(f"sip:conf-0000000000000000@{self.focus.domain}")

    def test_a_uri_whose_conference_is_over(self):  # JOI-13
        dialog, uri = self.conference()
        dialog.bye()
        self.assertUnallocated(uri)

    def test_a_domain_that_is_not_ours(self):  # DEC-12
        self.assertEqual(self.ask("INVITE", "sip:conf-1@elsewhere.test"), 404)
        self.assertEqual(self.ask("OPTIONS", "sip:conf-1@elsewhere.test"), 404)

    def test_an_ack_is_dropped(self):
        uri = f"sip:conf-0000000000000000@{self.focus.domain}"
        before = len(self.wire.crossings)
        self.alice.request("ACK", uri)
        self.wire.settle()
        self.assertEqual(len(self.wire.crossings), before + 1)

    def test_none_of_it_is_said_at_the_factory(self):  # CRE-17
        refer = [("Refer-To", "<sip:bob@home1.test>")]
        self.assertEqual(self.ask("REFER", FACTORY, refer), 403)
        self.assertEqual(self.ask("SUBSCRIBE", FACTORY, [("Event", "conference")]), 403)
        self.assertEqual(self.ask("SUBSCRIBE", FACTORY, [("Event", "presence")]), 489)
        self.assertEqual(self.ask("MESSAGE", FACTORY), 405)
        self.assertEqual(self.ask("BYE", FACTORY), 481)


class UnallocatedAs404(Unallocated):
    settings = {"refer.unallocated_status": 404}
    refer_status = 404


if __name__ == "__main__":
    main()
