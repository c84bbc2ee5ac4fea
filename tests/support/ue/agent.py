"""A UE as a SIP user agent: transactions and dialogs, just enough to play one and to see everything."""

import itertools
import secrets

from .message import Message, address_of, uri_of
from .wire import Station

ALLOW = "INVITE, ACK, CANCEL, BYE, OPTIONS, REFER, SUBSCRIBE, NOTIFY"
ICSI = '+g.3gpp.icsi-ref="urn%3Aurn-7%3A3gpp-service.ims.icsi.mmtel"'
SDP = """v=0\r
o=- {session} {version} IN {family} {host}\r
s=-\r
c=IN {family} {host}\r
t=0 0\r
m=audio {port} RTP/AVP {payloads}\r
a=rtpmap:0 PCMU/8000\r
a=rtpmap:8 PCMA/8000\r
a=rtpmap:101 telephone-event/8000\r
a=fmtp:101 0-15\r
a=ptime:20\r
a={direction}\r
"""


class NotSeen(AssertionError):
    """What a scenario waited for did not come."""


class Dialog:
    """One dialog, seen from the UE (RFC 3261 12)."""

    def __init__(self, ue, call_id, local, remote, target, routes, cseq=0):
        self.ue, self.call_id, self.local, self.remote = ue, call_id, local, remote
        self.target, self.routes, self.cseq = target, routes, cseq

    @classmethod
    def of_answer(cls, ue, request, answer):
        return cls(ue, request.call_id, request.get("From"), answer.get("To"), uri_of(answer.get("Contact")),
                   list(reversed(split_routes(answer))), request.cseq[0])

    @classmethod
    def of_request(cls, ue, request, local):
        return cls(ue, request.call_id, local, request.get("From"), uri_of(request.get("Contact")),
                   split_routes(request))

    def after(self, early):
        """The same dialog, confirmed: its CSeq goes on where that of the early one was."""
        self.cseq = early.cseq
        return self

    def request(self, method, headers=(), body=b"", cseq=None):
        self.cseq = self.cseq + 1 if cseq is None else cseq
        return self.ue.request(method, self.target, headers, body, dialog=self)

    def ack(self, invite, body=b""):
        headers = [("Content-Type", "application/sdp")] if body else []
        self.ue.send_request("ACK", self.target, headers, body, dialog=self, cseq=invite.cseq[0])

    def bye(self, timeout=5):
        return self.request("BYE").final(timeout)


def split_routes(message):
    return [each.strip() for value in message.all("Record-Route") for each in value.split(",")]


class ClientTransaction:
    def __init__(self, ue, request, to):
        self.ue, self.sent, self.to, self.responses = ue, request, to, []

    def expect(self, accept, timeout, what):
        found = self.ue.wire.until(lambda: next((each for each in self.responses if accept(each)), None), timeout)
        if not found:
            got = ", ".join(each.start_line for each in self.responses) or "nothing"
            raise NotSeen(f"{self.ue.name}: no {what} to {self.sent.method} within {timeout} s, got {got}")
        return found

    def final(self, timeout=5):
        return self.expect(lambda each: each.status >= 200, timeout, "final response")

    def provisional(self, status, timeout=5):
        return self.expect(lambda each: each.status == status, timeout, str(status))

    def cancel(self):
        headers = [each for each in self.sent.headers if each[0] in ("Via", "Max-Forwards", "Route", "From", "To",
                                                                     "Call-ID")]
        headers.append(("CSeq", f"{self.sent.cseq[0]} CANCEL"))
        return self.ue.transact(Message(f"CANCEL {self.sent.request_uri} SIP/2.0", headers), self.to)


class ServerTransaction:
    def __init__(self, ue, request, source):
        self.ue, self.request, self.source = ue, request, source
        self.tag = request.to_tag or secrets.token_hex(6)
        self.last = None
        self.is_cancelled = False

    @property
    def local(self):
        to = self.request.get("To")
        return to if self.request.to_tag else f"{to};tag={self.tag}"

    def reply(self, status, phrase, headers=(), body=b""):
        copied = [each for each in self.request.headers if each[0] in ("Via", "Record-Route")]
        to = self.request.get("To") if status == 100 else self.local
        copied += [("From", self.request.get("From")), ("To", to), ("Call-ID", self.request.call_id),
                   ("CSeq", self.request.get("CSeq")), ("Contact", self.ue.contact)]
        self.last = Message(f"SIP/2.0 {status} {phrase}", copied + list(headers), body)
        self.ue.send(self.last, self.source)
        return self.last

    def answer(self, headers=()):
        """200 with SDP to an INVITE; gives the dialog."""
        asserted = [("P-Asserted-Identity", f"<{self.ue.identity}>")]
        self.reply(200, "OK", [("Content-Type", "application/sdp"), *asserted, *headers],
                   self.ue.answer_to(self.request))
        return Dialog.of_request(self.ue, self.request, self.local)


class Ue(Station):
    """A scripted UE. What comes is kept in `pending` until a scenario expects it.

    Requests in `automatic` are answered 200 as they come, and still wait to be expected. `identity` is what the network
    would assert; it goes into P-Asserted-Identity, because here nobody stands between.
    """

    def __init__(self, wire, name, address, server, identity, rtp_port=30000):
        super().__init__(wire, name, address)
        self.name, self.server, self.identity, self.rtp_port = name, server, identity, rtp_port
        self.rtp_host = address[0]
        self.contact = f"<sip:{name.lower()}@{address[0]}:{address[1]}>;{ICSI}"
        self.automatic = {"NOTIFY", "BYE", "OPTIONS"}
        self.pending = []
        self.seen = []  # every request that came, in order, retransmissions left out
        self.retransmissions = 0
        self.heeds_cancel = True  # by 487 to the INVITE
        self.payloads = "0 8 101"
        self.clients, self.servers = {}, {}
        self._sessions = itertools.count(1000)

    # Sending

    def sdp(self, direction="sendrecv", version=1):
        family = "IP6" if ":" in self.rtp_host else "IP4"
        return SDP.format(session=next(self._sessions), version=version, family=family, host=self.rtp_host,
                          port=self.rtp_port, payloads=self.payloads, direction=direction).encode()

    def answer_to(self, invite):
        """The answer to an offer that has one audio stream: its first codec of ours."""
        offered = invite.text.partition("m=audio ")[2].partition("\r\n")[0].split()[2:]
        payloads = [each for each in offered if each in self.payloads.split()]
        return self.sdp().replace(f"RTP/AVP {self.payloads}".encode(), f"RTP/AVP {' '.join(payloads)}".encode())

    def send_request(self, method, uri, headers=(), body=b"", dialog=None, cseq=None, version="SIP/2.0", hop=None):
        """`hop` is where it goes, without one to the focus, or where the dialog leads."""
        given = {name.lower() for name, _ in headers}
        made = [("Via", f"SIP/2.0/UDP {self.address[0]}:{self.address[1]};branch=z9hG4bK{secrets.token_hex(8)};rport"),
                ("Max-Forwards", 70)]
        if dialog:
            made += [("Route", each) for each in dialog.routes]
            made += [("From", dialog.local), ("To", dialog.remote), ("Call-ID", dialog.call_id),
                     ("CSeq", f"{cseq if cseq is not None else dialog.cseq} {method}")]
        else:
            made += [("From", f"<{self.identity}>;tag={secrets.token_hex(6)}"), ("To", f"<{uri}>"),
                     ("Call-ID", secrets.token_hex(12)), ("CSeq", f"{cseq or 1} {method}")]
        made += [("Contact", self.contact), ("P-Asserted-Identity", f"<{self.identity}>")]
        made = [each for each in made if each[0].lower() not in given]
        message = Message(f"{method} {uri} {version}", made + [each for each in headers if each[1] is not None], body)
        hop = hop or self._hop(dialog)
        if method == "ACK":
            self.send(message, hop)
            return message
        return self.transact(message, hop)

    def _hop(self, dialog):
        if dialog and dialog.routes:
            return address_of(uri_of(dialog.routes[0]))
        return address_of(dialog.target) if dialog else self.server

    request = send_request

    def transact(self, message, to):
        transaction = ClientTransaction(self, message, to)
        self.clients[message.branch, message.method] = transaction
        self.send(message, to)
        return transaction

    def invite(self, uri, headers=(), body=None, hop=None):
        """Sends an INVITE with an offer."""
        body = self.sdp() if body is None else body
        headers = [("Supported", "100rel, timer"), ("Allow", ALLOW), ("Accept-Contact", f"*;{ICSI}"), *headers]
        if body:
            headers.append(("Content-Type", "application/sdp"))
        return self.request("INVITE", uri, headers, body, hop=hop)

    def call(self, uri, headers=(), timeout=5):
        """INVITE, 200, ACK; gives the dialog and the 200."""
        transaction = self.invite(uri, headers)
        answer = transaction.final(timeout)
        if answer.status != 200:
            raise NotSeen(f"{self.name}: {answer.start_line} to the INVITE of {uri}")
        dialog = Dialog.of_answer(self, transaction.sent, answer)
        dialog.ack(transaction.sent)
        return dialog, answer

    def subscribe(self, uri, dialog=None, expires=3600, headers=()):
        headers = [("Event", "conference"), ("Accept", "application/conference-info+xml"),
                   *([] if expires is None else [("Expires", expires)]), *headers]
        return dialog.request("SUBSCRIBE", headers) if dialog else self.request("SUBSCRIBE", uri, headers)

    # Receiving

    def on_message(self, message, source):
        if message.is_request:
            self._on_request(message, source)
        else:
            self._on_response(message)

    def _on_response(self, message):
        transaction = self.clients.get((message.branch, message.method))
        if not transaction:
            return
        is_final_invite_failure = message.method == "INVITE" and message.status >= 300
        if is_final_invite_failure:
            self._ack_failure(transaction, message)
        if any(each.start_line == message.start_line and each.to_tag == message.to_tag
               for each in transaction.responses):
            self.retransmissions += 1
        transaction.responses.append(message)

    def _ack_failure(self, transaction, response):
        headers = [each for each in transaction.sent.headers if each[0] in ("Via", "Max-Forwards", "Route", "From",
                                                                            "Call-ID")]
        headers += [("To", response.get("To")), ("CSeq", f"{transaction.sent.cseq[0]} ACK")]
        self.send(Message(f"ACK {transaction.sent.request_uri} SIP/2.0", headers), transaction.to)

    def _on_request(self, message, source):
        known = self.servers.get((message.branch, message.method))
        if known and message.method != "ACK":
            self.retransmissions += 1
            if known.last:
                self.send(known.last, known.source)
            return
        transaction = ServerTransaction(self, message, source)
        self.servers[message.branch, message.method] = transaction
        self.seen.append(message)
        self.pending.append(transaction)
        if message.method == "CANCEL":
            self._on_cancel(transaction)
        elif message.method in self.automatic:
            transaction.reply(200, "OK")

    def _on_cancel(self, transaction):
        invite = self.servers.get((transaction.request.branch, "INVITE"))
        transaction.reply(200 if invite else 481, "OK" if invite else "Call/Transaction Does Not Exist")
        if self.heeds_cancel and invite and (not invite.last or invite.last.status < 200):
            invite.is_cancelled = True
            invite.reply(487, "Request Terminated")

    def answer_what_waits(self):
        """Answers whatever no scenario has answered, and will answer what comes: 480 to an INVITE, 200 to the rest."""
        self.automatic = {"NOTIFY", "BYE", "OPTIONS", "UPDATE", "INFO"}
        for each in self.servers.values():
            is_waiting = not each.last or each.last.status < 200
            if is_waiting and each.request.method == "INVITE":
                each.reply(480, "Temporarily Unavailable")
            elif is_waiting and each.request.method in self.automatic:
                each.reply(200, "OK")

    # Expecting

    def expect(self, method, where=lambda message: True, timeout=5):
        """The oldest request of that method that no scenario has expected yet; gives its server transaction."""
        def take():
            for each in self.pending:
                if each.request.method == method and where(each.request):
                    self.pending.remove(each)
                    return each
            return None

        found = self.wire.until(take, timeout)
        if not found:
            waiting = ", ".join(each.request.summary() for each in self.pending) or "nothing"
            raise NotSeen(f"{self.name}: no {method} within {timeout} s; waiting: {waiting}")
        return found

    def expect_notify(self, event, timeout=5):
        """The next NOTIFY of that event package, as a message."""
        return self.expect("NOTIFY", lambda each: each.get("Event").split(";")[0] == event, timeout).request

    def expect_silence(self, method, seconds):
        self.wire.idle(seconds)
        unexpected = [each.request.summary() for each in self.pending if each.request.method == method]
        if unexpected:
            raise NotSeen(f"{self.name}: unexpected {unexpected}")
