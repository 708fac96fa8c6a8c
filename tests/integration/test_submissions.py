# SPDX-License-Identifier: MIT
"""What becomes of a file: taken in once, or refused with what was expected; a receipt either way."""

import os
import unittest

from harness import (ABSENCE, ALL, CENSUS, KS4, LAIT, OFSTED, REFUSED, WRONG, Installation, WithInstallation, data,
                     sample)


class the_same_again(unittest.TestCase):
    def test_same_files_change_nothing(self):
        with Installation() as inst:
            inst.submit_sample()
            inst.wait_quiet()
            before = (inst.digests(), inst.alerts(), inst.csv("indicators"), inst.csv("submissions"), inst.spool())
            said = inst.submit_sample(*reversed(ALL)).stdout
            inst.wait_quiet()
            after = (inst.digests(), inst.alerts(), inst.csv("indicators"), inst.csv("submissions"), inst.spool())
            self.assertEqual(said.count("submitted before: nothing changed"), len(ALL))
            self.assertEqual(before, after)

    def test_same_file_has_the_same_number_under_any_name(self):
        with Installation() as inst:
            inst.submit_sample(CENSUS, ABSENCE)
            copy = inst.path("another name.csv")
            with open(sample(ABSENCE), "rb") as one, open(copy, "wb") as other:
                other.write(one.read())
            self.assertTrue(inst.submit(copy).stdout.startswith("submission 2 "))
            self.assertEqual(len(inst.csv("submissions")), 2)

    def test_a_script_is_told_that_a_file_was_submitted_before(self):
        with Installation() as inst:
            said = [inst.json("submit", sample(CENSUS))[0]["duplicate"] for _ in range(2)]
            self.assertEqual(said, [False, True])

    def test_refused_file_may_be_sent_again(self):
        with Installation() as inst:
            first = inst.submit(data("unknown.csv"), check=REFUSED).stdout
            second = inst.submit(data("unknown.csv"), check=REFUSED).stdout
            self.assertIn("expected", first)
            self.assertIn("expected", second)


class refused(WithInstallation):
    """Each of these changes nothing but the list of receipts."""

    files = (CENSUS,)

    def setUp(self):
        self.figures = self.inst.csv("indicators")
        self.received = len(self.inst.csv("submissions"))

    def refuse(self, path, reason, **options):
        said = self.inst.submit(path, check=REFUSED, **options).stdout
        self.assertIn("refused", said.splitlines()[0])
        self.assertRegex(said, reason)
        receipts = self.inst.json("submissions")
        self.assertEqual(len(receipts), self.received + 1)
        self.assertEqual(receipts[-1]["outcome"], "refused")
        self.assertRegex(receipts[-1]["note"], reason)
        self.assertEqual((receipts[-1]["cells"], receipts[-1]["schools"]), (0, 0))
        self.assertEqual(self.inst.csv("indicators"), self.figures)

    def make(self, content):
        path = self.inst.path("made.csv")
        with open(path, "wb") as file:
            file.write(content)
        return path

    def test_unknown_header_with_what_was_read_and_what_would_be_taken(self):
        self.refuse(data("unknown.csv"), r"the header, which begins .* is not of a known format; expected .*time_period")

    def test_file_cut_short_with_the_row(self):
        self.refuse(data("truncated.csv"), r"row 140: the file was cut short .* 18 of 25 columns")

    def test_wrong_format_with_the_column_that_is_missing(self):
        self.refuse(sample(ABSENCE), r"format dfe\.census needs a column 'SCHOOLTYPE'", format="dfe.census")

    def test_format_that_nobody_knows(self):
        self.refuse(sample(ABSENCE), r"no format is called 'no\.such'", format="no.such")

    def test_empty_file(self):
        self.refuse(self.make(b""), "empty")

    def test_header_without_rows(self):
        with open(sample(ABSENCE), "rb") as file:
            self.refuse(self.make(file.readline()), "nothing that could be taken in")

    def test_period_that_is_none(self):
        self.refuse(sample(ABSENCE), r"'yesterday': expected an academic year", period="yesterday")

    def test_quote_that_is_never_closed(self):
        with open(sample(ABSENCE), "rb") as file:
            self.refuse(self.make(file.readline() + b'855,"2000,119903,5.0,9.0\n'), "never closed")

    def test_more_than_a_tenth_of_bad_rows(self):
        with open(sample(ABSENCE), "rb") as file:
            lines = file.read().splitlines(keepends=True)
        self.refuse(self.make(lines[0] + b"".join(b"855,2000,none,5.0,9.0\n" for _ in range(3)) + b"".join(lines[1:21])),
                    "more than one in ten")


class receipts(WithInstallation):
    files = (CENSUS, LAIT, OFSTED)

    def test_receipt_counts_what_the_file_holds(self):
        census, lait, ofsted = self.inst.json("submissions")[:3]
        self.assertEqual((census["rows_read"], census["schools"], census["rows_refused"]), (308, 305, 0))
        self.assertEqual((lait["rows_read"], lait["cells"], lait["measures"]), (4800, 4800, 3))
        self.assertEqual((ofsted["rows_read"], ofsted["inspections"]), (286, 286))
        self.assertEqual(census["bytes"], os.path.getsize(sample(CENSUS)))
        self.assertEqual((census["format"], census["period"]), ("dfe.census", "2018/19"))

    def test_assumption_about_the_period_is_said(self):
        self.assertIn("file's name", self.inst.json("submissions")[0]["note"])

    def test_one_receipt_by_its_number(self):
        self.assertEqual([row["name"] for row in self.inst.csv("submissions", 2)], [LAIT])
        done = self.inst.leep("submissions", 99)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("no submission 99", done.stderr)

    def test_refused_rows_are_listed_with_row_column_and_reason(self):
        with open(sample(ABSENCE), "rb") as file:
            lines = file.read().splitlines(keepends=True)
        bad = lines[1].split(b",")
        header = lines[0].rstrip(b"\r\n").split(b",")
        bad[header.index(b"PERCTOT")] = b"many"
        path = self.inst.path("one_bad.csv")
        with open(path, "wb") as file:
            file.write(lines[0] + b",".join(bad) + b"".join(lines[2:]))
        said = self.inst.submit(path).stdout
        number = said.split()[1]
        rejects = self.inst.csv("submissions", number, "--rejects")
        self.assertEqual([(row["row"], row["column"]) for row in rejects], [("2", "PERCTOT")])
        self.assertIn("'many'", rejects[0]["reason"])

    def test_refused_figures_in_accepted_rows_are_counted_and_listed(self):
        path = self.inst.path("twice.csv")
        with open(path, "w", encoding="utf-8") as file:
            file.write("area,measure,period,value\n855,own.twice,2024/25,3\n855,own.twice,2024-25,4\n")
        said = self.inst.submit(path).stdout
        number = said.split()[1]
        self.assertIn("2 rows read, 2 accepted, 0 refused", said)
        self.assertIn("1 figures refused", said)
        self.assertIn(f"leep submissions {number} --rejects", said)
        self.assertEqual(self.inst.json("submissions", number)[0]["cells_refused"], 1)
        rejects = self.inst.csv("submissions", number, "--rejects")
        self.assertEqual([(row["row"], row["column"]) for row in rejects], [("3", "value")])

    def test_filter_of_numbers_is_taken_from_the_description_beside_the_file(self):
        path = self.inst.path("by_age_2024.csv")
        head = "time_period,time_identifier,geographic_level,old_la_code,"
        with open(path, "w", encoding="utf-8") as file:
            file.write(head + "age,pupils\n")
            file.writelines(f"202324,Academic year,Local authority,855,{age},{age * 10}\n" for age in range(1, 30))
        self.assertIn("NAME.meta.csv", self.inst.submit(path, check=REFUSED).stdout)
        with open(path.replace(".csv", ".meta.csv"), "w", encoding="utf-8") as file:
            file.write("col_name,col_type,label\nage,Filter,Age\npupils,Indicator,Number of pupils\n")
        said = self.inst.submit(path).stdout
        self.assertIn("29 figures of 1 measures about 1 areas", said)
        figure, = self.inst.json("indicators", "--measure", "ees.by_age.pupils", "--group", "age-7")
        self.assertEqual((figure["value"], figure["title"], figure["row"]), (70, "Number of pupils", 8))

    def test_file_that_is_not_there_is_wrong_use(self):
        done = self.inst.leep("submit", self.inst.path("absent.csv"), check=WRONG)
        self.assertIn("cannot be read", done.stderr)

    def test_other_files_are_taken_in_when_one_is_refused(self):
        done = self.inst.submit(data("unknown.csv"), sample(KS4), check=REFUSED)
        self.assertEqual([line.split()[2] for line in done.stdout.splitlines() if line.startswith("submission")],
                         ["refused", "accepted"])

    def test_small_file_of_odd_rows_is_taken_in(self):
        said = self.inst.submit(data("lait_small.csv")).stdout
        self.assertIn("360 rows read, 360 accepted, 0 refused", said)
