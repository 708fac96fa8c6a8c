# SPDX-License-Identifier: MIT
"""What the benchmarks beside others share: the peers as programs, the release and the two small tables they have beside it,
and the times taken in turn."""

import csv
import os
import shutil
import statistics
import subprocess
import sys
from collections import defaultdict

import ours
from ours import harness

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


class Release:
    """The release, copied to where it can be read by whomever PostgreSQL runs as, who must also be able to get there."""

    def __init__(self, folder):
        os.chmod(folder, 0o711)
        self.folder = folder
        self.file = shutil.copy(ours.LAIT, os.path.join(folder, os.path.basename(ours.LAIT)))
        os.chmod(self.file, 0o644)
        self.megabytes = os.path.getsize(self.file) / 1e6
        with open(self.file, encoding="utf-8", newline="") as text:
            self.rows = sum(1 for _ in csv.reader(text)) - 1


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


def run_peer(times, name, release, *beside):
    """Let a peer take the release in, with the tables beside it where windows are asked for; False when it is not
    installed."""
    environment = {**os.environ, "NODE_PATH": os.path.join(harness.BUILD, "bench", "node_modules")}
    folder = os.path.join(release.folder, name)
    os.sync()
    try:
        status, said = output_of([*PEERS[name], release.file, folder, *beside], environment)
    except FileNotFoundError as error:
        ours.skip(name, error)
        return False
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if status == MISSING:
        ours.skip(name, said.strip())
        return False
    if status != 0:
        raise AssertionError(f"{name} ended with status {status}")
    for line in said.splitlines():
        what, seconds, found = line.split()
        if int(found) != release.rows:
            raise AssertionError(f"{name} {what}: {found} rows of {release.rows}")
        times.add(f"{name}.{what}", float(seconds))
    return True


# -- what stands beside the release ------------------------------------------------------------------------------
# Each peer reads it before its clock starts, as LEEP knows neighbours and dictionary before.

YEARS = range(1980, 2041)


def rows_of(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def write(path, header, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(header)
        out.writerows(rows)
    os.chmod(path, 0o644)
    return path


def neighbours_by_year():
    """Year, authority, neighbour: of the latest set that began by December of the year, else the earliest."""
    sets = defaultdict(lambda: defaultdict(list))
    for row in rows_of(ours.NEIGHBOURS):
        sets[int(row["la_code"])][row["set"]].append(int(row["neighbour_code"]))
    for area, by_month in sets.items():
        for year in YEARS:
            begun = [month for month in by_month if month <= f"{year}-12"]
            for neighbour in by_month[max(begun) if begun else min(by_month)]:
                yield year, area, neighbour


def polarities():
    """Measure, polarity, whether it has quartiles; of a measure that is told of twice, what is said last."""
    said = {row["Measure_short"]: row for row in rows_of(ours.DICTIONARY)}
    for measure, row in said.items():
        if row["Polarity"] in ("High", "Low"):
            yield measure, row["Polarity"], "false" if row["No_Quartile"] == "N" else "true"


def tables_beside(folder):
    """The paths of both, as files."""
    return [write(os.path.join(folder, "neighbours.csv"), ["year", "area", "neighbour"], neighbours_by_year()),
            write(os.path.join(folder, "polarity.csv"), ["measure", "polarity", "banded"], polarities())]
