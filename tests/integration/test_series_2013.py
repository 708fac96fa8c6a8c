# SPDX-License-Identifier: MIT
"""The tables of Leicestershire's performance report of November 2013, all 44 series: every figure and every difference as LEEP shows it
equals a calculation from the file that shares nothing with LEEP, and every kind of fault that a careful reader found is flagged."""

import collections
import csv
import unittest
from decimal import Decimal

from harness import NEIGHBOURS, TABLES_2013, WithInstallation, sample

# What was found in the tables, by the rule that it breaks: lines of the report, and findings in them.
FAULTS = {
    "diff": ({3399, 3401, 3770, *range(4049, 4054), 4256, 4276}, 15),
    "diff-sign": ({3749, 3750}, 2),
    "shifted-row": ({4166, 4195, 4221, 4238}, 4),
    "stuck-tail": ({4049}, 1),
    "same-columns": ({4213}, 1),
    "diff-rounding": ({4425}, 1),
    "diff-missing": ({3820, 3821, *range(3842, 3851), *range(3894, 3900), 3919, 3920, 4424}, 26),
    "operand-missing": ({3408}, 1),
    "superseded": ({3803, 3950}, 2),
}


def published():
    with open(sample(TABLES_2013), encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def number(text):
    return None if text in ("", "-") else Decimal(text)


def academic(year):
    return f"{int(year) - 1}/{int(year) % 100:02}"


def less(a, b):
    return None if a is None or b is None else a - b


class series_of_2013(WithInstallation):
    files = (NEIGHBOURS, TABLES_2013)
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rows = published()
        cls.shown = {(row["measure"], row["period"], row["level"]): row
                     for row in cls.inst.csv("indicators", "--group", "all")}

    def test_there_are_forty_four_tables_of_438_years(self):
        tables = collections.defaultdict(set)
        for row in self.rows:
            tables[row["measure"].removesuffix(".old")].add(row["year"])
        self.assertEqual((len(tables), sum(map(len, tables.values()))), (44, 438))

    def test_every_figure_and_difference_is_that_of_the_file(self):
        checked = collections.Counter()
        for row in self.rows:
            measure = row["measure"] + (".all" if row["basis"] == "all-institutions" else "")
            la, nation, mean = (number(row[name]) for name in ("la", "national", "statistical_neighbours"))
            with self.subTest(measure=measure, year=row["year"]):
                own = self.shown.get((measure, academic(row["year"]), "authority"))
                england = self.shown.get((measure, academic(row["year"]), "national"))
                self.assertEqual(nation, number(england["value"]) if england else None)
                if la is None:
                    self.assertIsNone(own)
                    continue
                self.assertEqual(own["area"], "855")
                expected = {"value": la, "national": nation, "neighbours": mean, "diff_national": less(la, nation),
                            "diff_neighbours": less(la, mean)}
                self.assertEqual({name: number(own[name]) for name in expected}, expected)
                checked.update(name for name, figure in expected.items() if figure is not None)
        # Every figure of the file was looked at, and nothing is shown that is not in it.
        self.assertEqual(checked["value"], sum(row["la"] != "" for row in self.rows))
        self.assertEqual(checked["diff_national"],
                         sum(row["la"] != "" and row["national"] != "" for row in self.rows))
        self.assertEqual(len([key for key in self.shown if key[2] == "authority"]), checked["value"])

    def test_differences_stand_as_they_should_have_been_printed(self):
        """Of the rows whose printed difference is wrong, LEEP shows the right one."""
        for measure, year, name, right in (
                ("eyfs.gld.old", "2006/07", "diff_neighbours", 2), ("eyfs.gld.old", "2008/09", "diff_national", 2),
                ("ks2.maths.4plus", "2004/05", "diff_neighbours", -2), ("ks2.maths.4plus", "2005/06", "diff_neighbours", -1),
                ("ks2.em.4plus", "2004/05", "diff_neighbours", -1), ("ks3.em.5plus", "2012/13", "diff_national", 18),
                ("ks5.aps_candidate", "2011/12", "diff_national", "-18.3"),
                ("ks2to4.english.expected", "2009/10", "diff_neighbours", "1.7")):
            with self.subTest(measure=measure, year=year):
                self.assertEqual(Decimal(self.shown[measure, year, "authority"][name]), Decimal(right))

    def test_each_kind_of_fault_is_flagged_where_it_is_and_nowhere_else(self):
        lines = {row: int(line["source_line"]) for row, line in enumerate(self.rows, start=2)}
        found = collections.defaultdict(list)
        for finding in self.inst.csv("findings"):
            found[finding["kind"]].append(lines[int(finding["row"])])
        self.assertEqual({kind: (set(at), len(at)) for kind, at in found.items()}, FAULTS)
