"""The laboratory of config/lab around scripted UEs: Kamailio in the S-CSCF's place, isfocusd behind it, UEs that register."""

import glob
import itertools
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time

from .agent import Dialog, NotSeen, Ue
from .daemon import Daemon, Isfocusd
from .digest import answer_to

LAB = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..", "config", "lab")
QOS = "a=curr:qos local none\r\na=curr:qos remote none\r\na=des:qos mandatory local sendrecv\r\n" \
      "a=des:qos optional remote sendrecv\r\n"


class Lab:
    """Addresses of one laboratory: those of config/lab, in a network of its own such as "127.0.60"."""

    def __init__(self, network):
        self.network = network
        self.ue_side, self.isc_side = (f"{network}.11", 5060), (f"{network}.11", 5070)
        self.focus, self.hss, self.i_cscf = (f"{network}.12", 5060), (f"{network}.13", 3868), (f"{network}.14", 5060)

    def text(self, name):
        """A file of config/lab with this laboratory's addresses in it."""
        with open(os.path.join(LAB, name), encoding="utf-8") as file:
            return re.sub(r"\b127\.0\.0\.(1[1-4])\b", rf"{self.network}.\1", file.read())


def program():
    """Where Kamailio is, None where it is not; Debian puts it into a folder that not every PATH has."""
    return shutil.which("kamailio", path=os.environ.get("PATH", "") + ":/usr/sbin")


def has_module(name):
    """Whether Kamailio has this module, where Debian puts those that come in packages of their own."""
    return bool(glob.glob(f"/usr/lib/*/kamailio/modules/{name}.so"))


class Kamailio:
    """Kamailio in the foreground on files of config/lab, the first of which is its configuration, in a folder that goes
    with it. It is ready when it accepts connections at `address`."""

    def __init__(self, lab, address=None, files=("kamailio.cfg",)):
        self.address, self.files = address or lab.ue_side, files
        self.lab = lab
        self.folder = tempfile.TemporaryDirectory(prefix="isfocus-kamailio-")
        self.log_file = os.path.join(self.folder.name, "log")
        self.process = None

    def start(self, timeout=20):
        config = os.path.join(self.folder.name, "config", "lab")
        for name in self.files:
            os.makedirs(os.path.dirname(os.path.join(config, name)), exist_ok=True)
            with open(os.path.join(config, name), "w", encoding="utf-8") as file:
                file.write(self.lab.text(name))
        with open(self.log_file, "wb") as log:
            self.process = subprocess.Popen(
                [program(), "-DD", "-E", "-f", os.path.join(config, self.files[0]), "-P",
                 os.path.join(self.folder.name, "pid"), "-Y", self.folder.name, "-w", self.folder.name, "-m", "32",
                 "-M", "4"],
                cwd=self.folder.name, process_group=0, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)
        deadline = time.monotonic() + timeout
        while not self._accepts():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError("Kamailio is not ready:\n" + self.log())
            time.sleep(0.02)
        return self

    def _accepts(self):
        """The process that accepts connections is the last one that Kamailio starts."""
        try:
            socket.create_connection(self.address, 1).close()
            return True
        except OSError:
            return False

    def log(self):
        with open(self.log_file, encoding="utf-8", errors="replace") as file:
            return file.read()

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:  # while it starts it may not heed the signal; it is many processes
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()
        self.folder.cleanup()


class LabFocus(Isfocusd):
    """isfocusd on config/lab/ims.yaml. The lines of `sip` stand in its section sip, in the place of those with their keys."""

    def __init__(self, program, lab, log_level="debug", sip=()):
        self.host = lab.focus[0]
        self.settings = {"port": lab.focus[1], "is_embedded": True}
        config = lab.text("ims.yaml")
        for line in sip:
            config = re.sub(rf"\n  {line.partition(':')[0]}:.*", "", config, count=1)
            config = config.replace("sip:\n", f"sip:\n  {line}\n", 1)
        Daemon.__init__(self, program, config + f"log: {{level: {log_level}, format: text}}\n")


class ImsUe(Ue):
    """A UE that registers at the S-CSCF and sends everything through it."""

    service_route = None

    def register(self, expires=600):
        answer = self.request("REGISTER", "sip:ims.test", [("To", f"<{self.identity}>"), ("Expires", expires)]).final()
        if answer.status != 200:
            raise NotSeen(f"{self.name}: {answer.start_line} to REGISTER")
        return answer

    def register_with(self, private_identity, password, expires=600):
        """Registers with a password (RFC 3261 22), and goes by the Service-Route from then on (RFC 3608). Gives the answer;
        challenges are met up to four times, because ims_auth of Kamailio 5.6 sends one before it remembers it."""
        headers = [("To", f"<{self.identity}>"), ("Expires", expires), ("Call-ID", secrets.token_hex(12))]
        proof = []
        for cseq in itertools.count(1):
            answer = self.request("REGISTER", "sip:ims.test", [*headers, *proof], cseq=cseq).final()
            if answer.status != 401 or cseq == 5:
                break
            proof = [("Authorization", answer_to(answer.get("WWW-Authenticate"), "REGISTER", "sip:ims.test",
                                                 private_identity, password))]
        self.service_route = answer.get("Service-Route") if answer.status == 200 else None
        return answer

    def request(self, method, uri, headers=(), body=b"", dialog=None, **options):
        if self.service_route and not dialog and method != "REGISTER":
            headers = [("Route", self.service_route), *headers]
        return super().request(method, uri, headers, body, dialog, **options)

    def invite_reserving(self, uri, headers=()):
        """An INVITE whose own resources are not there yet (TS 34.229-1 A.2.1, RFC 3312)."""
        return self.invite(uri, [("Supported", "precondition"), ("Accept", "application/sdp, application/3gpp-ims+xml"),
                                 ("P-Preferred-Service", "urn:urn-7:3gpp-service.ims.icsi.mmtel"),
                                 ("P-Early-Media", "supported"), *headers], self._first())

    def _first(self):
        self._first_offer = self.sdp() + QOS.encode()
        return self._first_offer

    def reserved_sdp(self):
        """The second offer, with the resources there: the first one's session, a version later."""
        return re.sub(rb"(\no=\S+ \S+) 1 ", rb"\1 2 ", self._first_offer).replace(
            b"a=curr:qos local none", b"a=curr:qos local sendrecv")


def early_dialog(ue, invite, response):
    """The dialog that a provisional response with a To tag makes (RFC 3261 12.1.2)."""
    return Dialog.of_answer(ue, invite.sent, response)


def prack(dialog, invite, response, headers=(), body=b""):
    """Acknowledges a reliable provisional response (RFC 3262 4); gives the final response."""
    rack = f"{response.get('RSeq')} {invite.sent.get('CSeq')}"
    return dialog.request("PRACK", [("RAck", rack), *headers], body).final()
