# SPDX-License-Identifier: MIT
"""The notices of tests/golden, which the unit tests write, as other people's libraries read them: mail by Python's email and
HTML parsers, JSON by json, beside what the standards ask for."""

import json
import os
import re
import unittest

import mailed
from harness import ROOT

GOLDEN = os.path.join(ROOT, "tests", "golden")
SENTENCE = ("This is evidence for a conversation. It is not a category or a judgement of the school; only Ofsted judges "
            "schools.")
SECRETS = ("Anywhere", "St Ren", "Progress", "0.62", "120061", "120062", "Ofsted", "ks4", "Leicestershire")

# Adaptive Cards 1.4: the elements that are used, with their properties and types.
ELEMENTS = {
    "TextBlock": {"text": str, "size": str, "weight": str, "style": str, "wrap": bool},
    "RichTextBlock": {"inlines": list},
    "FactSet": {"facts": list},
    "Container": {"items": list, "separator": bool, "spacing": str},
}
SIZES = {"Small", "Default", "Medium", "Large", "ExtraLarge"}
WEIGHTS = {"Lighter", "Default", "Bolder"}
SPACINGS = {"None", "Small", "Default", "Medium", "Large", "ExtraLarge", "Padding"}


def golden(name):
    with open(os.path.join(GOLDEN, name), "rb") as file:
        return file.read()


def unique(pairs):
    """An object none of whose names comes twice."""
    assert len({name for name, _ in pairs}) == len(pairs), pairs
    return dict(pairs)


def goldens(ending):
    names = [name for name in sorted(os.listdir(GOLDEN)) if re.fullmatch(rf"notice-[a-z]+-{ending}", name)]
    assert names, ending
    return [(name, golden(name)) for name in names]


class mails(unittest.TestCase):

    def test_read_without_a_defect_and_say_the_same_twice(self):
        for name, raw in goldens(r"mail\.txt"):
            with self.subTest(name):
                mailed.check(self, mailed.Mail(raw))

    def test_say_that_they_are_no_judgement(self):
        for name in ("notice-news-mail.txt", "notice-digest-mail.txt"):
            mail = mailed.Mail(golden(name))
            self.assertIn(SENTENCE, mail.text)
            self.assertIn(SENTENCE, " ".join(mail.page.text.split()))

    def test_figures_stand_in_tables_with_captions(self):
        (caption, figure), (before, _), (grade, inspected) = mailed.Mail(golden("notice-news-mail.txt")).page.figures()
        self.assertEqual(caption, "Progress 8 score, 2017/18")
        self.assertEqual(figure["This school"], "\u22120.62")
        self.assertEqual(figure["95% confidence interval"], "\u22120.90 to \u22120.34")
        self.assertEqual(figure["Based on"], "118 pupils")
        self.assertEqual(figure["State of the figure"], "Provisional, published 18 October 2018")
        self.assertEqual(before, "Progress 8 score, 2016/17")
        self.assertEqual((grade, inspected["This school"]),
                         ("Overall effectiveness, inspected 2 May 2018", "4 (inadequate)"))

    def test_a_digest_lists_its_schools_first_and_has_a_heading_for_each(self):
        page = mailed.Mail(golden("notice-digest-mail.txt")).page
        caption, schools = page.figures()[0]
        self.assertEqual(caption, "Schools in this message")
        self.assertEqual(schools, {"Anywhere School": "2 things", "St Ren\u00e9's & \"All Saints\" <Academy>": "3 things",
                                   "Leicestershire": "1 thing"})
        self.assertEqual([name for level, name in page.headings if level == 2], list(schools))

    def test_a_minimal_one_names_nothing(self):
        mail = mailed.Mail(golden("notice-minimal-mail.txt"))
        for text in (mail.message.as_string(), mail.text, mail.page.text):
            for secret in SECRETS:
                self.assertNotIn(secret, text)
        self.assertIn("6 things at 2 schools and the authority", mail.text)


class cards(unittest.TestCase):

    def check_elements(self, elements):
        self.assertTrue(elements)
        for element in elements:
            kind = element.pop("type")
            for name, value in element.items():
                self.assertIs(type(value), ELEMENTS[kind][name], (kind, name))
            self.assertLessEqual({element.get("size", "Default")}, SIZES)
            self.assertLessEqual({element.get("weight", "Default")}, WEIGHTS)
            self.assertLessEqual({element.get("spacing", "Default")}, SPACINGS)
            for run in element.get("inlines", []):
                self.assertEqual(run["type"], "TextRun")
                self.assertTrue(run["text"])
                self.assertLessEqual({run.get("weight", "Default")}, WEIGHTS)
            for fact in element.get("facts", []):
                self.assertEqual(set(fact), {"title", "value"})
                self.assertTrue(all(type(text) is str and text for text in fact.values()))
            if kind == "Container":
                self.check_elements(element["items"])

    def test_are_messages_with_one_card_of_known_elements(self):
        for name, raw in goldens(r"card\.json"):
            with self.subTest(name):
                message = json.loads(raw, object_pairs_hook=unique)
                self.assertEqual(message["type"], "message")
                attachment, = message["attachments"]
                self.assertEqual(attachment["contentType"], "application/vnd.microsoft.card.adaptive")
                card = attachment["content"]
                self.assertEqual((card["type"], card["version"], card["lang"]), ("AdaptiveCard", "1.4", "en"))
                self.check_elements(card["body"])
                self.assertLess(len(raw), 28 * 1024)

    def test_a_minimal_one_names_nothing(self):
        for secret in SECRETS:
            self.assertNotIn(secret, golden("notice-minimal-card.json").decode())


class events(unittest.TestCase):

    def test_are_cloud_events(self):
        for name, raw in goldens(r"event\.json"):
            with self.subTest(name):
                event = json.loads(raw, object_pairs_hook=unique)
                self.assertEqual(event["specversion"], "1.0")
                self.assertTrue(event["id"] and event["source"].startswith("/leep"))
                self.assertRegex(event["type"], r"^leep\.notice\.[a-z-]+\.v1$")
                self.assertRegex(event["time"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
                self.assertEqual(event["datacontenttype"], "application/json")
                self.assertLessEqual(set(event), {"specversion", "id", "source", "type", "subject", "time",
                                                  "datacontenttype", "data"})
                self.assertTrue(all(re.fullmatch("[a-z0-9]+", attribute) for attribute in event))

    def test_every_field_is_documented(self):
        with open(os.path.join(ROOT, "services", "alerts", "notices", "WEBHOOK.md"), encoding="utf-8") as text:
            documented = set(re.findall(r"`([a-z0-9_]+)`", text.read()))

        def names(value):
            if isinstance(value, dict):
                return set(value).union(*map(names, value.values()))
            return set().union(*map(names, value)) if isinstance(value, list) else set()

        for name, raw in goldens(r"event\.json"):
            self.assertLessEqual(names(json.loads(raw)) - {"specversion", "datacontenttype"}, documented, name)

    def test_figures_are_texts_as_published(self):
        school, = json.loads(golden("notice-news-event.json"))["data"]["schools"]
        figure = school["alerts"][0]["evidence"][0]
        self.assertEqual((figure["value"], figure["low"], figure["high"], figure["cohort"]),
                         ("-0.62", "-0.90", "-0.34", 118))
        self.assertEqual(figure["beside"][0], {"what": "statistical neighbours", "value": "0.05 (10 of 10 have a figure)"})

    def test_a_minimal_one_names_nothing(self):
        event = json.loads(golden("notice-minimal-event.json"))
        self.assertEqual(event.pop("source"), "/leep/855")
        for secret in SECRETS:
            self.assertNotIn(secret, json.dumps(event))


class requests_to_notify(unittest.TestCase):

    def test_hold_what_the_interface_asks_for(self):
        mail = json.loads(golden("notice-news-notify-mail.json"), object_pairs_hook=unique)
        self.assertEqual(set(mail), {"template_id", "email_address", "reference", "personalisation"})
        self.assertEqual(set(mail["personalisation"]), {"subject", "body"})
        self.assertIn(SENTENCE, mail["personalisation"]["body"])
        text = json.loads(golden("notice-news-notify-text.json"), object_pairs_hook=unique)
        self.assertEqual(set(text), {"template_id", "phone_number", "reference", "personalisation"})
        self.assertLessEqual(len(text["personalisation"]["text"]), 459)

    def test_a_minimal_one_names_nothing(self):
        for secret in SECRETS:
            self.assertNotIn(secret, golden("notice-minimal-notify-mail.json").decode())


if __name__ == "__main__":
    unittest.main()
