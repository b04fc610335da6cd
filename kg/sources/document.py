"""JSON documents and JSON lines into a table: one row per item that the iterator finds."""

from __future__ import annotations

import json
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from kg.errors import SourceError
from kg.sources.bulk import first_line, load_rows, quoted
from kg.sources.delimited import MAX_LINE, Fault
from kg.sources.dialect import as_utf8
from kg.sources.json_path import Step, query, steps
from kg.sources.json_span import cut_array
from kg.sources.staged import Logical, Staged, count

LOCATE_LIMIT = 8 << 20
"""Bytes up to which the line of an item is looked up; a larger file gives item numbers only."""
TREE_LIMIT = 200 << 20
"""Bytes of a file that Python holds in memory whole, for paths that are not simple."""
DIGITS = 1000
"""Characters that a number may have."""
CUT_FROM = 8 << 20
"""Bytes from which on a document is not held in memory whole to find the items below a key."""
_RAW = 200
_UNKNOWN_KEYS = {"", "*"}
"""Keys that a path of DuckDB cannot name."""
_SHAPE = {"_row": "BIGINT", "item": "JSON", "extra": "JSON"}

# Canonical xsd:double (XSD 1.1, 3.3.5.2): one digit before the point, no needless zeros.
MACROS = f"""
CREATE OR REPLACE TEMP MACRO json_double_digits(whole, fraction, exponent) AS
    CASE WHEN ltrim(whole || fraction, '0') = '' THEN '0.0E0' ELSE
    ltrim(whole || fraction, '0')[1] || '.'
    || coalesce(nullif(rtrim(ltrim(whole || fraction, '0')[2:], '0'), ''), '0') || 'E'
    || (length(whole) - 1 - length(whole || fraction) + length(ltrim(whole || fraction, '0'))
        + exponent) END;
CREATE OR REPLACE TEMP MACRO json_double_parts(sign, mantissa, exponent) AS
    sign || json_double_digits(split_part(mantissa, '.', 1), split_part(mantissa, '.', 2),
        coalesce(TRY_CAST(exponent AS INTEGER), 0));
CREATE OR REPLACE TEMP MACRO json_double(x) AS
    CASE WHEN isinf(x) THEN if(x > 0, 'INF', '-INF') ELSE
    json_double_parts(if(signbit(x), '-', ''), split_part(CAST(abs(x) AS VARCHAR), 'e', 1),
        split_part(CAST(abs(x) AS VARCHAR), 'e', 2)) END;
CREATE OR REPLACE TEMP MACRO json_text(j) AS CASE json_type(j)
    WHEN 'NULL' THEN NULL WHEN 'OBJECT' THEN NULL WHEN 'ARRAY' THEN NULL
    WHEN 'DOUBLE' THEN CASE WHEN length(j->>'$') > {DIGITS} THEN NULL
        WHEN regexp_full_match(j->>'$', '-?[0-9]+') THEN j->>'$'
        ELSE json_double(TRY_CAST(j->>'$' AS DOUBLE)) END ELSE j->>'$' END;
CREATE OR REPLACE TEMP MACRO json_kind(j) AS CASE json_type(j)
    WHEN 'BIGINT' THEN 'integer' WHEN 'UBIGINT' THEN 'integer' WHEN 'BOOLEAN' THEN 'boolean'
    WHEN 'DOUBLE' THEN if(regexp_full_match(j->>'$', '-?[0-9]+'), 'integer', 'double') END;
CREATE OR REPLACE TEMP MACRO json_elements(j) AS CASE json_type(j)
    WHEN 'ARRAY' THEN json_extract(j, '$[*]') WHEN 'OBJECT' THEN json_extract(j, '$.*') END;
"""


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
    extra = [name for name in references if not _is_fast(steps(name))]
    items = f"{table}_items"
    connection.execute(MACROS)
    try:
        way = steps(iterator)
        if extra or way is None or None in way[:-1] or _UNKNOWN_KEYS.intersection(way):
            _items_by_python(connection, items, path, file, iterator, extra, by_line, work)
        else:
            array = work / f"{items}.array.json"
            if by_line or not _cut(file, way, array):
                _items_by_duckdb(connection, items, path, file, iterator, way, by_line)
            else:
                _items_by_duckdb(connection, items, path, array, iterator, (None,), by_line)
                array.unlink()
        staged = _from_items(
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


def _is_fast(way: tuple[Step, ...] | None) -> bool:
    return way is not None and way.count(None) <= 1 and not _UNKNOWN_KEYS.intersection(way)


def _sql_path(way: Sequence[Step]) -> str:
    return quoted("$" + "".join(f"[{s}]" if isinstance(s, int) else f'."{s}"' for s in way))


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
    place = f"json_extract(json, {_sql_path([s for s in way if s is not None])})"
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

    load_rows(connection, items, _SHAPE, rows(), work / f"{items}.ndjson")
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


def _from_items(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    items: str,
    path: Path,
    references: list[str],
    extra: list[str],
    *,
    arrays: bool = True,
) -> Staged:
    lists: list[str] = []
    faults: list[Fault] = []
    selected = ["_row"]
    # All paths of an item in one call, so that its text is taken apart once.
    places: list[str] = []
    for name in references:
        way = steps(name)
        if name not in extra and way is not None:
            at = way.index(None) if None in way else len(way)
            places.append(_sql_path(way[:at]))
    parts = f"{items}_parts"
    place = f"json_extract(item, [{', '.join(places)}])" if places else "NULL"
    connection.execute(
        f"CREATE TEMP TABLE {parts} AS SELECT _row, extra, {place} AS place FROM {items}"
        if extra
        else f"CREATE TEMP TABLE {parts} AS SELECT _row, {place} AS place FROM {items}"
    )
    taken = 0
    for index, name in enumerate(references):
        way = steps(name)
        if name in extra or way is None:
            several = f"json_extract(extra, '$[{extra.index(name)}][*]')"
            is_list = True
        elif None in way:
            at = way.index(None)
            taken += 1
            several = f"json_elements(place[{taken}])"
            if way[at + 1 :]:
                below = _sql_path(way[at + 1 :])
                several = (
                    f"list_filter(list_transform({several}, lambda j: json_extract(j, {below})),"
                    " lambda j: j IS NOT NULL)"
                )
            is_list = True
        else:
            taken += 1
            value = f"place[{taken}]"
            several = f"CASE json_type({value}) WHEN 'ARRAY' THEN json_extract({value}, '$[*]')"
            several += f" WHEN 'NULL' THEN NULL ELSE if({value} IS NULL, NULL, [{value}]) END"
            is_list, found = _look(connection, parts, name, value)
            if is_list and not arrays:
                is_list = False
                found += _arrays(connection, parts, name, value)
            faults.extend(found)
        if is_list:
            faults.extend(_look_inside(connection, parts, name, several))
            lists.append(name)
            kept = f"list_filter({several}, lambda j: json_text(j) IS NOT NULL)"
            selected.append(f"list_transform({kept}, lambda j: json_text(j)) AS c{index}")
            selected.append(f"list_transform({kept}, lambda j: json_kind(j)) AS t{index}")
        else:
            selected.append(f"json_text({value}) AS c{index}")
            selected.append(f"json_kind({value}) AS t{index}")
    connection.execute(f"CREATE TABLE {table} AS SELECT {', '.join(selected)} FROM {parts}")
    connection.execute(f"DROP TABLE {parts}")
    names = connection.execute(
        f"SELECT DISTINCT unnest(json_keys(item)) FROM {items} WHERE json_type(item) = 'OBJECT'"
    ).fetchall()
    return Staged(
        table,
        path,
        {name: f"c{index}" for index, name in enumerate(references)},
        count(connection, table),
        True,
        lists=frozenset(lists),
        names=sorted(str(name) for (name,) in names),
        faults=faults,
        types={name: f"t{index}" for index, name in enumerate(references)},
    )


def stage_values(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    path: Path,
    values: list[dict[str, Any]],
    references: list[str],
    work: Path,
) -> Staged:
    """Stage values of Python as `stage_json` stages items; `path` is where they come from.

    Raises:
        SourceError: a reference is no JSONPath.
    """
    extra = [name for name in references if not _is_fast(steps(name))]
    others = [query(name, path.name) for name in extra]
    items = f"{table}_items"
    connection.execute(MACROS)
    rows: Iterator[dict[str, object]] = (
        {"_row": number, "item": item, "extra": [other(item) for other in others]}
        for number, item in enumerate(values, start=1)
    )
    load_rows(connection, items, _SHAPE, rows, work / f"{items}.ndjson")
    staged = _from_items(connection, table, items, path, references, extra)
    connection.execute(f"DROP TABLE {items}")
    return staged


# What gives no value, of JSON with a kind: the code of its finding, or NULL.
_ODD = (
    "CASE WHEN kind IN ('OBJECT', 'ARRAY') THEN 'SAM-R032'"
    f" WHEN kind = 'DOUBLE' AND length(CAST(value AS VARCHAR)) > {DIGITS} THEN 'SAM-R045' END"
)


def _look(
    connection: duckdb.DuckDBPyConnection, parts: str, name: str, value: str
) -> tuple[bool, list[Fault]]:
    """Whether a reference ever names an array, and findings when it names what has no value."""
    seen = f"SELECT _row, {value} AS value, json_type({value}) AS kind FROM {parts}"
    arrays, odd = connection.execute(
        f"SELECT bool_or(kind = 'ARRAY'), bool_or(kind <> 'ARRAY' AND {_ODD} IS NOT NULL)"
        f" FROM ({seen})"
    ).fetchall()[0]
    return bool(arrays), _odd(connection, f"{seen} WHERE kind <> 'ARRAY'", name) if odd else []


def _arrays(
    connection: duckdb.DuckDBPyConnection, parts: str, name: str, value: str
) -> list[Fault]:
    """A finding about the arrays that a reference names, where it may name none."""
    seen = f"SELECT * FROM (SELECT _row, {value} AS value, json_type({value}) AS kind FROM {parts})"
    found = _odd(connection, f"{seen} WHERE kind = 'ARRAY'", name)
    return [replace(fault, code="SAM-R046") for fault in found]


def _look_inside(
    connection: duckdb.DuckDBPyConnection, parts: str, name: str, several: str
) -> list[Fault]:
    """Findings when elements of a list have no value."""
    seen = f"SELECT _row, unnest({several}) AS value FROM {parts}"
    return _odd(connection, f"SELECT *, json_type(value) AS kind FROM ({seen})", name)


def _odd(connection: duckdb.DuckDBPyConnection, seen: str, name: str) -> list[Fault]:
    """A finding for each cause, at its first row; says how often, and what to refer to instead."""
    found = connection.execute(
        f"SELECT code, count(*), min(_row), arg_min(left(CAST(value AS VARCHAR), {_RAW}), _row),"
        " arg_min(if(kind = 'OBJECT', json_keys(value)[:5], NULL), _row)"
        f" FROM (SELECT *, {_ODD} AS code FROM ({seen})) WHERE code IS NOT NULL"
        " GROUP BY code ORDER BY code"
    ).fetchall()
    faults = []
    for code, times, row, raw, keys in found:
        wanted = " | ".join(f"{name}.{key}" for key in keys) if keys else f"{name}[*]"
        if code != "SAM-R032":
            wanted = f"≤ {DIGITS}"
        expected = wanted if times == 1 else f"{wanted} ({times}×)"
        faults.append(Fault(code, row, None, raw, column=name, expected=expected))
    return faults


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
    try:
        node: Any = YAML(typ="rt").load(file.read_text(encoding="utf-8"))
        for step in way:
            node = node if step is None else node[step]
        return [item.lc.line + 1 for item in node]
    except (YAMLError, LookupError, ValueError, TypeError, AttributeError, RecursionError):
        return []
