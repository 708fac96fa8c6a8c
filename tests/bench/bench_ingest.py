#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The LAIT release taken in, beside others: DuckDB, PostgreSQL, pandas. README.md says what is counted.

usage: bench_ingest.py FOLDER"""

import csv
import os
import shutil
import statistics
import subprocess
import sys
import time

import ours
from ours import harness

RUNS = 5
MISSING = 77
HERE = os.path.dirname(os.path.abspath(__file__))

PEERS = {
    "duckdb": ["node", os.path.join(HERE, "peer_duckdb.js")],
    "postgresql": [sys.executable, os.path.join(HERE, "peer_postgresql.py")],
    "pandas": ["/usr/bin/python3", os.path.join(HERE, "peer_pandas.py")],
}


class Times:
    """Seconds by what was done: `durable` and `queryable` are ours, `duckdb.load` a peer's."""

    def __init__(self):
        self.seconds = {}

    def add(self, what, seconds):
        self.seconds.setdefault(what, []).append(seconds)

    def median(self, what):
        return statistics.median(self.seconds[what])

    def line(self, name, what, peer, amount, digits, target):
        """`amount` a second, ours and theirs; nothing when the peer was not there."""
        if peer not in self.seconds:
            return
        mine, theirs = amount / self.median(what), amount / self.median(peer)
        print(f"bench {name} ours={mine:.{digits}f} peer={peer.replace('.', '-')}:{theirs:.{digits}f} "
              f"ratio={mine / theirs:.2f} target={target:.2f}")

    def print_spread(self):
        for what, seconds in self.seconds.items():
            low, high = min(seconds), max(seconds)
            print(f"  {what}: {self.median(what):.3f} s ({low:.3f} to {high:.3f}, {len(seconds)} runs)")


def run_durable(times, folder, file):
    with ours.Ingest(folder) as ingest:
        os.sync()
        times.add("durable", ingest.submit(file))


def run_queryable(times, folder, file, rows):
    """All five, which already know the neighbours; the client waits until reports has everything."""
    with harness.Installation(folder) as all_five:
        all_five.submit(ours.NEIGHBOURS)
        all_five.wait_quiet()
        os.sync()
        begun = time.monotonic()
        all_five.submit(file)
        times.add("queryable", time.monotonic() - begun)
        receipt = all_five.csv("submissions")[-1]
        if receipt["rows_read"] != str(rows) or receipt["outcome"] != "accepted":
            raise AssertionError(f"LEEP: {receipt['outcome']}, {receipt['rows_read']} rows of {rows}")


def output_of(words, environment):
    """Exit status and output. Ended early, a peer is let end what it started."""
    with subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            said, _ = process.communicate()
        except BaseException:
            process.terminate()
            process.wait()
            raise
    return process.returncode, said


def run_peer(times, name, folder, file, rows):
    """False when the peer is not installed."""
    environment = {**os.environ, "NODE_PATH": os.path.join(harness.BUILD, "bench", "node_modules")}
    os.sync()
    try:
        status, said = output_of([*PEERS[name], file, folder, ours.NEIGHBOURS], environment)
    except FileNotFoundError as error:
        ours.skip(name, error)
        return False
    if status == MISSING:
        ours.skip(name, said.strip())
        return False
    if status != 0:
        raise AssertionError(f"{name} ended with status {status}")
    for line in said.splitlines():
        what, seconds, found = line.split()
        if int(found) != rows:
            raise AssertionError(f"{name} {what}: {found} rows of {rows}")
        times.add(f"{name}.{what}", float(seconds))
    return True


def count_rows(file):
    with open(file, encoding="utf-8", newline="") as text:
        return sum(1 for _ in csv.reader(text)) - 1


def main(folder):
    for path in (ours.LAIT, ours.NEIGHBOURS):
        if not os.path.exists(path):
            ours.skip("bench_ingest", f"the real file {path} is not here (LEEP_SHARED names its folder)")
            return
    # PostgreSQL may run as another user, who must be able to get here and to read the file.
    os.chmod(folder, 0o711)
    file = shutil.copy(ours.LAIT, os.path.join(folder, os.path.basename(ours.LAIT)))
    os.chmod(file, 0o644)
    rows, megabytes = count_rows(file), os.path.getsize(file) / 1e6
    times, there = Times(), list(PEERS)
    for _ in range(RUNS):
        steps = [lambda at: run_durable(times, at, file), lambda at: run_queryable(times, at, file, rows)]
        for number, step in enumerate(steps):
            step(os.path.join(folder, f"o{number}"))
            shutil.rmtree(os.path.join(folder, f"o{number}"), ignore_errors=True)
        for name in list(there):
            if not run_peer(times, name, os.path.join(folder, name), file, rows):
                there.remove(name)
            shutil.rmtree(os.path.join(folder, name), ignore_errors=True)
    for peer in ("duckdb.load", "postgresql.load", "postgresql.copy", "pandas.load"):
        times.line("ingest-durable-mb", "durable", peer, megabytes, 1, 1.0)
        times.line("ingest-durable-observations", "durable", peer, rows, 0, 1.0)
    times.line("ingest-queryable-observations", "queryable", "duckdb.windows", rows, 0, 3.0)
    times.print_spread()


ours.begin()
main(os.path.abspath(sys.argv[1]))
