#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The LAIT release made durable, beside others: DuckDB, PostgreSQL, pandas. README.md says what is counted.

usage: bench_ingest.py FOLDER"""

import os
import shutil
import sys

import ours
from peers import PEERS, Release, Times, run_peer

RUNS = 5


def run_durable(times, folder, file):
    with ours.Ingest(folder) as ingest:
        os.sync()
        times.add("durable", ingest.submit(file))
    shutil.rmtree(folder, ignore_errors=True)


def main(folder):
    if ours.absent("bench_ingest", ours.LAIT):
        return
    release = Release(folder)
    times, there = Times(), list(PEERS)
    for _ in range(RUNS):
        run_durable(times, os.path.join(folder, "o"), release.file)
        there = [name for name in there if run_peer(times, name, release)]
    for peer in ("duckdb.load", "postgresql.load", "postgresql.copy", "pandas.load"):
        times.line("ingest-durable-mb", "durable", peer, release.megabytes, 1, 1.0)
        times.line("ingest-durable-observations", "durable", peer, release.rows, 0, 1.0)
    times.print_spread()


ours.begin()
main(os.path.abspath(sys.argv[1]))
