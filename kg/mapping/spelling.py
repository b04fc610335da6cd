"""How alike two keys are: what is left of a text without case, spaces, dashes and other signs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import duckdb

from kg.mapping.plan import Plan
from kg.mapping.privacy import Privacy
from kg.mapping.quads import Found
from kg.mapping.sql import quoted

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
    connection: duckdb.DuckDBPyConnection, plan: Plan, found: Sequence[Found], privacy: Privacy
) -> Near:
    """The keys that values of links which lead nowhere may mean; none of columns withheld."""
    near: Near = {}
    for (parent, column), keys in plan.keys.items():
        place = "SAM-M006", parent, column
        missed = {f.raw for f in found if (f.code, f.expected, f.column) == place}
        if missed and not any(privacy.withholds(keys.source, name) for name in keys.columns):
            for text, key in _nearest(connection, keys.table, missed):
                near[parent, column, text] = key
    return near


def _nearest(
    connection: duckdb.DuckDBPyConnection, table: str, texts: Iterable[str]
) -> list[tuple[str, str]]:
    """Those of the texts that may be the same as a key `k0` of a table, with the key."""
    met, key = met_sql(bare_sql("text")), met_sql(bare_sql("CAST(k0 AS VARCHAR)"))
    return connection.execute(
        f"SELECT text, min(k0) FROM (SELECT text, {met} AS met FROM (SELECT unnest(?) AS text))"
        f" JOIN (SELECT CAST(k0 AS VARCHAR) AS k0, {key} AS met FROM {table}) USING (met)"
        " WHERE met <> '' GROUP BY text",
        [sorted(texts)],
    ).fetchall()
