# SPDX-License-Identifier: MIT
"""The figures that councils know: those of the committee's paper of November 2013 and the key stage 4 results of 2019,
from the file that was submitted to the line that is printed."""

import csv
import unittest

from harness import (ALL, CENSUS, KS4, NEIGHBOURS, TABLES_2013, Installation, WithInstallation, data, rows_of, sample,
                     shared)

# The contract that scripts rely on: design, section 10.
COLUMNS = ("measure,group,period,level,area,name,value,flag,decimals,cohort,status,published,national,diff_national,"
           "neighbours,diff_neighbours,neighbour_set,rank_neighbours,of_neighbours,rank_national,of_national,"
           "percentile,quartile,change,trend,ci_low,ci_high,submission")


class published_tables_of_2013(WithInstallation):
    files = (TABLES_2013,)

    def figure(self, measure, period):
        rows = self.inst.csv("indicators", "--area", "855", "--measure", measure, "--period", period)
        self.assertEqual(len(rows), 1)
        return rows[0]

    def test_five_good_passes_are_as_the_committee_saw_them(self):
        row = self.figure("ks4.5ac_em", "2012/13")
        self.assertEqual((row["value"], row["national"], row["diff_national"]), ("59.3", "60.4", "-1.1"))

    def test_year_may_be_named_by_its_end_and_is_printed_as_an_academic_year(self):
        self.assertEqual(self.figure("ks4.5ac_em", "2013"), self.figure("ks4.5ac_em", "2012/13"))
        self.assertEqual(self.figure("ks4.5ac_em", "2013")["period"], "2012/13")

    def test_differences_from_nation_and_neighbours_of_key_stage_3_english(self):
        row = self.figure("ks3.english.6plus", "2013")
        self.assertEqual((row["diff_national"], row["diff_neighbours"]), ("12", "15"))

    def test_header_of_csv_is_the_contract(self):
        text = self.inst.leep("indicators", "--area", "855", "--measure", "ks4.5ac_em", "--csv", check=0).stdout
        self.assertEqual(text.split("\r\n", 1)[0], COLUMNS)
        self.assertTrue(text.endswith("\r\n"))
        self.assertNotIn("\n", text.replace("\r\n", ""))

    def test_every_figure_of_the_file_is_answered_as_it_stands_there(self):
        with open(sample(TABLES_2013), encoding="utf-8-sig", newline="") as file:
            expected = {(row["measure"], row["year"]): row for row in csv.DictReader(file)}
        answered = {(row["measure"], str(int(row["period"][:4]) + 1)): row
                    for row in self.inst.csv("indicators", "--area", "855")}
        for key, row in expected.items():
            if row["la"] == "":
                continue
            with self.subTest(measure=key[0], year=key[1]):
                self.assertEqual(float(answered[key]["value"]), float(row["la"]))
                if row["national"] != "":
                    self.assertEqual(float(answered[key]["national"]), float(row["national"]))
                    self.assertAlmostEqual(float(answered[key]["diff_national"]),
                                           float(row["la"]) - float(row["national"]), places=9)

    def test_json_points_to_the_cell_that_the_figure_came_from(self):
        row = self.inst.json("indicators", "--area", "855", "--measure", "ks4.5ac_em", "--period", "2012/13")[0]
        self.assertEqual(row["file"], TABLES_2013)
        with open(sample(row["file"]), encoding="utf-8-sig", newline="") as file:
            lines = list(csv.reader(file))
        cell = lines[row["row"] - 1][lines[0].index(row["column"])]
        self.assertEqual((cell, row["value"]), ("59.3", 59.3))

    def test_unknown_measure_or_year_is_an_empty_answer_with_a_header(self):
        for words in (("--measure", "no.such"), ("--period", "1999/00")):
            text = self.inst.leep("indicators", "--area", "855", *words, "--csv", check=0).stdout
            self.assertEqual(rows_of(text), [])

    def test_as_of_a_day_before_the_file_came_knows_nothing(self):
        self.assertEqual(self.inst.csv("indicators", "--area", "855", "--as-of", "2001-01-01"), [])


class key_stage_4_of_2019:
    """The same expectations of the sample and of the whole file for England."""

    # measure: worked out from the schools, and how near that is known
    EXPECTED = {
        "ks4.attainment8": (46.05, 0.005),
        "ks4.basics_94": (66.44, 0.005),
        "ks4.basics_95": (43.66, 0.005),
        "ks4.ebacc_aps": (4.021, 0.0005),
        "ks4.progress8": (-0.052, 0.0005),
    }
    PUBLISHED = {"ks4.attainment8": "46.1", "ks4.basics_94": "66.5", "ks4.basics_95": "43.7", "ks4.ebacc_aps": "4.03",
                 "ks4.progress8": "-0.06"}

    def rows(self, *words):
        found = self.inst.json("indicators", "--area", "855", "--period", "2018/19", "--measure", "ks4.*", *words)
        return {row["measure"]: row for row in found}

    def test_figures_worked_out_from_schools(self):
        rows = self.rows("--worked-out")
        for measure, (value, near) in self.EXPECTED.items():
            with self.subTest(measure=measure):
                self.assertAlmostEqual(rows[measure]["value"], value, delta=near)
                self.assertEqual(rows[measure]["status"], "worked out")

    def test_published_figure_wins_unless_the_worked_out_one_is_asked_for(self):
        rows = self.rows()
        for measure, value in self.PUBLISHED.items():
            with self.subTest(measure=measure):
                self.assertEqual(rows[measure]["value"], float(value))
                self.assertEqual(rows[measure]["status"], "provisional")

    def test_json_says_what_was_worked_out_and_from_how_many(self):
        rows = self.rows()
        self.assertAlmostEqual(rows["ks4.attainment8"]["worked_out"], 46.054, delta=0.0005)
        self.assertEqual(rows["ks4.attainment8"]["worked_out_cohort"], 7164)
        self.assertEqual(rows["ks4.progress8"]["worked_out_cohort"], 6922)
        for row in rows.values():
            self.assertIn("worked_out_schools", row)
            self.assertIn("worked_out_hidden", row)

    def test_interval_is_that_of_the_figure_beside_it(self):
        row = self.rows()["ks4.progress8"]
        self.assertEqual((row["ci_low"], row["ci_high"]), (-0.09, -0.03))


class sample_of_key_stage_4(key_stage_4_of_2019, WithInstallation):
    files = (CENSUS, NEIGHBOURS, KS4)

    def test_suppressed_figure_is_a_flag_and_never_a_zero(self):
        rows = self.inst.csv("indicators", "--level", "school", "--measure", "ks4.progress8", "--period", "2018/19")
        flagged = [row for row in rows if row["flag"] not in ("", "present")]
        self.assertTrue(flagged)
        for row in flagged:
            self.assertEqual((row["value"], row["diff_national"]), ("", ""))


    def test_number_of_pupils_is_told_beside_no_total(self):
        """A county's pupils less England's are minus three million of nothing; its neighbours' mean is another matter."""
        rows = self.inst.json("indicators", "--measure", "census.pupils", "--group", "all")
        county, school = (next(row for row in rows if row["level"] == level) for level in ("authority", "school"))
        self.assertIsNone(county["diff_national"])
        self.assertIsNone(county["diff_region"])
        self.assertIsNone(school["diff_national"])
        self.assertGreater(school["authority_figure"], school["value"])
        self.assertIsNone(school["diff_authority"])
        self.assertAlmostEqual(school["diff_phase"], school["value"] - school["phase_mean"], places=3)

    def test_sum_of_schools_names_no_file_that_tells_of_it(self):
        """Neighbours came after the census, so that the county was worked out again; they tell of no pupils."""
        county = self.inst.json("indicators", "--measure", "census.pupils", "--group", "all", "--area", "855")[0]
        self.assertEqual((county["status"], county["file"], county["submission"]), ("worked out", None, None))



class whole_file_of_key_stage_4(key_stage_4_of_2019, WithInstallation):
    files = ()

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.inst.submit_sample(CENSUS, NEIGHBOURS)
        cls.loaded = False

    def setUp(self):
        if not self.loaded:
            self.inst.submit(shared(self, "performance-tables/2018-19/england_ks4provisional.csv"))
            type(self).loaded = True

    def test_school_of_another_authority_is_answered(self):
        rows = self.inst.csv("indicators", "--level", "school", "--measure", "ks4.attainment8", "--area", "100000")
        self.assertTrue(all(row["area"] == "100000" for row in rows))


class order_of_submission(unittest.TestCase):
    def test_figures_do_not_depend_on_the_order_of_the_files(self):
        answers = []
        for files in (ALL, tuple(reversed(ALL))):
            with Installation() as inst:
                inst.submit_sample(*files)
                rows = inst.csv("indicators")
                for row in rows:  # a school's name is the one that the latest file gives
                    del row["submission"], row["name"]
                answers.append(sorted(tuple(row.items()) for row in rows))
        self.assertEqual(len(answers[0]), len(answers[1]))
        for one, other in zip(*answers):
            self.assertEqual(one, other)

    def test_table_of_a_later_year_stands_whichever_came_first(self):
        """Each year's table tells the years before again, revised: whoever loads an old one later changes nothing."""
        tables = [shared(self, f"performance-tables/{year}/850_ks{stage}final.csv")
                  for year, stage in (("2016-17", 4), ("2017-18", 4), ("2016-17", 2), ("2017-18", 2), ("2018-19", 2))]
        answers = []
        for files in (tables, tables[::-1]):
            with Installation() as inst:
                inst.submit(*files)
                rows = inst.csv("indicators", "--level", "authority") + inst.csv("indicators", "--level", "national")
                for row in rows:
                    del row["submission"]
                answers.append(sorted(tuple(row.items()) for row in rows))
        self.assertGreater(len(answers[0]), 2000)
        self.assertEqual(*answers)

    def test_byte_order_mark_and_line_ends_make_no_difference(self):
        with Installation() as inst:
            inst.submit(data("bom_crlf.csv"))
            rows = inst.csv("indicators", "--area", "855", "--measure", "ks4.attainment8")
            self.assertEqual([row["value"] for row in rows], ["46.1"])
