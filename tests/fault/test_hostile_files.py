# SPDX-License-Identifier: MIT
"""Files that are packed, endless, or not finished when they are sent. A good one says the same packed or not; each of the
others is refused with a reason, quickly, in bounded memory, and nothing of it is kept for a table."""

import gzip
import os
import signal
import subprocess
import tempfile
import unittest

import harness
from harness import CENSUS, KS4, LEEP, REFUSED, SERVICES, Installation, WithInstallation, environment, most_memory, sample

INGEST_MAX = 64 * 1000 * 1000
MIB = 1 << 20


def four_gibibytes(of):
    """gzip of one character again and again: members of 16 MiB each, in a row."""
    return gzip.compress(of * (16 * MIB)) * 256


class Bounded(WithInstallation):
    files = (CENSUS,)

    def setUp(self):
        self.pids = self.inst.pids()
        self.before = self.inst.json("submissions")
        self.addCleanup(self.check)

    def check(self):
        self.inst.wait_answers()
        self.assertEqual(self.inst.pids(), self.pids, self.inst.lines()[-2000:])
        self.assertEqual(set(self.pids), set(SERVICES))
        self.assertEqual(os.listdir(self.inst.path("originals", "uploads")), [])
        if not harness.sanitized():
            self.assertLess(most_memory(self.pids["ingest"]), INGEST_MAX)

    def write(self, pieces, name="hostile.csv.gz"):
        path = self.inst.path(name)
        with open(path, "wb") as file:
            for piece in pieces:
                file.write(piece)
        self.addCleanup(os.unlink, path)
        return path

    def refuse(self, path, reason):
        done = self.inst.submit(path, check=REFUSED)
        self.assertRegex(done.stdout, reason)
        receipt = self.inst.json("submissions")[-1]
        self.assertEqual((receipt["outcome"], receipt["cells"], receipt["schools"]), ("refused", 0, 0))
        self.assertRegex(receipt["note"], reason)


class packed_files(Bounded):
    def test_table_says_the_same_packed_or_not(self):
        counted = ("format", "period", "rows_read", "rows_accepted", "rows_refused", "cells", "cells_flagged", "schools")
        self.inst.submit_sample(KS4)
        with open(sample(KS4), "rb") as file:
            content = file.read()
        half = content.index(b"\n", len(content) // 2) + 1
        path = self.write([gzip.compress(content[:half]), gzip.compress(content[half:])], "2018-19.csv.gz")
        self.inst.submit(path)
        plain, again = self.inst.json("submissions")[-2:]
        self.assertEqual([again[name] for name in counted], [plain[name] for name in counted])

    def test_table_cut_short(self):
        with open(sample(KS4), "rb") as file:
            content = gzip.compress(file.read())
        self.refuse(self.write([content[:-9]]), "packed file was cut short")

    def test_damaged_table(self):
        with open(sample(KS4), "rb") as file:
            content = bytearray(gzip.compress(file.read()))
        content[len(content) // 2] ^= 0x10
        self.refuse(self.write([content]), "damaged after|cut short")

    def test_workbook(self):
        self.refuse(self.write([b"PK\x03\x04\x14\x00\x06\x00" + bytes(range(256))], "figures.csv"),
                    'workbook .xlsx, ods.*save it as "CSV UTF-8"')

    def test_line_of_four_gibibytes(self):
        self.refuse(self.write([four_gibibytes(b"a")]), "row 1: longer than 1048576 bytes")

    def test_million_columns(self):
        names = b",".join(b"c%d" % i for i in range(1_000_000)) + b"\n"
        self.refuse(self.write([names], "columns.csv"), "row 1: longer than 1048576 bytes")
        self.refuse(self.write([b"," * 1_000_000 + b"\n"], "commas.csv"), "row 1: more than 2000 columns")

    def test_four_gibibytes_of_line_ends(self):
        with open(sample(KS4), "rb") as file:
            header = file.readline()
        self.refuse(self.write([gzip.compress(header), four_gibibytes(b"\n")]),
                    "more than 200 times its size|more than 16000000 rows")


def long_table(measures, years, areas):
    """A table in the layout of the Local Authority Interactive Tool, by pieces."""
    yield b"Short Desc,Data item,Years,LA and Regions,Values,LA Number,Region\n"
    for measure in range(measures):
        yield b"".join(b"M%d,Title %d,%d,Somewhere,%d.%d,%d,Region\n" % (measure, measure, 2000 + year, area, year, 200 + area)
                       for year in range(years) for area in range(areas))


class large_files(Bounded):
    def test_more_figures_than_memory_holds(self):
        path = self.write([gzip.compress(b"".join(long_table(500, 20, 150)), 1)], "large.csv.gz")
        self.inst.submit(path)
        receipt = self.inst.json("submissions")[-1]
        self.assertEqual((receipt["outcome"], receipt["cells"], receipt["rows_refused"]), ("accepted", 1_500_000, 0))
        rows = self.inst.csv("indicators", "--measure", "lait.M499", "--area", "349", "--period", "2019")
        self.assertEqual([row["value"] for row in rows], ["149.19"])

    def test_more_columns_of_figures_than_a_submission_may_hold(self):
        def rows():
            yield b"measure,period,group,value,area\n"
            for i in range(140_000):
                yield b"ks4.attainment8,%d,group-of-some-length-%d,1,855\n" % (2000 + i // 20_000, i % 20_000)

        self.refuse(self.write([b"".join(rows())], "columns.csv"), "more columns of figures")

    def test_more_schools_than_a_submission_may_hold(self):
        with open(sample(KS4), "rb") as file:
            header = file.readline()
        rows = (b"1,855,4000,%d,A school that nobody knows %d,ACC\n" % (100000 + i, i) for i in range(400_000))
        self.refuse(self.write([header, *rows], "2018-19.csv"), "more entries, names or titles")


class files_that_change(Bounded):
    """Ingest is held still in the middle of a transfer, so that the file can be changed under the sender's hands."""

    def send(self, change):
        with open(sample(KS4), "rb") as file:
            content = file.read()
        path = self.write([content] * (4 * MIB // len(content) + 1), "growing.csv")
        ingest = self.pids["ingest"]
        os.kill(ingest, signal.SIGSTOP)
        try:
            with subprocess.Popen([LEEP, "submit", path, "--dir", self.inst.dir], env=environment(),
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE) as sender:
                harness.wait_until(lambda: self.position(sender.pid, path) >= MIB, "the sender is in the middle of the file")
                self.assertLess(self.position(sender.pid, path), 4 * MIB)
                change(path)
                os.kill(ingest, signal.SIGCONT)
                _, said = sender.communicate(timeout=harness.PATIENCE)
        finally:
            os.kill(ingest, signal.SIGCONT)
        self.assertEqual(sender.returncode, REFUSED)
        self.assertIn("changed while it was being sent", said.decode())
        self.assertIn("growing.csv", said.decode())
        self.assertEqual(self.inst.json("submissions"), self.before)

    @staticmethod
    def position(pid, path):
        """How far a process has read a file."""
        for entry in os.listdir(f"/proc/{pid}/fd"):
            try:
                if os.readlink(f"/proc/{pid}/fd/{entry}") == path:
                    with open(f"/proc/{pid}/fdinfo/{entry}", encoding="ascii") as info:
                        return int(info.readline().split()[1])
            except OSError:
                continue
        return 0

    def test_file_that_grows(self):
        def grow(path):
            with open(path, "ab") as file:
                file.write(b"1,855\n")

        self.send(grow)

    def test_file_that_is_cut(self):
        self.send(lambda path: os.truncate(path, 2 * MIB))

    def test_file_that_is_written_over(self):
        def overwrite(path):
            with open(path, "r+b") as file:
                file.seek(3 * MIB)
                file.write(b"0")

        self.send(overwrite)


class disk_without_room_for_a_large_file(unittest.TestCase):
    """The folder is a file system of 48 MB; what memory does not hold needs 36 MB twice."""

    def test_file_waits_until_there_is_room(self):
        folder = tempfile.mkdtemp(prefix="leep-", dir="/tmp")
        self.addCleanup(os.rmdir, folder)
        if os.geteuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", folder],
                                               stderr=subprocess.DEVNULL, check=False).returncode != 0:
            self.skipTest("a file system cannot be mounted here")
        self.addCleanup(subprocess.run, ["umount", "-l", folder], check=True)
        inst = Installation(folder)

        def end():
            inst.end()
            os.makedirs(folder, exist_ok=True)

        self.addCleanup(end)
        inst.start()
        pids = inst.pids()
        path = inst.path("large.csv.gz")
        with open(path, "wb") as file:
            file.write(gzip.compress(b"".join(long_table(500, 20, 150)), 1))
        done = inst.submit(path, "--no-wait")
        self.assertEqual(done.stdout, "submission 1\n")
        harness.wait_until(lambda: "no room" in inst.lines(), "ingest says that it has no room")
        self.assertEqual(inst.counter("ingest", "log_seq"), 0)
        self.assertEqual(inst.pids(), pids)
        subprocess.run(["mount", "-o", "remount,size=1g", folder], check=True)
        inst.wait_counter("ingest", "submissions_accepted", lambda n: n == 1)
        self.assertEqual(sorted(name for name in os.listdir(inst.path("ingest")) if name.startswith("cells")), [])
        inst.wait_quiet()
