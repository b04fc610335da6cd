"""What a workbook hides, or holds without a value or a type, is told or read, and never lost."""

from __future__ import annotations

import datetime
import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style, TableProperties
from odf.table import Table, TableCell, TableColumn, TableRow
from odf.text import P, S
from staging import Read, read

from kg.errors import SourceError
from kg.sources.workbook import first_rows

SHEETS = {"Intern": "hidden", "Oud": "veryHidden", "Publiek": "visible", "Ook": "visible"}


def codes(found: Read) -> list[tuple[str, int, str | None]]:
    return [(finding.code, finding.row, finding.column) for finding in found.staged.findings]


def patched(path: Path, pattern: str, by: str) -> Path:
    """A workbook with the XML of its sheets changed."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(path, "w") as new:
        for name, content in parts.items():
            if "worksheets" in name:
                content = re.sub(pattern.encode(), by.encode(), content)
            new.writestr(name, content)
    return path


STRICT = {
    "http://schemas.openxmlformats.org/spreadsheetml/2006/": "http://purl.oclc.org/ooxml/spreadsheetml/",
    "http://schemas.openxmlformats.org/officeDocument/2006/": "http://purl.oclc.org/ooxml/officeDocument/",
}


def with_parts(path: Path, changes: dict[str, str]) -> Path:
    """A workbook or document with texts of its XML replaced."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name).decode() for name in old.namelist()}
    with zipfile.ZipFile(path, "w") as new:
        for name, content in parts.items():
            for text, by in changes.items():
                content = content.replace(text, by)
            new.writestr(name, content)
    return path


def workbook(path: Path, rows: list[list[Any]]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


@pytest.mark.parametrize("suffix", [".xlsx", ".xlsm"])
@pytest.mark.parametrize("value", ["<v></v>", "<v/>", "", "<v>0</v>"])
def test_a_formula_that_was_not_computed_is_told(suffix: str, value: str, tmp_path: Path) -> None:
    rows = [["code", "som"], ["A", 3], ["B", "=B2*2"], ["C", 0]]
    path = patched(workbook(tmp_path / f"b{suffix}", rows), "<v></v>|<v ?/>", value)
    found = read(path, "excel", ["code", "som"])
    assert found.column("som") == ["3", None, "0"]
    assert codes(found) == [("SAM-R072", 3, "som")]
    assert found.staged.findings[0].raw == "=B2*2"


def test_a_formula_with_its_value_or_an_empty_text_is_none_to_tell(tmp_path: Path) -> None:
    path = workbook(tmp_path / "b.xlsx", [["code", "som"], ["A", "=1+1"], ["B", "=T(C1)"]])
    patched(path, "(1\\+1</f>)<v></v>", "\\1<v>2</v>")
    patched(path, '<c r="B3"><f>', '<c r="B3" t="str"><f>')
    found = read(path, "excel", ["som"])
    assert (found.column("som"), codes(found)) == (["2", None], [])


def test_strict_open_xml_is_read_as_the_other_is(tmp_path: Path) -> None:
    path = workbook(tmp_path / "b.xlsx", [["code", "som"], ["A", "=1+1"], ["B", 2]])
    found = read(with_parts(path, STRICT), "excel", ["code", "som"])
    assert found.column("som") == [None, "2"]
    assert codes(found) == [("SAM-R072", 2, "som")]


@pytest.mark.parametrize("mark", ["#N/A", " #N/A "])
def test_an_error_that_the_mapping_calls_nothing_is_none(mark: str, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["code", "a", "b"], ["A", "#N/A", "#REF!"], ["B", "x", None]):
        book.active.append(row)
    book.active["B2"].data_type = "e"
    book.active["B3"].value = mark
    book.active["B3"].data_type = book.active["C2"].data_type = "s"
    book.save(tmp_path / "b.xlsx")
    told = [("SAM-R031", 2, "b")]
    nulls = read(tmp_path / "b.xlsx", "excel", ["a", "b"], nulls=("", "#N/A"))
    assert codes(nulls) == told
    known = read(tmp_path / "b.xlsx", "excel", ["a", "b"])
    assert codes(known) == [("SAM-R031", 2, "a"), *told, ("SAM-R031", 3, "a")]


def test_an_old_workbook_tells_what_cannot_be_seen(tmp_path: Path) -> None:
    old = xlwt.Workbook()
    sheet = old.add_sheet("L")
    sheet.write(0, 0, "n")
    sheet.write(1, 0, xlwt.Formula("1/0"))
    old.save(str(tmp_path / "b.xls"))
    assert codes(read(tmp_path / "b.xls", "excel", ["n"]))[0] == ("SAM-R076", 1, None)


def test_a_workbook_of_which_all_sheets_are_hidden_is_read_only_by_name(tmp_path: Path) -> None:
    path = ods(tmp_path / "b.ods", {"Intern": [["naam"], ["Bo"]]}, hidden=("Intern",))
    with pytest.raises(SourceError, match="hidden"):
        read(path, "excel", ["naam"])
    assert read(path, "excel", ["naam"], sheet="Intern").column("naam") == ["Bo"]


@pytest.mark.parametrize("form", ["xlsx", "xls", "ods"])
def test_a_hidden_sheet_is_read_only_when_it_is_named(form: str, tmp_path: Path) -> None:
    path = tmp_path / f"b.{form}"
    if form == "xlsx":
        book = openpyxl.Workbook()
        book.remove(book.active)
        for name, state in SHEETS.items():
            sheet = book.create_sheet(name)
            sheet.sheet_state = state
            sheet.append(["naam"])
            sheet.append([name])
        book.save(path)
    elif form == "xls":
        old = xlwt.Workbook()
        for name, state in SHEETS.items():
            page = old.add_sheet(name)
            page.visibility = ["visible", "hidden", "veryHidden"].index(state)
            page.write(0, 0, "naam")
            page.write(1, 0, name)
        old.save(str(path))
    else:
        ods(path, {name: [["naam"], [name]] for name in SHEETS}, hidden=("Intern", "Oud"))
    assert read(path, "excel", ["naam"]).column("naam") == ["Publiek"]
    assert read(path, "excel", ["naam"], sheet="Intern").column("naam") == ["Intern"]
    assert read(path, "excel", ["naam"], sheet="2").column("naam") == ["Oud"]


def ods(path: Path, sheets: dict[str, list[list[Any]]], hidden: tuple[str, ...] = ()) -> Path:
    """A document; a cell is a text (without a type), attributes, or attributes and a text."""
    document = OpenDocumentSpreadsheet()
    style = Style(name="away", family="table")
    style.addElement(TableProperties(display="false"))
    document.automaticstyles.addElement(style)
    for name, rows in sheets.items():
        table = Table(name=name, **({"stylename": style} if name in hidden else {}))
        for row in rows:
            line = TableRow()
            for value in row:
                cell = TableCell(**(value if isinstance(value, dict) else {}))
                if isinstance(value, str):
                    cell.addElement(P(text=value))
                line.addElement(cell)
            table.addElement(line)
        document.spreadsheet.addElement(table)
    document.save(str(path))
    return path


@pytest.mark.parametrize("before", [0, 2])
def test_text_without_a_type_in_a_document_is_read(before: int, tmp_path: Path) -> None:
    blank = [{}] * before
    rows = [
        [*blank, "code", "naam", "n"],
        [*blank, "A", "één", {"valuetype": "float", "value": 3}],
        [*blank, "", {}, {}],
        [*blank, "B", {"formula": "of:=1+1"}, {"valuetype": "float", "value": 4}],
        [*blank, "C", "#REF!", {}],
    ]
    found = read(ods(tmp_path / "b.ods", {"L": rows}), "excel", ["code", "naam", "n"])
    assert found.numbers == [2, 4, 5]
    assert found.column("code") == ["A", "B", "C"]
    assert found.column("naam") == ["één", None, None]
    assert found.column("n") == ["3", "4", None]
    assert codes(found) == [("SAM-R072", 4, "naam"), ("SAM-R031", 5, "naam")]


def test_a_value_right_of_the_header_has_a_column(tmp_path: Path) -> None:
    path = ods(tmp_path / "b.ods", {"L": [["code"], ["A", "meer"]]})
    found = read(path, "excel", ["code", "_col.2"])
    assert found.rows == [{"code": "A", "_col.2": "meer"}]
    assert codes(found) == [("SAM-R006", 1, "_col.2")]


def test_a_document_without_types_is_inspected_as_it_is_read(tmp_path: Path) -> None:
    number = {"valuetype": "float", "value": 3}
    rows = [["code", "naam", "n"], ["A", "een", number], ["B", "twee", number]]
    (name, is_shown, first), *_ = first_rows(ods(tmp_path / "b.ods", {"L": rows}), 2)
    assert (name, is_shown) == ("L", True)
    assert first == [["code", "naam", "n"], ["A", "een", 3.0]]


@pytest.mark.parametrize(
    "claim",
    [
        'text:c="99999999999999"',
        'table:number-columns-repeated="99999999" table:number-rows-repeated="1"',
    ],
)
def test_what_claims_to_be_repeated_too_often_is_refused(claim: str, tmp_path: Path) -> None:
    path = ods(tmp_path / "b.ods", {"L": [["naam"], ["MARK"]]})
    blanks = claim.startswith("text")
    change = ("MARK", f"<text:s {claim}/>") if blanks else ("<table:table-cell>", "")
    if not blanks:
        change = ("<table:table-cell><text:p>MARK", f"<table:table-cell {claim}><text:p>MARK")
    with pytest.raises(SourceError, match="repeated"):
        read(with_parts(path, dict([change])), "excel", ["naam"])


def test_a_cell_that_is_repeated_no_times_is_none(tmp_path: Path) -> None:
    path = ods(tmp_path / "b.ods", {"L": [["naam", "n"], ["MARK", "x"]]})
    cell = "<table:table-cell><text:p>MARK"
    never = cell.replace("cell>", 'cell table:number-columns-repeated="0">')
    assert read(with_parts(path, {cell: never}), "excel", ["naam"]).column("naam") == ["x"]


def test_paragraphs_and_blanks_of_untyped_text_stay(tmp_path: Path) -> None:
    path = ods(tmp_path / "b.ods", {"L": [["naam"], ["een"]]})
    document = OpenDocumentSpreadsheet()
    table = Table(name="L")
    for parts in (["naam"], ["een", "twee"]):
        line, cell = TableRow(), TableCell()
        for text in parts:
            paragraph = P(text=text)
            paragraph.addElement(S(c=2))
            paragraph.addText("x")
            cell.addElement(paragraph)
        line.addElement(cell)
        table.addElement(line)
    document.spreadsheet.addElement(table)
    document.save(str(path))
    assert read(path, "excel", ["naam  x"]).column("naam  x") == ["een  x\ntwee  x"]


def test_an_error_right_of_blank_columns_has_its_own_column(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for place, value in {"C3": "id", "D3": "n", "C4": "A", "D4": "#N/A"}.items():
        sheet[place] = value
    sheet["D4"].data_type = "e"
    book.save(tmp_path / "b.xlsx")
    found = read(tmp_path / "b.xlsx", "excel", ["id", "n"], header=3)
    assert (found.rows, codes(found)) == ([{"id": "A", "n": None}], [("SAM-R031", 4, "n")])


def test_hidden_rows_and_columns_that_are_read_are_told(tmp_path: Path) -> None:
    path = workbook(tmp_path / "b.xlsx", [["id", "n", "leeg"], *([i, i] for i in range(5))])
    book = openpyxl.load_workbook(path)
    sheet = book.active
    for row in (3, 5, 90):
        sheet.row_dimensions[row].hidden = True
    sheet.column_dimensions["B"].hidden = True
    sheet.column_dimensions["C"].hidden = True
    book.save(path)
    found = read(path, "excel", ["id", "n"])
    assert len(found.rows) == 5
    assert codes(found) == [("SAM-R074", 3, None), ("SAM-R074", 1, "n")]
    assert found.staged.findings[0].expected == "(2×)"


def test_hidden_rows_and_columns_of_a_document_are_told(tmp_path: Path) -> None:
    document = OpenDocumentSpreadsheet()
    table = Table(name="L")
    table.addElement(TableColumn())
    table.addElement(TableColumn(visibility="collapse"))
    for text, visibility in (("n", {}), ("1", {"visibility": "filter"}), ("2", {})):
        line = TableRow(**visibility)
        for _ in range(2):
            cell = TableCell(valuetype="string")
            cell.addElement(P(text=text + "x" * _))
            line.addElement(cell)
        table.addElement(line)
    document.spreadsheet.addElement(table)
    document.save(str(tmp_path / "b.ods"))
    found = read(tmp_path / "b.ods", "excel", ["n", "nx"])
    assert codes(found) == [("SAM-R074", 2, None), ("SAM-R074", 1, "nx")]


@pytest.mark.parametrize(
    ("hours", "text"),
    [
        (datetime.timedelta(hours=1000, seconds=1), "P41DT16H1S"),
        (datetime.timedelta(hours=300), "P12DT12H"),
        (datetime.timedelta(minutes=3, milliseconds=7), "PT3M0.007S"),
        (datetime.timedelta(hours=-36), "-P1DT12H"),
        (datetime.timedelta(0), "PT0S"),
    ],
)
def test_durations_are_exact(hours: datetime.timedelta, text: str, tmp_path: Path) -> None:
    path = workbook(tmp_path / "b.xlsx", [["id", "duur"], ["A", hours]])
    book = openpyxl.load_workbook(path)
    book.active["B2"].number_format = "[h]:mm:ss.000"
    book.save(path)
    found = read(path, "excel", ["duur"])
    assert (found.column("duur"), found.types[0]["duur"]) == ([text], "dayTimeDuration")


def test_durations_of_a_document_are_of_one_kind_in_a_column(tmp_path: Path) -> None:
    def time(text: str) -> dict[str, str]:
        return {"valuetype": "time", "timevalue": text}

    string = {"valuetype": "string", "stringvalue": "t"}
    rows = [
        ["d", "t", "PT"],
        [time("PT300H00M01.5S"), time("PT02H00M01S"), string],
        [time("PT02H00M01S"), time("PT23H59M59S"), string],
        [time("-PT30H00M00S"), {}, string],
    ]
    found = read(ods(tmp_path / "b.ods", {"L": rows}), "excel", ["d", "t"])
    assert found.column("d") == ["P12DT12H1.5S", "PT2H1S", "-P1DT6H"]
    assert found.column("t") == ["02:00:01", "23:59:59", None]
    assert {row["d"] for row in found.types} == {"dayTimeDuration"}
    assert [row["t"] for row in found.types] == ["time", "time", None]
