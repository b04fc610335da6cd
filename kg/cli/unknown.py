"""Opens a file of which nothing is known yet: its kind, how it is written, its columns."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb
from python_calamine import (
    CalamineError,
    PasswordError,
    SheetTypeEnum,
    load_workbook,
)

from kg.cli.profile import Column, composite_keys, profile_columns
from kg.errors import SourceError
from kg.mapping.document import Place, Source, SourceKind
from kg.sources.dialect import DELIMITERS, detect_encoding, open_text
from kg.sources.stage import stage

HEAD = 200
"""Lines of text from which delimiter and header are guessed."""
KINDS: dict[str, SourceKind] = {
    ".csv": "csv",
    ".tsv": "csv",
    ".tab": "csv",
    ".txt": "csv",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".xlsx": "excel",
    ".xlsm": "excel",
    ".xlsb": "excel",
    ".xls": "excel",
    ".ods": "excel",
    ".parquet": "parquet",
}


@dataclass(frozen=True)
class Unknown:
    """A file, or one sheet of a workbook, and what was found in it.

    `source.name` is its name in a mapping; `faults` counts records that cannot be read, by code.
    """

    path: Path
    source: Source
    table: str
    rows: int
    columns: list[Column]
    pairs: list[tuple[str, str]]
    faults: dict[str, int]

    @property
    def title(self) -> str:
        """What people call it: the file, and the sheet if there is one."""
        sheet = self.source.sheet
        return self.path.name if sheet is None else f"{self.path.name} ({sheet})"


def open_unknown(
    connection: duckdb.DuckDBPyConnection, table: str, path: Path, work: Path
) -> list[Unknown]:
    """Stage a file into tables whose names begin with `table`, and profile their columns.

    One table for a file; for a workbook one for each sheet that has rows under a header.

    Raises:
        SourceError: the suffix says no kind that can be inspected, or the file cannot be read.
    """
    kind = KINDS.get(path.suffix.lower())
    if kind is None:
        raise SourceError(
            f"Inspecting {path.name}: files that end in '{path.suffix}' cannot be inspected.",
            hint=f"Save the data as one of {', '.join(KINDS)}.",
        )
    source = Source(path.stem, str(path), kind, Place(str(path)))
    references: list[str] = []
    if kind == "excel":
        return [
            _profiled(connection, f"{table}_{number}", sheet, path, [], work)
            for number, sheet in enumerate(_sheets(source, path))
        ]
    if kind == "csv":
        source = guess_writing(source, path)
    elif kind == "parquet":
        references = _parquet_columns(connection, path)
    else:
        source, references = _find_records(source, path)
    return [_profiled(connection, table, source, path, references, work)]


def _profiled(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    source: Source,
    path: Path,
    references: list[str],
    work: Path,
) -> Unknown:
    staged = stage(connection, table, source, path, references, work)
    columns = staged.columns
    if staged.lists:
        joined = ", ".join(
            f"array_to_string({place}, ';') AS {place}" if name in staged.lists else place
            for name, place in columns.items()
        )
        connection.execute(f"CREATE VIEW {table}_flat AS SELECT _row, {joined} FROM {table}")
        table = f"{table}_flat"
    profiled = profile_columns(connection, table, columns)
    return Unknown(
        path,
        source,
        table,
        staged.rows,
        profiled,
        composite_keys(connection, table, profiled),
        dict(Counter(fault.code for fault in staged.faults)),
    )


def guess_writing(source: Source, path: Path) -> Source:
    """Encoding, delimiter and the line of the header, where titles may stand above it.

    The delimiter is the one that cuts most lines into the same number (above one) of cells; the
    header is the first line in which as many cells are filled as in any other.
    """
    encoding = detect_encoding(path)
    with open_text(path, encoding) as file:
        head = "".join(islice(file, HEAD))
    best: tuple[int, str, int] = (0, ",", 1)
    for mark in DELIMITERS:
        records = list(_numbered(head, mark))
        if not records:
            continue
        widths = Counter(len(cells) for _, cells in records)
        width, times = max(widths.items(), key=lambda item: (item[0] > 1, item[1], item[0]))
        fullest = max(sum(map(bool, c)) for _, c in records if len(c) == width)
        header = next(
            line for line, c in records if len(c) == width and sum(map(bool, c)) == fullest
        )
        score = times * width if width > 1 else 0
        best = max(best, (score, mark, header), key=lambda item: item[0])
    _, mark, header = best
    name = "utf-8" if encoding == "utf-8-sig" else encoding
    return replace(source, encoding=name, delimiter=mark, header=header)


def _sheets(source: Source, path: Path) -> list[Source]:
    """A source for each sheet with at least two filled rows; the header is the first full one."""
    try:
        book = load_workbook(path)
        rows = {
            sheet.name: list(islice(book.get_sheet_by_name(sheet.name).iter_rows(), HEAD))
            for sheet in book.sheets_metadata
            if sheet.typ == SheetTypeEnum.WorkSheet
        }
    except (CalamineError, PasswordError, OSError, ValueError) as error:
        raise SourceError(
            f"Reading {path.name}: this is not a workbook that can be read ({error}).",
            hint="Open it in a spreadsheet program and save it again, without a password.",
        ) from None
    filled = {name: [sum(c != "" for c in cells) for cells in r] for name, r in rows.items()}
    used = {name: counts for name, counts in filled.items() if sum(map(bool, counts)) > 1}
    return [
        replace(
            source,
            name=source.name if len(used) == 1 else f"{source.name}-{name}",
            sheet=name,
            header=counts.index(max(counts)) + 1,
        )
        for name, counts in used.items()
    ]


def _parquet_columns(connection: duckdb.DuckDBPyConnection, path: Path) -> list[str]:
    try:
        described = connection.execute("DESCRIBE SELECT * FROM read_parquet(?)", [str(path)])
        return [str(row[0]) for row in described.fetchall()]
    except duckdb.Error as error:
        raise SourceError(f"Reading {path.name}: this is no Parquet file ({error}).") from None


def _numbered(text: str, mark: str) -> Iterator[tuple[int, list[str]]]:
    """The records with the physical line on which each begins."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    start = 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield start, [cell.strip() for cell in cells]
        start = reader.line_num + 1


def _find_records(source: Source, path: Path) -> tuple[Source, list[str]]:
    data: Any
    try:
        if source.kind == "jsonl":
            data = [json.loads(line) for line in path.read_bytes().splitlines() if line.strip()]
        else:
            data = json.loads(path.read_bytes())
    except ValueError as error:
        raise SourceError(f"Reading {path.name}: this is no JSON: {error}.") from None
    iterator = "$" if source.kind == "jsonl" else "$[*]"
    if isinstance(data, dict):
        lists = {name: v for name, v in data.items() if isinstance(v, list) and v}
        if not lists:
            raise SourceError(
                f"Inspecting {path.name}: it holds no list of items.",
                hint="A list must stand at the top, or directly below a name.",
            )
        name = max(lists, key=lambda key: len(lists[key]))
        iterator, data = f"$.{name}[*]", lists[name]
    references: dict[str, None] = {}
    for item in data:
        references.update(dict.fromkeys(_paths(item)))
    return replace(source, iterator=iterator), list(references)


def _paths(item: Any, before: str = "") -> Iterator[str]:
    if not isinstance(item, dict):
        return
    for name, value in item.items():
        path = f"{before}{name}"
        if isinstance(value, dict):
            yield from _paths(value, f"{path}.")
        elif isinstance(value, list):
            if value and not isinstance(value[0], dict | list):
                yield f"{path}[*]"
        else:
            yield path
