# SPDX-License-Identifier: MIT
"""Every real file is taken in, or refused for a stated and right reason: receipts are compared with tests/golden/receipts.csv.
LEEP_GOLDEN=write writes the table anew; every difference is then somebody's to understand before it is committed."""

import csv
import os
import unittest

from harness import DONE, REFUSED, ROOT, SHARED, Installation

TABLE = os.path.join(ROOT, "tests", "golden", "receipts.csv")

# What a receipt says of a file that does not depend on when and as what it was sent. `refused` holds the reasons for
# refused rows, each with the first row it is true of.
COLUMNS = ("file", "outcome", "format", "period", "first_period", "last_period", "status", "published", "rows_read",
           "rows_accepted", "rows_refused", "rows_ignored", "cells", "cells_flagged", "flagged", "cells_refused", "columns", "measures",
           "measures_held", "areas", "schools", "inspections", "events", "links", "groups", "findings", "note", "refused")

# These name authorities and regions, measures, neighbours and schools; others lean on them. The absence table of 2012/13
# has the authority of each school, which the key stage 2 table of that year leaves out.
FIRST = (
    "performance-tables/2018-19/la_and_region_codes_meta.csv",
    "lait/la_codes.csv",
    "lait/data_dictionary.csv",
    "lait/statistical_neighbours.csv",
    "performance-tables/2018-19/england_census.csv",
    "performance-tables/2012-13/england_abs.csv",
)


def order(path):
    """The first in their order, then descriptions of columns, then the rest by name: publications by their date."""
    known = FIRST.index(path) if path in FIRST else len(FIRST)
    return known, not path.endswith("_meta.csv"), path


def all_files():
    found = [os.path.relpath(os.path.join(folder, name), SHARED)
             for folder, _, names in os.walk(SHARED) for name in names if name != "README.md"]
    return sorted(found, key=order)


def refusals(inst, number):
    """Each reason once, with the first row and column it is true of."""
    seen = {}
    for row in inst.csv("submissions", number, "--rejects"):
        seen.setdefault(row["reason"], f"row {row['row']}, {row['column']}: {row['reason']}")
    return "; ".join(seen.values())


def taken(inst, files):
    """A row of the table for each file."""
    inst.leep("submit", *[os.path.join(SHARED, file) for file in files], timeout=600)
    receipts = inst.csv("submissions")
    rows = []
    for file, receipt in zip(files, receipts, strict=True):
        if not file.endswith(receipt["name"]):
            raise AssertionError(f"the receipt of {file} is that of {receipt['name']}")
        row = {"file": file, "refused": ""}
        row.update({column: receipt[column] for column in COLUMNS if column in receipt})
        if receipt["rows_refused"] != "0" or receipt["cells_refused"] != "0":
            row["refused"] = refusals(inst, receipt["submission"])
        rows.append(row)
    return rows


class every_file(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        if not os.path.isdir(os.path.join(SHARED, "attendance")):
            raise unittest.SkipTest("the real files are not here (LEEP_SHARED names their folder)")
        cls.inst = Installation()
        cls.addClassCleanup(cls.inst.end)
        cls.inst.start()
        cls.rows = taken(cls.inst, all_files())

    def test_receipt_is_the_one_of_the_table(self):
        if os.environ.get("LEEP_GOLDEN") == "write":
            with open(TABLE, "w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
                writer.writeheader()
                writer.writerows(self.rows)
        with open(TABLE, encoding="utf-8", newline="") as file:
            expected = {row["file"]: row for row in csv.DictReader(file)}
        self.assertEqual(sorted(row["file"] for row in self.rows), sorted(expected))
        for row in self.rows:
            with self.subTest(file=row["file"]):
                self.assertEqual(row, expected[row["file"]])

    def test_every_row_was_taken_in_refused_or_passed_over(self):
        for row in self.rows:
            with self.subTest(file=row["file"]):
                self.assertEqual(int(row["rows_read"]),
                                 sum(int(row["rows_" + what]) for what in ("accepted", "refused", "ignored")))
                flagged = [part.rsplit(" ", 1) for part in row["flagged"].split(", ") if part]
                self.assertEqual(int(row["cells_flagged"]), sum(int(count) for _, count in flagged))

    def test_every_event_of_them_was_understood(self):
        for service in ("ingest", "indicators", "alerts", "reports"):
            self.assertEqual(self.inst.counter(service, "dead_letters"), 0, service)

    def test_same_file_again_changes_nothing(self):
        name = "performance-tables/2018-19/850_ks2final.csv"
        said = self.inst.submit(os.path.join(SHARED, name), check=DONE).stdout
        self.assertIn("submitted before: nothing changed", said)

    def test_what_is_no_data_is_refused_with_what_was_expected(self):
        said = self.inst.submit(os.path.join(SHARED, "README.md"), check=REFUSED).stdout
        self.assertIn("expected", said)
