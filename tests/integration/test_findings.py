# SPDX-License-Identifier: MIT
"""What the arithmetic checks find: exactly the faults of the published tables, in the file, on submission and without."""

import csv
import json
import os
import shutil
import subprocess
import tempfile
import unittest

from harness import (ABSENCE, ALL, CENSUS, DONE, LEEP, REFUSED, ROOT, TABLES_2013, WRONG, Installation,
                     WithInstallation, data, environment, leep, rows_of, sample, shared)

QUARTERS = data("safeguarding_2012-13.csv")
GOLDEN = os.path.join(ROOT, "tests", "golden", "findings_published_tables.csv")

# What a careful reader found in the tables of November 2013, by the line of the report; how often.
KNOWN = {
    ("diff", 3399): 1, ("diff", 3401): 1,
    ("operand-missing", 3408): 1,
    ("diff-sign", 3749): 1, ("diff-sign", 3750): 1,
    ("diff", 3770): 1,
    ("stuck-tail", 4049): 1,
    ("diff", 4049): 1, ("diff", 4050): 2, ("diff", 4051): 2, ("diff", 4052): 2, ("diff", 4053): 2,
    ("shifted-row", 4166): 1, ("shifted-row", 4195): 1, ("shifted-row", 4221): 1, ("shifted-row", 4238): 1,
    ("same-columns", 4213): 1,
    ("diff", 4256): 2, ("diff", 4276): 1,
    ("diff-rounding", 4425): 1, ("diff-missing", 4424): 1,
    ("diff-missing", 3820): 1, ("diff-missing", 3821): 1, ("diff-missing", 3919): 1, ("diff-missing", 3920): 1,
    ("superseded", 3803): 1, ("superseded", 3950): 1,
    **{("diff-missing", line): 1 for line in range(3842, 3851)},
    **{("diff-missing", line): 2 for line in range(3894, 3900)},
}


def source_lines(path):
    with open(path, encoding="utf-8", newline="") as file:
        return {row: int(line["source_line"]) for row, line in enumerate(csv.DictReader(file), start=2)}


def by_line(findings, path):
    """How many findings of each kind stand at each line of the report."""
    lines, found = source_lines(path), {}
    for finding in findings:
        key = finding["kind"], lines[int(finding["row"])]
        found[key] = found.get(key, 0) + 1
    return found


def check(*words, **kwargs):
    """`leep check` where there is no installation, and where none may appear."""
    folder = tempfile.mkdtemp(prefix="leep-", dir="/tmp")
    try:
        done = leep("check", *words, env=environment({"LEEP_DIR": os.path.join(folder, "none")}), **kwargs)
        assert os.listdir(folder) == [], "leep check has left something"
        return done
    finally:
        shutil.rmtree(folder)


class a_file_that_is_only_checked(unittest.TestCase):
    def test_shows_exactly_the_faults_of_the_published_tables(self):
        said = check(sample(TABLES_2013), "--csv", check=DONE).stdout
        self.assertEqual(by_line(rows_of(said), sample(TABLES_2013)), KNOWN)
        with open(GOLDEN, encoding="utf-8", newline="") as golden:
            self.assertEqual(said, golden.read())

    def test_explains_what_is_likely_behind_a_fault(self):
        said = check(sample(TABLES_2013), check=DONE).stdout
        self.assertIn("accepted  leicestershire-2013/published_tables.csv  (checked only: nothing was kept)", said)
        self.assertIn("501 rows read, 501 accepted, 0 refused", said)
        self.assertIn("53 findings of the arithmetic checks", said)
        self.assertIn("la 762.2 less national 780.5 is -18.3, but -28.3 is published; both published differences "
                      "imply la 752.2", said)

    def test_has_each_row_of_quarters_that_does_not_foot_and_no_other(self):
        wrong = []
        with open(QUARTERS, encoding="utf-8", newline="") as file:
            for row, line in enumerate(csv.DictReader(file), start=2):
                cells = [line[name].split(" (")[0] for name in ("Q1", "Q2", "Q3", "Q4", "Full Year")]
                if all(cell.isdigit() for cell in cells) and sum(map(int, cells[:4])) != int(cells[4]):
                    wrong.append((str(row), "Full Year", "parts-total"))
        self.assertEqual(len(wrong), 37)
        found = rows_of(check(QUARTERS, "--csv", check=DONE).stdout)
        self.assertEqual([(f["row"], f["column"], f["kind"]) for f in found], wrong)
        self.assertTrue(all(f["source"] == "data/safeguarding_2012-13.csv" for f in found))

    def test_has_the_one_statement_whose_parts_do_not_sum(self):
        path = shared(self, "leicestershire-2013/statements.csv")
        found = rows_of(check(path, "--csv", check=DONE).stdout)
        self.assertEqual([(f["kind"], f["row"]) for f in found], [("parts-total", "15")])
        self.assertIn("local is 14", found[0]["detail"])
        self.assertIn("is 13: the total is 1 too large", found[0]["detail"])

    def test_nothing_is_found_in_the_rest_of_the_sample(self):
        others = [sample(name) for name in ALL if name != TABLES_2013]
        self.assertEqual(rows_of(check(*others, "--csv", check=DONE).stdout), [])
        self.assertEqual(json.loads(check(*others, "--json", check=DONE).stdout), [])

    def test_nothing_is_found_in_the_real_files(self):
        for name in ("lait/lait_2026-04.csv", "performance-tables/2018-19/england_ks4provisional.csv",
                     "performance-tables/2018-19/england_census.csv", "ees/ks4_la_characteristics_2018-19.csv",
                     "attendance/ytd_2022-09-28.csv"):
            with self.subTest(name):
                self.assertEqual(rows_of(check(shared(self, name), "--csv", check=DONE).stdout), [])

    def test_is_refused_as_it_would_be_on_submission(self):
        done = check(data("unknown.csv"), check=REFUSED)
        self.assertIn("refused  data/unknown.csv", done.stdout)
        self.assertIn("is not of a known format; expected", done.stdout)
        done = check(data("unknown.csv"), "--csv", check=REFUSED)
        self.assertEqual(rows_of(done.stdout), [])
        self.assertIn("would be refused: the header", done.stderr)
        self.assertIn("cut short", check(data("truncated.csv"), check=REFUSED).stdout)

    def test_follows_the_options_of_submit(self):
        done = check(sample(CENSUS), "--format", "dfe.absence.10", check=REFUSED)
        self.assertIn("format dfe.absence.10 needs a column", done.stdout)
        done = check(sample(ABSENCE), "--period", "2017/18", check=DONE)
        self.assertIn("period 2017/18", done.stdout)
        self.assertEqual(json.loads(check(QUARTERS, "--json", check=DONE).stdout)[0]["row"], 30)

    def test_takes_folders_and_standard_input_as_submit_does(self):
        said = check(os.path.dirname(sample(TABLES_2013)), check=DONE).stdout
        self.assertIn("53 findings", said)
        with open(QUARTERS, "rb") as file:
            done = subprocess.run([LEEP, "check", "-", "--name", "referrals.csv"], stdin=file, env=environment(),
                                  capture_output=True, timeout=60)
        self.assertEqual(done.returncode, DONE)
        self.assertIn(b"accepted  referrals.csv  (checked only", done.stdout)
        self.assertIn(b"37 findings", done.stdout)

    def test_wrong_use_is_told(self):
        check(check=WRONG)
        check("/no/such/file.csv", check=WRONG)
        check(sample(ABSENCE), "--authority", "Leicestershire", check=WRONG)
        # One file that cannot be read does not make the others pass.
        self.assertIn("cannot be read", check(sample(ABSENCE), "/no/such/file.csv", check=WRONG).stderr)


class findings_of_submissions(WithInstallation):
    files = (CENSUS, TABLES_2013)

    def test_are_those_of_a_check_with_number_and_source(self):
        found = self.inst.csv("findings")
        self.assertEqual(list(found[0]), ["submission", "source", "row", "column", "kind", "detail"])
        with open(GOLDEN, encoding="utf-8", newline="") as golden:
            self.assertEqual(found, [{**row, "submission": "2"} for row in csv.DictReader(golden)])
        self.assertEqual(self.inst.csv("findings", "--submission", "2"), found)
        self.assertEqual(self.inst.csv("findings", "--submission", "1"), [])
        self.assertEqual(self.inst.json("findings")[0]["row"], 3)
        self.assertIn("(none)", self.inst.leep("findings", "--submission", 1, check=DONE).stdout)
        self.inst.leep("findings", "--submission", 99, check=REFUSED)
        self.inst.leep("findings", "--submission", "two", check=WRONG)

    def test_are_counted_in_receipts(self):
        self.assertEqual([row["findings"] for row in self.inst.json("submissions")][:2], [0, 53])
        said = self.inst.submit_sample(TABLES_2013).stdout
        self.assertIn("53 findings of the arithmetic checks: leep findings --submission 2", said)

    def test_change_no_figure(self):
        figures = self.inst.csv("indicators", "--measure", "ks5.aps_candidate", "--area", "855", "--period", "2012")
        self.assertEqual([row["value"] for row in figures], ["762.2"])

    def test_a_dry_run_keeps_nothing(self):
        before = self.inst.csv("submissions"), self.inst.csv("findings"), self.inst.digests()
        said = self.inst.submit(QUARTERS, "--dry-run").stdout
        self.assertIn("accepted  data/safeguarding_2012-13.csv  (checked only: nothing was kept)", said)
        self.assertIn("37 findings of the arithmetic checks", said)
        self.assertEqual(said, self.inst.leep("check", QUARTERS, check=DONE).stdout)
        self.assertIn("refused", self.inst.submit(data("unknown.csv"), "--dry-run", check=REFUSED).stdout)
        self.assertEqual((self.inst.csv("submissions"), self.inst.csv("findings"), self.inst.digests()), before)


class findings_in_number(unittest.TestCase):
    def test_come_in_pages_survive_a_restart_and_are_rebuilt_from_the_log(self):
        with Installation() as inst:
            path = inst.path("late.csv")
            with open(path, "w", encoding="utf-8") as file:
                file.write("item,Q1,Q2,Q3,Q4,Full Year\n")
                file.writelines(f"a row with a name of some length {i},1,1,1,1,5\n" for i in range(7000))
            said = inst.submit(path).stdout
            self.assertIn("7000 findings of the arithmetic checks: leep findings --submission 1", said)
            inst.submit(QUARTERS)
            found = inst.csv("findings")
            self.assertEqual(len(found), 5000 + 37)
            self.assertEqual([int(f["row"]) for f in found[:5000]], list(range(2, 5002)))
            self.assertEqual({f["submission"] for f in found[5000:]}, {"2"})
            self.assertEqual(inst.stop(), 0)
            inst.start()
            self.assertEqual(inst.csv("findings"), found)
            for live, rebuilt in inst.digests().values():
                self.assertEqual(live, rebuilt)
