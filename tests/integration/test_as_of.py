# SPDX-License-Identifier: MIT
"""Two times: what a figure is about, and when it was known. A later publication supersedes, the earlier one stays, and
`--as-of` answers what was known that day."""

import csv
import glob
import os
import tempfile
import unittest

from harness import ALL, Installation, WithInstallation, shared

MEASURE = "attendance.attendance_perc"
PHASES = {"Primary": "primary-schools", "Secondary": "secondary-schools", "Special": "special-schools"}


def published(path):
    """What one publication says of Leicestershire, by pupil group."""
    with open(path, encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["old_la_code"] == "855"]
    year = rows[0]["time_period"]
    return f"{year[:4]}/{year[4:]}", {PHASES.get(row.get("school_type") or row.get("education_phase"), "all"):
                                      float(row["attendance_perc"]) for row in rows}


class back_numbers_of_a_publication(unittest.TestCase):
    def test_each_day_is_answered_as_was_published_by_then(self):
        folder = shared(self, "attendance")
        files = sorted(glob.glob(os.path.join(folder, "*.csv")))
        self.assertEqual(len(files), 79)
        with Installation() as inst:
            inst.submit(folder)
            for path in files:
                day = os.path.basename(path)[4:14]
                year, expected = published(path)
                answered = {row["group"]: row for row in inst.csv("indicators", "--area", "855", "--measure", MEASURE,
                                                                  "--period", year, "--as-of", day)}
                with self.subTest(day=day):
                    self.assertEqual(sorted(answered), sorted(expected))
                    for group, value in expected.items():
                        self.assertAlmostEqual(float(answered[group]["value"]), value, places=8)
                        self.assertEqual(answered[group]["published"], day)
            self.assertEqual(inst.csv("indicators", "--measure", MEASURE, "--as-of", "2022-09-27"), [])
            inst.leep("replay", "--verify", check=0)


class publications_in_any_order(WithInstallation):
    """The council's own figures, so that the days can be chosen."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.folder = tempfile.TemporaryDirectory()

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()
        super().tearDownClass()

    def send(self, measure, value, *options):
        path = os.path.join(self.folder.name, f"{measure}-{value}.csv")
        with open(path, "w", encoding="utf-8") as file:
            file.write(f"area,measure,period,value\n855,{measure},2018/19,{value}\n")
        self.inst.leep("submit", path, *options, check=0)

    def figure(self, measure, *options):
        rows = self.inst.csv("indicators", "--area", "855", "--measure", measure, *options)
        return [(row["value"], row["published"]) for row in rows]

    def test_an_earlier_publication_takes_nothing_back(self):
        self.send("own.late", "61", "--published", "2019-10-01")
        self.send("own.late", "60", "--published", "2019-09-01")
        self.assertEqual(self.figure("own.late"), [("61", "2019-10-01")])
        self.send("own.late", "62", "--published", "2019-11-01")
        self.assertEqual(self.figure("own.late"), [("62", "2019-11-01")])

    def test_what_is_final_is_not_taken_back_by_what_is_provisional(self):
        self.send("own.final", "51", "--status", "final")
        self.send("own.final", "50", "--status", "provisional")
        self.assertEqual([value for value, _ in self.figure("own.final")], ["51"])
        self.send("own.final", "52", "--status", "final")
        self.assertEqual([value for value, _ in self.figure("own.final")], ["52"])

    def test_without_a_date_what_came_last_stands(self):
        self.send("own.undated", "40")
        self.send("own.undated", "41")
        self.assertEqual([value for value, _ in self.figure("own.undated")], ["41"])

    def test_a_day_after_the_file_came_knows_it_whenever_it_was_published(self):
        self.send("own.known", "30", "--published", "2030-01-01")
        self.assertEqual(self.figure("own.known", "--as-of", "2099-01-01"), [("30", "2030-01-01")])
        self.assertEqual(self.figure("own.known", "--as-of", "2001-01-01"), [])
