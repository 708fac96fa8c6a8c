# SPDX-License-Identifier: MIT
"""What `leep submit` can be given: files, folders, standard input, spreadsheets, and what lies beside a file."""

import csv
import json
import os
import shutil
import socket
import subprocess
import tempfile

import spreadsheet
from harness import (ABSENCE, CENSUS, DONE, KS4, LEEP, OFSTED, REFUSED, WRONG, WithInstallation, data, environment,
                     sample)


class Ways(WithInstallation):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="ways-", dir=self.inst.dir)
        self.made = 0

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    def put(self, *parts, source=None):
        """A copy of `source`, or an unknown file that is like no other."""
        path = self.path(*parts)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        if source:
            shutil.copy(source, path)
        else:
            self.made += 1
            with open(path, "w", encoding="utf-8") as file:
                file.write(f"a,b\n{path},{self.made}\n")
        return path

    def names(self, *words, check=REFUSED):
        """What receipts are called, without what is the same in all."""
        done = self.inst.leep("submit", *words, "--json", check=check)
        return [row["name"].removeprefix(os.path.basename(self.folder) + "/") for row in json.loads(done.stdout)]


class folders(Ways):
    def test_every_file_in_order_of_its_name_then_those_of_the_folders_in_it(self):
        for name in ("b.csv", "a.csv", "c.txt", "B.csv", os.path.join("2018", "x.csv"), os.path.join("2017", "y.csv"),
                     os.path.join("2017", "deeper", "z.csv")):
            self.put(name)
        self.assertEqual(self.names(self.folder),
                         ["B.csv", "a.csv", "b.csv", "c.txt", "2017/y.csv", "2018/x.csv"])
        os.remove(self.path("2018", "x.csv"))
        for name in ("B.csv", "a.csv", "b.csv", "c.txt", os.path.join("2017", "y.csv")):
            os.remove(self.path(name))
        done = self.inst.leep("submit", self.folder, check=WRONG)
        self.assertIn("2017': folders in it are not looked into", done.stderr)

    def test_what_is_hidden_or_still_arriving_is_passed_over(self):
        for name in (".hidden.csv", "a.csv.part", "b.tmp", "c.csv.filepart", "d.PART", "e.csv",
                     os.path.join(".git", "f.csv")):
            self.put(name)
        os.mkfifo(self.path("pipe.csv"))
        os.symlink("nowhere", self.path("dangling.csv"))
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(self.path("s.csv"))
            self.assertEqual(self.names(self.folder), ["e.csv"])

    def test_description_goes_before_what_it_describes(self):
        for name in ("b.csv", "b.meta.csv", "a.csv", "b.data.csv", "c.meta.csv", "a.b.csv"):
            self.put(name)
        self.assertEqual(self.names(self.folder),
                         ["a.b.csv", "a.csv", "b.meta.csv", "b.csv", "b.data.csv", "c.meta.csv"])

    def test_all_are_tried_when_one_is_refused(self):
        self.put("a.csv")
        self.put("b.csv", source=sample(CENSUS))
        self.put("c.csv")
        done = self.inst.leep("submit", self.folder, "--period", "2018/19", "--json", check=REFUSED)
        self.assertEqual([row["outcome"] for row in json.loads(done.stdout)], ["refused", "accepted", "refused"])

    def test_folder_without_files_is_no_fault(self):
        self.assertEqual(self.names(self.folder, check=DONE), [])

    def test_thousands_of_files_come_in_order(self):
        # More than one window of names.
        names = [f"{i:05}" for i in range(0, 2500)]
        for name in names:
            os.symlink("nowhere", self.path(name))
        first, last = self.put("00000.csv"), self.put("02499.csv")
        self.assertEqual(self.names(self.folder), [os.path.basename(first), os.path.basename(last)])


class files(Ways):
    def test_description_beside_a_file_is_sent_with_it(self):
        self.put("b.meta.csv")
        named = self.put("b.csv")
        self.assertEqual(self.names(named), ["b.meta.csv", "b.csv"])

    def test_description_is_sent_once_where_it_is_named_too(self):
        described, named = self.put("b.meta.csv"), self.put("b.csv")
        self.assertEqual(self.names(named, described), ["b.meta.csv", "b.csv"])
        self.assertEqual(self.names(described), ["b.meta.csv"])

    def test_others_are_tried_when_one_cannot_be_read(self):
        good = self.put("b.csv", source=data("lait_small.csv"))
        done = self.inst.leep("submit", self.path("absent"), good, "--json", check=WRONG)
        self.assertIn("'" + self.path("absent") + "' cannot be read", done.stderr)
        self.assertEqual([row["outcome"] for row in json.loads(done.stdout)], ["accepted"])
        self.inst.leep("submit", self.path("absent"), self.put("c.csv"), check=REFUSED)

    def test_name_that_is_no_text_is_made_one(self):
        path = os.path.join(self.folder.encode(), b"caf\xe9\n.csv")
        shutil.copy(data("unknown.csv"), path)
        done = subprocess.run([LEEP, "submit", path, "--json", "--dir", self.inst.dir], env=environment(),
                              capture_output=True, check=False)
        self.assertEqual(done.returncode, REFUSED, done.stderr)
        self.assertTrue(json.loads(done.stdout)[0]["name"].endswith("/caf??.csv"))

    def test_receipt_says_how_long_it_took(self):
        path = self.put("b.csv", source=data("quoted.csv"))
        row = json.loads(self.inst.leep("submit", path, "--json").stdout)[0]
        self.assertEqual(list(row)[-2:], ["took", "duplicate"])
        self.assertGreater(row["took"], 0)
        self.assertLess(row["took"], 60)
        self.assertRegex(self.inst.submit(self.put("c.csv"), check=REFUSED).stdout, r"taken in \d+\.\d{3} s")


class standard_input(Ways):
    def send(self, content, *words):
        return subprocess.run([LEEP, "submit", "-", *words, "--json", "--dir", self.inst.dir], env=environment(),
                              input=content, capture_output=True, check=False)

    def test_file_through_a_pipe_under_its_name(self):
        with open(sample(ABSENCE), "rb") as file:
            done = self.send(file.read(), "--name", "2018-19/england_abs.csv")
        self.assertEqual(done.returncode, DONE, done.stderr)
        row = json.loads(done.stdout)[0]
        self.assertEqual((row["name"], row["period"], row["note"]),
                         ("2018-19/england_abs.csv", "2018/19", "period taken from the file's name"))

    def test_redirected_file_is_read_from_its_beginning(self):
        with open(sample(OFSTED), "rb") as file:
            done = subprocess.run([LEEP, "submit", "-", "--json", "--dir", self.inst.dir], env=environment(), stdin=file,
                                  capture_output=True, check=False)
        row = json.loads(done.stdout)[0]
        self.assertEqual((row["name"], row["outcome"], row["bytes"]),
                         ("standard input", "accepted", os.path.getsize(sample(OFSTED))))

    def test_nothing_is_refused(self):
        done = self.send(b"")
        self.assertEqual(done.returncode, REFUSED)
        self.assertIn("empty", json.loads(done.stdout)[0]["note"])

    def test_a_name_is_for_one_file(self):
        for words in ((data("quoted.csv"), data("unknown.csv")), (self.folder,)):
            self.assertIn("--name is for one file", self.inst.leep("submit", *words, "--name", "x", check=WRONG).stderr)


class spreadsheets(Ways):
    def test_first_sheet_is_what_its_csv_would_be(self):
        with open(sample(KS4), encoding="utf-8-sig", newline="") as file:
            spreadsheet.write(self.path("ks4_2018-19.xlsx"), list(csv.reader(file)))
        row = json.loads(self.inst.leep("submit", self.path("ks4_2018-19.xlsx"), "--json", check=DONE).stdout)[0]
        self.assertTrue(row["name"].endswith("/ks4_2018-19.xlsx (sheet 1)"), row["name"])
        other = json.loads(self.inst.leep("submit", sample(KS4), "--json", check=DONE).stdout)[0]
        for column in ("format", "period", "rows_read", "cells", "cells_flagged", "schools"):
            self.assertEqual(row[column], other[column], column)

    def refuse(self, path, reason, **settings):
        before = len(self.inst.csv("submissions"))
        done = subprocess.run([LEEP, "submit", path, "--dir", self.inst.dir], env=environment(settings),
                              capture_output=True, check=False)
        self.assertEqual(done.returncode, REFUSED, done.stderr)
        self.assertRegex(done.stderr.decode(), reason)
        self.assertEqual(len(self.inst.csv("submissions")), before)

    def test_what_is_no_workbook_is_refused_with_what_to_do(self):
        self.refuse(self.put("broken.xlsx"), "xlsx2csv cannot read it.*save the sheet as CSV")

    def test_other_kinds_are_refused_with_what_to_do(self):
        for name in ("a.xls", "b.ods", "c.XLSB"):
            self.refuse(self.put(name), "this kind of spreadsheet is not read: save the sheet as CSV")

    def test_refusal_without_a_submission_is_in_json_too(self):
        done = self.inst.leep("submit", self.put("a.ods"), self.put("b.csv"), "--json", check=REFUSED)
        without, receipt = json.loads(done.stdout)
        self.assertEqual((without["name"].rsplit("/")[-1], without["outcome"]), ("a.ods", "refused"))
        self.assertIn("save the sheet as CSV", without["note"])
        self.assertLessEqual(set(without), set(receipt))

    def test_without_the_converter_it_is_refused_with_what_to_do(self):
        spreadsheet.write(self.path("a.xlsx"), [["a", "b"]])
        self.refuse(self.path("a.xlsx"), "xlsx2csv, which is not installed here", PATH=self.folder)
