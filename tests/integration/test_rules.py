# SPDX-License-Identifier: MIT
"""Rules as people meet them: checked, listed, explained, tried on what is known, and changed while the services run."""

import os
import unittest

import harness
from harness import CENSUS, DONE, KS4, REFUSED, Installation, sample, wait_until

SHIPPED = os.path.join(harness.ROOT, "services", "alerts", "rules.yaml")

# A rule of figures on one line each, the condition on the seventh.
RULE = """rules:
  - id: {id}
    title: Attainment 8 is below {below}
    severity: watch
    subject: figures
    measure: ks4.attainment8
    when: {when}
    source: The tests
    advice: Ask what is behind it
"""


def rule(when="ks4.attainment8 < 30", ident="test.attainment8", below=30):
    return RULE.format(id=ident, when=when, below=below)


def write(path, text):
    """As an editor does: the whole file at once, under its name."""
    with open(path + ".new", "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(path + ".new", path)


class settings_that_change(unittest.TestCase):
    """While the services run."""

    def setUp(self):
        self.inst = Installation()
        self.addCleanup(self.inst.end)
        write(self.inst.path("rules.yaml"), rule())
        self.inst.settings["LEEP_ALERTS_RULES"] = self.inst.path("rules.yaml")
        self.inst.start()
        self.inst.submit_sample(CENSUS, KS4)

    def wait_refused(self, number):
        self.inst.wait_counter("alerts", "settings_refused", lambda n: n == number)

    def refusals(self):
        return [line for line in self.inst.lines().splitlines() if "settings refused" in line]

    def test_rules_are_taken_up_when_the_file_changes(self):
        before = {row["urn"] for row in self.inst.alerts("--state", "open")}
        self.assertGreater(len(before), 0)
        write(self.inst.path("rules.yaml"), rule("ks4.attainment8 < 40", below=40))
        wait_until(lambda: len(self.inst.alerts("--state", "open")) > len(before), "alerts of the wider rule")
        after = self.inst.alerts("--state", "open")
        self.assertTrue(before < {row["urn"] for row in after})
        self.assertEqual({row["rule"] for row in after}, {"test.attainment8"})
        write(self.inst.path("rules.yaml"), rule("ks4.attainment8 < 0", below=0))
        wait_until(lambda: not self.inst.alerts("--state", "open"), "alerts end when the rule is narrower")
        self.assertEqual(self.refusals(), [])
        self.inst.wait_quiet()
        for live, rebuilt in self.inst.digests().values():
            self.assertEqual(live, rebuilt)

    def test_a_faulty_file_is_said_once_and_changes_nothing(self):
        before = self.inst.alerts()
        state = self.inst.counter("alerts", "log_seq")
        write(self.inst.path("rules.yaml"), rule(">-\n      ks4.attainment8 < 40 and\n      high(x)"))
        self.wait_refused(1)
        self.assertEqual(self.inst.alerts(), before)
        self.assertEqual(self.inst.counter("alerts", "log_seq"), state)
        # another fault in another file is looked at while this one still stands
        write(self.inst.path("caseloads.yaml"), "advisers: none\n")
        self.wait_refused(2)
        said = self.refusals()
        self.assertEqual(len(said), 2, said)
        self.assertIn("rules.yaml", said[0])
        self.assertIn("line 9, column 12: rule", said[0])
        self.assertIn("caseloads.yaml", said[1])
        # the old rules are in force
        write(self.inst.path("rules.yaml"), rule())
        self.wait_refused(1)
        self.assertEqual(self.inst.alerts(), before)
        with open(sample("caseloads.yaml"), encoding="utf-8") as file:
            write(self.inst.path("caseloads.yaml"), file.read())
        self.wait_refused(0)
        self.inst.wait_quiet()
        for live, rebuilt in self.inst.digests().values():
            self.assertEqual(live, rebuilt)

    def test_a_new_adviser_is_told_without_a_start(self):
        write(self.inst.path("caseloads.yaml"),
              "authority: 855\nadviser_for_schools_not_listed:\n  name: Somebody Else\n"
              "  email: somebody@council.example\nadvisers: []\n")
        write(self.inst.path("rules.yaml"), rule("ks4.attainment8 < 35", below=35, ident="test.another"))
        wait_until(lambda: self.inst.alerts("--rule", "test.another"), "alerts of the new rule")
        wait_until(lambda: {row["adviser"] for row in self.inst.alerts("--rule", "test.another")} == {"Somebody Else"},
                   "the new adviser")

    def test_a_file_that_goes_leaves_what_is_in_force(self):
        before = self.inst.alerts()
        os.unlink(self.inst.path("rules.yaml"))
        self.wait_refused(1)
        self.assertEqual(self.inst.alerts(), before)


class checked_files(unittest.TestCase):
    """Without any service."""

    def setUp(self):
        self.inst = Installation()
        self.addCleanup(self.inst.end)

    def check(self, *paths):
        return self.inst.leep("rules", "check", *paths)

    def test_the_shipped_rules_are_good(self):
        done = self.check(SHIPPED)
        self.assertEqual(done.returncode, DONE, done.stderr)
        self.assertRegex(done.stdout, r"^.*rules\.yaml: \d+ rules\n$")
        self.assertEqual(done.stderr, "")

    def test_every_faulty_rule_is_named_by_line_and_column(self):
        good, bad = self.inst.path("good.yaml"), self.inst.path("bad.yaml")
        write(good, rule())
        write(bad, rule("ks4.attainment8 <") +
              rule("ks4.attainment9 < 1", ident="test.second").removeprefix("rules:\n") +
              rule(ident="test.third").removeprefix("rules:\n"))
        done = self.check(good, bad)
        self.assertEqual(done.returncode, REFUSED)
        self.assertEqual(done.stdout, f"{good}: 1 rule\n")
        self.assertEqual(done.stderr.splitlines(), [
            f'{bad}: line 7, column 28: rule "test.attainment8": expected a number or a measure, found the end',
            f'{bad}: line 15, column 11: rule "test.second": "ks4.attainment9" is not in the catalogue'])

    def test_what_is_no_yaml_and_no_file_is_refused(self):
        broken = self.inst.path("broken.yaml")
        write(broken, "rules:\n  - id: [x\n")
        done = self.check(broken)
        self.assertEqual(done.returncode, REFUSED)
        self.assertRegex(done.stderr, r"^.*broken\.yaml: .*line: \d+, column: \d+")
        done = self.check(self.inst.path("absent.yaml"))
        self.assertEqual(done.returncode, REFUSED)
        self.assertIn("absent.yaml: cannot be read", done.stderr)
        self.assertEqual(self.check().returncode, harness.WRONG)


if __name__ == "__main__":
    unittest.main()
