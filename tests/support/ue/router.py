"""A small proxy in the place of the S-CSCF: finds the UEs that the focus invites (RFC 3261 16)."""

import re
import secrets

from .message import Message, address_of, parameter, uri_of, user_of
from .wire import Station


class Router(Station):
    """Forwards by user part to the UEs registered here, by address in dialogs; to all of a user who has several, of
    whose responses every one goes back, as they do when two answer at the same time. With `record_routes` it stays in
    the path. An unknown user is answered 404."""

    def __init__(self, wire, address, record_routes=False):
        super().__init__(wire, "S-CSCF", address)
        self.users = {}
        self.record_routes = record_routes
        self.branches = {}

    @property
    def uri(self):
        return f"sip:{self.address[0]}:{self.address[1]};lr"

    def register(self, user, *ues):
        self.users[user] = [each.address for each in ues]

    def on_message(self, message, source):
        if message.is_request:
            self._forward(message, source)
        else:
            self._back(message)

    def _forward(self, request, source):
        request = Message(request.start_line, request.headers, request.body)
        while request.all("Route") and address_of(uri_of(request.get("Route"))) == self.address:
            request.remove_first("Route")
        hops = self._next_hops(request)
        if not hops and request.method != "ACK":
            self._refuse(request, source)
        for i, hop in enumerate(hops):
            self._forward_to(hop, request, f"{request.branch}.r{i}", source)

    def _forward_to(self, hop, request, branch, source):
        """The branch is the same for an INVITE, its CANCEL and the ACK of its failure: what came tells it."""
        self.branches[branch] = source
        front = [("Via", f"SIP/2.0/UDP {self.address[0]}:{self.address[1]};branch={branch}")]
        if self.record_routes and not request.to_tag:
            front.append(("Record-Route", f"<{self.uri}>"))
        self.send(Message(request.start_line, front + request.headers, request.body), hop)

    def _next_hops(self, request):
        if request.all("Route"):
            return [address_of(uri_of(request.get("Route")))]
        if request.to_tag and re.match(r"sips?:(?:[^@]*@)?127\.", request.request_uri):
            return [address_of(request.request_uri)]
        return self.users.get(user_of(request.request_uri), [])

    def _back(self, response):
        via = response.remove_first("Via")
        source = self.branches.get(parameter(via, "branch"))
        if source:
            self.send(response, source)

    def _refuse(self, request, source):
        headers = [each for each in request.headers if each[0] in ("Via", "From", "Call-ID", "CSeq")]
        headers.append(("To", f"{request.get('To')};tag={secrets.token_hex(4)}"))
        self.send(Message("SIP/2.0 404 Not Found", headers), source)
