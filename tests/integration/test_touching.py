# SPDX-License-Identifier: MIT
"""Only what a change touches is worked out again: exactly how many columns, in files of a few schools, with one year
loaded and with many. A column is one measure of one year under one authority, or under England."""

import csv
import os
import shutil
import tempfile
import unittest

from harness import KS4, Installation, sample

CENSUS = ("URN", "LA", "ESTAB", "SCHOOLTYPE", "NOR", "PSENELSE", "PSENELK", "PNUMEAL", "PNUMFSMEVER")

# Authority: its schools, each with pupils and Attainment 8.
SCHOOLS = {"855": {"120001": (100, 46.0), "120002": (300, 50.0), "120003": (20, 8.0)},
           "856": {"120201": (150, 40.0), "120202": (150, 42.0)}}
PUBLISHED = {"855": (420, 47.1), "856": (300, 41.0)}
ENGLAND = (540000, 46.5)


def header():
    with open(sample(KS4), encoding="utf-8-sig", newline="") as file:
        return next(csv.reader(file))


class few_schools(unittest.TestCase):
    """Two measures: pupils, and Attainment 8. All other cells are blank, which is no figure."""

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="touching-", dir="/tmp")
        self.addCleanup(shutil.rmtree, self.folder)
        self.files = 0
        self.inst = Installation()
        self.addCleanup(self.inst.end)
        self.inst.start()

    def write(self, columns, rows):
        self.files += 1
        path = os.path.join(self.folder, f"file_{self.files}.csv")
        with open(path, "w", encoding="utf-8", newline="") as file:
            table = csv.DictWriter(file, columns, restval="")
            table.writeheader()
            table.writerows(rows)
        return path

    def ks4(self, schools=(), authorities=(), england=()):
        """A key stage 4 table; schools as (authority, URN, pupils, score), authorities without URN."""
        rows = [dict(RECTYPE=1, LEA=la, ESTAB=urn[-4:], URN=urn, SCHNAME="School " + urn, NFTYPE="AC", TPUP=pupils,
                     ATT8SCR=score) for la, urn, pupils, score in schools]
        rows += [dict(RECTYPE=4, LEA=la, TPUP=pupils, ATT8SCR=score) for la, pupils, score in authorities]
        rows += [dict(RECTYPE=7, TPUP=pupils, ATT8SCR=score) for pupils, score in england]
        return self.write(header(), rows)

    def whole_year(self):
        schools = [(la, urn, *figures) for la, all_of in SCHOOLS.items() for urn, figures in all_of.items()]
        return self.ks4(schools, [(la, *figures) for la, figures in PUBLISHED.items()], [ENGLAND])

    def worked_out(self, path, **options):
        """How many columns are worked out for a file."""
        before = self.inst.counter("indicators", "columns_worked_out")
        self.inst.submit(path, **options)
        return self.inst.counter("indicators", "columns_worked_out") - before

    def load(self, *years):
        for year in years:
            self.inst.submit(self.whole_year(), period=year)

    def figure(self, area, period, name, measure="ks4.attainment8"):
        rows = self.inst.json("indicators", "--measure", measure, "--area", area, "--period", period)
        self.assertEqual(len(rows), 1)
        return rows[0][name]

    MANY = [f"{year}/{(year + 1) % 100:02}" for year in range(1999, 2019)]
    LAST = MANY[-1]

    def test_a_year_is_two_columns_for_each_authority_and_for_england(self):
        self.assertEqual(self.worked_out(self.whole_year(), period=self.LAST), 6)

    def test_one_schools_correction_costs_the_same_with_one_year_and_with_twenty(self):
        # Both columns of its authority tell of the new file; England's is touched by the one that adds up otherwise.
        corrections = [self.ks4([("855", "120001", 100, score)]) for score in (46.5, 47.0)]
        self.load(self.LAST)
        self.assertEqual(self.worked_out(corrections[0], period=self.LAST), 3)
        self.load(*self.MANY[:-1])
        self.assertEqual(self.worked_out(corrections[1], period=self.LAST), 3)
        # (100 * 47 + 300 * 50 + 20 * 8) / 420
        self.assertEqual(self.figure("855", self.LAST, "worked_out"), 47.285714)
        for live, rebuilt in self.inst.digests().values():
            self.assertEqual(live, rebuilt)

    def test_an_earlier_year_reaches_those_that_look_back_on_it_and_no_further(self):
        self.load(*self.MANY)
        year, after = self.MANY[4:6]
        # The schools and England in the year, and in the two after, whose change and trend are others now.
        self.assertEqual(self.worked_out(self.ks4([("855", "120001", 100, 45.0)]), period=year), 3 + 2 + 2)
        self.assertEqual(self.figure("120001", after, "change"), 1)

    def test_what_is_told_again_is_only_sent(self):
        self.load(*self.MANY[-3:])
        self.assertEqual(self.worked_out(self.ks4([("855", "120001", 100, 46.0)]), period=self.MANY[-2]), 2)
        self.assertEqual(self.figure("120001", self.MANY[-2], "submission"), 4)

    def test_an_authoritys_figure_touches_its_own_schools_and_no_others(self):
        self.load(self.LAST)
        # England's two columns, and the scores of the schools whose authority has another one; not of those told again.
        path = self.ks4(authorities=[("855", 420, 47.2), ("856", 300, 41.0)])
        self.assertEqual(self.worked_out(path, period=self.LAST), 3)
        self.assertEqual(self.figure("120001", self.LAST, "diff_authority"), -1.2)
        self.assertEqual(self.figure("120201", self.LAST, "diff_authority"), -1)

    def test_englands_figure_touches_every_column_that_is_compared_with_it(self):
        self.load(self.LAST)
        self.assertEqual(self.worked_out(self.ks4(england=[(540000, 46.6)]), period=self.LAST), 2 + 2)
        self.assertEqual(self.figure("120201", self.LAST, "diff_national"), -6.6)

    def census(self, kinds):
        rows = [dict(URN=urn, LA=la, ESTAB=urn[-4:], SCHOOLTYPE=kinds.get(urn, "State-funded secondary"), NOR=500)
                for la, schools in SCHOOLS.items() for urn in schools]
        return self.write(CENSUS, rows)

    def test_a_school_of_another_phase_touches_the_schools_of_its_authority(self):
        self.load(*self.MANY[-2:])
        # Nobody had a phase before: two authorities and England in the census, and all four columns of each year.
        special = {"120003": "State-funded special school"}
        self.assertEqual(self.worked_out(self.census(special)), 3 + 2 * 4)
        self.assertEqual(self.figure("120001", self.LAST, "phase_mean"), 49)  # (46 * 100 + 50 * 300) / 400
        self.assertEqual(self.figure("120001", self.LAST, "phase_schools"), 2)
        self.assertIsNone(self.figure("120003", self.LAST, "phase_mean"))  # alone
        # Then one becomes secondary. The census is told again: two columns; 855 has two more in each year of the tables.
        self.assertEqual(self.worked_out(self.census({})), 2 + 2 * 2)
        self.assertEqual(self.figure("120003", self.LAST, "phase_mean"), 47.048)  # (4600 + 15000 + 160) / 420
        self.assertEqual(self.figure("120201", self.LAST, "phase_mean"), 41)
        for live, rebuilt in self.inst.digests().values():
            self.assertEqual(live, rebuilt)


if __name__ == "__main__":
    unittest.main()
