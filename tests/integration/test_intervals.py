# SPDX-License-Identifier: MIT
"""Intervals of progress that are worked out, beside those that the Department for Education published for the same schools:
the tables are submitted without their published intervals, which are read here from the files."""

import csv
import math
import os
import shutil
import tempfile
import unittest

from harness import EVERY_FIGURE, Installation, shared

TABLES = "performance-tables/"
# What the catalogue says of the spreads it has: how far each may be off.
UNSURE = {"ks2": 0.003, "ks4": 0.0015}
# Published scores and ends are rounded: to tenths in key stage 2, to hundredths in key stage 4.
ROUNDED = {"ks2": 0.05, "ks4": 0.005}


def number(text):
    try:
        return float(text.strip().rstrip("%"))
    except (AttributeError, ValueError):  # rows end early
        return None


class Table:
    """A published table, and a copy of it without intervals."""

    def __init__(self, path, year, scores, pupils):
        self.year, self.scores, self.pupils = year, scores, pupils
        with open(path, encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            self.header, self.rows = reader.fieldnames, list(reader)

    def write_without_intervals(self, path):
        ends = {end for _, low, high in self.scores.values() for end in (low, high)}
        with open(path, "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(self.header)
            for row in self.rows:
                writer.writerow(["" if name in ends else row[name] or "" for name in self.header])
        return path

    def published(self, measure):
        """By URN: score, low, high, and the share of the pupils that it counts."""
        score, low, high = self.scores[measure]
        cover = score.replace("PROG", "COV") if score.endswith("PROG") else None
        found = {}
        for row in self.rows:
            values = tuple(number(row[name]) for name in (score, low, high))
            if row["RECTYPE"] in ("1", "2") and None not in values:
                found[row["URN"]] = values + (100 if cover is None else number(row[cover]),)
        return found


KS2 = {f"ks2.{name}.progress": (f"{word}PROG", f"{word}PROG_LOWER", f"{word}PROG_UPPER")
       for name, word in (("reading", "READ"), ("writing", "WRIT"), ("maths", "MAT"))}
KS4 = {"ks4.progress8": ("P8MEA", "P8CILOW", "P8CIUPP")}
FILES = {"2016-17/850_ks2final.csv": ("2016/17", KS2, "TELIG"), "2017-18/850_ks2final.csv": ("2017/18", KS2, "TELIG"),
         "2018-19/850_ks2final.csv": ("2018/19", KS2, "TELIG"), "2016-17/850_ks4final.csv": ("2016/17", KS4, "P8PUP"),
         "2017-18/850_ks4final.csv": ("2017/18", KS4, "P8PUP"),
         "2018-19/england_ks4provisional.csv": ("2018/19", KS4, "P8PUP")}


class intervals_of_progress(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        folder = tempfile.mkdtemp(prefix="intervals-", dir="/tmp")
        cls.addClassCleanup(shutil.rmtree, folder)
        cls.tables = [Table(shared(cls(), TABLES + name), *about) for name, about in FILES.items()]
        cls.inst = Installation(**EVERY_FIGURE)
        cls.addClassCleanup(cls.inst.end)
        cls.inst.start()
        cls.inst.submit(*[table.write_without_intervals(os.path.join(folder, name.replace("/", "_")))
                          for table, name in zip(cls.tables, FILES)])

    def worked_out(self, measure, year):
        rows = self.inst.json("indicators", "--measure", measure, "--group", "all", "--level", "school", "--period", year)
        return {row["area"]: row for row in rows if row["ci_low"] is not None}

    def test_they_are_those_that_were_published_for_every_school(self):
        compared = exact = 0
        for table in self.tables:
            for measure in table.scores:
                kind = measure[:3]
                rows, published = self.worked_out(measure, table.year), table.published(measure)
                self.assertEqual(set(rows), set(published), (measure, table.year))
                for urn, (score, low, high, cover) in published.items():
                    row = rows[urn]
                    place = (measure, table.year, urn)
                    self.assertEqual((row["value"], row["ci_basis"]), (score, "worked out"), place)
                    off = 2 * ROUNDED[kind] + 1.96 * UNSURE[kind] / math.sqrt(row["cohort"]) + 0.001
                    compared += 1
                    if cover == 100:
                        exact += 1
                        self.assertLessEqual(abs(row["ci_low"] - low), off, place)
                        self.assertLessEqual(abs(row["ci_high"] - high), off, place)
                        continue
                    # The table does not say how many of its pupils count: ours is narrower by the share that do not.
                    ours, theirs = (row["ci_high"] - row["ci_low"]) / 2, (high - low) / 2
                    self.assertLessEqual(ours, theirs + off, place)
                    self.assertGreaterEqual(ours, theirs * math.sqrt((cover - 0.5) / 100) - off, place)
        self.assertEqual((compared, exact), (6530, 4510))

    def test_a_published_interval_wins(self):
        with Installation(**EVERY_FIGURE) as other:
            other.submit(shared(self, TABLES + "2018-19/850_ks2final.csv"))
            for measure in KS2:
                published = self.tables[2].published(measure)
                rows = other.json("indicators", "--measure", measure, "--group", "all", "--level", "school", "--period", "2018/19")
                rows = {row["area"]: row for row in rows if row["ci_low"] is not None}
                self.assertEqual({urn: (row["ci_low"], row["ci_high"], row["ci_basis"]) for urn, row in rows.items()},
                                 {urn: (low, high, "published") for urn, (_, low, high, _) in published.items()})
                # Significance against zero: both ends on one side of it.
                for row in rows.values():
                    beside = "above" if row["ci_low"] > 0 else "below" if row["ci_high"] < 0 else "no"
                    self.assertEqual(row["significant_zero"], beside)

    def test_a_scaled_score_is_not_beside_zero(self):
        rows = self.inst.json("indicators", "--measure", "ks2.reading.scaled", "--period", "2018/19")
        self.assertGreater(len(rows), 300)
        self.assertEqual({row["significant_zero"] for row in rows}, {None})


if __name__ == "__main__":
    unittest.main()
