"""Which columns hold several values in a cell, and the sign between those.

A list is what repeats: its parts come back in other cells, in the first place and in later ones. So
an address (number, street), an interval, a geometry or a sentence is none, whatever signs it holds.
"""

from __future__ import annotations

import duckdb

SEPARATORS = (";", "|", ",", "/")
LONGEST = 60
"""Characters that one of several values has at most."""
REPEATED = 0.7
"""Different parts there may be for each part that is written."""
SHARED = 0.5
"""Share of the parts in the first or in later places, whichever are fewer, that stand in both."""
_FEW = 0.1
"""Share of the different cells that must have the sign."""


def separators(
    connection: duckdb.DuckDBPyConnection, values: str, *, places: list[str]
) -> dict[str, str]:
    """The sign between several values by column, of those among `places` that hold such cells.

    `values` is a table of the different values `v` by column `place`.
    """
    found: dict[str, str] = {}
    wanted = ", ".join(f"'{place}'" for place in places)
    for mark in SEPARATORS if places else ():
        for (place,) in connection.execute(_query(values, wanted, mark)).fetchall():
            found.setdefault(place, mark)
    return found


def _query(values: str, wanted: str, mark: str) -> str:
    # A comma and a slash stand in numbers and addresses too: their parts must be words. Other signs
    # may stand between codes, as many as there are.
    words = mark in (",", "/")
    apart = "bool_and(words)" if words else "(bool_and(words) OR (bool_and(codes) AND varies))"
    opened = " OR ".join(
        f"length(replace(p, '{a}', '')) <> length(replace(p, '{b}', ''))"
        for a, b in ("()", "[]", "{}", "<>")
    )
    return f"""
        WITH cells AS (
            SELECT place, v, string_split(v, '{mark}') AS parts FROM {values}
            WHERE place IN ({wanted})
        ), columns AS (
            SELECT place, count(*) AS size, count_if(len(parts) > 1) AS several,
                min(len(parts)) <> max(len(parts)) AS varies
            FROM cells GROUP BY place HAVING several >= 2 AND several >= {_FEW} * size
        ), parts AS (
            SELECT place, trim(unnest(parts)) AS p, generate_subscripts(parts, 1) AS i
            FROM cells JOIN columns USING (place)
        ), different AS (
            SELECT place, p, count(*) AS n, bool_or(i = 1) AS first, bool_or(i > 1) AS later,
                length(p) AS size, regexp_full_match(p, '[^\\d]*\\p{{L}}[^\\d]*') AS words,
                regexp_full_match(p, '\\w+') AS codes, {opened} AS opened
            FROM parts WHERE p <> '' GROUP BY ALL
        )
        SELECT place FROM different JOIN columns USING (place)
        GROUP BY place, varies
        HAVING count(*) <= {REPEATED} * sum(n) AND max(different.size) <= {LONGEST}
            AND NOT bool_or(opened) AND {apart}
            AND count_if(first AND later) >= greatest(1,
                {SHARED} * least(count_if(first), count_if(later)))
    """
