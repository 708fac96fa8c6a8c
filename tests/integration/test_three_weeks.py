# SPDX-License-Identifier: MIT
"""Three weeks of a council, told by a clock that the test moves: who hears of what and when, and what stands in the histories
at the end, as one transcript that is compared with tests/golden/three_weeks.txt (LEEP_GOLDEN=write writes it anew).

Friday 17 May to Friday 7 June 2019: two weekends, the spring bank holiday on Monday 27 May and half-term until Friday 31."""

import csv
import email
import email.policy
import os
import pwd
import re
import unittest

from harness import (CENSUS, KS4, OFSTED, ROOT, Installation, data, sample, wait_until)

GOLDEN = os.path.join(ROOT, "tests", "golden", "three_weeks.txt")

CASELOADS = """\
authority: 855
adviser_for_schools_not_listed: {name: Duty, email: duty@council.example}
chain:
  - {name: Head of Service, email: head@council.example}
  - {name: Director, email: director@council.example}
advisers:
  - name: Ann
    email: ann@council.example
    schools: [141682, 138529]
    away: [{from: 2019-05-20, until: 2019-05-22, cover: bob@council.example}]
  - {name: Bob, email: bob@council.example, schools: [138821], digest: daily}
  - {name: Cy, email: cy@council.example, schools: [143844], digest: weekly}
"""

PRACTICE = """\
settling: 60
settling_at_most: 900
digest_at: "07:30"
digest_day: wednesday
repeat: {info: 0, watch: 0, concern: 3, urgent: 1}
escalate: {info: 0, watch: 0, concern: 4, urgent: 2}
acknowledged_for: 10
"""

RULES = """\
rules:
  - id: ofsted.inadequate
    title: Ofsted graded the school's overall effectiveness 4 (inadequate)
    severity: urgent
    subject: inspection
    measure: ofsted.overall
    when: inspection.overall = 4
    inhibits: [ks4.*]
    source: A source
    advice: Some advice
  - id: ks4.progress8_low
    title: Progress 8 is below -0.5
    severity: concern
    subject: figures
    measure: ks4.progress8
    when: ks4.progress8 < -0.5
    source: A source
    advice: Some advice
"""

CALENDAR = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//council//terms//EN
BEGIN:VEVENT
UID:half-term
DTSTAMP:20190101T000000Z
DTSTART;VALUE=DATE:20190528
DTEND;VALUE=DATE:20190601
SUMMARY:Half-term
END:VEVENT
END:VCALENDAR
"""

HINCKLEY, COUNTESTHORPE, KING_EDWARD, WINSTANLEY = "141682", "138529", "138821", "143844"
SCHOOLS = (HINCKLEY, COUNTESTHORPE, KING_EDWARD, WINSTANLEY)


def extract(name, encoding, urns, path, **changed):
    """The rows of a sample that are about some schools or nobody's, with Progress 8 of some schools changed."""
    with open(sample(name), encoding=encoding, newline="") as file:
        heading, *rows = list(csv.reader(file))
    at = {column: i for i, column in enumerate(heading)}
    kept = [row for row in rows if row[at["URN"]] in urns or (row[at["URN"]] == "" and "RECTYPE" in at)]
    for row in kept:
        for column, value in changed.get("u" + row[at["URN"]], {}).items():
            row[at[column]] = value
    with open(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([heading, *kept])
    return path


class three_weeks(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.inst = Installation()
        self.addCleanup(self.inst.end)
        self.heard = set()
        self.transcript = []
        os.makedirs(self.inst.path(), exist_ok=True)
        for name, text in (("caseloads.yaml", CASELOADS), ("practice.yaml", PRACTICE), ("rules.yaml", RULES),
                           ("calendar.ics", CALENDAR)):
            with open(self.inst.path(name), "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
        self.set_clock("2019-05-17T09:00:00Z")
        self.inst.settings.update(LEEP_CLOCK="file:" + self.inst.path("clock"), LEEP_ALERTS_PRACTICE="",
                                  LEEP_ALERTS_RULES=self.inst.path("rules.yaml"))
        self.inst.start()

    # the clock

    def set_clock(self, moment):
        """The file is never half written: services read it at any time."""
        with open(self.inst.path("clock.new"), "w", encoding="utf-8") as file:
            file.write(moment + "\n")
        os.replace(self.inst.path("clock.new"), self.inst.path("clock"))

    def next_due(self):
        due = self.inst.health("alerts")["next_due"]
        return "9999" if due == "-" else due

    def settled(self, moment):
        """All that is due by now is done, and what it told is written and known to reports."""
        wait_until(lambda: self.next_due() > moment, f"what is due by {moment}")
        wait_until(self.flowed, "everything has flowed through")
        self.listen()

    def flowed(self):
        ends = {name: self.inst.health(name) for name in ("ingest", "indicators", "alerts", "reports")}
        return (ends["alerts"]["messages_waiting"] == "0" and
                all(value == ends[key.split(".")[1]]["log_seq"] for health in ends.values()
                    for key, value in health.items() if key.endswith(".cursor")))

    def until(self, moment):
        """Let time go by, stopping where something is due, as it does for a service that runs all the while."""
        while self.next_due() <= moment:
            due = self.next_due()
            self.set_clock(due)
            self.settled(due)
        self.set_clock(moment)
        self.transcript.append("")

    # what is heard and done

    def listen(self):
        spool = self.inst.spool()
        for name in sorted(spool.keys() - self.heard, key=self.order):
            message = email.message_from_bytes(spool[name], policy=email.policy.default)
            self.heard.add(name)
            self.transcript.append(f"{self.when(message)}  {name.removesuffix('.eml')} to "
                                   f"{message['to'].addresses[0].display_name}: {message['subject']}")
            body = message.get_body(("plain",)).get_content()
            for line in body.splitlines():
                if re.search(r"stand in for|comes to you", line):
                    self.transcript.append(f"    {line.strip()}")

    def order(self, name):
        """By the running number, with which the name ends."""
        return [(int(part), "") if part.isdigit() else (0, part) for part in re.split(r"[-.]", name)[::-1]]

    def when(self, message):
        return message["date"].datetime.strftime("%a %Y-%m-%dT%H:%M:%SZ")

    def do(self, what, *words):
        self.transcript.append(f"        {what}")
        said = self.inst.leep("alert", *words, check=0).stdout.strip()
        self.transcript.append(f"        > {self.anonymous(said)}")
        self.settled_now()

    def submit(self, what, path):
        self.transcript.append(f"        {what}")
        self.inst.submit(path)
        self.settled_now()

    def settled_now(self):
        with open(self.inst.path("clock"), encoding="utf-8") as file:
            self.settled(file.read().strip())

    def anonymous(self, text):
        """Whoever runs the tests is "jane"; files lie in a folder that each run names anew."""
        text = re.sub(rf"\bby {re.escape(pwd.getpwuid(os.getuid()).pw_name)}\b", "by jane", text)
        return re.sub(r"\bleep-\w+/", "", text)

    def alert_of(self, urn, rule):
        found = [row["id"] for row in self.inst.alerts("--rule", rule) if row["urn"] == urn]
        self.assertEqual(len(found), 1, (urn, rule))
        return found[0]

    def histories(self):
        for row in self.inst.alerts():
            shown = self.inst.json("alert", row["id"])
            self.transcript.append("")
            self.transcript.append(f"alert {row['id']}: {row['rule']}, {row['name']}, {row['state']}; history "
                                   f"{shown['alert']['history']}")
            for line in shown["history"]:
                who = line["who"] if line["who"] == "leep" else "jane"
                self.transcript.append(f"  {line['at']} {who} {line['what']}: {self.anonymous(line['text'])}".rstrip(": "))

    def test_everybody_hears_what_they_should_when_they_should_and_it_is_all_on_record(self):
        inst = self.inst
        self.transcript.append("        the register, and Key Stage 4 of four schools: two of Ann's, one of Bob's, one of Cy's")
        inst.submit(sample(CENSUS))
        ks4 = extract(KS4, "utf-8-sig", SCHOOLS, inst.path("ks4.csv"))
        inst.submit(ks4)
        self.settled_now()
        self.until("2019-05-17T14:00:00Z")
        self.submit("an inspection of Hinckley Academy is published", extract(OFSTED, "cp1252", {HINCKLEY}, inst.path("o.csv")))
        hinckley = self.alert_of(HINCKLEY, "ofsted.inadequate")
        winstanley = self.alert_of(WINSTANLEY, "ks4.progress8_low")
        self.until("2019-05-20T08:00:00Z")
        self.do("Countesthorpe is acknowledged, for as long as the practice says",
                self.alert_of(COUNTESTHORPE, "ks4.progress8_low"), "ack", "visited in April")
        self.until("2019-05-21T10:00:00Z")
        self.do("Hinckley is acknowledged until a day", hinckley, "ack", "visit on 23 May", "--until", "2019-06-12")
        self.until("2019-05-22T10:00:00Z")
        self.do("Winstanley is silenced", winstanley, "silence", "--until", "2019-06-05", "--why", "support plan agreed")
        self.until("2019-05-24T15:00:00Z")
        self.submit("Winstanley's figure is revised",
                    extract(KS4, "utf-8-sig", SCHOOLS, inst.path("ks4_1.csv"), **{"u" + WINSTANLEY: {"P8MEA": "-1.05"}}))
        self.do("Hinckley gets a note", hinckley, "note", "the head asks for help with mathematics")
        self.until("2019-06-04T09:00:00Z")
        self.submit("a later inspection of Hinckley: what it inhibited is told", data("ofsted_revision.csv"))
        self.until("2019-06-06T09:00:00Z")
        self.do("King Edward VII is given to Ann", self.alert_of(KING_EDWARD, "ks4.progress8_low"),
                "assign", "Ann", "--why", "Bob has left the team")
        self.until("2019-06-07T10:00:00Z")
        self.do("who closes it", self.alert_of(KING_EDWARD, "ks4.progress8_low"), "close", "--why", "counted another school's pupils")
        self.submit("Countesthorpe's figure is revised: it is no longer below the threshold",
                    extract(KS4, "utf-8-sig", SCHOOLS, inst.path("ks4_2.csv"),
                            **{"u" + WINSTANLEY: {"P8MEA": "-1.05"}, "u" + COUNTESTHORPE: {"P8MEA": "-0.4"}}))
        self.until("2019-06-07T17:00:00Z")
        self.histories()
        transcript = "\n".join(self.transcript) + "\n"
        if os.environ.get("LEEP_GOLDEN") == "write":
            with open(GOLDEN, "w", encoding="utf-8") as file:
                file.write(transcript)
        with open(GOLDEN, encoding="utf-8") as file:
            self.assertMultiLineEqual(transcript, file.read())
        for service, (live, rebuilt) in inst.digests().items():
            self.assertEqual(live, rebuilt, service)
