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
}


@dataclass(frozen=True)
class Unknown:
    """A file and what was found in it; `faults` counts records that cannot be read, by code."""

    path: Path
    source: Source
    table: str
    rows: int
    columns: list[Column]
    pairs: list[tuple[str, str]]
    faults: dict[str, int]


def open_unknown(
    connection: duckdb.DuckDBPyConnection, table: str, path: Path, work: Path
) -> Unknown:
    """Stage a file into `table` and profile its columns.

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
    if kind == "csv":
        source = guess_writing(source, path)
    else:
        source, references = _find_records(source, path)
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


def _numbered(text: str, mark: str) -> Iterator[tuple[int, list[str]]]:
    """The records with the physical line on which each begins."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    start = 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield start, [cell.strip() for cell in cells]
        start = reader.line_num + 1


def _find_records(source: Source, path: Path) -> tuple[Source, list[str]]:
    try:
        data = json.loads(path.read_bytes())
    except ValueError as error:
        raise SourceError(f"Reading {path.name}: this is no JSON: {error}.") from None
    iterator = "$[*]"
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
