"""linphonec as a user of the laboratory, driven through its standard input."""

import os
import re
import subprocess
import tempfile

import audio
from ue.agent import NotSeen


class Linphone:
    def __init__(self, wire, lab, name, number, frequency):
        self.wire, self.name, self.frequency = wire, name, frequency
        self.identity = f"sip:{name}@ims.test"
        self.folder = tempfile.TemporaryDirectory(prefix=f"isfocus-{name}-")
        config = lab.text("linphonerc").replace("lina", name).replace("sip_port=6110", f"sip_port={26510 + 10 * number}")
        config = config.replace("31000", str(26800 + 20 * number))
        with open(self.path("rc"), "w", encoding="utf-8") as file:
            file.write(config)
        os.makedirs(self.path(".local/share/linphone"))
        audio.write_tone(self.path("tone.wav"), frequency)
        self.process = None

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def start(self):
        with open(self.path("out"), "wb") as out:
            self.process = subprocess.Popen(
                ["linphonec", "-c", self.path("rc"), "-a", "-d", "6", "-l", self.path("log")], stdin=subprocess.PIPE,
                stdout=out, stderr=subprocess.STDOUT, cwd=self.folder.name,
                env={**os.environ, "HOME": self.folder.name, "XDG_DATA_HOME": self.path(".local/share"),
                     "XDG_CONFIG_HOME": self.path(".config")})
        self.command("soundcard use files")
        self.command(f"play {self.path('tone.wav')}")
        self.command(f"record {self.path('heard.wav')}")
        self.until(lambda: "[LinphoneRegistrationOk]" in self.text("log"), 15, "not registered")
        return self

    def until(self, condition, timeout, what):
        found = self.wire.until(condition, timeout)
        if not found:
            raise NotSeen(f"{self.name}: {what}\n{self.text('out')[-3000:]}\n{self.text('log')[-6000:]}")
        return found

    def text(self, name):
        try:
            with open(self.path(name), encoding="utf-8", errors="replace") as file:
                return file.read()
        except FileNotFoundError:
            return ""

    def command(self, line):
        self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()

    def call(self, uri):
        self.command(f"call {uri}")

    def wait_call(self, count=1):
        self.wait_state("StreamsRunning", count)

    def wait_end(self, count=1):
        self.wait_state("Released", count)

    def wait_state(self, state, count):
        """Until calls have come into that state so many times."""
        pattern = rf"moving from state \[?\w+\]? to \[?(?:LinphoneCall|LinphoneCallState)?{state}\b"
        self.until(lambda: len(re.findall(pattern, self.text("log"))) >= count, 15, f"no call is {state}")

    def hold(self):
        self.command("pause")

    def resume(self):
        self.command("resume")

    def hang_up(self):
        self.command("terminate")

    def recorded(self):
        return os.path.getsize(self.path("heard.wav")) if os.path.exists(self.path("heard.wav")) else 0

    def heard(self, since=0):
        return list(audio.samples_of(self.path("heard.wav"), since))

    def stop(self):
        if self.process and self.process.poll() is None:
            try:
                self.command("quit")
                self.process.wait(5)
            except (subprocess.TimeoutExpired, BrokenPipeError):
                self.process.kill()
                self.process.wait()
        if self.process:
            self.process.stdin.close()
        self.folder.cleanup()
