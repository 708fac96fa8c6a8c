#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""One school's correction with one national year of key stage 4 loaded, with three and with twenty: from the start of `leep
submit` until reports has all that comes of it. A trend looks back two years, so that three are the most that any correction
has to do with. The years are made: 150 authorities of 20 schools, their own figures and England's beside
them, ten measures. All installations run, and are corrected in turn; each correction is a file of one row of the latest
year, with another figure each time.

usage: bench_indicators_correction.py FOLDER"""

import contextlib
import os
import statistics
import sys
import time

import ours
from ours import harness

CORRECTIONS = 61
YEARS = {1: "one-year", 3: "three-years", 20: "twenty-years"}
LATEST = 2019
AUTHORITIES = range(800, 950)
SCHOOLS = 20
# The same time, within the noise of a median.
TARGET = 0.9

HEADER = ("RECTYPE,LEA,ESTAB,URN,SCHNAME,NFTYPE,TPUP,ATT8SCR,P8PUP,P8MEA,P8CILOW,P8CIUPP,P8MEA_ORIG,PTL2BASICS_94,PTL2BASICS_95,"
          "EBACCAPS,PTEBACC_E_PTQ_EE,PTEBACC_94,PTEBACC_95,PT5EM_94")


def figures(start):
    """Of one area, from TPUP on; all follow from one number, so that each year and area has others."""
    tenths = [(start * 7919 + nth * 104729) % 700 + 100 for nth in range(8)]
    pupils, progress = 100 + start % 150, (tenths[0] - 450) / 500
    shares = [f"{value / 10:.1f}%" for value in tenths[2:]]
    return ",".join([f"{pupils},{tenths[0] / 10:.1f},{pupils - 10},{progress:.2f},{progress - 0.3:.2f},{progress + 0.3:.2f}",
                     f"{progress:.2f}", *shares[:2], f"{tenths[1] / 100:.2f}", *shares[2:]])


def school(authority, nth, start):
    urn = 100000 + (authority - AUTHORITIES.start) * SCHOOLS + nth
    return f"1,{authority},{4000 + nth},{urn},School {urn},CY,{figures(start)}"


def write(path, rows):
    with open(path, "w", encoding="ascii", newline="") as file:
        file.write("".join(row + "\r\n" for row in [HEADER, *rows]))
    return path


def national(year):
    for authority in AUTHORITIES:
        for nth in range(SCHOOLS):
            yield school(authority, nth, year * 100003 + authority * SCHOOLS + nth)
        yield f"4,{authority},,,,,{figures(year * 1009 + authority)}"
    yield f"7,,,,,,{figures(year)}"


def period(year):
    return f"{year - 1}/{year % 100:02}"


def load(all_five, folder, years):
    for year in range(LATEST + 1 - years, LATEST + 1):
        path = write(os.path.join(folder, f"ks4_{year}.csv"), national(year))
        all_five.submit(path, period=period(year))
        os.unlink(path)
    all_five.wait_quiet()
    for receipt in all_five.csv("submissions"):
        if receipt["rows_refused"] != "0" or receipt["cells_refused"] != "0":
            raise AssertionError(f"LEEP refused something of what was made: {receipt}")


def correct(all_five, path, nth):
    """Seconds until one school of Leicestershire has other figures."""
    write(path, [school(855, 7, 31 * nth)])
    begun = time.monotonic()
    all_five.submit(path, period=period(LATEST))
    return time.monotonic() - begun


def main(folder):
    seconds = {years: [] for years in YEARS}
    path = os.path.join(folder, "correction.csv")
    with contextlib.ExitStack() as running:
        by_years = {years: running.enter_context(harness.Installation(os.path.join(folder, str(years)))) for years in YEARS}
        for years, all_five in by_years.items():
            load(all_five, folder, years)
        for nth in range(CORRECTIONS):
            for years, all_five in by_years.items():
                seconds[years].append(correct(all_five, path, nth))
    median = {years: statistics.median(taken) * 1000 for years, taken in seconds.items()}
    for years, name in list(YEARS.items())[:-1]:
        print(f"bench indicators-correction ours={median[20]:.2f}ms peer={name}:{median[years]:.2f}ms "
              f"ratio={median[years] / median[20]:.2f} target={TARGET:.2f}")
    for years, taken in seconds.items():
        print(f"  {YEARS[years]}: {median[years]:.2f} ms ({min(taken) * 1000:.2f} to {max(taken) * 1000:.2f}, {len(taken)} runs)")


ours.begin()
main(os.path.abspath(sys.argv[1]))
