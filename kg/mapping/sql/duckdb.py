"""The DuckDB that mapping runs in: little memory, and more room when a statement needs it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import duckdb

from kg.errors import SourceError
from kg.mapping.sql.terms import quoted
from kg.texts import Message

MEMORY = 95
"""MiB that DuckDB keeps in memory; the rest goes to the work folder."""
ROOM_TO_SORT = 1_000
"""MiB for sorting what is finished."""
MOST_MEMORY = 4_800
"""MiB that a statement gets when it cannot do with less."""

T = TypeVar("T")


def connect(folder: Path) -> duckdb.DuckDBPyConnection:
    """A DuckDB in memory that spills to `folder` and fetches no extension.

    It has one thread: batches are small, and loading runs beside it on the others.
    """
    connection = duckdb.connect()
    connection.execute(
        "SET autoinstall_known_extensions = false; SET autoload_known_extensions = false;"
        f" SET enable_progress_bar = false; SET memory_limit = '{MEMORY}MiB'; SET threads = 1;"
        f" SET temp_directory = {quoted(str(folder / 'spill'))}"
    )
    return connection


def insert(
    connection: duckdb.DuckDBPyConnection, table: str, *, rows: Sequence[Sequence[object]]
) -> None:
    """Insert rows into a table at once: `executemany` takes a millisecond for each."""
    if rows:
        columns = [list(column) for column in zip(*rows, strict=True)]
        marks = ", ".join("unnest(?)" for _ in columns)
        connection.execute(f"INSERT INTO {table} SELECT {marks}", columns)


def prepare_to_sort(connection: duckdb.DuckDBPyConnection) -> None:
    """Give `ROOM_TO_SORT` for putting in order what is finished, and keep its order.

    Still with one thread: with more, DuckDB 2.0 stops at some sizes when a sorted answer is
    written in groups of bytes ("optional_idx that is not set"), and is no faster.
    """
    connection.execute(
        f"SET preserve_insertion_order = true; SET memory_limit = '{ROOM_TO_SORT}MiB'"
    )


def retry_with_memory(
    connection: duckdb.DuckDBPyConnection,
    doing: str,
    *,
    action: Callable[[], T],
    start: int = MEMORY,
) -> T:
    """What an action gives, done again with twice the memory as long as it has too little.

    The action must be one that can be done twice. `start` is in MiB; `doing` is for the error.

    Raises:
        SourceError: it needs more than `MOST_MEMORY`.
    """
    room = start
    while True:
        try:
            return action()
        except duckdb.OutOfMemoryException as error:
            room *= 2
            if room > MOST_MEMORY:
                raise SourceError(
                    Message(
                        "{doing}: this needs more than {memory:,} MiB of memory.",
                        doing=doing,
                        memory=MOST_MEMORY,
                    ),
                    code="SAM-R048",
                    hint=Message(
                        "Cut the source into several files, or link on a key with more values."
                    ),
                ) from error
            connection.execute(f"SET memory_limit = '{room}MiB'")
