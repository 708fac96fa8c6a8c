# SPDX-License-Identifier: MIT
"""Key stage 4 of 2018/19, every authority of England from its schools: an independent calculation from the file, in
fractions, equals what LEEP works out; how far both are from the published rows, and that what is left is pupils whose
schools have no figure.

The rules are the Department for Education's: schools of record types 1 and 2 that are not independent, weighted by the
pupils at the end of key stage 4; no entries count as nothing achieved; Progress 8 weighted by the pupils it counts."""

import csv
import os
import statistics
import unittest
from fractions import Fraction

from harness import EVERY_FIGURE, SHARED, Installation

FILE = "performance-tables/2018-19/england_ks4provisional.csv"

# Measure: its column, the column of pupils, one unit of the last published decimal, what a pupil can reach at most.
MEASURES = {
    "ks4.attainment8": ("ATT8SCR", "TPUP", Fraction(1, 10), 90),
    "ks4.basics_94": ("PTL2BASICS_94", "TPUP", Fraction(1, 10), 100),
    "ks4.basics_95": ("PTL2BASICS_95", "TPUP", Fraction(1, 10), 100),
    "ks4.ebacc_aps": ("EBACCAPS", "TPUP", Fraction(1, 100), 9),
    "ks4.ebacc_entry": ("PTEBACC_E_PTQ_EE", "TPUP", Fraction(1, 10), 100),
    "ks4.ebacc_94": ("PTEBACC_94", "TPUP", Fraction(1, 10), 100),
    "ks4.ebacc_95": ("PTEBACC_95", "TPUP", Fraction(1, 10), 100),
    "ks4.5em_94": ("PT5EM_94", "TPUP", Fraction(1, 10), 100),
    "ks4.progress8": ("P8MEA", "P8PUP", Fraction(1, 100), None),
}
LEICESTERSHIRE = {"ks4.attainment8": 46.054, "ks4.basics_94": 66.440, "ks4.basics_95": 43.657, "ks4.ebacc_aps": 4.021,
                  "ks4.progress8": -0.052}
FAR_OFF = 1.0


def number(cell):
    try:
        return Fraction(cell.rstrip("%"))
    except ValueError:
        return None


def millionths(fraction):
    """Rounded half away from zero."""
    whole = (2 * abs(fraction) * 10**6 + 1) // 2
    return int(whole if fraction >= 0 else -whole)


class Authority:
    """What the file says of one authority in one measure."""

    def __init__(self):
        self.weighted, self.pupils, self.schools = Fraction(0), 0, 0
        self.hidden = self.hidden_pupils = 0
        self.published = self.published_pupils = None

    def add(self, value, pupils, progress):
        if value == "SUPP":
            self.hidden += 1
            self.hidden_pupils += int(pupils or 0)
        figure = Fraction(0) if value == "NE" and not progress else number(value)
        if figure is not None and pupils:
            self.weighted += figure * pupils
            self.pupils += int(pupils)
            self.schools += 1

    @property
    def figure(self):
        return self.weighted / self.pupils


def authorities(rows, measure):
    column, counted, _, _ = MEASURES[measure]
    found = {}
    for row in rows:
        authority = found.setdefault(row["LEA"], Authority())
        if row["RECTYPE"] == "4":
            authority.published, authority.published_pupils = number(row[column]), number(row[counted])
        elif row["RECTYPE"] in ("1", "2") and row["NFTYPE"] not in ("IND", "INDSPEC"):
            authority.add(row[column], number(row[counted]), measure == "ks4.progress8")
    return {code: authority for code, authority in found.items() if authority.schools > 0}


class every_authority_from_its_schools(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        path = os.path.join(SHARED, FILE)
        if not os.path.exists(path):
            raise unittest.SkipTest(f"the real file {FILE} is not here (LEEP_SHARED names its folder)")
        with open(path, encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        cls.expected = {measure: authorities(rows, measure) for measure in MEASURES}
        cls.inst = Installation(**EVERY_FIGURE)
        cls.addClassCleanup(cls.inst.end)
        cls.inst.start()
        cls.inst.submit(path)
        cls.rows = {}
        for row in cls.inst.json("indicators", "--measure", "ks4.*", "--level", "authority", "--group", "all"):
            cls.rows.setdefault(row["measure"], {})[row["area"]] = row

    def pairs(self, measure):
        """What is expected of each authority, and its row."""
        return [(authority, self.rows[measure][code]) for code, authority in self.expected[measure].items()]

    def test_what_leep_works_out_is_the_independent_calculation(self):
        for measure in MEASURES:
            self.assertEqual(len(self.expected[measure]), 150)
            for authority, row in self.pairs(measure):
                with self.subTest(measure=measure, authority=row["area"]):
                    self.assertEqual(round(row["worked_out"] * 10**6), millionths(authority.figure))
                    self.assertEqual(row["worked_out_schools"], authority.schools)
                    self.assertEqual(row["worked_out_cohort"], authority.pupils)
                    self.assertEqual(row["worked_out_hidden"] or 0, authority.hidden)
                    self.assertEqual(row["worked_out_hidden_pupils"] or 0, authority.hidden_pupils)
                    self.assertEqual((row["value"], row["cohort"]),
                                     (float(authority.published), authority.published_pupils))

    def test_leicestershire_is_as_it_is_known_from_elsewhere(self):
        for measure, figure in LEICESTERSHIRE.items():
            self.assertEqual(round(self.rows[measure]["855"]["worked_out"], 3), figure, measure)

    def test_half_of_the_authorities_are_within_rounding_of_the_published_row(self):
        medians = {measure: statistics.median(abs(row["worked_out"] - row["value"]) for _, row in self.pairs(measure))
                   for measure in MEASURES}
        print("\nmedian of the absolute error of 150 authorities:",
              ", ".join(f"{measure[4:]} {median:.4f}" for measure, median in medians.items()))
        self.assertLessEqual(medians["ks4.attainment8"], 0.05)
        for measure, (_, _, unit, _) in MEASURES.items():
            self.assertLess(medians[measure], 2 * unit, measure)

    def test_what_is_further_off_is_pupils_in_no_school_with_a_figure(self):
        """The coverage that LEEP states tells how many of the authority's pupils are in no school that counts: those of
        its published row less those counted. Two things together show that they are the difference: the mean that just
        these pupils must have for the published figure is one that pupils can have, within rounding; and where they
        are fewer than three no authority is far off."""
        far = []
        for measure, (_, _, unit, most) in MEASURES.items():
            for _, row in self.pairs(measure):
                off = abs(row["worked_out"] - row["value"])
                absent = row["cohort"] - row["worked_out_cohort"]
                with self.subTest(measure=measure, authority=row["area"]):
                    if abs(absent) < 3:
                        self.assertLess(off, 2 * unit)
                    if off <= FAR_OFF:
                        continue
                    far.append((measure, row["area"]))
                    self.assertGreaterEqual(absent, 30)
                    mean = (row["value"] * row["cohort"] - row["worked_out"] * row["worked_out_cohort"]) / absent
                    rounding = float(unit) / 2 * row["cohort"] / absent
                    self.assertTrue(-rounding <= mean <= most + rounding, mean)
                    # They are pupils whom schools leave out of their tables: none of them does as well as the counted.
                    self.assertLess(mean, row["worked_out"])
        self.assertEqual([area for measure, area in far if measure == "ks4.attainment8"],
                         ["313", "342", "393", "812", "880"])
        print(f"\nfurther off than {FAR_OFF}: {len(far)} of {150 * len(MEASURES)}; authorities",
              ", ".join(sorted({area for _, area in far})))

    def test_findings_name_each_that_is_further_off_than_rounding_and_no_other(self):
        found = {(finding["row"], finding["column"]) for finding in self.inst.json("findings")
                 if finding["kind"] == "worked-out" and "England" not in finding["detail"]}
        expected = set()
        for measure, (column, _, unit, _) in MEASURES.items():
            for authority, row in self.pairs(measure):
                if abs(Fraction(millionths(authority.figure), 10**6) - authority.published) > unit:
                    expected.add((row["row"], column))
        # Pupils are summed: any difference is one of whole pupils.
        found = {cell for cell in found if cell[1] != "TPUP"}
        self.assertEqual(found, expected)
        said = [f for f in self.inst.json("findings", "--submission", "1") if "North East Lincolnshire" in f["detail"]]
        self.assertIn("ks4.attainment8 of North East Lincolnshire (812) in 2018/19: 41.3 is published, and its schools "
                      "come to 44.375. Counted are 1372 of its 1605 pupils in 12 schools; none is hidden.",
                      [f["detail"] for f in said])

    def test_findings_come_in_pages(self):
        found = self.inst.json("findings", "--submission", "1")
        with Installation(**EVERY_FIGURE) as other:
            for year in range(2011, 2019):
                other.submit(os.path.join(SHARED, FILE), period=f"{year}/{year % 100 + 1}")
            pages = other.json("findings")
        self.assertGreater(sum(len(row["detail"]) for row in pages), 400 * 1024)  # more than one answer holds
        self.assertEqual({(row["submission"], row["row"], row["column"]) for row in pages},
                         {(n, row["row"], row["column"]) for n in range(1, 9) for row in found})
        self.assertEqual(len(pages), 8 * len(found))

    def test_region_is_worked_out_from_all_of_its_authorities(self):
        regions = {row["area"]: row for row in self.inst.json("indicators", "--level", "region",
                                                              "--measure", "ks4.attainment8")}
        east_midlands = [self.expected["ks4.attainment8"][code] for code in
                         ("830", "831", "855", "856", "857", "891", "892", "925", "928")]
        mean = sum(each.weighted for each in east_midlands) / sum(each.pupils for each in east_midlands)
        self.assertEqual(regions["983"]["worked_out_cohort"], sum(each.pupils for each in east_midlands))
        self.assertEqual(regions["983"]["origin"], "worked out")
        row = self.rows["ks4.attainment8"]["855"]
        self.assertEqual(row["region_figure"], round(float(mean), 3))
        self.assertEqual(row["diff_region"], round(row["value"] - float(mean), 3))
        # The City of London has no secondary school, so Inner London, and London, are not worked out.
        self.assertEqual(sorted(regions), ["980", "981", "982", "983", "984", "985", "988", "989", "990"])
        self.assertIsNone(self.rows["ks4.attainment8"]["202"]["region_figure"])


if __name__ == "__main__":
    unittest.main()
