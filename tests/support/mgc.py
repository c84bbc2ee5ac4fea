"""An MGC of as few words as do, and the isfocus-mrfpd that it orders from."""

import os
import re
import socket
import subprocess


class Mgc:
    """The MGC has its socket at `address`, the MRFP its own and those of RTP at `mrfp`."""

    def __init__(self, address, mrfp):
        self.mid, self.mrfp = (address, 12944), (mrfp, 12945)
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(self.mid)
        self.socket.settimeout(10)
        self.process = subprocess.Popen(
            [os.environ["ISFOCUS_MRFPD"], "--mgc", f"udp:{address}:12944", "--mid", f"[{mrfp}]:12945", "--rtp-address", mrfp,
             "--rtp-ports", "30000-30099", "--log-level", "warn"])
        self.last = 0
        registration = re.search(r"Transaction = (\d+)", self.socket.recv(65535).decode())
        self.say(f"Reply = {registration[1]} {{ Context = - {{ ServiceChange = ROOT {{ Services {{ Version = 2 }} }} }} }}",
                 version=1)

    def say(self, body, version=2):
        self.socket.sendto(f"MEGACO/{version} [{self.mid[0]}]:{self.mid[1]}\n{body}".encode(), self.mrfp)

    def ask(self, action):
        """Gives the reply as it came."""
        self.last += 1
        self.say(f"Transaction = {self.last} {{ {action} }}")
        reply = ""
        while f"Reply = {self.last} " not in reply:
            reply = self.socket.recv(65535).decode()
        return reply

    def add(self, context, formats, remote, more=""):
        """Gives the number of the context, and Local as SDP."""
        reply = self.ask(f"Context = {context} {{ Add = $ {{ Media {{ Stream = 1 {{ LocalControl {{ Mode = SendReceive, "
                         f"ReservedValue = ON }}, Local {{\nv=0\nc=IN IP4 $\nm=audio $ RTP/AVP {formats}\n}}, "
                         f"Remote {{\n{remote}\n}} }} }}{more} }} }}")
        local = re.search(r"Local \{(.*?)\}", reply, re.DOTALL)
        if not local:
            raise AssertionError(f"isfocus-mrfpd: {reply}")
        return re.search(r"Context = (\d+)", reply)[1], local[1].strip()

    def notified(self):
        """Waits for the next Notify, which it answers and gives back."""
        while True:
            message = self.socket.recv(65535).decode()
            notify = re.search(r"Transaction = (\d+).*Context = (\S+).*Notify = (\S+)", message, re.DOTALL)
            if notify:
                self.say(f"Reply = {notify[1]} {{ Context = {notify[2]} {{ Notify = {notify[3]} }} }}")
                return message

    def stop(self):
        self.process.terminate()
        status = self.process.wait()
        self.socket.close()
        if status != 0:
            raise AssertionError(f"isfocus-mrfpd ended with {status}")
