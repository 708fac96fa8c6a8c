# SPDX-License-Identifier: MIT
"""The committee's paper, and the door of HTTP that it is read through."""

import http.client
import json
import os
import signal
import unittest

from harness import CENSUS, NEIGHBOURS, TABLES_2013, Installation, WithInstallation, free_port
from page import Page


class performance_report(WithInstallation):
    files = (NEIGHBOURS, TABLES_2013)

    def make(self, *words):
        done = self.inst.leep("report", "performance", "--area", "855", "--period", "2012/13", *words, check=0)
        path = done.stdout.strip()
        with open(path, encoding="utf-8") as file:
            return path, file.read()

    def test_page_is_well_formed(self):
        page = Page(self.make()[1])
        self.assertEqual(page.faults, [])
        self.assertEqual(len(page.ids), len(set(page.ids)), "an id stands twice")
        self.assertEqual(set(page.links) - set(page.ids), set(), "a link leads nowhere")

    def test_forty_four_series_with_their_tables(self):
        self.assertEqual(len(Page(self.make()[1]).tables), 44)

    def test_figures_of_2012_13_stand_in_their_series(self):
        tables = Page(self.make()[1]).tables
        last = [row for row in tables["ks4.5ac_em"] if row and row[0].startswith("2012/13")][0]
        self.assertEqual(last[1:3], ["59.3", "60.4"])
        self.assertIn("\u22121.1", last)
        last = [row for row in tables["ks3.english.6plus"] if row and row[0].startswith("2012/13")][0]
        self.assertIn("+12", last)
        self.assertIn("+15", last)

    def test_page_loads_nothing_from_elsewhere(self):
        text = self.make()[1]
        self.assertNotRegex(text, r'(?:src|href)="https?://(?!www\.nationalarchives)[^"]*\.(?:js|css|woff2?|png|svg)')
        self.assertNotIn("<script", text)

    def test_made_again_is_another_paper_and_the_first_stays(self):
        first, text = self.make()
        second, _ = self.make()
        self.assertNotEqual(first, second)
        with open(first, encoding="utf-8") as file:
            self.assertEqual(file.read(), text)

    def test_paper_goes_where_it_is_asked_to(self):
        path = self.inst.path("paper of the committee.html")
        self.assertEqual(self.make("-o", path)[0], path)

    def test_as_of_a_day_before_everything_is_refused(self):
        done = self.inst.leep("report", "performance", "--area", "855", "--period", "2012/13", "--as-of", "2001-01-01")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("nothing is known", done.stderr)

    def test_other_authority_or_paper_is_refused(self):
        for words in (("performance", "--area", "999", "--period", "2012/13"), ("poem", "--area", "855", "--period", "2013"),
                      ("performance", "--area", "855"), ("performance", "--period", "2013"),
                      ("performance", "--area", "855", "--period", "2013", "--format", "stone")):
            done = self.inst.leep("report", *words)
            self.assertNotEqual(done.returncode, 0, words)
            self.assertTrue(done.stderr.startswith("leep: "), words)


class frozen_vintage(unittest.TestCase):
    def test_paper_as_of_an_earlier_moment_does_not_know_what_came_later(self):
        inst = Installation(LEEP_CLOCK="fixed:2026-01-05T09:00:00Z")
        self.addCleanup(inst.end)
        inst.start()
        inst.submit_sample(NEIGHBOURS, TABLES_2013)
        words = ("report", "performance", "--area", "855", "--period", "2012/13", "--as-of", "2026-01-05T10:00:00Z", "-o")
        inst.leep(*words, inst.path("one.html"), check=0)
        inst.stop()
        inst.settings["LEEP_CLOCK"] = "fixed:2026-02-01T09:00:00Z"
        inst.start()
        with open(inst.path("revised.csv"), "w", encoding="utf-8") as file:
            file.write("measure,title,year,basis,la,national,statistical_neighbours\n"
                       "ks4.5ac_em,Five good passes,2013,maintained,58.8,60.4,60.1\n")
        inst.submit(inst.path("revised.csv"))
        inst.leep(*words, inst.path("two.html"), check=0)
        inst.leep(*words[:-2], "2026-02-01T10:00:00Z", "-o", inst.path("three.html"), check=0)
        pages = []
        for name in ("one.html", "two.html", "three.html"):
            with open(inst.path(name), encoding="utf-8") as file:
                pages.append(file.read())
        figure = [[row for row in Page(page).tables["ks4.5ac_em"] if row and row[0].startswith("2012/13")][0][1]
                  for page in pages]
        self.assertEqual(figure, ["59.3", "59.3", "58.8"])
        self.assertEqual(pages[0], pages[1], "the paper can be made again, byte for byte")


class over_http(WithInstallation):
    files = (TABLES_2013,)

    @classmethod
    def setUpClass(cls):
        cls.port = free_port()
        cls.settings = {"LEEP_GATEWAY_HTTP_PORT": str(cls.port)}
        super().setUpClass()
        made = cls.inst.leep("report", "performance", "--area", "855", "--period", "2012/13", check=0)
        cls.paper = made.stdout.strip()

    def get(self, path, method="GET"):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.putrequest(method, path, skip_host=False)
            connection.endheaders()
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()
        finally:
            connection.close()

    def test_health_is_json_and_well(self):
        status, headers, body = self.get("/health")
        self.assertEqual(status, 200)
        self.assertTrue(headers["Content-Type"].startswith("application/json"))
        self.assertEqual(set(json.loads(body)["services"].values()), {"answers"})

    def test_papers_are_listed(self):
        status, _, body = self.get("/papers")
        self.assertEqual(status, 200)
        self.assertIn(f'href="/papers/{os.path.basename(self.paper)}"', body.decode())

    def test_paper_is_the_file_byte_for_byte(self):
        status, headers, body = self.get("/papers/" + os.path.basename(self.paper))
        with open(self.paper, "rb") as file:
            self.assertEqual((status, body), (200, file.read()))
        self.assertIn("default-src 'none'", headers["Content-Security-Policy"])
        self.assertEqual(headers["X-Content-Type-Options"], "nosniff")

    def test_paper_in_csv_is_served_as_csv(self):
        made = self.inst.leep("report", "indicators-a-g", "--area", "855", "--period", "2012/13", "--format", "csv", check=0)
        status, headers, body = self.get("/papers/" + os.path.basename(made.stdout.strip()))
        self.assertEqual((status, headers["Content-Type"]), (200, "text/csv; charset=utf-8"))
        self.assertTrue(body.startswith(b"indicator,measure,"))

    def test_unknown_pages_are_not_found(self):
        for path in ("/", "/nothing", "/papers/no-such-paper.html", "/papers/", "/health/x"):
            self.assertIn(self.get(path)[0], (404,) if path != "/papers/" else (200, 404), path)

    def test_paths_out_of_the_shelf_are_not_found(self):
        name = os.path.basename(self.paper)
        for path in ("/papers/../leep.conf", "/papers/..%2f..%2fetc%2fpasswd", "/papers/%2e%2e/%2e%2e/etc/passwd",
                     "/papers/....//etc/passwd", "/../../../../etc/passwd", "//etc/passwd", "/papers/.hidden",
                     "/papers/..%00" + name, f"/papers/./../papers/{name}/../../run/leep.pid", "/papers/" + "a" * 5000,
                     "/papers/%ff%fe", "/papers/<script>"):
            status, _, body = self.get(path)
            self.assertIn(status, (400, 404, 414), path)
            self.assertNotIn(b"root:", body)

    def test_nothing_can_be_changed_through_this_door(self):
        for method in ("POST", "PUT", "DELETE", "PATCH"):
            self.assertIn(self.get("/papers", method)[0], (404, 405), method)

    def test_health_says_503_when_a_service_is_gone(self):
        pid = self.inst.pids()["ingest"]
        os.kill(pid, signal.SIGSTOP)
        self.addCleanup(self.inst.wait_answers)
        self.addCleanup(os.kill, pid, signal.SIGCONT)
        status, _, body = self.get("/health")
        self.assertEqual((status, json.loads(body)["services"]["ingest"]), (503, "does not answer"))
        self.assertEqual(json.loads(body)["services"]["reports"], "answers")


class nothing_yet(unittest.TestCase):
    def test_empty_installation_lists_no_papers_and_makes_none(self):
        port = free_port()
        with Installation(LEEP_GATEWAY_HTTP_PORT=port) as inst:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            connection.request("GET", "/papers")
            answer = connection.getresponse()
            self.assertEqual(answer.status, 200)
            self.assertIn(b"No paper has been made yet", answer.read())
            connection.close()
            inst.submit_sample(CENSUS)
            self.assertNotEqual(inst.leep("report", "performance", "--area", "855", "--period", "2012/13").returncode, 0)
