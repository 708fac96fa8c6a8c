# SPDX-License-Identifier: MIT
"""A figure with all that is known of it: in lines for people, in columns for programs."""

from harness import KS4, NEIGHBOURS, WRONG, WithInstallation


class figure_with_all_that_is_known_of_it(WithInstallation):
    files = (NEIGHBOURS, KS4)

    def explained(self, *flags):
        return self.inst.leep("indicators", "--explain", *flags, check=0).stdout

    def test_authority_is_told_with_source_coverage_and_every_comparator(self):
        text = self.explained("--measure", "ks4.attainment8", "--area", "855")
        lines = [" ".join(line.split()) for line in text.splitlines()]
        self.assertIn("Leicestershire (855)", lines)
        self.assertTrue(any(line.startswith("figure 46.1 points, published") for line in lines), text)
        self.assertTrue(any(line.startswith("from ") and "column ATT8SCR" in line for line in lines), text)
        self.assertTrue(any(line.startswith("from its schools 46.05") and "48 schools" in line for line in lines))
        self.assertIn("England 46.5, difference -0.4", lines)
        self.assertTrue(any(line.startswith("among neighbours rank 6 of 11") for line in lines), text)

    def test_interval_of_a_school_says_where_it_lies(self):
        rows = self.inst.json("indicators", "--measure", "ks4.progress8", "--level", "school", "--area", "855")
        below = next(row for row in rows if row["significant_zero"] == "below")
        self.assertLess(below["ci_high"], 0)
        self.assertIn("wholly below 0", self.explained("--measure", "ks4.progress8", "--area", below["area"]))
        self.assertTrue(any(row["significant_zero"] == "no" and row["ci_low"] <= 0 <= row["ci_high"] for row in rows))

    def test_flag_is_told_and_is_no_figure(self):
        rows = self.inst.json("indicators", "--measure", "ks4.progress8", "--level", "school", "--area", "855")
        without = next(row for row in rows if row["flag"] == "no entries")
        text = self.explained("--measure", "ks4.progress8", "--area", without["area"])
        self.assertIn("none: no entries", text)
        self.assertNotIn("difference", text)

    def test_wide_table_has_what_json_has(self):
        asked = ("indicators", "--measure", "ks4.attainment8", "--area", "855")
        wide = self.inst.leep(*asked, "--csv", "--wide", check=0).stdout.split("\r\n")
        row = self.inst.json(*asked)[0]
        self.assertEqual(wide[0].split(","), list(row))
        self.assertGreater(len(row), 28)

    def test_measure_is_asked_for_by_its_beginning_and_nothing_else(self):
        self.assertTrue(self.inst.csv("indicators", "--measure", "ks4.att*", "--area", "855"))
        done = self.inst.leep("indicators", "--measure", "*attain*")
        self.assertEqual(done.returncode, WRONG)
        self.assertIn("measure '*attain*': expected a name, or its beginning and a '*'", done.stderr)
