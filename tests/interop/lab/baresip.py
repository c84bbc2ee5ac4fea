"""baresip as a user of the laboratory, driven through its ctrl_tcp module (netstrings of JSON)."""

import glob
import json
import os
import re
import socket
import subprocess
import tempfile

import audio
from ue.agent import NotSeen
from ue.message import Message


class Baresip:
    """`number` makes its ports, below those that the kernel gives away: no two phones of one test have the same. (It opens
    the port above its own, too.) `way`, where it is not that of config/lab, is how its account reaches the S-CSCF and
    logs in there."""

    def __init__(self, wire, lab, name, number, frequency, codec="PCMU", way=None):
        self.wire, self.name, self.frequency = wire, name, frequency
        self.identity = f"sip:{name}@ims.test"
        self.folder = tempfile.TemporaryDirectory(prefix=f"isfocus-{name}-")
        self.control_port = 24100 + number
        config = lab.text("baresip/config").replace(":6010", f":{26010 + 10 * number}").replace(":4410", f":{24100 + number}")
        config = config.replace("20100-20199", f"{26200 + 20 * number}-{26219 + 20 * number}")
        config = config.replace("tone.wav", self.path("tone.wav")).replace("snd_path            rec",
                                                                           f"snd_path {self.path('rec')}")
        accounts = re.sub("audio_codecs=[^;]*", f"audio_codecs={codec}/8000/1",
                          lab.text("baresip/accounts").replace("alice", name))
        accounts = re.sub('outbound="[^"]*"', way, accounts) if way else accounts
        for file_name, text in (("config", config), ("accounts", accounts), ("contacts", "")):
            with open(self.path(file_name), "w", encoding="utf-8") as file:
                file.write(text)
        os.mkdir(self.path("rec"))
        audio.write_tone(self.path("tone.wav"), frequency)
        self.events, self.answers, self._octets = [], {}, b""
        self.control = self.process = None

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def start(self):
        with open(self.path("log"), "wb") as log:
            self.process = subprocess.Popen(["baresip", "-f", self.folder.name, "-s"], stdin=subprocess.DEVNULL,
                                            stdout=log, stderr=subprocess.STDOUT, cwd=self.folder.name,
                                            env={**os.environ, "HOME": self.folder.name})
        self.until(self._connect, 15, "no control port")
        self.until(lambda: "200 OK () [" in self.log(), 15, "not registered")
        return self

    def until(self, condition, timeout, what):
        found = self.wire.until(condition, timeout)
        if not found:
            raise NotSeen(f"{self.name}: {what}\n{self.log()[-6000:]}")
        return found

    def log(self):
        with open(self.path("log"), encoding="utf-8", errors="replace") as file:
            return file.read()

    def _connect(self):
        try:
            self.control = socket.create_connection(("127.0.0.1", self.control_port), 1)
        except OSError:
            return False
        self.control.setblocking(False)
        self.wire.add(self.control, self._on_readable)
        return True

    def _on_readable(self):
        octets = self.control.recv(65536)
        if not octets:
            self.wire.selector.unregister(self.control)
            return
        self._octets += octets
        while True:
            length, colon, rest = self._octets.partition(b":")
            if not colon or len(rest) <= int(length):
                return
            message = json.loads(rest[:int(length)])
            self._octets = rest[int(length) + 1:]
            if message.get("response"):
                self.answers[message.get("token")] = message
            else:
                self.events.append(message)

    def command(self, command, params=""):
        octets = json.dumps({"command": command, "params": params, "token": command}).encode()
        self.control.sendall(b"%d:%s," % (len(octets), octets))

    def count(self, event):
        return sum(each.get("type") == event for each in self.events)

    def wait_event(self, event, count=1, timeout=10):
        self.until(lambda: self.count(event) >= count, timeout, f"no {event}")

    def answered(self):
        """The last 200 to an INVITE that it got."""
        found = re.findall(r"\nSIP/2\.0 200 [^\x1b]*?CSeq: \d+ INVITE[^\x1b]*", self.log())
        return Message.parse(found[-1].strip().replace("\n", "\r\n").encode() + b"\r\n")

    def wait_received(self):
        """Until it counts what it receives, as it did not while it held."""
        since = len(self.log())
        self.until(lambda: re.search(r"audio=\d+/[1-9]", self.log()[since:]), 10, "no audio")

    # What every phone of the laboratory can do

    def call(self, uri):
        self.command("dial", uri)

    def wait_call(self, count=1):
        self.wait_event("CALL_ESTABLISHED", count)

    def wait_end(self, count=1):
        self.wait_event("CALL_CLOSED", count)

    def hold(self):
        self.command("hold")

    def resume(self):
        self.command("resume")

    def hang_up(self):
        self.command("hangup")

    def recorded(self):
        """How many octets of what it hears there are: where `heard` may begin."""
        found = sorted(glob.glob(self.path("rec/*-dec.wav")))
        return os.path.getsize(found[-1]) if found else 0

    def heard(self, since=0):
        found = sorted(glob.glob(self.path("rec/*-dec.wav")))
        return list(audio.samples_of(found[-1], since)) if found else []

    def stop(self):
        if self.control:
            self.control.close()
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.folder.cleanup()
