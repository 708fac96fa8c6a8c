# SPDX-License-Identifier: MIT
"""The paper on the indicators A to G: the table of November 2013 as it was printed, what the council recorded, what
is not known, and that the paper says it in words."""

import html
import re
import unittest

from harness import DONE, NEIGHBOURS, REFUSED, TABLES_2013, WRONG, Installation, WithInstallation, rows_of, sample
from page import Page

STATEMENTS = sample("leicestershire-2013/statements.csv")
UNLIKELY = ("On this evidence an inspection of the council's arrangements for school improvement seems unlikely at "
            "present.")
MINUS = "\u2212"


def make(inst, *words, area="855", period="2012/13"):
    done = inst.leep("report", "indicators-a-g", "--area", area, "--period", period, *words, check=DONE)
    with open(done.stdout.strip(), encoding="utf-8") as file:
        return file.read()


def cells(row):
    """The texts of a row's cells; a dash is what is seen, not what is read aloud."""
    row = re.sub(r'<span class="vh">.*?</span>', "", row)
    return [html.unescape(re.sub(r"<[^>]+>", "", cell)).strip()
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)]


def tables(page):
    """The rows of each table's body."""
    return [[cells(row) for row in re.findall(r"<tr[^>]*>(.*?)</tr>", body, re.S)]
            for body in re.findall(r"<tbody>(.*?)</tbody>", page, re.S)]


def paragraphs(page):
    """The numbered ones, without their numbers."""
    return [html.unescape(re.sub(r'<span class="no">.*?</span> |<[^>]+>', "", text))
            for text in re.findall(r'<p class="para">(.*?)</p>', page, re.S)]


def conclusion(page):
    return html.unescape(re.search(r'<div class="inset">\s*<p><strong>(.*?)</strong>', page, re.S).group(1))


class paper_of_2013(WithInstallation):
    files = (NEIGHBOURS, TABLES_2013)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.inst.submit(STATEMENTS, check=DONE)
        cls.page = make(cls.inst)

    def test_table_is_the_printed_one(self):
        seven = {row[0][0]: row[1:] for row in tables(self.page)[0]}
        self.assertEqual(list(seven), list("ABCDEFG"))
        self.assertEqual(seven["A"][:4], ["77", "81", "+4", "higher than England"])
        self.assertEqual(seven["B"][:4], ["3", "3", "0", "equal to England"])
        self.assertEqual(seven["C"][:4], ["22", "16", MINUS + "6", "lower than England"])
        self.assertEqual(seven["D"][3], "below England in 5 of 12 headline measures, and falling over three "
                                       "periods in none of the 11 with such a trend")
        self.assertEqual(seven["E"][3], "below England in 5 of 5 headline measures, and falling over three "
                                       "periods in 1 of the 3 with such a trend")
        self.assertEqual(seven["F"][:2], ["–", "8"])
        self.assertEqual(seven["G"][:4], ["–", "none raised", "–", "no concern is known"])
        self.assertIn("July 2013, as published: leicestershire-2013/statements.csv", seven["A"][4])

    def test_headline_measures_are_those_of_the_tables(self):
        attainment, progress = tables(self.page)[1:3]
        self.assertEqual([row[0] for row in attainment if row[5] == "lower than England"],
                         ["Key Stage 2 Reading, Writing and Maths 4+", "5+ A*-C including English and Maths",
                          "The English Baccalaureate", "QCA average point score per candidate, points",
                          "QCA average point score per exam entry, points"])
        self.assertEqual([row[2:6] for row in attainment if row[0].startswith("Good level")],
                         [["–", "46", "–", "not known"]])
        self.assertEqual([row[4] for row in progress], [MINUS + diff for diff in ("2", "3", "3", "0.2", "2.5")])

    def test_it_is_read_as_its_authors_read_it(self):
        self.assertEqual(conclusion(self.page), UNLIKELY)
        said = paragraphs(self.page)
        self.assertTrue(any(text.endswith("though not by itself.") and "On E" in text for text in said))
        self.assertTrue(any("8 qualifying complaints are recorded for 2012/13" in text for text in said))
        self.assertIn("It is no judgement of any school", self.page)

    def test_page_is_well_formed_and_stands_alone(self):
        page = Page(self.page)
        self.assertEqual(page.faults, [])
        self.assertEqual(len(page.ids), len(set(page.ids)), "an id stands twice")
        self.assertEqual(set(page.links) - set(page.ids), set(), "a link leads nowhere")
        self.assertNotIn("<script", self.page)
        self.assertNotRegex(self.page, r"https?://")

    def test_statements_that_no_table_publishes_are_figures_with_their_place(self):
        rows = {row["measure"]: row for row in self.inst.csv("indicators", "--measure", "ofsted.*", "--level", "authority")}
        self.assertEqual({measure: (row["value"], row["national"], row["diff_national"], row["period"])
                          for measure, row in rows.items()},
                         {"ofsted.pupils_good_or_better": ("81", "77", "4", "2013 month 7"),
                          "ofsted.inadequate": ("3", "3", "0", "2013 month 7"),
                          "ofsted.not_good": ("16", "22", "-6", "2013 month 7"),
                          "ofsted.complaints": ("8", "", "", "2012/13"),
                          "ofsted.secretary_of_state_concerns": ("0", "", "", "2012/13")})
        self.assertEqual({row["area"] for row in rows.values()}, {"855"})

    def test_other_statements_stay_checked_and_do_not_supersede_a_table(self):
        [row] = self.inst.csv("indicators", "--measure", "eyfs.gld", "--area", "855", "--period", "2013")
        self.assertEqual((row["value"], row["national"]), ("46", ""))
        self.assertEqual(self.inst.csv("indicators", "--measure", "neet"), [])

    def test_performance_report_keeps_to_its_44_tables(self):
        done = self.inst.leep("report", "performance", "--area", "855", "--period", "2012/13", check=DONE)
        with open(done.stdout.strip(), encoding="utf-8") as file:
            self.assertEqual(len(Page(file.read()).tables), 44)

    def test_csv_says_the_same(self):
        rows = rows_of(make(self.inst, "--format", "csv"))
        one = {row["indicator"]: row for row in rows if row["reading"]}
        self.assertEqual(list(one), [*"ABCDEFG", "A-G"])
        self.assertEqual([one["C"][name] for name in ("measure", "period", "national", "local", "difference", "stands",
                                                      "origin", "file")],
                         ["ofsted.not_good", "2013 month 7", "22", "16", "-6", "lower than England", "published",
                          "leicestershire-2013/statements.csv"])
        self.assertEqual(one["A-G"]["reading"], UNLIKELY)
        self.assertEqual([one[letter]["reading"] for letter in "ABCDEFG"], paragraphs(self.page)[1:8])
        headlines = [row for row in rows if row["indicator"] == "E" and not row["reading"]]
        self.assertEqual([(row["measure"], row["difference"], row["stands"]) for row in headlines][:1],
                         [("ks1to2.reading.expected", "-2", "lower than")])
        self.assertEqual(len(headlines), 5)
        # English from key stage 2 to 4: 73.9, 70.1, 69.9, half of the last less the first a year.
        self.assertEqual({row["measure"]: row["trend"] for row in headlines if row["trend"].startswith("-")},
                         {"ks2to4.english.expected": "-2.00"})

    def test_as_of_a_day_before_everything_nothing_is_known(self):
        page = make(self.inst, "--as-of", "2001-01-01")
        self.assertIn("A, B and C are not known", conclusion(page))

    def test_what_it_cannot_do_is_refused_with_a_reason(self):
        words = ("report", "indicators-a-g", "--area", "855")
        for more, status, said in ((("--period", "2012/13", "--format", "pdf"), WRONG, "is made as html or csv"),
                                   (("--period", "2012/13", "--format", "xlsx"), WRONG, "is made as html"),
                                   (("--period", "2013-07-31"), WRONG, "academic year"), ((), WRONG, "--period is needed")):
            with self.subTest(more):
                done = self.inst.leep(*words, *more)
                self.assertNotEqual(done.returncode, 0)
                self.assertIn(said, done.stderr)
                self.assertEqual(done.returncode in (status, REFUSED), True)
        done = self.inst.leep("report", "indicators-a-g", "--area", "999", "--period", "2012/13")
        self.assertEqual(done.returncode, REFUSED)
        self.assertIn("no authority has the code 999", done.stderr)

    def test_no_replay_tells_it_otherwise(self):
        self.inst.leep("replay", "--verify", check=DONE)


class what_is_recorded(unittest.TestCase):
    def setUp(self):
        self.inst = Installation()
        self.addCleanup(self.inst.end)
        self.inst.start()

    def submit(self, name, text):
        path = self.inst.path(name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        self.inst.submit(path, check=DONE)

    def state(self, *rows):
        self.submit("stated.csv", "id,topic,period,local,national,unit\n" + "\n".join(rows) + "\n")

    def test_progress_is_beside_0_where_no_figure_of_england_is_published(self):
        """The tables of key stage 2 leave progress empty in England's row; an authority's attainment stays without."""
        self.submit("progress.csv", "area,measure,period,value\n850,ks2.reading.progress,2018/19,-0.4\n"
                                    "850,ks2.writing.progress,2018/19,0.1\n850,ks2.rwm.expected,2018/19,68\n")
        attainment, progress = tables(make(self.inst, area="850", period="2018/19"))[1:3]
        self.assertEqual([row[2:6] for row in attainment], [["–", "68", "–", "not known"]])
        self.assertEqual([row[2:6] for row in progress],
                         [["0.0", MINUS + "0.4", MINUS + "0.4", "lower than England"],
                          ["0.0", "0.1", "+0.1", "higher than England"]])

    def test_nothing_is_known_of_an_empty_installation(self):
        page = make(self.inst, area="839", period="2025/26")
        self.assertEqual(Page(page).faults, [])
        self.assertIn("Bournemouth, Christchurch and Poole, academic year 2025/26", page)
        self.assertIn("A, B and C are not known", conclusion(page))
        self.assertEqual([row[5] for row in tables(page)[0]], ["None held"] * 7)

    def test_one_figure_on_the_wrong_side_is_the_reason(self):
        self.state("A,a,2019-07,70,77,percent", "B,b,2019-07,3,3,percent", "C,c,2019-07,16,22,percent")
        said = conclusion(make(self.inst, period="2018/19"))
        self.assertIn("cannot be ruled out, because the share of children in a good or better school is lower than "
                      "England's (A).", said)
        # It still stands a year later, and says nothing two years later.
        self.assertEqual(conclusion(make(self.inst, period="2019/20")), said)
        page = make(self.inst, period="2020/21")
        self.assertIn("A, B and C are not known", conclusion(page))
        self.assertEqual(tables(page)[0][0][1:5], ["77", "70", MINUS + "7", "not known for the year"])
        # What came after the year of the paper is not in it.
        self.assertEqual(tables(make(self.inst, period="2017/18"))[0][0][5], "None held")

    def test_concerns_of_the_secretary_of_state_are_what_the_council_recorded(self):
        self.state("A,a,2013-07,81,77,percent", "B,b,2013-07,3,3,percent", "C,c,2013-07,16,22,percent", "G,g,2013,1,,count")
        page = make(self.inst)
        self.assertIn("the Secretary of State is recorded as having concerns (G)", conclusion(page))
        self.assertEqual(tables(page)[0][6][2], "recorded")

    def test_complaints_are_counted_among_the_events_of_the_year(self):
        self.submit("events.csv", "urn,area,kind,date,reference,outcome\n"
                    ",855,complaint,2012-09-01,C/1,resolved\n,855,complaint,2013-08-31,C/2,resolved\n"
                    ",855,complaint,2012-08-31,C/3,the year before\n,855,complaint,2013-09-01,C/4,the year after\n"
                    ",855,warning notice,2013-01-01,W/1,another kind\n,825,complaint,2013-01-01,C/5,another council\n")
        page = make(self.inst)
        self.assertIn("2 complaints are recorded among the events of 2012/13", " ".join(paragraphs(page)))
        self.assertEqual(tables(page)[0][5][2], "2")

    def test_statements_are_those_of_whom_they_are_submitted_for(self):
        path = self.inst.path("hampshire.csv")
        with open(path, "w", encoding="utf-8") as file:
            file.write("id,topic,period,local,national,unit\nA,a,2013-07,80,77,percent\n")
        self.inst.submit(path, "--authority", "850", check=DONE)
        self.assertEqual(tables(make(self.inst, area="850"))[0][0][1:3], ["77", "80"])
        self.assertEqual(tables(make(self.inst))[0][0][5], "None held")
