# SPDX-License-Identifier: MIT
"""Weeks of a council at random, from a seed that is printed: files, what people do, casework, settings that change, time that
goes by. Told twice, once undisturbed and once while alerts is killed, ended and started again, they end in the
same states, alerts and messages, and a replay makes the same again.

STORIES=20 tells twenty stories, from SEED on; STEPS are the steps of each."""

import csv
import datetime
import os
import random
import signal
import tempfile
import threading
import unittest

import harness
from harness import CENSUS, COMMAND, KS4, OFSTED, SERVICES, Installation, pb, sample, wait_until

STORIES = int(os.environ.get("STORIES", "1"))
SEED = int(os.environ.get("SEED", "855"))
STEPS = int(os.environ.get("STEPS", "16"))

ACKNOWLEDGE, NOTE, ASSIGN, SILENCE, CLOSE, REOPEN = 1, 2, 3, 4, 5, 6

START = datetime.datetime(2019, 5, 17, 9, 0)

CASELOADS = """\
authority: 855
adviser_for_schools_not_listed: {{name: Duty, email: duty@council.example}}
chain:
  - {{name: Head of Service, email: head@council.example}}
  - {{name: Director, email: director@council.example}}
advisers:
  - name: Ann
    email: ann@council.example
    schools: [141682, 138529, 119903]
    away: [{{from: 2019-05-20, until: 2019-05-22, cover: bob@council.example}}]
  - {{name: Bob, email: bob@council.example, schools: [138821, 119906], digest: daily}}
"""
MORE_ADVISERS = ("  - {name: Cy, email: cy@council.example, schools: [143844, 119910], digest: weekly}\n",
                 "  - {name: Di, email: cy@council.example, schools: [143844], minimal: true}\n",
                 "  - {name: Cy, email: new@council.example, schools: [119910, 119912]}\n", "")

PRACTICE = """\
settling: {settling}
settling_at_most: {at_most}
digest_at: "{at}"
digest_day: {day}
repeat: {{info: 0, watch: {repeat}, concern: {repeat}, urgent: 1}}
escalate: {{info: 0, watch: 0, concern: {escalate}, urgent: 2}}
acknowledged_for: {days}
"""

RULE = """\
  - id: {ident}
    title: {ident} in words
    severity: {severity}
    {subject}
    when: {when}
    source: A source
    advice: Some advice
"""
INSPECTION = "subject: inspection\n    measure: ofsted.overall"
FIGURES = "subject: figures\n    measure: ks4.progress8"
COUNTY = "subject: county\n    measure: ks4.progress8"

CALENDAR = """\
BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//council//terms//EN\r
BEGIN:VEVENT\r
UID:half-term\r
DTSTAMP:20190101T000000Z\r
DTSTART;VALUE=DATE:201905{day}\r
DTEND;VALUE=DATE:20190601\r
SUMMARY:Half-term\r
END:VEVENT\r
END:VCALENDAR\r
"""


class Story:
    """Steps drawn from a seed alone, so that every telling has the same."""

    def __init__(self, seed, inst, folder):
        self.random = random.Random(seed)
        self.inst, self.folder = inst, folder
        self.now = START
        self.files = 0
        self.heads = {}
        self.backward = 0
        self.disturb = lambda step: step()

    # settings

    def write(self, name, text):
        """The whole file at once, under its name."""
        os.makedirs(self.inst.dir, exist_ok=True)
        with open(self.inst.path(name + ".new"), "w", encoding="utf-8", newline="") as file:
            file.write(text)
        os.replace(self.inst.path(name + ".new"), self.inst.path(name))

    def set_clock(self):
        self.write("clock", self.now.strftime("%Y-%m-%dT%H:%M:%SZ\n"))

    def rules(self):
        draw = self.random
        rules = [RULE.format(ident="ofsted.weak", severity=draw.choice(("urgent", "concern")), subject=INSPECTION,
                             when=f"inspection.overall >= {draw.choice((3, 4))}")]
        if draw.random() < 0.5:
            rules[0] += "    inhibits: [ks4.*]\n"
        if draw.random() < 0.8:
            rules.append(RULE.format(ident="ks4.low", severity=draw.choice(("watch", "concern", "info")), subject=FIGURES,
                                     when=f"ks4.progress8 < -0.{draw.choice((3, 5, 7))}"))
        if draw.random() < 0.5:
            rules.append(RULE.format(ident="ks4.county", severity="concern", subject=COUNTY, when="ks4.progress8 < 1"))
        return "rules:\n" + "".join(rules)

    def practice(self):
        draw = self.random
        settling = draw.choice((0, 1, 60, 900))
        return PRACTICE.format(settling=settling, at_most=settling * draw.choice((1, 3)), at=draw.choice(("07:30", "00:00", "23:59")),
                               day=draw.choice(("monday", "friday")), repeat=draw.choice((0, 1, 3)),
                               escalate=draw.choice((0, 2, 4)), days=draw.choice((0, 2, 10)))

    def caseloads(self):
        return CASELOADS.format() + self.random.choice(MORE_ADVISERS)

    def calendar(self):
        return CALENDAR.format(day=self.random.choice(("20", "27", "28")))

    def begin(self):
        self.set_clock()
        for name, text in (("rules.yaml", self.rules()), ("practice.yaml", self.practice()),
                           ("caseloads.yaml", self.caseloads()), ("calendar.ics", self.calendar())):
            self.write(name, text)
        self.inst.settings.update(LEEP_CLOCK="file:" + self.inst.path("clock"), LEEP_ALERTS_PRACTICE="",
                                  LEEP_ALERTS_RULES=self.inst.path("rules.yaml"))

    # steps

    def step_settings(self):
        which = self.random.choice(("rules", "practice", "caseloads", "calendar"))
        name = {"rules": "rules.yaml", "practice": "practice.yaml", "caseloads": "caseloads.yaml", "calendar": "calendar.ics"}[which]
        text = getattr(self, which)()
        with open(self.inst.path(name), encoding="utf-8", newline="") as file:
            if file.read() == text:
                return
        before = self.counter("journal_seq")
        self.write(name, text)
        wait_until(lambda: self.counter("journal_seq") not in (None, before), f"{name} is taken")

    def step_file(self):
        """A table of inspections or of key stage 4 in which some schools stand otherwise."""
        name, encoding, column, values = self.random.choice((
            (OFSTED, "cp1252", "Overall effectiveness", ("1", "2", "3", "4")), (KS4, "utf-8-sig", "P8MEA", ("-1.3", "-0.6", "0.2"))))
        with open(sample(name), encoding=encoding, newline="") as file:
            heading, *rows = list(csv.reader(file))
        at = heading.index(column)
        for row in self.random.sample(rows, 12):
            if row[at].strip() not in ("", "NE", "NA", "SUPP", "NULL"):
                row[at] = self.random.choice(values)
        self.files += 1
        path = os.path.join(self.folder, f"file{self.files}.csv")  # its name stands in the states
        with open(path, "w", encoding=encoding, newline="") as file:
            csv.writer(file).writerows([heading, *rows])
        self.inst.leep("submit", path)

    def command(self, body):
        """Asked under one name until there is an answer, as a patient client does."""
        ident = self.random.randbytes(16)

        def answered():
            try:
                return (self.inst.ask("alerts", COMMAND, body, ident),)
            except OSError:
                return None

        return wait_until(answered, "an answer")[0]

    def step_action(self):
        draw = self.random
        until = int((self.now + datetime.timedelta(days=draw.randint(-1, 9))).replace(tzinfo=datetime.timezone.utc).timestamp())
        verb, text, who, until = draw.choice((
            (ACKNOWLEDGE, "rang them", "", 0), (ACKNOWLEDGE, "", "", until), (NOTE, "é" * draw.randint(0, 900), "", 0),
            (ASSIGN, "", draw.choice(("Bob", "Cy", "duty@council.example")), 0),
            (SILENCE, "a plan " + "ü" * draw.randint(0, 950), "", until), (CLOSE, "a slip", "", 0), (REOPEN, "", "", 0)))
        self.command(pb(2, pb(1, draw.randint(1, 40)) + pb(2, verb) + pb(3, text) + pb(4, who) + pb(5, until * 1000000)))

    def step_case(self):
        draw = self.random
        case, kind, fields = draw.choice((
            (0, "case", {"title": "Reading", "holder": "Ann"}), (1, "concern", {"means": "ofsted", "type": "leadership", "text": "x"}),
            (1, "action", {"text": "Meet the chair", "owner": "Ann", "due": "2019-06-20"}),
            (1, "visit", {"day": "2019-05-12", "adviser": "Ann", "purpose": "Lessons", "minutes": "90"}),
            (2, "note", {"text": "é" * draw.randint(1, 900)})))
        verb = draw.choice((1, 1, 1, 2, 3, 4, 5))
        ident = 0 if verb == 1 else draw.randint(1, 12)
        rows = [pb(1, ident) + pb(2, case) + (pb(3, draw.choice((119903, 138529))) if kind == "case" else b"") +
                b"".join(pb(4, pb(1, name) + pb(2, value)) for name, value in fields.items())] * draw.choice((1, 1, 3))
        self.command(pb(7, pb(1, verb) + pb(2, kind) + b"".join(pb(3, row) for row in rows)))

    def step_time(self):
        """Minutes to days; at once, or stopping wherever something is due."""
        by = self.random.choice((datetime.timedelta(minutes=2), datetime.timedelta(hours=5), datetime.timedelta(days=1),
                                 datetime.timedelta(days=3), datetime.timedelta(days=20)))
        self.now += by
        self.set_clock()

    def step_back(self):
        """Somebody sets the clock back by an hour. A process never goes behind the time at which it was started, so what is
        told differs when one is started again meanwhile."""
        self.now -= datetime.timedelta(hours=1)
        self.set_clock()

    def counter(self, name):
        health = self.inst.health("alerts")
        return None if health is None else health.get(name)

    def settled(self):
        """All that is due is done, and everybody knows of it."""
        moment = self.now.strftime("%Y-%m-%dT%H:%M:%SZ")
        ends = {name: self.inst.health(name) for name in SERVICES[:4]}
        return (None not in ends.values() and (ends["alerts"]["next_due"] == "-" or ends["alerts"]["next_due"] > moment) and
                ends["alerts"]["messages_waiting"] == "0" and all(health["pending"] == "0" for health in ends.values()) and
                all(value == ends[key.split(".")[1]]["log_seq"] for health in ends.values()
                    for key, value in health.items() if key.endswith(".cursor")))

    def tell(self):
        steps = [self.step_file] * 2 + [self.step_action] * 5 + [self.step_case] * 3 + [self.step_settings] * 2 + \
            [self.step_time] * 5 + [self.step_back] * self.backward
        self.inst.leep("submit", sample(CENSUS))
        for i in range(STEPS):
            step = self.step_file if i < 2 else self.random.choice(steps)
            self.disturb(step)
            wait_until(self.settled, f"what follows {step.__name__} {i}\n{self.inst.lines()[-3000:]}")
            self.heads[i] = (step.__name__, self.counter("log_seq"))


class told_twice(unittest.TestCase):
    """An undisturbed telling, and one in which alerts is killed or ended again and again."""

    maxDiff = 4000

    def telling(self, seed, folder, disturb, backward=0):
        inst = Installation()
        self.addCleanup(inst.end)
        story = Story(seed, inst, folder)
        story.backward = backward
        story.begin()
        inst.start()
        if disturb:
            story.disturb = Disturbed(seed, inst).step
        story.tell()
        return story

    @staticmethod
    def seen(inst):
        return {"alerts": inst.leep("alerts", "--csv", check=0).stdout, "cases": inst.leep("case", "--state", "all", "--csv").stdout,
                "spool": inst.spool(), "digests": inst.digests()}

    def test_a_story_ends_as_it_does_undisturbed(self):
        for seed in range(SEED, SEED + STORIES):
            with self.subTest(seed=seed):
                print(f"seed {seed}", end=" ", flush=True)
                with tempfile.TemporaryDirectory(prefix="leep-") as folder:
                    calm, wild = self.telling(seed, folder, False), self.telling(seed, folder, True)
                self.assertEqual(wild.heads, calm.heads)
                expected, found = self.seen(calm.inst), self.seen(wild.inst)
                for name, (live, rebuilt) in found["digests"].items():
                    self.assertEqual(live, rebuilt, name)
                for what in ("alerts", "cases", "spool", "digests"):
                    self.assertEqual(found[what], expected[what], what)

    def test_a_clock_that_is_set_back_is_replayed_as_it_went(self):
        print(f"seed {SEED}", end=" ", flush=True)
        with tempfile.TemporaryDirectory(prefix="leep-") as folder:
            story = self.telling(SEED, folder, False, backward=5)
        for name, (live, rebuilt) in self.seen(story.inst)["digests"].items():
            self.assertEqual(live, rebuilt, name)


class Disturbed:
    """Kills or ends alerts while a step is made, at moments drawn from the seed."""

    def __init__(self, seed, inst):
        self.random, self.inst = random.Random(seed + 1), inst

    def step(self, step):
        made = threading.Thread(target=step)
        made.start()
        for _ in range(self.random.choice((0, 0, 1, 1, 2))):
            for _ in range(self.random.randint(0, 8)):
                self.inst.health("alerts")
            pid = self.inst.pids().get("alerts")
            if pid is not None:
                try:
                    os.kill(pid, self.random.choice((signal.SIGKILL, signal.SIGKILL, signal.SIGTERM)))
                except ProcessLookupError:
                    pass
        made.join()
