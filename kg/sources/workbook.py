"""Sheets of workbooks (.xlsx, .xlsm, .xls, .ods) into a table, rows counted as Excel shows them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)

from kg.errors import SourceError
from kg.model.suggestion import nearest
from kg.sources.bulk import load_rows, natural
from kg.sources.columns import column_names
from kg.sources.delimited import untitled_columns
from kg.sources.durations import as_duration, times_as_durations
from kg.sources.finding_log import FindingLog
from kg.sources.records import RecordFinding
from kg.sources.spreadsheet_errors import is_error_text
from kg.sources.staged import LogicalSource, StagedTable, count
from kg.sources.unpack import refuse_growth
from kg.sources.unread_cells import UnreadCells, unread
from kg.texts import Message


def stage_workbook(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    source: LogicalSource,
    path: Path,
    references: list[str],
    work: Path,
) -> StagedTable:
    """Read one sheet into `table`: the columns of its header row, with their natural datatypes.

    Raises:
        SourceError: the file is no workbook or is locked, the sheet or its header is not there.
    """
    sheet = _Sheet(path, _sheet(path, source.sheet))
    rows, left_out, first = sheet.rows(), sheet.left_out, sheet.first
    header = next(islice(rows, source.header - 1, None), []) if source.header else sheet.blank
    titles = [(natural(cell)[0] or "").strip() for cell in header]
    if source.header and not any(titles):
        raise SourceError(
            Message(
                "Reading {file}, sheet '{sheet}': row {row} is no header, it is empty.",
                file=path.name,
                sheet=sheet.name,
                row=source.header,
            ),
            code="SAM-R011",
            hint=Message(
                "Say in the mapping on which row the header stands (samenspel: header: N)."
            ),
        )
    names = column_names(titles)
    columns = {name: f"c{index}" for index, name in enumerate(names)}
    findings = untitled_columns(titles, names, row=source.header, line=None)
    width = range(len(names))
    shape = {"_row": "BIGINT"} | {f"{mark}{i}": "VARCHAR" for i in width for mark in "ct"}
    records = _records(rows, source.header, left_out, first, source.nulls)
    load_rows(
        connection, table, columns=shape, rows=records, scratch=work / f"{table}.sheet.ndjson"
    )
    if path.suffix.lower() == ".ods":
        for column in columns.values():
            _settle_durations(connection, table, column)
    times_as_durations(connection, table, numbers=[column[1:] for column in columns.values()])
    findings.extend(_findings(left_out, source.header, first, names))
    if not left_out.is_known:
        findings.append(RecordFinding("SAM-R076", max(source.header, 1), None, path.name))
    findings.extend(_hidden(connection, table, left_out, source.header, columns, references, first))
    return StagedTable(
        table,
        path,
        columns,
        count(connection, table),
        True,
        names=names,
        findings=findings,
        types={name: f"t{column[1:]}" for name, column in columns.items()},
        sheet=sheet.name,
    )


def first_rows(path: Path, most: int) -> Iterator[tuple[str, bool, list[list[Any]]]]:
    """The sheets of a workbook as staging reads them: name, whether it is shown, its first rows.

    Raises:
        SourceError: the file is no workbook or is locked.
    """
    book = _open(path)
    for found in book.sheets_metadata:
        if found.typ == SheetTypeEnum.WorkSheet:
            sheet = _Sheet(path, _by_name(path, book, found.name))
            is_shown = found.visible == SheetVisibleEnum.Visible
            yield found.name, is_shown, list(islice(sheet.rows(), most))


class _Sheet:
    """A sheet with the texts that its reader leaves out put in it; `first` is its first column."""

    def __init__(self, path: Path, sheet: CalamineSheet) -> None:
        self.name, self._read = sheet.name, sheet
        self.left_out = unread(path, sheet.name)
        self._by_row: dict[int, dict[int, str]] = {}
        for (row, column), text in self.left_out.texts.items():
            self._by_row.setdefault(row, {})[column] = text
        columns = [column for _, column in self.left_out.texts]
        start = (sheet.start or (0, 0))[1]
        self.first = min([start, *columns])
        self.blank = [""] * (max([(sheet.end or (0, 0))[1], *columns]) - self.first + 1)
        self._before = [""] * (start - self.first)

    def rows(self) -> Iterator[list[Any]]:
        """Every row from the top of the sheet, from its first column on, all of one width."""
        number = 0
        for number, cells in enumerate(self._read.iter_rows(), start=1):
            yield self._with(number, self._before + cells) if self._by_row else cells
        for later in range(number + 1, max(self._by_row, default=0) + 1):
            yield self._with(later, [])

    def _with(self, number: int, cells: list[Any]) -> list[Any]:
        cells = cells + self.blank[len(cells) :]
        for column, text in self._by_row.get(number, {}).items():
            if cells[column - self.first] == "":
                cells[column - self.first] = text
        return cells


def _records(
    rows: Iterator[Any], header: int, left_out: UnreadCells, first: int, nulls: Iterable[str]
) -> Iterator[dict[str, object]]:
    """The rows under the header that are not blank; what shows as an error goes to the others.

    What the source calls nothing (`nulls`) is no error.
    """
    names: list[tuple[str, str]] = []
    uncomputed, known = left_out.uncomputed, frozenset(nulls)
    left_out.errors = {at: text for at, text in left_out.errors.items() if text not in known}
    told = {row for row, _ in (*left_out.errors, *left_out.uncomputed)}
    for number, cells in enumerate(rows, start=header + 1):
        record: dict[str, object] = {}
        names.extend((f"c{i}", f"t{i}") for i in range(len(names), len(cells)))
        for (column, kind), cell in zip(names, cells, strict=False):
            if cell == "":
                continue
            if type(cell) is str:
                if is_error_text(cell) and cell.strip() not in known:
                    left_out.errors[number, first + int(column[1:])] = cell
                    told.add(number)
                else:
                    record[column] = cell
            # A formula that was not computed may show as 0.
            elif not uncomputed or (number, first + int(column[1:])) not in uncomputed:
                record[column], record[kind] = natural(cell)
        if record or number in told:
            record["_row"] = number
            yield record


def _findings(
    left_out: UnreadCells, header: int, first: int, names: list[str]
) -> Iterator[RecordFinding]:
    found = [("SAM-R031", *item) for item in left_out.errors.items()]
    found += [("SAM-R072", *item) for item in left_out.uncomputed.items()]
    told = FindingLog()
    for code, (row, column), text in sorted(found, key=lambda item: item[1]):
        if row > header and column - first < len(names):
            told.add(RecordFinding(code, row, None, text, column=names[column - first]))
    yield from told


def _hidden(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    left_out: UnreadCells,
    header: int,
    columns: dict[str, str],
    references: list[str],
    first: int,
) -> Iterator[RecordFinding]:
    """A finding about rows that are hidden, and about each hidden column that is asked for."""
    read = connection.execute(f"SELECT _row FROM {table} ORDER BY _row")
    hidden = left_out.hidden_rows
    if rows := [row for (row,) in (read.fetchall() if hidden else ()) if row in hidden]:
        yield RecordFinding("SAM-R074", rows[0], None, "", expected=f"({len(rows)}×)")
    for name, column in columns.items():
        if name in references and int(column[1:]) + first in left_out.hidden_columns:
            yield RecordFinding("SAM-R074", header, None, name, column=name)


# What LibreOffice writes for a time; one of a day or more is read as text.
_ODS_DURATION = r"-?PT\d+H\d+M\d+([.]\d+)?S"


def _settle_durations(connection: duckdb.DuckDBPyConnection, table: str, column: str) -> None:
    kind = f"t{column[1:]}"
    which = f"{kind} IS NULL AND regexp_full_match({column}, '{_ODS_DURATION}')"
    found = connection.execute(f"SELECT DISTINCT {column} FROM {table} WHERE {which}").fetchall()
    if found:
        connection.executemany(
            f"UPDATE {table} SET {column} = ?, {kind} = 'dayTimeDuration' WHERE {column} = ?",
            [(as_duration(text), text) for (text,) in found],
        )


def _open(path: Path) -> CalamineWorkbook:
    refuse_growth(path)
    try:
        return load_workbook(path)
    except PasswordError:
        raise SourceError(
            Message("Reading {file}: the workbook is locked with a password.", file=path.name),
            code="SAM-R030",
            hint=Message("Save it without a password."),
        ) from None
    except (CalamineError, OSError, ValueError) as error:
        raise SourceError(
            Message(
                "Reading {file}: this is not a workbook that can be read ({reason}).",
                file=path.name,
                reason=error,
            ),
            code="SAM-R030",
            hint=Message("Open it in a spreadsheet program and save it again as .xlsx."),
        ) from None


def _sheet(path: Path, wanted: str | None) -> CalamineSheet:
    book = _open(path)
    sheets = [s for s in book.sheets_metadata if s.typ == SheetTypeEnum.WorkSheet]
    names = [s.name for s in sheets]
    if wanted is None and names:
        # What somebody hid is not meant to be read unasked.
        shown = [s.name for s in sheets if s.visible == SheetVisibleEnum.Visible]
        if not shown:
            raise SourceError(
                Message(
                    "Reading {file}: all its sheets are hidden, and the mapping names none.",
                    file=path.name,
                ),
                code="SAM-R035",
                hint=Message(
                    "Unhide the sheet that may be read, or name it in the mapping: samenspel:"
                    " sheet: {names}",
                    names=names[0],
                ),
            )
        name = shown[0]
    elif wanted in names:
        name = wanted
    elif wanted is not None and wanted.isdecimal() and 1 <= int(wanted) <= len(names):
        name = names[int(wanted) - 1]
    else:
        near = nearest(wanted or "", names, least=0, most=3)
        raise SourceError(
            Message("Reading {file}: there is no sheet '{sheet}'.", file=path.name, sheet=wanted),
            code="SAM-R035",
            hint=Message("Did you mean {names}?", names=" or ".join(repr(n) for n in near))
            if near
            else None,
        )
    return _by_name(path, book, name)


def _by_name(path: Path, book: CalamineWorkbook, name: str) -> CalamineSheet:
    try:
        return book.get_sheet_by_name(name)
    except CalamineError as error:
        raise SourceError(
            Message(
                "Reading {file}, sheet '{name}': {error}.", file=path.name, name=name, error=error
            ),
            code="SAM-R030",
            hint=Message("Open it in a spreadsheet program and save it again as .xlsx."),
        ) from None
