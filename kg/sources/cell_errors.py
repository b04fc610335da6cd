"""Cells of a workbook that hold an error such as #REF!, which the reader of workbooks leaves empty.

They are found in the XML of `.xlsx`, `.xlsm` and `.ods` files; those of `.xls` files are not found.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO

from lxml import etree

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_KIND = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
_CHUNK = 1 << 20
_ERROR_TEXT = re.compile(r"#(N/A|REF!|DIV/0!|VALUE!|NAME\?|NUM!|NULL!|SPILL!|CALC!)|Err:\d{3}")

Errors = Iterator[tuple[int, int, str]]
"""Row from 1, column from 0, and the error as the spreadsheet shows it."""


def is_error_text(text: str) -> bool:
    """Whether a text is what a spreadsheet shows instead of a value."""
    return text[:1] in ("#", "E") and _ERROR_TEXT.fullmatch(text) is not None


def error_cells(path: Path, sheet: str) -> Errors:
    """The cells with an error in a sheet; none of a file whose XML is not as it should be."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            if "content.xml" in names:
                yield from _of_document(archive, sheet)
            elif "xl/workbook.xml" in names:
                yield from _of_workbook(archive, sheet)
    except (zipfile.BadZipFile, etree.XMLSyntaxError, KeyError, ValueError):
        return


def _of_workbook(archive: zipfile.ZipFile, sheet: str) -> Errors:
    book = _parsed(archive, "xl/workbook.xml")
    relations = _parsed(archive, "xl/_rels/workbook.xml.rels")
    key = next(s.get(_RELATION) for s in book.iter(f"{_MAIN}sheet") if s.get("name") == sheet)
    target = next(r.get("Target") for r in relations.iterchildren() if r.get("Id") == key) or ""
    part = target.removeprefix("/") if target.startswith("/") else str(PurePosixPath("xl", target))
    if not _holds(archive, part, (b't="e"', b"t='e'")):
        return
    row = 0
    with archive.open(part) as stream:
        for event, element in _walk(stream, (f"{_MAIN}row", f"{_MAIN}c")):
            if element.tag == f"{_MAIN}row":
                if event == "start":
                    row = int(element.get("r") or row + 1)
                else:
                    element.clear()
            elif event == "end" and element.get("t") == "e":
                letters = re.match("[A-Z]+", element.get("r") or "")
                if letters:
                    yield row, _column(letters[0]), element.findtext(f"{_MAIN}v") or ""


def _of_document(archive: zipfile.ZipFile, sheet: str) -> Errors:
    if not _holds(archive, "content.xml", (b'value-type="error"',)):
        return
    inside, row, column = False, 0, 0
    tags = tuple(
        f"{_TABLE}{name}" for name in ("table", "table-row", "table-cell", "covered-table-cell")
    )
    with archive.open("content.xml") as stream:
        for event, element in _walk(stream, tags):
            if element.tag == tags[0]:
                inside, row = event == "start" and element.get(f"{_TABLE}name") == sheet, 0
            elif element.tag == tags[1]:
                if event == "start":
                    column = 0
                else:
                    row += int(element.get(f"{_TABLE}number-rows-repeated") or 1)
                    element.clear()
            elif event == "end":
                times = int(element.get(f"{_TABLE}number-columns-repeated") or 1)
                if inside and element.get(_KIND) == "error":
                    text = element.findtext(f"{_TEXT}p") or ""
                    for place in range(column, column + min(times, _CHUNK)):
                        yield row + 1, place, text
                column += times


def _parsed(archive: zipfile.ZipFile, part: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(archive.read(part), parser)


def _walk(stream: IO[bytes], tags: tuple[str, ...]) -> Iterator[tuple[str, etree._Element]]:
    return iter(
        etree.iterparse(
            stream,
            events=("start", "end"),
            tag=tags,
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
        )
    )


def _holds(archive: zipfile.ZipFile, part: str, marks: tuple[bytes, ...]) -> bool:
    """Whether a part holds one of some texts: far faster than taking its XML apart."""
    tail = b""
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            if any(mark in tail + chunk for mark in marks):
                return True
            tail = chunk[-32:]
    return False


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
