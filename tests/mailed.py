# SPDX-License-Identifier: MIT
"""A mail as its reader's program takes it apart: headers, text and HTML, and what must hold for each."""

import email
import email.policy
import html.parser
import re

VOID = {"br", "hr", "meta"}
ALLOWED = VOID | {"html", "head", "title", "body", "div", "h1", "h2", "h3", "p", "strong", "code", "table", "caption", "tr",
                  "th", "td"}


class Page(html.parser.HTMLParser):
    """The HTML of a mail: faults by which a reader, a program or a screen reader would stumble, and what stands in it."""

    def __init__(self, text):
        super().__init__()
        self.open, self.faults, self.headings, self.lines = [], [], [], []
        self.tables, self.text, self.language = [], "", None
        self.feed(text)
        self.close()
        if self.open:
            self.faults.append(f"never closed: {self.open}")
        if [level for level, _ in self.headings][:1] != [1]:
            self.faults.append("the first heading is no h1")
        for (before, _), (level, name) in zip(self.headings, self.headings[1:]):
            if level > before + 1 or level == 1:
                self.faults.append(f"heading {name!r} of level {level} after level {before}")
        for table in self.tables:
            if not table["caption"]:
                self.faults.append("a table without a caption")

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag not in ALLOWED:
            self.faults.append(f"<{tag}> does not belong in a mail")
        if tag not in VOID:
            self.open.append(tag)
        if tag == "html":
            self.language = attrs.get("lang")
        if tag == "table":
            self.tables.append({"caption": "", "rows": []})
        if tag == "tr":
            self.tables[-1]["rows"].append(["", ""])
        if tag == "th" and attrs.get("scope") != "row":
            self.faults.append("a th without scope")
        for name, value in attrs.items():
            if name.startswith("on") or name in ("src", "href"):
                self.faults.append(f"{name} in <{tag}>")
            colours = re.findall(r"#[0-9a-fA-F]+|(?<!-)\bcolor:(?!scheme)|background", value or "")
            if name == "style" and set(colours) - {"#808080"}:
                self.faults.append(f"a colour in <{tag}>: {value}")
        if re.fullmatch("h[1-6]", tag):
            self.headings.append((int(tag[1]), ""))

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> at {self.getpos()} closes something else")

    def handle_data(self, data):
        self.text += data
        inside = self.open[-1] if self.open else ""
        if re.fullmatch("h[1-6]", inside):
            self.headings[-1] = (self.headings[-1][0], self.headings[-1][1] + data)
        if inside == "caption":
            self.tables[-1]["caption"] += data
        if inside in ("th", "td") and self.tables:
            self.tables[-1]["rows"][-1][inside == "td"] += data

    def figures(self):
        """The tables of figures: caption -> the cell beside each heading."""
        return [(table["caption"], {row[0]: row[1] for row in table["rows"]}) for table in self.tables]


class Mail:
    """Parsed strictly: a defect is a fault of the test's subject."""

    def __init__(self, raw):
        self.message = email.message_from_bytes(raw, policy=email.policy.default)
        self.defects = list(self.message.defects)
        for part in self.message.walk():
            self.defects += part.defects
        self.longest = max(len(line) for line in raw.split(b"\r\n"))
        self.subject = self.message["subject"]
        self.key = self.message["x-leep-key"]
        self.parts = [part.get_content_type() for part in self.message.iter_parts()]
        self.text = self.message.get_body(("plain",)).get_content().replace("\r\n", "\n")
        self.page = Page(self.message.get_body(("html",)).get_content())

    def alerts(self):
        """Number of the alert -> the lines of the text that tell of it, the title first."""
        found = {}
        for block in re.findall(r"(?m)^\d+\. .*\n(?:   .*\n)*", self.text):
            number = re.search(r"leep alert (\d+) show", block)
            found[number.group(1)] = block
        return found


def check(test, mail):
    """What holds for every mail."""
    test.assertEqual(mail.defects, [])
    test.assertEqual(mail.parts, ["text/plain", "text/html"])
    test.assertLessEqual(mail.longest, 78)
    test.assertEqual(mail.page.faults, [])
    test.assertEqual(mail.page.language, "en-GB")
    test.assertTrue(mail.subject.startswith("LEEP: "))
    test.assertIn(f"<{mail.key}@", mail.message["message-id"])
    test.assertEqual(mail.message["auto-submitted"], "auto-generated")
    words = " ".join(mail.page.text.replace("\u2212", "-").split())
    for line in filter(None, (line.strip(" -") for line in mail.text.splitlines())):
        # "label: text" of the text stands in a cell, a heading or a paragraph of the HTML, the same in both.
        for piece in (line,) if line in words else line.split(": ", 1):
            if not piece.endswith(("(the authority itself)",)) and "(URN" not in piece:
                test.assertIn(" ".join(piece.split()), words)
