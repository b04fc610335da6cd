"""Parquet keeps the datatype of each value, in the lexical form of XSD 1.1."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from staging import read


def parquet(folder: Path, *values: str) -> Path:
    """A file with the column x, of values in SQL."""
    path = folder / "f.parquet"
    rows = ", ".join(f"({value})" for value in values)
    with duckdb.connect() as connection:
        connection.execute(f"COPY (SELECT * FROM (VALUES {rows}) t(x)) TO '{path}'")
    return path


@pytest.mark.parametrize(
    ("value", "text", "kind"),
    [
        (
            "TIMESTAMP_NS '2026-07-02 03:04:05.123456789'",
            "2026-07-02T03:04:05.123456789",
            "dateTime",
        ),
        ("TIMESTAMP_NS '2025-12-31'", "2025-12-31T00:00:00", "dateTime"),
        ("TIMESTAMP_MS '2026-07-02 03:04:05.5'", "2026-07-02T03:04:05.5", "dateTime"),
        ("TIMESTAMPTZ '2026-07-02 03:04:05+02'", "2026-07-02T01:04:05Z", "dateTime"),
        ("TIMESTAMP '0044-03-15 (BC) 00:00:00'", "-0043-03-15T00:00:00", "dateTime"),
        ("DATE '0001-01-01 (BC)'", "0000-01-01", "date"),
        ("DATE '12000-03-15 (BC)'", "-11999-03-15", "date"),
        ("DATE '12026-01-02'", "12026-01-02", "date"),
        ("TIME_NS '12:30:00.000000001'", "12:30:00.000000001", "time"),
        ("TIMETZ '12:30:00+02'", "10:30:00Z", "time"),
        ("INTERVAL '14 months 3 days 4.5 seconds'", "P1Y2M3DT4.5S", "duration"),
        ("INTERVAL '0 seconds'", "PT0S", "duration"),
        ("'NaN'::FLOAT", "NaN", "double"),
        ("'-inf'::DOUBLE", "-INF", "double"),
        ("1.5e300::DOUBLE", "1.5E300", "double"),
        ("0.1::FLOAT", "1.0E-1", "double"),
        ("16777216::FLOAT", "1.6777216E7", "double"),
        ("3.4028235e38::FLOAT", "3.4028235E38", "double"),
        ("0.1::DOUBLE", "1.0E-1", "double"),
    ],
)
def test_values_come_in_the_form_of_their_datatype(
    value: str, text: str, kind: str, tmp_path: Path
) -> None:
    found = read(parquet(tmp_path, value), "parquet", ["x"])
    assert (found.column("x"), found.types[0]["x"], found.codes) == ([text], kind, [])
    found = read(parquet(tmp_path, f"[{value}, {value}]"), "parquet", ["x"])
    assert found.column("x") == [[text, text]]


@pytest.mark.parametrize("kind", ["DATE", "TIMESTAMP", "TIMESTAMPTZ"])
def test_a_moment_at_infinity_is_told_and_gives_no_value(kind: str, tmp_path: Path) -> None:
    values = [f"{kind} '2026-01-01'", f"{kind} 'infinity'", f"{kind} '-infinity'"]
    found = read(parquet(tmp_path, *values), "parquet", ["x"])
    assert found.column("x")[1:] == [None, None]
    assert [(f.code, f.row, f.column, f.raw) for f in found.staged.findings] == [
        ("SAM-R073", 2, "x", "infinity")
    ]
