# SPDX-License-Identifier: MIT
"""Where authorities stand in England and what changed on the year before, in files of a few rows: that the order of
files does not matter, and that only what a change touches is worked out again."""

import os
import shutil
import tempfile
import unittest

from harness import Installation

HEADER = "Short Desc,Data item,Years,LA and Regions,Values,LA Number,Region\n"
DICTIONARY = "Measure_short,Chart_title,Polarity,y_axis_name,dps,No_Quartile\n"
AREAS = (970, 301, 302, 303, 304, 855)


class small_release(unittest.TestCase):

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="places-", dir="/tmp")
        self.addCleanup(shutil.rmtree, self.folder)

    def installed(self):
        inst = Installation()
        self.addCleanup(inst.end)
        return inst.start()

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def release(self, name, years, measure="M"):
        """A file of one measure: year -> the figures of AREAS."""
        return self.write(name, HEADER + "".join(
            f"{measure},Title,{year},Somewhere,{value},{area},Region\n"
            for year, values in years.items() for area, value in zip(AREAS, values, strict=True)))

    def dictionary(self, polarity="High", quartile="NA", name="dictionary.csv"):
        return self.write(name, DICTIONARY + f"M,Title,{polarity},%,1,{quartile}\n")

    def places(self, inst):
        """By area and year: rank, of, percentile, quartile, change."""
        return {(row["area"], row["period"]): tuple(row[name] for name in (
            "rank_national", "of_national", "percentile", "quartile", "change"))
            for row in inst.csv("indicators", "--measure", "lait.M")}

    YEARS = {2020: (50, 40, 50, "-", 60, 50), 2021: (51, 44, 50, 45, 60, 52.5), 2023: (52, 44, 50, 45, 60, 53)}

    def test_authorities_are_ranked_and_compared_with_the_year_before(self):
        inst = self.installed()
        inst.submit(self.dictionary(), self.release("lait_2026-04.csv", self.YEARS))
        got = self.places(inst)
        self.assertEqual(got["855", "2021"], ("2", "5", "80.0", "2", "2.5"))
        self.assertEqual(got["855", "2020"], ("2", "4", "75.0", "3", ""))  # shared: 40 50 50 60
        self.assertEqual(got["304", "2020"], ("1", "4", "100.0", "1", ""))
        self.assertEqual(got["303", "2020"], ("", "", "", "", ""))
        self.assertEqual(got["303", "2021"], ("4", "5", "40.0", "4", ""))
        self.assertEqual(got["855", "2023"], ("2", "5", "80.0", "2", ""))  # 2022 is missing
        self.assertEqual(got["england", "2021"], ("", "", "", "", "1"))
        row = inst.json("indicators", "--measure", "lait.M", "--area", "855", "--period", "2021")[0]
        self.assertEqual([row[name] for name in ("rank_national", "of_national", "percentile", "quartile", "change")],
                         [2, 5, 80, 2, 2.5])
        for live, rebuilt in inst.digests().values():
            self.assertEqual(live, rebuilt)

    def test_a_dictionary_after_the_figures_says_the_same_as_one_before(self):
        first, after = self.installed(), self.installed()
        files = [self.dictionary("Low", "N"), self.release("lait_2026-04.csv", self.YEARS)]
        first.submit(*files)
        after.submit(*files[::-1])
        self.assertEqual(self.places(first), self.places(after))
        self.assertEqual(self.places(after)["855", "2021"], ("4", "5", "40.0", "", "2.5"))

    def test_without_a_better_end_there_is_a_change_and_no_rank(self):
        inst = self.installed()
        inst.submit(self.release("lait_2026-04.csv", self.YEARS))
        self.assertEqual(self.places(inst)["855", "2021"], ("", "", "", "", "2.5"))
        inst.submit(self.dictionary("-"))
        self.assertEqual(self.places(inst)["855", "2021"], ("", "", "", "", "2.5"))

    def test_a_change_touches_its_year_and_the_next_and_nothing_else(self):
        inst = self.installed()

        def worked_out(file):
            before = inst.counter("indicators", "columns_worked_out")
            inst.submit(file)
            return inst.counter("indicators", "columns_worked_out") - before

        self.assertEqual(worked_out(self.release("lait_2026-01.csv", self.YEARS)), 3)
        self.assertEqual(worked_out(self.release("other_2026-01.csv", self.YEARS, "N")), 3)
        corrected = {2020: (50, 41, 50, "-", 60, 51)}
        self.assertEqual(worked_out(self.release("lait_2026-02.csv", corrected)), 2)
        self.assertEqual(self.places(inst)["855", "2021"][4], "1.5")
        corrected = {2021: (51, 44, 50, 45, 60, 52)}
        self.assertEqual(worked_out(self.release("lait_2026-03.csv", corrected)), 1)
        self.assertEqual(self.places(inst)["855", "2021"][4], "1")
        self.assertEqual(worked_out(self.dictionary()), 3)
        # The year that was missing comes late: 2023 has a year before now.
        late = {2022: (51, 44, 50, 45, 60, 50)}
        self.assertEqual(worked_out(self.release("lait_2026-04.csv", late)), 2)
        self.assertEqual((self.places(inst)["855", "2022"][4], self.places(inst)["855", "2023"][4]), ("-2", "3"))


if __name__ == "__main__":
    unittest.main()
