"""How alike two keys are: what is left of a text without case, spaces, dashes and other signs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import duckdb

from kg.mapping.compiler.plan import KeyTable
from kg.mapping.document import (
    MappingDocument,
    Reference,
    TriplesMap,
    expression_references,
    joins,
)
from kg.mapping.execution.privacy import Privacy
from kg.mapping.interpreter.quads import CellFinding
from kg.mapping.sql.dialect import dialect
from kg.mapping.sql.terms import quoted, trimmed
from kg.sources.staged import StagedTable

Near = dict[tuple[str, str, str], str]
"""A key by the map that it leads to, the column here, and the value that is like it."""

SIGN = r"[\pZ\pC\p{Pd}\p{Pc}\p{Ps}\p{Pe}\p{Pi}\p{Pf}.,:;'\"/\\!?·]"
"""A sign that people write or leave out."""
ENTERPRISE = "^(?:be)?0?(1?[0-9]{9})$"
"""A text without signs that may be an enterprise number; its group is the same in every form."""


def lowered_sql(text: str) -> str:
    """A text in lower case; a dash before or behind it is a minus, which counts."""
    return f"regexp_replace(lower(nfc_normalize({text})), '^-|-$', '−', 'g')"


def bare_sql(text: str) -> str:
    """A text without case and signs, accents kept."""
    return f"regexp_replace({lowered_sql(text)}, {quoted(SIGN)}, '', 'g')"


def met_sql(bare: str) -> str:
    """A bare text, enterprise numbers in one form: equal where two keys may be the same."""
    return f"regexp_replace({bare}, {quoted(ENTERPRISE)}, '\\1')"


def near_keys(
    connection: duckdb.DuckDBPyConnection,
    links: Mapping[tuple[str, str], KeyTable],
    *,
    found: Sequence[CellFinding],
    privacy: Privacy,
) -> Near:
    """The keys that values of links which lead nowhere may mean; none of columns withheld.

    `links` has the keys by the map that a link leads to and the column here.
    """
    near: Near = {}
    for (parent, column), keys in links.items():
        place = "SAM-M006", parent, column
        missed = {f.raw for f in found if (f.code, f.expected, f.column) == place}
        if missed and not any(privacy.withholds(keys.source, name) for name in keys.columns):
            for text, key in _nearest(connection, keys.table, missed):
                near[parent, column, text] = key
    return near


def staged_keys(
    document: MappingDocument,
    found: Iterable[CellFinding],
    *,
    staged: Callable[[TriplesMap], StagedTable],
) -> dict[tuple[str, str], KeyTable]:
    """The keys of links that lead nowhere, as far as they are columns: for maps without a plan.

    `staged` gives the whole table of a map; only those are asked for that something is found of.
    """
    missed = {(f.expected, f.column) for f in found if f.code == "SAM-M006"}
    maps = {m.name: m for m in document.triples_maps}
    links: dict[tuple[str, str], KeyTable] = {}
    for join in (join for m in maps.values() for join in joins(m) if len(join.conditions) == 1):
        child, key = join.conditions[0].child, join.conditions[0].parent
        column = next(expression_references(child), "")
        if (join.parent, column) not in missed or not isinstance(key, Reference):
            continue
        source, table = maps[join.parent].source, staged(maps[join.parent])
        if (there := table.columns.get(key.name)) is not None:
            listed = key.name in table.lists
            value = dialect().unnested((there, "k")) if listed else f"{there} AS k"
            bare = trimmed("k") if source.trim else "k"
            keys = f"(SELECT {bare} AS k0 FROM (SELECT {value} FROM {table.table}))"
            links[join.parent, column] = KeyTable(keys, source, (key.name,))
    return links


def _nearest(
    connection: duckdb.DuckDBPyConnection, table: str, texts: Iterable[str]
) -> list[tuple[str, str]]:
    """Those of the texts that may be the same as a key `k0` of a relation, with the key."""
    met, key = met_sql(bare_sql("text")), met_sql(bare_sql("CAST(k0 AS VARCHAR)"))
    return connection.execute(
        f"SELECT text, min(k0) FROM (SELECT text, {met} AS met FROM (SELECT unnest(?) AS text))"
        f" JOIN (SELECT CAST(k0 AS VARCHAR) AS k0, {key} AS met FROM {table}) USING (met)"
        " WHERE met <> '' GROUP BY text",
        [sorted(texts)],
    ).fetchall()
