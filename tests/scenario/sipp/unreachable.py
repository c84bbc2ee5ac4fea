"""A participant whom no RTP reaches: the log says so after a second, and after ten he is ended; nobody else (MP-1.3.14)."""

from scenario import FACTORY, Scenario, main


class Unreachable(Scenario):
    def test_who_cannot_be_reached_is_told_of_and_then_ended(self):
        alice, bob = self.alice, self.ue("bob")
        dialog, _ = alice.call(FACTORY)
        reachable = bob.sdp
        # a broadcast address, to which the kernel lets no RTP go
        bob.sdp = lambda *given: reachable(*given).replace(b"c=IN IP4 " + bob.address[0].encode(),
                                                           b"c=IN IP4 127.255.255.255")
        self.bring_in(dialog, bob)

        told = b'detail="RTP to the user cannot be sent: Permission denied"'
        self.assertTrue(self.wire.until(lambda: told in self.focus.log(), 10), self.focus.log())
        bob.expect_silence("BYE", 2)
        bye = bob.expect("BYE", timeout=20).request
        self.assertHeader(bye, "Reason", r'^SIP;cause=503;text="Media lost"$')
        ended = b'detail="the MRFP gave the termination up: temporary failure, Permission denied"'
        self.assertTrue(self.wire.until(lambda: ended in self.focus.log(), 5), self.focus.log())
        self.assertEqual(self.focus.log().count(told), 1)
        alice.expect_silence("BYE", 1)
        self.assertEqual(dialog.bye().status, 200)


if __name__ == "__main__":
    main()
