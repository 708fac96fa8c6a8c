# SPDX-License-Identifier: MIT
"""Trends, pooled years and gaps between groups through the real binaries: on real tables worked out a second time from what
is printed, and in files of a few rows what a change touches."""

import itertools
import os
import shutil
import tempfile
import unittest
from fractions import Fraction

from harness import EVERY_FIGURE, Installation, shared

TABLES = "performance-tables/"
COUNTS = (TABLES + "2012-13/sfr05_2014_la_gender_ethnicity.csv", TABLES + "2012-13/sfr05_2014_la_fsm_sen.csv")
HAMPSHIRE = tuple(f"{TABLES}{year}/850_ks2final.csv" for year in ("2016-17", "2017-18", "2018-19"))
YEARS = ("2016/17", "2017/18", "2018/19")


def installed(test, names):
    files = [shared(test(), name) for name in names]
    inst = Installation(**EVERY_FIGURE)
    test.addClassCleanup(inst.end)
    inst.start()
    inst.submit(*files)
    return inst


class gaps_between_groups_of_2013(unittest.TestCase):
    """Counts of pupils, so that every gap is known before rounding."""

    @classmethod
    def setUpClass(cls):
        cls.inst = installed(cls, COUNTS)
        rows = cls.inst.json("indicators", "--measure", "ks4.characteristics.*")
        cls.rows = {(row["measure"], row["area"], row["group"]): row for row in rows}

    def test_free_school_meals_in_leicestershire(self):
        row = self.rows["ks4.characteristics.5ac_em", "855", "fsm"]
        self.assertEqual((row["value"], row["gap"], row["gap_group"]), (28.9, -33.089, "not-fsm"))
        self.assertIsNone(self.rows["ks4.characteristics.5ac_em", "855", "not-fsm"]["gap"])

    def test_every_gap_is_that_of_the_counts(self):
        beside = {"girls": "boys", "fsm": "not-fsm", "school-action": "no-sen", "school-action-plus": "no-sen",
                  "sen-without-statement": "no-sen", "sen-with-statement": "no-sen", "other-than-english": "english"}
        for (group, other), sex in itertools.product(list(beside.items()), ("girls+", "boys+")):
            if group != "girls":
                beside[sex + group] = sex + other
        seen = 0
        for (measure, area, group), row in self.rows.items():
            other = self.rows.get((measure, area, beside.get(group)))
            shares = [None if one is None or one["value"] is None or not one["denominator"]
                      else Fraction(100 * one["numerator"], one["denominator"]) for one in (row, other)]
            if None in shares or measure.endswith(".pupils"):
                self.assertIsNone(row["gap"], (measure, area, group))
                continue
            seen += 1
            self.assertEqual(row["gap_group"], beside[group])
            self.assertLessEqual(abs(Fraction(str(row["gap"])) - (shares[0] - shares[1])), Fraction(501, 10**6))
        self.assertGreater(seen, 15000)


class years_of_hampshire(unittest.TestCase):
    MEASURE = "ks2.rwm.expected"

    @classmethod
    def setUpClass(cls):
        cls.inst = installed(cls, HAMPSHIRE)
        rows = cls.inst.json("indicators", "--measure", cls.MEASURE, "--group", "all")
        cls.rows = {(row["area"], row["period"]): row for row in rows}

    def test_few_pupils_are_pooled_with_those_of_the_years_before(self):
        counted = {2: 0, 3: 0}
        for (area, period), row in self.rows.items():
            at = YEARS.index(period) if period in YEARS else 0
            years = [self.rows.get((area, year)) for year in YEARS[max(0, at - 2):at + 1]]
            years = [(row["value"], row["cohort"]) for row in years if row and row["value"] is not None and row["cohort"]]
            if period not in YEARS or not row["cohort"] or row["cohort"] >= 30 or len(years) < 2:
                self.assertEqual((row["pooled"], row["pooled_years"], row["pooled_cohort"]), (None, None, None))
                continue
            counted[len(years)] += 1
            pupils = sum(cohort for _, cohort in years)
            self.assertEqual((row["pooled_years"], row["pooled_cohort"]), (len(years), pupils))
            mean = Fraction(sum(value * cohort for value, cohort in years), pupils)
            self.assertLessEqual(abs(Fraction(str(row["pooled"])) - mean), Fraction(501, 10**6))
        self.assertGreater(counted[2], 100)
        self.assertGreater(counted[3], 50)

    def test_a_trend_is_half_the_step_over_three_years_and_not_across_a_break(self):
        trends = 0
        for (area, period), row in self.rows.items():
            first, second = (self.rows.get((area, f"{int(period[:4]) - by}/{int(period[5:]) - by}")) for by in (2, 1))
            values = [one and one["value"] for one in (first, second, row)]
            if None in values:
                self.assertIsNone(row["trend"], (area, period))
                continue
            trends += 1
            self.assertEqual(row["trend"], (values[2] - values[0]) / 2)
            if row["trend_low"] is not None:
                self.assertLess(row["trend_low"], row["trend"])
                self.assertGreater(row["trend_high"], row["trend"])
        self.assertGreater(trends, 500)
        self.assertEqual({row["trend"] for (_, period), row in self.rows.items() if period < "2017/18"}, {None})


class what_a_change_touches(unittest.TestCase):
    """A council's own figures, a measure of two groups and five years."""

    HEADER = "area,measure,period,group,value,numerator,denominator\n"

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="course-", dir="/tmp")
        self.addCleanup(shutil.rmtree, self.folder)
        self.inst = Installation(**EVERY_FIGURE)
        self.addCleanup(self.inst.end)
        self.inst.start()

    def submit(self, *rows):
        """Rows of year, group, who did and of how many; returns how many columns were worked out."""
        path = os.path.join(self.folder, f"figures-{len(os.listdir(self.folder))}.csv")
        with open(path, "w", encoding="utf-8") as file:
            file.write(self.HEADER + "".join(
                f"855,ks4.basics_94,{year}/{year % 100 + 1},{group},{Fraction(1000 * did, of) // 1 / 10},{did},{of}\n"
                for year, group, did, of in rows))
        before = self.inst.counter("indicators", "columns_worked_out")
        self.inst.submit(path)
        return self.inst.counter("indicators", "columns_worked_out") - before

    def row(self, year, group):
        return self.inst.json("indicators", "--measure", "ks4.basics_94", "--area", "855", "--period",
                              f"{year}/{year % 100 + 1}", "--group", group)[0]

    def test_two_years_after_it_and_the_group_beside_and_nothing_else(self):
        years = range(2016, 2021)
        self.assertEqual(self.submit(*[(year, "girls", 10, 20) for year in years]), 5)
        self.assertEqual(self.submit(*[(year, "boys", 10, 25) for year in years]), 10)  # the girls' gaps as well
        row = self.row(2020, "girls")
        self.assertEqual((row["gap"], row["trend"], row["pooled"], row["pooled_years"]), (10, 0, 50, 3))
        # A girl more in 2017/18: that year, the two after it, and nobody's gap but her own.
        self.assertEqual(self.submit((2017, "girls", 11, 20)), 3)
        self.assertEqual([self.row(year, "girls")["trend"] for year in (2017, 2018, 2019, 2020)], [None, 0, -2.5, 0])
        self.assertEqual([self.row(year, "girls")["pooled"] for year in (2018, 2019, 2020)], [51.667, 51.667, 50])
        # A boy more: the same of boys, and the girls' gap of that year.
        self.assertEqual(self.submit((2018, "boys", 11, 25)), 4)
        self.assertEqual([self.row(year, "girls")["gap"] for year in (2017, 2018, 2019)], [15, 6, 10])
        # The last year touches itself alone.
        self.assertEqual(self.submit((2020, "girls", 12, 20)), 1)
        self.assertEqual(self.row(2020, "girls")["gap"], 20)
        # Before the break of 2016/17 nothing goes on.
        self.assertEqual(self.submit((2015, "girls", 1, 20)), 1)
        self.assertEqual(self.row(2017, "girls")["trend"], None)
        for live, rebuilt in self.inst.digests().values():
            self.assertEqual(live, rebuilt)


if __name__ == "__main__":
    unittest.main()
