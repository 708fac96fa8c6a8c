# SPDX-License-Identifier: MIT
"""A paper in HTML, taken apart: whether it is well-formed, and what stands in its tables."""

import html.parser
import re

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Page(html.parser.HTMLParser):
    """Checks that elements nest, and keeps the tables by the id of the part that they stand in."""

    def __init__(self, text):
        super().__init__()
        self.open, self.faults, self.ids, self.tables, self.links = [], [], [], {}, []
        self.part, self.row, self.cell = None, None, None
        self.feed(text)
        self.close()
        if self.open:
            self.faults.append(f"never closed: {self.open}")

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag not in VOID:
            self.open.append(tag)
        if "id" in attrs:
            self.ids.append(attrs["id"])
            if attrs["id"].startswith("m-"):
                self.part = attrs["id"][2:]
        if attrs.get("href", "").startswith("#"):
            self.links.append(attrs["href"][1:])
        if tag == "table" and self.part:
            self.tables.setdefault(self.part, [])
        if tag == "tr":
            self.row = []
        if tag in ("td", "th"):
            self.cell = ""

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        if not self.open or self.open[-1] != tag:
            self.faults.append(f"</{tag}> at {self.getpos()} closes {self.open[-1:]}")
        else:
            self.open.pop()
        if tag in ("td", "th") and self.row is not None:
            self.row.append(re.sub(r"\s+", " ", self.cell or "").strip())
            self.cell = None
        if tag == "tr" and self.part in self.tables and self.row is not None:
            self.tables[self.part].append(self.row)
            self.row = None

    def handle_data(self, text):
        if self.cell is not None:
            self.cell += text
