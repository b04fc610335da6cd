"""Items of JSON into a table: for each reference a column of text and one of datatypes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import duckdb

from kg.sources.bulk import load_rows
from kg.sources.json_path import Step, query, steps
from kg.sources.records import RecordFinding
from kg.sources.sql import quoted
from kg.sources.staged import StagedTable, count

DIGITS = 1000
"""Characters that a number may have."""
_RAW = 200
UNKNOWN_KEYS = {"", "*"}
"""Keys that a path of DuckDB cannot name."""
SHAPE = {"_row": "BIGINT", "item": "JSON", "extra": "JSON"}
"""A table of items: each with what references give of it that SQL has no path for."""

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
    CASE WHEN isnan(x) THEN 'NaN' WHEN isinf(x) THEN if(x > 0, 'INF', '-INF') ELSE
    json_double_parts(if(signbit(x), '-', ''), split_part(CAST(abs(x) AS VARCHAR), 'e', 1),
        split_part(CAST(abs(x) AS VARCHAR), 'e', 2)) END;
CREATE OR REPLACE TEMP MACRO json_finite(j) AS
    regexp_full_match(j->>'$', '-?[0-9]+')
    OR coalesce(isfinite(TRY_CAST(j->>'$' AS DOUBLE)), false);
CREATE OR REPLACE TEMP MACRO json_text(j) AS CASE json_type(j)
    WHEN 'NULL' THEN NULL WHEN 'OBJECT' THEN NULL WHEN 'ARRAY' THEN NULL
    WHEN 'DOUBLE' THEN CASE WHEN length(j->>'$') > {DIGITS} THEN NULL
        WHEN regexp_full_match(j->>'$', '-?[0-9]+') THEN j->>'$'
        WHEN json_finite(j) THEN json_double(TRY_CAST(j->>'$' AS DOUBLE)) END ELSE j->>'$' END;
CREATE OR REPLACE TEMP MACRO json_kind(j) AS CASE json_type(j)
    WHEN 'BIGINT' THEN 'integer' WHEN 'UBIGINT' THEN 'integer' WHEN 'BOOLEAN' THEN 'boolean'
    WHEN 'DOUBLE' THEN if(regexp_full_match(j->>'$', '-?[0-9]+'), 'integer', 'double') END;
CREATE OR REPLACE TEMP MACRO json_elements(j) AS CASE json_type(j)
    WHEN 'ARRAY' THEN json_extract(j, '$[*]') WHEN 'OBJECT' THEN json_extract(j, '$.*') END;
"""


def is_fast(way: tuple[Step, ...] | None) -> bool:
    return way is not None and way.count(None) <= 1 and not UNKNOWN_KEYS.intersection(way)


def sql_path(way: Sequence[Step]) -> str:
    return quoted("$" + "".join(f"[{s}]" if isinstance(s, int) else f'."{s}"' for s in way))


def stage_items(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    items: str,
    path: Path,
    references: list[str],
    extra: list[str],
    *,
    arrays: bool = True,
) -> StagedTable:
    """Make `table` of the items in the table `items`; `extra` are references found by Python.

    Without `arrays` an array as the value of a reference is a finding.
    """
    simple = {name: steps(name) for name in references if name not in extra}
    ways = {name: way for name, way in simple.items() if way is not None}
    # All paths of an item in one call, so that its text is taken apart once.
    heads = [sql_path(_head(way)) for way in ways.values()]
    place = f"json_extract(item, [{', '.join(heads)}])" if heads else "NULL"
    parts = f"{items}_parts"
    beside = "extra, " if extra else ""
    connection.execute(
        f"CREATE TEMP TABLE {parts} AS SELECT _row, {beside}{place} AS place FROM {items}"
    )
    reading = _ColumnReader(connection, parts, arrays)
    taken = {name: f"place[{number}]" for number, name in enumerate(ways, start=1)}
    selected = ["_row"]
    for index, name in enumerate(references):
        if name in ways:
            value, kind = reading.reference(name, ways[name], value=taken[name])
        else:
            value, kind = reading.several(name, f"json_extract(extra, '$[{extra.index(name)}][*]')")
        selected += [f"{value} AS c{index}", f"{kind} AS t{index}"]
    connection.execute(f"CREATE TABLE {table} AS SELECT {', '.join(selected)} FROM {parts}")
    connection.execute(f"DROP TABLE {parts}")
    names = connection.execute(
        f"SELECT DISTINCT unnest(json_keys(item)) FROM {items} WHERE json_type(item) = 'OBJECT'"
    ).fetchall()
    return StagedTable(
        table,
        path,
        {name: f"c{index}" for index, name in enumerate(references)},
        count(connection, table),
        True,
        lists=frozenset(reading.lists),
        names=sorted(str(name) for (name,) in names),
        findings=reading.findings,
        types={name: f"t{index}" for index, name in enumerate(references)},
    )


def no_objects(
    connection: duckdb.DuckDBPyConnection, items: str, *, references: list[str]
) -> list[RecordFinding]:
    """A finding about the items that say something and are no object, where others are objects.

    There is none when a reference could find something in them: `$`, `[0]`, or what Python finds.
    """
    ways = [steps(name) for name in references]
    if not ways or not all(way and isinstance(way[0], str) for way in ways):
        return []
    is_odd = (
        "json_type(item) NOT IN ('OBJECT', 'NULL') AND CAST(item AS VARCHAR) NOT IN ('[]', '\"\"')"
    )
    objects, times, row, raw = connection.execute(
        f"SELECT count(*) FILTER (json_type(item) = 'OBJECT'), count(*) FILTER ({is_odd}),"
        f" min(_row) FILTER ({is_odd}),"
        f" arg_min(left(CAST(item AS VARCHAR), {_RAW}), _row) FILTER ({is_odd}) FROM {items}"
    ).fetchall()[0]
    if not objects or not times:
        return []
    more = None if times == 1 else f"({times}×)"
    return [RecordFinding("SAM-R077", row, None, raw, expected=more)]


def _head(way: tuple[Step, ...]) -> tuple[Step, ...]:
    """The steps before a wildcard."""
    return way[: way.index(None)] if None in way else way


@dataclass
class _ColumnReader:
    """Turns references into SQL for their text and their datatype; notes lists and findings."""

    connection: duckdb.DuckDBPyConnection
    parts: str
    arrays: bool
    lists: list[str] = field(default_factory=list)
    findings: list[RecordFinding] = field(default_factory=list)

    def reference(self, name: str, way: tuple[Step, ...], *, value: str) -> tuple[str, str]:
        """A path in an item; `value` is what stands at its head."""
        if None in way:
            several = f"json_elements({value})"
            if below := way[len(_head(way)) + 1 :]:
                inside = f"list_transform({several}, lambda j: json_extract(j, {sql_path(below)}))"
                several = f"list_filter({inside}, lambda j: j IS NOT NULL)"
            return self.several(name, several)
        is_list, found = _look(self.connection, self.parts, name, value)
        self.findings.extend(found)
        if is_list and self.arrays:
            return self.several(
                name,
                f"CASE json_type({value}) WHEN 'ARRAY' THEN json_extract({value}, '$[*]')"
                f" WHEN 'NULL' THEN NULL ELSE if({value} IS NULL, NULL, [{value}]) END",
            )
        if is_list:
            self.findings.extend(_arrays(self.connection, self.parts, name, value))
        return f"json_text({value})", f"json_kind({value})"

    def several(self, name: str, several: str) -> tuple[str, str]:
        """A list of values, those without text left out."""
        self.lists.append(name)
        self.findings.extend(_look_inside(self.connection, self.parts, name, several))
        kept = f"list_filter({several}, lambda j: json_text(j) IS NOT NULL)"
        return (
            f"list_transform({kept}, lambda j: json_text(j))",
            f"list_transform({kept}, lambda j: json_kind(j))",
        )


def stage_values(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    path: Path,
    values: dict[int, dict[str, Any]],
    references: list[str],
    work: Path,
) -> StagedTable:
    """Stage values of Python, by their rows, as `stage_json` stages items; they come from `path`.

    Raises:
        SourceError: a reference is no JSONPath.
    """
    extra = [name for name in references if not is_fast(steps(name))]
    others = [query(name, path.name) for name in extra]
    items = f"{table}_items"
    connection.execute(MACROS)
    rows: Iterator[dict[str, object]] = (
        {"_row": number, "item": item, "extra": [other(item) for other in others]}
        for number, item in values.items()
    )
    load_rows(connection, items, columns=SHAPE, rows=rows, scratch=work / f"{items}.ndjson")
    staged = stage_items(connection, table, items, path, references, extra)
    connection.execute(f"DROP TABLE {items}")
    return staged


# What gives no value, of JSON with a kind: the code of its finding, or NULL.
_ODD = (
    "CASE WHEN kind IN ('OBJECT', 'ARRAY') THEN 'SAM-R032'"
    f" WHEN kind = 'DOUBLE' AND length(CAST(value AS VARCHAR)) > {DIGITS} THEN 'SAM-R045'"
    " WHEN kind = 'DOUBLE' AND NOT json_finite(value) THEN 'SAM-R070' END"
)


def _look(
    connection: duckdb.DuckDBPyConnection, parts: str, name: str, value: str
) -> tuple[bool, list[RecordFinding]]:
    """Whether a reference ever names an array, and findings when it names what has no value."""
    seen = f"SELECT _row, {value} AS value, json_type({value}) AS kind FROM {parts}"
    arrays, odd = connection.execute(
        f"SELECT bool_or(kind = 'ARRAY'), bool_or(kind <> 'ARRAY' AND {_ODD} IS NOT NULL)"
        f" FROM ({seen})"
    ).fetchall()[0]
    return bool(arrays), _odd(connection, f"{seen} WHERE kind <> 'ARRAY'", name) if odd else []


def _arrays(
    connection: duckdb.DuckDBPyConnection, parts: str, name: str, value: str
) -> list[RecordFinding]:
    """A finding about the arrays that a reference names, where it may name none."""
    seen = f"SELECT * FROM (SELECT _row, {value} AS value, json_type({value}) AS kind FROM {parts})"
    found = _odd(connection, f"{seen} WHERE kind = 'ARRAY'", name)
    return [replace(finding, code="SAM-R046") for finding in found]


def _look_inside(
    connection: duckdb.DuckDBPyConnection, parts: str, name: str, several: str
) -> list[RecordFinding]:
    """Findings when elements of a list have no value."""
    seen = f"SELECT _row, unnest({several}) AS value FROM {parts}"
    return _odd(connection, f"SELECT *, json_type(value) AS kind FROM ({seen})", name)


def _odd(connection: duckdb.DuckDBPyConnection, seen: str, name: str) -> list[RecordFinding]:
    """A finding for each cause, at its first row; says how often, and what to refer to instead."""
    found = connection.execute(
        f"SELECT code, count(*), min(_row), arg_min(left(CAST(value AS VARCHAR), {_RAW}), _row),"
        " arg_min(if(kind = 'OBJECT', json_keys(value)[:5], NULL), _row)"
        f" FROM (SELECT *, {_ODD} AS code FROM ({seen})) WHERE code IS NOT NULL"
        " GROUP BY code ORDER BY code"
    ).fetchall()
    findings = []
    for code, times, row, raw, keys in found:
        wanted = " | ".join(f"{name}.{key}" for key in keys) if keys else f"{name}[*]"
        if code != "SAM-R032":
            wanted = f"≤ {DIGITS}" if code == "SAM-R045" else ""
        expected = wanted if times == 1 else f"{wanted} ({times}×)".lstrip()
        findings.append(RecordFinding(code, row, None, raw, column=name, expected=expected or None))
    return findings
