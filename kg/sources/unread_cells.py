"""What the reader of workbooks leaves out: errors, formulas without a value, text without a type,
and what is hidden.

It is found in the XML of `.xlsx`, `.xlsm` and `.ods` files; of `.xls` and `.xlsb` it is not found.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO

from lxml import etree

from kg.errors import SourceError
from kg.sources.spreadsheet_errors import is_error_text
from kg.texts import Message

# Strict Open XML (ISO/IEC 29500-1) has other namespaces than what most programs write.
_MAIN = "{*}"
_RELATIONS = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",
)
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_BLANKS = f"{_TEXT}c"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_KIND = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
_CHUNK = 1 << 20
_OVERLAP = 1 << 14
_MOST = 1 << 20
"""Cells, and blanks, that repeated ones may stand for: few bytes can claim millions of millions."""

# Taking the XML apart costs far more than looking whether there is anything to find in it.
_BOOK_MARKS = re.compile(
    rb"""\bt=["']e["']|\bhidden=["'](?:1|true)["']"""
    rb"""|(?:</(?:\w+:)?f>|<(?:\w+:)?f\b[^>]*/>)\s*"""
    rb"""(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>(?:0(?:\.0)?)?</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"""
)
_DOCUMENT_MARKS = re.compile(
    rb"""value-type=["']error["']|visibility=["'](?:collapse|filter)["']"""
    rb"""|<table:table-cell\b(?![^>]*office:value-type)(?:[^>]*table:formula|[^>]*(?<!/)>)"""
)


@dataclass
class UnreadCells:
    """Places in a sheet, by row from 1 and column from 0.

    `errors` shows what the spreadsheet shows; `uncomputed` are formulas; `texts` are values.
    `is_known` says that they could be looked for.
    """

    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    uncomputed: dict[tuple[int, int], str] = field(default_factory=dict)
    texts: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    is_known: bool = True
    claimed: int = 0

    def claim(self, repeated: int, path: Path) -> None:
        """Count what is written once and stands for more.

        Raises:
            SourceError: all together it is more than a workbook has.
        """
        self.claimed += repeated
        if self.claimed > _MOST:
            raise SourceError(
                Message(
                    "Reading {file}: its cells and blanks claim to be repeated more than"
                    " {most:,} times.",
                    file=path.name,
                    most=_MOST,
                ),
                code="SAM-R041",
                hint=Message("Open it in a spreadsheet program, look at it, and save it again."),
            )


def unread(path: Path, sheet: str) -> UnreadCells:
    """What is left out of a sheet; not known of a file whose XML is not as it should be.

    Raises:
        SourceError: cells claim to stand for more than a workbook has.
    """
    found = UnreadCells()
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            if "content.xml" in names:
                _of_document(archive, sheet, found, path)
            elif "xl/workbook.xml" in names:
                _of_workbook(archive, sheet, found)
            else:
                found.is_known = False
    except (zipfile.BadZipFile, etree.XMLSyntaxError, KeyError, ValueError):
        found.is_known = False
    return found


def _of_workbook(archive: zipfile.ZipFile, sheet: str, found: UnreadCells) -> None:
    book = _parsed(archive, "xl/workbook.xml")
    relations = _parsed(archive, "xl/_rels/workbook.xml.rels")
    keys = {
        s.get(name)
        for s in book.iter(f"{_MAIN}sheet")
        if s.get("name") == sheet
        for name in _RELATIONS
    } - {None}
    target = next((r.get("Target") for r in relations.iterchildren() if r.get("Id") in keys), None)
    if target is None:
        raise KeyError(sheet)
    part = target.removeprefix("/") if target.startswith("/") else str(PurePosixPath("xl", target))
    if not _holds(archive, part, _BOOK_MARKS):
        return
    # Programs that write formulas without computing them say so, and write 0 or nothing.
    settings = book.find(f"{_MAIN}calcPr")
    stale = settings is not None and settings.get("fullCalcOnLoad") in ("1", "true")
    empty = {"", "0", "0.0"} if stale else {""}
    row = 0
    with archive.open(part) as stream:
        for event, element in _walk(
            stream, tuple(f"{_MAIN}{name}" for name in ("row", "c", "col"))
        ):
            kind = etree.QName(element).localname
            if kind == "row" and event == "start":
                row = int(element.get("r") or row + 1)
                if element.get("hidden") in ("1", "true"):
                    found.hidden_rows.add(row)
            elif kind == "row":
                element.clear()
            elif kind == "col" and event == "end" and element.get("hidden") in ("1", "true"):
                first, last = int(element.get("min") or 1), int(element.get("max") or 1)
                found.hidden_columns.update(range(first - 1, min(last, _CHUNK)))
            elif kind == "c" and event == "end":
                letters = re.match("[A-Z]+", element.get("r") or "")
                if letters:
                    _look_at(element, (row, _column(letters[0])), empty, found)


def _look_at(
    cell: etree._Element, place: tuple[int, int], empty: set[str], found: UnreadCells
) -> None:
    value = cell.findtext(f"{_MAIN}v") or ""
    kind = cell.get("t")
    if kind == "e":
        found.errors[place] = value
    elif kind != "str" and value in empty and cell.find(f"{_MAIN}f") is not None:
        formula = cell.findtext(f"{_MAIN}f") or ""
        found.uncomputed[place] = f"={formula}"


def _of_document(archive: zipfile.ZipFile, sheet: str, found: UnreadCells, path: Path) -> None:
    if not _holds(archive, "content.xml", _DOCUMENT_MARKS):
        return
    inside, row, column, rows = False, 1, 0, 1
    tags = tuple(
        f"{_TABLE}{name}"
        for name in ("table", "table-column", "table-row", "table-cell", "covered-table-cell")
    )
    with archive.open("content.xml") as stream:
        for event, element in _walk(stream, tags):
            kind = etree.QName(element).localname
            if kind == "table":
                inside, row, column = (
                    event == "start" and element.get(f"{_TABLE}name") == sheet,
                    1,
                    0,
                )
                continue
            if kind == "table-row" and event == "start":
                column, rows = 0, int(element.get(f"{_TABLE}number-rows-repeated") or 1)
                if inside and element.get(f"{_TABLE}visibility") in ("collapse", "filter"):
                    found.hidden_rows.update(range(row, min(row + rows, _MOST + 1)))
            elif kind == "table-row":
                row += rows
                element.clear()
            elif event == "end":
                times = int(element.get(f"{_TABLE}number-columns-repeated") or 1)
                columns = range(column, column + times)
                if inside and kind == "table-cell" and columns:
                    _look_at_typed(element, range(row, row + rows), columns, found, path)
                elif inside and element.get(f"{_TABLE}visibility") in ("collapse", "filter"):
                    found.hidden_columns.update(range(column, min(column + times, _MOST)))
                column += times


def _look_at_typed(
    cell: etree._Element, rows: range, columns: range, found: UnreadCells, path: Path
) -> None:
    """A cell of an OpenDocument sheet, which may stand for many."""
    formula, is_error = cell.get(f"{_TABLE}formula"), cell.get(_KIND) == "error"
    if cell.get(f"{_OFFICE}value-type") is not None and not is_error:
        return
    found.claim(sum(max(0, int(s.get(_BLANKS) or 1) - 1) for s in cell.iter(f"{_TEXT}s")), path)
    text = "\n".join(map(_paragraph, cell.iterchildren(f"{_TEXT}p")))
    if is_error:
        places = found.errors
    elif not (text or formula):
        return
    elif text:
        places = found.errors if is_error_text(text) else found.texts
    else:
        places, text = found.uncomputed, str(formula).partition(":")[2]
    found.claim(max(0, (rows.stop - rows.start) * (columns.stop - columns.start) - 1), path)
    for row in rows:
        places.update(dict.fromkeys(((row, column) for column in columns), text))


def _paragraph(element: etree._Element) -> str:
    """Text of a paragraph; blanks and tabs are elements there (ODF 1.3, 6.1)."""
    parts = [element.text or ""]
    for child in element:
        name = etree.QName(child).localname if isinstance(child.tag, str) else ""
        marks = {"s": " " * int(child.get(_BLANKS) or 1), "tab": "\t", "line-break": "\n"}
        parts += [marks[name] if name in marks else _paragraph(child), child.tail or ""]
    return "".join(parts)


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


def _holds(archive: zipfile.ZipFile, part: str, marks: re.Pattern[bytes]) -> bool:
    tail = b""
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            if marks.search(tail + chunk):
                return True
            tail = chunk[-_OVERLAP:]
    return False


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
