# SPDX-License-Identifier: MIT
"""Registers, ties, events and inspections in every frame, from file to what a person can ask; and personal data, which
stops at the door."""

import csv
import gzip
import os
import shutil
import tempfile
import unittest

from harness import OFSTED, REFUSED, WRONG, Installation, WithInstallation, data, sample, shared

REGISTER = data("gias/register.csv")
LINKS = data("gias/links.csv")
GROUPS = data("gias/groups.csv")
EVENTS = data("events.csv")
HEADLINE = data("ofsted_synthetic/mi_headline_2024-08.csv")
JUDGEMENTS = data("ofsted_synthetic/mi_subjudgements_2025-06.csv")
CARDS = data("ofsted_synthetic/mi_report_cards_2026-01.csv")


def counts(receipt, *names):
    return tuple(int(receipt[name]) for name in names)


class schools(WithInstallation):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.inst.submit(REGISTER, LINKS, GROUPS)

    def test_receipts_count_what_was_taken_in(self):
        receipts = self.inst.csv("submissions")
        self.assertEqual([r["format"] for r in receipts], ["gias.register", "gias.links", "gias.groups"])
        self.assertEqual([counts(r, "rows_read", "rows_accepted", "schools", "events", "links", "groups", "cells")
                          for r in receipts],
                         [(8, 8, 8, 0, 0, 0, 28), (2, 2, 0, 0, 2, 0, 0), (4, 4, 3, 0, 0, 4, 0)])

    def test_one_school_with_its_trust_and_predecessor(self):
        school, = self.inst.csv("schools", "136338")
        self.assertEqual((school["name"], school["authority"], school["estab"], school["status"], school["type"]),
                         ("Cleves School", "936", "5221", "Open", "Academy converter"))
        self.assertEqual((school["sector"], school["phase"], school["region"], school["district"]),
                         ("state-funded", "Primary", "South East", "Elmbridge"))
        self.assertEqual((school["opened"], school["trust"]), ("2010-11-01", "CLEVES ACADEMY TRUST"))
        self.assertEqual(school["links"], "Predecessor 125039 Cleves School")
        self.assertEqual(school["groups"], "Single-academy trust 2718 CLEVES ACADEMY TRUST")
        self.assertEqual((school["source"], school["submission"]), ("gias/register.csv", "1"))
        self.assertEqual(self.inst.json("schools", "136338")[0]["ukprn"], school["ukprn"])

    def test_schools_of_an_authority(self):
        mine = self.inst.csv("schools", "--area", "936")
        self.assertEqual(len(mine), 8)
        self.assertEqual({s["authority"] for s in mine}, {"936"})
        self.assertEqual([int(s["urn"]) for s in mine], sorted(int(s["urn"]) for s in mine))
        self.assertEqual(len(self.inst.csv("schools")), 9)  # and one that only the groups name
        self.assertEqual(self.inst.csv("schools", "--area", "203")[0]["groups"],
                         "School sponsor 2150 Archdiocese of Southwark; "
                         "Single-academy trust 4782 ST PAUL'S ACADEMY LIMITED")
        self.assertEqual(self.inst.csv("schools", "--area", "330"), [])

    def test_a_date_before_1970_and_a_closing_one_are_kept(self):
        closing = [s for s in self.inst.csv("schools") if s["status"] == "Open, but proposed to close"]
        self.assertEqual([(s["urn"], s["closed"], s["close_reason"]) for s in closing],
                         [("124916", "2021-05-31", "Academy Converter")])

    def test_pupils_are_figures_of_the_year_of_the_census(self):
        figure, = self.inst.csv("indicators", "--measure", "gias.pupils", "--area", "136338")
        school, = self.inst.csv("schools", "136338")
        self.assertEqual((figure["period"], figure["value"]), ("2019/20", school["pupils"]))
        self.assertEqual(school["counted"], "2020-01-16")

    def test_what_nobody_knows_is_said(self):
        self.assertIn("no school 100000 is known", self.inst.leep("schools", "100000", check=REFUSED).stderr)
        self.assertIn("expected the three-digit code", self.inst.leep("schools", "--area", "9", check=WRONG).stderr)
        self.assertIn("one URN, or --area", self.inst.leep("schools", "1", "2", check=WRONG).stderr)


class several_sources(unittest.TestCase):
    def test_no_table_takes_the_word_of_a_register_back(self):
        with Installation() as inst:
            inst.submit(REGISTER)
            before, = inst.csv("schools", "136338")
            inst.submit(GROUPS, sample(OFSTED))
            after, = inst.csv("schools", "136338")
            for column in ("name", "phase", "authority", "trust", "status", "source"):
                self.assertEqual(before[column], after[column])

    def test_a_school_that_left_its_trust_has_none(self):
        with Installation() as inst:
            inst.submit(REGISTER, GROUPS)
            with open(REGISTER, encoding="cp1252", newline="") as file:
                rows = list(csv.reader(file))
            at = rows[0].index("Trusts (name)")
            for row in rows[1:]:
                row[at] = ""
            later = inst.path("later.csv")
            with open(later, "w", encoding="cp1252", newline="") as file:
                csv.writer(file).writerows(rows)
            groups = inst.path("groups_later.csv")
            with open(GROUPS, encoding="cp1252", newline="") as file:
                lines = file.read().replace("136338,2718", "136338,5999")
            with open(groups, "w", encoding="cp1252", newline="") as file:
                file.write(lines)
            inst.submit(later, groups)
            school, = inst.csv("schools", "136338")
            self.assertEqual(school["trust"], "")
            self.assertEqual(school["groups"], "Single-academy trust 5999 CLEVES ACADEMY TRUST")


class inspections_and_events(WithInstallation):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.inst.submit(HEADLINE)
        cls.opened = cls.inst.alerts()
        cls.inst.submit(JUDGEMENTS, CARDS, EVENTS)

    def happened(self, *words, **want):
        rows = self.inst.csv("events", *words)
        return [r for r in rows if all(r[key] == value for key, value in want.items())]

    def test_receipts_count_what_was_taken_in(self):
        receipts = self.inst.csv("submissions")
        self.assertEqual([r["format"] for r in receipts], ["ofsted.mi.headline", "ofsted.mi.subjudgements",
                                                           "ofsted.mi.report_cards", "council.events"])
        self.assertEqual([counts(r, "rows_accepted", "schools", "inspections", "events") for r in receipts],
                         [(5, 5, 8, 0), (5, 5, 5, 0), (5, 5, 8, 0), (5, 0, 0, 5)])

    def test_newest_come_first_in_every_frame(self):
        mine = self.happened("--area", "9900002")
        self.assertEqual([(r["date"], r["kind"], r["frame"], r["overall"]) for r in mine],
                         [("2025-12-03", "warning notice", "", ""),
                          ("2025-12-02", "inspection", "report-card", ""),
                          ("2025-10-01", "complaint", "", ""),
                          ("2025-05-20", "inspection", "sub-judgements", ""),
                          ("2024-03-12", "inspection", "headline", "4"),
                          ("2018-10-10", "inspection", "headline", "2")])
        dates = [r["date"] for r in self.happened()]
        self.assertEqual(dates, sorted(dates, reverse=True))

    def test_report_cards_keep_their_words_and_no_number(self):
        card, = self.happened("--area", "9900001", frame="report-card")
        self.assertEqual((card["overall"], card["safeguarding"], card["concern"]), ("", "met", ""))
        self.assertIn("inclusion Strong standard; curriculum-and-teaching Expected standard", card["judgements"])
        self.assertEqual((card["source"], card["row"]), ("ofsted_synthetic/mi_report_cards_2026-01.csv", "2"))
        worst, = self.happened("--area", "9900002", frame="report-card")
        self.assertEqual((worst["safeguarding"], worst["concern"]), ("not met", "RSI"))
        self.assertIn("achievement Urgent improvement (2025-12-03)", worst["judgements"])

    def test_a_predecessors_judgement_says_whose_it_was(self):
        other = [(r["area"], r["date"], r["relates_to"]) for r in self.happened() if r["relates_to"]]
        self.assertEqual(other, [("9900003", "2022-06-15", "9900013"), ("9900002", "2018-10-10", "9900012")])

    def test_rules_look_at_the_schools_own_inspections(self):
        # The predecessor of 9900003 was judged to require improvement; the school itself was not.
        self.assertEqual({(a["urn"], a["period"], a["state"]) for a in self.opened}, {("9900002", "2024-03-12", "open")})
        now = [a for a in self.inst.alerts("--state", "open") if a["rule"].startswith("ofsted.")]
        self.assertEqual({(a["urn"], a["period"]) for a in now}, {("9900002", "2025-12-02")})
        # Inspected again since: the alert says "at its latest inspection", and ends without a comparison.
        before, = (a for a in self.opened if a["rule"] == "ofsted.inadequate")
        after, = (a for a in self.inst.alerts() if a["id"] == before["id"])
        self.assertEqual(after["state"], "resolved")
        history = self.inst.json("alert", after["id"])["history"]
        self.assertIn("inspected again since, under another framework, which is not compared",
                      [line["text"] for line in history])

    def test_events_of_an_authority_are_those_of_its_schools_too(self):
        self.assertEqual(len(self.happened("--area", "855")), len(self.happened()))
        own, = self.happened("--area", "855", area="855")
        self.assertEqual((own["kind"], own["name"], own["reference"]),
                         ("financial notice", "Leicestershire", "FN/2025/01"))
        self.assertEqual(self.happened("--area", "936"), [])

    def test_no_event_is_a_dead_letter(self):
        for service in ("indicators", "alerts", "reports"):
            self.assertEqual(self.inst.counter(service, "dead_letters"), 0)

    def test_state_is_a_function_of_what_came_in(self):
        self.inst.wait_quiet()
        for live, rebuilt in self.inst.digests().values():
            self.assertEqual(live, rebuilt)


class personal_data(WithInstallation):
    """Names and numbers of people are in nothing that is kept, and everything else is."""

    people = ("Zebedee", "Xylophone", "01483 999")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with open(REGISTER, encoding="cp1252", newline="") as file:
            rows = list(csv.reader(file))
        for i, row in enumerate(rows):
            row[5:5] = (["HeadTitle (name)", "HeadFirstName", "HeadLastName", "TelephoneNum"] if i == 0 else
                        ["Mx", "Zebedee", f'O\'"X"\r\nXylophone-{i}', f"01483 999{i:03}"])
            row.append("HeadPreferredJobTitle" if i == 0 else "Headteacher Xylophone")
        cls.rows = rows
        cls.sent = tempfile.mkdtemp(prefix="leep-sent-", dir="/tmp")  # what people keep is theirs
        cls.addClassCleanup(shutil.rmtree, cls.sent)
        cls.path = cls.write("heads.csv", rows)

    @classmethod
    def write(cls, name, rows):
        path = os.path.join(cls.sent, name)
        with open(path, "w", encoding="cp1252", newline="") as file:
            csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(rows)
        return path

    def kept(self, sha256):
        with open(self.inst.path("originals", sha256[:2], sha256), encoding="cp1252", newline="") as file:
            return list(csv.reader(file))

    def assert_nobody(self):
        """Nothing under the folder of the installation has any of the people in it."""
        for folder, _, names in os.walk(self.inst.dir):
            for name in names:
                path = os.path.join(folder, name)
                if not os.path.isfile(path):
                    continue  # a socket
                with open(path, "rb") as file:
                    content = file.read()
                for person in self.people:
                    self.assertNotIn(person.encode(), content, path)

    def test_heads_are_in_nothing_that_is_kept(self):
        said = self.inst.submit(self.path).stdout
        self.assertIn("personal data was emptied before the file was kept: HeadTitle (name), HeadFirstName, "
                      "HeadLastName, TelephoneNum, HeadPreferredJobTitle", said)
        self.assert_nobody()
        receipt = self.inst.csv("submissions")[-1]
        kept = self.kept(receipt["sha256"])
        self.assertEqual(kept[0], self.rows[0])
        emptied = {5, 6, 7, 8, len(self.rows[0]) - 1}
        for was, now in zip(self.rows[1:], kept[1:], strict=True):
            self.assertEqual(["" if i in emptied else cell for i, cell in enumerate(was)], now)
        school, = self.inst.csv("schools", "136338")
        self.assertEqual(kept[int(school["row"]) - 1][0], "136338")
        # The same file again is known by what was sent.
        self.assertIn("submitted before: nothing changed", self.inst.submit(self.path).stdout)
        self.assert_nobody()
        self.inst.wait_quiet()
        for live, rebuilt in self.inst.digests().values():
            self.assertEqual(live, rebuilt)

    def test_packed_and_refused_files_keep_nobody_either(self):
        with open(self.path, "rb") as file, gzip.open(self.path + ".gz", "wb") as packed:
            packed.write(file.read())
        self.assertIn("HeadLastName", self.inst.submit(self.path + ".gz").stdout)
        unknown = self.write("unknown.csv", [["What", "Head teacher name"], ["1", "Zebedee"], ["2", "Xylophone"]])
        said = self.inst.submit(unknown, check=REFUSED).stdout
        self.assertIn("not of a known format", said)
        self.assertIn("personal data was emptied before the file was kept: Head teacher name", said)
        self.assert_nobody()


class whole_files(unittest.TestCase):
    """The files as published, where they are."""

    def test_register_of_an_authority(self):
        path = shared(self, "gias/edubase_936_2021.csv")
        with Installation() as inst:
            inst.submit(path)
            receipt, = inst.csv("submissions")
            self.assertEqual(counts(receipt, "rows_read", "rows_accepted", "rows_refused", "schools", "cells"),
                             (590, 590, 0, 590, 1951))
            mine = inst.csv("schools", "--area", "936")
            self.assertEqual(len(mine), 590)
            self.assertEqual(sum(s["status"] == "Open, but proposed to close" for s in mine), 5)
            self.assertEqual(sum(s["sector"] == "independent" for s in mine), 94)
            self.assertEqual(sum(s["sector"] == "state-funded" for s in mine), 195 + 183 + 32 + 7 + 3)
            self.assertEqual(min(s["opened"] for s in mine if s["opened"]), "1900-01-01")
            self.assertEqual(sum(s["trust"] == "GLF SCHOOLS" for s in mine), 24)

    def test_links_of_england(self):
        path = shared(self, "gias/links_edubasealldata20250422.csv")
        with Installation() as inst:
            inst.submit(path)
            receipt, = inst.csv("submissions")
            self.assertEqual(counts(receipt, "rows_read", "rows_accepted", "rows_refused", "links"),
                             (33801, 33801, 0, 33801))

    def test_groups_of_england_whose_header_has_a_column_more_than_its_rows(self):
        path = shared(self, "gias/grouplinks_edubaseallacademiesandfree20190601.csv")
        with Installation() as inst:
            inst.submit(path)
            receipt, = inst.csv("submissions")
            self.assertEqual(counts(receipt, "rows_read", "rows_accepted", "rows_refused", "groups", "schools"),
                             (14621, 14621, 0, 14621, 8625))
            school, = inst.csv("schools", "105135")
            self.assertIn("School sponsor 2150 Archdiocese of Southwark", school["groups"])
            self.assertEqual(len(inst.csv("schools", "--area", "855")), 192)

    def test_inspections_of_2018_are_told_newest_first(self):
        path = shared(self, "ofsted/2018-07-31_latest_outcomes.csv")
        with Installation() as inst:
            inst.submit(path)
            receipt, = inst.csv("submissions")
            told = inst.csv("events")
            self.assertEqual(len(told), int(receipt["inspections"]))
            self.assertEqual({(r["kind"], r["frame"], r["relates_to"]) for r in told}, {("inspection", "headline", "")})
            dates = [r["date"] for r in told]
            self.assertEqual(dates, sorted(dates, reverse=True))


if __name__ == "__main__":
    unittest.main()
