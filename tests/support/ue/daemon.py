"""The two daemons as a test starts them: on a loopback address of their own, with a config of their own."""

import os
import re
import signal
import subprocess
import tempfile
import time

CONFIG = {
    "sip": {
        "listen": "[{listen}]",
        "outbound": '"{outbound}"',
        "trusted": '["127.0.0.0/8"]',
        "overload": "{{max_lag_ms: 0}}",  # tests share their machine, and must not be refused for that
    },
    "conference": {
        "factory_uris": '["sip:mmtel@conf-factory.ims.test", "sip:conf-factory@ims.test"]',
        "uri_domain": '"{host}:{port}"',
        "max_participants": "{max_participants}",
        "join": "{join}",
        "on_host_leave": "{on_host_leave}",
    },
    "refer": {"participants_may_invite": "{participants_may_invite}"},
    "invite": {"no_answer_s": "{no_answer_s}"},
    "mrfp": {
        "listen": '"udp:{host}:{mgc_port}"',
        "embedded": "{embedded}",
        "allowed": '["[{host}]:{mid_port}"]',
        "heed_overload": "false",  # for the same reason
    },
    "log": {"level": "{log_level}", "format": "text"},
}
EMBEDDED = '{{mid: "[{host}]:{mid_port}", rtp_address: {host}, rtp_ports: {rtp_ports}}}'
MRFPD_CONFIG = """mrfpd:
  mgc: "{mgc_transport}:{mgc[0]}:{mgc[1]}"
  mid: "[{host}]:{mid_port}"
  rtp_address: "{rtp_address}"
  rtp_ports: {rtp_ports}
log: {{level: {log_level}}}
"""
DEFAULTS = {"port": 5060, "outbound": None, "max_participants": 10, "join": "open", "on_host_leave": "end",
            "participants_may_invite": "false", "no_answer_s": 60, "mgc_port": 2944, "mid_port": 2945,
            "rtp_ports": "20000-20999", "log_level": "debug", "is_embedded": True,
            "mgc_transport": "udp"}
SANITIZER = re.compile(rb"ERROR: (Address|Leak)Sanitizer|runtime error:")


def config_of(settings):
    """The YAML text of CONFIG with these settings. A setting named "SECTION.KEY" sets that key to its text."""
    sections = {name: {key: text.format(**settings) for key, text in keys.items()} for name, keys in CONFIG.items()}
    for name, text in settings.items():
        section, dot, key = name.partition(".")
        if dot:
            sections.setdefault(section, {})[key] = text
    lines = ["shutdown_grace_s: 5"]
    for section, keys in sections.items():
        lines += [f"{section}:", *(f"  {key}: {text}" for key, text in keys.items() if text != "")]
    return "\n".join(lines) + "\n"


class Daemon:
    """A program with a config file, running from `launch` until `stop`, where its exit status and log are judged."""

    def __init__(self, program, config):
        self.program = program
        self.folder = tempfile.TemporaryDirectory(prefix="isfocus-")
        self.log_file = os.path.join(self.folder.name, "log")
        self.config_file = os.path.join(self.folder.name, "isfocus.yaml")
        with open(self.config_file, "w", encoding="utf-8") as file:
            file.write(config)
        self.process = None
        self.environment = {}  # besides ours

    @property
    def name(self):
        return os.path.basename(self.program)

    def launch(self):
        with open(self.log_file, "wb") as log:
            self.process = subprocess.Popen([self.program, "--config", self.config_file], stdin=subprocess.DEVNULL,
                                            stdout=log, stderr=subprocess.STDOUT, env={**os.environ, **self.environment})
        return self

    def log(self):
        try:
            with open(self.log_file, "rb") as file:
                return file.read()
        except FileNotFoundError:
            return b""

    def terminate(self):
        self.process.send_signal(signal.SIGTERM)

    def stop(self, timeout=15):
        """SIGTERM, unless it has ended; gives what is wrong with the way it ended, "" for nothing."""
        if self.process is None:
            return ""
        faults = []
        if self.process.poll() is None:
            self.terminate()
        try:
            status = self.process.wait(timeout)
            if status != 0:
                faults.append(f"{self.name} ended with {status}")
        except subprocess.TimeoutExpired:
            faults.append(f"{self.name} did not end within {timeout} s of SIGTERM")
            self.kill()
        if SANITIZER.search(self.log()):
            faults.append("a sanitizer reported")
        self.process = None
        log = self.log().decode(errors="replace")
        self.folder.cleanup()
        return "\n".join([*faults, log[-20000:]]) if faults else ""

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()


class Isfocusd(Daemon):
    """`settings` override DEFAULTS, or name keys of the configuration, as in {"sip.t1_ms": 100}. With `is_embedded` it
    starts its own isfocus-mrfpd."""

    def __init__(self, program, host, **settings):
        self.host = host
        self.settings = {**DEFAULTS, "host": host, **settings}
        self.settings["outbound"] = self.settings["outbound"] or f"sip:{host}:5070;lr"
        transports = self.settings.get("transports", ["udp"])
        self.settings["listen"] = ", ".join(f'"{each}:{host}:{self.settings["port"]}"' for each in transports)
        self.settings["embedded"] = EMBEDDED.format(**self.settings) if self.settings["is_embedded"] else ""
        super().__init__(program, config_of(self.settings))

    @property
    def address(self):
        return self.host, self.settings["port"]

    @property
    def domain(self):
        return "%s:%d" % self.address

    def start(self, timeout=20):
        return self.launch().wait_ready(timeout)

    def wait_ready(self, timeout=20):
        """Until it serves SIP and, if it starts an MRFP, has that too: on a busy machine that may take longer."""
        deadline = time.monotonic() + timeout
        awaited = [rb"\bready\b", *([rb"mrfp=(registered|\S+ registered)"] if self.settings["is_embedded"] else [])]
        while not all(re.search(each, self.log()) for each in awaited):
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise AssertionError("isfocusd is not ready:\n" + self.log().decode(errors="replace"))
            time.sleep(0.02)
        return self

    def children(self):
        """Pids of what isfocusd itself started."""
        found = []
        for task in os.listdir(f"/proc/{self.process.pid}/task"):
            with open(f"/proc/{self.process.pid}/task/{task}/children", encoding="ascii") as file:
                found += [int(pid) for pid in file.read().split()]
        return found


class Mrfpd(Daemon):
    """An isfocus-mrfpd on its own, told to register at the address `mgc`, over UDP unless `mgc_transport` says tcp or sctp.
    Its RTP is on `host` unless `rtp_address` says where."""

    def __init__(self, program, host, mgc, **settings):
        super().__init__(program, MRFPD_CONFIG.format(**{**DEFAULTS, "rtp_address": host, **settings}, host=host, mgc=mgc))


def wait_until_gone(pid, timeout=5):
    """Whether the process, which is no child of ours, has ended by then."""
    deadline = time.monotonic() + timeout
    while os.path.exists(f"/proc/{pid}"):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
