# SPDX-License-Identifier: MIT
"""From a file to the adviser: which alerts are raised, what they are evidenced by, who is told, and what people do."""

import csv
import email
import email.policy
import io
import os
import re
import subprocess
import unittest

import harness
from harness import (CENSUS, COMMAND, KS4, NEIGHBOURS, OFSTED, REFUSED, Installation,
                     WithInstallation, data, pb, sample)

PROGRESS8 = ("Birch Wood", "Countesthorpe Leysland", "Hinckley Academy", "King Edward VII", "Maplewell Hall",
             "Sir Frank Whittle", "Stephenson", "Winstanley")


def advisers():
    """URN -> (name, address), read from the sample's caseloads without a YAML library; None: everybody else, told first."""
    with open(sample("caseloads.yaml"), encoding="utf-8") as file:
        text = re.sub(r"#.*", "", file.read())
    found = {}
    entry = re.compile(r"name: (.+?)\n\s+email: (\S+)(?:\n\s+schools: \[([^\]]*)\])?")
    for name, address, schools in entry.findall(text):
        for urn in re.findall(r"\d+", schools) or [None]:
            found.setdefault(urn, (name, address))
    return found


def original(name):
    """The rows of a sample file, as a spreadsheet counts them."""
    with open(sample(name), "rb") as file:
        raw = file.read()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252")
    return list(csv.reader(io.StringIO(text, newline="")))


class joined_with_the_register:
    """Ofsted's file names no authority: the register does. It must not matter which of the two comes first."""

    def open(self, rule):
        return self.inst.alerts("--area", "855", "--rule", rule, "--state", "open")

    def of_schools(self):
        """Without the authority's own, which are about data of this year that nobody has loaded."""
        return [row for row in self.inst.alerts() if row["urn"]]

    def test_six_schools_inadequate_and_thirty_two_requiring_improvement(self):
        self.assertEqual(len(self.open("ofsted.inadequate")), 6)
        self.assertEqual(len(self.open("ofsted.requires_improvement")), 32)

    def test_one_alert_a_school_and_rule(self):
        keys = [(row["urn"], row["rule"], row["period"]) for row in self.inst.alerts()]
        self.assertEqual(len(keys), len(set(keys)))

    def test_alert_goes_to_the_adviser_of_the_school(self):
        caseload = advisers()
        for row in self.of_schools():
            self.assertEqual(row["adviser"], caseload.get(row["urn"], caseload[None])[0], row["name"])

    def test_no_alert_for_a_school_of_another_authority(self):
        self.assertEqual({row["authority"] for row in self.inst.alerts()}, {"855"})

    def test_evidence_is_the_very_cell_of_the_original(self):
        for row in self.of_schools():
            for evidence in self.inst.json("alert", row["id"])["evidence"]:
                lines = original(evidence["file"])
                line = lines[evidence["row"] - 1]
                self.assertEqual(line[lines[0].index("URN")], row["urn"])
                cell = line[lines[0].index(evidence["column"])]
                self.assertEqual(float(cell), float(evidence["value"]), f"alert {row['id']}")

    def test_one_alert_shows_all_that_its_message_says(self):
        for row in self.of_schools():
            shown = self.inst.json("alert", row["id"])
            self.assertRegex(shown["alert"]["advice"], "^Ask ")
            for evidence in shown["evidence"]:
                if evidence["what"] == "ks4.progress8":
                    self.assertEqual(evidence["status"], "provisional")
                    self.assertRegex(evidence["beside"], r"^authority -0\.06(;|$)")

    def test_original_is_kept_under_its_digest(self):
        for row in self.inst.json("submissions"):
            kept = self.inst.path("originals", row["sha256"][:2], row["sha256"])
            with open(kept, "rb") as one, open(sample(row["name"]), "rb") as other:
                self.assertEqual(one.read(), other.read())

    def test_one_message_a_school_and_submission_to_the_right_adviser(self):
        caseload = advisers()
        told = {}
        for name, raw in self.inst.spool().items():
            self.assertRegex(name, r"^\d+-\d+\.eml$")
            submission, urn = name.removesuffix(".eml").split("-")
            if urn == "855":
                continue
            message = email.message_from_bytes(raw, policy=email.policy.default)
            self.assertEqual([(to.display_name, to.addr_spec) for to in message["to"].addresses],
                             [caseload.get(urn, caseload[None])])
            self.assertEqual(message.get_content_type(), "multipart/alternative")
            self.assertFalse(message.defects)
            body = message.get_body(("plain",)).get_content()
            self.assertIn(f"(URN {urn})", body)
            told.setdefault((submission, urn), set()).update(re.findall(r"leep alert (\d+) show", body))
        alerts = {row["id"]: row["urn"] for row in self.of_schools()}
        heard = sorted(ident for idents in told.values() for ident in idents)
        self.assertEqual(heard, sorted(alerts), "each alert is told once")
        for (_, urn), idents in told.items():
            self.assertEqual({alerts[ident] for ident in idents}, {urn})


class register_before_ofsted(joined_with_the_register, WithInstallation):
    files = (CENSUS, NEIGHBOURS, KS4, OFSTED)

    def test_progress_8_alerts_by_name(self):
        names = sorted(row["name"] for row in self.inst.alerts("--rule", "ks4.progress8_well_below"))
        self.assertEqual(len(names), 8)
        for name in PROGRESS8:
            self.assertEqual(len([known for known in names if name in known]), 1, name)


class ofsted_before_register(joined_with_the_register, WithInstallation):
    files = (OFSTED, CENSUS)

    def test_ofsted_alone_raises_nothing_but_is_kept(self):
        first, second = self.inst.json("submissions")
        self.assertEqual((first["name"], first["inspections"]), (OFSTED, 286))
        alerts = self.inst.alerts()
        self.assertTrue(all(self.inst.json("alert", row["id"])["evidence"][0]["submission"] == first["submission"]
                            for row in alerts[:3]))
        self.assertTrue(all(name.startswith(f"{second['submission']}-") for name in self.inst.spool()))


class revisions(unittest.TestCase):
    def by_key(self, inst):
        return {(row["rule"], row["urn"], row["period"]): row for row in inst.alerts()}

    def test_corrected_figure_resolves_its_alert_and_says_why(self):
        with Installation() as inst:
            inst.submit_sample(CENSUS, KS4)
            before = self.by_key(inst)
            inst.submit(data("ks4_revision.csv"))
            after = self.by_key(inst)
            key = ("ks4.progress8_well_below", "138529", "2018/19")
            self.assertEqual((before[key]["state"], after[key]["state"]), ("open", "resolved"))
            self.assertEqual(before.keys(), after.keys())
            history = inst.json("alert", after[key]["id"])["history"]
            last = [line for line in history if line["what"] != "message"][-1]
            self.assertEqual(last["what"], "resolved")
            self.assertIn("-0.4", last["text"])
            for other in before.keys() - {key}:
                self.assertEqual(before[other], after[other])

    def test_later_inspection_resolves_the_alert_of_the_earlier(self):
        with Installation() as inst:
            inst.submit_sample(CENSUS, OFSTED)
            before = self.by_key(inst)
            inst.submit(data("ofsted_revision.csv"))
            after = self.by_key(inst)
            key = ("ofsted.inadequate", "141682", "2018-05-02")
            self.assertEqual((before[key]["state"], after[key]["state"]), ("open", "resolved"))
            self.assertEqual(before.keys(), after.keys())
            what = [line["what"] for line in inst.json("alert", after[key]["id"])["history"]]
            self.assertEqual([word for word in what if word != "message"], ["opened", "resolved"])
            for other in before.keys() - {key}:
                self.assertEqual(before[other], after[other])

    def test_figure_that_changes_and_still_meets_the_rule_amends_its_alert(self):
        with Installation() as inst:
            inst.submit_sample(CENSUS, KS4)
            before = self.by_key(inst)
            inst.wait_quiet()
            told = len(inst.spool())
            with open(data("ks4_revision.csv"), encoding="utf-8-sig") as file:
                text = file.read().replace("-0.4,-0.9,0.1,", "-0.61,-0.80,-0.41,")
            revised = inst.path("revised.csv")
            with open(revised, "w", encoding="utf-8", newline="") as file:
                file.write(text)
            inst.submit(revised)
            after = self.by_key(inst)
            key = ("ks4.progress8_well_below", "138529", "2018/19")
            self.assertEqual(before.keys(), after.keys())
            self.assertEqual((after[key]["id"], after[key]["state"]), (before[key]["id"], "open"))
            self.assertIn("-0.61", after[key]["summary"])
            self.assertIn("amended", [line["what"] for line in inst.json("alert", after[key]["id"])["history"]])
            inst.wait_quiet()
            self.assertEqual(len(inst.spool()), told + 1, "the adviser hears of the amendment, of nothing else")

    def test_first_figure_again_reopens_the_resolved_alert(self):
        with Installation() as inst:
            inst.submit_sample(CENSUS, KS4)
            inst.submit(data("ks4_revision.csv"))
            # the same file under another status is another submission
            inst.submit(sample(KS4), status="revised")
            row = self.by_key(inst)[("ks4.progress8_well_below", "138529", "2018/19")]
            self.assertEqual(row["state"], "open")
            what = [line["what"] for line in inst.json("alert", row["id"])["history"] if line["what"] != "message"]
            self.assertEqual(what, ["opened", "resolved", "reopened"])


class people(unittest.TestCase):
    def setUp(self):
        self.inst = Installation()
        self.addCleanup(self.inst.end)
        self.inst.start()
        self.inst.submit_sample(CENSUS, KS4)
        self.inst.wait_quiet()

    def history(self, ident, what):
        self.inst.wait_quiet()
        return [line for line in self.inst.json("alert", ident)["history"] if line["what"] == what]

    def test_acknowledgement_and_note_stand_in_the_history(self):
        self.inst.leep("alert", 1, "ack", "rang the school", check=0)
        self.inst.leep("alert", 1, "note", "visit on 3 December", check=0)
        self.assertEqual([line["text"] for line in self.history(1, "acknowledged")], ["rang the school"])
        self.assertEqual([line["text"] for line in self.history(1, "note")], ["visit on 3 December"])
        self.assertEqual(self.inst.alerts("--state", "acknowledged")[0]["id"], "1")
        self.assertEqual(len(self.inst.alerts("--rule", "ks4.progress8_well_below", "--state", "open")), 7)

    def test_command_repeated_under_its_id_has_one_effect_and_one_answer(self):
        body = pb(2, pb(1, 1) + pb(2, 1) + pb(3, "once"))
        ident = os.urandom(16)
        answers = {self.inst.ask("alerts", COMMAND, body, ident) for _ in range(5)}
        self.assertEqual(len(answers), 1)
        self.assertEqual(answers.pop()[0], 0)
        self.assertEqual(len(self.history(1, "acknowledged")), 1)

    def test_command_repeated_after_a_restart_has_one_effect(self):
        body = pb(2, pb(1, 1) + pb(2, 2) + pb(3, "once"))
        ident = os.urandom(16)
        first = self.inst.ask("alerts", COMMAND, body, ident)
        self.assertEqual(self.inst.stop(), 0)
        self.inst.start()
        self.assertEqual(self.inst.ask("alerts", COMMAND, body, ident), first)
        self.assertEqual(len(self.history(1, "note")), 1)

    def test_alert_that_is_not_there_or_a_note_without_words_is_wrong(self):
        for words in (("999",), ("999", "ack"), ("1", "note"), ("1", "applaud"), ("one",), ("-1",), ("0",)):
            done = self.inst.leep("alert", *words)
            self.assertNotEqual(done.returncode, 0, words)
            self.assertTrue(done.stderr.startswith("leep: "), words)

    def test_resolved_alert_cannot_be_acknowledged(self):
        self.inst.submit(data("ks4_revision.csv"))
        resolved = self.inst.alerts("--state", "resolved")[0]["id"]
        done = self.inst.leep("alert", resolved, "ack", check=REFUSED)
        self.assertIn("resolved", done.stderr)

    def test_outsiders_cannot_settle_messages_or_change_rules(self):
        for body in (pb(4, pb(1, "rules") + pb(2, "rules: []\n")), pb(5, pb(1, "1-1") + pb(2, 1))):
            self.assertLess(self.inst.ask("alerts", COMMAND, body)[0], 0)

    def test_watch_prints_the_alert_that_a_submission_raises(self):
        watching = subprocess.Popen([harness.LEEP, "watch", "--count", "38", "--dir", self.inst.dir],
                                    env=harness.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                    encoding="utf-8")
        self.addCleanup(watching.stdout.close)
        self.addCleanup(watching.stderr.close)
        self.addCleanup(watching.kill)
        self.assertEqual(watching.stderr.readline(), "watching\n")
        self.inst.submit_sample(OFSTED)
        lines = watching.communicate(timeout=harness.PATIENCE)[0].splitlines()
        self.assertEqual(watching.returncode, 0)
        self.assertEqual(len(lines), 38)
        self.assertEqual(len([line for line in lines if " urgent " in line]), 6)
        self.assertTrue(any("opened urgent 141682 Hinckley Academy" in line for line in lines))


class settings_of_the_installation(unittest.TestCase):
    def test_rules_that_cannot_be_read_leave_those_in_force(self):
        with Installation() as inst:
            inst.submit_sample(CENSUS)
            inst.stop()
            with open(inst.path("rules.yaml"), "w", encoding="utf-8") as file:
                file.write("rules:\n  - id: [broken\n")
            inst.settings["LEEP_ALERTS_RULES"] = inst.path("rules.yaml")
            inst.start()
            inst.submit_sample(KS4)
            self.assertEqual(len(inst.alerts("--rule", "ks4.progress8_well_below")), 8)

    def test_new_adviser_is_told_of_what_comes_next(self):
        with Installation() as inst:
            inst.submit_sample(CENSUS)
            inst.stop()
            with open(inst.path("caseloads.yaml"), "w", encoding="utf-8") as file:
                file.write("authority: 855\nadviser_for_schools_not_listed:\n  name: Somebody Else\n"
                           "  email: somebody@council.example\nadvisers: []\n")
            inst.start()
            inst.submit_sample(KS4)
            self.assertEqual({row["adviser"] for row in inst.alerts()}, {"Somebody Else"})


class hush(unittest.TestCase):
    def test_files_without_rules_raise_nothing(self):
        with Installation() as inst:
            inst.submit_sample(CENSUS, NEIGHBOURS)
            self.assertEqual(inst.alerts(), [])
            inst.wait_quiet()
            self.assertEqual(inst.spool(), {})
