"""Measures isfocusd's main job against the ceiling: a bare nta program that exchanges the same messages with no logic.

One SIPp driver sends REFERs and plays the invited users, in turns against the one and the other: REFER/202, NOTIFY/200,
INVITE/180/200/ACK, NOTIFY/200, and BYE/200 at the end of the call. Prints, with ratios isfocusd / nta:

  cpu     CPU seconds of the server process per 1,000 flows, the ends of all transactions included
  rate    the highest rate at which fewer than 0.1 % of the flows fail
  memory  growth of the resident set per call that is held, once transactions come and go evenly

All on loopback, bounded in count and time.
"""

import argparse
import csv
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
CEILING = os.path.join(ROOT, "tests", "bench", "ceiling")
sys.path.insert(0, os.path.join(ROOT, "tests", "support"))

from ue.agent import Ue  # noqa: E402
from ue.daemon import Isfocusd  # noqa: E402
from ue.message import uri_of  # noqa: E402
from ue.wire import Wire  # noqa: E402

HOST, CHAIR_PORT, CALLEE_PORT, HOST_UE_PORT = "127.0.21.1", 5070, 5080, 5090
FACTORY = "sip:mmtel@conf-factory.ims.test"
CHAIR = "sip:chair@127.0.0.1"
FIRST_RATE, LAST_RATE = 250, 8000
TRANSACTION_ENDS_S = 34  # timers H and J of RFC 3261 run 32 s after the last message
TICK = os.sysconf("SC_CLK_TCK")


class Failed(Exception):
    pass


class Server:
    """A server process under test; `uris` are the conferences that take REFERs."""

    def cpu_s(self):
        with open(f"/proc/{self.pid}/stat", encoding="ascii") as file:
            fields = file.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICK

    def resident_kb(self):
        with open(f"/proc/{self.pid}/status", encoding="ascii") as file:
            return int(re.search(r"VmRSS:\s+(\d+)", file.read())[1])


class Ceiling(Server):
    name = "nta"

    def __init__(self, options):
        self.process = subprocess.Popen([os.path.join(options.bin, "nta_ceiling"),
                                         f"sip:{HOST}:5060;transport=udp", f"sip:{HOST}:{CALLEE_PORT};transport=udp"],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.pid = self.process.pid
        self.uris = [f"sip:conf@{HOST}:5060"]
        time.sleep(0.5)
        if self.process.poll() is not None:
            raise Failed(f"nta_ceiling ended with {self.process.returncode}")

    def stop(self):
        self.process.terminate()
        self.process.wait(10)
        return ""


class Focus(Server):
    """isfocusd with conferences that a chair has made; its MRFP is a process of its own and not counted."""

    name = "isfocusd"

    def __init__(self, options):
        self.wire = Wire()
        self.daemon = Isfocusd(os.path.join(options.bin, "isfocusd"), HOST, outbound=f"sip:{HOST}:{CALLEE_PORT};lr",
                               max_participants=1000, rtp_ports="20000-59999", log_level="info").start()
        self.pid = self.daemon.process.pid
        chair = Ue(self.wire, "chair", (HOST, HOST_UE_PORT), self.daemon.address, CHAIR)
        self.uris = [uri_of(chair.call(FACTORY)[1].get("Contact")) for _ in range(options.conferences)]

    def stop(self):
        self.daemon.terminate()
        self.wire.until(lambda: self.daemon.process.poll() is not None, 10)
        self.wire.close()
        if self.daemon.process.poll() is None:  # many participants who answer nothing any more
            self.daemon.kill()
            return ""
        return self.daemon.stop()


class Load:
    """SIPp as the chair and as the invited users, running from construction until `finish`."""

    def __init__(self, server, rate, flows, hold_ms, limit_s, direction):
        self.folder = tempfile.TemporaryDirectory(prefix="isfocus-bench-")
        self.flows, self.limit_s = flows, limit_s
        with open(self.path("uris.csv"), "w", encoding="ascii") as file:
            file.write("SEQUENTIAL\n" + "".join(uri + "\n" for uri in server.uris))
        self.callee = self.sipp("uas_callee.xml", CALLEE_PORT, "-d", hold_ms, "-key", "direction", direction)
        time.sleep(0.5)
        self.chair = self.sipp("uac_refer.xml", CHAIR_PORT, "-inf", self.path("uris.csv"), "-key", "callee",
                               f"{HOST}:{CALLEE_PORT}", "-r", rate, "-m", flows, "-l", flows, "-recv_timeout", 8000,
                               "-trace_stat", "-stf", self.path("stat.csv"), "-fd", 1, f"{HOST}:5060")

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def sipp(self, scenario, port, *arguments):
        command = ["sipp", "-sf", os.path.join(CEILING, scenario), "-i", HOST, "-p", port, "-buff_size", 4000000,
                   "-nostdin", *arguments]
        return subprocess.Popen([str(each) for each in command], cwd=self.folder.name, stdin=subprocess.DEVNULL,
                                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def finish(self):
        """Waits for the last flow: how many worked, how many did not, seconds."""
        try:
            self.chair.wait(self.limit_s)
        except subprocess.TimeoutExpired:
            self.chair.kill()
            self.chair.wait()
        with open(self.path("stat.csv"), encoding="ascii", errors="replace") as file:
            rows = list(csv.DictReader(file, delimiter=";"))
        if not rows:
            raise Failed("sipp did not run")
        last = rows[-1]
        hours, minutes, seconds = last["ElapsedTime(C)"].split(":")[:3]
        worked = int(last["SuccessfulCall(C)"])
        return worked, self.flows - worked, int(hours) * 3600 + int(minutes) * 60 + float(seconds)

    def hang_up(self):
        for process in (self.chair, self.callee):
            if process.poll() is None:
                process.kill()
            process.wait()
        self.folder.cleanup()


def measure_cpu(server, options):
    flows = options.flows
    load = Load(server, options.rate, flows, 1000, flows / options.rate + 40, options.media)
    try:
        before = server.cpu_s()
        worked, failed, _ = load.finish()
        time.sleep(TRANSACTION_ENDS_S)
        spent = server.cpu_s() - before
    finally:
        load.hang_up()
    if not worked:
        raise Failed(f"{server.name}: no flow worked")
    figure = spent * 1000 / worked
    print(f"  {server.name:9} {figure:.4f} s per 1,000 flows ({worked} worked, {failed} failed, {options.rate}/s)",
          flush=True)
    return figure


def holds_rate(server, rate, options):
    """Whether one load at this rate goes through, and the server can catch its breath afterwards."""
    flows = rate * options.seconds
    before = server.cpu_s()
    load = Load(server, rate, flows, 1000, options.seconds + 20, options.media)
    try:
        worked, failed, seconds = load.finish()
        spent = server.cpu_s() - before
        time.sleep(2)
    finally:
        load.hang_up()
    reached = worked / seconds if seconds else 0
    is_good = failed < flows * 0.001 and reached > 0.85 * rate
    print(f"  {server.name:9} {rate:5}/s asked, {reached:5.0f}/s reached, {failed} failed, "
          f"{100 * spent / max(seconds, 0.1):.0f} % of a core", flush=True)
    time.sleep(options.settle if is_good else max(options.settle, 10))
    return is_good


def measure_rate(server, options):
    """Doubles the rate until it does not hold, then halves the distance to the one that did. A rate that fails gets a
    second try, because another program on the machine may have been the reason."""

    def holds(rate):
        return holds_rate(server, rate, options) or holds_rate(server, rate, options)

    best, failing = 0, FIRST_RATE
    while failing <= LAST_RATE and holds(failing):
        best, failing = failing, 2 * failing
    while failing - best > max(10, options.resolution * failing):
        middle = (best + failing) // 2
        if holds(middle):
            best = middle
        else:
            failing = middle
    return float(best)


def measure_memory(server, options):
    """Two looks at the resident set while calls pile up, the first when as many transactions end as begin."""
    rate, first, second = options.memory_rate, TRANSACTION_ENDS_S + 6, options.memory_seconds
    flows = rate * (first + second)
    load = Load(server, rate, flows, 600000, first + second + 30, options.media)
    try:
        time.sleep(first)
        before = server.resident_kb()
        time.sleep(second)
        grown = server.resident_kb() - before
        worked, failed, _ = load.finish()
    finally:
        load.hang_up()
    figure = grown / (rate * second)
    print(f"  {server.name:9} {figure:.2f} kB per held call ({worked} held, {failed} failed)", flush=True)
    return figure


# How it is measured, what it is called and how it is written, how many rounds, and what of the rounds counts: other
# programs can make a rate lower only, so that the best is nearest to the truth.
MEASURES = {"cpu": (measure_cpu, "CPU s per 1,000 A.20 flows", "{:.4f}", 3, statistics.median),
            "rate": (measure_rate, "highest rate, flows/s", "{:.0f}", 2, max),
            "memory": (measure_memory, "kB per held call", "{:.2f}", 1, statistics.median)}


def run(name, options):
    """The rounds of one measurement, the two servers in turns: what counts of each."""
    measure, title, _, rounds, what_counts = MEASURES[name]
    rounds = options.rounds or (1 if options.quick else rounds)
    print(f"{name}: {title}, {rounds} round{'s' if rounds > 1 else ''}", flush=True)
    figures = {Ceiling: [], Focus: []}
    for _ in range(rounds):
        for kind in figures:
            server = kind(options)
            try:
                figures[kind].append(measure(server, options))
            finally:
                fault = server.stop()
            if fault:
                raise Failed(fault)
    return what_counts(figures[Ceiling]), what_counts(figures[Focus])


def read_options():
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="*", help="cpu, rate, memory; all when none is named")
    parser.add_argument("--quick", action="store_true", help="about ten minutes instead of forty; rougher")
    parser.add_argument("--bin", default=os.path.join(ROOT, "build", "bench", "bin"),
                        help="where isfocusd, isfocus-mrfpd and nta_ceiling are (build/bench/bin, built anew)")
    parser.add_argument("--rounds", type=int, help="of each measurement (cpu 3, rate 2, memory 1)")
    parser.add_argument("--rate", type=int, default=200, help="flows a second of the cpu measurement (200)")
    parser.add_argument("--flows", type=int, help="of a cpu round (6000)")
    parser.add_argument("--conferences", type=int, default=30, help="that share the flows (30)")
    parser.add_argument("--media", choices=["inactive", "sendrecv"], default="inactive",
                        help="what the invited users answer; sendrecv lets the MRFP mix meanwhile")
    options = parser.parse_args()
    unknown = set(options.what) - set(MEASURES)
    if unknown:
        parser.error(f"cannot measure {', '.join(sorted(unknown))}")
    options.what = options.what or list(MEASURES)
    options.flows = options.flows or (2000 if options.quick else 6000)
    options.seconds, options.settle = (5, 3) if options.quick else (10, TRANSACTION_ENDS_S)
    options.resolution = 0.13 if options.quick else 0.07
    options.memory_rate, options.memory_seconds = 50, 20 if options.quick else 60
    return options


def main():
    options = read_options()
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    results = {name: run(name, options) for name in options.what}
    print(f"\n{'':28}{'nta':>10}{'isfocusd':>10}{'ratio':>8}")
    for name, (ceiling, focus) in results.items():
        _, title, form, _, _ = MEASURES[name]
        ratio = f"{focus / ceiling:.2f}" if ceiling else "-"
        print(f"{title:28}{form.format(ceiling):>10}{form.format(focus):>10}{ratio:>8}")


if __name__ == "__main__":
    try:
        main()
    except (Failed, AssertionError) as failure:
        sys.exit(f"bench: {failure}")
