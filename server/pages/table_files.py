"""A table as a file to take home: for spreadsheets and for programs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence

from flask import Response, g, make_response
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from kg.model.spreadsheet import without_formula

Rows = Sequence[Sequence[str | int]]
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8; header=present",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "geojson": "application/geo+json",
    "ttl": "text/turtle; charset=utf-8",
    "svg": "image/svg+xml",
}
NAMES = {
    "csv": "CSV",
    "xlsx": "Excel",
    "json": "JSON",
    "geojson": "GeoJSON",
    "ttl": "Turtle",
    "svg": "SVG",
}
WIDEST = 60
"""Characters of the widest column of a workbook."""


def file_response(data: bytes | str, form: str, *, name: str) -> Response:
    """A file of a page in the reader's language; `name` has no suffix. A picture is shown."""
    response = make_response(data)
    response.content_type = MEDIA_TYPES[form]
    kind = "inline" if form == "svg" else "attachment"
    response.headers["Content-Disposition"] = f'{kind}; filename="{name}.{form}"'
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Content-Language"] = g.lang
    response.vary.update(("Accept-Language", "Cookie"))
    return response


def write_table(heads: Sequence[str], rows: Rows, *, form: str) -> bytes:
    """A table in one of the forms csv, xlsx and json."""
    writers: dict[str, Callable[[Sequence[str], Rows], bytes]] = {
        "csv": _csv,
        "xlsx": _xlsx,
        "json": _json,
    }
    return writers[form](heads, rows)


def _csv(heads: Sequence[str], rows: Rows) -> bytes:
    """Comma-separated values, with the mark by which spreadsheets see that it is UTF-8."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(heads)
    writer.writerows(map(_safe, rows))
    return text.getvalue().encode("utf-8-sig")


def _xlsx(heads: Sequence[str], rows: Rows) -> bytes:
    """A workbook with one sheet; its first row stays in sight and is printed on each page."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(heads))
    for row in rows:
        sheet.append(_safe(row))
    for place, head in enumerate(heads):
        sheet.cell(1, place + 1).font = Font(bold=True)
        widest = max((len(str(row[place])) for row in rows), default=0)
        column = sheet.column_dimensions[get_column_letter(place + 1)]
        column.width = min(WIDEST, max(len(head), widest) + 2)
    sheet.freeze_panes = "B2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _json(heads: Sequence[str], rows: Rows) -> bytes:
    records = [dict(zip(heads, row, strict=True)) for row in rows]
    return (json.dumps(records, ensure_ascii=False, indent=1) + "\n").encode()


def _safe(row: Sequence[str | int]) -> list[str | int]:
    return [without_formula(cell) if isinstance(cell, str) else cell for cell in row]
