# SPDX-License-Identifier: MIT
"""Small numbers: what is printed never shows them, nor lets them be worked out; who asks as an adviser sees them. The
attack takes everything that is printed, is given all denominators besides, and tries to solve for what is hidden."""

import csv
import io
import json
import random
import tempfile
import unittest
from fractions import Fraction

import harness
import test_python_client as client
from harness import DONE, Installation

AUTHORITY = "855"
FIELDS = ("urn", "authority", "area", "measure", "period", "group", "value", "numerator", "denominator")
NUMBERS = ("value", "cohort", "numerator", "denominator", "ci_low", "ci_high", "change", "trend", "gap", "pooled", "worked_out",
           "diff_national", "rank_national", "percentile", "quartile")


def table(*rows):
    """A file of the council's own figures; each row is (school or "", measure, period, group, numerator, denominator)."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(FIELDS)
    for school, measure, period, group, numerator, denominator in rows:
        area = "" if school else AUTHORITY
        writer.writerow((school, AUTHORITY if school else "", area, measure, period, group, "", numerator, denominator))
    return text.getvalue()


class Submitting(unittest.TestCase):
    def start(self, **settings):
        inst = Installation(**settings)
        self.addCleanup(inst.end)
        return inst.start()

    @staticmethod
    def submit(inst, text):
        with tempfile.NamedTemporaryFile("w", suffix=".csv") as file:
            file.write(text)
            file.flush()
            inst.submit(file.name)


def cells(rows):
    return {(row["measure"], row["period"], row["group"], row["area"]): row for row in rows}


def setUpModule():
    client.setUpModule()


def hidden(rows):
    return {key for key, row in cells(rows).items() if row["flag"] == "suppressed"}


M, Y = "local.reading", "2018/19"
SCHOOLS = (("100001", 2, 4), ("100002", 6, 12), ("100003", 30, 60), ("100004", 80, 100))
ALL = [(urn, M, Y, "all", k, n) for urn, k, n in SCHOOLS] + [("", M, Y, "all", 118, 176)]


class small_school_in_an_authority(Submitting):
    def setUp(self):
        self.inst = self.start()
        self.submit(self.inst, table(*ALL, ("100003", M, Y, "girls", 1, 4), ("100003", M, Y, "boys", 29, 56)))
        self.expected = {(M, Y, "all", "100001"), (M, Y, "all", "100002"), (M, Y, "girls", "100003"),
                         (M, Y, "boys", "100003")}

    def test_it_and_the_next_smallest_are_hidden_and_say_nothing(self):
        rows = self.inst.json("indicators")
        self.assertEqual(hidden(rows), self.expected)
        for row in rows:
            if row["flag"] == "suppressed":
                self.assertEqual([name for name in NUMBERS if row[name] is not None], [])

    def test_every_way_of_asking_hides_the_same(self):
        for words in (("--area", "100001"), ("--area", "100002"), ("--group", "girls"), ("--group", "boys"),
                      ("--group", "all"), ("--level", "school"), ("--area", AUTHORITY, "--level", "school"),
                      ("--measure", M), ("--measure", "local.*"), ("--period", "2019")):
            with self.subTest(words=words):
                rows = self.inst.csv("indicators", *words)
                self.assertEqual(hidden(rows), self.expected & set(cells(rows)))
        text = self.inst.leep("indicators", "--area", "100001", check=DONE).stdout
        self.assertIn("suppressed", text)

    def test_an_adviser_sees_it_and_nobody_else_does(self):
        wanted = {"role": "adviser", "measure": M, "area": "100001"}
        rows = ask(self.inst, **wanted)
        self.assertEqual([(row["value"], row["flag"], row["numerator"], row["denominator"]) for row in rows],
                         [("50.0", "", "2", "4")])
        self.assertEqual([row["flag"] for row in ask(self.inst, **{**wanted, "role": ""})], ["suppressed"])
        with self.assertRaisesRegex(Refused, "role 'clerk': expected adviser, or none"):
            ask(self.inst, **{**wanted, "role": "clerk"})


class as_known_then_and_in_papers(Submitting):
    def test_as_of_a_day_before_a_revision_hides_by_what_was_known(self):
        inst = self.start(LEEP_CLOCK="fixed:2026-01-10T09:00:00Z")
        self.submit(inst, table(*[(urn, M, Y, "all", 10, 20) for urn, _, _ in SCHOOLS], ("", M, Y, "all", 40, 80)))
        inst.stop()
        inst.settings["LEEP_CLOCK"] = "fixed:2026-02-10T09:00:00Z"
        inst.start()
        self.submit(inst, table(*ALL))
        self.assertEqual(hidden(inst.json("indicators", "--as-of", "2026-01-20")), set())
        self.assertEqual({key[3] for key in hidden(inst.json("indicators"))}, {"100001", "100002"})
        self.assertEqual({key[3] for key in hidden(inst.json("indicators", "--as-of", "2026-02-20"))},
                         {"100001", "100002"})

    def test_worked_out_figure_does_not_give_it_away(self):
        inst = self.start()
        measure = "ks2.rwm.expected"
        self.submit(inst, table(*[(urn, measure, Y, "all", k, n) for urn, k, n in SCHOOLS]))
        rows = inst.json("indicators", "--measure", measure)
        self.assertEqual({key[3] for key in hidden(rows)}, {"100001", "100002"})
        worked = inst.json("indicators", "--measure", measure, "--worked-out")
        self.assertEqual([(row["area"], row["worked_out_cohort"], row["flag"]) for row in worked], [(AUTHORITY, 176, None)])

    def test_lone_small_school_is_hidden_in_its_authority_too(self):
        inst = self.start()
        self.submit(inst, table(("100001", "ks2.rwm.expected", Y, "all", 2, 4)))
        for words in ((), ("--worked-out",)):
            rows = inst.json("indicators", *words)
            self.assertTrue(rows)
            for row in rows:
                self.assertEqual((row["value"], row["flag"], row["worked_out"], row["worked_out_cohort"],
                                  row["authority_figure"]), (None, "suppressed", None, None, None))

    def test_authority_where_nobody_did_is_hidden_with_its_two_small_schools(self):
        inst = self.start()
        for measure in ("ks2.rwm.expected", M):
            self.submit(inst, table(("100001", measure, Y, "all", 0, 3), ("100002", measure, Y, "all", 0, 4),
                                    ("", measure, Y, "all", 0, 7)))
            for words in ((), ("--area", AUTHORITY), ("--area", "100001"), ("--worked-out",)):
                for row in inst.json("indicators", "--measure", measure, *words):
                    self.assertEqual((row["value"], row["worked_out"], row["authority_figure"]), (None, None, None))

    def test_change_on_a_hidden_year_is_not_told(self):
        inst = self.start()
        rows = [(urn, M, Y, "all", 30, 60) for urn, _, _ in SCHOOLS] + [("", M, Y, "all", 120, 240)]
        self.submit(inst, table(*rows, *[(urn, M, "2017/18", group, k, n) for urn, _, _, group, k, n in ALL]))
        found = cells(inst.json("indicators"))
        self.assertEqual({key[3] for key, row in found.items() if row["flag"] == "suppressed"}, {"100001", "100002"})
        for urn, told in (("100001", False), ("100002", False), ("100003", True), ("100004", True)):
            self.assertEqual(found[M, Y, "all", urn]["change"] is not None, told)

    def test_paper_shows_what_the_tables_show(self):
        inst = self.start()
        self.submit(inst, table(("", "ks2.rwm.expected", "2017/18", "all", 3, 4), ("", "ks2.rwm.expected", Y, "all", 30, 61)))
        path = inst.path("paper.html")
        inst.leep("report", "performance", "--area", AUTHORITY, "--period", Y, "-o", path, check=DONE)
        with open(path, encoding="utf-8") as paper:
            text = paper.read()
        self.assertIn("49.2", text)
        self.assertNotIn("75.0", text)


class thresholds(Submitting):
    def shown(self, threshold):
        inst = self.start(LEEP_REPORTS_SUPPRESS_BELOW=threshold)
        self.submit(inst, table(*[(str(100000 + n), M, Y, "all", n // 2, n) for n in (5, 6, 9, 10, 11, 30)]))
        return sorted(int(key[3]) - 100000 for key in hidden(inst.json("indicators")))

    def test_fewer_than_six_by_default_and_the_committees_ten(self):
        self.assertEqual([self.shown(value) for value in (None, "6", "10", "0")], [[5], [5], [5, 6, 9], []])


# -- the attack --------------------------------------------------------------------------------------------------

PAIRS = (("girls", "boys"), ("disadvantaged", "not-disadvantaged"))
GROUPS = ("all", *PAIRS[0], *PAIRS[1])
WORKED_OUT = ("ks2.rwm.expected", "ks2.rwm.higher", "ks2.reading.expected", "ks2.reading.higher", "ks2.maths.expected",
              "ks2.maths.higher", "ks2.gps.expected", "ks2.science.expected")
YEARS = ("2016/17", "2017/18", "2018/19")


def made_up(seed, schools):
    """Numerators and denominators by (measure, year, group, area), which add up in every way."""
    chance = random.Random(seed)
    measure = WORKED_OUT[seed] if seed < len(WORKED_OUT) else f"local.m{seed}"
    found = {}
    for year in YEARS:
        for school in range(schools):
            area = str(100001 + school)
            pupils = [(pair_a, pair_b, chance.random() < 0.55) for pair_a, pair_b in (
                (chance.random() < 0.5, chance.random() < 0.15) for _ in range(chance.choice((3, 7, 12, 25, 60))))]
            for group in GROUPS:
                of = [passed for a, b, passed in pupils if group == "all" or (group in PAIRS[0] and (group == "girls") == a)
                      or (group in PAIRS[1] and (group == "disadvantaged") == b)]
                if of:
                    found[measure, year, group, area] = (sum(of), len(of))
        for group in GROUPS:
            parts = [value for key, value in found.items() if key[1:3] == (year, group)]
            if parts:
                found[measure, year, group, AUTHORITY] = tuple(map(sum, zip(*parts)))
    return found


def sums_of(truth):
    """What adds up: (total, parts) of cells."""
    for measure, year, group, area in truth:
        if area == AUTHORITY:
            yield ((measure, year, group, area),
                   [key for key in truth if key[:3] == (measure, year, group) and key[3] != AUTHORITY])
        if group == "all":
            for pair in PAIRS:
                parts = [(measure, year, part, area) for part in pair if (measure, year, part, area) in truth]
                yield (measure, year, group, area), parts


def solved(unknown, equations):
    """Unknowns that linear equations (set of unknowns with signs, right side) determine, by elimination."""
    index = {key: i for i, key in enumerate(unknown)}
    rows = []
    for terms, _ in equations:
        row = [Fraction(0)] * len(unknown)
        for key, sign in terms:
            row[index[key]] += sign
        rows.append(row)
    at, pivots = 0, []
    for column in range(len(unknown)):
        pivot = next((i for i in range(at, len(rows)) if rows[i][column]), None)
        if pivot is None:
            continue
        rows[at], rows[pivot] = rows[pivot], rows[at]
        rows[at] = [value / rows[at][column] for value in rows[at]]
        for i, row in enumerate(rows):
            if i != at and row[column]:
                rows[i] = [a - row[column] * b for a, b in zip(row, rows[at])]
        pivots.append(column)
        at += 1
    return {unknown[column] for i, column in enumerate(pivots) if sum(1 for value in rows[i] if value) == 1}


def possible(unknown, equations, most):
    """The numbers that each unknown may be, from 0 to `most`, once no equation narrows them further."""
    low, high = dict.fromkeys(unknown, 0), dict(most)
    changed = True
    while changed:
        changed = False
        for terms, right in equations:
            for key, sign in terms:
                rest = [(s * low[k], s * high[k]) for k, s in terms if k != key]
                ends = sorted((sign * (right - sum(max(r) for r in rest)), sign * (right - sum(min(r) for r in rest))))
                new = max(low[key], ends[0]), min(high[key], ends[1])
                if new != (low[key], high[key]):
                    low[key], high[key] = new
                    changed = True
    return {key: (low[key], high[key]) for key in unknown}


class attack(Submitting):
    """Whoever knows every denominator, and the numerator of every figure that is shown, cannot tell what a small cell
    holds: neither by elimination nor by what numbers remain possible."""

    SEEDS = range(24)

    @classmethod
    def setUpClass(cls):
        cls.truth = {seed: made_up(seed, 2 + seed % 12) for seed in cls.SEEDS}

    def attack(self, truth, rows, part, most):
        """`part` 0: for numerators; 1: for denominators, of which nothing is known beforehand."""
        shown = {key for key, row in rows.items() if row[("value", "cohort")[part]] is not None}
        unknown = [key for key in truth if key not in shown]
        equations = []
        for total, parts in sums_of(truth):
            terms = [(key, 1) for key in parts if key not in shown] + ([(total, -1)] if total not in shown else [])
            right = (truth[total][part] if total in shown else 0) - sum(truth[key][part] for key in parts if key in shown)
            if terms:
                equations.append((terms, right))
        # A change and a gap tell the other figure of two.
        told = set()
        for key, row in rows.items():
            before = (key[0], YEARS[YEARS.index(key[1]) - 1], *key[2:]) if key[1] != YEARS[0] else None
            if row["value"] is not None and row["change"] is not None:
                told.add(before)
            if row["trend"] is not None or row["pooled"] is not None:
                told |= {(key[0], year, *key[2:]) for year in YEARS[:YEARS.index(key[1]) + 1]}
            if row["value"] is not None and row["gap"] is not None:
                told.add((*key[:2], row["gap_group"], key[3]))
        bounds = possible(unknown, equations, {key: most(key) for key in unknown})
        return told & set(unknown), solved(unknown, equations), bounds

    def test_what_is_small_stays_unknown(self):
        inst = self.start()
        shown = []
        for truth in self.truth.values():
            self.submit(inst, table(*[("" if key[3] == AUTHORITY else key[3], *key[:3], *value)
                                      for key, value in truth.items()]))
            measure = next(iter(truth))[0]
            rows = {key: row for key, row in cells(inst.json("indicators", "--measure", measure)).items() if key in truth}
            small = {key for key, (_, n) in truth.items() if n < 6}
            self.assertTrue(small)
            self.assertEqual({key for key in small if rows[key]["value"] is not None}, set())
            # How many pupils a school has in all is known; how many of them are girls is not.
            few = {key for key in small if key[2] != "all" or measure.startswith("local.")}
            for part, secret, most in ((0, small, lambda key: truth[key][1]), (1, few, lambda key: 1000)):
                told, known, bounds = self.attack(truth, rows, part, most)
                with self.subTest(measure=measure, schools=len({key[3] for key in truth}) - 1, part=part):
                    self.assertEqual(told, set())
                    self.assertEqual(known & secret, set())
                    self.assertEqual({key: bounds[key] for key in secret if bounds[key][0] == bounds[key][1]}, {})
            shown.append(sum(row["value"] is not None for row in rows.values()) / len(rows))
        self.assertGreater(sum(shown) / len(shown), 0.3)  # hiding everything would be easy


def ask(inst, **wanted):
    """The question as another service puts it, over the protocol alone."""
    words = [word for name, value in wanted.items() if value for word in ("--" + name, value)]
    answered = client.start("leep_client.py", f"ipc:{inst.dir}", "indicators", *words)
    out, err = answered.communicate(timeout=harness.PATIENCE)
    if answered.returncode != DONE:
        raise Refused(err)
    return json.loads(out)


class Refused(Exception):
    """By the service, in its words."""
