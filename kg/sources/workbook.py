"""Sheets of workbooks (.xlsx, .xlsm, .xls, .ods) into a table, rows counted as Excel shows them."""

from __future__ import annotations

from collections.abc import Iterator
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
from kg.model.near import nearest
from kg.sources.bulk import load_rows, natural
from kg.sources.columns import column_names
from kg.sources.delimited import Fault, untitled_columns
from kg.sources.durations import as_duration, times_as_durations
from kg.sources.error_texts import is_error_text
from kg.sources.staged import Logical, Staged, count
from kg.sources.unpack import refuse_growth
from kg.sources.unread_cells import Unread, unread


def stage_workbook(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    source: Logical,
    path: Path,
    references: list[str],
    work: Path,
) -> Staged:
    """Read one sheet into `table`: the columns of its header row, with their natural datatypes.

    Raises:
        SourceError: the file is no workbook or is locked, the sheet or its header is not there.
    """
    sheet = _sheet(path, source.sheet)
    left_out = unread(path, sheet.name)
    first = min([(sheet.start or (0, 0))[1], *(column for _, column in left_out.texts)])
    rows = _rows(sheet, left_out.texts, first)
    last = max([(sheet.end or (0, 0))[1], *(column for _, column in left_out.texts)])
    header = (
        next(islice(rows, source.header - 1, None), [])
        if source.header
        else [""] * (last - first + 1)
    )
    titles = [(natural(cell)[0] or "").strip() for cell in header]
    if source.header and not any(titles):
        raise SourceError(
            f"Reading {path.name}, sheet '{sheet.name}': row {source.header} is no header,"
            " it is empty.",
            code="SAM-R011",
            hint="Say in the mapping on which row the header stands (samenspel: header: N).",
        )
    names = column_names(titles)
    columns = {name: f"c{index}" for index, name in enumerate(names)}
    faults = untitled_columns(titles, names, source.header, None)
    width = range(len(names))
    shape = {"_row": "BIGINT"} | {f"{mark}{i}": "VARCHAR" for i in width for mark in "ct"}
    records = _records(rows, source.header, left_out, first)
    load_rows(connection, table, shape, records, work / f"{table}.sheet.ndjson")
    if path.suffix.lower() == ".ods":
        for column in columns.values():
            _settle_durations(connection, table, column)
    times_as_durations(connection, table, [column[1:] for column in columns.values()])
    faults.extend(_faults(left_out, source.header, first, names))
    faults.extend(_hidden(connection, table, left_out, source.header, columns, references, first))
    return Staged(
        table,
        path,
        columns,
        count(connection, table),
        True,
        names=names,
        faults=faults,
        types={name: f"t{column[1:]}" for name, column in columns.items()},
        sheet=sheet.name,
    )


def _rows(
    sheet: CalamineSheet, texts: dict[tuple[int, int], str], first: int
) -> Iterator[list[Any]]:
    """Every row from the top of the sheet, from the column `first` on, with texts put in it."""
    before = [""] * ((sheet.start or (0, first))[1] - first)
    by_row: dict[int, dict[int, str]] = {}
    for (row, column), text in texts.items():
        by_row.setdefault(row, {})[column - first] = text
    number = 0
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        yield _with(before + cells, by_row.get(number, {})) if before or by_row else cells
    for later in range(number + 1, max(by_row, default=0) + 1):
        yield _with([], by_row.get(later, {}))


def _with(cells: list[Any], texts: dict[int, str]) -> list[Any]:
    cells = cells + [""] * (max(texts, default=-1) + 1 - len(cells))
    for column, text in texts.items():
        if cells[column] == "":
            cells[column] = text
    return cells


def _records(
    rows: Iterator[Any], header: int, left_out: Unread, first: int
) -> Iterator[dict[str, object]]:
    """The rows under the header that are not blank; what shows as an error goes to the others."""
    names: list[tuple[str, str]] = []
    uncomputed = left_out.uncomputed
    told = {row for row, _ in (*left_out.errors, *left_out.uncomputed)}
    for number, cells in enumerate(rows, start=header + 1):
        record: dict[str, object] = {}
        names.extend((f"c{i}", f"t{i}") for i in range(len(names), len(cells)))
        for (column, kind), cell in zip(names, cells, strict=False):
            if cell == "":
                continue
            if type(cell) is str:
                if is_error_text(cell):
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


def _faults(left_out: Unread, header: int, first: int, names: list[str]) -> Iterator[Fault]:
    found = [("SAM-R031", *item) for item in left_out.errors.items()]
    found += [("SAM-R072", *item) for item in left_out.uncomputed.items()]
    for code, (row, column), text in sorted(found, key=lambda item: item[1]):
        if row > header and column - first < len(names):
            yield Fault(code, row, None, text, column=names[column - first])


def _hidden(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    left_out: Unread,
    header: int,
    columns: dict[str, str],
    references: list[str],
    first: int,
) -> Iterator[Fault]:
    """A finding about rows that are hidden, and about each hidden column that is asked for."""
    read = connection.execute(f"SELECT _row FROM {table} ORDER BY _row")
    hidden = left_out.hidden_rows
    if rows := [row for (row,) in (read.fetchall() if hidden else ()) if row in hidden]:
        yield Fault("SAM-R074", rows[0], None, "", expected=f"({len(rows)}×)")
    for name, column in columns.items():
        if name in references and int(column[1:]) + first in left_out.hidden_columns:
            yield Fault("SAM-R074", header, None, name, column=name)


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
            f"Reading {path.name}: the workbook is locked with a password.",
            code="SAM-R030",
            hint="Save it without a password.",
        ) from None
    except (CalamineError, OSError, ValueError) as error:
        raise SourceError(
            f"Reading {path.name}: this is not a workbook that can be read ({error}).",
            code="SAM-R030",
            hint="Open it in a spreadsheet program and save it again as .xlsx.",
        ) from None


def _sheet(path: Path, wanted: str | None) -> CalamineSheet:
    book = _open(path)
    sheets = [s for s in book.sheets_metadata if s.typ == SheetTypeEnum.WorkSheet]
    names = [s.name for s in sheets]
    if wanted is None and names:
        # What somebody hid is not meant to be read unasked.
        name = next((s.name for s in sheets if s.visible == SheetVisibleEnum.Visible), names[0])
    elif wanted in names:
        name = wanted
    elif wanted is not None and wanted.isdecimal() and 1 <= int(wanted) <= len(names):
        name = names[int(wanted) - 1]
    else:
        near = nearest(wanted or "", names, least=0, most=3)
        raise SourceError(
            f"Reading {path.name}: there is no sheet '{wanted}'.",
            code="SAM-R035",
            hint=f"Did you mean {' or '.join(repr(n) for n in near)}?" if near else None,
        )
    try:
        return book.get_sheet_by_name(name)
    except CalamineError as error:
        raise SourceError(
            f"Reading {path.name}, sheet '{name}': {error}.",
            code="SAM-R030",
            hint="Open it in a spreadsheet program and save it again as .xlsx.",
        ) from None
