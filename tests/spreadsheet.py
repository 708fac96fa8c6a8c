# SPDX-License-Identifier: MIT
"""A workbook of one sheet, written by hand: the least that readers of .xlsx take."""

import zipfile
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'


def column(index):
    """A, B, ... Z, AA, ..."""
    name = ""
    while index >= 0:
        name = chr(65 + index % 26) + name
        index = index // 26 - 1
    return name


def links(kind, target):
    return (f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
            f'<Relationship Id="rId1" Type="{DOCUMENT}/{kind}" Target="{target}"/></Relationships>')


def write(path, rows):
    """Every cell as text, as they were typed."""
    lines = []
    for y, row in enumerate(rows, 1):
        cells = "".join(f'<c r="{column(x)}{y}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
                        for x, cell in enumerate(row) if cell)
        lines.append(f'<row r="{y}">{cells}</row>')
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("[Content_Types].xml",
                      f'{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
                      'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                      f'<Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>'
                      f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{KIND}.worksheet+xml"/></Types>')
        book.writestr("_rels/.rels", links("officeDocument", "xl/workbook.xml"))
        book.writestr("xl/_rels/workbook.xml.rels", links("worksheet", "worksheets/sheet1.xml"))
        book.writestr("xl/workbook.xml", f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{DOCUMENT}"><sheets>'
                                         '<sheet name="Data" sheetId="1" r:id="rId1"/></sheets></workbook>')
        book.writestr("xl/worksheets/sheet1.xml",
                      f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData>{"".join(lines)}</sheetData></worksheet>')
