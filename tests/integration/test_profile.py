# SPDX-License-Identifier: MIT
"""The profile of inspections: what `leep indicators` prints, against a count of the same files made here from the definitions
alone, for the whole of England, for an authority with its register, and by hand for the later frames."""

import csv
import unittest
from collections import Counter, defaultdict
from fractions import Fraction

from harness import (CENSUS, NEIGHBOURS, OFSTED, TABLES_2013, Installation, WithInstallation, data, sample, shared)

HEADLINE = data("ofsted_synthetic/mi_headline_2024-08.csv")
JUDGEMENTS = data("ofsted_synthetic/mi_subjudgements_2025-06.csv")
CARDS = data("ofsted_synthetic/mi_report_cards_2026-01.csv")

OUTCOMES = "ofsted/2018-07-31_latest_outcomes.csv"
NATION = "performance-tables/2018-19/england_census.csv"
REGISTER = "gias/edubase_936_2021.csv"

# The day on which the last of the inspections of that file was published.
DAY = "2018-07-31"


def rows_of(path, encoding="utf-8-sig"):
    with open(path, encoding=encoding, newline="") as file:
        return list(csv.DictReader(file))


class Counted:
    """Schools by area and group, as counted here: how many, by grade, and their pupils."""

    def __init__(self):
        self.grades = defaultdict(Counter)
        self.pupils = defaultdict(int)
        self.good_pupils = defaultdict(int)

    def add(self, areas, groups, grade, pupils):
        for key in ((area, group) for area in areas for group in groups):
            self.grades[key][grade] += 1
            if pupils is not None:
                self.pupils[key] += pupils
                self.good_pupils[key] += pupils if grade in "12" else 0

    def figures(self):
        """(measure, group, area): (value, numerator, denominator)."""
        told = {}
        for (area, group), grades in self.grades.items():
            total = sum(grades.values())
            told["ofsted.inspected", group, area] = (total, None, None)
            for name, which in (("good_or_better", "12"), ("not_good", "34"), ("inadequate", "4")):
                part = sum(grades[grade] for grade in which)
                told["ofsted." + name, group, area] = (Fraction(100 * part, total), part, total)
            if self.pupils[area, group]:
                part, total = self.good_pupils[area, group], self.pupils[area, group]
                told["ofsted.pupils_good_or_better", group, area] = (Fraction(100 * part, total), part, total)
        return told


def printed(rows):
    return {(row["measure"], row["group"], row["area"]): (row["value"], row["numerator"], row["denominator"])
            for row in rows}


class ProfileCase(unittest.TestCase):
    def assert_told(self, rows, counted):
        told = printed(rows)
        self.assertEqual(told.keys(), counted.keys())
        for key, (value, numerator, denominator) in counted.items():
            self.assertEqual(told[key][1:], (numerator, denominator), key)
            # Printed to one decimal.
            self.assertLessEqual(abs(Fraction(str(told[key][0])) - value), Fraction(1, 20), key)


class the_whole_of_england(ProfileCase):
    PHASES = {"Primary": "primary-schools", "Secondary": "secondary-schools", "Special": "special-schools",
              "Nursery": "nursery-schools", "PRU": "alternative-provision"}
    LONDON = {"Inner London": "London (Inner)", "Outer London": "London (Outer)"}
    REGIONS = ("North East", "North West", "Yorkshire", "East Midlands", "West Midlands", "East of England", "South East",
               "South West")

    @classmethod
    def regions_of(cls, codes, earlier):
        """The regions' numbers by authority; of those that are no more, by the names of 2018/19 such as "South West A"."""
        numbers = {row["LA Name"]: row["LA Number"] for row in codes if row["Region"] == "NA"}
        regions = {}
        for row in earlier:
            short = next((name for name in cls.REGIONS if name in row["REGION NAME"]), None)
            regions[row["LEA"]] = [number for name, number in numbers.items() if short and name.startswith(short)]
        for row in codes:
            name = cls.LONDON.get(row["Region"], row["Region"])
            if name in numbers:
                regions[row["LA Number"]] = [numbers[name]] + ([numbers["London"]] if name != row["Region"] else [])
        return regions

    def count(self, outcomes, census, regions):
        schools = {row["URN"]: row for row in census}
        counted, unknown = Counted(), 0
        for row in outcomes:
            school = schools.get(row["URN"])
            if school is None:
                unknown += 1
                continue
            pupils = int(school["NOR"]) if school["NOR"].isdigit() else None
            areas = [school["LA"], "england"] + regions[school["LA"]]
            counted.add(areas, ("all", self.PHASES[row["Ofsted phase"]]), row["Overall effectiveness"], pupils)
        return counted.figures(), unknown

    def test_every_figure_is_what_the_files_add_up_to(self):
        outcomes, nation = shared(self, OUTCOMES), shared(self, NATION)
        regions = self.regions_of(rows_of(shared(self, "lait/la_codes.csv")),
                                  rows_of(shared(self, "performance-tables/2018-19/la_and_region_codes_meta.csv")))
        expected, unknown = self.count(rows_of(outcomes, "cp1252"), rows_of(nation), regions)
        with Installation() as inst:
            inst.submit(nation, outcomes)
            rows = inst.json("indicators", "--measure", "ofsted.*")
            self.assert_told(rows, expected)
            self.assertEqual({row["period"] for row in rows}, {DAY})
            self.assertEqual({row["origin"] for row in rows}, {"worked out"})
            self.assertEqual({row["file"] for row in rows}, {OUTCOMES})
            self.assertEqual(inst.counter("indicators", "inspections_without_authority"), unknown)
            england = 100 * Fraction(*expected["ofsted.good_or_better", "all", "england"][1:])
            mine, = [row for row in rows if (row["measure"], row["group"], row["area"]) ==
                     ("ofsted.good_or_better", "all", "855")]
            self.assertLessEqual(abs(Fraction(str(mine["diff_national"])) -
                                     (100 * Fraction(236, 274) - england)), Fraction(1, 1000))
            better = sum(value > 100 * Fraction(236, 274) for (measure, group, area), (value, _, _) in expected.items()
                         if (measure, group) == ("ofsted.good_or_better", "all") and area.isdigit() and int(area) < 980)
            self.assertEqual(mine["rank_national"], better + 1)
            # The paper on indicators A to G reads it.
            paper = inst.leep("report", "indicators-a-g", "--area", "855", "--period", "2017/18", check=0).stdout.strip()
            with open(paper, encoding="utf-8") as file:
                text = file.read()
            for words in ("worked out from 274 schools", "2.2 per cent and 3.1 per cent", "13.9 per cent and 13.6 per cent"):
                self.assertIn(words, text)
            # Later files that tell nothing of inspections change nothing.
            before = inst.counter("indicators", "columns_worked_out")
            inst.submit(sample(TABLES_2013))
            self.assertEqual(inst.json("indicators", "--measure", "ofsted.*"), rows)
            self.assertGreater(inst.counter("indicators", "columns_worked_out"), before)


class an_authority_with_its_register(ProfileCase):
    """Surrey: who is an academy and who is maintained, who is closed or independent, who opened since."""

    def groups_of(self, school, phase):
        kind, special = school["TypeOfEstablishment (name)"], "special" in school["TypeOfEstablishment (name)"].lower()
        named = {"Primary": "primary-schools", "Middle deemed primary": "primary-schools",
                 "Secondary": "secondary-schools", "Middle deemed secondary": "secondary-schools",
                 "Nursery": "nursery-schools", "All-through": "all-through-schools", "Special": "special-schools",
                 "PRU": "alternative-provision"}
        phase_group = ("special-schools" if special else
                       "alternative-provision" if kind == "Pupil referral unit" else named[phase])
        kinds = {"Academies": "academies", "Free Schools": "academies",
                 "Local authority maintained schools": "maintained-schools"}
        type_group = kinds.get(school["EstablishmentTypeGroup (name)"])
        if kind in ("Community special school", "Foundation special school"):
            type_group = "maintained-schools"
        groups = ["all", phase_group]
        if type_group:
            groups.append(type_group)
            if phase_group in ("primary-schools", "secondary-schools", "special-schools"):
                groups.append(f"{type_group}+{phase_group}")
        return groups

    @staticmethod
    def date(text):
        return "-".join(reversed(text.split("-"))) if text else ""

    def count(self, outcomes, register):
        schools, counted = {row["URN"]: row for row in register}, Counted()
        for row in outcomes:
            school = schools.get(row["URN"])
            if school is None or "independent" in school["TypeOfEstablishment (name)"].lower() or (
                    self.date(school["OpenDate"]) > DAY) or "" < self.date(school["CloseDate"]) <= DAY:
                continue
            # What the register leaves open, tables fill.
            phase = school["PhaseOfEducation (name)"]
            phase = row["Ofsted phase"] if phase in ("", "Not applicable") else phase
            pupils = int(school["NumberOfPupils"]) if school["NumberOfPupils"] else None
            counted.add(["936"], self.groups_of(school, phase), row["Overall effectiveness"], pupils)
        return counted.figures()

    def test_academies_and_maintained_schools_are_counted_apart_whichever_file_comes_first(self):
        outcomes, register = shared(self, OUTCOMES), shared(self, REGISTER)
        expected = self.count(rows_of(outcomes, "cp1252"), rows_of(register, "cp1252"))
        self.assertGreater(expected["ofsted.inspected", "academies+primary-schools", "936"][0], 20)
        self.assertGreater(expected["ofsted.inspected", "maintained-schools", "936"][0], 100)
        for files in ((register, outcomes), (outcomes, register)):
            with self.subTest(first=files[0]), Installation() as inst:
                inst.submit(*files)
                self.assert_told(inst.json("indicators", "--measure", "ofsted.*", "--area", "936"), expected)
                # One authority is not the nation, nor its region.
                self.assertEqual(inst.json("indicators", "--measure", "ofsted.*", "--area", "england"), [])
                self.assertEqual(inst.json("indicators", "--measure", "ofsted.*", "--level", "region"), [])


    def test_one_register_among_tables_of_the_nation_does_not_make_englands_academies(self):
        files = [shared(self, name) for name in (NATION, REGISTER, OUTCOMES)]
        with Installation() as inst:
            inst.submit(*files)
            told = {area: {row["group"] for row in inst.json("indicators", "--measure", "ofsted.inspected", "--area", area)}
                    for area in ("england", "989", "936")}
            phases = {"all", "nursery-schools", "primary-schools", "secondary-schools", "special-schools",
                      "alternative-provision"}
            self.assertEqual(told["england"], phases)
            self.assertEqual(told["989"], phases)
            self.assertEqual(told["936"] - phases, {
                "all-through-schools", "academies", "maintained-schools", "academies+primary-schools",
                "academies+secondary-schools", "academies+special-schools", "maintained-schools+primary-schools",
                "maintained-schools+secondary-schools", "maintained-schools+special-schools"})
            # The gap is of Surrey's own shares: 132 of 148 academies and 205 of 207 maintained schools.
            academies, = inst.json("indicators", "--measure", "ofsted.good_or_better", "--group", "academies",
                                   "--area", "936")
            self.assertEqual((academies["gap_group"], academies["national"]), ("maintained-schools", None))
            self.assertAlmostEqual(academies["gap"], 100 * 132 / 148 - 100 * 205 / 207, delta=0.001)


class the_sample(WithInstallation):
    files = (CENSUS, NEIGHBOURS, TABLES_2013, OFSTED)

    def told(self, measure, group="all", area="855"):
        row, = self.inst.json("indicators", "--measure", measure, "--group", group, "--area", area)
        return row

    def test_grades_of_leicestershire_are_those_of_the_samples_readme(self):
        # 53 outstanding, 183 good, 32 require improvement, 6 inadequate.
        good = self.told("ofsted.good_or_better")
        self.assertEqual((good["numerator"], good["denominator"], good["cohort"], good["value"]), (236, 274, 274, 86.1))
        self.assertEqual((good["origin"], good["level"], good["national"], good["row"]), ("worked out", "authority", None, None))
        self.assertEqual(self.told("ofsted.not_good")["numerator"], 38)
        self.assertEqual(self.told("ofsted.inadequate")["numerator"], 6)

    def test_pupils_are_those_of_the_census(self):
        pupils = {row["URN"]: int(row["NOR"]) for row in rows_of(sample(CENSUS)) if row["NOR"].isdigit()}
        grades = {row["URN"]: row["Overall effectiveness"] for row in rows_of(sample(OFSTED), "cp1252")}
        counted = {urn: pupils[urn] for urn in grades if urn in pupils}
        row = self.told("ofsted.pupils_good_or_better")
        self.assertEqual((row["numerator"], row["denominator"]),
                         (sum(n for urn, n in counted.items() if grades[urn] in "12"), sum(counted.values())))

    def test_an_adviser_sees_the_profile_of_an_area(self):
        text = self.inst.leep("indicators", "--measure", "ofsted.*", "--area", "855", check=0).stdout
        line, = [line.split() for line in text.splitlines() if line.split()[:2] == ["ofsted.good_or_better", "all"]]
        self.assertEqual(line[:6], ["ofsted.good_or_better", "all", DAY, "855", "Leicestershire", "86.1"])
        # One inspection a school is no movement.
        self.assertNotIn("ofsted.improved", text)
        self.assertNotIn("ofsted.two_requires_improvement", text)

    def test_the_committees_paper_is_of_years_and_has_no_series_of_a_day(self):
        path = self.inst.dir + "/paper.html"
        self.inst.leep("report", "performance", "--area", "855", "--period", "2018/19", "-o", path, check=0)
        with open(path, encoding="utf-8") as file:
            self.assertNotIn("ofsted.", file.read())

    def test_a_replay_counts_the_same(self):
        self.assertIn("indicators", self.inst.leep("replay", "--verify", check=0).stdout)


class a_school_inspected_again(ProfileCase):
    """Invented: 141682, inadequate in the sample of July 2018, is good in a file of February 2019 that tells of three schools."""

    def test_the_day_of_the_new_file_has_all_schools_and_the_movement_of_one(self):
        with Installation() as inst:
            inst.submit_sample(CENSUS, OFSTED)
            asked = ("indicators", "--measure", "ofsted.*", "--area", "855", "--period")
            before = inst.json(*asked, DAY)
            worked_out = inst.counter("indicators", "columns_worked_out")
            inst.submit(data("ofsted_revision.csv"))
            rows = inst.json(*asked, "2019-02-12")
            told = {row["measure"]: (row["numerator"], row["denominator"]) for row in rows
                    if row["group"] == "all" and row["unit"] == "percent"}
            self.assertEqual(told["ofsted.good_or_better"], (237, 274))
            self.assertEqual(told["ofsted.inadequate"], (5, 274))
            self.assertEqual((told["ofsted.improved"], told["ofsted.declined"]), ((1, 1), (0, 1)))
            secondary, = [row for row in rows if (row["measure"], row["group"]) == ("ofsted.improved", "secondary-schools")]
            self.assertEqual((secondary["value"], secondary["cohort"]), (100, 1))
            # Nothing but the columns of that day, and those of the earlier as they were.
            self.assertEqual(inst.counter("indicators", "columns_worked_out") - worked_out,
                             len({(row["measure"], row["group"]) for row in rows}))
            self.assertEqual(inst.json(*asked, DAY), before)


class frames_side_by_side(WithInstallation):
    """Five invented schools of 855 in three files. The schools' own inspections: 9900001 primary: headline 3 (2015), 2 (2019),
    card (2025); 9900002 secondary: headline 4 (2024), sub-judgements and card (2025); 9900003: its predecessor's only; 9900004
    special: headline 2 (2017), 1 (2024); 9900005 primary: sub-judgements (2025)."""

    DAYS = ("2024-04-29", "2025-07-01", "2026-01-20")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first = []
        for path in (HEADLINE, JUDGEMENTS, CARDS):
            cls.inst.submit(path)
            cls.first.append(cls.on(cls.DAYS[0]))

    @classmethod
    def on(cls, day, group="all"):
        """The figures of a day: a count, or a share as "numerator/denominator"."""
        rows = cls.inst.json("indicators", "--measure", "ofsted.*", "--area", "855", "--group", group, "--period", day)
        return {row["measure"].removeprefix("ofsted."): row["value"] if row["unit"] == "count" else
                f"{row['numerator']}/{row['denominator']}" for row in rows}

    def test_headline_grades_until_september_2024(self):
        self.assertEqual(self.on(self.DAYS[0]), {
            "inspected": 3, "good_or_better": "2/3", "not_good": "1/3", "inadequate": "1/3", "improved": "2/2",
            "same": "0/2", "declined": "0/2", "two_requires_improvement": 0, "two_requires_improvement.share": "0/2"})
        self.assertEqual(self.on(self.DAYS[0], "secondary-schools"), {
            "inspected": 1, "good_or_better": "0/1", "not_good": "1/1", "inadequate": "1/1"})

    def test_a_school_without_an_overall_grade_leaves_the_shares_of_those_with_one(self):
        told = self.on(self.DAYS[1])
        self.assertEqual((told["inspected"], told["good_or_better"], told["inadequate"]), (2, "2/2", "0/2"))
        self.assertEqual({name: value for name, value in told.items() if name.startswith("sub_judgements")}, {
            "sub_judgements.inspected": 2, "sub_judgements.quality_of_education.good_or_better": "1/2",
            "sub_judgements.behaviour_and_attitudes.good_or_better": "1/2",
            "sub_judgements.personal_development.good_or_better": "2/2",
            "sub_judgements.leadership_and_management.good_or_better": "1/2",
            "sub_judgements.early_years.good_or_better": "1/1", "sub_judgements.sixth_form.good_or_better": "0/1"})
        self.assertFalse([name for name in told if name.startswith("report_cards")])

    def test_words_of_report_cards_are_counted_and_no_number_is_made_of_them(self):
        told = self.on(self.DAYS[2])
        self.assertEqual((told["inspected"], told["sub_judgements.inspected"], told["report_cards.inspected"]), (1, 1, 2))
        self.assertEqual(told["report_cards.safeguarding_met"], "1/2")
        words = {name.removeprefix("report_cards."): value for name, value in told.items()
                 if name.startswith("report_cards.") and name.count(".") == 2 and value > 0}
        self.assertEqual(words, {
            "inclusion.strong_standard": 1, "inclusion.needs_attention": 1,
            "curriculum_and_teaching.expected_standard": 1, "curriculum_and_teaching.needs_attention": 1,
            "achievement.expected_standard": 1, "achievement.urgent_improvement": 1,
            "attendance_and_behaviour.strong_standard": 1, "attendance_and_behaviour.needs_attention": 1,
            "personal_development_and_wellbeing.exceptional": 1,
            "personal_development_and_wellbeing.expected_standard": 1, "early_years.expected_standard": 1,
            "post_16.expected_standard": 1, "leadership_and_governance.expected_standard": 1,
            "leadership_and_governance.urgent_improvement": 1})

    def test_each_file_tells_of_its_own_day_and_leaves_the_earlier_alone(self):
        self.assertEqual(self.first, [self.first[0]] * 3)
        days = {row["period"] for row in self.inst.json("indicators", "--measure", "ofsted.*", "--area", "855")}
        self.assertEqual(days, set(self.DAYS))

    def test_a_replay_counts_the_same(self):
        self.inst.leep("replay", "--verify", check=0)


if __name__ == "__main__":
    unittest.main()
