# SPDX-License-Identifier: MIT
"""What an adviser reads: real files go in, and the mails in the spool are held against the very cells of the files, read here
by other means than ours."""

import csv
import io
import re
import unittest

import mailed
from harness import CENSUS, KS4, NEIGHBOURS, OFSTED, WithInstallation, sample

MINUS = "\u2212"
GRADES = {"1": "outstanding", "2": "good", "3": "requires improvement", "4": "inadequate"}


def rows(name, encoding):
    with open(sample(name), encoding=encoding, newline="") as file:
        return list(csv.reader(io.StringIO(file.read(), newline="")))


class message_content(WithInstallation):
    files = (CENSUS, NEIGHBOURS, KS4, OFSTED)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mails = [mailed.Mail(raw) for raw in cls.inst.spool().values()]
        cls.alerts = {row["id"]: row for row in cls.inst.alerts()}

    def told(self, rule):
        """The alerts of a rule: row of `leep alerts`, the mail, the lines of its text that tell of it."""
        for mail in self.mails:
            for number, lines in mail.alerts().items():
                if self.alerts[number]["rule"] == rule:
                    yield self.alerts[number], mail, lines

    def test_every_mail_reads_well(self):
        for mail in self.mails:
            with self.subTest(mail.key):
                mailed.check(self, mail)

    def test_every_alert_is_told_once_under_its_school(self):
        told = [number for mail in self.mails for number in mail.alerts()]
        self.assertEqual(sorted(told), sorted(self.alerts))
        for mail in self.mails:
            for number in mail.alerts():
                row = self.alerts[number]
                about = f"(URN {row['urn']}), Leicestershire" if row["urn"] else "(the authority itself)"
                self.assertIn(f"{row['name']} {about}", mail.text)
                self.assertEqual(mail.message["to"].addresses[0].display_name, row["adviser"])

    def test_subjects_name_the_school_and_count(self):
        for mail in self.mails:
            names = {self.alerts[number]["name"] for number in mail.alerts()}
            n, urgent = len(mail.alerts()), [self.alerts[number]["severity"] for number in mail.alerts()].count("urgent")
            if len(names) == 1:
                soon = "" if urgent == 0 else " urgently" if urgent == n else ", some urgently"
                self.assertEqual(mail.subject, f"LEEP: {names.pop()}: {n} thing{'' if n == 1 else 's'} to talk about{soon}")

    def test_progress_8_is_told_with_the_cells_of_the_table(self):
        table = rows(KS4, "utf-8-sig")
        at = {name: table[0].index(name) for name in ("URN", "P8MEA", "P8CILOW", "P8CIUPP", "P8PUP", "RECTYPE")}
        found = 0
        for alert, mail, lines in self.told("ks4.progress8_well_below"):
            (place, row), = [(i + 1, row) for i, row in enumerate(table) if row[at["URN"]] == alert["urn"]]
            value, low, high = (self.figure(row[at[name]]) for name in ("P8MEA", "P8CILOW", "P8CIUPP"))
            told = re.search(r"- Progress 8 score, 2018/19: (\S+)\n     95% confidence interval: (\S+) to (\S+)\n", lines)
            self.assertEqual([self.figure(text) for text in told.groups()], [value, low, high])
            self.assertIn(f"     Based on: {row[at['P8PUP']]} pupils\n", lines)
            self.assertIn(f"row {place}, column P8MEA, submission ", lines)
            self.assertIn("england_ks4provisional.csv", lines)
            cells = [cells for caption, cells in mail.page.figures() if caption == "Progress 8 score, 2018/19"]
            self.assertIn(told.group(1), [one["This school"].replace(MINUS, "-") for one in cells])
            found += 1
        self.assertEqual(found, 8)

    @staticmethod
    def figure(text):
        """In hundredths, as it is published."""
        return round(float(text) * 100)

    def test_england_is_told_beside_it(self):
        # RECTYPE 7: all state-funded schools of England.
        table = rows(KS4, "utf-8-sig")
        england, = [row for row in table if row[0] == "7"]
        national = self.figure(england[table[0].index("P8MEA")])
        for _, _, lines in self.told("ks4.progress8_well_below"):
            self.assertEqual(self.figure(re.search(r"     England: (\S+)\n", lines).group(1)), national)

    def test_inspections_are_told_in_words_with_their_day(self):
        table = rows(OFSTED, "cp1252")
        urn = table[0].index("URN")
        grade = table[0].index("Overall effectiveness")
        day = table[0].index("Inspection date")
        found = 0
        for rule in ("ofsted.inadequate", "ofsted.requires_improvement"):
            for alert, _, lines in self.told(rule):
                row, = [row for row in table if row[urn] == alert["urn"]]
                date = re.fullmatch(r"(\d\d)/(\d\d)/(\d{4})", row[day]).groups()
                self.assertEqual(alert["period"], "-".join(reversed(date)))
                self.assertRegex(lines, rf"Overall effectiveness, inspected {int(date[0])} \w+ {date[2]}: "
                                        rf"{row[grade]} \({GRADES[row[grade]]}\)\n")
                found += 1
        self.assertEqual(found, 38)

    def test_each_says_what_to_do_and_that_it_is_no_judgement(self):
        for mail in self.mails:
            self.assertIn("only Ofsted judges schools", mail.text)
            for number, lines in mail.alerts().items():
                whom = "the headteacher" if self.alerts[number]["urn"] else "the data team"
                self.assertIn(f"   What may help: Ask {whom}", lines)
                self.assertIn(f"leep alert {number} ack\n", lines)
                self.assertIn("   The rule's condition: ", lines)
                self.assertIn("   Where the rule comes from: ", lines)
                self.assertNotIn("ks4.progress8", lines)

    def test_the_commands_in_it_work(self):
        mail = self.mails[0]
        number = next(iter(mail.alerts()))
        self.assertIn(self.alerts[number]["name"], self.inst.leep("alert", number, "show", check=0).stdout)
        self.inst.leep("alert", number, "ack", "read", check=0)


if __name__ == "__main__":
    unittest.main()
