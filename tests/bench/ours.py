# SPDX-License-Identifier: MIT
"""What the benchmarks share: the real files, and of ingestion leep-ingest alone on a folder of its own, and the moment
at which what was submitted is durable in its store. Files are given by `leep submit --no-wait`, whose start-up counts;
that of the service does not. The moment is when the health of ingest counts the submission, which it does after the
commit; it is asked every millisecond on one connection, which costs ingest some 20 us each time. The connection is made
when the client has ended: one that answers no heartbeats while a large file travels would be closed."""

import os
import select
import signal
import subprocess
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import harness  # noqa: E402

LAIT = os.path.join(harness.SHARED, harness.LAIT)
NEIGHBOURS = os.path.join(harness.SHARED, harness.NEIGHBOURS)
DICTIONARY = os.path.join(harness.SHARED, "lait/data_dictionary.csv")
KS4 = os.path.join(harness.SHARED, "performance-tables", harness.KS4)
LOOK_AGAIN = 0.001
PATIENCE = 300.0


def begin():
    """Ended from outside, a benchmark still leaves no process behind."""
    signal.signal(signal.SIGTERM, lambda *unused: sys.exit(1))


def skip(name, why):
    print(f"skipped: {name}: {why}", flush=True)


def absent(name, *paths):
    """Is one of the real files not here? Then the benchmark is skipped by name."""
    for path in paths:
        if not os.path.exists(path):
            skip(name, f"the real file {path} is not here (LEEP_SHARED names its folder)")
            return True
    return False


def health(dealer):
    _, _, body = harness.request(dealer, harness.HEALTH)
    return dict(line.split("=", 1) for line in body.decode().splitlines())


class Ingest:
    """leep-ingest without the four others: what is loaded waits in its log."""

    def __init__(self, folder):
        os.makedirs(folder)
        self.dir = folder
        self.service = subprocess.Popen([os.path.join(harness.BUILD, "bin", "leep-ingest"), "--dir", folder],
                                        env=harness.environment({"LEEP_LOG": "warn"}), stdin=subprocess.DEVNULL)
        try:
            harness.wait_until(self.answers, "leep-ingest does not answer")
        except BaseException:
            self.end()
            raise

    def connect(self):
        return harness.Dealer(f"ipc://{os.path.join(self.dir, 'run', 'ingest.requests')}", PATIENCE)

    def answers(self):
        if self.service.poll() is not None:
            raise AssertionError("leep-ingest has ended")
        try:
            with self.connect() as dealer:
                return health(dealer)
        except OSError:
            return None

    def submit(self, file):
        """Seconds from the start of the client until the file, the first of this folder, is settled and synced."""
        begun = time.monotonic()
        harness.leep("submit", "--no-wait", file, "--dir", self.dir, check=harness.DONE, timeout=PATIENCE)
        with self.connect() as dealer:
            while True:
                counters = health(dealer)
                taken = time.monotonic() - begun
                if counters["submissions_refused"] != "0":
                    raise AssertionError(f"ingest refused {file}")
                if counters["submissions_accepted"] != "0":
                    return taken
                if taken > PATIENCE:
                    raise AssertionError(f"ingest has not settled {file} in {PATIENCE:.0f} s")
                select.select([], [], [], LOOK_AGAIN)

    def most_memory(self):
        return harness.most_memory(self.service.pid)

    def end(self):
        self.service.terminate()
        self.service.wait(PATIENCE)

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.end()
