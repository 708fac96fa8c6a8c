#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The most memory that leep-ingest has resident (VmHWM) while it takes in one file: the LAIT release, and a made one of
400 MB in the same layout. The limit is the same for any size of file.

usage: bench_ingest_memory.py FOLDER"""

import os
import sys

import ours

LIMIT_MB = 64
MADE_BYTES = 400_000_000
YEARS = range(2001, 2021)
# 152 authorities, nine regions and England, as in a release.
AREAS = [*range(790, 942), *range(980, 989), 970]


def make(path):
    """Measure after measure, year after year, one row an area; values of one to four digits, a few of them missing."""
    written, measure, value = 0, 0, 1
    with open(path, "w", encoding="ascii", newline="") as file:
        file.write("Short Desc,Data item,Years,LA and Regions,Values,LA Number,Region\n")
        while written < MADE_BYTES:
            measure += 1
            for year in YEARS:
                rows = []
                for area in AREAS:
                    value = (value * 48271) % 2147483647
                    figure = "-" if value % 7 == 0 else f"{value % 1000 / 10:.1f}"
                    rows.append(f"Made_{measure},Made for memory,{year},Local authority {area},{figure},{area},Made\n")
                written += file.write("".join(rows))
    return path


def measure(name, folder, file):
    with ours.Ingest(folder) as ingest:
        ingest.submit(file)
        mb = ingest.most_memory() / 1e6
    print(f"bench {name} ours={mb:.1f}MB peer=limit:{LIMIT_MB}MB ratio={LIMIT_MB / mb:.2f} target=1.00", flush=True)


def main(folder):
    if not ours.absent("ingest-memory-lait", ours.LAIT):
        measure("ingest-memory-lait", os.path.join(folder, "lait"), ours.LAIT)
    measure("ingest-memory-400mb", os.path.join(folder, "made"), make(os.path.join(folder, "made.csv")))


ours.begin()
main(os.path.abspath(sys.argv[1]))
