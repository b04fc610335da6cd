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
    load_workbook,
)
from rapidfuzz import process

from kg.errors import SourceError
from kg.sources.bulk import load_rows, natural
from kg.sources.cell_errors import error_cells, is_error_text
from kg.sources.columns import column_names
from kg.sources.delimited import Fault, untitled_columns
from kg.sources.staged import Logical, Staged, count
from kg.sources.unpack import refuse_growth


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
    rows = sheet.iter_rows()
    header = (
        next(islice(rows, source.header - 1, None), []) if source.header else [""] * sheet.width
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
    errors = {
        (row, column): text
        for row, column, text in error_cells(path, sheet.name)
        if row > source.header
    }
    records = _records(rows, source.header, errors)
    load_rows(connection, table, shape, records, work / f"{table}.sheet.ndjson")
    faults.extend(
        Fault("SAM-R031", row, None, text, column=names[column])
        for (row, column), text in sorted(errors.items())
        if column < len(names)
    )
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


def _records(
    rows: Iterator[Any], header: int, errors: dict[tuple[int, int], str]
) -> Iterator[dict[str, object]]:
    """The rows under the header that are not blank; what shows as an error goes into `errors`."""
    names: list[tuple[str, str]] = []
    for number, cells in enumerate(rows, start=header + 1):
        record: dict[str, object] = {}
        names.extend((f"c{i}", f"t{i}") for i in range(len(names), len(cells)))
        for (column, kind), cell in zip(names, cells, strict=False):
            if cell == "":
                continue
            if type(cell) is str:
                if is_error_text(cell):
                    errors[number, int(column[1:])] = cell
                else:
                    record[column] = cell
            else:
                record[column], record[kind] = natural(cell)
        if record or (errors and any((number, i) in errors for i in range(len(cells)))):
            record["_row"] = number
            yield record


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
    names = [s.name for s in book.sheets_metadata if s.typ == SheetTypeEnum.WorkSheet]
    if wanted is None and names:
        name = names[0]
    elif wanted in names:
        name = wanted
    elif wanted is not None and wanted.isdecimal() and 1 <= int(wanted) <= len(names):
        name = names[int(wanted) - 1]
    else:
        nearest = [match[0] for match in process.extract(wanted or "", names, limit=3)]
        raise SourceError(
            f"Reading {path.name}: there is no sheet '{wanted}'.",
            code="SAM-R035",
            hint=f"Did you mean {' or '.join(repr(n) for n in nearest)}?" if nearest else None,
        )
    try:
        return book.get_sheet_by_name(name)
    except CalamineError as error:
        raise SourceError(
            f"Reading {path.name}, sheet '{name}': {error}.",
            code="SAM-R030",
            hint="Open it in a spreadsheet program and save it again as .xlsx.",
        ) from None
