"""isfocusd behind the S-CSCF and the I-CSCF of kamailio-ims-modules (config/lab/scscf.cfg, icscf.cfg), which an HSS of ours
tells over Cx who the users are and what brings their requests to the AS: the ISC interface as the S-CSCF has it (TS 24.229
5.4.3, 5.7; TS 29.228).
"""

import re

from lab import LabTest, main  # first: it knows where the others are
from baresip import Baresip
from hss.laboratory import PASSWORD, laboratory
from hss.server import RE_REGISTRATION, REGISTRATION, UNREGISTERED_USER
from ue.agent import Dialog, split_routes
from ue.ims import Kamailio, early_dialog, prack
from ue.message import after_uri, uri_of

FACTORY = "sip:mmtel@conf-factory.ims.test"
NETWORK_HEADERS = ("P-Charging-Vector", "P-Charging-Function-Addresses", "P-Served-User")


class Scscf(LabTest):
    has_s_cscf = True  # of the conference URIs; without one the I-CSCF brings what is for them to the AS

    @classmethod
    def core(cls):
        cls.lab.ue_side = cls.lab.isc_side  # there is no P-CSCF
        cls.s_cscf = "sip:%s:%d" % cls.lab.isc_side
        cls.hss = laboratory(cls.lab.hss, "sip:%s:%d" % cls.lab.focus, cls.s_cscf if cls.has_s_cscf else None).start()
        cls.addClassCleanup(cls.hss.stop)
        cls.i_cscf = Kamailio(cls.lab, cls.lab.i_cscf, ("icscf.cfg", "icscf.xml", "icscf/s_cscf",
                                                       "icscf/s_cscf_capabilities", "icscf/nds_trusted_domains"))
        cls.addClassCleanup(cls.i_cscf.stop)
        cls.i_cscf.start()
        return Kamailio(cls.lab, cls.lab.isc_side, ("scscf.cfg", "scscf.xml"))

    def register(self, ue):
        """As soon as the S-CSCF has its HSS, and remembers its challenges in time."""
        answer = self.wire.until(lambda: self.registered(ue), 10)
        self.assertEqual(answer and answer.status, 200, answer)

    def registered(self, ue):
        answer = ue.register_with(f"{ue.name}@ims.test", PASSWORD)
        return None if answer.status in (401, 503) else answer

    def setUp(self):
        super().setUp()
        self.hss.assigned.clear()
        self.log_begins = len(self.kamailio.log())
        self.alice = self.ue("alice", 21)
        self.assertTrue(self.wire.until(self.i_cscf_has_hss, 10), self.i_cscf.log())
        self.wire.crossings.clear()  # that was no part of the test

    def i_cscf_has_hss(self):
        return self.alice.request("OPTIONS", "sip:nobody@ims.test", hop=self.lab.i_cscf).final().status != 503

    def came_from(self, host, what):
        """What the S-CSCF logged of requests like that which came from there, or answers to its own."""
        return re.findall(rf"from {re.escape(host)}: ({what}.*)", self.kamailio.log()[self.log_begins:])

    def originated(self, uri, route):
        """The line of an INVITE for bob with that Route, which the conference of that URI originates (OUT-18, OUT-20: in no
        dialog of the referrer's)."""
        return f"INVITE sip:bob@ims.test route={route} served=<{uri}>;sescase=orig;regstate=unreg asserted=<{uri}>"

    def bring_in(self, dialog, ue):
        """Has that scripted UE called, which answers; gives the INVITE."""
        self.refer(dialog, ue.identity)
        invite = ue.expect("INVITE")
        invite.answer()
        ue.expect("ACK")
        self.assertEqual(self.outcome(self.alice), ["SIP/2.0 100 Trying", "SIP/2.0 200 OK"])
        return invite.request

    def end(self, dialog, *others):
        self.assertEqual(dialog.bye().status, 200)
        for each in others:
            each.expect("BYE")

    def assertReachedUesClean(self):
        """What is of the network stays in it (TS 24.229 5.2.6.4), and all that UEs see comes from the S-CSCF."""
        for crossing in self.wire.crossings:
            if crossing.receiver in ("alice", "bob", "carol"):
                self.assertEqual(crossing.sender, "S-CSCF")
                for name in NETWORK_HEADERS:
                    self.assertEqual(crossing.message.all(name), [], crossing.message)


class Behind(Scscf):
    def test_registration_is_told_to_the_as(self):
        """A third-party REGISTER (5.4.1.7, 5.7.1.1), which an AS that is not to lose the user has to take."""
        self.assertEqual([user for kind, user in self.hss.assigned if kind in (REGISTRATION, RE_REGISTRATION)],
                         ["sip:alice@ims.test"])
        self.assertTrue(self.wire.until(lambda: self.came_from(self.lab.focus[0], "200 to REGISTER"), 5), self.kamailio.log())

    def test_creation_and_invitation(self):
        bob = self.ue("bob", 22)
        invite = self.alice.invite(FACTORY, [("P-Asserted-Identity", "<sip:mallory@ims.test>"),
                                             ("P-Served-User", "<sip:mallory@ims.test>;sescase=orig;regstate=reg"),
                                             ("P-Charging-Vector", "icid-value=forged")])
        created = invite.final()
        self.assertEqual(created.status, 200)
        uri = uri_of(created.get("Contact"))
        self.assertRegex(uri, r"^sip:conf-[0-9a-f]{32}@conf-factory\.ims\.test$")
        self.assertIn("isfocus", re.split("[;=]", after_uri(created.get("Contact"))))
        self.assertEqual(split_routes(created), ["<sip:%s:%d;lr=on>" % self.lab.isc_side])
        dialog = Dialog.of_answer(self.alice, invite.sent, created)
        dialog.ack(invite.sent)

        self.assertEqual(self.alice.subscribe(uri).final().status, 200)  # out of the dialog: a criterion of its own
        full = self.alice.expect_notify("conference")
        self.assertIn('entity="sip:alice@ims.test"', full.text)
        self.assertNotIn("mallory", full.text)

        called = self.bring_in(dialog, bob)
        self.assertEqual(called.get("P-Asserted-Identity"), f"<{uri}>")
        self.assertEqual(called.get("Referred-By"), "<sip:alice@ims.test>")
        self.assertEqual(uri_of(called.get("Contact")), uri)
        self.assertIn('entity="sip:bob@ims.test"', self.alice.expect_notify("conference").text)
        self.assertEqual(self.came_from(self.lab.focus[0], "INVITE"), [self.originated(uri, f"{self.s_cscf};lr;orig")])
        self.assertIn((UNREGISTERED_USER, uri), self.hss.assigned)  # its S-CSCF has asked for the profile of the service

        self.refer(dialog, bob.identity, method="BYE")
        bob.expect("BYE")
        self.assertEqual(self.outcome(self.alice)[-1], "SIP/2.0 200 OK")
        self.end(dialog)
        last = self.alice.expect("NOTIFY", lambda each: each.get("Subscription-State").startswith("terminated"))
        self.assertEqual(last.request.get("Event"), "conference")
        self.assertReachedUesClean()

    def test_creation_with_preconditions(self):
        invite = self.alice.invite_reserving(FACTORY)
        progress = invite.provisional(183)
        dialog = early_dialog(self.alice, invite, progress)
        self.assertEqual(prack(dialog, invite, progress).status, 200)
        updated = dialog.request("UPDATE", [("Content-Type", "application/sdp")], self.alice.reserved_sdp()).final()
        self.assertEqual(updated.status, 200)
        confirmed = Dialog.of_answer(self.alice, invite.sent, invite.final()).after(dialog)
        confirmed.ack(invite.sent)
        self.end(confirmed)
        self.assertReachedUesClean()

    def test_host_leaves_while_the_invited_user_is_rung(self):
        bob = self.ue("bob", 22)
        dialog, _ = self.alice.call(FACTORY)
        self.refer(dialog, bob.identity)
        bob.expect("INVITE").reply(180, "Ringing")
        self.end(dialog)
        bob.expect("CANCEL")

    def test_referrer_outside_of_its_dialog(self):
        bob = self.ue("bob", 22)
        dialog, created = self.alice.call(FACTORY)
        refer = self.alice.request("REFER", uri_of(created.get("Contact")),
                                   [("Refer-To", f"<{bob.identity};method=INVITE>")])
        self.assertEqual(refer.final().status, 202)
        self.assertEqual(len(split_routes(refer.final())), 1, "by a criterion of alice's")
        bob.expect("INVITE").answer()
        bob.expect("ACK")
        self.assertEqual(self.outcome(self.alice)[-1], "SIP/2.0 200 OK")
        self.end(dialog, bob)

    def test_real_phones_are_called_and_hear_each_other(self):
        phones = []
        for name, frequency in (("bob", 880), ("carol", 550)):
            way = f'outbound="{uri_of(self.alice.service_route)}";auth_user={name}@ims.test;auth_pass={PASSWORD}'
            phones.append(self.phone(Baresip, name, frequency, way=way))
        dialog, _ = self.alice.call(FACTORY)
        for each in phones:
            self.assertRegex(self.refer_in(dialog, each)[-1], "^SIP/2.0 200 ")
        self.assertHears(phones)
        self.assertEqual(dialog.bye().status, 200)
        for each in phones:
            each.wait_end()

    def test_users_who_cannot_be_reached(self):
        dialog, _ = self.alice.call(FACTORY)
        for target, status in (("sip:stranger@ims.test", "604"), ("sip:absent@ims.test", "480"),
                               ("sip:bob@elsewhere.test", "604")):
            self.refer(dialog, target)
            self.assertRegex(self.outcome(self.alice)[-1], f"^SIP/2.0 {status} ")
        self.end(dialog)

    def test_caller_gives_up(self):
        invite = self.alice.invite_reserving(FACTORY)
        invite.provisional(183)
        self.assertEqual(invite.cancel().final().status, 200)
        self.assertEqual(invite.final().status, 487)

    def test_wrong_password(self):
        self.assertEqual(self.alice.register_with("alice@ims.test", "guessed").status, 403)

    def test_caller_without_a_criterion(self):
        """Carol's S-CSCF sends her on to that of the service, whose profile has the criterion (TS 23.228 5.4.12)."""
        carol = self.ue("carol", 23)
        dialog, created = carol.call(FACTORY)
        uri = uri_of(created.get("Contact"))
        self.assertEqual(len(split_routes(created)), 2, "of the originating and of the terminating S-CSCF")
        self.assertIn((UNREGISTERED_USER, FACTORY), self.hss.assigned)
        joined, _ = self.alice.call(uri)
        self.assertEqual(carol.subscribe(uri).final().status, 200)
        roster = carol.expect_notify("conference").text
        self.assertIn('entity="sip:alice@ims.test"', roster)
        self.assertIn('entity="sip:carol@ims.test"', roster)
        self.end(joined)
        self.end(dialog)
        self.assertReachedUesClean()


class ByICscf(Scscf):
    @classmethod
    def core(cls):
        cls.focus_sip = ('outbound: "sip:%s:%d;lr"' % cls.lab.i_cscf,)
        return super().core()

    def test_invitation_finds_the_s_cscf_of_the_conference(self):
        """An AS need not know that S-CSCF (TS 24.229 5.7.3): the I-CSCF asks the HSS who serves the asserted identity."""
        bob = self.ue("bob", 22)
        dialog, created = self.alice.call(FACTORY)
        called = self.bring_in(dialog, bob)
        uri = uri_of(created.get("Contact"))
        self.assertEqual(len(split_routes(called)), 2)
        self.assertEqual(self.came_from(self.lab.i_cscf[0], "INVITE .*;orig"),
                         [self.originated(uri, f"{self.s_cscf};orig")])
        self.assertIn((UNREGISTERED_USER, uri), self.hss.assigned)
        self.end(dialog, bob)


class Direct(Scscf):
    focus_sip = ("originating: false",)
    has_s_cscf = False

    def test_invitation_goes_to_the_terminating_s_cscf(self):
        """Without `orig` and P-Served-User: nobody's profile but the invited user's applies, and the HSS is not asked for the
        conference's."""
        bob = self.ue("bob", 22)
        dialog, created = self.alice.call(FACTORY)
        called = self.bring_in(dialog, bob)
        uri = uri_of(created.get("Contact"))
        self.assertEqual(len(split_routes(called)), 2)
        self.assertEqual(self.came_from(self.lab.focus[0], "INVITE"),
                         [f"INVITE sip:bob@ims.test route={self.s_cscf};lr served=<null> asserted=<{uri}>"])
        self.assertNotIn((UNREGISTERED_USER, uri), self.hss.assigned)
        self.end(dialog, bob)

    def test_caller_without_a_criterion(self):
        """The I-CSCF finds the AS at the HSS (direct routing, TS 23.228 5.4.12); its Route has no lr."""
        carol = self.ue("carol", 23)
        dialog, created = carol.call(FACTORY)
        uri = uri_of(created.get("Contact"))
        self.assertEqual(len(split_routes(created)), 1, "of her S-CSCF")
        self.assertNotIn((UNREGISTERED_USER, FACTORY), self.hss.assigned)
        self.assertEqual(carol.subscribe(uri).final().status, 200)
        self.assertIn('entity="sip:carol@ims.test"', carol.expect_notify("conference").text)
        self.end(dialog)
        self.assertReachedUesClean()


if __name__ == "__main__":
    main("baresip", modules=("ims_isc", "presence"))
