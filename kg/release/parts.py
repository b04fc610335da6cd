"""Finds the parts of documents (`kg.store.parts`) while they are still lines.

The store would have to give every subject it has, which takes a tenth of a build.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import duckdb

from kg.mapping.execution.line_files import lines_of
from kg.mapping.sql.duckdb import retry_with_memory
from kg.mapping.sql.terms import quoted
from kg.texts import Message


def write_parts_of_lines(
    connection: duckdb.DuckDBPyConnection, lines: Iterable[Path], *, base: str, target: Path
) -> None:
    """Write the things below `base` that have a fragment in their IRI, of files of N-Quads."""
    files = [path for path in lines if path.stat().st_size]
    select = (
        "SELECT DISTINCT subject FROM (SELECT split_part(line, '>', 1) AS subject FROM"
        f" {lines_of(files)} WHERE starts_with(line, {quoted(f'<{base}')}))"
        " WHERE contains(subject, '#')"
    )
    rows = retry_with_memory(
        connection,
        Message("Looking for parts of documents"),
        action=lambda: connection.execute(select).fetchall() if files else [],
    )
    parts = sorted(subject[1:].encode() + b"\n" for (subject,) in rows)
    target.write_bytes(b"".join(parts))
