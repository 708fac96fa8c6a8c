# SPDX-License-Identifier: MIT
"""The figures to reproduce, each known from elsewhere, asked of LEEP after the real files were submitted: nothing here is
computed from a file."""

import os
import unittest

from harness import EVERY_FIGURE, SHARED, Installation

TABLES = "performance-tables/"
NEIGHBOURS = "lait/statistical_neighbours.csv"


class Reproduced(unittest.TestCase):
    """An installation with some of the real files."""

    real = ()

    @classmethod
    def setUpClass(cls):
        absent = [name for name in cls.real if not os.path.exists(os.path.join(SHARED, name))]
        if absent:
            raise unittest.SkipTest(f"the real file {absent[0]} is not here (LEEP_SHARED names its folder)")
        cls.inst = Installation()
        cls.addClassCleanup(cls.inst.end)
        cls.inst.start()
        cls.inst.submit(*[os.path.join(SHARED, name) for name in cls.real])

    def rows(self, measure, *words, area=None, level=None, period=None, group="all"):
        for name, value in (("area", area), ("level", level), ("period", period), ("group", group)):
            words += () if value is None else ("--" + name, value)
        return self.inst.json("indicators", "--measure", measure, *words)

    def row(self, measure, *words, **wanted):
        rows = self.rows(measure, *words, **wanted)
        self.assertEqual(len(rows), 1, f"{measure} {wanted}")
        return rows[0]

    def summed(self, part, measure, **wanted):
        """What the rows add up to, and how many there are."""
        found = self.rows(measure, **wanted)
        return sum(row[part] for row in found if row[part] is not None), len(found)


class counts_by_characteristics_of_2013(Reproduced):
    real = (NEIGHBOURS, TABLES + "2012-13/sfr05_2014_la_gender_ethnicity.csv", TABLES + "2012-13/sfr05_2014_la_fsm_sen.csv")

    def test_authorities_sum_exactly_to_england(self):
        share = "ks4.characteristics.5ac_em"
        self.assertEqual(self.summed("value", "ks4.characteristics.pupils", level="authority"), (569121, 152))
        self.assertEqual(self.summed("denominator", share, level="authority"), (569121, 152))
        self.assertEqual(self.summed("numerator", share, level="authority"), (346080, 152))
        england = self.row(share, level="national")
        self.assertEqual((england["numerator"], england["denominator"], england["value"]), (346080, 569121, 60.8))
        self.assertEqual(self.row("ks4.characteristics.pupils", level="national")["value"], 569121)

    def test_share_of_one_authority(self):
        row = self.row("ks4.characteristics.5ac_em", area="855")
        self.assertEqual((row["numerator"], row["denominator"], row["value"], row["cohort"]), (4331, 7275, 59.5, 7275))

    def test_operands_of_the_gap_of_free_school_meals(self):
        rows = [self.row("ks4.characteristics.5ac_em", area="855", group=group) for group in ("fsm", "not-fsm")]
        self.assertEqual([(row["numerator"], row["denominator"]) for row in rows], [(157, 543), (4174, 6732)])
        self.assertEqual([row["value"] for row in rows], [28.9, 62.0])

    def test_operands_are_the_cells_of_the_file(self):
        row = self.row("ks4.characteristics.5ac_em", area="855", group="girls+fsm")
        self.assertEqual((row["column"], row["flag"]), ("KS4_LEVEL2_EM_girls_FSM_13", None))
        self.assertEqual(row["value"], round(100 * row["numerator"] / row["denominator"], 1))


class key_stage_4_by_characteristics_of_2019(Reproduced):
    real = ("ees/ks4_la_characteristics_2018-19.csv",)
    PREFIX = "ees.ks4_la_characteristics."

    def test_authorities_sum_to_the_national_row(self):
        for name, england in (("t_pupils", 540046), ("t_l2basics_95", 234482), ("t_l2basics_94", 350412)):
            with self.subTest(measure=name):
                self.assertEqual(self.row(self.PREFIX + name, level="national")["value"], england)
                self.assertEqual(self.summed("value", self.PREFIX + name, level="authority"), (england, 150))

    def test_average_is_the_total_over_the_pupils(self):
        def values(name):
            found = self.inst.json("indicators", "--measure", self.PREFIX + name)
            return {(row["area"], row["group"]): row["value"] for row in found}

        total, pupils, average = values("t_att8"), values("t_pupils"), values("avg_att8_unrounded")
        self.assertEqual(total.keys(), average.keys())
        self.assertEqual(pupils.keys(), average.keys())
        self.assertGreater(len(average), 8000)
        for key, value in average.items():
            if value is not None and pupils[key]:
                self.assertAlmostEqual(total[key] / pupils[key], value, delta=1e-8, msg=key)


class key_stage_2_of_hampshire(Reproduced):
    """Three years, and in the later files the years before told again under the schools of the later year."""

    real = tuple(f"{TABLES}{year}/850_ks2final.csv" for year in ("2016-17", "2017-18", "2018-19"))
    # Year: pupils, and the share that reached the standard, as the authority's row has them.
    PUBLISHED = {"2016/17": (14040, 66), "2017/18": (14463, 68), "2018/19": (14855, 68)}

    def test_pupils_of_the_schools_sum_to_the_row_of_the_authority(self):
        for year, (pupils, _) in self.PUBLISHED.items():
            with self.subTest(year=year):
                self.assertEqual(self.row("ks2.pupils", area="850", period=year)["value"], pupils)
                self.assertEqual(self.row("ks2.pupils", "--worked-out", area="850", period=year)["value"], pupils)
                summed, schools = self.summed("value", "ks2.pupils", area="850", level="school", period=year)
                self.assertEqual(summed, pupils)
                self.assertGreater(schools, 300)

    def test_standard_weighted_by_pupils_rounds_to_the_row_of_the_authority(self):
        for year, (_, published) in self.PUBLISHED.items():
            with self.subTest(year=year):
                self.assertEqual(self.row("ks2.rwm.expected", area="850", period=year)["value"], published)
                worked = self.row("ks2.rwm.expected", "--worked-out", area="850", period=year)
                self.assertEqual((round(worked["value"]), worked["status"]), (published, "worked out"))
                schools = [row for row in self.rows("ks2.rwm.expected", area="850", level="school", period=year)
                           if row["value"] is not None]
                weighted = sum(row["value"] * row["cohort"] for row in schools) / sum(row["cohort"] for row in schools)
                self.assertAlmostEqual(worked["value"], weighted, delta=0.0005)

    def test_schools_of_a_year_are_those_of_its_own_file(self):
        # Newport Junior School is gone by 2018/19; Rowner Junior is an academy by then, with the past of Rowner Junior School.
        for urn, years in (("116235", ["2016/17"]), ("116181", ["2016/17"]), ("116167", ["2016/17", "2017/18"]),
                           ("146244", ["2018/19"])):
            with self.subTest(urn=urn):
                rows = self.inst.json("indicators", "--area", urn, "--measure", "ks2.pupils", "--group", "all")
                self.assertEqual([row["period"] for row in rows], years)
                self.assertTrue(all(row["column"] == "TELIG" for row in rows))

    def test_order_of_the_files_makes_no_difference(self):
        with Installation() as other:
            other.submit(*[os.path.join(SHARED, name) for name in reversed(self.real)])
            for words in (("--worked-out",), ("--level", "school")):
                words = ("indicators", "--area", "850", "--measure", "ks2.pupils", *words)
                answers = [inst.csv(*words) for inst in (self.inst, other)]
                for row in answers[0] + answers[1]:  # a school's name is the one that the latest file gives
                    del row["submission"], row["name"]
                self.assertEqual(*answers)


class key_stage_2_of_2013(Reproduced):
    # The absence table knows the authorities of the schools, which the other one leaves out.
    real = (TABLES + "2012-13/england_abs.csv", TABLES + "2012-13/england_ks2final.csv")
    EXPECTED = {
        "ks1to2.maths.expected": (85.28, 0.005, 85),
        "ks1to2.reading.expected": (86.05, 0.005, 86),
        "ks1to2.writing.expected": (88.30, 0.006, 88),
        "ks2.aps": (28.39, 0.005, 28.4),
    }

    def test_schools_weighted_by_those_with_a_level_before(self):
        for measure, (value, near, published) in self.EXPECTED.items():
            with self.subTest(measure=measure):
                worked = self.row(measure, "--worked-out", area="855")
                self.assertAlmostEqual(worked["value"], value, delta=near)
                self.assertEqual(worked["cohort"], 6451)
                self.assertEqual(self.row(measure, area="855")["value"], published)

    def test_schools_of_the_block_are_those_of_the_authority(self):
        # Of the 202 schools in its block five have no figures.
        rows = self.rows("ks2.aps", area="855", level="school")
        self.assertEqual(len(rows), 197)
        self.assertEqual(sum(row["flag"] == "suppressed" for row in rows), 9)
        worked = self.row("ks2.aps", area="855")
        self.assertEqual((worked["worked_out_schools"], worked["worked_out_hidden"]), (188, 9))


class census_of_2019(Reproduced):
    real = (TABLES + "2018-19/england_census.csv",)
    PUPILS = {
        "primary-schools": ("State-funded primary", 4727089),
        "secondary-schools": ("State-funded secondary", 3327970),
        "special-schools": ("State-funded special school", 121738),
    }

    def test_pupils_of_the_schools_sum_to_the_national_rows(self):
        kind = {school["urn"]: school["phase"] for school in self.inst.csv("schools")}
        summed = {}
        for row in self.inst.csv("indicators", "--measure", "census.pupils", "--level", "school"):
            if row["value"] != "":
                summed[kind[row["area"]]] = summed.get(kind[row["area"]], 0) + int(row["value"])
        for group, (phase, pupils) in self.PUPILS.items():
            with self.subTest(group=group):
                self.assertEqual(summed[phase], pupils)
                self.assertEqual(self.row("census.pupils", level="national", group=group)["value"], pupils)
        self.assertEqual(self.row("census.pupils", "--worked-out", level="national")["value"], sum(summed.values()))


class interactive_tool_of_leicestershire(Reproduced):
    real = (NEIGHBOURS, "lait/lait_2026-04.csv")
    # Measure: Leicestershire, the mean of its statistical neighbours, England.
    EXPECTED = {
        "lait.AVG_Attain8_Score": (46.2, 46.11, 46.0),
        "lait.KS2RWM_Expected_STD": (63, 60.7, 63),
        "lait.TotAbs": (6.37, 6.767, 6.78),
    }

    def test_beside_its_neighbours_and_england(self):
        for measure, expected in self.EXPECTED.items():
            with self.subTest(measure=measure):
                row = self.row(measure, area="855", period="2025")
                self.assertEqual((row["value"], row["neighbours"], row["national"]), expected)
                self.assertEqual(row["neighbour_set"], "2025-05")
