#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""How soon an inspection outcome is an alert in front of who watches: 1,000 outcomes sent over ZeroMQ one after the other, to
an installation that knows the schools of Leicestershire and is idle, then to one that takes in the LAIT release again and
again, each time under another digest. Beside it, between any two outcomes, three durable commits on the same disk, as three
services would make them with nothing around (alert_latency.c). A watcher is sent what is committed, so its time is the
commit's and one hop more. What the processor does along the way weighs the more the faster a disk syncs, so the idle run is
made once more with every sync, ours and the peer's, 2 ms slower (preload/slow_sync.c), as on a disk without a cache to answer
from: then it is the number of syncs that counts.

usage: bench_alerts.py FOLDER"""

import os
import statistics
import subprocess
import sys
import threading

import ours
from ours import harness

OUTCOMES = 1000
SCHOOLS = 40
FIRST_DAY = 15600  # September 2012, from which the rule of the overall grade holds
COMMITS_TARGET = 1 / 1.5
IDLE_P99_MS, BUSY_P99_MS = 25, 1000
SLOW_SYNC_US, SLOW_OUTCOMES = 2000, 300
LATENCY = os.path.join(harness.BUILD, "tests", "bench", "alert_latency")


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def outcomes(all_five, urns, count=OUTCOMES, **slow):
    """Milliseconds of each outcome, and of three commits beside it."""
    done = subprocess.run([LATENCY, all_five.dir, str(count), str(FIRST_DAY), *urns], env={**harness.environment(), **slow},
                          stdout=subprocess.PIPE, check=True, timeout=ours.PATIENCE * 3)
    pairs = [tuple(map(int, line.split())) for line in done.stdout.decode().splitlines()]
    return [first / 1000 for first, _ in pairs], [second / 1000 for _, second in pairs]


def say(name, took, commits, limit):
    middle, three = statistics.median(took), statistics.median(commits)
    print(f"bench alerts-{name}-p50 ours={middle:.2f}ms peer=three-commits:{three:.2f}ms ratio={three / middle:.2f} "
          f"target={COMMITS_TARGET:.2f}")
    late = percentile(took, 0.99)
    print(f"bench alerts-{name}-p99 ours={late:.2f}ms peer=limit:{limit}ms ratio={limit / late:.2f} target=1.00")
    print(f"  {len(took)} outcomes: {min(took):.2f} to {max(took):.2f} ms; three commits: {min(commits):.2f} to "
          f"{max(commits):.2f}, p99 {percentile(commits, 0.99):.2f} ms", flush=True)


class Loading:
    """The release submitted again and again, until it is enough: a trailing blank line more each time."""

    def __init__(self, all_five, folder):
        self.all_five, self.path, self.times, self.enough = all_five, os.path.join(folder, "lait.csv"), 0, False
        with open(ours.LAIT, "rb") as file, open(self.path, "wb") as copy:
            copy.write(file.read())
        self.thread = threading.Thread(target=self.run)

    def run(self):
        while not self.enough:
            with open(self.path, "ab") as file:
                file.write(b"\r\n")
            self.all_five.submit(self.path)
            self.times += 1

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *unused):
        self.enough = True
        self.thread.join()


def slowed(folder):
    """The environment in which every sync is slower."""
    shim = os.path.join(folder, "slow_sync.so")
    source = os.path.join(os.path.dirname(os.path.abspath(__file__)), "preload", "slow_sync.c")
    subprocess.run([os.environ.get("CC", "cc"), "-D_GNU_SOURCE", "-std=c11", "-O1", "-fPIC", "-shared", source, "-o", shim,
                    "-ldl"], check=True)
    return {"LD_PRELOAD": shim, "SLOW_SYNC_US": str(SLOW_SYNC_US)}


def main(folder):
    settings = {"LEEP_ALERTS_CASELOADS": harness.sample("caseloads.yaml")}
    with harness.Installation(os.path.join(folder, "o"), **settings) as all_five:
        all_five.submit(harness.sample(harness.CENSUS))
        urns = [row["urn"] for row in all_five.csv("schools", "--area", "855")][:SCHOOLS]
        say("idle", *outcomes(all_five, urns), IDLE_P99_MS)
    slow = slowed(folder)
    with harness.Installation(os.path.join(folder, "s"), **settings, **slow) as all_five:
        all_five.submit(harness.sample(harness.CENSUS))
        say("slow-disk", *outcomes(all_five, urns, SLOW_OUTCOMES, **slow), IDLE_P99_MS)
    if ours.absent("bench_alerts busy", ours.LAIT):
        return
    with harness.Installation(os.path.join(folder, "b"), **settings) as all_five:
        all_five.submit(harness.sample(harness.CENSUS), ours.NEIGHBOURS, ours.DICTIONARY, ours.LAIT)
        with Loading(all_five, folder) as loading:
            took, commits = outcomes(all_five, urns)
        say("busy", took, commits, BUSY_P99_MS)
        print(f"  the release came {loading.times} times meanwhile", flush=True)


ours.begin()
main(os.path.abspath(sys.argv[1]))
