"""JSON documents and JSON lines: finds the items of the iterator, and the lines they stand on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import duckdb

from kg.errors import SourceError
from kg.sources.bulk import first_line, is_of_machine, load_rows
from kg.sources.dialect import as_utf8
from kg.sources.json_columns import (
    MACROS,
    SHAPE,
    UNKNOWN_KEYS,
    is_fast,
    no_objects,
    sql_path,
    stage_items,
)
from kg.sources.json_path import Step, query, steps
from kg.sources.json_span import cut_array, lines_of_items
from kg.sources.json_text import broken_text, documents, not_json, sound_items
from kg.sources.records import MAX_LINE, RecordFinding
from kg.sources.sql import quoted
from kg.sources.staged import LogicalSource, StagedTable, count
from kg.texts import Message

LOCATE_LIMIT = 64 << 20
"""Bytes up to which the line of an item is looked up; a larger file gives item numbers only."""
CUT_FROM = 8 << 20
"""Bytes from which on a document is not held in memory whole to find the items below a key."""


def stage_json(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    source: LogicalSource,
    path: Path,
    references: list[str],
    work: Path,
) -> StagedTable:
    """Read the items of a JSON document, or of every line of JSON lines, into `table`.

    References are JSONPath below an item, with or without `$.`. One that names an array (unless
    `source.arrays` is not set) or ends in a wildcard gives a list; an object as value gives none
    and a finding. Numbers and booleans keep their datatype. `names` of the result are the keys at
    the top of the items.

    An item or line that is not JSON costs only itself, where what is around it can be read. One
    that is no object, among others that are, has none of the references and is a finding.

    Raises:
        SourceError: the file is no JSON, a path is no JSONPath, or the iterator finds no items.
    """
    by_line = source.kind == "jsonl"
    iterator = source.iterator or ("$" if by_line else "$[*]")
    file = as_utf8(path, source.encoding, target=work / f"{table}.utf8.json")
    extra = [name for name in references if not is_fast(steps(name))]
    items = f"{table}_items"
    connection.execute(MACROS)
    one_by_one = partial(
        _items_by_python, connection, items, path, file, iterator, extra, by_line, work
    )
    try:
        way = steps(iterator)
        if extra or way is None or None in way[:-1] or UNKNOWN_KEYS.intersection(way):
            broken = one_by_one()
        else:
            array = work / f"{items}.array.json"
            is_cut = not by_line and _cut(file, way, array)
            read, wanted = (array, (None,)) if is_cut else (file, way)
            try:
                _items_by_duckdb(connection, items, path, read, iterator, wanted, by_line)
                broken = []
            except duckdb.Error as error:
                if is_of_machine(error):
                    raise
                _drop(connection, items)
                broken = one_by_one()
            finally:
                array.unlink(missing_ok=True)
        staged = stage_items(
            connection, table, items, path, references, extra, arrays=source.arrays
        )
        if by_line or iterator.endswith("[*]"):  # of an object, .* gives what are no items too
            broken = [*broken, *no_objects(connection, items, references=references)]
    except duckdb.Error as error:
        if is_of_machine(error):
            raise
        raise SourceError(
            Message(
                "Reading {file} with the iterator '{iterator}': {error}",
                file=path.name,
                iterator=iterator,
                error=first_line(error),
            ),
            code="SAM-R012",
            hint=Message("An item may have {most} MB at most.", most=MAX_LINE >> 20),
        ) from None
    finally:
        _drop(connection, items)  # with too little memory it is done again
    if not by_line:
        staged.locate_items = lambda: item_lines(file, iterator)
    else:
        staged.locate_items = lambda: line_numbers(file) if way == () else []
    staged.findings[:0] = _with_lines(broken, staged)
    return staged


def _drop(connection: duckdb.DuckDBPyConnection, items: str) -> None:
    for left in ("", "_parts", "_places"):
        connection.execute(f"DROP TABLE IF EXISTS {items}{left}")


def _with_lines(broken: list[RecordFinding], staged: StagedTable) -> list[RecordFinding]:
    rows: set[tuple[int, str | None]] = {(f.row, None) for f in broken if f.line is None}
    lines = staged.lines(rows) if rows else {}
    return [replace(f, line=f.line or lines.get((f.row, None))) for f in broken]


def _cut(file: Path, way: tuple[Step, ...], target: Path) -> bool:
    """Whether the items of a large document went to a file of their own, to be read bit by bit."""
    if way in ((), (None,)) or file.stat().st_size <= CUT_FROM:
        return False
    return cut_array(file, [step for step in way if step is not None], target=target)


def _items_by_duckdb(
    connection: duckdb.DuckDBPyConnection,
    items: str,
    path: Path,
    file: Path,
    iterator: str,
    way: tuple[Step, ...],
    by_line: bool,
) -> None:
    if by_line:
        form, size = "newline_delimited", MAX_LINE
    elif way == (None,) and _begins_with_array(file):
        form, size = "array", MAX_LINE
    else:
        form, size = "unstructured", file.stat().st_size + 1024
    read = f"read_json_objects({quoted(str(file))}, format='{form}', maximum_object_size={size})"
    if form == "array" or (by_line and way == ()):
        connection.execute(
            f"CREATE TEMP TABLE {items} AS SELECT row_number() OVER () AS _row, json AS item"
            f" FROM {read}"
        )
        return
    place = f"json_extract(json, {sql_path([s for s in way if s is not None])})"
    found = (
        "json_elements(place)"
        if way[-1:] == (None,)
        else "CASE json_type(place) WHEN 'ARRAY' THEN json_extract(place, '$[*]')"
        " WHEN 'NULL' THEN NULL ELSE [place] END"
    )
    places = f"{items}_places"
    connection.execute(f"CREATE TEMP TABLE {places} AS SELECT {place} AS place FROM {read}")
    documents, leads = connection.execute(
        f"SELECT count(*), count(place) FROM {places}"
    ).fetchall()[0]
    if documents != 1 and not by_line:
        why = (
            Message("there are several documents in it")
            if documents
            else Message("there is nothing in it")
        )
        raise not_json(path, "1", why=why, hint=Message("Read JSON lines as jsonl."))
    if documents and not leads:
        raise _leads_nowhere(path, iterator)
    connection.execute(
        f"CREATE TEMP TABLE {items} AS SELECT row_number() OVER () AS _row, item FROM (SELECT"
        f" unnest(if(place IS NULL, NULL, {found})) AS item FROM {places}); DROP TABLE {places}"
    )


def _items_by_python(
    connection: duckdb.DuckDBPyConnection,
    items: str,
    path: Path,
    file: Path,
    iterator: str,
    extra: list[str],
    by_line: bool,
    work: Path,
) -> list[RecordFinding]:
    """The items that can be read, and findings about the others."""
    find = query(iterator, path.name)
    others = [query(name, path.name) for name in extra]
    way = steps(iterator)
    single = way is not None and None not in way
    broken: list[RecordFinding] = []

    def found() -> Iterator[tuple[int, object]]:
        number = 0
        for row, document in documents(path, file, broken=broken, by_line=by_line):
            inside = find(document)
            if single and inside and isinstance(inside[0], list):
                inside = inside[0]
            for item in inside:
                number += 1
                yield row if by_line and way == () else number, item

    def rows(items: Iterable[tuple[int, object]]) -> Iterator[dict[str, object]]:
        for row, item in items:
            if not by_line and (finding := broken_text(row, item)) is not None:
                broken.append(finding)
                continue
            yield {"_row": row, "item": item, "extra": [other(item) for other in others]}

    scratch = work / f"{items}.ndjson"
    try:
        load_rows(connection, items, columns=SHAPE, rows=rows(found()), scratch=scratch)
    except SourceError:
        if by_line or way is None or None in way[:-1]:
            raise
        inside = sound_items(
            path, file, way=[step for step in way if step is not None], broken=broken
        )
        load_rows(connection, items, columns=SHAPE, rows=rows(inside), scratch=scratch)
        if not broken or not count(connection, items):
            raise
    if not count(connection, items) and single and not broken:
        raise _leads_nowhere(path, iterator)
    return broken


def _begins_with_array(file: Path) -> bool:
    with file.open("rb") as stream:
        return stream.read(4096).lstrip()[:1] == b"["


def _leads_nowhere(path: Path, iterator: str) -> SourceError:
    return SourceError(
        Message(
            "Reading {file}: the iterator '{iterator}' does not lead to items.",
            file=path.name,
            iterator=iterator,
        ),
        code="SAM-R013",
        hint=Message("Write the path to the array, for example $.projects[*]."),
    )


def line_numbers(file: Path) -> list[int]:
    """The lines of a JSON lines file that hold an item."""
    with file.open("rb") as stream:
        return [number for number, line in enumerate(stream, start=1) if line.strip()]


def item_lines(file: Path, iterator: str) -> list[int]:
    """The line on which each item begins; empty when the file is too large to look it up."""
    way = steps(iterator)
    if file.stat().st_size > LOCATE_LIMIT or way is None or None in way[:-1]:
        return []
    return lines_of_items(file, [step for step in way if step is not None])
