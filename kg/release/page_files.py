"""Makes the files that pages read instead of asking the graph: the index, and the figures."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial

import duckdb

from kg.figures import file
from kg.mapping.sql.duckdb import insert
from kg.release.assembly import Assembly
from kg.search import entries
from kg.search.folding import FoldedTexts
from kg.search.index_file import write_index
from kg.search.statements import read_statements

_COLLATION = "nl"
"""Whose order of letters it is; that of French and English is the same (CLDR)."""


def write_page_files(assembly: Assembly, connection: duckdb.DuckDBPyConnection) -> None:
    """Write the index and the figures of an assembled graph, whose classes are counted."""
    publication = assembly.publication
    names = publication.names
    records = {names.metadata, names.inferred, names.closed_world}
    today = publication.reference_date.isoformat()
    with _no_search_for_cycles():
        statements = read_statements(
            connection, assembly.lines, properties=(*entries.PROPERTIES, *file.PROPERTIES)
        )
        folded = FoldedTexts()
        write_index(
            entries.read_things(statements, folded, records=records, today=today),
            assembly.index,
            sort_keys=partial(_sort_keys, connection),
            members=assembly.classes,
            folded=folded,
        )
        file.write_figures(statements, today, path=assembly.figures)


@contextmanager
def _no_search_for_cycles() -> Iterator[None]:
    """Let Python not look for cycles among millions of texts, which hold none: a tenth of it."""
    searched = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searched:
            gc.enable()


def _sort_keys(connection: duckdb.DuckDBPyConnection, names: Sequence[str]) -> list[str]:
    """Keys that sort as readers expect, by the Unicode Collation Algorithm."""
    connection.execute("CREATE OR REPLACE TEMP TABLE to_sort (place BIGINT, name VARCHAR)")
    insert(connection, "to_sort", rows=list(enumerate(names)))
    keys = connection.execute(
        f"SELECT icu_sort_key(name, '{_COLLATION}') FROM to_sort ORDER BY place"
    ).fetchall()
    connection.execute("DROP TABLE to_sort")
    return [key for (key,) in keys]
