"""Columns whose values are keys of things that other datasets of a publication name already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import duckdb

from kg.inspection.columns import Column, Profile
from kg.inspection.keys import called_after, may_be_key
from kg.mapping.yarrrml.syntax import reference

LEAST = 0.5
"""The share of a column's different values that must be keys there to be told of."""
_NUMBERS = frozenset(("integer", "nis"))
ENTERPRISE = "enterprise-number"


@dataclass(frozen=True)
class MappedKey:
    """The key of a triples map: its values are in `table`, as `column` there.

    IRIs begin with `before` and end with `after`. `name` is that of the column in its source.
    """

    dataset: str
    rule: str
    before: str
    after: str
    name: str
    table: str
    column: str


@dataclass(frozen=True)
class KnownKey:
    """The IRIs of what values are keys of, with the share of them that is there, from 0 to 1.

    `plain` says that values are written there as they are here; else by their enterprise number.
    """

    dataset: str
    rule: str
    before: str
    after: str
    share: float
    plain: bool = True

    def template(self, column: str) -> str:
        """The IRI of a value of a column, as a mapping writes it."""
        return f"{self.before}{reference(column)}{self.after}"

    def value(self, column: str) -> dict[str, object]:
        """A link to what a column names, as a mapping writes it."""
        link: dict[str, object] = {"value": self.template(column), "type": "iri"}
        return link if self.plain else link | {"samenspel": {"function": "kbo"}}


def known_keys(
    connection: duckdb.DuckDBPyConnection,
    tables: Mapping[str, Profile],
    *,
    mapped: Iterable[MappedKey],
) -> dict[tuple[str, str], KnownKey]:
    """For each column, by table and name, what its values are keys of: the one with most of them.

    Of enterprise numbers the digits count, whatever signs stand between them.
    """
    found: dict[tuple[str, str], KnownKey] = {}
    columns = [
        (t, profile, c) for t, profile in tables.items() for c in profile.columns if _may_refer(c)
    ]
    for key in mapped:
        for table, profile, column in columns:
            is_meant = called_after(column.name, key.name, table=key.rule)
            if column.kind.partition(" ")[0] in _NUMBERS and not is_meant:
                continue
            for plain in (True, False) if column.kind == ENTERPRISE else (True,):
                share = _share(connection, profile, column, key, plain=plain)
                best = found.get((table, column.name))
                if share >= LEAST and (best is None or share > best.share):
                    found[table, column.name] = KnownKey(
                        key.dataset, key.rule, key.before, key.after, share, plain
                    )
    return found


def _may_refer(column: Column) -> bool:
    return column.distinct > 0 and may_be_key(column) and not column.kind.startswith("date")


def _share(
    connection: duckdb.DuckDBPyConnection,
    profile: Profile,
    column: Column,
    key: MappedKey,
    *,
    plain: bool,
) -> float:
    here, there = ("trim(v)", "trim({})") if plain else (_DIGITS.format("v"), _DIGITS)
    row = connection.execute(
        f"SELECT count_if(k IN (SELECT {there.format(key.column)} FROM {key.table}"
        f" WHERE {key.column} IS NOT NULL)), count(*)"
        f" FROM (SELECT DISTINCT {here} AS k FROM {profile.values} WHERE place = ?)",
        [column.place],
    ).fetchone()
    return row[0] / row[1] if row and row[1] else 0.0


_DIGITS = "lpad(regexp_replace({}, '[^0-9]', '', 'g'), 10, '0')"
