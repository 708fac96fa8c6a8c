# SPDX-License-Identifier: MIT
"""Rules as people meet them: checked, listed, explained, tried on what is known, and changed while the services run."""

import os
import unittest

import harness
from harness import CENSUS, DONE, KS4, OFSTED, REFUSED, Installation, sample, wait_until

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
        self.inst.wait_quiet()

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
        self.inst.wait_quiet()
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

    def test_an_own_file_takes_the_place_of_the_shipped_one_and_gives_it_back(self):
        with Installation(LEEP_ALERTS_PRACTICE="") as inst:
            write(inst.path("practice.yaml"), "practice: unknown\n")
            inst.wait_counter("alerts", "settings_refused", lambda n: n == 1)
            os.unlink(inst.path("practice.yaml"))
            inst.wait_counter("alerts", "settings_refused", lambda n: n == 0)
            write(inst.path("calendar.ics"), "BEGIN:NOTHING\n")
            inst.wait_counter("alerts", "settings_refused", lambda n: n == 1)
            os.unlink(inst.path("calendar.ics"))
            inst.wait_counter("alerts", "settings_refused", lambda n: n == 0)

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


class rules_over_what_is_known(harness.WithInstallation):
    """What is in force, what a rule sees, and what rules would have raised."""

    files = (CENSUS, OFSTED, KS4)

    def explain(self, ident, area, *words):
        return self.inst.json("rules", "explain", ident, "--area", area, *words)

    def test_those_in_force_are_listed(self):
        listed = {row["id"]: row for row in self.inst.csv("rules")}
        self.assertEqual(listed, {row["id"]: row for row in self.inst.csv("rules", "list")})
        floor = listed["ks4.floor_2016"]
        self.assertEqual(list(floor)[:7], ["id", "severity", "subject", "measure", "from", "until", "title"])
        self.assertEqual((floor["severity"], floor["subject"], floor["measure"], floor["from"], floor["until"]),
                         ("concern", "figures", "ks4.progress8", "2015/16", "2017/18"))
        inadequate = listed["ofsted.inadequate"]
        self.assertEqual((inadequate["from"], inadequate["until"]), ("2005-09-01", "2024-09-01"))
        with open(SHIPPED, encoding="utf-8") as file:
            self.assertEqual(len(listed), file.read().count("\n  - id: "))

    def test_rules_in_force_would_have_raised_what_they_raised(self):
        tested = {(row["rule"], row["urn"], row["measure"], row["period"]): row for row in self.inst.csv("rules", "test")}
        raised = {(row["rule"], row["urn"], row["measure"], row["period"]): row
                  for row in self.inst.alerts("--state", "open")}
        self.assertGreater(len(raised), 40)
        self.assertTrue(raised.keys() <= tested.keys(), raised.keys() - tested.keys())
        for key, row in raised.items():
            self.assertEqual(tested[key]["summary"], row["summary"])
            self.assertEqual(tested[key]["severity"], row["severity"])

    def test_a_test_keeps_to_rule_area_and_period(self):
        eight = self.inst.csv("rules", "test", "--rule", "ks4.progress8_well_below", "--period", "2018/19")
        self.assertEqual(len(eight), 8)
        self.assertEqual({row["period"] for row in eight}, {"2018/19"})
        # the standard of 2016 to 2018 does not judge the year after
        self.assertEqual(self.inst.csv("rules", "test", "--rule", "ks4.floor_2016", "--period", "2018/19"), [])
        long_ago = self.inst.csv("rules", "test", "--period", "2016/17")
        self.assertEqual([row["rule"] for row in long_ago if row["rule"].startswith("data.")], [], "awaited today")
        urn = eight[0]["urn"]
        self.assertEqual(self.inst.csv("rules", "test", "--rule", "ks4.progress8_well_below", "--area", urn), eight[:1])
        year = self.inst.csv("rules", "test", "--rule", "ofsted.inadequate", "--period", "2016/17")
        self.assertGreater(len(year), 0)
        for row in year:
            self.assertTrue("2016-09-01" <= row["period"] <= "2017-08-31", row)
        self.assertEqual(self.inst.csv("rules", "test", "--area", "855", "--rule", "ofsted.inadequate"),
                         self.inst.csv("rules", "test", "--rule", "ofsted.inadequate"))

    def test_rules_of_a_file_are_tried_and_nothing_changes(self):
        path = self.inst.path("tried.yaml")
        before, state = self.inst.alerts(), self.inst.counter("alerts", "log_seq")
        write(path, rule("ks4.attainment8 < 30"))
        tried = self.inst.csv("rules", "test", path)
        self.assertGreater(len(tried), 0)
        for row in tried:
            value = float(row["summary"].split()[1])
            self.assertLess(value, 30, row)
        self.assertEqual(self.inst.alerts(), before)
        self.assertEqual(self.inst.counter("alerts", "log_seq"), state)
        write(path, rule("ks4.attainment8 < 30", ident="Bad Name"))
        done = self.inst.leep("rules", "test", path)
        self.assertEqual((done.returncode, done.stdout), (REFUSED, ""))
        self.assertIn(f"{path}: line 2, column 9: an id has small letters", done.stderr)

    def test_more_than_a_page_comes_whole(self):
        one = rule("ks4.attainment8 >= 0 and cohort(ks4.attainment8) >= 0", ident="test.{n}").removeprefix("rules:\n")
        path = self.inst.path("many.yaml")
        write(path, "rules:\n" + "".join(one.replace("{n}", f"n{n}") for n in range(100)))
        rows = self.inst.csv("rules", "test", path)
        a_rule = [row["urn"] for row in rows if row["rule"] == "test.n0"]
        self.assertGreater(len(a_rule), 40)
        self.assertEqual(len(rows), 100 * len(a_rule))
        self.assertEqual(len({(row["rule"], row["urn"]) for row in rows}), len(rows))

    def test_each_part_is_told_with_what_is_known(self):
        # Countesthorpe Leysland, 2018/19: -0.54 (-0.72 to -0.36), 198 pupils
        told = self.explain("ks4.progress8_well_below", "138529", "--period", "2018/19")
        self.assertEqual((told["rule"]["truth"], told["rule"]["urn"], told["rule"]["period"]), ("true", "138529", "2018/19"))
        self.assertEqual([(part["depth"], part["truth"], part["known"]) for part in told["parts"]],
                         [(0, "true", None), (1, "true", "ks4.progress8 = -0.54"),
                          (1, "true", "high(ks4.progress8) = -0.36"), (1, "true", "cohort(ks4.progress8) = 198"),
                          (0, "false", "high(ks4.progress8) = -0.36")])  # of what would end it
        # the latest year is the one that is meant
        self.assertEqual(self.explain("ks4.progress8_well_below", "138529"), told)
        people = self.inst.leep("rules", "explain", "ks4.progress8_well_below", "--area", "138529", check=DONE).stdout
        self.assertIn("    true     high(ks4.progress8) < 0: high(ks4.progress8) = -0.36\n", people)

    def test_what_is_not_known_is_said(self):
        told = self.explain("ks4.three_years_2018", "138529", "--period", "2017/18")
        self.assertEqual(told["rule"]["truth"], "unknown")
        self.assertIn("previous(ks4.progress8) is not known", [part["known"] for part in told["parts"]])
        self.assertIn("none ends", told["rule"]["outcome"])

    def test_what_cannot_be_answered_is_said(self):
        for words, status, said in (
                (("explain", "ofsted.inadequate"), harness.WRONG, "--area is needed"),
                (("explain", "--area", "855"), harness.WRONG, "which rule?"),
                (("explain", "nothing", "--area", "855"), REFUSED, "no rule is called 'nothing'"),
                (("explain", "ks4.floor_2016", "--area", "138529", "--period", "2018/19"), REFUSED, "does not hold for it"),
                (("test", "--area", "850"), REFUSED, "only authority 855"),
                (("test", "--period", "soon"), harness.WRONG, "'soon' is no period"),
                (("sing",), harness.WRONG, "'sing' is none of")):
            done = self.inst.leep("rules", *words)
            self.assertEqual(done.returncode, status, done.stderr)
            self.assertIn(said, done.stderr)


if __name__ == "__main__":
    unittest.main()
