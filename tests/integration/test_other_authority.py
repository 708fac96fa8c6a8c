# SPDX-License-Identifier: MIT
"""Files that nobody has seen before, in the layouts that are known: Hampshire's tables as another authority would have
them, written in every way that spreadsheets and exports write, and a statistics file with filters of its own."""

import csv
import gzip
import io
import os
import random
import unittest

from harness import EVERY_FIGURE, REFUSED, SHARED, Installation

FOLDER = "performance-tables/"
KS2 = ("2016-17/850_ks2final.csv", "2017-18/850_ks2final.csv", "2018-19/850_ks2final.csv")
KS4 = ("2016-17/850_ks4final.csv", "2017-18/850_ks4final.csv")
FARTHER = 1_000_000  # is added to a URN, which no school has that has been opened so far


class Table:
    """A table as header and rows, which may be changed and written in another way."""

    def __init__(self, path):
        with open(path, encoding="utf-8-sig", newline="") as file:
            self.header, *self.rows = csv.reader(file)
        for row in self.rows:
            row.extend([""] * (len(self.header) - len(row)))

    def at(self, column):
        return self.header.index(column)

    def schools(self):
        return [row for row in self.rows if row[self.at("RECTYPE")] in ("1", "2")]

    def move_to(self, authority):
        """All that says whose schools they are is another's; names need the letters of Windows-1252."""
        for i, row in enumerate(self.rows):
            if row[self.at("LEA")] != "":
                row[self.at("LEA")] = authority
            if row[self.at("URN")].isdigit():
                row[self.at("URN")] = str(int(row[self.at("URN")]) + FARTHER)
            if row[self.at("RECTYPE")] in ("1", "2"):
                row[self.at("SCHNAME")] = f"St Zoë’s, Façade “{i}”"

    def shuffle(self, seed):
        order = list(range(len(self.header)))
        random.Random(seed).shuffle(order)
        self.header = [self.header[i] for i in order]
        self.rows = [[row[i] for i in order] for row in self.rows]

    def change(self, column, how):
        """`how` of each figure of a column."""
        for row in self.rows:
            if row[self.at(column)].replace("-", "").replace(".", "").isdigit():
                row[self.at(column)] = how(row[self.at(column)])

    def add(self, column, value):
        self.header.append(column)
        for row in self.rows:
            row.append(value)

    def drop(self, column):
        """How many figures and flags went with it."""
        at = self.at(column)
        gone = sum(row[at] != "" for row in self.rows)
        for row in [self.header, *self.rows]:
            del row[at]
        return gone

    def text(self, end="\n", short=False):
        out = io.StringIO(newline="")
        writer = csv.writer(out, lineterminator=end)
        writer.writerow(self.header)
        for row in self.rows:
            while short and row and row[-1] == "":
                row = row[:-1]
            writer.writerow(row)
        return out.getvalue()


def same_figures(inst, ours, theirs, *words):
    """Figures of the schools of both authorities, by school: what must be the same."""
    answers = []
    for authority, farther in ((ours, 0), (theirs, FARTHER)):
        rows = inst.csv("indicators", "--level", "school", "--area", authority, *words)
        answers.append(sorted((int(row["area"]) - farther, row["measure"], row["group"], row["period"], row["flag"], row["cohort"],
                               *[row[part] and float(row[part]) for part in ("value", "ci_low", "ci_high")]) for row in rows))
    return answers


class tables_of_another_authority(unittest.TestCase):
    maxDiff = 2000

    @classmethod
    def setUpClass(cls):
        cls.tables = {name: os.path.join(SHARED, FOLDER, name) for name in KS2 + KS4}
        for name, path in cls.tables.items():
            if not os.path.exists(path):
                raise unittest.SkipTest(f"the real file {name} is not here (LEEP_SHARED names its folder)")
        cls.inst = Installation(**EVERY_FIGURE)
        cls.addClassCleanup(cls.inst.end)
        cls.inst.start()
        cls.inst.submit(*cls.tables.values())
        cls.receipts = {row["name"]: row for row in cls.inst.json("submissions")}

    def write(self, authority, name, content):
        folder = self.inst.path(authority, os.path.dirname(name))
        os.makedirs(folder, exist_ok=True)
        path = os.path.join(folder, os.path.basename(name).replace("850", authority))
        with open(path, "wb") as file:
            file.write(content)
        return path

    def submit(self, authority, name, content, **options):
        """The receipt of a table's bytes."""
        self.inst.submit(self.write(authority, name, content), **options)
        return self.inst.json("submissions")[-1]

    def assert_same_receipt(self, receipt, name, fewer=0, more=0):
        of = self.receipts[name]
        self.assertEqual(receipt["outcome"], "accepted")
        self.assertEqual((receipt["format"], receipt["rows_read"], receipt["rows_refused"], receipt["schools"]),
                         (of["format"], of["rows_read"], 0, of["schools"]))
        self.assertEqual(receipt["cells"], of["cells"] - fewer + more)

    def assert_same_figures(self, authority, measure, period):
        ours, theirs = same_figures(self.inst, "850", authority, "--measure", measure, "--period", period)
        self.assertGreater(len(ours), 5000)
        self.assertEqual(len(ours), len(theirs))
        for one, other in zip(ours, theirs):
            self.assertEqual(one, other)

    def test_all_tables_with_columns_in_another_order(self):
        for i, name in enumerate(self.tables):
            with self.subTest(file=name):
                table = Table(self.tables[name])
                table.move_to("881")
                table.shuffle(i)
                receipt = self.submit("881", name, table.text("\r\n").encode("utf-8-sig"))
                self.assert_same_receipt(receipt, name)
        for measure, period in (("ks2.*", "2017/18"), ("ks4.*", "2016/17")):
            self.assert_same_figures("881", measure, period)
        rows = [self.inst.json("indicators", "--area", authority, "--measure", "ks2.pupils", "--group", "all")
                for authority in ("850", "881")]
        self.assertEqual(*[[(row["period"], row["value"], row["worked_out"]) for row in found] for found in rows])

    def test_windows_1252_with_quoted_newlines_and_short_rows(self):
        for name in (KS2[2], KS4[1]):
            with self.subTest(file=name):
                table = Table(self.tables[name])
                table.move_to("925")
                table.change("URN", lambda urn: urn + " ")
                for row in table.schools():
                    row[table.at("SCHNAME")] += "\r\nand Nursery"
                receipt = self.submit("925", name, table.text("\n", short=True).encode("cp1252"))
                self.assert_same_receipt(receipt, name)
        self.assert_same_figures("925", "ks2.*", "2018/19")
        names = {row["name"] for row in self.inst.csv("schools", "--area", "925")}
        self.assertTrue(all(name.startswith("St Zoë’s, Façade “") for name in names), sorted(names)[:3])

    def test_thousands_separators_and_scientific_notation(self):
        table = Table(self.tables[KS2[2]])
        table.move_to("931")
        table.change("TELIG", lambda count: f"{int(count):,}")
        table.change("TOTPUPS", lambda count: f" {int(count):,} ")
        table.change("READ_AVERAGE", lambda score: f"{float(score):.10E}")
        table.change("READPROG", lambda score: f"{float(score):.16E}")
        table.change("READPROG_LOWER", lambda score: f"{float(score):.2e}")
        self.assertIn('"644,967"', table.text())
        self.assert_same_receipt(self.submit("931", KS2[2], table.text().encode()), KS2[2])
        self.assert_same_figures("931", "ks2.*", "2018/19")

    def test_packed(self):
        table = Table(self.tables[KS4[1]])
        table.move_to("886")
        content = gzip.compress(table.text("\r\n").encode("cp1252"))
        self.assert_same_receipt(self.submit("886", KS4[1].replace(".csv", ".csv.gz"), content), KS4[1])
        self.assert_same_figures("886", "ks4.*", "2017/18")

    def test_optional_column_that_is_missing(self):
        table = Table(self.tables[KS2[2]])
        table.move_to("919")
        gone = table.drop("PTSCITA_EXP")
        self.assert_same_receipt(self.submit("919", KS2[2], table.text().encode()), KS2[2], fewer=gone)
        rows = self.inst.csv("indicators", "--area", "919", "--measure", "ks2.science.expected", "--group", "all")
        self.assertEqual([row for row in rows if row["period"] == "2018/19"], [])

    def test_column_that_nobody_knows(self):
        for name in (KS2[2], KS4[1]):
            for value, what in (("0.5", "a figure"), ("for internal use", "words")):
                with self.subTest(file=name, column=what):
                    table = Table(self.tables[name])
                    table.move_to("936")
                    table.add("OUR_OWN", value)
                    receipt = self.submit("936", name, table.text().encode())
                    self.assert_same_receipt(receipt, name, more=len(table.rows) if what == "a figure" else 0)

    def test_required_column_that_is_missing_is_named(self):
        table = Table(self.tables[KS2[2]])
        table.move_to("938")
        table.drop("TELIG")
        said = self.inst.submit(self.write("938", KS2[2], table.text().encode()), check=REFUSED).stdout
        self.assertRegex(said, "dfe.ks2.2018-19.*TELIG")

    def test_other_separators_are_refused_with_what_to_do(self):
        for separator, name in ((";", "semicolons"), ("\t", "tabs")):
            content = Table(self.tables[KS2[2]]).text().replace(",", separator)
            said = self.inst.submit(self.write("938", KS2[2], content.encode()), check=REFUSED).stdout
            self.assertIn(f"separated by {name}: save the file with commas", said)

    def test_year_that_the_name_does_not_say_is_the_one_given_or_known(self):
        table = Table(self.tables[KS2[2]])
        table.move_to("926")
        said = self.inst.submit(self.write("926", "850 key stage 2.csv", table.text().encode())).stdout
        self.assertIn("period 2018/19", said)
        self.assertIn("period assumed", said)


# The layout of Explore Education Statistics: a place and a time, one filter that is known, two of its own, three indicators.
PLACES = {
    "England": ("National", "", "", "", "", ""),
    "East Midlands": ("Regional", "E12000004", "East Midlands", "", "", ""),
    "Leicestershire": ("Local authority", "E12000004", "East Midlands", "855", "E10000018", "Leicestershire"),
    "Essex": ("Local authority", "E12000006", "East of England", "881", "E10000012", "Essex"),
}
AREAS = {"England": "england", "Leicestershire": "855", "Essex": "881"}
TIMES = {
    ("202324", "Autumn term"): "2023/24 autumn",
    ("202324", "Spring term"): "2023/24 spring",
    ("202324", "Autumn and spring term"): "2023/24 autumn+spring",
    ("202324", "Academic year"): "2023/24",
    ("2024", "Week 12"): "2024 week 12",
    ("2024", "November"): "2024 month 11",
    ("2024", "Calendar year"): "2024",
    ("202324", "Financial year"): "2023-24",
    ("202324", "Financial year Q3"): "2023-24 Q3",
}
SYMBOLS = {"c": "suppressed", "x": "not published", "z": "not applicable", "k": "rounds to zero", "low": "rounds to zero",
           "u": "low reliability"}
META = """col_name,col_type,label,indicator_grouping,indicator_unit,indicator_dp,filter_hint,filter_grouping_column
travel_mode,Filter,Way to school,,,,,
house_point,Filter,House,,,,,
sex,Filter,Sex,,,,,
late_count,Indicator,Pupils who came late,,,0,,
late_rate,Indicator,Share of pupils who came late,,%,1,,
sledge_years,Indicator,Years on a sledge,,,2,,
"""


class statistics_never_seen_before(unittest.TestCase):
    """`lateness_2024.csv`: every place and time, by sex, way to school and house."""

    PREFIX = "ees.lateness."

    @classmethod
    def setUpClass(cls):
        cls.inst = Installation(**EVERY_FIGURE)
        cls.addClassCleanup(cls.inst.end)
        cls.inst.start()
        cls.table = cls.rows()
        cls.path = cls.inst.path("7_lateness_2024.csv")
        with open(cls.path, "w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows(cls.table)
        with open(cls.inst.path("7_lateness_2024.meta.csv"), "w", encoding="utf-8", newline="") as file:
            file.write(META)
        cls.inst.submit(cls.inst.path("7_lateness_2024.meta.csv"), cls.path)

    @classmethod
    def rows(cls):
        rows = [["time_period", "time_identifier", "geographic_level", "country_code", "country_name", "region_code",
                 "region_name", "old_la_code", "new_la_code", "la_name", "sex", "travel_mode", "house_point", "late_count",
                 "late_rate", "sledge_years"]]
        symbols = list(SYMBOLS)
        for year, identifier in TIMES:
            for level, region, region_name, *authority in PLACES.values():
                for sex in ("Total", "Female", "Male"):
                    for mode in ("Total", "On foot", "By sledge (own)"):
                        for house in ("Total", "1", "2"):
                            n = len(rows)
                            rows.append([year, identifier, level, "E92000001", "England", region, region_name, *authority, sex,
                                         mode, house, f"{n * 7:,}", f"{n / 10:.1f}",
                                         symbols[n % 6] if n % 5 == 0 else f"{n / 100:.2f}"])
        return rows

    def ask(self, measure, period, area, group):
        return self.inst.json("indicators", "--measure", self.PREFIX + measure, "--period", period, "--area", area, "--group",
                              group)

    def test_receipt(self):
        receipt = self.inst.json("submissions")[-1]
        figures = len(self.table) - 1
        self.assertEqual((receipt["format"], receipt["outcome"]), ("ees.tidy", "accepted"))
        self.assertEqual((receipt["rows_read"], receipt["rows_refused"], receipt["rows_ignored"]), (figures, 0, 0))
        self.assertEqual((receipt["cells"], receipt["measures_held"], receipt["areas"]), (3 * figures, 3, 4))
        self.assertEqual(receipt["cells_flagged"], sum(row[-1] in SYMBOLS for row in self.table))

    def test_every_figure_is_answered_under_its_time_place_and_filters(self):
        found = {(row["area"], row["period"], row["group"], row["column"]): row
                 for row in self.inst.json("indicators", "--measure", self.PREFIX + "*")}
        self.assertEqual(len(found), 3 * (len(self.table) - 1))
        for number, row in enumerate(self.table[1:], 2):
            place = row[9] or row[6] or "England"
            if place not in AREAS:
                continue
            group = [{"Total": "", "Female": "girls", "Male": "boys"}[row[10]],
                     {"Total": "", "On foot": "on-foot", "By sledge (own)": "by-sledge-own"}[row[11]],
                     "" if row[12] == "Total" else "house-point-" + row[12]]
            group = "+".join(part for part in group if part) or "all"
            for column, cell in zip(self.table[0][13:], row[13:]):
                figure = found[AREAS[place], TIMES[row[0], row[1]], group, column]
                self.assertEqual((figure["row"], figure["measure"]), (number, self.PREFIX + column))
                if cell in SYMBOLS:
                    self.assertEqual((figure["value"], figure["flag"]), (None, SYMBOLS[cell]))
                else:
                    self.assertEqual((figure["value"], figure["flag"]), (float(cell.replace(",", "")), None))

    def test_titles_come_from_the_description_beside_it(self):
        for measure, title in (("late_rate", "Share of pupils who came late"), ("late_count", "Pupils who came late")):
            self.assertEqual(self.ask(measure, "2024 week 12", "855", "all")[0]["title"], title)

    def test_beside_england(self):
        row = self.ask("late_rate", "2023/24 autumn", "881", "girls+on-foot")[0]
        self.assertAlmostEqual(row["diff_national"], row["value"] - row["national"], places=6)

    def test_time_that_is_none_refuses_its_rows(self):
        rows = [list(row) for row in self.table[:60]]
        rows[7][1] = "Whitsun"
        path = self.inst.path("7_lateness_2025.csv")
        with open(path, "w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
        number = self.inst.submit(path).stdout.split()[1]
        rejects = self.inst.csv("submissions", number, "--rejects")
        self.assertEqual([(row["row"], row["column"]) for row in rejects], [("8", "time_period")])
        self.assertIn("Whitsun", rejects[0]["reason"])
