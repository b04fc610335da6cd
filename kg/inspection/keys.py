"""Which columns tell rows apart, and which values are keys of another table."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import combinations

import duckdb
from rapidfuzz import fuzz

from kg.inspection.columns import Column, Profile

_CANDIDATES = 6
"""Columns with the most different values of which keys are put together."""
_COLUMNS = 3
"""Columns that a key has at most: with more of them any row is one of its own."""
_LONGEST_KEY = 80
"""Characters that a value of a key has at most."""
_NO_KEYS = ("decimal", "double", "percentage", "amount", "boolean", "grouped")
"""Kinds of which two values are alike by chance: they are no keys, and refer to none."""


def composite_keys(
    connection: duckdb.DuckDBPyConnection, profiled: Profile
) -> list[tuple[str, ...]]:
    """The smallest sets of columns that together tell every row apart, when no column does."""
    columns = profiled.columns
    if any(column.unique for column in columns):
        return []
    filled = [c for c in columns if c.filled == c.rows and c.distinct > 1 and may_be_key(c)]
    likely = sorted(filled, key=lambda c: c.distinct, reverse=True)[:_CANDIDATES]
    if not likely or _different(connection, profiled.clean, tuple(likely)) < likely[0].rows:
        return []
    for size in range(2, 1 + _COLUMNS):
        sets = [s for s in combinations(likely, size) if _enough(s)]
        found = [s for s in sets if _different(connection, profiled.clean, s) == s[0].rows]
        if found:
            return [tuple(c.name for c in columns if c in one) for one in found]
    return []


def _enough(columns: tuple[Column, ...]) -> bool:
    """Whether columns have enough different values to tell so many rows apart."""
    product = 1
    for column in columns:
        product *= column.distinct
    return product >= columns[0].rows


def _different(
    connection: duckdb.DuckDBPyConnection, table: str, columns: tuple[Column, ...]
) -> int:
    values = ", ".join(c.place for c in columns)
    row = connection.execute(f"SELECT count(DISTINCT ({values})) FROM {table}").fetchone()
    return int(row[0]) if row else 0


def may_be_key(column: Column) -> bool:
    """Whether a column's values are of a kind that identifies, not alike or unlike by chance."""
    kind = column.kind.partition(" ")[0]
    return (
        kind not in _NO_KEYS
        and column.personal is None
        and column.coordinate is None
        and column.longest <= _LONGEST_KEY
        and not column.repeats
    )


@dataclass(frozen=True)
class KeyLink:
    """Values of a column that are keys of another table; `share` of them, from 0 to 1."""

    table: str
    column: str
    parent_table: str
    parent_column: str
    share: float


def find_links(
    connection: duckdb.DuckDBPyConnection,
    tables: dict[str, tuple[str, Profile]],
    *,
    least: float = 0.5,
) -> list[KeyLink]:
    """Columns whose different values are for a good part keys of another of the tables.

    `tables` gives the name of each, and what is in it. Numbers are alike by chance: a column of
    those must also be called after the key or the table that it refers to.
    """
    columns = [
        (table, c) for table, (_, known) in tables.items() for c in known.columns if _may_refer(c)
    ]
    connection.execute("CREATE OR REPLACE TEMP TABLE seen (place INTEGER, key BOOLEAN, v VARCHAR)")
    for number, (table, column) in enumerate(columns) if len(tables) > 1 else ():
        connection.execute(
            f"INSERT INTO seen SELECT {number}, {column.unique}, v"
            f" FROM {tables[table][1].values} WHERE place = '{column.place}'"
        )
    pairs = connection.execute(
        "SELECT k.place, c.place, count(*) FROM seen k JOIN seen c USING (v)"
        " WHERE k.key GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    found = []
    for key_number, number, count in pairs:
        (parent, key), (table, column) = columns[key_number], columns[number]
        share = count / column.distinct
        meant = column.kind != "integer" or called_after(
            column.name, key.name, table=tables[parent][0]
        )
        if table != parent and share >= least and meant:
            found.append(KeyLink(table, column.name, parent, key.name, share))
    return sorted(found, key=lambda link: link.share, reverse=True)


def _may_refer(column: Column) -> bool:
    return column.distinct > 1 and may_be_key(column) and not column.kind.startswith("date")


def called_after(child: str, key: str, *, table: str) -> bool:
    """Whether a column's name is that of the key, or holds that of its table."""
    words = [word for word in re.split(r"[\W_]+|(?<=[a-z])(?=[A-Z])", child) if word]
    bare = [word.lower() for word in words]
    same = child.lower() == key.lower() and child.lower() not in ("id", "nr", "code", "nummer")
    table = re.sub(r"[\W_]+", "", table.lower())
    return same or any(len(w) > 2 and fuzz.partial_ratio(w, table) >= 90 for w in bare)
