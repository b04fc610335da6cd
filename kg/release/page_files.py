"""Makes the files that pages read instead of asking the graph: the index, and the figures."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import duckdb
import pyoxigraph

from kg.figures.file import write_figures
from kg.mapping.sql.duckdb import insert
from kg.release.assembly import Assembly
from kg.search.entries import read_things
from kg.search.index_file import write_index

_COLLATION = "nl"
"""Whose order of letters it is; that of French and English is the same (CLDR)."""


def write_page_files(
    assembly: Assembly, store: pyoxigraph.Store, *, connection: duckdb.DuckDBPyConnection
) -> None:
    """Write the index and the figures of an assembled graph, whose classes are counted."""
    publication = assembly.publication
    names = publication.names
    records = {names.metadata, names.inferred, names.closed_world}
    today = publication.reference_date.isoformat()
    things = read_things(store, records=records, today=today)
    write_index(
        things,
        assembly.index,
        sort_keys=partial(_sort_keys, connection),
        members=assembly.classes,
    )
    write_figures(store, today, path=assembly.figures)


def _sort_keys(connection: duckdb.DuckDBPyConnection, names: Sequence[str]) -> list[str]:
    """Keys that sort as readers expect, by the Unicode Collation Algorithm."""
    connection.execute("CREATE OR REPLACE TEMP TABLE to_sort (place BIGINT, name VARCHAR)")
    insert(connection, "to_sort", rows=list(enumerate(names)))
    keys = connection.execute(
        f"SELECT icu_sort_key(name, '{_COLLATION}') FROM to_sort ORDER BY place"
    ).fetchall()
    connection.execute("DROP TABLE to_sort")
    return [key for (key,) in keys]
