"""Rows that Python reads, into DuckDB in bulk: as JSON lines, which keep empty text and lists."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import duckdb

from kg.errors import no_room
from kg.sources.durations import duration
from kg.sources.records import MAX_LINE
from kg.sources.sql import quoted

_SURROGATE = re.compile("[\ud800-\udfff]")


def first_line(error: duckdb.Error) -> str:
    """What DuckDB says, without the SQL that it shows below."""
    return str(error).strip().partition("\n")[0]


def is_of_machine(error: duckdb.Error) -> bool:
    """Whether memory or a disk was too small, which says nothing about the file that is read."""
    return isinstance(error, duckdb.OutOfMemoryException) or no_room(error) is not None


def natural(value: object) -> tuple[str | None, str | None]:
    """A value of Python as canonical XSD text and the local name of its datatype.

    Text has no datatype name. A float is a decimal here: spreadsheets show it as one.
    """
    if value is None or isinstance(value, str):
        return value, None
    if isinstance(value, bool):
        return ("true" if value else "false"), "boolean"
    if isinstance(value, int):
        return str(value), "integer"
    if isinstance(value, float):
        if value.is_integer():
            return str(int(value)), "integer"
        return format(Decimal(repr(value)), "f"), "decimal"
    if isinstance(value, datetime):
        if value.time() == time():
            return value.date().isoformat(), "date"
        text = value.isoformat()
        return (text.rstrip("0") if "." in text else text), "dateTime"
    if isinstance(value, date):
        return value.isoformat(), "date"
    if isinstance(value, time):
        return value.isoformat(), "time"
    if isinstance(value, timedelta):
        return duration(value), "dayTimeDuration"
    return str(value), None


def load_rows(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    *,
    columns: dict[str, str],
    rows: Iterable[dict[str, object]],
    scratch: Path,
) -> None:
    """Make `table` from rows by way of the file `scratch`; `columns` gives SQL types by name.

    A name that a row lacks is NULL. Lone surrogates, which no encoding can write, become U+FFFD.
    """
    with scratch.open("w", encoding="utf-8") as out:
        for row in rows:
            text = json.dumps(row, ensure_ascii=False, separators=(",", ":"))
            if not text.isascii():
                text = _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)
            out.write(text + "\n")
    shape = ", ".join(f"{quoted(name)}: {quoted(kind)}" for name, kind in columns.items())
    connection.execute(
        f"CREATE TABLE {table} AS SELECT * FROM read_json({quoted(str(scratch))},"
        f" format='newline_delimited', columns={{{shape}}}, maximum_object_size={MAX_LINE})"
    )
    scratch.unlink()
