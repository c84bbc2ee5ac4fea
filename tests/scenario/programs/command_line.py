"""What the two daemons do for who starts, stops and configures them."""

import ctypes
import os
import pathlib
import signal
import socket
import subprocess
import tempfile
import time
import unittest

ISFOCUSD = os.environ["ISFOCUSD"]
MRFPD = os.environ["ISFOCUS_MRFPD"]
REFERENCE = pathlib.Path(os.environ["ISFOCUS_SOURCE"]) / "config" / "isfocus.yaml"

QUIET = """
sip: {listen: ["udp:127.0.42.1:5060", "tcp:127.0.42.1:5060"]}
mrfp: {listen: "udp:127.0.42.1:2944"}
log: {level: info}
"""


def run(*words):
    return subprocess.run(words, capture_output=True, text=True, timeout=30)


PTRACE_ATTACH, WALL = 16, 0x40000000  # sys/ptrace.h, sys/wait.h


def stop_thread(pid, name):
    """Stops the first thread of that name, and no other. Gives its id, or nothing where that is not allowed."""
    tasks = sorted(int(task) for task in os.listdir(f"/proc/{pid}/task"))
    thread = next(task for task in tasks if pathlib.Path(f"/proc/{pid}/task/{task}/comm").read_text().strip() == name)
    ptrace = ctypes.CDLL(None).ptrace
    ptrace.argtypes = [ctypes.c_long] * 4
    if ptrace(PTRACE_ATTACH, thread, 0, 0) != 0:
        return None
    os.waitpid(thread, WALL)
    return thread


class Daemon:
    """isfocusd on a configuration of its own, its log in a file."""

    def __init__(self, folder, text=QUIET):
        self.config = pathlib.Path(folder) / "isfocus.yaml"
        self.config.write_text(text)
        self.log_file = open(pathlib.Path(folder) / "log", "w+")
        self.process = subprocess.Popen([ISFOCUSD, "--config", str(self.config)], stdout=self.log_file,
                                        stderr=subprocess.STDOUT)

    def log(self):
        return pathlib.Path(self.log_file.name).read_text()

    def wait_for(self, words, seconds=10):
        return self.wait_for_times(words, 1, seconds)

    def wait_for_times(self, words, times, seconds=10):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if self.log().count(words) >= times:
                return True
            time.sleep(0.02)
        raise AssertionError(f"{words!r} not in the log:\n{self.log()}")

    def end(self, number=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(number)
        code = self.process.wait(timeout=20)
        self.log_file.close()
        return code


class CommandLine(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def start(self, text=QUIET):
        daemon = Daemon(self.folder, text)
        self.addCleanup(lambda: daemon.process.poll() is None and daemon.process.kill())
        return daemon

    def write(self, text):
        file = pathlib.Path(self.folder) / "some.yaml"
        file.write_text(text)
        return str(file)

    def test_version_and_help(self):
        for program, name in ((ISFOCUSD, "isfocusd"), (MRFPD, "isfocus-mrfpd")):
            version = run(program, "--version")
            self.assertEqual(version.returncode, 0)
            self.assertRegex(version.stdout, rf"^{name} \d+\.\d+\.\d+\n$")
            usage = run(program, "--help")
            self.assertEqual(usage.returncode, 0)
            for option in ("--config", "--check", "--version"):
                self.assertIn(option, usage.stdout)

    def test_scripts_tell_what_they_cannot_read_before_they_build(self):
        scripts = REFERENCE.parent.parent / "scripts"
        for words, status, said in ((("run", "--help"), 0, "usage: scripts/run"), (("run", "--bogus"), 2, "usage:"),
                                    (("run", "nosuch.yaml"), 1, "cannot read nosuch.yaml"),
                                    (("demo", "--bogus"), 2, "--bogus")):
            ran = run(str(scripts / words[0]), *words[1:])
            self.assertEqual(ran.returncode, status, ran)
            self.assertIn(said, ran.stdout + ran.stderr)
            self.assertNotIn("== ", ran.stdout)

    def test_unknown_option_is_an_error_that_points_to_help(self):
        for program in (ISFOCUSD, MRFPD):
            bad = run(program, "--frobnicate")
            self.assertEqual(bad.returncode, 1)
            self.assertIn("--help", bad.stdout + bad.stderr)

    def test_an_option_that_cannot_be_read_says_what_is_expected(self):
        for option, value, expected in (("--mgc", "127.0.0.1:2944", "udp|tcp|sctp:HOST:PORT"),
                                        ("--mid", "127.0.0.1:2945", "[ADDRESS]:PORT"),
                                        ("--rtp-address", "0.0.0.0", "the numeric address of one host"),
                                        ("--rtp-ports", "20001-20002", "FIRST-LAST"),
                                        ("--rtp-dscp", "64", "0 to 63"), ("--dscp", "EF", "0 to 63"),
                                        ("--profile", "x", "NAME/VERSION")):
            bad = run(MRFPD, option, value)
            self.assertEqual(bad.returncode, 1)
            self.assertIn(f"{option}: cannot read '{value}': expects {expected}", bad.stderr)

    def test_check_accepts_the_reference_file(self):
        for program in (ISFOCUSD, MRFPD):
            good = run(program, "--config", str(REFERENCE), "--check")
            self.assertEqual((good.returncode, good.stderr), (0, ""))

    def test_check_prints_every_fault_with_line_and_key(self):
        file = self.write("sip:\n  lisen: []\nrefer:\n  accept_status: 204\n")
        bad = run(ISFOCUSD, "--config", file, "--check")
        self.assertEqual(bad.returncode, 1)
        lines = bad.stderr.splitlines()
        self.assertEqual(len(lines), 2, bad.stderr)
        self.assertRegex(lines[0], r"line 2.*sip\.lisen")
        self.assertRegex(lines[1], r"line 4.*refer\.accept_status")

    def test_check_tries_what_the_file_names_and_tells_the_key(self):
        file = self.write(f"""
sip: {{listen: ["udp:198.51.100.9:5060"]}}
mrfp: {{listen: "udp:127.0.42.1:2944", allowed: ["[127.0.42.1]:2945"],
       embedded: {{mid: "[127.0.42.1]:2945", rtp_address: 127.0.42.1, announcements: {self.folder}/sounds}}}}
mrfpd: {{announcements: {self.folder}/sounds}}
cdr: {{file: {self.folder}/nowhere/cdr.json}}
policy: {{directory: {self.folder}/some.yaml}}
xcap: {{listen: "tcp:127.0.42.1:8080", store: {self.folder}, trusted: ["127.0.0.1"]}}
""")
        bad = run(ISFOCUSD, "--config", file, "--check")
        self.assertEqual((bad.returncode, bad.stdout), (1, ""))
        for fault in (f"cdr.file: {self.folder}/nowhere: no file can be made there: No such file or directory",
                      f"xcap.store: {self.folder}: is a folder", f"policy.directory: {file}: is no folder",
                      f"mrfp.embedded.announcements: {self.folder}/sounds: cannot be read: No such file or directory",
                      "warning: sip.listen: 198.51.100.9: is no address of this host now"):
            self.assertEqual(bad.stderr.count(f"isfocusd: {file}: {fault}\n"), 1, bad.stderr)
        sounds = pathlib.Path(self.folder) / "sounds"
        bad = run(MRFPD, "--config", file, "--check")
        self.assertEqual(bad.returncode, 1)
        self.assertIn(f"mrfpd.announcements: {sounds}: cannot be read: No such file or directory\n", bad.stderr)
        sounds.mkdir()
        self.assertEqual(run(MRFPD, "--config", file, "--check").returncode, 0)
        (sounds / "bad.wav").write_text("no sound")
        self.assertIn(f"mrfpd.announcements: {sounds}/bad.wav: ", run(MRFPD, "--config", file, "--check").stderr)

    def test_missing_file_is_one_clear_line(self):
        bad = run(ISFOCUSD, "--config", "/nowhere/isfocus.yaml")
        self.assertEqual(bad.returncode, 1)
        self.assertEqual(len(bad.stderr.splitlines()), 1)
        self.assertIn("/nowhere/isfocus.yaml", bad.stderr)

    def test_no_mrfp_is_a_warning_and_an_empty_file_a_fault(self):
        daemon = self.start()
        daemon.wait_for("no MRFP is in service: new conferences get 503")
        bad = run(ISFOCUSD, "--config", self.write(""), "--check")
        self.assertEqual((bad.returncode, bad.stderr.count("the file is empty")), (1, 1))

    def test_taken_address_is_one_line_that_names_it(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
            taken.bind(("127.0.42.1", 5060))
            daemon = self.start()
            self.assertEqual(daemon.process.wait(timeout=20), 1)
            errors = [line for line in daemon.log().splitlines() if " error " in line]
            self.assertEqual(len(errors), 1, daemon.log())
            self.assertIn("127.0.42.1:5060", errors[0])

    def test_an_xcap_address_that_cannot_be_had_is_told_with_the_cause(self):
        daemon = self.start(QUIET + f'xcap: {{listen: "tcp:198.51.100.9:8080", store: {self.folder}/store, trusted: ["::1"]}}\n')
        self.assertEqual(daemon.process.wait(timeout=20), 1)
        self.assertIn("xcap.listen: cannot use 198.51.100.9 port 8080: Cannot assign requested address", daemon.log())

    def test_sctp_that_the_kernel_has_not_is_found_by_check_and_at_the_start(self):
        try:
            socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_SCTP).close()
            self.skipTest("this kernel has SCTP")
        except OSError:
            pass
        file = self.write('mrfp: {listen: ["udp:127.0.42.1:2944", "sctp:127.0.42.1:2944"]}\n'
                          'mrfpd: {mgc: "sctp:127.0.42.1:2944"}\n')
        for program, key in ((ISFOCUSD, "mrfp.listen"), (MRFPD, "mgc")):
            for check in (["--check"], []):
                bad = run(program, "--config", file, *check)
                self.assertEqual(bad.returncode, 1)
                self.assertEqual(len(bad.stderr.splitlines()), 1, bad.stderr)
                self.assertIn(f"{key}: sctp:127.0.42.1:2944: this kernel has no SCTP: load its module (modprobe sctp), or use "
                              "tcp", bad.stderr)

    def test_an_rtp_address_that_is_not_of_this_host_ends_the_mrfp_at_the_start(self):
        bad = run(MRFPD, "--mgc", "udp:127.0.42.1:2944", "--mid", "[127.0.42.2]:2945", "--rtp-address", "198.51.100.7")
        self.assertEqual(bad.returncode, 1)
        said = bad.stdout + bad.stderr
        self.assertIn("rtp_address 198.51.100.7 cannot be used: Cannot assign requested address", said)

    def test_ready_without_mrfp_says_so_and_sigterm_ends_with_0(self):
        daemon = self.start()
        daemon.wait_for("ready")
        ready = [line for line in daemon.log().splitlines() if "ready" in line]
        self.assertEqual(len(ready), 1)
        self.assertIn("udp:127.0.42.1:5060", ready[0])
        self.assertIn("tcp:127.0.42.1:5060", ready[0])
        self.assertIn("mrfp=none", ready[0])
        self.assertEqual(daemon.end(), 0, "exit status")

    def test_sighup_reads_the_configuration_again(self):
        daemon = self.start()
        daemon.wait_for("ready")
        daemon.config.write_text("refer: {accept_status: 999}\n")
        daemon.process.send_signal(signal.SIGHUP)
        daemon.wait_for("stays as it was")
        self.assertIn("refer.accept_status", daemon.log())
        daemon.config.write_text(QUIET.replace("info", "debug"))
        daemon.process.send_signal(signal.SIGHUP)
        daemon.wait_for("configuration read again")
        self.assertEqual(daemon.end(), 0)

    def test_sighup_waits_for_no_pipe(self):
        daemon = self.start()
        daemon.wait_for("ready")
        daemon.config.unlink()
        os.mkfifo(daemon.config)
        daemon.process.send_signal(signal.SIGHUP)
        daemon.wait_for("stays as it was")
        self.assertIn("is no file", daemon.log())
        self.assertEqual(daemon.end(), 0)

    def test_sighup_that_comes_too_early_ends_nothing(self):
        for program in (ISFOCUSD, MRFPD):
            pipe = pathlib.Path(self.folder) / pathlib.Path(program).name
            os.mkfifo(pipe)
            process = subprocess.Popen([program, "--config", str(pipe)], stdout=subprocess.PIPE, text=True)
            self.addCleanup(process.stdout.close)
            self.addCleanup(lambda one=process: one.poll() is None and one.kill())
            with open(pipe, "w") as writer:  # it has begun to read
                process.send_signal(signal.SIGHUP)
                writer.write(QUIET)
            line = process.stdout.readline()
            while line and "stays as it was" not in line:
                line = process.stdout.readline()
            process.terminate()
            process.stdout.read()
            self.assertEqual((process.wait(timeout=10), bool(line)), (0, True), program)

    def test_sighup_says_each_time_what_waits_for_a_restart(self):
        daemon = self.start()
        daemon.wait_for("ready")
        daemon.config.write_text(QUIET + "media: {inactivity_s: 60}\n")
        said = "takes effect at the next start only: media"
        for times in (1, 2):
            daemon.process.send_signal(signal.SIGHUP)
            daemon.wait_for_times("configuration read again", times)
            self.assertEqual(daemon.log().count(said), times)
        self.assertEqual(daemon.end(), 0)

    def test_embedded_mrfp_makes_it_ready_and_goes_with_it(self):
        embedded = 'embedded: {mid: "[127.0.42.1]:2945", rtp_address: 127.0.42.1, rtp_ports: 20000-20099}'
        mrfp = '{listen: "udp:127.0.42.1:2944", allowed: ["[127.0.42.1]:2945"], ' + embedded + "}"
        daemon = self.start(f'sip: {{listen: ["udp:127.0.42.1:5060"]}}\nmrfp: {mrfp}\n')
        daemon.wait_for("mrfp=registered")
        self.assertEqual(daemon.end(), 0)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.bind(("127.0.42.1", 2945))  # nobody holds the mId's port any more

    def test_mrfp_that_cannot_bind_says_so_in_one_line(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
            taken.bind(("127.0.42.1", 2945))
            bad = run(MRFPD, "--mgc", "udp:127.0.42.1:2944", "--mid", "[127.0.42.1]:2945", "--rtp-address",
                      "127.0.42.1", "--rtp-ports", "20000-20099")
        self.assertEqual(bad.returncode, 1)
        said = [line for line in (bad.stdout + bad.stderr).splitlines() if "127.0.42.1:2945" in line]
        self.assertEqual(len(said), 1, bad.stdout + bad.stderr)

    def test_mrfp_alone_retries_calmly_and_ends_when_told(self):
        process = subprocess.Popen([MRFPD, "--mgc", "udp:127.0.42.1:2944", "--mid", "[127.0.42.1]:2945", "--rtp-address",
                                    "127.0.42.1", "--rtp-ports", "20000-20099"], stdout=subprocess.PIPE, text=True)
        time.sleep(1.5)
        process.terminate()
        said, _ = process.communicate(timeout=10)
        self.assertEqual(process.returncode, 0)
        self.assertLess(len(said.splitlines()), 20, said)

    def test_mrfp_marks_its_signalling_as_told(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as mgc:
            mgc.setsockopt(socket.IPPROTO_IP, socket.IP_RECVTOS, 1)
            mgc.settimeout(30)
            mgc.bind(("127.0.42.1", 0))
            process = subprocess.Popen([MRFPD, "--mgc", f"udp:127.0.42.1:{mgc.getsockname()[1]}", "--mid", "[127.0.42.1]:2945",
                                        "--rtp-address", "127.0.42.1", "--rtp-ports", "20000-20099", "--dscp", "34"],
                                       stdout=subprocess.DEVNULL)
            self.addCleanup(process.wait)
            self.addCleanup(process.terminate)
            _, control, _, _ = mgc.recvmsg(2048, 64)
        self.assertEqual([data[0] >> 2 for level, kind, data in control if kind == socket.IP_TOS], [34])

    def test_mrfp_with_a_media_thread_that_hangs_ends_when_told_and_says_so(self):
        process = subprocess.Popen([MRFPD, "--mgc", "udp:127.0.42.1:2944", "--mid", "[127.0.42.1]:2945", "--rtp-address",
                                    "127.0.42.1", "--rtp-ports", "20000-20099"], stdout=subprocess.PIPE, text=True)
        self.addCleanup(process.stdout.close)
        self.addCleanup(lambda: process.poll() is None and process.kill())
        self.assertIn("serving", process.stdout.readline())
        thread = stop_thread(process.pid, "media")
        if not thread:
            self.skipTest("ptrace is not allowed here")
        process.terminate()
        said = process.stdout.read()  # until it has ended
        os.waitpid(thread, WALL)  # as who has stopped it has to do
        self.assertEqual(process.wait(timeout=10), 1)
        self.assertIn("media thread=0 hangs, and is left alone at the end", said)


if __name__ == "__main__":
    unittest.main()
