"""What a column of an unknown source seems to hold, found with SQL on the staged table.

A kind is guessed from a sample of different values and then counted over all rows, so that what
does not fit is known and a million rows take seconds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

import duckdb

SAMPLE = 5000
"""Different values on which a kind is guessed."""
FITS = 0.9
"""Share of the sample that must be of a kind; the others are then probably mistakes."""
EXAMPLES = 3
NULLS = ("-", "--", "?", "n.v.t.", "nvt", "n/a", "N/A", "NULL", "null")
"""Marks that stand in cells and mean: nothing."""
SEPARATORS = (";", "|", ",", "/")
DATES = ("%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y", "%Y/%m/%d", "%Y%m%d")

_NOTHING = ", ".join(f"'{mark}'" for mark in ("", *NULLS))
_DIGITS = "regexp_replace({v}, '[^0-9]', '', 'g')"
_RRN = (
    "(regexp_full_match({v},"
    " '[0-9]{{2}}[. ]?[01][0-9][. ]?[0-3][0-9][- ]?[0-9]{{3}}[. ]?[0-9]{{2}}')"
    " AND TRY_CAST(right({d}, 2) AS INT) IN (97 - TRY_CAST(left({d}, 9) AS BIGINT) % 97,"
    " 97 - (2000000000 + TRY_CAST(left({d}, 9) AS BIGINT)) % 97))"
)
_KBO = (
    "(regexp_full_match({v}, '(BE ?)?[01]?[0-9]{{3}}[. ]?[0-9]{{3}}[. ]?[0-9]{{3}}')"
    " AND 97 - TRY_CAST(left(lpad({d}, 10, '0'), 8) AS BIGINT) % 97"
    " = TRY_CAST(right({d}, 2) AS INT))"
)
_TESTS: dict[str, str] = {
    "national-number": _RRN,
    "enterprise-number": _KBO,
    "email": r"regexp_full_match({v}, '[^@\s;,]+@[^@\s;,]+\.[A-Za-z]{{2,}}')",
    "url": r"regexp_full_match({v}, '(?i)(https?://|www\.)\S+')",
    "boolean": "lower({v}) IN ('ja','nee','neen','yes','no','oui','non','true','false','waar',"
    "'onwaar','vrai','faux','j','n','y')",
    **{f"date {form}": f"(try_strptime({{v}}, '{form}') IS NOT NULL)" for form in DATES},
    "date-time": r"regexp_full_match({v}, '\d{{4}}-\d\d-\d\d[T ]\d\d:\d\d.*')",
    "postcode": "regexp_full_match({v}, '[1-9][0-9]{{3}}')",
    "nis": "(regexp_full_match({v}, '[0-9]{{5}}') AND {v} BETWEEN '01000' AND '99999')",
    "integer": "regexp_full_match({v}, '[+-]?(0|[1-9][0-9]*)')",
    "decimal .": r"regexp_full_match({v}, '[+-]?\d+(\.\d+)?')",
    "decimal ,": r"regexp_full_match({v}, '[+-]?(\d+|\d{{1,3}}(\.\d{{3}})+)(,\d+)?')",
    "double": r"regexp_full_match({v}, '[+-]?\d+(\.\d+)?([Ee][+-]?\d+)?')",
    "phone": r"regexp_full_match({v}, '(\+|0)[0-9 ()./-]{{8,16}}')",
}
_NAMED: dict[str, str] = {
    "postcode": r"post|zip|^pc$|^cp$",
    "nis": r"nis|ins\b|refnis|gemeente_?code|code_?commune",
    "boolean": r"",
    "date %Y%m%d": r"dat|dag|day|jour|sinds|since|depuis|van|tot",
}
"""Kinds whose form says too little: the name of the column must say it too."""
_PERSONAL_NAMES = re.compile(
    r"rijksregister|insz|niss|national.?(register|number)|registre.?national"
    r"|geboorte|birth|naissance|voornaam|first.?name|pr[ée]nom|achternaam|familienaam|last.?name",
    re.IGNORECASE,
)
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
        (("lat", r"lat|breedte|^y$", ys), ("lon", r"lon|lng|lengte|^x$", xs))
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
    """What one column holds. `kind` is one of the tests, or "text"; `misfits` do not fit it.

    `separator` is set when cells hold several values; `personal` says why it may be personal data.
    """

    name: str
    place: str
    kind: str
    rows: int
    filled: int
    distinct: int
    misfits: int
    examples: tuple[str, ...]
    separator: str | None = None
    coordinate: str | None = None
    personal: str | None = None

    @property
    def unique(self) -> bool:
        """Whether every row has a value of its own here."""
        return self.rows > 0 and self.filled == self.rows == self.distinct


def value_of(place: str) -> str:
    """SQL for the value of a column without the blanks around it; NULL when it means nothing."""
    return f"(CASE WHEN trim({place}) IN ({_NOTHING}) THEN NULL ELSE trim({place}) END)"


def null_marks(
    connection: duckdb.DuckDBPyConnection, table: str, columns: list[Column]
) -> list[str]:
    """The marks for nothing that stand in a table's cells."""
    found = {
        mark
        for column in columns
        if column.filled < column.rows
        for (mark,) in connection.execute(
            f"SELECT DISTINCT trim({column.place}) FROM {table}"
            f" WHERE trim({column.place}) IN ({_NOTHING})"
        ).fetchall()
    }
    return sorted(found - {""})


def profile_columns(
    connection: duckdb.DuckDBPyConnection, table: str, columns: dict[str, str]
) -> list[Column]:
    """Profile the columns of a staged table, `columns` by name."""
    return [_profile(connection, table, name, place) for name, place in columns.items()]


def _profile(connection: duckdb.DuckDBPyConnection, table: str, name: str, place: str) -> Column:
    value = value_of(place)
    rows, filled, distinct = _row(
        connection, f"SELECT count(*), count({value}), count(DISTINCT {value}) FROM {table}"
    )
    sample = f"(SELECT DISTINCT {value} AS v FROM {table} WHERE {value} IS NOT NULL LIMIT {SAMPLE})"
    tests = ", ".join(f"count_if({_test(kind, 'v')})" for kind in _TESTS)
    size, *fitting = _row(connection, f"SELECT count(*), {tests} FROM {sample}")
    kind = _choose(name, dict(zip(_TESTS, fitting, strict=True)), size)
    misfits = 0
    if kind != "text":
        (fits,) = _row(connection, f"SELECT count_if({_test(kind, value)}) FROM {table}")
        misfits = filled - fits
    examples = connection.execute(
        f"SELECT v FROM (SELECT {value} AS v, min(_row) AS r FROM {table} WHERE {value} IS NOT NULL"
        f" GROUP BY 1) ORDER BY r LIMIT {EXAMPLES}"
    ).fetchall()
    return Column(
        name,
        place,
        kind,
        rows,
        filled,
        distinct,
        misfits,
        tuple(str(row[0]) for row in examples),
        _separator(connection, sample, size) if kind == "text" else None,
        _coordinate(connection, table, name, value, kind),
        _personal(name, kind),
    )


def _row(connection: duckdb.DuckDBPyConnection, query: str) -> list[int]:
    row = connection.execute(query).fetchone()
    return [int(cell or 0) for cell in row or ()]


def _test(kind: str, value: str) -> str:
    digits = _DIGITS.format(v=value)
    return f"coalesce({_TESTS[kind].format(v=value, d=digits)}, false)"


def _choose(name: str, fitting: dict[str, int], size: int) -> str:
    for kind, count in fitting.items():
        named = re.search(_NAMED.get(kind, ""), name, re.IGNORECASE)
        slip = kind.startswith("date") and count == size - 1 and count > 1
        if size and named and (count >= FITS * size or slip):
            return kind
    return "text"


def _separator(connection: duckdb.DuckDBPyConnection, sample: str, size: int) -> str | None:
    """The mark between several values: its parts come back in other cells, and are short."""
    for mark in SEPARATORS:
        with_mark, parts, different, longest = _row(
            connection,
            f"SELECT count(DISTINCT v) FILTER (contains(v, '{mark}')), count(*),"
            f" count(DISTINCT trim(p)), max(length(trim(p)))"
            f" FROM (SELECT v, unnest(string_split(v, '{mark}')) AS p FROM {sample})",
        )
        if with_mark >= 2 and different <= 0.7 * parts and longest <= 60 and with_mark * 10 >= size:
            return mark
    return None


def _coordinate(
    connection: duckdb.DuckDBPyConnection, table: str, name: str, value: str, kind: str
) -> str | None:
    if kind not in ("integer", "decimal .", "decimal ,", "nis"):
        return None
    number = f"TRY_CAST(replace({value}, ',', '.') AS DOUBLE)"
    row = connection.execute(f"SELECT min({number}), max({number}) FROM {table}").fetchone()
    if row is None or row[0] is None:
        return None
    for what, names, least, most in _COORDINATES:
        if re.search(names, name, re.IGNORECASE) and least <= row[0] and row[1] <= most:
            return what
    return None


def _personal(name: str, kind: str) -> str | None:
    if kind in ("national-number", "email", "phone"):
        return kind
    return "name" if _PERSONAL_NAMES.search(name) else None


def composite_keys(
    connection: duckdb.DuckDBPyConnection, table: str, columns: list[Column]
) -> list[tuple[str, str]]:
    """Pairs of columns that together tell every row apart, when no single column does."""
    filled = [c for c in columns if c.filled == c.rows and c.distinct > 1]
    if any(column.unique for column in columns):
        return []
    likely = sorted(filled, key=lambda c: c.distinct, reverse=True)[:6]
    found = []
    for one, two in combinations(likely, 2):
        pair = f"({value_of(one.place)}, {value_of(two.place)})"
        (count,) = _row(connection, f"SELECT count(DISTINCT {pair}) FROM {table}")
        if count == one.rows:
            found.append((one.name, two.name))
    return found


@dataclass(frozen=True)
class Link:
    """Values of a column that are keys of another table; `share` of them, from 0 to 1."""

    table: str
    column: str
    parent_table: str
    parent_column: str
    share: float


def find_links(
    connection: duckdb.DuckDBPyConnection, tables: dict[str, list[Column]], least: float = 0.5
) -> list[Link]:
    """Columns whose different values are for a good part keys of another of the tables."""
    columns = [(table, c) for table, known in tables.items() for c in known if c.distinct > 1]
    connection.execute("CREATE OR REPLACE TEMP TABLE seen (place INTEGER, key BOOLEAN, v VARCHAR)")
    for number, (table, column) in enumerate(columns) if len(tables) > 1 else ():
        connection.execute(
            f"INSERT INTO seen SELECT DISTINCT {number}, {column.unique}, v"
            f" FROM (SELECT {value_of(column.place)} AS v FROM {table}) WHERE v IS NOT NULL"
        )
    pairs = connection.execute(
        "SELECT k.place, c.place, count(*) FROM seen k JOIN seen c USING (v)"
        " WHERE k.key GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    found = []
    for key_number, number, count in pairs:
        (parent, key), (table, column) = columns[key_number], columns[number]
        share = count / column.distinct
        if table != parent and share >= least:
            found.append(Link(table, column.name, parent, key.name, share))
    return sorted(found, key=lambda link: link.share, reverse=True)


def different_values(
    connection: duckdb.DuckDBPyConnection, table: str, column: Column, most: int = 1000
) -> list[str]:
    """The different values of a column, split where it holds several, the frequent ones first."""
    value = value_of(column.place)
    if column.separator is not None:
        value = f"unnest(string_split({value}, '{column.separator}'))"
    rows = connection.execute(
        f"SELECT nullif(trim(v), '') AS w FROM (SELECT {value} AS v FROM {table})"
        f" WHERE w IS NOT NULL GROUP BY w ORDER BY count(*) DESC, w LIMIT {most}"
    ).fetchall()
    return [str(row[0]) for row in rows]
