"""Durations in the canonical forms of XSD 1.1, and columns in which they stand beside times."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal

import duckdb

_PART = re.compile(r"([-+]?\d+(?:\.\d+)?)([YMWDHS])")
_SECONDS = {"W": 604_800, "D": 86_400, "H": 3600, "M": 60, "S": 1}


def duration(value: timedelta) -> str:
    """A duration in the canonical form of xsd:dayTimeDuration (3.4.27)."""
    seconds = Decimal(value.days * 86_400 + value.seconds) + Decimal(value.microseconds) / 1_000_000
    return _written(0, seconds)


def as_duration(time: str) -> str:
    """Hours, minutes and seconds (`-30:00:00.5`, `PT30H00M00S`) as a duration."""
    hours, minutes, seconds = re.findall(r"\d+(?:\.\d+)?", time)
    total = int(hours) * 3600 + int(minutes) * 60 + Decimal(seconds)
    return _written(0, -total if time.startswith("-") else total)


def canonical(text: str) -> str | None:
    """A duration of ISO 8601 whose parts have signs of their own, in the form of xsd:duration.

    None when its months and its seconds differ in sign, which XSD cannot write (3.3.6).
    """
    days, _, times = text.removeprefix("P").partition("T")
    months, seconds = 0, Decimal(0)
    for number, unit in _PART.findall(days):
        if unit in "YM":
            months += int(number) * (12 if unit == "Y" else 1)
        else:
            seconds += Decimal(number) * _SECONDS[unit]
    for number, unit in _PART.findall(times):
        seconds += Decimal(number) * _SECONDS[unit]
    return None if months * seconds < 0 else _written(months, seconds)


def _written(months: int, seconds: Decimal) -> str:
    sign = "-" if months < 0 or seconds < 0 else ""
    years, months = divmod(abs(months), 12)
    whole, fraction = divmod(abs(seconds), 1)
    minutes, second = divmod(int(whole), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    last = f"{second}{format(fraction, 'f')[1:].rstrip('0').rstrip('.')}"
    date = [f"{years}Y", f"{months}M", f"{days}D"]
    time = [f"{hours}H", f"{minutes}M", f"{last}S"]
    parts = ["".join(p for p in part if not re.match(r"0[A-Z]", p)) for part in (date, time)]
    return f"{sign}P{parts[0]}{'T' + parts[1] if parts[1] else ''}" if any(parts) else "PT0S"


def times_as_durations(
    connection: duckdb.DuckDBPyConnection, table: str, *, numbers: list[str]
) -> None:
    """Make the times of each column with a duration durations too; a column has one datatype."""
    for number in numbers:
        column, kind = f"c{number}", f"t{number}"
        found = connection.execute(
            f"SELECT DISTINCT {column} FROM {table} WHERE {kind} = 'time'"
            f" AND EXISTS (FROM {table} WHERE {kind} = 'dayTimeDuration')"
        ).fetchall()
        if found:
            connection.executemany(
                f"UPDATE {table} SET {column} = ?, {kind} = 'dayTimeDuration'"
                f" WHERE {column} = ? AND {kind} = 'time'",
                [(as_duration(text), text) for (text,) in found],
            )
