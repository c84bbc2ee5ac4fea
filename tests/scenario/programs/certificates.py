"""The files of sip.tls as who starts, checks and reloads isfocusd meets them."""

import os
import pathlib
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import unittest

from command_line import ISFOCUSD, Daemon, run

HOST, PORT = "127.0.43.1", 5061
CONFIG = """
sip:
  listen: ["udp:127.0.43.1:5060", "tls:127.0.43.1:5061"]
  tls: {{certificate: "{0}/cert.pem", key: "{0}/key.pem", ca: "{0}/cert.pem"}}
mrfp: {{listen: "udp:127.0.43.1:2944"}}
"""


class Certificates(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.issue("first")
        self.issue("second")
        self.install("first", "first")
        self.config = CONFIG.format(folder.name)

    def issue(self, name, days=365):
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                        "-days", str(days), "-subj", f"/CN={name}", "-keyout", self.folder / f"{name}.key",
                        "-out", self.folder / f"{name}.pem"], check=True, capture_output=True, timeout=30)

    def issue_expired(self, name):
        self.issue(name)
        subprocess.run(["openssl", "x509", "-in", self.folder / f"{name}.pem", "-signkey", self.folder / f"{name}.key",
                        "-days", "-1", "-out", self.folder / f"{name}.pem"], check=True, capture_output=True, timeout=30)

    def install(self, certificate, key):
        shutil.copy(self.folder / f"{certificate}.pem", self.folder / "cert.pem")
        shutil.copy(self.folder / f"{key}.key", self.folder / "key.pem")

    def start(self):
        daemon = Daemon(self.folder, self.config)
        self.addCleanup(lambda: daemon.process.poll() is None and daemon.process.kill())
        daemon.wait_for("ready")
        return daemon

    def check(self):
        file = self.folder / "checked.yaml"
        file.write_text(self.config)
        return run(ISFOCUSD, "--config", str(file), "--check")

    def connect(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return context.wrap_socket(socket.create_connection((HOST, PORT), timeout=10))

    def shown(self):
        with self.connect() as connection:
            return ssl.DER_cert_to_PEM_cert(connection.getpeercert(True))

    def pem(self, name):
        return (self.folder / f"{name}.pem").read_text()

    def test_check_names_the_key_of_a_file_that_cannot_be_used(self):
        self.assertEqual(self.check().returncode, 0)
        self.install("first", "second")
        bad = self.check()
        self.assertEqual(bad.returncode, 1)
        self.assertRegex(bad.stderr, r"sip\.tls\.key: .*does not belong to the certificate")
        (self.folder / "cert.pem").unlink()
        self.assertRegex(self.check().stderr, r"sip\.tls\.certificate: .*No such file")

    def test_a_certificate_that_ends_soon_is_told_by_check_at_the_start_and_at_sighup(self):
        said = f"sip.tls.certificate: {self.folder}/cert.pem: the certificate of short expires in 2 days, at "
        self.issue("short", days=3)
        self.assertNotIn("expires", self.check().stderr, "a year is no news")
        self.install("short", "short")
        checked = self.check()
        self.assertEqual(checked.returncode, 0)
        self.assertIn("warning: " + said, checked.stderr)
        daemon = self.start()
        daemon.wait_for(" error isfocusd: " + said)
        daemon.process.send_signal(signal.SIGHUP)
        daemon.wait_for_times(said, 2)
        self.install("first", "first")
        daemon.process.send_signal(signal.SIGHUP)
        daemon.wait_for_times("configuration read again", 2)
        self.assertEqual(daemon.end(), 0)
        self.assertEqual(daemon.log().count(said), 2, "one that was replaced is no news any more")

    def test_a_handshake_that_fails_is_told_with_its_cause(self):
        daemon = self.start()
        context = ssl.create_default_context()  # knows nothing of this certificate
        with context.wrap_socket(socket.create_connection((HOST, PORT), timeout=10), server_hostname="as.ims.test",
                                 do_handshake_on_connect=False) as stranger:
            self.assertRaises(ssl.SSLError, stranger.do_handshake)
            daemon.wait_for('detail="it refuses our certificate: unknown CA"')  # closing it now might overtake the alert
        self.assertRegex(daemon.log(), r" warn isfocusd: tls handshake failed from=tls:127\.0\.[0-9.]+:\d+ detail=")
        with socket.create_connection((HOST, PORT), timeout=10) as plain:
            plain.sendall(b"OPTIONS sip:a@b SIP/2.0\r\n\r\n")
            daemon.wait_for('detail="it does not speak TLS: wrong version number"')
        self.assertEqual(daemon.end(), 0)

    def test_one_that_has_expired_is_a_fault_for_check_and_an_error_at_the_start_which_goes_on(self):
        self.issue_expired("old")
        self.install("old", "old")
        checked = self.check()
        self.assertEqual(checked.returncode, 1)
        said = f" sip.tls.certificate: {self.folder}/cert.pem: the certificate of old has expired at "
        self.assertIn("isfocusd: " + str(self.folder / "checked.yaml:") + said, checked.stderr)
        daemon = self.start()
        said = " error isfocusd:" + said
        daemon.wait_for(said)
        self.assertEqual(self.shown(), self.pem("old"))
        daemon.process.send_signal(signal.SIGHUP)  # about something else
        daemon.wait_for("configuration read again")
        daemon.wait_for_times(said, 2)
        self.install("first", "first")
        daemon.process.send_signal(signal.SIGHUP)
        daemon.wait_for_times("configuration read again", 2)
        self.assertEqual(self.shown(), self.pem("first"))
        self.install("old", "old")
        daemon.process.send_signal(signal.SIGHUP)
        daemon.wait_for("stays as it was")
        self.assertEqual(self.shown(), self.pem("first"), "the one that is good stays")
        self.assertEqual(daemon.end(), 0)

    def test_what_is_no_file_is_not_waited_for(self):
        daemon = self.start()
        for name in ("key.pem", "cert.pem"):
            (self.folder / name).unlink()
            os.mkfifo(self.folder / name)
            self.assertIn(f"{self.folder}/{name}: is no file", self.check().stderr)
        daemon.process.send_signal(signal.SIGHUP)
        daemon.wait_for("stays as it was")
        self.assertEqual(daemon.end(), 0)

    def test_start_with_a_faulty_file_fails(self):
        self.install("first", "second")
        daemon = Daemon(self.folder, self.config)
        self.assertEqual(daemon.process.wait(timeout=20), 1)
        self.assertIn("sip.tls.key", daemon.log())
        daemon.log_file.close()

    def test_sighup_shows_new_connections_the_new_certificate(self):
        daemon = self.start()
        self.assertEqual(self.shown(), self.pem("first"))
        with self.connect() as before:
            self.install("second", "second")
            daemon.process.send_signal(signal.SIGHUP)
            daemon.wait_for("configuration read again")
            self.assertEqual(self.shown(), self.pem("second"))
            before.sendall(b"OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/TLS 127.0.0.1:9;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\n"
                           b"To: <sip:a@b>\r\nCall-ID: 1\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n")
            self.assertTrue(before.recv(65536).startswith(b"SIP/2.0 "), "the old connection lives")
        self.assertEqual(daemon.end(), 0)

    def test_sighup_with_a_faulty_file_changes_nothing(self):
        daemon = self.start()
        self.install("second", "first")
        daemon.process.send_signal(signal.SIGHUP)
        daemon.wait_for("stays as it was")
        self.assertIn("sip.tls.key", daemon.log())
        self.assertEqual(self.shown(), self.pem("first"))
        self.assertEqual(daemon.end(), 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
