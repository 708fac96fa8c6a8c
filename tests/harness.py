# SPDX-License-Identifier: MIT
"""What the tests of the real binaries share: an installation in a folder of its own, the command line, a few lines
of the wire protocol for what the command line cannot say. runner.py runs them.

Nothing here waits for a time to pass: it waits for a line, an answer or a counter, each up to a deadline that only a
fault reaches. BUILD names the build folder; LEEP_SHARED the folder of the large real files."""

import csv
import io
import json
import os
import select
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BUILD = os.path.abspath(os.environ.get("BUILD", os.path.join(ROOT, "build")))
LEEP = os.path.join(BUILD, "bin", "leep")
SAMPLE = os.path.join(BUILD, "share", "leep", "sample")
DATA = os.path.join(ROOT, "tests", "data")
SHARED = os.environ.get("LEEP_SHARED", os.path.join(ROOT, "..", "shared", "data"))

SERVICES = ("ingest", "indicators", "alerts", "reports", "gateway")

# The order in which a council would meet the files of the sample.
CENSUS = "2018-19/england_census.csv"
NEIGHBOURS = "lait/statistical_neighbours.csv"
TABLES_2013 = "leicestershire-2013/published_tables.csv"
KS4 = "2018-19/england_ks4provisional.csv"
ABSENCE = "2018-19/england_abs.csv"
LAIT = "lait/lait_2026-04.csv"
OFSTED = "ofsted/2018-07-31_latest_outcomes.csv"
ALL = (CENSUS, NEIGHBOURS, TABLES_2013, KS4, ABSENCE, LAIT, OFSTED)

DONE, WRONG, REFUSED, NO_ANSWER = 0, 1, 2, 3

# Far beyond what anything takes, also under the sanitizers.
PATIENCE = 60.0
# Between two looks at a counter.
LOOK_AGAIN = 0.003


def sample(name):
    return os.path.join(SAMPLE, name)


def data(name):
    return os.path.join(DATA, name)


def shared(test, name):
    """A large real file; the test is skipped, by name, where it is absent."""
    path = os.path.join(SHARED, name)
    if not os.path.exists(path):
        test.skipTest(f"the real file {name} is not here (LEEP_SHARED names its folder)")
    return path


def sanitized():
    """Are the binaries built with a sanitizer? Then memory says nothing about the product."""
    with open(os.path.join(BUILD, "bin", "leep-ingest"), "rb") as program:
        return b"__asan_init" in program.read()


def wait_until(look, what, patience=PATIENCE):
    """The first true value of `look`; fails, saying `what` was waited for, after the deadline."""
    end = time.monotonic() + patience
    while True:
        seen = look()
        if seen:
            return seen
        if time.monotonic() > end:
            raise AssertionError(f"waited {patience:.0f} s in vain: {what}")
        select.select([], [], [], LOOK_AGAIN)


def free_port(n=1):
    """The first of `n` free ports of this machine in a row. Processes that run side by side look far from each other."""
    for base in range(20011 + os.getpid() * 101 % 9000, 60000, n):
        taken = []
        try:
            for port in range(base, base + n):
                probe = socket.socket()
                taken.append(probe)
                probe.bind(("127.0.0.1", port))
            return base
        except OSError:
            continue
        finally:
            for probe in taken:
                probe.close()
    raise AssertionError("no free ports")


def environment(settings=None):
    """This environment without anybody's LEEP settings, and with ours. HTTP stays off unless asked for, and news of alerts
    is told at once unless LEEP_ALERTS_PRACTICE names another practice ("": the installation's own, or the shipped one)."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith("LEEP_")}
    clean["LEEP_GATEWAY_HTTP_PORT"] = "0"
    clean["LEEP_ALERTS_PRACTICE"] = data("practice_at_once.yaml")
    clean.update({key: str(value) for key, value in (settings or {}).items()})
    return clean


def leep(*words, env=None, timeout=PATIENCE * 5, check=None):
    """Run the command line; its output as text. `check`: the exit status it must have."""
    done = subprocess.run([LEEP, *map(str, words)], env=env or environment(), capture_output=True, timeout=timeout)
    done.stdout = done.stdout.decode("utf-8", "replace")
    done.stderr = done.stderr.decode("utf-8", "replace")
    if check is not None and done.returncode != check:
        raise AssertionError(f"leep {' '.join(map(str, words))}: exit status {done.returncode}, expected {check}\n"
                             f"{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done


def rows_of(text):
    """The rows of what --csv printed."""
    return list(csv.DictReader(io.StringIO(text, newline="")))


# -- processes ---------------------------------------------------------------------------------------------------


def process_runs(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def most_memory(pid):
    """The most bytes that a process has had resident."""
    with open(f"/proc/{pid}/status", encoding="ascii", errors="replace") as status:
        for line in status:
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    raise AssertionError(f"no VmHWM of process {pid}")


def children_of(parent):
    """Process ids of the running children, by the name of their program."""
    found = {}
    for entry in os.listdir("/proc"):
        if not entry.isdigit():
            continue
        try:
            with open(f"/proc/{entry}/stat", encoding="ascii", errors="replace") as stat:
                name, rest = stat.read().split("(", 1)[1].rsplit(")", 1)
        except OSError:
            continue
        fields = rest.split()
        if int(fields[1]) == parent and fields[0] != "Z":
            found[name] = int(entry)
    return found


# -- the wire ----------------------------------------------------------------------------------------------------
# ZMTP 3.0 with the NULL mechanism, as a DEALER, and the few messages of proto/leep that tests write themselves.


def varint(number):
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def pb(field, value):
    """One field of a protobuf message: whole numbers, or bytes and texts."""
    if isinstance(value, int):
        return varint(field << 3) + varint(value)
    value = value.encode() if isinstance(value, str) else value
    return varint(field << 3 | 2) + varint(len(value)) + value


def pb_read(message):
    """The fields of a protobuf message; of repeated ones the last."""
    found, at = {}, 0

    def number():
        nonlocal at
        value = shift = 0
        while True:
            byte = message[at]
            at += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    while at < len(message):
        tag = number()
        if tag & 7 == 0:
            found[tag >> 3] = number()
        elif tag & 7 == 2:
            size = number()
            found[tag >> 3] = message[at:at + size]
            at += size
        elif tag & 7 == 1:
            found[tag >> 3] = struct.unpack_from("<Q", message, at)[0]
            at += 8
        else:
            raise AssertionError("not a message of LEEP")
    return found


class Dealer:
    """A ZeroMQ DEALER in plain Python, so that the tests need no library for it."""

    def __init__(self, endpoint, timeout=5.0):
        if endpoint.startswith("ipc://"):
            self.socket = socket.socket(socket.AF_UNIX)
            address = endpoint[6:]
        else:
            self.socket = socket.socket()
            host, port = endpoint[6:].rsplit(":", 1)
            address = (host, int(port))
        self.buffer = b""
        try:
            self.socket.settimeout(timeout)
            self.socket.connect(address)
            self.socket.sendall(b"\xff" + bytes(8) + b"\x7f\x03\x00" + b"NULL".ljust(20, b"\0") + bytes(32))
            self._take(64)
            ready = b"\x05READY\x0bSocket-Type" + struct.pack(">I", 6) + b"DEALER\x08Identity" + struct.pack(">I", 0)
            self.socket.sendall(bytes([4, len(ready)]) + ready)
            self._frame()
        except OSError:
            self.close()
            raise

    def close(self):
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.close()

    def _take(self, size):
        while len(self.buffer) < size:
            more = self.socket.recv(65536)
            if not more:
                raise ConnectionError("the service closed the connection")
            self.buffer += more
        taken, self.buffer = self.buffer[:size], self.buffer[size:]
        return taken

    def _frame(self):
        flags = self._take(1)[0]
        size = struct.unpack(">Q", self._take(8))[0] if flags & 2 else self._take(1)[0]
        return flags, self._take(size)

    def send(self, *parts):
        for i, part in enumerate(parts):
            more = 1 if i + 1 < len(parts) else 0
            head = bytes([more, len(part)]) if len(part) < 256 else bytes([more | 2]) + struct.pack(">Q", len(part))
            self.socket.sendall(head + part)

    def receive(self):
        """The next message of one part; heartbeats are answered."""
        while True:
            flags, body = self._frame()
            if not flags & 4:
                return body
            if body.startswith(b"\x04PING"):
                pong = b"\x04PONG" + body[7:]
                self.socket.sendall(bytes([4, len(pong)]) + pong)


COMMAND, QUERY, TRANSFER, HEALTH, COPY = 1, 2, 3, 4, 5


def request(dealer, kind, body=b"", ident=None):
    """Ask a service; its code (0, or that of an error), text and body."""
    ident = ident or os.urandom(16)
    dealer.send(pb(8, pb(1, ident) + pb(2, kind) + pb(3, "tests") + pb(4, body)))
    while True:
        answer = pb_read(pb_read(dealer.receive()).get(9, b""))
        if answer.get(1) == ident:
            code = answer.get(2, 0)
            return (code >> 1) ^ -(code & 1), answer.get(3, b"").decode(), answer.get(4, b"")


# -- an installation ---------------------------------------------------------------------------------------------


# Settings of an installation that hides no small numbers: for tests that work every figure out themselves.
EVERY_FIGURE = {"LEEP_REPORTS_SUPPRESS_BELOW": "0"}


class Installation:
    """A folder of its own, and `leep run` on it."""

    def __init__(self, folder=None, **settings):
        # Short, because the sockets are inside and their paths hold 107 bytes.
        self.dir = folder or tempfile.mkdtemp(prefix="leep-", dir="/tmp")
        self.settings = {key: value for key, value in settings.items() if value is not None}
        self.supervisor = None
        self.log = self.dir + ".log"

    # life

    def start(self):
        """`leep run`, and wait for its line `ready`."""
        self.spawn()
        self.wait_ready()
        return self

    def spawn(self):
        with open(self.log, "ab") as log:
            self.supervisor = subprocess.Popen([LEEP, "run", "--dir", self.dir], env=environment(self.settings),
                                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log,
                                               start_new_session=True)

    def wait_ready(self):
        end = time.monotonic() + PATIENCE
        said = b""
        while not said.endswith(b"ready\n"):
            readable, _, _ = select.select([self.supervisor.stdout], [], [], max(0, end - time.monotonic()))
            more = os.read(self.supervisor.stdout.fileno(), 4096) if readable else b""
            if not more:
                raise AssertionError(f"leep run did not become ready; it said:\n{said.decode()}{self.lines()}")
            said += more

    def stop(self, patience=PATIENCE):
        """SIGTERM; its exit status."""
        self.supervisor.send_signal(signal.SIGTERM)
        status = self.supervisor.wait(patience)
        self.supervisor.stdout.close()
        self.supervisor = None
        return status

    def end(self):
        """Whatever happened: no process and no file is left."""
        if self.supervisor is not None:
            try:
                os.killpg(self.supervisor.pid, signal.SIGCONT)
                os.killpg(self.supervisor.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            self.supervisor.wait()
            self.supervisor.stdout.close()
            self.supervisor = None
        shutil.rmtree(self.dir, ignore_errors=True)
        if os.path.exists(self.log):
            os.unlink(self.log)

    def __enter__(self):
        return self.start()

    def __exit__(self, *unused):
        self.end()

    def path(self, *parts):
        return os.path.join(self.dir, *parts)

    def lines(self):
        """What the services have logged."""
        with open(self.log, encoding="utf-8", errors="replace") as log:
            return log.read()

    def pids(self):
        """Process ids by service."""
        running = children_of(self.supervisor.pid)
        return {name: running[f"leep-{name}"[:15]] for name in SERVICES if f"leep-{name}"[:15] in running}

    # the command line

    def leep(self, *words, check=None, **kwargs):
        return leep(*words, "--dir", self.dir, env=environment(self.settings), check=check, **kwargs)

    def submit(self, *files, check=DONE, **options):
        words = [word for name, value in options.items() for word in ("--" + name, value)]
        return self.leep("submit", *files, *words, check=check)

    def submit_sample(self, *names):
        return self.submit(*[sample(name) for name in names or ALL])

    def csv(self, *words):
        return rows_of(self.leep(*words, "--csv", check=DONE).stdout)

    def json(self, *words):
        return json.loads(self.leep(*words, "--json", check=DONE).stdout)

    def alerts(self, *words):
        return self.csv("alerts", *words)

    def digests(self):
        """What `leep replay --verify` prints: service -> (digest of the state, of the rebuilt one)."""
        found = {}
        for line in self.leep("replay", "--verify", check=DONE).stdout.splitlines():
            name, live, rebuilt = line.split()
            found[name] = (live.removeprefix("live="), rebuilt.removeprefix("rebuilt="))
        return found

    # the wire

    def endpoint(self, service, what="requests"):
        if self.settings.get("LEEP_LINK", "ipc") == "ipc":
            return f"ipc://{self.dir}/run/{service}.{what}"
        port = int(self.settings["LEEP_PORT"]) + 2 * SERVICES.index(service) + (what == "requests")
        return f"tcp://127.0.0.1:{port}"

    def ask(self, service, kind, body=b"", ident=None):
        with Dealer(self.endpoint(service)) as dealer:
            return request(dealer, kind, body, ident)

    def health(self, service):
        """The service's counters; None when it does not answer."""
        try:
            code, _, body = self.ask(service, HEALTH)
        except OSError:
            return None
        return dict(line.split("=", 1) for line in body.decode().splitlines()) if code == 0 else None

    def counter(self, service, name):
        return int((self.health(service) or {}).get(name, -1))

    def wait_counter(self, service, name, enough, patience=PATIENCE):
        """Until a counter satisfies `enough`."""
        wait_until(lambda: enough(self.counter(service, name)), f"{service}: {name}", patience)

    def wait_answers(self, *services):
        for service in services or SERVICES:
            wait_until(lambda s=service: self.health(s), f"{service} does not answer\n{self.lines()[-3000:]}")

    def is_quiet(self):
        """Has everything that was taken in flowed through, and every message gone out?"""
        ends = {}
        for service in SERVICES[:4]:
            health = self.health(service)
            if health is None or health["pending"] != "0":
                return False
            for key, value in health.items():
                if key.endswith(".cursor") and value != ends[key.split(".")[1]]:
                    return False
            if health.get("messages_waiting", "0") != "0" or health.get("news_waiting", "0") != "0":
                return False
            ends[service] = health["log_seq"]
        return True

    def wait_quiet(self, patience=PATIENCE):
        wait_until(self.is_quiet, f"everything has flowed through\n{self.lines()[-3000:]}", patience)

    # what it leaves

    def spool(self):
        """The messages to advisers: file name -> bytes."""
        found = {}
        for name in sorted(os.listdir(self.path("spool")) if os.path.isdir(self.path("spool")) else []):
            with open(self.path("spool", name), "rb") as message:
                found[name] = message.read()
        return found


class WithInstallation(unittest.TestCase):
    """Tests that look at one installation, made by the class."""

    settings = {}
    files = ()

    @classmethod
    def setUpClass(cls):
        cls.inst = Installation(**cls.settings)
        cls.addClassCleanup(cls.inst.end)
        cls.inst.start()
        if cls.files:
            cls.inst.submit_sample(*cls.files)
            cls.inst.wait_quiet()
