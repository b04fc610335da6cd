"""Parquet files into a table, with the datatypes that they carry."""

from __future__ import annotations

from pathlib import Path

import duckdb

from kg.errors import SourceError
from kg.sources.bulk import first_line, is_of_machine
from kg.sources.json_columns import MACROS
from kg.sources.records import RecordFinding
from kg.sources.sql import quoted
from kg.sources.staged import LogicalSource, StagedTable, count
from kg.texts import Message

# Of XSD 1.1 the year before 1 is 0 (3.3.7), and a duration has no empty parts (3.3.6).
_MACROS = """
CREATE OR REPLACE TEMP MACRO xsd_before(text, year) AS
    if(year = '0001', '0000', printf('-%04d', CAST(year AS INTEGER) - 1))
    || text[length(year) + 1:];
CREATE OR REPLACE TEMP MACRO xsd_moment(text) AS CASE WHEN ends_with(text, 'infinity') THEN NULL
    WHEN contains(text, ' (BC)') THEN
        xsd_before(replace(text, ' (BC)', ''), split_part(text, '-', 1)) ELSE text END;
CREATE OR REPLACE TEMP MACRO xsd_part(number, letter) AS
    if(number = 0, '', CAST(number AS VARCHAR) || letter);
CREATE OR REPLACE TEMP MACRO xsd_seconds(micros) AS if(micros = 0, '', rtrim(rtrim(
    CAST(CAST(micros AS DECIMAL(18, 0)) / 1000000 AS DECIMAL(18, 6))::VARCHAR, '0'), '.') || 'S');
CREATE OR REPLACE TEMP MACRO xsd_duration(x) AS CASE
    WHEN x = INTERVAL 0 SECOND THEN 'PT0S' ELSE
    'P' || xsd_part(datepart('year', x), 'Y') || xsd_part(datepart('month', x), 'M')
    || xsd_part(datepart('day', x), 'D') || if(datepart('hour', x) = 0
        AND datepart('minute', x) = 0 AND datepart('microsecond', x) = 0, '', 'T')
    || xsd_part(datepart('hour', x), 'H') || xsd_part(datepart('minute', x), 'M')
    || xsd_seconds(datepart('microsecond', x)) END;
"""
_INTEGERS = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT"}


def stage_parquet(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    source: LogicalSource,
    path: Path,
    references: list[str],
    work: Path,
) -> StagedTable:
    """Read columns into `table`; `a.b` is the field b of a column a, and a list stays a list.

    Raises:
        SourceError: the file is no Parquet.
    """
    read = f"read_parquet({quoted(str(path))})"
    connection.execute(MACROS + _MACROS)
    try:
        names = [row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM {read}").fetchall()]
        columns: dict[str, str] = {}
        types: dict[str, str] = {}
        lists: list[str] = []
        moments: dict[str, str] = {}
        selected = ["row_number() OVER () AS _row"]
        for index, name in enumerate(references):
            place = _place(name, names)
            kind = None if place is None else _type(connection, read, place)
            if kind is None:
                continue
            columns[name], types[name] = f"c{index}", f"t{index}"
            if kind.endswith("[]"):
                lists.append(name)
                text, xsd = _lexical("x", kind[:-2])
                text = f"list_transform({place}, lambda x: {text})"
                xsd = f"list_transform({place}, lambda x: {xsd})"
            else:
                text, xsd = _lexical(str(place), kind)
                if kind.startswith(("DATE", "TIMESTAMP")):
                    moments[name] = str(place)
            selected.append(f"{text} AS c{index}, {xsd} AS t{index}")
        connection.execute(f"CREATE TABLE {table} AS SELECT {', '.join(selected)} FROM {read}")
        findings = _endless(connection, read, moments)
    except duckdb.Error as error:
        if is_of_machine(error):
            raise
        raise SourceError(
            Message(
                "Reading {file}: this is not Parquet that can be read ({reason}).",
                file=path.name,
                reason=first_line(error),
            ),
            code="SAM-R042",
            hint=Message("Export the file again."),
        ) from None
    return StagedTable(
        table,
        path,
        columns,
        count(connection, table),
        True,
        lists=frozenset(lists),
        names=names,
        findings=findings,
        types=types,
    )


def _place(reference: str, names: list[str]) -> str | None:
    """The SQL of a reference: a column, or fields below it; None when there is no such column."""
    if reference in names:
        return _name(reference)
    parts = reference.split(".")
    return ".".join(map(_name, parts)) if parts[0] in names else None


def _name(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _type(connection: duckdb.DuckDBPyConnection, read: str, place: str) -> str | None:
    try:
        found = connection.execute(f"DESCRIBE SELECT {place} AS x FROM {read}").fetchone()
    except duckdb.BinderException:
        return None
    return str(found[1]) if found else None


def _lexical(value: str, kind: str) -> tuple[str, str]:
    """SQL for the canonical text of a value and the name of its datatype."""
    base = kind.partition("(")[0].partition(" ")[0].removeprefix("U")
    text = f"CAST({value} AS VARCHAR)"
    name = None
    if base in _INTEGERS:
        name = "integer"
    elif base == "BOOLEAN":
        name = "boolean"
    elif base in ("FLOAT", "DOUBLE"):
        # The shortest text that reads back as the float, not the digits of the nearest double.
        number = text if base == "FLOAT" else value
        text, name = f"json_double(CAST({number} AS DOUBLE))", "double"
    elif base == "DECIMAL":
        text = f"if(contains({text}, '.'), rtrim(rtrim({text}, '0'), '.'), {text})"
        name = "decimal"
    elif base == "DATE":
        text, name = f"xsd_moment({text})", "date"
    elif base in ("TIME", "TIME_NS"):
        text, name = f"replace({text}, '+00', 'Z')", "time"
    elif base.startswith("TIMESTAMP"):
        zone = "'Z'" if "ZONE" in kind else "''"
        utc = f"{value} AT TIME ZONE 'UTC'" if "ZONE" in kind else value
        text = f"replace(xsd_moment(CAST({utc} AS VARCHAR)), ' ', 'T') || {zone}"
        name = "dateTime"
    elif base == "INTERVAL":
        text, name = f"xsd_duration({value})", "duration"
    elif base == "BLOB":
        text, name = f"hex({value})", "hexBinary"
    return text, "NULL" if name is None else f"if({value} IS NULL, NULL, '{name}')"


def _endless(
    connection: duckdb.DuckDBPyConnection, read: str, moments: dict[str, str]
) -> list[RecordFinding]:
    """A finding for each column with moments at infinity, which XSD does not have; at the first."""
    findings = []
    for name, place in moments.items():
        found = connection.execute(
            f"SELECT count(*), min(_row), arg_min(raw, _row) FROM (SELECT row_number() OVER () AS"
            f" _row, CAST({place} AS VARCHAR) AS raw FROM {read}) WHERE ends_with(raw, 'infinity')"
        ).fetchall()
        for times, row, raw in found:
            if times:
                more = None if times == 1 else f"({times}×)"
                findings.append(
                    RecordFinding("SAM-R073", row, None, raw, column=name, expected=more)
                )
    return findings
