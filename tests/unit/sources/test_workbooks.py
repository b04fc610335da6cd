"""The same sheet in the three formats of workbooks gives the same rows, and its errors are told."""

from __future__ import annotations

import datetime
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P
from staging import read

pytestmark = pytest.mark.slow  # each case maps, reads or infers from files of its own

DAY = datetime.date(2026, 1, 31)
MOMENT = datetime.datetime(2026, 1, 31, 8, 30)
ROWS: list[list[Any]] = [
    ["Lijst van diensten", None, None, None, None],
    ["code", "prijs", "dag", "moment", "ja"],
    ["007", 12.5, DAY, MOMENT, True],
    [],
    ["0999251735", 3, DAY, MOMENT, False],
]


def as_xlsx(path: Path, rows: list[list[Any]], errors: dict[tuple[int, int], str]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Lijst"
    for row in rows:
        sheet.append(row)
    if len(rows[0]) > 1:
        sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(rows[0]))
    for (row, column), text in errors.items():
        sheet.cell(row, column + 1, text).data_type = "e"
    book.save(path.with_suffix(".xlsx"))
    return path.with_suffix(".xlsx")


def as_xls(path: Path, rows: list[list[Any]], errors: dict[tuple[int, int], str]) -> Path:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Lijst")
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            form = xlwt.easyxf(num_format_str="DD/MM/YYYY")
            if number == 0 and len(row) > 1:
                if column == 0:
                    sheet.write_merge(0, 0, 0, len(row) - 1, value)
            elif isinstance(value, datetime.date):
                sheet.write(number, column, value, form)
            elif value is not None:
                sheet.write(number, column, value)
    for (row, column), text in errors.items():
        sheet.row(row - 1).set_cell_error(column, text)
    book.save(str(path.with_suffix(".xls")))
    return path.with_suffix(".xls")


def as_ods(path: Path, rows: list[list[Any]], errors: dict[tuple[int, int], str]) -> Path:
    document = OpenDocumentSpreadsheet()
    table = Table(name="Lijst")
    for number, row in enumerate(rows, start=1):
        line = TableRow()
        for column, value in enumerate(row or [None]):
            error = errors.get((number, column))
            if number == 1 and column:
                line.addElement(CoveredTableCell())
            else:
                merged = {"numbercolumnsspanned": len(row)} if number == 1 else {}
                line.addElement(ods_cell(value, error, merged))
        table.addElement(line)
    document.spreadsheet.addElement(table)
    document.save(str(path.with_suffix(".ods")))
    return path.with_suffix(".ods")


def ods_cell(value: Any, error: str | None, merged: dict[str, int]) -> TableCell:
    text = error if error is not None else str(value)
    if error is not None:
        kinds: dict[str, Any] = {"valuetype": "string", "formula": "of:=NA()"}
    elif isinstance(value, bool):
        kinds = {"valuetype": "boolean", "booleanvalue": str(value).lower()}
    elif isinstance(value, int | float):
        kinds = {"valuetype": "float", "value": value}
    elif isinstance(value, datetime.date):
        kinds = {"valuetype": "date", "datevalue": value.isoformat()}
    else:
        kinds = {} if value is None else {"valuetype": "string"}
    cell = TableCell(**kinds, **merged)
    if kinds:
        cell.addElement(P(text=text))
    return cell


Writer = Callable[[Path, list[list[Any]], dict[tuple[int, int], str]], Path]
WRITERS: dict[str, Writer] = {"xlsx": as_xlsx, "xls": as_xls, "ods": as_ods}


@pytest.mark.parametrize("form", WRITERS)
def test_the_three_formats_give_the_same_rows(form: str, tmp_path: Path) -> None:
    found = read(WRITERS[form](tmp_path / "b", ROWS, {}), "excel", header=2)
    assert found.numbers == [3, 5]
    assert found.column("code") == ["007", "0999251735"]
    assert found.column("prijs") == ["12.5", "3"]
    assert found.column("dag") == ["2026-01-31", "2026-01-31"]
    assert found.column("moment") == ["2026-01-31T08:30:00"] * 2
    assert found.column("ja") == ["true", "false"]
    kinds = {"code": None, "prijs": "decimal", "dag": "date", "moment": "dateTime", "ja": "boolean"}
    assert found.types[0] == kinds
    assert found.codes == (["SAM-R076"] if form == "xls" else [])


@pytest.mark.parametrize("form", ["xlsx", "ods"])
def test_errors_of_cells_are_told_and_give_no_value(form: str, tmp_path: Path) -> None:
    rows = [["t", None], ["code", "naam"], ["a", "x"], ["b", "y"], [], ["c", "z"], [None, None]]
    errors = {(4, 1): "#REF!", (6, 0): "#N/A", (7, 1): "#DIV/0!"}
    found = read(WRITERS[form](tmp_path / "b", rows, errors), "excel", header=2)
    told = [(f.code, f.row, f.column, f.raw) for f in found.staged.findings]
    assert told == [
        ("SAM-R031", 4, "naam", "#REF!"),
        ("SAM-R031", 6, "code", "#N/A"),
        ("SAM-R031", 7, "naam", "#DIV/0!"),
    ]
    assert found.numbers == [3, 4, 6, 7]
    assert found.column("naam") == ["x", None, "z", None]


ROWS_WITH_ERROR: list[list[Any]] = [["t"], ["code", "b", "naam"], ["a", None, "x"]]


def test_errors_as_calc_writes_them(tmp_path: Path) -> None:
    """An empty text with the kind `error`, repeated cells and rows before it."""
    path = as_ods(tmp_path / "b", ROWS_WITH_ERROR, {(3, 2): "Err:502"})
    calcext = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    content = parts["content.xml"].decode()
    gap = (
        '<table:table-row table:number-rows-repeated="3"><table:table-cell'
        ' table:number-columns-repeated="3"/></table:table-row>'
    )
    first, last = content.rindex("<table:table-row>"), content.rindex("<table:table-cell")
    content = content[:first] + gap + content[first:last] + content[last:].replace(
        "<table:table-cell", f'<table:table-cell xmlns:calcext="{calcext}"'
        ' calcext:value-type="error" office:string-value=""', 1
    )  # fmt: skip
    with zipfile.ZipFile(path, "w") as new:
        for name, part in parts.items():
            new.writestr(name, content if name == "content.xml" else part)
    found = read(path, "excel", header=2)
    told = [(f.code, f.row, f.column, f.raw) for f in found.staged.findings]
    assert told == [("SAM-R031", 6, "naam", "Err:502")]
    assert found.column("naam") == [None]


CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**12), 10**12),
    st.dates(datetime.date(1905, 1, 1), datetime.date(2100, 1, 1)),
    st.text(
        st.characters(min_codepoint=33, max_codepoint=0x2FF, exclude_categories=["C"]),
        min_size=1,
        max_size=20,
    ).filter(lambda text: not text.startswith(("=", "#", "Err")) and not text.isdecimal()),
)


@pytest.mark.parametrize("form", WRITERS)
@settings(max_examples=25)
@given(rows=st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=1, max_size=5))
def test_any_cell_comes_back(
    form: str, rows: list[list[Any]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = WRITERS[form](tmp_path_factory.mktemp("book") / "b", [["titel"], ["a", "b"], *rows], {})
    found = read(file, "excel", header=2)
    wanted = {
        number: [expected(value) for value in row]
        for number, row in enumerate(rows, start=3)
        if any(value is not None for value in row)
    }
    assert dict(zip(found.numbers, found.rows, strict=True)) == {
        number: dict(zip("ab", row, strict=True)) for number, row in wanted.items()
    }


def expected(value: Any) -> str | None:
    if isinstance(value, bool):
        return str(value).lower()
    return None if value is None else str(value)
