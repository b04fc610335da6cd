"""JSON documents and JSON lines: finds the items of the iterator, and the lines they stand on."""

from __future__ import annotations

import json
import sys
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from kg.errors import SourceError
from kg.sources.bulk import first_line, load_rows, quoted
from kg.sources.delimited import MAX_LINE
from kg.sources.dialect import as_utf8
from kg.sources.json_columns import MACROS, SHAPE, UNKNOWN_KEYS, is_fast, sql_path, stage_items
from kg.sources.json_path import Step, query, steps
from kg.sources.json_span import cut_array, lines_of_items
from kg.sources.staged import Logical, Staged, count

LOCATE_LIMIT = 64 << 20
"""Bytes up to which the line of an item is looked up; a larger file gives item numbers only."""
TREE_LIMIT = 200 << 20
"""Bytes of a file that Python holds in memory whole, for paths that are not simple."""
CUT_FROM = 8 << 20
"""Bytes from which on a document is not held in memory whole to find the items below a key."""


def stage_json(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    source: Logical,
    path: Path,
    references: list[str],
    work: Path,
) -> Staged:
    """Read the items of a JSON document, or of every line of JSON lines, into `table`.

    References are JSONPath below an item, with or without `$.`. One that names an array (unless
    `source.arrays` is not set) or ends in a wildcard gives a list; an object as value gives none
    and a finding. Numbers and booleans keep their datatype. `names` of the result are the keys at
    the top of the items.

    Raises:
        SourceError: the file is no JSON, a path is no JSONPath, or the iterator finds no items.
    """
    by_line = source.kind == "jsonl"
    iterator = source.iterator or ("$" if by_line else "$[*]")
    file = as_utf8(path, source.encoding, work / f"{table}.utf8.json")
    extra = [name for name in references if not is_fast(steps(name))]
    items = f"{table}_items"
    connection.execute(MACROS)
    try:
        way = steps(iterator)
        if extra or way is None or None in way[:-1] or UNKNOWN_KEYS.intersection(way):
            _items_by_python(connection, items, path, file, iterator, extra, by_line, work)
        else:
            array = work / f"{items}.array.json"
            if by_line or not _cut(file, way, array):
                _items_by_duckdb(connection, items, path, file, iterator, way, by_line)
            else:
                _items_by_duckdb(connection, items, path, array, iterator, (None,), by_line)
                array.unlink()
        staged = stage_items(
            connection, table, items, path, references, extra, arrays=source.arrays
        )
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error as error:
        raise _not_readable(path, file, iterator, by_line, error) from None
    finally:
        for left in ("", "_parts", "_places"):  # with too little memory it is done again
            connection.execute(f"DROP TABLE IF EXISTS {items}{left}")
    if not by_line:
        staged.locate_items = lambda: item_lines(file, iterator)
    else:
        staged.locate_items = lambda: line_numbers(file) if way == () else []
    return staged


def _cut(file: Path, way: tuple[Step, ...], target: Path) -> bool:
    """Whether the items of a large document went to a file of their own, to be read bit by bit."""
    if way in ((), (None,)) or file.stat().st_size <= CUT_FROM:
        return False
    return cut_array(file, [step for step in way if step is not None], target)


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
        why = "there are several documents in it" if documents else "there is nothing in it"
        raise _not_json(path, "1", why, "Read JSON lines as jsonl.")
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
) -> None:
    find = query(iterator, path.name)
    others = [query(name, path.name) for name in extra]
    way = steps(iterator)
    single = way is not None and None not in way

    def rows() -> Iterator[dict[str, object]]:
        number = 0
        for document in documents(path, file, by_line=by_line):
            found = find(document)
            if single and found and isinstance(found[0], list):
                found = found[0]
            for item in found:
                number += 1
                yield {"_row": number, "item": item, "extra": [other(item) for other in others]}

    load_rows(connection, items, SHAPE, rows(), work / f"{items}.ndjson")
    if not count(connection, items) and single:
        raise _leads_nowhere(path, iterator)


def documents(path: Path, file: Path, *, by_line: bool) -> Iterator[Any]:
    """The one document of a UTF-8 `file`, or that of each line; `path` is for messages.

    Raises:
        SourceError: it is no JSON, or too large to hold in memory.
    """
    size = file.stat().st_size
    if not by_line and size > TREE_LIMIT:
        raise SourceError(
            f"Reading {path.name}: the file has {size >> 20} MB; more than {TREE_LIMIT >> 20} MB"
            " can only be read with simple paths.",
            code="SAM-R037",
            hint="Write the iterator as $.a.b[*] and the references as a.b or a[*].",
        )
    with file.open(encoding="utf-8") as text:
        number = 1
        try:
            if not by_line:
                yield json.load(text)
                return
            for number, line in enumerate(text, start=1):  # noqa: B007
                if line.strip():
                    yield json.loads(line)
        except json.JSONDecodeError as fault:
            line_number = number if by_line else fault.lineno
            raise _not_json(path, f"{line_number}, column {fault.colno}", fault.msg) from None
        except RecursionError:
            why = "values stand inside each other too deeply"
            raise _not_json(path, str(number), why) from None
        except ValueError:
            # The one that is left: Python reads no number of so many digits.
            why = f"a number has more than {sys.get_int_max_str_digits()} digits"
            raise _not_json(path, str(number), why, "Write it as text between quotes.") from None


def _begins_with_array(file: Path) -> bool:
    with file.open("rb") as stream:
        return stream.read(4096).lstrip()[:1] == b"["


def _not_json(path: Path, place: str, why: str, hint: str | None = None) -> SourceError:
    return SourceError(
        f"Reading {path.name}, line {place}: this is not JSON ({why}).",
        code="SAM-R012",
        hint=hint or "Export the file again, or mend it at this place.",
    )


def _leads_nowhere(path: Path, iterator: str) -> SourceError:
    return SourceError(
        f"Reading {path.name}: the iterator '{iterator}' does not lead to items.",
        code="SAM-R013",
        hint="Write the path to the array, for example $.projects[*].",
    )


def _not_readable(
    path: Path, file: Path, iterator: str, by_line: bool, error: duckdb.Error
) -> SourceError:
    """What DuckDB could not read, said with line and column where the file is small enough."""
    if by_line or file.stat().st_size <= TREE_LIMIT:
        try:
            deque(documents(path, file, by_line=by_line), maxlen=0)
        except SourceError as found:
            return found
    return SourceError(
        f"Reading {path.name} with the iterator '{iterator}': {first_line(error)}",
        code="SAM-R012",
        hint=f"An item may have {MAX_LINE >> 20} MB at most.",
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
