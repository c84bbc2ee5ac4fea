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
SERVER_ASSIGNMENT, LOCATION_INFO, MULTIMEDIA_AUTH = 301, 302, 303
SUCCESS, UNSUPPORTED = 2001, 3001
REGISTRATION, RE_REGISTRATION, UNREGISTERED_USER = 1, 2, 3  # Server-Assignment-Type (TS 29.229 6.3.15)
USER_UNKNOWN, NOT_REGISTERED = 5001, 5003  # Experimental-Result-Codes of 3GPP (TS 29.229 6.2)

USER_NAME, SESSION_ID = Code(1), Code(263)
ORIGIN_HOST, ORIGIN_REALM = Code(264), Code(296)
RESULT, EXPERIMENTAL, EXPERIMENTAL_RESULT = Code(268), Code(297), Code(298)
HOST_ADDRESS, VENDOR_ID, PRODUCT, SUPPORTED_VENDOR = Code(257), Code(266), Code(269), Code(265)
APPLICATION, AUTH_APPLICATION, SESSION_STATE = Code(260), Code(258), Code(277)
DIGEST_REALM, DIGEST_QOP, DIGEST_ALGORITHM, DIGEST_HA1 = Code(104), Code(110), Code(111), Code(121)
PUBLIC_IDENTITY, SERVER_NAME, USER_DATA = Code(601, TGPP), Code(602, TGPP), Code(606, TGPP)
AUTH_ITEMS, AUTH_SCHEME, AUTH_ITEM = Code(607, TGPP), Code(608, TGPP), Code(612, TGPP)
ASSIGNMENT_TYPE, DIGEST_AUTHENTICATE = Code(614, TGPP), Code(635, TGPP)

APPLICATION_ID = (APPLICATION, grouped((VENDOR_ID, u32(TGPP)), (AUTH_APPLICATION, u32(CX))))
Subscriber = collections.namedtuple("Subscriber", "private_identity password criteria")
Service = collections.namedtuple("Service", "server criteria")


class Hss:
    """Knows the users of `realm` (`add_user`) and its services (`add_service`); speaks Diameter at `address`. `assigned`
    is what servers were assigned to, as pairs of Server-Assignment-Type and public identity, in order."""

    def __init__(self, address, realm):
        self.address, self.realm = address, realm
        self.users, self.services, self.servers, self.assigned = {}, {}, {}, []
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

    def add_service(self, domain, server, criteria=None):
        """All URIs of that domain are public service identities, as a wildcarded one would have them (TS 23.003 13.5).
        `server` is who serves them: an S-CSCF, which finds the criteria here, or without these the AS itself."""
        self.services[domain] = Service(server, criteria)

    def service_of(self, public_identity):
        return self.services.get(public_identity.partition("@")[2])

    def answer(self, request):
        result = {CAPABILITIES: self._capabilities, WATCHDOG: self._success, DISCONNECT: self._success,
                  MULTIMEDIA_AUTH: self._multimedia_auth, SERVER_ASSIGNMENT: self._server_assignment,
                  LOCATION_INFO: self._location_info,
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

    def _refused(self, code):
        return self._of_cx((EXPERIMENTAL, grouped((VENDOR_ID, u32(TGPP)), (EXPERIMENTAL_RESULT, u32(code)))))

    def _multimedia_auth(self, request):
        """SIP digest (TS 29.228 6.3, 29.229 6.3.36 on): the S-CSCF makes the nonce, and asks for H(A1) only."""
        public_identity, private_identity = request.text(PUBLIC_IDENTITY), request.text(USER_NAME)
        user = self.users.get(public_identity)
        if not user or user.private_identity != private_identity:
            return self._refused(USER_UNKNOWN)
        secret = f"{private_identity}:{self.realm}:{user.password}".encode()
        item = grouped((AUTH_SCHEME, b"SIP Digest"), (DIGEST_AUTHENTICATE, grouped(
            (DIGEST_REALM, self.realm.encode()), (DIGEST_ALGORITHM, b"MD5"), (DIGEST_QOP, b"auth"),
            (DIGEST_HA1, hashlib.md5(secret).hexdigest().encode()))))
        return self._of_cx(*self._success(request), (USER_NAME, private_identity.encode()),
                           (PUBLIC_IDENTITY, public_identity.encode()), (AUTH_ITEMS, u32(1)), (AUTH_ITEM, item))

    def _server_assignment(self, request):
        public_identity, kind = request.text(PUBLIC_IDENTITY), request.number(ASSIGNMENT_TYPE)
        self.assigned.append((kind, public_identity))
        user, service = self.users.get(public_identity), self.service_of(public_identity)
        if user:
            private_identity, criteria = user.private_identity, user.criteria
        elif service and service.criteria is not None:
            private_identity, criteria = f"psi@{self.realm}", service.criteria
        else:
            return self._refused(USER_UNKNOWN)
        if kind in (REGISTRATION, RE_REGISTRATION):
            self.servers[public_identity] = request.get(SERVER_NAME)
        elif kind != UNREGISTERED_USER:
            self.servers.pop(public_identity, None)
        profile = user_profile(private_identity, public_identity, criteria)
        return self._of_cx(*self._success(request), (USER_NAME, private_identity.encode()), (USER_DATA, profile.encode()))

    def _location_info(self, request):
        public_identity = request.text(PUBLIC_IDENTITY)
        service = self.service_of(public_identity)
        server = service.server.encode() if service else self.servers.get(public_identity)
        if not server:
            return self._refused(NOT_REGISTERED if public_identity in self.users else USER_UNKNOWN)
        return self._of_cx(*self._success(request), (SERVER_NAME, server))
