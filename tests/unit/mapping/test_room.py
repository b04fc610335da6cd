"""The engine starts small, gets room when a statement needs it, and says when it has no more."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from kg.errors import SourceError
from kg.mapping.engine import MEMORY, MOST_MEMORY, connect, with_room


def limit(connection: duckdb.DuckDBPyConnection) -> str:
    row = connection.execute("SELECT current_setting('memory_limit')").fetchone()
    return str(row[0]) if row else ""


def test_a_statement_that_needs_more_memory_gets_it(tmp_path: Path) -> None:
    with connect(tmp_path) as connection:
        assert limit(connection) == f"{MEMORY}.0 MiB"
        # A list cannot be spilled: all of it must be in memory at once.
        hungry = "SELECT length(list(repeat('x', 200) || i)) FROM range(1_000_000) t(i)"
        with pytest.raises(duckdb.OutOfMemoryException):
            connection.execute(hungry).fetchone()
        counted = with_room(connection, "Counting", lambda: connection.execute(hungry).fetchone())
        assert counted == (1_000_000,)
        assert limit(connection) != f"{MEMORY}.0 MiB"


def test_what_never_fits_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    tries = []

    def never() -> None:
        tries.append(limit(connection))
        raise duckdb.OutOfMemoryException("no")

    with connect(tmp_path) as connection, pytest.raises(SourceError) as told:
        with_room(connection, "Mapping 'x'", never)
    assert "Mapping 'x'" in told.value.message
    assert f"{MOST_MEMORY:,} MiB" in told.value.message
    assert told.value.hint
    assert len(set(tries)) == len(tries) > 2
