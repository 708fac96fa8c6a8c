# SPDX-License-Identifier: MIT
"""Every derived figure of the Local Authority Interactive Tool's release, worked out a second time from the
definitions alone and compared with what `leep indicators` prints: 434 measures, all years and areas.

Figures are those of the file to 15 significant digits, as a spreadsheet shows them, held as whole numbers of 10^-15;
nothing is rounded before it is compared. The quartile's bounds are interpolated as R's quantile() does (type 7), unlike
the search that indicators makes."""

import csv
import re
import unittest
from collections import defaultdict
from decimal import Decimal
from math import isqrt

from harness import LAIT, NEIGHBOURS, Installation, shared

DICTIONARY = "lait/data_dictionary.csv"
ENGLAND, FIRST_REGION = 970, 980
UNIT = 10**15
# Figures are held and means taken in millionths: at most one and a half of them lie between exact and held.
HELD = UNIT * 3 // 2 // 10**6
# Three held figures are up to two millionths off their line, which the interval of a trend takes 3.67-fold.
HELD_OFF_LINE = UNIT * 2 // 10**6
HELD_TREND = HELD + 4 * HELD_OFF_LINE

ASKED = ("measure", "period", "area", "value", "national", "diff_national", "neighbours", "diff_neighbours",
         "neighbour_set", "rank_neighbours", "of_neighbours", "rank_national", "of_national", "percentile", "quartile",
         "change", "trend", "trend_low", "trend_high")


def rows_of(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


class Period:
    """What the file calls a year: its end, and what distinguishes it from the one before."""

    def __init__(self, text):
        years = [int(part) for part in re.findall(r"\d+", text)]
        self.start, last = years[0], years[-1]
        self.end = last if last > 1000 else self.start // 100 * 100 + last
        self.end += 100 if self.end < self.start else 0
        self.kind = (re.sub(r"\d", "9", text), self.end - self.start)
        self.shares_years = self.end - self.start > 1  # with the one before, such as 2014-16 with 2013-15


class Release:
    """The file: figures by measure and period, then by area."""

    def __init__(self, path):
        self.figures = defaultdict(dict)
        self.periods = {}
        for row in rows_of(path):
            period = row["Years"].split(" (")[0]
            if period == "0":
                continue
            self.periods.setdefault(period, Period(period))
            cells = self.figures[row["Short Desc"].strip().replace(" ", "_").replace(",", "_"), period]
            if row["Values"] == "-":
                cells.setdefault(int(row["LA Number"]), None)
            else:
                shown = Decimal(f"{float(row['Values'].replace(',', '')):.15g}")
                cells[int(row["LA Number"])] = int(shown.scaleb(15))

    def before(self, measure, period, by=1):
        """The measure's figures of the consecutive period, if it has them; or of the one `by` periods back."""
        at = self.periods[period]
        for other, cells in self.by_measure[measure]:
            if self.periods[other].kind == at.kind and self.periods[other].start == at.start - by:
                return cells
        return {}

    def arrange(self):
        self.by_measure = defaultdict(list)
        for (measure, period), cells in self.figures.items():
            self.by_measure[measure].append((period, cells))
        return self


def neighbours_of(path):
    """By authority, its sets as (month, members), earliest first."""
    sets = defaultdict(lambda: defaultdict(list))
    for row in rows_of(path):
        sets[int(row["la_code"])][row["set"]].append(int(row["neighbour_code"]))
    return {authority: sorted(by_month.items()) for authority, by_month in sets.items()}


def set_in_force(sets, year):
    """The latest that began by December of the year, else the earliest."""
    begun = [entry for entry in sets if entry[0] <= f"{year}-12"]
    return begun[-1] if begun else sets[0]


def bounds_of(ascending):
    """Four times the three bounds between quartiles."""
    bounds = []
    for k in (1, 2, 3):
        whole, quarters = divmod((len(ascending) - 1) * k, 4)
        above = ascending[min(whole + 1, len(ascending) - 1)]
        bounds.append(4 * ascending[whole] + quarters * (above - ascending[whole]))
    return bounds


def band_of(figure, bounds, polarity):
    low, middle, high = bounds
    position = 1 if 4 * figure <= low else 2 if 4 * figure <= middle else 3 if 4 * figure <= high else 4
    return position if polarity == "Low" else 5 - position


class Column:
    """What is to be known of one measure and period."""

    def __init__(self, cells, before, first, polarity, banded, year):
        self.cells, self.before, self.first, self.year = cells, before, first, year
        self.polarity = polarity if polarity in ("High", "Low") else None
        self.ascending = sorted(figure for area, figure in cells.items() if area < ENGLAND and figure is not None)
        self.places = {}
        ordered = self.ascending if self.polarity == "Low" else self.ascending[::-1]
        for i, figure in enumerate(ordered):
            self.places.setdefault(figure, i + 1)
        self.bounds = bounds_of(self.ascending) if banded and len(self.ascending) >= 4 else None

    def expected(self, area, sets):
        """The columns from `national` on: None, a text, or a number as numerator and denominator."""
        figure, nation = self.cells[area], self.cells.get(ENGLAND)
        found = {"national": None if nation is None else (nation, 1),
                 "change": None if None in (figure, self.before.get(area)) else (figure - self.before[area], 1)}
        self.over_three_periods(found, area)
        if area == ENGLAND:
            return found
        found["diff_national"] = None if None in (figure, nation) else (figure - nation, 1)
        if area > ENGLAND:
            return found
        self.beside_neighbours(found, figure, sets)
        if figure is not None and self.polarity and len(self.ascending) > 1:
            rank, of = self.places[figure], len(self.ascending)
            found.update(rank_national=str(rank), of_national=str(of), percentile=(100 * UNIT * (of - rank + 1), of))
            if self.bounds:
                found["quartile"] = str(band_of(figure, self.bounds, self.polarity))
        return found

    def over_three_periods(self, found, area):
        """The least-squares line, whose slope's standard error is |d| / sqrt(12), by Student's t of one degree of freedom."""
        first, second, third = self.first.get(area), self.before.get(area), self.cells[area]
        if None in (first, second, third):
            return
        off = abs(first - 2 * second + third)
        twice, wide = third - first, 2 * isqrt(12706**2 * off**2 // (12 * 1000**2))
        found["trend"] = (twice, 2)
        if off > 0:
            found.update(trend_low=(twice - wide, 2), trend_high=(twice + wide, 2))

    def beside_neighbours(self, found, figure, sets):
        if not sets:
            return
        found["neighbour_set"], members = set_in_force(sets, self.year)
        have = [self.cells[member] for member in members if self.cells.get(member) is not None]
        if not have:
            return
        total, count = sum(have), len(have)
        found["neighbours"] = (total, count)
        if figure is None:
            return
        found["diff_neighbours"] = (figure * count - total, count)
        if self.polarity:
            better = sum(other > figure if self.polarity == "High" else other < figure for other in have)
            found.update(rank_neighbours=str(better + 1), of_neighbours=str(count + 1))


def agrees(printed, expected, held=HELD):
    if expected is None or isinstance(expected, str):
        return printed == (expected or "")
    if printed == "":
        return False
    number = Decimal(printed)
    decimals = -number.as_tuple().exponent
    top, bottom = expected
    away = abs(int(number.scaleb(15)) * bottom - top)
    return 2 * away <= bottom * (UNIT // 10**decimals + 2 * held)


class the_whole_release(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        files = [shared(cls(), name) for name in (NEIGHBOURS, DICTIONARY, LAIT)]
        cls.inst = Installation()
        cls.addClassCleanup(cls.inst.end)
        cls.inst.start()
        cls.inst.submit(*files)
        cls.release = Release(files[2]).arrange()
        cls.neighbours = neighbours_of(files[0])
        cls.dictionary = {}
        for row in rows_of(files[1]):
            cls.dictionary.setdefault(row["Measure_short"].strip().replace(" ", "_").replace(",", "_"), row)

    def column(self, measure, period):
        entry = self.dictionary[measure]
        first = {} if self.release.periods[period].shares_years else self.release.before(measure, period, 2)
        return Column(self.release.figures[measure, period], self.release.before(measure, period), first,
                      entry["Polarity"], entry["No_Quartile"] != "N", self.release.periods[period].end)

    def test_every_derived_figure_equals_one_worked_out_from_the_definitions(self):
        text = self.inst.leep("indicators", "--csv", "--wide", check=0).stdout
        rows = csv.reader(text.splitlines())
        header = next(rows)
        at = [header.index(name) for name in ASKED]
        wrong, said, seen, columns = [], defaultdict(int), 0, {}
        for row in rows:
            measure, period, code, value, *printed = (row[i] for i in at)
            area = ENGLAND if code == "england" else int(code)
            key = measure.removeprefix("lait."), period
            column = columns.get(key) or columns.setdefault(key, self.column(*key))
            expected = column.expected(area, self.neighbours.get(area))
            seen += 1
            figure = column.cells[area]
            if not agrees(value, None if figure is None else (figure, 1)):
                wrong.append((measure, period, code, "value", value))
            for name, got in zip(ASKED[4:], printed):
                said[name] += got != ""
                held = HELD_TREND if name in ("trend_low", "trend_high") else HELD
                if not agrees(got, expected.get(name), held):
                    wrong.append((measure, period, code, name, got, expected.get(name)))
        self.assertEqual(wrong[:10], [])
        self.assertEqual(len(wrong), 0)
        self.assertEqual(seen, sum(len(cells) for cells in self.release.figures.values()))
        self.assertEqual((len(self.release.by_measure), seen), (434, 640900))
        # None of them is blank throughout.
        for name in ASKED[4:]:
            self.assertGreater(said[name], 300000, name)

    def test_leicestershire_is_where_the_tool_shows_it(self):
        row = self.inst.csv("indicators", "--area", "855", "--measure", "lait.AVG_Attain8_Score", "--period", "2025")[0]
        self.assertEqual((row["value"], row["national"], row["neighbours"]), ("46.2", "46.0", "46.11"))
        self.assertEqual((row["neighbour_set"], row["rank_national"], row["of_national"]), ("2025-05", "63", "152"))
        rows = {row["measure"]: row for row in self.inst.csv("indicators", "--area", "855", "--period", "2025")}
        for measure, figures in (("lait.KS2RWM_Expected_STD", (63, 60.7, 63)), ("lait.TotAbs", (6.37, 6.767, 6.78))):
            row = rows[measure]
            self.assertEqual((float(row["value"]), float(row["neighbours"]), float(row["national"])), figures)


if __name__ == "__main__":
    unittest.main()
