"""What the columns of an unknown source seem to hold, found with SQL on the staged table.

Each different value of each column is counted once, for all columns together. A kind is guessed
from a sample of them and then counted over all, so that what does not fit is known and a million
rows take seconds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import duckdb

from kg.inspection.kinds import (
    LATITUDES,
    LONGITUDES,
    NUMERIC,
    TEXT,
    ValueKind,
    kind_of_values,
    tests,
)
from kg.inspection.lists import separators
from kg.privacy.column_names import is_personal
from kg.sources.sql import quoted

SAMPLE = 5000
"""Different values on which a kind is guessed, or somewhat more."""
EXAMPLES = 3
NULLS = ("-", "--", "/", "?", "n.v.t.", "nvt", "n/a", "N/A", "n.a.", "#N/A", "#N/B", "NULL", "null")
"""Marks that stand in cells and mean: nothing."""
MAYBE = ("NA", "NaN", "nan", "None", "none", "nil", ".", "..", "...", "…", ":")
"""Marks that mean it too where most others are numbers or longer, unless in some column most
others are words of the same length and case: `NA` is Namibia among the codes of countries."""
_SHORT = 3
"""Characters of a code among which `NA` is one more."""
DEGREES = "EPSG:4326"
_SYSTEMS = {
    "WGS84": (DEGREES, (2.4, 6.5), (49.4, 51.6)),
    "Lambert 72": ("EPSG:31370", (17_000, 300_000), (20_000, 250_000)),
    "Lambert 2008": ("EPSG:3812", (515_000, 800_000), (520_000, 750_000)),
}
"""Coordinate systems with where Belgium lies in them: x, then y."""
_COORDINATES = tuple(
    (f"{name} {axis}", names, *bounds)
    for name, (code, xs, ys) in _SYSTEMS.items()
    for axis, names, bounds in (
        (("lat", LATITUDES, ys), ("lon", LONGITUDES, xs))
        if code == DEGREES
        else (("x", r"x|lambert", xs), ("y", r"y|lambert", ys))
    )
)


def coordinate_system(points: Iterable[tuple[float, float]]) -> str | None:
    """The system in which all points lie in Belgium, or anywhere in degrees; None for neither."""
    left = {code: (xs, ys) for code, xs, ys in _SYSTEMS.values()}
    left[DEGREES] = ((-180, 180), (-90, 90))
    seen = False
    for x, y in points:
        seen = True
        left = {
            code: (xs, ys)
            for code, (xs, ys) in left.items()
            if xs[0] <= x <= xs[1] and ys[0] <= y <= ys[1]
        }
    return next(iter(left), None) if seen else None


@dataclass(frozen=True)
class Column:
    """What one column holds: `kind` by name, `misfits` are the cells that do not fit it.

    `forms` are those of dates, and `also` those that could be meant as well; `unsure` says that a
    sign in numbers may part thousands or decimals. `separator` is set when cells hold several
    values, `repeats` when the source itself gives several. `longest` is the length of the longest.
    `personal` says why it may be personal data; `typed` that the source knows which values are
    numbers.
    """

    name: str
    place: str
    kind: str
    rows: int
    filled: int
    distinct: int
    misfits: int
    examples: tuple[str, ...]
    longest: int = 0
    separator: str | None = None
    coordinate: str | None = None
    personal: str | None = None
    forms: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    unsure: bool = False
    typed: bool = False
    repeats: bool = False

    @property
    def unique(self) -> bool:
        """Whether every row has a value of its own here."""
        return self.rows > 0 and self.filled == self.rows == self.distinct and not self.repeats


@dataclass(frozen=True)
class Profile:
    """The columns of a table, and the `marks` in it that mean nothing.

    `values` is a table of the different values `v` by column `place`, with how many cells hold each
    (`n`) and the first of their rows (`r`); `clean` is a view of the table without the marks.
    """

    columns: list[Column]
    marks: list[str]
    values: str
    clean: str

    @property
    def sample(self) -> str:
        """A table like `values` of some of them, where a column has many."""
        return f"{self.values}_sample"


def profile(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    *,
    columns: dict[str, str],
    typed: frozenset[str] = frozenset(),
    repeats: frozenset[str] = frozenset(),
) -> Profile:
    """Profile a staged table, `columns` by name.

    Of those that are `typed` the source knows which values are numbers; `repeats` have several
    values in a row.
    """
    values, clean = f"{table}_values", f"{table}_clean"
    _count_values(connection, table, values, list(columns.values()))
    marks = _null_marks(connection, values)
    nothing = ", ".join(quoted(mark) for mark in ("", *marks))
    cells = [
        f"CASE WHEN trim({place}) NOT IN ({nothing}) THEN trim({place}) END AS {place}"
        for place in columns.values()
    ]
    connection.execute(f"CREATE VIEW {clean} AS SELECT {', '.join(['_row', *cells])} FROM {table}")
    connection.execute(f"DELETE FROM {values} WHERE v IN ({nothing})")
    return Profile(
        _columns(connection, table, values, columns, typed, repeats), marks, values, clean
    )


def _count_values(
    connection: duckdb.DuckDBPyConnection, table: str, values: str, places: list[str]
) -> None:
    if not places:
        connection.execute(f"CREATE TABLE {values} (place VARCHAR, v VARCHAR, n BIGINT, r BIGINT)")
        return
    connection.execute(
        f"CREATE TABLE {values} AS SELECT place, trim(cell) AS v, count(*) AS n, min(_row) AS r"
        f" FROM (UNPIVOT (SELECT _row, {', '.join(places)} FROM {table})"
        f" ON {', '.join(places)} INTO NAME place VALUE cell) WHERE trim(cell) <> '' GROUP BY ALL"
    )


def _null_marks(connection: duckdb.DuckDBPyConnection, values: str) -> list[str]:
    """The marks for nothing that stand in a table's cells."""
    sure = ", ".join(map(quoted, NULLS))
    maybe = ", ".join(map(quoted, MAYBE))
    number = "regexp_full_match(o.v, '[+-]?[0-9]([0-9.,]*[0-9])?%?')"
    found = connection.execute(
        f"SELECT DISTINCT v FROM {values} WHERE v IN ({sure}) UNION SELECT v FROM ("
        f" SELECT m.v, count(o.v) AS others, count_if({number}"
        f" OR length(o.v) > greatest({_SHORT}, length(m.v))) AS unlike,"
        " count_if(length(o.v) = length(m.v) AND (o.v = upper(o.v)) = (m.v = upper(m.v))"
        " AND regexp_full_match(o.v, '[A-Za-z]+')) AS alike"
        f" FROM {values} m LEFT JOIN {values} o ON o.place = m.place"
        f" AND o.v NOT IN ({sure}, {maybe}) WHERE m.v IN ({maybe}) GROUP BY m.place, m.v)"
        " GROUP BY v HAVING bool_or(2 * unlike > others) AND NOT bool_or(2 * alike > others)"
    ).fetchall()
    return sorted(str(row[0]) for row in found)


def _columns(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    values: str,
    columns: dict[str, str],
    typed: frozenset[str],
    repeats: frozenset[str],
) -> list[Column]:
    row = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    rows = int(row[0]) if row else 0
    counts = _by_place(
        connection,
        f"SELECT place, sum(n)::BIGINT, count(*), max(length(v)) FROM {values} GROUP BY place",
    )
    sample = f"{values}_sample"
    connection.execute(
        f"CREATE TABLE {sample} AS SELECT v.* FROM {values} v JOIN (SELECT place, count(*) AS size"
        f" FROM {values} GROUP BY place) USING (place)"
        f" WHERE size <= {SAMPLE} OR hash(v) % (size // {SAMPLE}) = 0"
    )
    kinds = _kinds(connection, values, sample, columns, typed)
    misfits = _misfits(connection, values, kinds)
    examples = _by_place(
        connection, f"SELECT place, arg_min(v, r, {EXAMPLES}) FROM {values} GROUP BY place"
    )
    texts = [place for place, kind in kinds.items() if kind.name == "text"]
    marks = separators(connection, sample, places=texts)
    coordinates = _coordinates(connection, values, columns, kinds)
    made = []
    for name, place in columns.items():
        filled, distinct, longest = counts.get(place, (0, 0, 0))
        kind = kinds.get(place, TEXT)
        made.append(
            Column(
                name,
                place,
                kind.name,
                rows,
                filled,
                distinct,
                misfits.get(place, 0),
                tuple(examples.get(place, ([],))[0]),
                longest,
                marks.get(place),
                coordinates.get(place),
                _personal(name, kind.name),
                kind.forms,
                kind.also,
                kind.unsure,
                name in typed,
                name in repeats,
            )
        )
    return made


def _by_place(connection: duckdb.DuckDBPyConnection, query: str) -> dict[str, tuple[Any, ...]]:
    return {row[0]: row[1:] for row in connection.execute(query).fetchall()}


def _kinds(
    connection: duckdb.DuckDBPyConnection,
    values: str,
    sample: str,
    columns: dict[str, str],
    typed: frozenset[str],
) -> dict[str, ValueKind]:
    """The kind of each column that has values, guessed from a sample of them.

    Of numbers all are looked at: a single code among a million makes them codes.
    """
    known = tests()
    passed = _passing(connection, sample, known)

    def kind(name: str, place: str) -> ValueKind:
        size, counts = passed[place]
        return kind_of_values(name, size, passed=counts, typed=name in typed)

    found = {place: kind(name, place) for name, place in columns.items() if place in passed}
    numbers = [place for place, guess in found.items() if guess.unsure or _is_number(guess)]
    if numbers:
        numeric = {name: known[name] for name in NUMERIC}
        wanted = f"{values} WHERE place IN ({', '.join(map(quoted, numbers))})"
        for place, (size, counts) in _passing(connection, wanted, numeric).items():
            passed[place] = (size, {**dict.fromkeys(known, 0), **counts})
        found |= {place: kind(name, place) for name, place in columns.items() if place in numbers}
    return found


def _is_number(kind: ValueKind) -> bool:
    return "whole" in kind.tests or kind.name.startswith("amount")


def _passing(
    connection: duckdb.DuckDBPyConnection, values: str, known: dict[str, str]
) -> dict[str, tuple[int, dict[str, int]]]:
    """How many different values each column has, and how many of them pass each test."""
    counted = ", ".join(f"count_if({test})" for test in known.values())
    counts = _by_place(
        connection, f"SELECT place, count(*), {counted} FROM {values} GROUP BY place"
    )
    return {
        place: (size, dict(zip(known, passing, strict=True)))
        for place, (size, *passing) in counts.items()
    }


def _misfits(
    connection: duckdb.DuckDBPyConnection, values: str, kinds: dict[str, ValueKind]
) -> dict[str, int]:
    """How many cells of each column are not of its kind."""
    known = tests()
    cases = " ".join(
        f"WHEN {quoted(place)} THEN {' OR '.join(known[test] for test in kind.tests)}"
        for place, kind in kinds.items()
        if kind.tests
    )
    if not cases:
        return {}
    query = f"SELECT place, sum(n)::BIGINT FROM {values} WHERE NOT CASE place {cases} ELSE true END"
    return {
        place: row[0] for place, row in _by_place(connection, f"{query} GROUP BY place").items()
    }


def _coordinates(
    connection: duckdb.DuckDBPyConnection,
    values: str,
    columns: dict[str, str],
    kinds: dict[str, ValueKind],
) -> dict[str, str]:
    """Which coordinate a column of numbers seems to be, by its name and where Belgium lies."""
    numbers = ("integer", "decimal .", "decimal ,", "double", "nis")
    meant = {
        place: [c for c in _COORDINATES if re.search(c[1], name, re.IGNORECASE)]
        for name, place in columns.items()
        if place in kinds and kinds[place].name in numbers
    }
    wanted = ", ".join(quoted(place) for place, found in meant.items() if found)
    if not wanted:
        return {}
    bounds = _by_place(
        connection,
        "SELECT place, min(x), max(x) FROM (SELECT place,"
        f" TRY_CAST(replace(v, ',', '.') AS DOUBLE) AS x FROM {values} WHERE place IN ({wanted}))"
        " WHERE x IS NOT NULL GROUP BY place",
    )
    return {
        place: what
        for place, (low, high) in bounds.items()
        for what, _, least, most in reversed(meant[place])
        if least <= low and high <= most
    }


def _personal(name: str, kind: str) -> str | None:
    if kind in ("national-number", "email", "phone"):
        return kind
    return "name" if is_personal(name) else None


def different_values(
    connection: duckdb.DuckDBPyConnection, profiled: Profile, *, column: Column, most: int = 1000
) -> list[str]:
    """The different values of a column, split where it holds several, the frequent ones first."""
    value = "v"
    if column.separator is not None:
        value = f"unnest(string_split(v, '{column.separator}'))"
    rows = connection.execute(
        f"SELECT trim(p) AS w FROM (SELECT {value} AS p, n FROM {profiled.sample} WHERE place = ?)"
        f" WHERE w <> '' GROUP BY w ORDER BY sum(n) DESC, w LIMIT {most}",
        [column.place],
    ).fetchall()
    return [str(row[0]) for row in rows]


def share_like(
    connection: duckdb.DuckDBPyConnection, profiled: Profile, *, column: Column, kind: str
) -> float:
    """The share of a column's different values that have the form of a kind, whatever its name."""
    values = different_values(connection, profiled, column=column)
    row = connection.execute(
        f"SELECT avg(CASE WHEN {tests()[kind]} THEN 1 ELSE 0 END) FROM unnest($1) AS t(v)", [values]
    ).fetchone()
    return float(row[0] or 0) if row else 0.0
