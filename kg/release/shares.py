"""Which graphs of a release have statements in common, found while they are still lines.

The engine gives a statement as often as graphs hold it, so a query that names several graphs as
its default graph may go to the engine only when they have none in common (`kg.store.dataset`).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from itertools import permutations
from pathlib import Path

import duckdb

from kg.mapping.execution.line_files import lines_of
from kg.mapping.sql.duckdb import ROOM_TO_SORT, prepare_to_sort, retry_with_memory
from kg.mapping.sql.terms import quoted
from kg.model.terms import XSD
from kg.texts import Message

_SAME = f"""CASE WHEN contains(said, {quoted(f'"^^<{XSD}')}) THEN split_part(said, '"', 1)
    WHEN contains(said, '"@') THEN lower(said) ELSE said END"""
"""What lines have in common that are one statement to the engine: it keeps the value of a number or
a date, not how it is written, and the letters of a language tag without their case. So some graphs
count as having statements in common that have none; never the other way."""


def find_shares(
    connection: duckdb.DuckDBPyConnection, lines: Mapping[str, Path]
) -> dict[str, list[str]]:
    """Return, by graph, the graphs with which it has statements in common, from files of lines."""
    graphs = list(lines)
    hashed = " UNION ALL ".join(
        f"SELECT {number} AS graph, md5_number({_SAME}) AS statement FROM"
        f" (SELECT left(line, -{len(f' <{graph}> .')}) AS said FROM {lines_of([path])})"
        for number, (graph, path) in enumerate(lines.items())
        if path.stat().st_size
    )
    select = (
        f"SELECT DISTINCT list_sort(list(DISTINCT graph)) FROM ({hashed})"
        " GROUP BY statement HAVING count(DISTINCT graph) > 1"
    )
    ask = partial(_ask, connection, select)
    prepare_to_sort(connection)
    found = retry_with_memory(
        connection, Message("Comparing the graphs"), action=ask, start=ROOM_TO_SORT
    )
    pairs = {pair for (several,) in found for pair in permutations(several, 2)}
    return {
        graph: sorted(graphs[other] for one, other in pairs if one == number)
        for number, graph in enumerate(graphs)
    }


def _ask(connection: duckdb.DuckDBPyConnection, select: str) -> list[tuple[list[int]]]:
    return connection.execute(select).fetchall()
