#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The LAIT release until every indicator can be asked for, beside others that work out the same windows: DuckDB, PostgreSQL,
pandas. README.md says what is counted.

usage: bench_indicators.py FOLDER"""

import os
import shutil
import sys
import time

import ours
from ours import harness
from peers import PEERS, Release, Times, run_peer, tables_beside

RUNS = 5
TARGET = 3.0


def run_queryable(times, folder, release):
    """All five, which already know neighbours and dictionary; the client waits until reports has everything."""
    with harness.Installation(folder) as all_five:
        all_five.submit(ours.NEIGHBOURS, ours.DICTIONARY)
        all_five.wait_quiet()
        os.sync()
        begun = time.monotonic()
        all_five.submit(release.file)
        times.add("queryable", time.monotonic() - begun)
        receipt = all_five.csv("submissions")[-1]
        if receipt["rows_read"] != str(release.rows) or receipt["outcome"] != "accepted":
            raise AssertionError(f"LEEP: {receipt['outcome']}, {receipt['rows_read']} rows of {release.rows}")
    shutil.rmtree(folder, ignore_errors=True)


def main(folder):
    if ours.absent("bench_indicators", ours.LAIT, ours.NEIGHBOURS, ours.DICTIONARY):
        return
    release = Release(folder)
    beside = tables_beside(folder)
    times, there = Times(), list(PEERS)
    for _ in range(RUNS):
        run_queryable(times, os.path.join(folder, "o"), release)
        there = [name for name in there if run_peer(times, name, release, *beside)]
    for peer in PEERS:
        times.line("indicators-queryable-observations", "queryable", f"{peer}.windows", release.rows, 0, TARGET)
    times.print_spread()


ours.begin()
main(os.path.abspath(sys.argv[1]))
