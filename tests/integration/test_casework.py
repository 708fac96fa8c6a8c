# SPDX-License-Identifier: MIT
"""The record of support as people and scripts write it with `leep case`: one school's story from alert to outcome, what is
refused and in which words, files out and in, budgets, what came of support, and that a replay makes the same record."""

import csv
import os
import signal
import unittest
from decimal import ROUND_HALF_UP, Decimal

import harness
from harness import DONE, QUERY, REFUSED, WRONG, WithInstallation, data, pb, wait_until

CLOCK = "fixed:2026-11-22T09:00:00Z"

MAINTAINED, ACADEMY = "115889", "138509"

REGISTER = ["URN", "LA (code)", "EstablishmentNumber", "EstablishmentName", "TypeOfEstablishment (name)",
            "EstablishmentTypeGroup (name)", "EstablishmentStatus (name)", "OpenDate", "CloseDate",
            "PhaseOfEducation (name)"]


def write_csv(path, rows, **how):
    with open(path, "w", encoding=how.pop("encoding", "utf-8"), newline="") as file:
        csv.writer(file, **how).writerows(rows)
    return path


class Cases(WithInstallation):
    """An installation in which the day is 22 November 2026, with a register of two schools of Hampshire."""

    settings = {"LEEP_CLOCK": CLOCK}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        register = write_csv(cls.inst.path("register.csv"), [
            REGISTER,
            [MAINTAINED, "850", "2001", "Wallisdean Junior School", "Community school",
             "Local authority maintained schools", "Open", "", "", "Primary"],
            [ACADEMY, "850", "2002", "An Academy", "Academy converter", "Academies", "Open", "", "", "Primary"]])
        cls.inst.submit(register)
        cls.inst.wait_quiet()

    def case(self, *words, check=DONE):
        """What is printed; of a refusal what is said. After a change everybody knows of it."""
        done = self.inst.leep("case", *words, check=check)
        self.inst.wait_quiet()
        return done.stdout if check == DONE else done.stderr

    def add(self, case, kind, **fields):
        """The number of a new record."""
        where = ("add", kind) if case is None else (case, "add", kind)
        words = [word for name, value in fields.items() for word in ("--" + name, value)]
        return self.case(*where, *words).split(";")[0].split()[1]

    def open(self, title, urn=MAINTAINED, holder="A. Adviser"):
        return self.case("open", urn, "--title", title, "--holder", holder).split()[1]

    def refuses(self, said, *words):
        self.assertIn(said, self.case(*words, check=REFUSED))

    def file(self, name, rows, **how):
        return write_csv(self.inst.path(name), rows, **how)


class story_of_one_school(Cases):
    """Special measures: concern, statement, support, visits, HMI each term, outcome."""

    def test_what_was_added_is_in_the_next_answer(self):
        case = self.open("Asked for at once")
        for nth in range(20):
            self.inst.leep("case", case, "add", "action", "--text", f"At once {nth}", "--owner", "Head", "--due", "2026-12-01",
                           check=DONE)
            listed = self.inst.leep("case", "list", "action", "--csv", check=DONE).stdout
            self.assertIn(f"At once {nth},", listed)

    def test_from_the_first_concern_to_the_outcome(self):
        budget = self.add(None, "budget", name="Schools Causing Concern", year="2026-27", amount="£248,000")
        case = self.open("Special measures, May 2026")
        self.add(case, "concern", means="ofsted", type="leadership", text="Report of 11 May 2026")
        statement = self.add(case, "statement", published="2026-05-11")
        line = self.add(case, "line", statement=statement, text="Coach middle leaders", owner="Head",
                        cost="12,500", budget=budget, due="2026-12-18")
        package = self.add(case, "package", **{
            "provider-kind": "national-leader", "provider": "An outstanding school", "start": "01/09/2026",
            "review": "2026-12-01", "end": "2027-07-20", "cost": "£20,000", "budget": budget})
        priority = self.add(case, "priority", package=package, text="Reading in years 3 and 4",
                            measure="ks2.reading.progress")
        self.add(case, "review", package=package, priority=priority, progress="slower",
                 text="Begun late", **{"next-review": "2027-01-15"})
        visit = self.add(case, "visit", day="2026-10-12", adviser="A. Adviser", purpose="Lessons seen with the head",
                         minutes="150")
        note = self.add(case, "note", visit=visit, text="Six lessons.\nMarking is kept up.", sent="2026-10-14")
        self.case(case, "change", note, "--head", "disputes", "--comment", "Seven lessons", "--head-day", "2026-10-16")
        self.add(case, "progress", term="2026/27 autumn", day="2026-11-16", judgement="reasonable")
        action = self.add(case, "action", text="Meet the chair", owner="A. Adviser", due="2026-11-20")

        shown = self.inst.json("case", case)
        self.assertEqual(shown["case"]["school"], "Wallisdean Junior School")
        days = [record["day"] for record in shown["records"]]
        self.assertEqual(days, sorted(days), "in the order of days")
        kinds = {record["kind"]: record["fields"] for record in shown["records"]}
        # 11 May 2026 is a Monday; 25 May is the spring bank holiday: 12 to 15, 18 to 22 and 26 are ten working days.
        self.assertEqual(kinds["statement"]["due"], "2026-05-26")
        self.assertEqual(kinds["line"]["cost"], "12500.00")
        self.assertEqual(kinds["note"]["head"], "disputes")
        self.assertEqual(kinds["note"]["text"], "Six lessons.\nMarking is kept up.")

        overview = self.inst.csv("case")
        mine = next(row for row in overview if row["id"] == case)
        self.assertEqual((mine["open_actions"], mine["next_due"], mine["overdue"]), ("1", "2026-11-20", "yes"))

        self.refuses("3 still open", case, "close", "--outcome", "Good at last")
        self.case(case, "change", statement, "--submitted", "2026-05-26", "--fit", "yes", "--fit-day", "2026-06-10")
        self.case(case, "close", action, "--done", "2026-11-20")
        self.case(case, "close", package, "--outcome", "Met", "--spent", "18,000")
        self.assertIn(f"case {case} closed", self.case(case, "close", "--outcome", "Out of special measures"))
        self.refuses("stays as it is", case, "change", line, "--spent", "1")
        self.assertNotIn(case, [row["id"] for row in self.inst.csv("case")])
        self.assertIn(case, [row["id"] for row in self.inst.csv("case", "--state", "closed")])
        self.case(case, "reopen", "--why", "A complaint about the closing")

        history = self.inst.json("case", case, "show", case)["history"]
        self.assertEqual([line["what"] for line in history], ["added", "closed", "reopened"])
        self.assertEqual({line["chain"] for line in history}, {"whole"})
        self.assertEqual({line["who"] for line in history}, {os.environ.get("USER") or history[0]["who"]})
        changes = self.inst.csv("case", case, "history")
        self.assertEqual([row["at"] for row in changes], sorted(row["at"] for row in changes))
        self.assertEqual(sum(row["record"] == note for row in changes), 2)
        self.assertIn("head: none -> disputes", next(row["text"] for row in changes
                                                     if row["record"] == note and row["what"] == "changed"))

    def test_people_read_it_in_lines(self):
        case = self.open("To be read")
        self.add(case, "action", text="Write to governors", owner="Clerk", due="2026-12-01")
        printed = self.case(case)
        self.assertIn("Wallisdean Junior School", printed)
        self.assertIn("2026-12-01  action", printed)
        self.assertIn("Write to governors", printed)

    def test_what_is_due_first_stands_first(self):
        for title, review in (("Later", "2027-02-01"), ("Overdue", "2026-10-01"), ("None", None)):
            case = self.open("Review: " + title, urn=ACADEMY)
            if review:
                self.case(case, "change", case, "--next-review", review)
        titles = [row["title"] for row in self.inst.csv("case", "--area", ACADEMY)]
        self.assertEqual(titles, ["Review: Overdue", "Review: Later", "Review: None"])


class refusals(Cases):
    def test_each_names_the_field_and_what_was_expected(self):
        case = self.open("Refusals")
        self.refuses("field 'day': '31/11/2026': expected a day", case, "add", "visit", "--day", "31/11/2026",
                     "--adviser", "A", "--purpose", "P")
        self.refuses("field 'provider': is needed", case, "add", "package", "--provider-kind", "diocese",
                     "--start", "2026-09-01")
        self.refuses("a visit has no such field", case, "add", "visit", "--grounds", "a")
        self.refuses("there is no case 9999", "9999", "add", "visit", "--day", "2026-11-22", "--adviser", "A",
                     "--purpose", "P")
        self.refuses("no school 999999 is known", "open", "999999", "--title", "T", "--holder", "H")
        self.refuses("there is no alert 4711", "open", MAINTAINED, "--title", "From an alert", "--holder", "H",
                     "--alert", "4711")
        self.assertNotIn("From an alert", [row["title"] for row in self.inst.csv("case")])

    def test_an_academy_gets_no_notice(self):
        case = self.open("An academy", urn=ACADEMY)
        self.refuses("no maintained school (Academy converter)", case, "add", "notice", "--issued", "2026-11-02",
                     "--grounds", "a", "--text", "T", "--copied", "hmci dfe", "--comply-by", "2026-12-01")
        other = self.open("A maintained school")
        self.add(other, "notice", issued="2026-11-02", grounds="a", text="T", copied="hmci dfe",
                 **{"comply-by": "2026-12-01"})

    def test_who_has_an_interest_neither_holds_nor_writes(self):
        case = self.open("Interests", holder="B. Adviser")
        me = self.inst.csv("case", case, "history")[0]["who"]
        self.add(None, "interest", urn=MAINTAINED, person="C. Adviser", address="c.adviser@council.example",
                 nature="governor")
        self.refuses("C. ADVISER has declared an interest", case, "change", case, "--holder", "C. ADVISER")
        mine = self.add(None, "interest", urn=MAINTAINED, person=me, nature="parent governor")
        self.refuses("may not write in its cases", case, "add", "action", "--text", "T", "--owner", "O", "--due",
                     "2026-12-01")
        self.case("close", mine, "--ended", "2026-11-22")
        self.add(case, "action", text="T", owner="O", due="2026-12-01")

    def test_wrong_words_are_the_command_lines_own(self):
        for words in (("9x",), ("fly",), ("1", "fly"), ("list", "rating"), ("open",), ("import", "visit"),
                      ("kinds", "rating"), ("add", "visit", "--colour", "red"), ("0",), ("change", "x")):
            self.inst.leep("case", *words, check=WRONG)

    def test_kinds_are_explained_without_an_installation(self):
        printed = harness.leep("case", "kinds", check=DONE).stdout
        self.assertIn("interest", printed)
        self.assertIn("No name of a pupil", printed)
        self.assertIn("--provider_kind", harness.leep("case", "kinds", "package", check=DONE).stdout)


class files(Cases):
    HEAD = ["case", "day", "adviser", "purpose", "minutes"]

    def visits(self, case):
        return [row for row in self.inst.csv("case", "list", "visit") if row["case"] == case]

    def test_out_changed_and_in_again(self):
        case = self.open("Out and in")
        path = self.file("visits.csv", [self.HEAD, [case, "01/11/2026", "A", 'Reading, "phonics"', 90],
                                        [case, "2026-11-02", "B", "Maths", ""]])
        self.assertIn("2 of 2 records added", self.case("import", "visit", path))
        exported = self.case("export", "visit")
        rows = list(csv.reader(exported.splitlines()))
        same = self.file("same.csv", rows)
        self.assertIn("nothing changed", self.case("import", "visit", same))
        minutes = rows[0].index("minutes")
        for row in rows[1:]:
            row[minutes] = "45" if row[1] == case and row[rows[0].index("adviser")] == "B" else row[minutes]
        self.assertIn("1 of ", self.case("import", "visit", self.file("changed.csv", rows)))
        self.assertEqual([row["minutes"] for row in self.visits(case)], ["90", "45"])
        # Without its numbers the file adds them all again.
        for row in rows[1:]:
            row[0] = ""
        self.case("import", "visit", self.file("again.csv", [row for row in rows if row[1] in (case, "case")]))
        self.assertEqual([row["purpose"] for row in self.visits(case)],
                         ['Reading, "phonics"', "Maths", 'Reading, "phonics"', "Maths"])

    def test_one_bad_row_and_nothing_is_taken(self):
        case = self.open("All or nothing")
        path = self.file("bad.csv", [self.HEAD, [case, "2026-11-01", "A", "P", 60], [case, "2026-11-02", "A", "P", "long"]])
        self.refuses("row 3, field 'minutes': 'long': expected a whole number", "import", "visit", path)
        self.assertEqual(self.visits(case), [])

    def test_a_trial_changes_nothing(self):
        case = self.open("Trial")
        path = self.file("trial.csv", [self.HEAD, [case, "2026-11-01", "A", "P", 60]])
        self.assertIn("if this were no trial", self.case("import", "visit", path, "--dry-run"))
        self.assertEqual(self.visits(case), [])
        self.refuses("row 2, field 'case'", "import", "visit", "--dry-run",
                     self.file("none.csv", [self.HEAD, ["9999", "2026-11-01", "A", "P", 60]]))

    def test_files_as_spreadsheets_write_them(self):
        case = self.open("As it comes")
        path = self.inst.path("excel.csv")
        with open(path, "wb") as file:
            file.write(b"\xef\xbb\xbfcase,day,adviser,purpose\r\n\r\n"
                       + f'{case},22/11/2026,"Zo\u00eb","one line"\r\n'.encode("utf-8"))
        self.case("import", "visit", path)
        path = self.inst.path("windows.csv")
        with open(path, "wb") as file:
            file.write(f'case,text,owner,due,result\r\n{case},\u00a3500 for books,Zo\u00eb,2026-12-01,'
                       '"two\r\nlines"\r\n'.encode("cp1252"))
        self.case("import", "action", path)
        self.assertEqual([row["adviser"] for row in self.visits(case)], ["Zo\u00eb"])
        action = [row for row in self.inst.csv("case", "list", "action") if row["case"] == case][0]
        self.assertEqual((action["text"], action["owner"], action["result"]),
                         ("\u00a3500 for books", "Zo\u00eb", "two\nlines"))

    def test_what_is_no_such_file_is_said(self):
        case = self.open("No such file")
        for rows, said in (([["case", "colour"], [case, "red"]], "a visit has no field 'colour'"),
                           ([["case", "day", "day"], [case, "2026-11-01", "2026-11-01"]], "column 'day' is there twice"),
                           ([self.HEAD], "expected a header and rows"),
                           ([self.HEAD, [case, "2026-11-01", "A", "P", 60, 7]], "has 6 cells, the header 5"),
                           ([["id"] + self.HEAD, ["1", case, "", "", "", ""], ["", case, "", "", "", ""]],
                            "one file adds, or it changes"),
                           ([self.HEAD] + [[case, "2026-11-01", "A", "P", 60]] * 2001, "more than 2000 rows")):
            self.refuses(said, "import", "visit", self.file("wrong.csv", rows))
        self.assertEqual(self.visits(case), [])


class budgets(Cases):
    def test_each_is_kept_apart_and_what_is_overspent_is_told(self):
        scc = self.add(None, "budget", name="Schools Causing Concern", year="2026-27", amount="248,000")
        leep = self.add(None, "budget", name="Partnership funding", year="2026-27", amount="350,000")
        last = self.add(None, "budget", name="Partnership funding", year="2025-26", amount="350,000")
        case = self.open("Costs")
        package = {"provider-kind": "teaching-school", "provider": "An alliance", "start": "2026-09-01"}
        self.add(case, "package", cost="200000", spent="50000.50", budget=scc, **package)
        self.add(case, "package", cost="100000", budget=leep, **package)
        words = [word for pair in package.items() for word in ("--" + pair[0], pair[1])]
        told = self.case(case, "add", "package", *words, "--cost", "48,000.01", "--budget", scc)
        self.assertIn(f"budget {scc} (Schools Causing Concern 2026-27) is overspent by 0.01", told)
        self.refuses("the cost is of another year", case, "add", "package", *words, "--cost", "1", "--budget", last)
        self.refuses("field 'budget': is needed", case, "add", "package", *words, "--cost", "1")
        found = {row["id"]: row for row in self.inst.csv("case", "budgets")}
        self.assertEqual([found[scc][name] for name in ("amount", "committed", "spent", "left", "overspent")],
                         ["248000.00", "248000.01", "50000.50", "-0.01", "yes"])
        self.assertEqual([found[leep][name] for name in ("committed", "spent", "left", "overspent")],
                         ["100000.00", "0.00", "250000.00", ""])


def half_up(number, places):
    return number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


class impact(WithInstallation):
    """Wallisdean Junior School supported in 2017/18, on the real tables of Hampshire; 115898 had support in the same year."""

    settings = {"LEEP_CLOCK": CLOCK}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.inst.submit(data("hampshire/ks2_2016-17.csv"), data("hampshire/ks2_2017-18.csv"))
        cls.inst.wait_quiet()
        for urn in (MAINTAINED, "115898"):
            number = cls.inst.leep("case", "open", urn, "--title", "T", "--holder", "H", check=DONE).stdout.split()[1]
            done = cls.inst.leep("case", number, "add", "package", "--provider-kind", "adviser", "--provider", "P",
                                 "--start", "2017-09-01", "--end", "2018-07-20", check=DONE)
            if urn == MAINTAINED:
                cls.package = done.stdout.split()[1]
        cls.inst.wait_quiet()

    @staticmethod
    def table(year, column):
        with open(data(f"hampshire/ks2_{year}.csv"), encoding="utf-8-sig", newline="") as file:
            rows = [row for row in csv.DictReader(file) if row["RECTYPE"] == "1"]
        found = {}
        for row in rows:
            try:
                found[row["URN"]] = Decimal(row[column].rstrip("%"))
            except ArithmeticError:
                pass
        return found

    def similar(self, column):
        """The mean change of the ten closest mainstream schools without support, and how many."""
        before, after = self.table("2016-17", column), self.table("2017-18", column)
        others = sorted((abs(before[urn] - before[MAINTAINED]), urn) for urn in before.keys() & after.keys()
                        if urn not in (MAINTAINED, "115898"))[:10]
        changes = [after[urn] - before[urn] for _, urn in others]
        return sum(changes) / len(changes), len(changes)

    def test_figures_before_and_after_beside_similar_schools(self):
        rows = {row["measure"]: row for row in self.inst.csv("case", "impact", "--record", self.package)}
        for measure, column in (("ks2.rwm.expected", "PTRWM_EXP"), ("ks2.reading.progress", "READPROG"),
                                ("ks2.maths.progress", "MATPROG")):
            row, own = rows[measure], [self.table(year, column)[MAINTAINED] for year in ("2016-17", "2017-18")]
            self.assertEqual((row["period_before"], row["period_after"]), ("2016/17", "2017/18"))
            self.assertEqual([Decimal(row[name]) for name in ("before", "after", "change")], [*own, own[1] - own[0]])
            mean, n = self.similar(column)
            places = max(0, -Decimal(row["similar_change"]).as_tuple().exponent)
            self.assertEqual((Decimal(row["similar_change"]), row["similar"]), (half_up(mean, places), str(n)))

    def test_an_area_or_nothing(self):
        self.assertEqual({row["urn"] for row in self.inst.csv("case", "impact", "--area", "850")}, {MAINTAINED, "115898"})
        self.assertEqual(self.inst.csv("case", "impact", "--area", "855"), [])
        self.inst.leep("case", "impact", "--record", "9999", check=REFUSED)


class impact_of_few(WithInstallation):
    """Wallisdean Junior School had 44 and some pupils at the end of key stage 2: too few to be shown where 60 are needed."""

    settings = {"LEEP_CLOCK": CLOCK, "LEEP_REPORTS_SUPPRESS_BELOW": "60"}

    def test_small_numbers_are_shown_to_the_adviser_alone(self):
        self.inst.submit(data("hampshire/ks2_2016-17.csv"), data("hampshire/ks2_2017-18.csv"))
        self.inst.leep("case", "open", MAINTAINED, "--title", "T", "--holder", "H", check=DONE)
        self.inst.leep("case", "1", "add", "package", "--provider-kind", "adviser", "--provider", "P", "--start",
                       "2017-09-01", check=DONE)
        self.inst.wait_quiet()
        rows = self.inst.csv("case", "impact")
        self.assertTrue(rows)
        for row in rows:
            self.assertEqual([row[name] for name in ("before", "after", "change", "similar_change", "similar", "note")],
                             ["", "", "", "", "", "a small number is not shown"])
        code, _, body = self.inst.ask("reports", QUERY, pb(14, pb(1, 2) + pb(3, "adviser")))
        self.assertEqual(code, 0)
        self.assertNotIn(b"a small number", body)
        code, said, _ = self.inst.ask("reports", QUERY, pb(14, pb(1, 2) + pb(3, "clerk")))
        self.assertNotEqual(code, 0)


class lasts(Cases):
    def test_killed_and_replayed_it_is_the_same_record(self):
        case = self.open("It lasts")
        self.add(case, "action", text="T", owner="O", due="2026-12-01")
        pids = self.inst.pids()
        for name in ("alerts", "reports"):
            os.kill(pids[name], signal.SIGKILL)
        wait_until(lambda: self.inst.pids().keys() >= pids.keys(), "started again")
        self.inst.wait_answers("alerts", "reports")
        self.inst.wait_quiet()
        self.add(case, "visit", day="2026-11-22", adviser="A", purpose="P")
        self.refuses("still open", case, "close", "--outcome", "O")
        self.assertEqual(len(self.inst.json("case", case)["records"]), 2)
        for live, rebuilt in self.inst.digests().values():
            self.assertEqual(live, rebuilt)


if __name__ == "__main__":
    unittest.main()
