"""The HSS itself: answers a Diameter peer over TCP, in a thread of its own."""

import collections
import hashlib
import socket
import socketserver
import struct
import threading

from .diameter import Code, Message, grouped, read_message, u32
from .profile import user_profile

TGPP = 10415
CX = 16777216
CAPABILITIES, WATCHDOG, DISCONNECT = 257, 280, 282
SERVER_ASSIGNMENT, MULTIMEDIA_AUTH = 301, 303
SUCCESS, UNSUPPORTED = 2001, 3001
REGISTRATION, RE_REGISTRATION, UNREGISTERED_USER = 1, 2, 3  # Server-Assignment-Type (TS 29.229 6.3.15)
USER_UNKNOWN = 5001  # DIAMETER_ERROR_USER_UNKNOWN, an Experimental-Result-Code of 3GPP

USER_NAME, SESSION_ID = Code(1), Code(263)
ORIGIN_HOST, ORIGIN_REALM = Code(264), Code(296)
RESULT, EXPERIMENTAL, EXPERIMENTAL_RESULT = Code(268), Code(297), Code(298)
HOST_ADDRESS, VENDOR_ID, PRODUCT, SUPPORTED_VENDOR = Code(257), Code(266), Code(269), Code(265)
APPLICATION, AUTH_APPLICATION, SESSION_STATE = Code(260), Code(258), Code(277)
DIGEST_REALM, DIGEST_QOP, DIGEST_ALGORITHM, DIGEST_HA1 = Code(104), Code(110), Code(111), Code(121)
PUBLIC_IDENTITY, USER_DATA = Code(601, TGPP), Code(606, TGPP)
AUTH_ITEMS, AUTH_SCHEME, AUTH_ITEM = Code(607, TGPP), Code(608, TGPP), Code(612, TGPP)
ASSIGNMENT_TYPE, DIGEST_AUTHENTICATE = Code(614, TGPP), Code(635, TGPP)

APPLICATION_ID = (APPLICATION, grouped((VENDOR_ID, u32(TGPP)), (AUTH_APPLICATION, u32(CX))))
Subscriber = collections.namedtuple("Subscriber", "private_identity password criteria")


class Hss:
    """Knows the users of `realm` (`add_user`) and its services (`add_service`); speaks Diameter at `address`. `assigned`
    is what servers were assigned to, as pairs of Server-Assignment-Type and public identity, in order."""

    def __init__(self, address, realm):
        self.address, self.realm = address, realm
        self.users, self.services, self.assigned = {}, {}, []
        hss = self

        class Peer(socketserver.StreamRequestHandler):
            def handle(self):
                while request := read_message(self.rfile):
                    if request.is_request:
                        self.wfile.write(hss.answer(request).octets())

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = True
            daemon_threads = True
            block_on_close = False

        self.server = Server(address, Peer)
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    def start(self):
        self.thread.start()
        return self

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def add_user(self, public_identity, private_identity, password, criteria=()):
        self.users[public_identity] = Subscriber(private_identity, password, criteria)

    def add_service(self, domain, criteria):
        """All URIs of that domain are public service identities, as a wildcarded one would have them (TS 23.003 13.5)."""
        self.services[domain] = Subscriber(f"psi@{self.realm}", None, criteria)

    def answer(self, request):
        result = {CAPABILITIES: self._capabilities, WATCHDOG: self._success, DISCONNECT: self._success,
                  MULTIMEDIA_AUTH: self._multimedia_auth, SERVER_ASSIGNMENT: self._server_assignment,
                  }.get(request.command, self._unsupported)(request)
        session = [(SESSION_ID, request.get(SESSION_ID))] if request.get(SESSION_ID) else []
        return request.answer([*session, (ORIGIN_HOST, self.address[0].encode()), (ORIGIN_REALM, self.realm.encode()),
                               *result])

    def _success(self, _):
        return [(RESULT, u32(SUCCESS))]

    def _unsupported(self, _):
        return [(RESULT, u32(UNSUPPORTED))]

    def _capabilities(self, request):
        host = struct.pack("!H", 1) + socket.inet_aton(self.address[0])
        return [*self._success(request), (HOST_ADDRESS, host), (VENDOR_ID, u32(TGPP)), (PRODUCT, b"HSS"),
                (SUPPORTED_VENDOR, u32(TGPP)), APPLICATION_ID]

    def _of_cx(self, *avps):
        return [APPLICATION_ID, (SESSION_STATE, u32(1)), *avps]

    def _unknown(self):
        return self._of_cx((EXPERIMENTAL, grouped((VENDOR_ID, u32(TGPP)), (EXPERIMENTAL_RESULT, u32(USER_UNKNOWN)))))

    def _multimedia_auth(self, request):
        """SIP digest (TS 29.228 6.3, 29.229 6.3.36 on): the S-CSCF makes the nonce, and asks for H(A1) only."""
        public_identity, private_identity = request.text(PUBLIC_IDENTITY), request.text(USER_NAME)
        user = self.users.get(public_identity)
        if not user or user.private_identity != private_identity:
            return self._unknown()
        secret = f"{private_identity}:{self.realm}:{user.password}".encode()
        item = grouped((AUTH_SCHEME, b"SIP Digest"), (DIGEST_AUTHENTICATE, grouped(
            (DIGEST_REALM, self.realm.encode()), (DIGEST_ALGORITHM, b"MD5"), (DIGEST_QOP, b"auth"),
            (DIGEST_HA1, hashlib.md5(secret).hexdigest().encode()))))
        return self._of_cx(*self._success(request), (USER_NAME, private_identity.encode()),
                           (PUBLIC_IDENTITY, public_identity.encode()), (AUTH_ITEMS, u32(1)), (AUTH_ITEM, item))

    def _server_assignment(self, request):
        public_identity = request.text(PUBLIC_IDENTITY)
        self.assigned.append((request.number(ASSIGNMENT_TYPE), public_identity))
        subscriber = self.users.get(public_identity) or self.services.get(public_identity.partition("@")[2])
        if not subscriber:
            return self._unknown()
        profile = user_profile(subscriber.private_identity, public_identity, subscriber.criteria)
        return self._of_cx(*self._success(request), (USER_NAME, subscriber.private_identity.encode()),
                           (USER_DATA, profile.encode()))
