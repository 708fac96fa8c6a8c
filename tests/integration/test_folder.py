# SPDX-License-Identifier: MIT
"""The watched folder: a file is taken once it is complete, and moved away with its receipt beside it."""

import csv
import os
import shutil
import signal
import socket
import subprocess

import harness
import spreadsheet
from harness import (ABSENCE, CENSUS, DONE, KS4, LEEP, OFSTED, WRONG, data, environment, leep, most_memory, sample,
                     wait_until)
from watched import RECEIPT, Watched


class complete_files(Watched):
    def test_renamed_from_part_is_taken_with_its_receipt(self):
        self.start()
        digest = self.put("england_census_2018-19.csv", source=sample(CENSUS))
        receipt = self.receipt("accepted", "england_census_2018-19.csv")
        self.assertEqual(receipt, {**self.inst.json("submissions", 1)[0], "took": receipt["took"], "duplicate": False,
                                   "rejects": []})
        self.assertEqual((receipt["outcome"], receipt["sha256"], receipt["period"]), ("accepted", digest, "2018/19"))
        self.assertEqual(receipt["name"], os.path.basename(self.drop) + "/england_census_2018-19.csv")
        self.assertEqual(self.lying(), [])

    def test_written_in_place_is_taken_when_it_is_closed(self):
        self.start()
        with open(sample(ABSENCE), "rb") as source:
            content = source.read()
        with open(self.path("abs_2018-19.csv"), "wb") as file:
            file.write(content[:1000])
            file.flush()
            self.barrier()
            self.assertEqual(self.lying(), ["abs_2018-19.csv"])
            file.write(content[1000:])
        self.assertEqual(self.receipt("accepted", "abs_2018-19.csv")["bytes"], len(content))
        self.assertEqual(len([row for row in self.inst.csv("submissions") if "abs" in row["name"]]), 1)

    def test_file_found_open_at_the_start_is_taken_when_it_is_closed(self):
        with open(sample(ABSENCE), "rb") as source, open(self.path("abs_2018-19.csv"), "wb") as file:
            content = source.read()
            file.write(content[:1000])
            file.flush()
            self.start()
            self.barrier()
            self.assertEqual(self.lying(), ["abs_2018-19.csv"])
            file.write(content[1000:])
        self.assertEqual(self.receipt("accepted", "abs_2018-19.csv")["bytes"], len(content))

    def test_what_lay_there_at_the_start_is_taken_in_order(self):
        for name in ("c.csv", "a.csv", "b.csv", "b.meta.csv"):
            self.put(name)
        self.start()
        for name in ("a.csv", "b.csv", "b.meta.csv", "c.csv"):
            self.receipt("refused", name)
        self.assertEqual([os.path.basename(row["name"]) for row in self.inst.csv("submissions")],
                         ["a.csv", "b.meta.csv", "b.csv", "c.csv"])

    def test_description_that_lies_beside_goes_first(self):
        self.start()
        os.kill(self.watcher(), signal.SIGSTOP)
        self.put("b.csv")
        self.put("b.meta.csv")
        os.kill(self.watcher(), signal.SIGCONT)
        self.receipt("refused", "b.csv")
        self.assertEqual([os.path.basename(row["name"]) for row in self.inst.csv("submissions")], ["b.meta.csv", "b.csv"])

    def test_spreadsheet_is_taken_as_its_first_sheet(self):
        self.start()
        with open(sample(KS4), encoding="utf-8-sig", newline="") as file:
            spreadsheet.write(self.path("book.part"), list(csv.reader(file)))
        os.rename(self.path("book.part"), self.path("ks4_2018-19.xlsx"))
        receipt = self.receipt("accepted", "ks4_2018-19.xlsx")
        self.assertTrue(receipt["name"].endswith("/ks4_2018-19.xlsx (sheet 1)"), receipt["name"])
        self.assertGreater(receipt["cells"], 1000)

    def test_spreadsheet_of_another_kind_is_refused_with_a_receipt(self):
        self.start()
        self.put("a.ods")
        receipt = self.receipt("refused", "a.ods")
        self.assertEqual(receipt["outcome"], "refused")
        self.assertIn("save the sheet as CSV", receipt["note"])
        self.assertEqual(self.inst.csv("submissions"), [])


class what_is_left(Watched):
    def test_unfinished_hidden_and_what_is_no_file_stay_where_they_are(self):
        outside = self.inst.path("outside.csv")
        shutil.copy(data("quoted.csv"), outside)
        for name in ("a.csv.part", ".hidden.csv", "b.tmp", "c.csv.filepart"):
            with open(self.path(name), "wb") as file:
                file.write(self.unknown())
        os.symlink(outside, self.path("link.csv"))
        os.symlink("nowhere", self.path("dangling.csv"))
        os.mkfifo(self.path("pipe.csv"))
        os.mkdir(self.path("folder.csv"))
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(self.path("socket.csv"))
            self.start()
            os.symlink(outside, self.path("later.csv"))
            self.barrier()
        self.assertEqual(self.lying(), sorted(["a.csv.part", ".hidden.csv", "b.tmp", "c.csv.filepart", "link.csv",
                                               "dangling.csv", "pipe.csv", "socket.csv", "later.csv"]))
        self.assertEqual(len(self.inst.csv("submissions")), 1)
        wait_until(lambda: self.said("files left"), "it is told")
        self.assertIn('reason="no regular file" files=', self.said("files left")[0])

    def test_twenty_thousand_that_cannot_be_taken_cost_no_memory_and_one_line(self):
        for i in range(20_000):
            os.symlink("nowhere", self.path(f"{i}" + "x" * 200))
        self.start()
        wait_until(lambda: "files=20000" in self.inst.lines(), "all were looked at")
        self.barrier()
        self.assertEqual(len(self.said("files left")), 1)
        if not harness.sanitized():
            self.assertLess(most_memory(self.watcher()), 30_000_000)


class names_that_are_taken(Watched):
    def test_nothing_is_overwritten(self):
        self.start()
        for where in ("accepted", "refused"):
            os.mkdir(self.path(where))
        with open(self.path("refused", "x.csv"), "wb") as file:
            file.write(b"somebody's")
        with open(self.path("refused", "x-2.csv" + RECEIPT), "wb") as file:
            file.write(b"somebody's")
        self.put("x.csv")
        self.assertEqual(self.receipt("refused", "x-3.csv")["submission"], 1)
        self.put("x.csv")
        self.assertEqual(self.receipt("refused", "x-4.csv")["submission"], 2)
        for name in ("x.csv", "x-2.csv" + RECEIPT):
            with open(self.path("refused", name), "rb") as file:
                self.assertEqual(file.read(), b"somebody's")

    def test_file_that_is_known_is_accepted_as_a_duplicate(self):
        self.start()
        self.put("quoted.csv", source=data("lait_small.csv"))
        first = self.receipt("accepted", "quoted.csv")
        self.put("quoted.csv", source=data("lait_small.csv"))
        self.put("other.csv", source=data("lait_small.csv"))
        for name in ("quoted-2.csv", "other.csv"):
            again = self.receipt("accepted", name)
            self.assertEqual((again["submission"], again["duplicate"]), (first["submission"], True))
        self.assertEqual(len(self.inst.csv("submissions")), 1)

    def test_longest_name_is_moved_under_a_shorter_one(self):
        self.start()
        self.put("n" * 246 + ".csv")
        wait_until(lambda: not self.lying(), "moved")
        self.assertEqual(len(self.everything()), 2)
        for name in self.everything():
            self.assertRegex(name, r"^refused/n{200,}\.csv(\.receipt\.json)?$")

    def test_name_that_is_no_text(self):
        self.start()
        shutil.copy(data("unknown.csv"), os.path.join(self.drop.encode(), b"caf\xe9.csv"))
        wait_until(lambda: os.path.exists(os.path.join(self.drop.encode(), b"refused/caf\xe9.csv")), "moved")
        self.assertTrue(self.inst.json("submissions")[0]["name"].endswith("/caf?.csv"))


class receipts(Watched):
    def test_refused_rows_are_in_it(self):
        self.start()
        with open(sample(KS4), "rb") as file:
            lines = file.read().splitlines(keepends=True)
        header = lines[0].decode("utf-8-sig").strip().split(",")
        bad = lines[2].split(b",")
        bad[header.index("ATT8SCR")] = b"many"
        self.put("ks4_2018-19.csv", b"".join([*lines[:2], b",".join(bad), *lines[3:]]))
        receipt = self.receipt("accepted", "ks4_2018-19.csv")
        self.assertEqual(receipt["rejects"],
                         [{**row, "row": int(row["row"])} for row in self.inst.csv("submissions", 1, "--rejects")])
        self.assertEqual([(row["row"], row["column"]) for row in receipt["rejects"]], [(3, "ATT8SCR")])

    def test_it_names_a_thousand_refused_rows_at_most(self):
        self.start()
        with open(sample(ABSENCE), "rb") as file:
            header = file.readline()
        self.put("abs_2018-19.csv", header + b"".join(b"855,%d,none,5.0,9.0\n" % i for i in range(3000)))
        self.assertEqual(len(self.receipt("refused", "abs_2018-19.csv")["rejects"]), 1000)


class the_command(Watched):
    def test_it_watches_the_folder_it_is_given_until_it_is_told_to_stop(self):
        del self.inst.settings["LEEP_DROP"]
        self.inst.start()
        with open(self.inst.log, "ab") as log:
            watcher = subprocess.Popen([LEEP, "folder", self.drop, "--dir", self.inst.dir], env=environment(), stderr=log)
        self.addCleanup(watcher.kill)
        self.wait_watching()
        self.put("a.csv")
        self.receipt("refused", "a.csv")
        watcher.send_signal(signal.SIGTERM)
        self.assertEqual(watcher.wait(harness.PATIENCE), DONE)

    def test_it_stops_at_once_while_it_waits_for_a_service(self):
        self.start()
        for service in ("reports", "ingest"):
            os.kill(self.inst.pids()[service], signal.SIGSTOP)
        watcher = self.watcher()
        self.put("a.csv")
        os.kill(watcher, signal.SIGTERM)
        wait_until(lambda: not harness.process_runs(watcher), "it ends")
        self.assertEqual(self.lying(), ["a.csv"])

    def test_without_a_folder_it_is_wrong_use(self):
        self.assertIn("which one?", leep("folder", "--dir", self.inst.dir, check=WRONG).stderr)

    def test_run_stops_it_with_the_services(self):
        self.start()
        self.put("ofsted.csv", source=sample(OFSTED))
        self.receipt("accepted", "ofsted.csv")
        watcher = self.watcher()
        self.assertEqual(self.inst.stop(), 0)
        self.assertFalse(harness.process_runs(watcher))
