# SPDX-License-Identifier: MIT
"""The life of alerts through the command line: one message an adviser for a national release, what people do and what is
said of it after, what watchers see, and the demonstration's messages."""

import email
import email.policy
import os
import re
import subprocess
import tempfile
import unittest

import harness
from harness import (CENSUS, COMMAND, KS4, OFSTED, REFUSED, WRONG, Installation, WithInstallation, data, environment, leep,
                     pb, sample, shared)

ENGLAND = "performance-tables/2018-19/england_ks4provisional.csv"
PROGRESS8 = ("Birch Wood", "Countesthorpe Leysland", "Hinckley Academy", "King Edward VII", "Maplewell Hall",
             "Sir Frank Whittle", "Stephenson", "Winstanley")


def practice(folder, **changed):
    """A practice with news that settles in a second."""
    keys = {"settling": 1, "settling_at_most": 5, "digest_at": '"07:30"', "digest_day": "monday",
            "repeat": "{info: 0, watch: 0, concern: 0, urgent: 0}",
            "escalate": "{info: 0, watch: 0, concern: 0, urgent: 0}", "acknowledged_for": 28, **changed}
    path = os.path.join(folder, "practice.yaml")
    os.makedirs(folder, exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(f"{key}: {value}\n" for key, value in keys.items())
    return path


def read(raw):
    return email.message_from_bytes(raw, policy=email.policy.default)


def body_of(message):
    return message.get_body(("plain",)).get_content()


class national_release(unittest.TestCase):
    def test_key_stage_4_of_all_england_is_one_message_an_adviser(self):
        path = shared(self, ENGLAND)
        inst = Installation()
        self.addCleanup(inst.end)
        inst.settings["LEEP_ALERTS_PRACTICE"] = practice(inst.dir)
        inst.start()
        inst.submit(sample(CENSUS))
        inst.submit(path)
        inst.wait_quiet()
        alerts = {row["id"]: row for row in inst.alerts()}
        self.assertEqual({row["authority"] for row in alerts.values()}, {"855"})
        below = [row["name"] for row in alerts.values() if row["rule"] == "ks4.progress8_well_below"]
        self.assertEqual(len(below), 8)
        for name in PROGRESS8:
            self.assertEqual(len([known for known in below if name in known]), 1, name)
        told = [read(raw) for raw in inst.spool().values()]
        to = [message["to"].addresses[0].display_name for message in told]
        self.assertEqual(len(to), len(set(to)), "nobody gets two messages")
        self.assertEqual(set(to), {row["adviser"] for row in alerts.values()}, "everybody who has an alert gets one")
        heard = sorted(ident for message in told for ident in re.findall(r"leep alert (\d+) show", body_of(message)))
        self.assertEqual(heard, sorted(alerts), "each alert is told once")
        for live, rebuilt in inst.digests().values():
            self.assertEqual(live, rebuilt)


class what_people_do(WithInstallation):
    files = (CENSUS, KS4)

    def alert(self, *words, **kwargs):
        return self.inst.leep("alert", *words, **kwargs)

    def fields(self, ident):
        self.inst.wait_quiet()
        return self.inst.json("alert", ident)["alert"]

    def test_each_action_says_how_it_stands_and_it_stands_so(self):
        adviser = self.fields("1")["adviser"]
        self.assertRegex(self.alert("1", "ack", "rang them", check=0).stdout,
                         rf"^alert 1 is acknowledged by \S+; it is with {re.escape(adviser)}\n$")
        self.assertEqual(self.fields("1")["state"], "acknowledged")
        self.assertRegex(self.alert("1", "silence", "--until", "2090-01-01", "--why", "a plan").stderr, "more than a year")
        day = subprocess.run(["date", "-u", "-d", "+40 days", "+%F"], capture_output=True, check=True).stdout.decode().strip()
        self.assertRegex(self.alert("1", "silence", "--until", day, "--why", "a plan", check=0).stdout,
                         rf"^alert 1 is silenced by \S+ until {day}T0[67]:30:00Z: a plan; ")
        fields = self.fields("1")
        self.assertEqual((fields["state"], fields["why"]), ("silenced", "a plan"))
        self.assertIn("is open", self.alert("1", "reopen", check=0).stdout)
        self.assertIn("it is with Duty Adviser (fictional)",
                      self.alert("1", "assign", "duty.adviser@council.example", check=0).stdout)
        self.assertEqual(self.fields("1")["assigned"], "by a person")
        self.assertIn("is closed by", self.alert("1", "close", "--why", "a slip", check=0).stdout)
        self.assertEqual(self.fields("1")["state"], "resolved")
        self.assertIn("is open", self.alert("1", "reopen", "--why", "no slip", check=0).stdout)
        self.assertEqual(self.fields("1")["history"], "7 lines, unbroken")

    def test_list_shows_who_handles_an_alert_and_filters_by_adviser(self):
        self.alert("2", "ack", check=0)
        self.inst.wait_quiet()
        rows = {row["id"]: row for row in self.inst.alerts()}
        self.assertEqual(list(rows["2"])[:13], "id rule severity state authority urn name measure period opened amended adviser "
                                               "summary".split())
        self.assertNotEqual(rows["2"]["handled_by"], "")
        self.assertEqual((rows["3"]["handled_by"], rows["3"]["until"], rows["3"]["inhibited"]), ("", "", ""))
        somebody = rows["3"]["adviser"]
        self.assertEqual({row["id"] for row in self.inst.alerts("--adviser", somebody)},
                         {row["id"] for row in rows.values() if row["adviser"] == somebody})
        self.assertEqual(self.inst.alerts("--adviser", "Nobody"), [])

    def test_words_that_make_no_sense_are_refused_and_change_nothing(self):
        before = self.fields("4")
        for words, status in ((("silence", "--why", "a plan"), WRONG), (("silence", "--until", "2019-01-01"), WRONG),
                              (("silence", "--until", "soon", "--why", "a plan"), WRONG), (("close",), WRONG),
                              (("assign",), WRONG), (("assign", "Nobody"), WRONG), (("reopen",), REFUSED),
                              (("ack", "one", "two"), WRONG), (("ack", "--why", "x"), WRONG), (("note",), WRONG),
                              (("close", "--until", "2090-01-01", "--why", "x"), WRONG), (("applaud",), WRONG)):
            done = self.alert("4", *words)
            self.assertEqual(done.returncode, status, (words, done.stderr))
            self.assertTrue(done.stderr.startswith("leep: "), words)
        self.assertEqual(self.fields("4"), before)

    def test_nobody_but_the_service_tells_it_the_time(self):
        before = self.inst.counter("alerts", "commits")
        self.assertLess(self.inst.ask("alerts", COMMAND, pb(6, b""))[0], 0)
        self.assertEqual(self.inst.counter("alerts", "commits"), before)

    def test_watch_prints_what_people_do(self):
        watching = subprocess.Popen([harness.LEEP, "watch", "--count", "2", "--dir", self.inst.dir], env=environment(),
                                    stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")
        self.addCleanup(watching.stdout.close)
        self.addCleanup(watching.stderr.close)
        self.addCleanup(watching.kill)
        self.assertEqual(watching.stderr.readline(), "watching\n")
        self.alert("5", "ack", "rang them", check=0)
        self.alert("5", "note", "they will ring back", check=0)
        lines = watching.communicate(timeout=harness.PATIENCE)[0].splitlines()
        self.assertRegex(lines[0], r" alert 5 acknowledged concern \d{6} .*: rang them \(.*\) by \S+$")
        self.assertRegex(lines[1], r" alert 5 note concern \d{6} .*: they will ring back \(.*\) by \S+$")


class settings_of_practice(unittest.TestCase):
    def test_faulty_practice_is_refused_at_the_start_with_its_fault(self):
        inst = Installation()
        self.addCleanup(inst.end)
        inst.settings["LEEP_ALERTS_PRACTICE"] = practice(inst.dir, settling=10, settling_at_most=5)
        inst.spawn()
        harness.wait_until(lambda: "settling_at_most is shorter than settling" in inst.lines(), "the fault is said")

    def test_nothing_is_written_while_nothing_is_due(self):
        inst = Installation(LEEP_ALERTS_PRACTICE="")
        self.addCleanup(inst.end)
        inst.start()
        inst.submit_sample(CENSUS, KS4)
        about_schools = [row for row in inst.alerts() if row["urn"]]
        self.assertEqual({row["rule"] for row in about_schools}, {"ks4.progress8_well_below"})
        people = {row["adviser"] for row in inst.alerts()}
        self.assertEqual(inst.counter("alerts", "news_waiting"), len(people), "one list each")
        self.assertEqual(inst.spool(), {}, "news settles for a minute")
        before = inst.health("alerts")
        # A turn of the loop for every question: none of them finds anything due.
        for _ in range(50):
            after = inst.health("alerts")
        self.assertEqual(before["commits"], after["commits"])
        self.assertRegex(after["next_due"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")


class demonstration(unittest.TestCase):
    def test_demonstration_ends_with_its_messages(self):
        folder = tempfile.mkdtemp(prefix="leep-", dir="/tmp")
        os.rmdir(folder)
        inst = Installation(folder)
        self.addCleanup(inst.end)
        env = environment()
        del env["LEEP_ALERTS_PRACTICE"]
        leep("demo", "--once", "--dir", folder, env=env, check=0)
        told = [read(raw) for raw in inst.spool().values()]
        self.assertGreaterEqual(len([message for message in told if "schools" in message["subject"]]), 4)
