#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What the five processes have resident with the LAIT release, its dictionary, the neighbours and a national year of key
stage 4 loaded, beside the limit: VmRSS added up, in which a page of a library counts once a process, and the most that each
has had (VmHWM) added up. The share of what the processes have in common (Pss) is printed too.

usage: bench_indicators_memory.py FOLDER"""

import os
import sys

import ours
from ours import harness

LIMIT_MB = 200


def kilobytes(pid, file, what):
    with open(f"/proc/{pid}/{file}", encoding="ascii", errors="replace") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith(what + ":"))


def measure(folder):
    with harness.Installation(folder) as all_five:
        all_five.submit(ours.NEIGHBOURS, ours.DICTIONARY, ours.LAIT, ours.KS4)
        all_five.wait_quiet()
        pids = all_five.pids()
        for name, file, what in (("indicators-memory-resident", "status", "VmRSS"),
                                 ("indicators-memory-most", "status", "VmHWM"),
                                 ("indicators-memory-shared-out", "smaps_rollup", "Pss")):
            by_service = {service: kilobytes(pid, file, what) / 1024 for service, pid in pids.items()}
            mb = sum(by_service.values())
            print(f"bench {name} ours={mb:.1f}MB peer=limit:{LIMIT_MB}MB ratio={LIMIT_MB / mb:.2f} target=1.00")
            print("  " + ", ".join(f"{service} {of_it:.1f}" for service, of_it in by_service.items()), flush=True)


def main(folder):
    if not ours.absent("bench_indicators_memory", ours.NEIGHBOURS, ours.DICTIONARY, ours.LAIT, ours.KS4):
        measure(os.path.join(folder, "o"))


ours.begin()
main(os.path.abspath(sys.argv[1]))
