"""AMR and AMR-WB in both packings of RFC 4867, against rtpengine: a user with PCMU is transcoded by it for a conference of
isfocus-mrfpd, where another user with PCMU is; each has to hear the other's tone, and not its own."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "support"))

from mgc import Mgc  # noqa: E402
from own_address import own_address  # noqa: E402
from ue.rtp import MediaClock, RtpEndpoint, remote_of, usual_amplitude_at  # noqa: E402

PROXY, MRFP, USERS = (own_address(which) for which in range(3))
NG = (PROXY, 12223)
FORMATS = [("AMR/8000", 0), ("AMR/8000", 1), ("AMR-WB/16000", 0), ("AMR-WB/16000", 1)]
LEVEL, BEHIND_PROXY, DIRECT = 8000, 440, 1000
SKIP = 77


def bencode(value):
    if isinstance(value, dict):
        return b"d" + b"".join(bencode(key) + bencode(value[key]) for key in sorted(value)) + b"e"
    if isinstance(value, list):
        return b"l" + b"".join(map(bencode, value)) + b"e"
    octets = value.encode()
    return b"%d:%s" % (len(octets), octets)


class Proxy:
    """rtpengine, without its kernel module, told what to do by its NG protocol."""

    def __init__(self):
        self.process = subprocess.Popen(
            ["rtpengine", "--table=-1", f"--interface={PROXY}", f"--listen-ng={NG[0]}:{NG[1]}", "--port-min=30000",
             "--port-max=30099", "--foreground", "--log-stderr", "--log-level=3", "--num-threads=1"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((USERS, 0))
        self.socket.settimeout(0.5)
        self.count = 0

    def ask(self, **command):
        """The reply, undecoded."""
        self.count += 1
        cookie = b"%d " % self.count
        try:
            self.socket.sendto(cookie + bencode({key.replace("_", "-"): value for key, value in command.items()}), NG)
            while True:
                reply = self.socket.recv(65535)
                if reply.startswith(cookie):
                    return reply[len(cookie):].decode()
        except (TimeoutError, ConnectionRefusedError):
            return ""

    def answers(self):
        deadline = time.monotonic() + 5
        while time.monotonic() < deadline and self.process.poll() is None:
            if "pong" in self.ask(command="ping"):
                return True
            time.sleep(0.1)
        return False

    def sdp(self, **command):
        reply = self.ask(**command)
        at = re.search(r"3:sdp(\d+):", reply)
        if not at:
            raise AssertionError(f"rtpengine: {reply}")
        return reply[at.end():at.end() + int(at[1])]

    def stop(self):
        self.process.terminate()
        self.process.wait()
        self.socket.close()


def whole(local):
    """Local as a whole session description, which rtpengine wants."""
    lines = [line for line in local.replace("\r", "").split("\n") if line and not line.startswith(("v=", "c="))]
    return "\r\n".join(["v=0", f"o=- 1 1 IN IP4 {MRFP}", "s=-", f"c=IN IP4 {MRFP}", "t=0 0", *lines, ""])


class Call:
    def __init__(self, number, proxy, mgc, codec, octet_align):
        self.name = f"{codec} octet-align={octet_align}"
        self.behind_proxy = RtpEndpoint((USERS, 0), 0, BEHIND_PROXY, LEVEL)
        self.direct = RtpEndpoint((USERS, 0), 0, DIRECT, LEVEL)
        port = self.behind_proxy.socket.getsockname()[1]
        offer = (f"v=0\r\no=- 1 1 IN IP4 {USERS}\r\ns=-\r\nc=IN IP4 {USERS}\r\nt=0 0\r\nm=audio {port} RTP/AVP 0\r\n"
                 "a=rtpmap:0 PCMU/8000\r\n")
        common = {"call_id": f"call-{number}", "from_tag": "a", "ICE": "remove"}
        offered = proxy.sdp(command="offer", sdp=offer, **common,
                            codec={"mask": ["PCMU"], "transcode": [f"{codec}/1///octet-align={octet_align}"]})
        lines = offered.replace("\r", "").split("\n")
        payload_type = next(line for line in lines if line.startswith("m=audio")).split()[3]
        about_it = [line for line in lines if re.match(rf"a=(rtpmap|fmtp):{payload_type} ", line)]
        (host, remote_port), _ = remote_of(offered)
        formats = "\n".join([payload_type, *about_it])
        self.context, local = mgc.add("$", formats, f"v=0\nc=IN IP4 {host}\nm=audio {remote_port} RTP/AVP {formats}")
        answered = proxy.sdp(command="answer", sdp=whole(local), to_tag="b", **common)
        self.behind_proxy.remote = remote_of(answered)[0]
        direct_port = self.direct.socket.getsockname()[1]
        _, local = mgc.add(self.context, "0", f"v=0\nc=IN IP4 {USERS}\nm=audio {direct_port} RTP/AVP 0")
        self.direct.remote = remote_of(whole(local))[0]

    def faults(self):
        for who, hears, own in ((self.behind_proxy, DIRECT, BEHIND_PROXY), (self.direct, BEHIND_PROXY, DIRECT)):
            samples = who.heard()[-8000:]
            heard, echo = (usual_amplitude_at(samples, each) / LEVEL for each in (hears, own))
            print(f"{self.name}: hears {hears} Hz at {heard:.0%}, itself at {echo:.0%}")
            if not 0.7 < heard < 1.4 or echo > 0.1:
                yield self.name


def main():
    if not shutil.which("rtpengine"):
        print("skipped: rtpengine is not installed (package rtpengine-daemon)")
        return SKIP
    proxy = Proxy()
    if not proxy.answers():
        proxy.stop()
        print("skipped: rtpengine does not run here")
        return SKIP
    mgc = Mgc(USERS, MRFP)
    try:
        calls = [Call(number, proxy, mgc, *each) for number, each in enumerate(FORMATS)]
        clock = MediaClock([end for call in calls for end in (call.behind_proxy, call.direct)])
        clock.start()
        time.sleep(3)
        clock.stop()
        faults = [fault for call in calls for fault in call.faults()]
    finally:
        proxy.stop()
        mgc.stop()
    print("FAILED: " + ", ".join(faults) if faults else "passed")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
