# SPDX-License-Identifier: MIT
"""The floor standards of 2016 to 2018 and the definition of three years together, on the schools of Hampshire: the
alerts are exactly those of tests/data/hampshire/standards.csv, which was checked by hand (its README says how), on the
extracts there and on the whole files."""

import csv
import os
import unittest

from harness import SHARED, Installation, data, rows_of

RULES = ("ks2.floor_2016", "ks2.three_years_2018", "ks4.floor_2016", "ks4.three_years_2018")
YEARS = ("2016/17", "2017/18")
EXTRACTS = [data(f"hampshire/{stage}_{year}.csv") for year in ("2016-17", "2017-18") for stage in ("ks2", "ks4")]
WHOLE = [f"performance-tables/{year}/850_{stage}final.csv" for year in ("2016-17", "2017-18") for stage in ("ks2", "ks4")]

CASELOADS = """authority: 850
adviser_for_schools_not_listed:
  name: Duty Adviser (fictional)
  email: duty.adviser@council.example
advisers: []
"""
MEASURES = {"rwm": "ks2.rwm.expected", "reading": "ks2.reading.progress", "maths": "ks2.maths.progress",
            "writing": "ks2.writing.progress", "progress8": "ks4.progress8"}
# Limb -> measure, part of the row, threshold; and by stage how many pupils are enough.
LIMBS = {"ks2.attainment": ("ks2.rwm.expected", "value", 65), "ks2.reading": ("ks2.reading.progress", "value", -5),
         "ks2.maths": ("ks2.maths.progress", "value", -5), "ks2.writing": ("ks2.writing.progress", "value", -7),
         "ks4.progress8": ("ks4.progress8", "value", -0.5), "ks4.upper": ("ks4.progress8", "ci_high", 0)}
ENOUGH = {"ks2": 11, "ks4": 6}


def listed(name):
    with open(data(os.path.join("hampshire", name)), encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def installed(test):
    """Started, with the caseloads of Hampshire; ended after the test, or the class."""
    inst = Installation()
    (test.addClassCleanup if isinstance(test, type) else test.addCleanup)(inst.end)
    with open(inst.path("caseloads.yaml"), "w", encoding="utf-8") as file:
        file.write(CASELOADS)
    return inst.start()


def keys(inst, rule):
    """Period and URN of the open alerts of a rule, of the years that were checked."""
    return sorted((row["period"], row["urn"]) for row in inst.alerts("--rule", rule, "--state", "open")
                  if row["period"] in YEARS)


class as_checked_by_hand:
    """What holds on the extracts and on the whole files."""

    def test_alerts_are_those_of_the_list(self):
        for rule in RULES:
            with self.subTest(rule=rule):
                wanted = sorted({(row["period"], row["urn"]) for row in listed("standards.csv") if row["rule"] == rule})
                self.assertTrue(wanted)
                self.assertEqual(keys(self.inst, rule), wanted)

    def test_evidence_has_every_figure_of_the_list_and_of_which_year_it_is(self):
        ids = {(row["rule"], row["period"], row["urn"]): row["id"] for row in self.inst.alerts()}
        shown = {}
        for row in listed("standards.csv"):
            key = (row["rule"], row["period"], row["urn"])
            if key not in shown:
                evidence = self.inst.json("alert", ids[key])["evidence"]
                shown[key] = {(one["what"], one["period"]): one for one in evidence}
            for name, measure in MEASURES.items():
                if row[name]:
                    one = shown[key][measure, row["year"]]
                    if row[name] != "NA":
                        self.assertEqual(float(one["value"]), float(row[name].rstrip("%")), (row, name))
                    self.assertTrue(one["file"] and one["row"] and one["column"])
            if row["upper"]:
                self.assertEqual(float(shown[key]["ks4.progress8", row["year"]]["high"]), float(row["upper"]))

    def test_every_input_can_be_looked_up(self):
        for stage, measures in (("ks2", "ks2.*"), ("ks4", "ks4.progress8")):
            found = {(row["measure"], row["period"], row["area"]): row for row in rows_of(self.inst.leep(
                "indicators", "--level", "school", "--area", "850", "--measure", measures, "--csv", check=0).stdout)
                if row["group"] == "all"}
            for row in listed("standards.csv"):
                for name, measure in MEASURES.items():
                    if row["rule"].startswith(stage) and row[name] not in ("", "NA"):
                        self.assertEqual(float(found[measure, row["year"], row["urn"]]["value"]),
                                         float(row[name].rstrip("%")))

    def test_nothing_labels_a_school(self):
        for row in self.inst.alerts():
            text = str(self.inst.json("alert", row["id"])).lower()
            for word in ("coasting", "failing", "underperforming", "below standard school"):
                self.assertNotIn(word, text)


class on_the_extracts(as_checked_by_hand, unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.inst = installed(cls)
        cls.inst.submit(*EXTRACTS)

    def test_order_of_the_files_makes_no_difference(self):
        other = installed(self)
        other.submit(*EXTRACTS[::-1])
        for rule in RULES:
            self.assertEqual(keys(other, rule), keys(self.inst, rule), rule)

    def test_a_year_that_comes_late_or_is_corrected_counts_in_the_years_after_it(self):
        inst = installed(self)
        rule, key = "ks4.three_years_2018", ("2017/18", "116447")
        with open(EXTRACTS[3], encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        head, row = rows[0], next(row for row in rows if row[3] == key[1])
        told = {name: row[head.index(name)] for name in ("P8MEA_17", "P8CILOW_17", "P8CIUPP_17", "P8PUP_17")}
        self.assertEqual(told["P8MEA_17"], "-0.36")
        for name in told:
            row[head.index(name)] = ""
        late = inst.path("ks4_2017-18.csv")
        with open(late, "w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
        inst.submit(late)
        self.assertNotIn(key, keys(inst, rule))  # two years of three
        inst.submit(EXTRACTS[1])
        self.assertIn(key, keys(inst, rule))  # the table of the year that was missing
        with open(EXTRACTS[1], encoding="utf-8", newline="") as file:
            text = file.read()
        self.assertIn(",-0.36,-0.58,-0.14,", text)
        corrected = inst.path("ks4_2016-17.csv")
        with open(corrected, "w", encoding="utf-8", newline="") as file:
            file.write(text.replace(",-0.36,-0.58,-0.14,", ",-0.25,-0.47,-0.03,"))
        inst.submit(corrected)
        self.assertNotIn(key, keys(inst, rule))
        row = next(row for row in inst.alerts("--rule", rule) if row["urn"] == key[1])
        self.assertEqual(row["state"], "resolved")
        for live, rebuilt in inst.digests().values():
            self.assertEqual(live, rebuilt)

    def test_a_figure_beside_the_first_amends_the_alert(self):
        inst = installed(self)
        inst.submit(EXTRACTS[2])
        with open(EXTRACTS[2], encoding="utf-8", newline="") as file:
            text = file.read()
        old = ",55%,-5.8,-7.4,-4.2,"
        self.assertEqual(text.count(old), 1)
        revised = inst.path("ks2_2017-18.csv")
        with open(revised, "w", encoding="utf-8", newline="") as file:
            file.write(text.replace(old, ",55%,-5.9,-7.5,-4.3,"))
        inst.submit(revised)
        row = next(row for row in inst.alerts("--rule", "ks2.floor_2016") if row["urn"] == "116244")
        history = [line["what"] for line in inst.json("alert", row["id"])["history"] if line["what"] != "message"]
        self.assertEqual((history, row["state"]), (["opened", "amended"], "open"))
        self.assertIn("ks2.reading.progress -5.9 (-7.5 to -4.3)", row["summary"])


class on_the_whole_files(as_checked_by_hand, unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        absent = [name for name in WHOLE if not os.path.exists(os.path.join(SHARED, name))]
        if absent:
            raise unittest.SkipTest(f"the real file {absent[0]} is not here (LEEP_SHARED names its folder)")
        cls.inst = installed(cls)
        cls.inst.submit(*[os.path.join(SHARED, name) for name in WHOLE])

    def test_schools_of_each_limb_are_those_of_the_list(self):
        """Whoever meets one limb and not the other is in no alert; the figures tell."""
        mainstream = {row["urn"] for row in self.inst.json("schools", "--area", "850") if row["setting"] == "mainstream"}
        rows = [row for measure in {limb[0] for limb in LIMBS.values()} | {"ks2.pupils"}
                for row in self.inst.json("indicators", "--level", "school", "--area", "850", "--measure", measure,
                                          "--group", "all")]
        self.assertTrue(mainstream and rows)
        for limb, (measure, part, threshold) in LIMBS.items():
            found = sorted((row["period"], row["area"]) for row in rows
                           if row["measure"] == measure and row["period"] in YEARS and row["area"] in mainstream
                           and row["cohort"] is not None and row["cohort"] >= ENOUGH[limb[:3]]
                           and row[part] is not None and row[part] < threshold)
            self.assertEqual(found, sorted((row["period"], row["urn"]) for row in listed("limbs.csv")
                                           if row["limb"] == limb), limb)


if __name__ == "__main__":
    unittest.main()
