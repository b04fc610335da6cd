"""Values of databases in the lexical forms of XSD 1.1, by the types of their columns.

Dates, times and intervals are taken as the text that the server writes: the types of Python have no
infinity, no year before 1 or after 9999, no 24:00 and no months in an interval.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import duckdb

from kg.sources.bulk import natural
from kg.sources.durations import as_duration, canonical

Lexical = Callable[[Any], tuple[str | None, str | None]]


class MomentError(ValueError):
    """A date, time or interval that XSD does not have; the argument is its text."""


def lexical(value: object) -> tuple[str | None, str | None]:
    """A value of a database as canonical XSD text and the local name of its datatype."""
    if value is None or isinstance(value, str):
        return value, None
    if isinstance(value, float):
        return double(value), "double"
    if isinstance(value, Decimal):
        if not value.is_finite():
            return double(float(value)), "double"
        text = format(value, "f")
        text = text.rstrip("0").rstrip(".") if "." in text else text
        return ("0" if text == "-0" else text), "decimal"
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value).hex().upper(), "hexBinary"
    if isinstance(value, datetime):
        # Midnight of a timestamp is a timestamp here, unlike in a spreadsheet.
        text = value.isoformat()
        if value.microsecond:
            head, fraction = text[:19], text[19:26].rstrip("0")
            text = head + fraction + text[26:]
        return text.replace("+00:00", "Z"), "dateTime"
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=str), None
    return natural(value)


def double(value: float) -> str:
    """A floating point number in the canonical form of xsd:double."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "INF" if value > 0 else "-INF"
    sign, digits, exponent = Decimal(repr(value)).normalize().as_tuple()
    text = "".join(map(str, digits))
    power = int(exponent) + len(text) - 1 if value else 0
    return f"{'-' if sign else ''}{text[0]}.{text[1:] or '0'}E{power}"


def declared(kind: str) -> Lexical:
    """How values of a declared type of SQLite are written; SQLite itself only hints at types."""
    for start, name in (("DATETIME", "dateTime"), ("TIMESTAMP", "dateTime"), ("DATE", "date")):
        if kind.startswith(start):
            return lambda v: _dated(v, name)
    if kind.startswith(("DEC", "NUM")):
        return lambda v: lexical(Decimal(repr(v)) if isinstance(v, int | float) else v)
    return lexical


def _dated(value: object, name: str) -> tuple[str | None, str | None]:
    if not isinstance(value, str):
        return lexical(value)
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return value, None
    if name == "date":
        return (value, "date") if len(value) == len("2026-01-31") else (value, None)
    return lexical(moment)


def is_boolean(kind: str) -> bool:
    """Whether a declared type of SQLite means true and false."""
    return "BOOL" in kind


def as_booleans(connection: duckdb.DuckDBPyConnection, table: str, *, number: str) -> None:
    """Make a column of 0 and 1 one of booleans; with any other number in it, it stays as it is."""
    column, kind = f"c{number}", f"t{number}"
    connection.execute(
        f"UPDATE {table} SET {column} = if({column} = '1', 'true', 'false'), {kind} = 'boolean'"
        f" WHERE {column} IS NOT NULL AND NOT EXISTS (FROM {table}"
        f" WHERE {column} NOT IN ('0', '1'))"
    )


def postgresql(kind: int) -> Lexical:
    """How values of a type of PostgreSQL are written, by its number in pg_type."""
    return POSTGRESQL_TEXTS.get(kind, ("", lexical))[1]


def mysql(kind: int) -> Lexical:
    """How values of a type of MariaDB and MySQL are written, by its number in their protocol."""
    return MYSQL_TEXTS.get(kind, lexical)


def _moment(name: str, zone: str = "") -> Lexical:
    """A date or timestamp in the ISO style of a server; a TIMESTAMP of MySQL is one in UTC."""

    def to_text(value: str | None) -> tuple[str | None, str | None]:
        if value is None:
            return None, None
        found = re.fullmatch(
            r"(\d{4,})(-\d\d-\d\d)(?: (\d\d:\d\d:\d\d(?:\.\d+)?)(\S*))?( BC)?", value
        )
        if found is None:
            raise MomentError(value)
        year, day, time, offset, before = found.groups()
        # The year before 1 is 0 (XSD 1.1, 3.3.7).
        number = 1 - int(year) if before else int(year)
        try:
            # Leap years come again after 400 years.
            date.fromisoformat(f"{number % 400 + 2000:04}{day}")
        except ValueError:
            raise MomentError(value) from None
        text = f"{'-' if number < 0 else ''}{abs(number):04}{day}"
        return (text if time is None else f"{text}T{_short(time)}{_zone(offset)}{zone}"), name

    return to_text


def _time(value: str | None) -> tuple[str | None, str | None]:
    if value is None:
        return None, None
    time, offset = (
        value[:8] + "".join(re.findall(r"^\.\d+", value[8:])),
        value[8:].lstrip(".0123456789"),
    )
    return f"{_short(time)}{_zone(offset)}", "time"


def _short(time: str) -> str:
    return time.rstrip("0").rstrip(".") if "." in time else time


def _zone(offset: str | None) -> str:
    if not offset:
        return ""
    text = offset if ":" in offset else f"{offset}:00"
    return "Z" if text in ("+00:00", "-00:00") else text


def _time_or_duration(value: str | None) -> tuple[str | None, str | None]:
    """A TIME of MySQL goes from -838:59:59 to 838:59:59."""
    if value is not None and (value.startswith("-") or int(value.partition(":")[0]) > 23):
        return as_duration(value), "dayTimeDuration"
    return _time(value)


def _interval(value: str | None) -> tuple[str | None, str | None]:
    """An interval in the style iso_8601, where each part has a sign of its own."""
    if value is None:
        return None, None
    text = canonical(value)
    if text is None:
        raise MomentError(value)
    return text, "duration"


POSTGRESQL_TEXTS: dict[int, tuple[str, Lexical]] = {
    1082: ("date", _moment("date")),
    1083: ("time", _time),
    1114: ("timestamp", _moment("dateTime")),
    1184: ("timestamptz", _moment("dateTime")),
    1186: ("interval", _interval),
    1266: ("timetz", _time),
}
"""Types of PostgreSQL that are taken as text, with their names and how they are written."""
MYSQL_TEXTS: dict[int, Lexical] = {
    7: _moment("dateTime", "Z"),
    10: _moment("date"),
    11: _time_or_duration,
    12: _moment("dateTime"),
}
"""Types of MariaDB and MySQL that are taken as text: TIMESTAMP, DATE, TIME and DATETIME."""
