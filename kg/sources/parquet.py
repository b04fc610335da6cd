"""Parquet files into a table, with the datatypes that they carry."""

from __future__ import annotations

from pathlib import Path

import duckdb

from kg.errors import SourceError
from kg.sources.bulk import first_line, quoted
from kg.sources.json_columns import MACROS
from kg.sources.staged import Logical, Staged, count

_INTEGERS = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT"}


def stage_parquet(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    source: Logical,
    path: Path,
    references: list[str],
    work: Path,
) -> Staged:
    """Read columns into `table`; `a.b` is the field b of a column a, and a list stays a list.

    Raises:
        SourceError: the file is no Parquet.
    """
    read = f"read_parquet({quoted(str(path))})"
    connection.execute(MACROS)
    try:
        names = [row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM {read}").fetchall()]
        columns: dict[str, str] = {}
        types: dict[str, str] = {}
        lists: list[str] = []
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
            selected.append(f"{text} AS c{index}, {xsd} AS t{index}")
        connection.execute(f"CREATE TABLE {table} AS SELECT {', '.join(selected)} FROM {read}")
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error as error:
        raise SourceError(
            f"Reading {path.name}: this is not Parquet that can be read ({first_line(error)}).",
            code="SAM-R042",
            hint="Export the file again.",
        ) from None
    return Staged(
        table,
        path,
        columns,
        count(connection, table),
        True,
        lists=frozenset(lists),
        names=names,
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
        text, name = f"json_double(CAST({value} AS DOUBLE))", "double"
    elif base == "DECIMAL":
        text = f"if(contains({text}, '.'), rtrim(rtrim({text}, '0'), '.'), {text})"
        name = "decimal"
    elif base == "DATE":
        name = "date"
    elif base == "TIME":
        name = "time"
    elif base == "TIMESTAMP":
        zone = "'Z'" if "ZONE" in kind else "''"
        utc = f"{value} AT TIME ZONE 'UTC'" if "ZONE" in kind else value
        text = f"replace(CAST({utc} AS VARCHAR), ' ', 'T') || {zone}"
        name = "dateTime"
    elif base == "BLOB":
        text, name = f"hex({value})", "hexBinary"
    return text, "NULL" if name is None else f"if({value} IS NULL, NULL, '{name}')"
