# SPDX-License-Identifier: MIT
"""Any figure leads back to its file, row and column, says when it was published and when it was learned; and what stands
there in place of a figure is a flag with a reason."""

import csv
import datetime
import gzip
import hashlib
import io
import os
import unittest

from harness import KS4, LAIT, SHARED, TABLES_2013, Installation, sample

TIDY = """time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,old_la_code,\
new_la_code,la_name,sex,pupil_count,pupil_percent
202324,Academic year,National,E92000001,England,,,,,,Total,624000,61.2
202324,Academic year,Local authority,E92000001,England,E12000004,East Midlands,855,E10000018,Leicestershire,Total,7412,63.05
202324,Academic year,Local authority,E92000001,England,E12000004,East Midlands,855,E10000018,Leicestershire,Female,3601,c
"""


def cell_of(path, row, column):
    """The cell of a CSV file, read without any help of LEEP: record `row`, the header being 1."""
    with open(path, "rb") as file:
        content = file.read()
    if content[:2] == b"\x1f\x8b":
        content = gzip.decompress(content)
    records = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    return records[row - 1][records[0].index(column)]


def digest_of(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


class figures_of_five_kinds_of_file(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.inst = Installation()
        cls.addClassCleanup(cls.inst.end)
        cls.inst.start()
        cls.tidy = cls.inst.path("pupil_sample.csv")
        with open(cls.tidy, "w", encoding="utf-8") as file:
            file.write(TIDY)
        cls.packed = cls.inst.path("lait_2026-04.csv.gz")
        with open(sample(LAIT), "rb") as file, gzip.open(cls.packed, "wb") as packed:
            packed.write(file.read())
        cls.began = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
        for path, published in ((sample(KS4), "2019-10-17"), (sample(TABLES_2013), "2013-11-11"), (cls.tidy, "2024-09-05"),
                                (cls.packed, "2026-04-23")):
            cls.inst.submit(path, published=published)
        cls.ended = datetime.datetime.now(datetime.timezone.utc)

    def assert_leads_back(self, path, published, cell, measure, *words):
        rows = self.inst.json("indicators", "--measure", measure, *words)
        self.assertEqual(len(rows), 1)
        row = rows[0]
        self.assertTrue(path.endswith(row["file"]), row["file"])
        self.assertEqual(row["sha256"], digest_of(path))
        self.assertEqual(digest_of(self.inst.path("originals", row["sha256"][:2], row["sha256"])), row["sha256"])
        self.assertEqual(cell_of(path, row["row"], row["column"]), cell)
        if row["flag"] is None:
            self.assertEqual(row["value"], float(cell))
        self.assertEqual(row["published"], published)
        learned = datetime.datetime.strptime(row["learned"], "%Y-%m-%dT%H:%M:%S%z")
        self.assertTrue(self.began <= learned <= self.ended, row["learned"])
        return row

    def test_wide(self):
        row = self.assert_leads_back(sample(KS4), "2019-10-17", "46.1", "ks4.attainment8", "--area", "855")
        self.assertEqual((row["column"], row["cohort"]), ("ATT8SCR", 7155))

    def test_long_and_packed(self):
        self.assert_leads_back(self.packed, "2026-04-23", "46.2", "lait.AVG_Attain8_Score", "--area", "855", "--period", "2025")

    def test_series(self):
        self.assert_leads_back(sample(TABLES_2013), "2013-11-11", "59.3", "ks4.5ac_em", "--area", "855", "--period", "2012/13")

    def test_tidy(self):
        row = self.assert_leads_back(self.tidy, "2024-09-05", "63.05", "ees.pupil_sample.pupil_percent", "--area", "855",
                                     "--group", "all")
        self.assertEqual((row["column"], row["row"], row["national"]), ("pupil_percent", 3, 61.2))

    def test_flag(self):
        row = self.assert_leads_back(self.tidy, "2024-09-05", "c", "ees.pupil_sample.pupil_percent", "--area", "855", "--group",
                                     "girls")
        self.assertEqual((row["value"], row["flag"], row["row"]), (None, "suppressed", 4))


FLAGS = {"SUPP": "suppressed", "SP": "suppressed", "NA": "not applicable", "NE": "no entries", "NP": "not published",
         "NEW": "new school", "LOWCOV": "low coverage"}
FOLDER = "performance-tables/"

# Every flag that occurs in each table, once: school, measure, the words as they stand in the file, row and column.
FLAGGED = {
    "2016-17/850_ks2final.csv": (
        ("116268", "ks2.belig", "2016/17", "SUPP", 188, "BELIG"),
        ("116609", "ks2.matcov", "2016/17", "NA", 321, "MATCOV"),
        ("144882", "ks2.totpups", "2016/17", "NEW", 276, "TOTPUPS"),
    ),
    "2016-17/850_ks4final.csv": (
        ("116614", "ks4.5em_94", "2016/17", "SUPP", 32, "PT5EM_94"),
        ("116609", "ks4.5em_94", "2016/17", "NE", 121, "PT5EM_94"),
        ("116432", "ks4.attainment8", "2014/15", "NA", 2, "ATT8SCR_15"),
        ("116636", "ks4.diffn_att8", "2016/17", "NP", 103, "DIFFN_ATT8"),
        ("144014", "ks4.totpups", "2016/17", "NEW", 54, "TOTPUPS"),
    ),
    "2017-18/850_ks2final.csv": (
        ("116296", "ks2.reading.progress", "2017/18", "SUPP", 2, "READPROG"),
        ("116609", "ks2.matcov", "2017/18", "NA", 226, "MATCOV"),
        ("116633", "ks2.reading.progress", "2017/18", "LOWCOV", 77, "READPROG"),
        ("140690", "ks2.totpups", "2017/18", "NEW", 197, "TOTPUPS"),
    ),
    "2017-18/850_ks4final.csv": (
        ("116611", "ks4.5em_94", "2017/18", "SUPP", 116, "PT5EM_94"),
        ("116609", "ks4.5em_94", "2017/18", "NE", 98, "PT5EM_94"),
        ("116234", "ks4.ac5em16_ptq_ee", "2017/18", "NA", 39, "AC5EM16_PTQ_EE"),
        ("116636", "ks4.diffn_att8", "2017/18", "NP", 123, "DIFFN_ATT8"),
    ),
    "2018-19/850_ks2final.csv": (
        ("116294", "ks2.belig", "2018/19", "SUPP", 214, "BELIG"),
        ("116609", "ks2.matcov", "2018/19", "NA", 322, "MATCOV"),
        ("147021", "ks2.totpups", "2018/19", "NEW", 38, "TOTPUPS"),
    ),
    "2018-19/england_ks4provisional.csv": (
        ("116609", "ks4.5em_94", "2018/19", "SUPP", 2949, "PT5EM_94"),
        ("116611", "ks4.5em_94", "2018/19", "NE", 2977, "PT5EM_94"),
        ("116636", "ks4.5em_94", "2018/19", "NA", 2999, "PT5EM_94"),
        ("140966", "ks4.progress8", "2018/19", "LOWCOV", 173, "P8MEA"),
    ),
    "2018-19/england_ks4-pupdest.csv": (
        ("116614", "ks4.destinations.appren", "2018/19", "SUPP", 2062, "APPREN"),
        ("116407", "ks4.destinations.sch_6thper", "2018/19", "SP", 1997, "SCH_6THPER"),
        ("137181", "ks4.destinations.sustained", "2017/18", "NA", 2, "OVERALL_DESTPER_18"),
    ),
    "2018-19/england_abs.csv": (("115867", "absence.persistent_10", "2018/19", "SUPP", 10264, "PPERSABS10"),),
    "2018-19/england_census.csv": (("145057", "census.eal", "2018/19", "NA", 22749, "PNUMEAL"),),
}


class flags(unittest.TestCase):
    """Mostly Hampshire's, 2016/17 to 2018/19."""

    @classmethod
    def setUpClass(cls):
        cls.paths = {name: os.path.join(SHARED, FOLDER + name) for name in FLAGGED}
        for name, path in cls.paths.items():
            if not os.path.exists(path):
                raise unittest.SkipTest(f"the real file {name} is not here (LEEP_SHARED names its folder)")
        cls.inst = Installation()
        cls.addClassCleanup(cls.inst.end)
        cls.inst.start()
        cls.inst.submit(*cls.paths.values())

    def test_each_is_answered_with_its_place_and_stands_there(self):
        for name, samples in FLAGGED.items():
            for urn, measure, period, word, row, column in samples:
                with self.subTest(file=name, measure=measure, word=word):
                    found = self.inst.json("indicators", "--level", "school", "--area", urn, "--measure", measure, "--period",
                                           period, "--group", "all")
                    self.assertEqual([(one["flag"], one["file"], one["row"], one["column"]) for one in found],
                                     [(FLAGS[word], name, row, column)])
                    self.assertEqual((found[0]["value"], found[0]["diff_national"]), (None, None))
                    self.assertEqual(cell_of(self.paths[name], row, column), word)
                    self.assertEqual(cell_of(self.paths[name], row, "URN"), urn)
                    self.assertEqual(found[0]["sha256"], digest_of(self.paths[name]))

    def test_same_heading_of_two_years_is_one_series(self):
        rows = self.inst.json("indicators", "--area", "850", "--measure", "ks4.p8pup*", "--group", "disadvantaged")
        self.assertEqual({row["measure"] for row in rows}, {"ks4.p8pup"})
        columns = {row["period"]: (row["file"], row["column"]) for row in rows}
        self.assertEqual(columns["2016/17"], ("2017-18/850_ks4final.csv", "P8PUP_FSM6CLA1A_17"))
        self.assertEqual(columns["2017/18"], ("2017-18/850_ks4final.csv", "P8PUP_FSM6CLA1A"))
