# SPDX-License-Identifier: MIT
"""Statistical neighbours are sets with a beginning: three measures of the Interactive Tool's release, every authority and
year, beside the set of 2021-04, that of 2025-05 and all that are known. Set, mean, difference and rank are worked out
from the files here, in fractions, and figures known from elsewhere are asked for by hand."""

import csv
import os
import shutil
import tempfile
import unittest
from collections import defaultdict
from fractions import Fraction

from harness import LAIT, NEIGHBOURS, Installation, shared

DICTIONARY = "lait/data_dictionary.csv"
# Measure, and whether more is better.
MEASURES = {"AVG_Attain8_Score": True, "KS2RWM_Expected_STD": True, "TotAbs": False}
ENGLAND = 970

# Leicestershire: figure, neighbours' mean, England, place in England and of how many; by the set that is in force.
KNOWN = {
    ("2025-05", "AVG_Attain8_Score", "2025"): (46.2, 46.11, 46.0, 63, 152),
    ("2025-05", "KS2RWM_Expected_STD", "2025"): (63, 60.7, 63, None, 151),
    ("2025-05", "TotAbs", "2025"): (6.37, 6.767, 6.78, None, 153),
    ("2021-04", "AVG_Attain8_Score", "2025"): (46.2, 45.33, 46.0, 63, 152),
    ("2021-04", "KS2RWM_Expected_STD", "2025"): (63, 61.0, 63, None, 151),
    ("2021-04", "TotAbs", "2025"): (6.37, 6.668, 6.78, None, 153),
    ("2021-04", "AVG_Attain8_Score", "2024"): (45.9, 45.08, 45.9, None, 152),
    ("2021-04", "AVG_Attain8_Score", "2021"): (50.3, 51.03, 50.9, None, 151),
    ("2013-11", "AVG_Attain8_Score", "2020"): (50.1, 50.07, 50.2, None, 150),
    ("2013-11", "TotAbs", "2019"): (4.49, 4.697, 4.73, None, 152),
}


def rows_of(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def near(printed, exact):
    """Is it the exact figure, rounded to the decimals that are printed? Held are millionths."""
    decimals = len(printed.partition(".")[2])
    return abs(Fraction(printed) - exact) <= Fraction(1, 2 * 10**decimals) + Fraction(3, 2 * 10**6)


class neighbour_sets(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="neighbours-", dir="/tmp")
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.ready = None

    def setUp(self):
        self.release, self.dictionary = shared(self, LAIT), shared(self, DICTIONARY)
        self.every_set = shared(self, NEIGHBOURS)
        if self.ready is None:
            type(self).ready = self.prepare()
        self.figures, self.sets, self.small = self.ready

    def prepare(self):
        """The measures' figures by measure and year, the sets by authority, and a release of those measures alone."""
        rows = [row for row in rows_of(self.release) if row["Short Desc"] in MEASURES]
        small = os.path.join(self.folder, "lait_2026-04.csv")
        with open(small, "w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0].keys())
            writer.writeheader()
            writer.writerows(rows)
        figures, sets = defaultdict(dict), defaultdict(lambda: defaultdict(list))
        for row in rows:
            if row["Values"] != "-":
                figures[row["Short Desc"], row["Years"]][int(row["LA Number"])] = Fraction(f"{float(row['Values']):.15g}")
        for row in rows_of(self.every_set):
            sets[int(row["la_code"])][row["set"]].append(int(row["neighbour_code"]))
        return figures, sets, small

    def write_sets(self, name, *months):
        """A file of the sets of these months alone."""
        rows = [row for row in rows_of(self.every_set) if row["set"] in months]
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0].keys())
            writer.writeheader()
            writer.writerows(rows)
        return path

    def installed(self, *files):
        inst = Installation()
        self.addCleanup(inst.end)
        inst.start()
        inst.submit(*files)
        return inst

    def in_force(self, authority, months, year):
        """The latest that began by December of the year, else the earliest; None: the authority has none."""
        known = sorted(month for month in self.sets[authority] if month in months)
        begun = [month for month in known if month <= f"{year}-12"]
        return begun[-1] if begun else known[0] if known else None

    def expected(self, measure, year, authority, months):
        """Set, mean, difference, rank and of how many; texts as the tool prints none."""
        cells = self.figures[measure, year]
        month = self.in_force(authority, months, year)
        figure = cells.get(authority)
        others = [cells[code] for code in self.sets[authority][month] if code in cells] if month else []
        mean = sum(others) / len(others) if others else None
        better = [other for other in others if figure is not None and (
            other > figure if MEASURES[measure] else other < figure)]
        ranked = figure is not None and others
        return (month, mean, None if mean is None or figure is None else figure - mean,
                len(better) + 1 if ranked else None, len(others) + 1 if ranked else None)

    def check(self, inst, months):
        """Every authority and year; how many rows were compared."""
        compared = 0
        for measure in MEASURES:
            for row in inst.csv("indicators", "--measure", f"lait.{measure}", "--level", "authority"):
                where = (months, measure, row["period"], row["area"])
                month, mean, difference, rank, of = self.expected(measure, row["period"], int(row["area"]), months)
                self.assertEqual(row["neighbour_set"], month or "", where)
                self.assertEqual((row["rank_neighbours"], row["of_neighbours"]),
                                 ("" if rank is None else str(rank), "" if of is None else str(of)), where)
                for name, want in (("neighbours", mean), ("diff_neighbours", difference)):
                    self.assertEqual(row[name] == "", want is None, (where, name))
                    if want is not None:
                        self.assertTrue(near(row[name], want), (where, name, row[name], float(want)))
                compared += 1
        self.assertGreater(compared, 4000)
        return compared

    def check_known(self, inst, months):
        asked = 0
        for (month, measure, year), known in KNOWN.items():
            if self.in_force(855, months, year) != month:
                continue
            found = inst.json("indicators", "--measure", f"lait.{measure}", "--area", "855", "--period", year)
            self.assertEqual(len(found), 1, (measure, year))
            row = found[0]
            self.assertEqual((row["neighbour_set"], row["value"], row["neighbours"], row["national"], row["of_national"]),
                             (month, *known[:3], known[4]), (months, measure, year))
            if known[3] is not None:
                self.assertEqual(row["rank_national"], known[3])
            asked += 1
        return asked

    def test_with_the_set_of_2021_alone_every_year_is_beside_it(self):
        months = {"2021-04"}
        inst = self.installed(self.dictionary, self.write_sets("of_2021.csv", *months), self.small)
        self.check(inst, months)
        self.assertEqual(self.check_known(inst, months), 5)

    def test_with_the_set_of_2025_alone_every_year_is_beside_it(self):
        months = {"2025-05"}
        inst = self.installed(self.dictionary, self.write_sets("of_2025.csv", *months), self.small)
        self.check(inst, months)
        self.assertEqual(self.check_known(inst, months), 3)

    def test_with_both_each_year_is_beside_the_set_of_its_time(self):
        months = {"2021-04", "2025-05"}
        inst = self.installed(self.dictionary, self.write_sets("both.csv", *months), self.small)
        self.check(inst, months)
        self.assertEqual(self.check_known(inst, months), 5)
        sets = {row["period"]: row["neighbour_set"] for row in inst.csv(
            "indicators", "--measure", "lait.AVG_Attain8_Score", "--area", "855")}
        # Before the first set the earliest known; 2025-05 began before December of 2025.
        self.assertEqual({sets[year] for year in ("2016", "2020", "2021", "2024")}, {"2021-04"})
        self.assertEqual(sets["2025"], "2025-05")

    def test_one_set_after_the_other_says_the_same_as_all_at_once(self):
        months = {"2013-11", "2021-04", "2025-05"}
        inst = self.installed(self.small, self.write_sets("of_2021.csv", "2021-04"))
        self.check_sets_only(inst, {"2021-04"})
        inst.submit(self.write_sets("of_2025.csv", "2025-05"))
        self.check_sets_only(inst, {"2021-04", "2025-05"})
        inst.submit(self.every_set, self.dictionary)
        self.check(inst, months)
        self.assertEqual(self.check_known(inst, months), 7)
        for live, rebuilt in inst.digests().values():
            self.assertEqual(live, rebuilt)

    def check_sets_only(self, inst, months):
        """Without the dictionary nobody knows which end is better: there is a mean and no rank."""
        for row in inst.csv("indicators", "--measure", "lait.TotAbs", "--level", "authority"):
            month, mean, *_ = self.expected("TotAbs", row["period"], int(row["area"]), months)
            self.assertEqual((row["neighbour_set"], row["rank_neighbours"]), (month or "", ""))
            if mean is not None:
                self.assertTrue(near(row["neighbours"], mean))


if __name__ == "__main__":
    unittest.main()
