"""What the two daemons tell who has started them as a service (systemd), and what the embedded MRFP takes over at SIGHUP."""

import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest

from command_line import ISFOCUSD, MRFPD, Daemon

SOURCE = pathlib.Path(os.environ["ISFOCUS_SOURCE"])
BUILD = pathlib.Path(ISFOCUSD).parent.parent

ALONE = """
sip: {listen: ["udp:127.0.45.1:5060"]}
mrfp: {listen: "udp:127.0.45.1:2944"}
"""
MRFP_ALONE = """
mrfpd: {mgc: "udp:127.0.45.2:2944", mid: "[127.0.45.2]:2945", rtp_address: 127.0.45.2, rtp_ports: 20000-20099}
"""
EMBEDDED = """
sip: {listen: ["udp:127.0.45.3:5060"]}
mrfp:
  listen: "udp:127.0.45.3:2944"
  allowed: ["[127.0.45.3]:2945"]
  embedded: {mid: "[127.0.45.3]:2945", rtp_address: 127.0.45.3, rtp_ports: 20000-20099}
  form: compact
  timers: {t_max_s: 7}
"""


class Manager:
    """The socket at which systemd hears of a service."""

    def __init__(self, folder):
        self.path = os.path.join(folder, "notify")
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(self.path)
        self.socket.settimeout(15)
        self.heard = []

    def wait_for(self, state):
        """What comes first of all that begins so."""
        while True:
            told = self.socket.recv(4096).decode()
            self.heard.append(told)
            if told.startswith(state):
                return told

    def close(self):
        self.socket.close()


class Services(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.manager = Manager(self.folder)
        self.addCleanup(self.manager.close)

    def start(self, program, text, **environment):
        config = pathlib.Path(self.folder) / "isfocus.yaml"
        config.write_text(text)
        log = open(pathlib.Path(self.folder) / "log", "w+")
        self.addCleanup(log.close)
        process = subprocess.Popen([program, "--config", str(config)], stdout=log, stderr=subprocess.STDOUT,
                                   env={**os.environ, "NOTIFY_SOCKET": self.manager.path, **environment})
        self.addCleanup(process.wait, 20)
        self.addCleanup(process.terminate)
        return process

    def log(self):
        return (pathlib.Path(self.folder) / "log").read_text()

    def wait_for_log(self, words):
        until = time.monotonic() + 10
        while words not in self.log():
            self.assertLess(time.monotonic(), until, f"{words!r} not in the log:\n{self.log()}")
            time.sleep(0.02)

    def test_both_tell_when_they_serve_reload_and_stop(self):
        for program, text in ((ISFOCUSD, ALONE), (MRFPD, MRFP_ALONE)):
            with self.subTest(program):
                process = self.start(program, text)
                self.manager.wait_for("READY=1")
                for faulty in (False, True):
                    if faulty:
                        (pathlib.Path(self.folder) / "isfocus.yaml").write_text("log: {level: loud}\n")
                    process.send_signal(signal.SIGHUP)
                    self.manager.wait_for("RELOADING=1\nMONOTONIC_USEC=")
                    self.manager.wait_for("READY=1")
                    self.wait_for_log("log.level" if faulty else "configuration read again")
                process.terminate()
                self.assertIn("EXTEND_TIMEOUT_USEC=", self.manager.wait_for("STOPPING=1"))
                self.assertEqual(process.wait(timeout=20), 0)

    def test_both_tell_that_they_are_alive_while_nothing_happens(self):
        for program, text in ((ISFOCUSD, ALONE), (MRFPD, MRFP_ALONE)):
            with self.subTest(program):
                process = self.start(program, text, WATCHDOG_USEC="400000")
                self.manager.wait_for("READY=1")
                for _ in range(3):
                    self.manager.wait_for("WATCHDOG=1")
                process.terminate()
                self.manager.wait_for("STOPPING=1")
                self.assertEqual(process.wait(timeout=20), 0)

    def test_one_that_does_not_turn_is_not_alive(self):
        process = self.start(ISFOCUSD, ALONE, WATCHDOG_USEC="400000")
        self.manager.wait_for("WATCHDOG=1")
        process.send_signal(signal.SIGSTOP)
        os.waitpid(process.pid, os.WUNTRACED)
        self.manager.socket.settimeout(0.5)
        with self.assertRaises(TimeoutError):
            while True:
                self.manager.wait_for("WATCHDOG=1")
        process.send_signal(signal.SIGCONT)
        self.manager.socket.settimeout(15)
        self.manager.wait_for("WATCHDOG=1")

    def test_the_embedded_mrfp_does_not_speak_for_isfocusd_and_follows_its_settings(self):
        self.start(ISFOCUSD, EMBEDDED)
        self.manager.wait_for("READY=1")
        self.assertEqual([told for told in self.manager.heard if told == "READY=1"], ["READY=1"])
        pid = next(line.split("pid=")[1] for line in self.log().splitlines() if "isfocus-mrfpd started pid=" in line)
        words = pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        self.assertIn(b"compact", words[words.index(b"--form"):])
        self.assertIn(b"t_max_s: 7", words[words.index(b"--timers") + 1])
        self.assertNotIn(b"NOTIFY_SOCKET", pathlib.Path(f"/proc/{pid}/environ").read_bytes())


SDP = ("v=0\r\no=- 1 1 IN IP4 127.0.45.4\r\ns=-\r\nc=IN IP4 127.0.45.4\r\nt=0 0\r\nm=audio 40000 RTP/AVP 8\r\n"
       "a=rtpmap:8 PCMA/8000\r\n")


class LongEnd(unittest.TestCase):
    def test_says_how_many_conferences_still_end_and_an_mrfp_that_is_told_does_not_complain(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        daemon = Daemon(folder.name, EMBEDDED + "shutdown_grace_s: 6\n")
        self.addCleanup(lambda: daemon.process.poll() is None and daemon.process.kill())
        daemon.wait_for("mrfp=registered")
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ue:  # which does not answer the BYE
            ue.bind(("127.0.45.4", 0))
            own = f"127.0.45.4:{ue.getsockname()[1]}"
            ue.sendto(f"INVITE sip:conf-factory@ims.test SIP/2.0\r\nVia: SIP/2.0/UDP {own};branch=z9hG4bK1\r\n"
                      f"From: <sip:alice@ims.test>;tag=1\r\nTo: <sip:conf-factory@ims.test>\r\nCall-ID: 1\r\n"
                      f"CSeq: 1 INVITE\r\nContact: <sip:alice@{own}>\r\nP-Asserted-Identity: <sip:alice@ims.test>\r\n"
                      f"Max-Forwards: 70\r\nContent-Type: application/sdp\r\nContent-Length: {len(SDP)}\r\n\r\n{SDP}"
                      .encode(), ("127.0.45.3", 5060))
            daemon.wait_for("leg connected")
            self.assertEqual(daemon.end(), 1)
        self.assertEqual(daemon.log().count("shutting down: 1 conferences still end, at most 1 s more"), 1, daemon.log())
        self.assertIn("stopped with 1 conferences still ending", daemon.log())
        self.assertNotIn(" warn isfocus-mrfpd", daemon.log())


class LogOfTheMrfp(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def start(self, text):
        daemon = Daemon(self.folder, text)
        self.addCleanup(lambda: daemon.process.poll() is None and daemon.process.kill())
        return daemon

    def test_the_embedded_one_takes_level_and_format_at_sighup(self):
        daemon = self.start(EMBEDDED + "log: {level: info}\n")
        daemon.wait_for("mrfp=registered")
        for log, read in (("{level: error}", None), ("{level: info, format: json}", "configuration read again")):
            daemon.config.write_text(EMBEDDED + f"log: {log}\n")
            daemon.process.send_signal(signal.SIGHUP)
            if read:
                daemon.wait_for(read)
            else:
                time.sleep(1)  # nothing tells that it was read
        self.assertEqual(daemon.end(), 0)
        last = [line for line in daemon.log().splitlines() if "isfocus-mrfpd" in line][-1]
        self.assertTrue(last.startswith("{") and '"program":"isfocus-mrfpd"' in last and "stopping" in last, daemon.log())

    def test_one_that_is_to_say_less_says_less(self):
        daemon = self.start(EMBEDDED + "log: {level: info}\n")
        daemon.wait_for("mrfp=registered")
        daemon.config.write_text(EMBEDDED + "log: {level: error}\n")
        daemon.process.send_signal(signal.SIGHUP)
        before = daemon.log()
        self.assertEqual(daemon.end(), 0)
        self.assertNotIn("stopping contexts", daemon.log()[len(before):])

    def test_one_by_itself_takes_it_from_its_file_and_from_signals(self):
        config = pathlib.Path(self.folder) / "isfocus.yaml"
        config.write_text(MRFP_ALONE + "log: {level: info}\n")
        process = subprocess.Popen([MRFPD, "--config", str(config)], stdout=subprocess.PIPE, text=True)
        self.addCleanup(process.stdout.close)
        self.addCleanup(lambda: process.poll() is None and process.kill())
        self.assertIn("serving", process.stdout.readline())
        config.write_text(MRFP_ALONE.replace("20099", "20199") + "log: {level: info, format: json}\n")
        process.send_signal(signal.SIGHUP)
        self.assertIn("takes effect at the next start only", process.stdout.readline())
        self.assertIn('"configuration read again"', process.stdout.readline())
        process.send_signal(signal.SIGRTMIN + 4)  # text
        process.send_signal(signal.SIGUSR1)
        for _ in range(2):  # locked, and nothing is left
            self.assertRegex(process.stdout.readline(), r"^[-0-9T:.]+Z info isfocus-mrfpd: locked")
        process.send_signal(signal.SIGRTMIN + 3)  # error
        process.terminate()
        self.assertEqual(process.wait(timeout=20), 0)
        self.assertEqual(process.stdout.read(), "")

    def test_timers_that_do_not_fit_together_are_refused(self):
        for timers in ("{t_max_s: 40}", "{bogus: 1}", "t_max_s"):
            bad = subprocess.run([MRFPD, "--timers", timers], capture_output=True, text=True, timeout=30)
            self.assertEqual(bad.returncode, 1)
            self.assertIn("--timers: cannot read", bad.stderr)


class Units(unittest.TestCase):
    def test_are_installed_and_hold(self):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(["cmake", "--install", str(BUILD), "--prefix", folder, "--component", "service"], check=True,
                           capture_output=True, timeout=60)
            units = sorted((pathlib.Path(folder) / "lib/systemd/system").glob("*.service"))
            self.assertEqual([unit.name for unit in units], ["isfocus-mrfpd.service", "isfocusd.service"])
            self.assertIn("u isfocus ", (pathlib.Path(folder) / "lib/sysusers.d/isfocus.conf").read_text())
            if not shutil.which("systemd-analyze"):
                self.skipTest("no systemd-analyze here")
            for unit in units:
                text = unit.read_text()
                for program in (ISFOCUSD, MRFPD):  # it wants to see what is started
                    text = text.replace(f"/usr/local/bin/{os.path.basename(program)} ", f"{program} ")
                unit.write_text(text)
            said = subprocess.run(["systemd-analyze", "verify", "--man=no", *map(str, units)], capture_output=True, text=True,
                                  timeout=60)
            self.assertEqual((said.returncode, said.stderr), (0, ""))


if __name__ == "__main__":
    unittest.main(verbosity=2)
