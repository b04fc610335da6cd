"""What of which things a stream has to tell: those of which its datasets say something else now.

They come in the order of the dumps, so that what is said of them is read along. Memory is that of
some lines and of what DuckDB joins two indices of subjects with, however long the stream is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import duckdb

from kg.mapping.sql.terms import quoted
from kg.release.difference.statements import first_line, whole_lines

_TAKEN = 10_000
BLANK = ":"
"""How an index of subjects writes the beginning of a blank node, which no IRI has."""


class ThingChange(NamedTuple):
    """A thing that is new, changed or gone, with all the same kind in the words of a difference."""

    iri: str
    kind: str


class Sides(NamedTuple):
    """The graphs (by id) that count before and after."""

    before: Sequence[str]
    after: Sequence[str]


def changed_things(
    connection: duckdb.DuckDBPyConnection, before: Path | None, *, after: Path, graphs: Sides
) -> Iterator[ThingChange]:
    """What changed in some graphs between two indices of subjects; None: an empty one."""
    old, new = _digests(before, graphs.before), _digests(after, graphs.after)
    known = f"WITH old AS ({old}), new AS ({new})"
    select = (
        f"{known} SELECT subject, CASE WHEN old.digest IS NULL THEN 'added'"
        " WHEN new.digest IS NULL THEN 'removed' ELSE 'changed' END"
        " FROM old FULL JOIN new USING (subject) WHERE old.digest IS DISTINCT FROM new.digest"
        f" AND NOT starts_with(subject, {quoted(BLANK)}) ORDER BY subject || '> '"
    )
    answer = connection.execute(select)
    while rows := answer.fetchmany(_TAKEN):
        for row in rows:
            yield ThingChange(*row)


def count_things(
    connection: duckdb.DuckDBPyConnection, index: Path, *, graphs: Sequence[str]
) -> int:
    """Of how many things some graphs say something."""
    row = connection.execute(f"SELECT count(*) FROM ({_digests(index, graphs)})").fetchone()
    return int(row[0]) if row else 0


def graphs_with_blank_nodes(connection: duckdb.DuckDBPyConnection, index: Path) -> set[str]:
    """The ids of the graphs that say something of blank nodes."""
    rows = connection.execute(
        f"SELECT DISTINCT graph FROM read_parquet({quoted(str(index))})"
        f" WHERE starts_with(subject, {quoted(BLANK)})"
    ).fetchall()
    return {graph for (graph,) in rows}


def _digests(index: Path | None, graphs: Sequence[str]) -> str:
    """A digest of what the graphs together say of each subject."""
    if index is None or not graphs:
        return "SELECT '' AS subject, 0::UBIGINT AS digest WHERE false"
    names = ", ".join(map(quoted, graphs))
    return (
        f"SELECT subject, bit_xor(digest) AS digest FROM read_parquet({quoted(str(index))})"
        f" WHERE graph IN ({names}) GROUP BY subject"
    )


@dataclass
class DumpCursor:
    """Reads what a dump (of the graph with an IRI) says of things, in the order of the dump."""

    path: Path
    graph: str
    _text: bytes = field(default=b"", init=False)
    _at: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        self._pieces = whole_lines(self.path)
        self.tail = f" <{self.graph}> .\n".encode()

    def take(self, start: bytes) -> bytes:
        """The lines that begin with `start`, which is not before what was asked for last."""
        found = b""
        while self._at < len(self._text) or self._next():
            text, at = self._text, self._at
            if text[at : at + len(start)] > start:
                break  # most dumps of the whole say nothing of a thing
            if not text.startswith(start, at):
                at = first_line(text, start, low=at)
            begin = at
            while text.startswith(start, at):
                at = text.index(b"\n", at) + 1
            found += text[begin:at]
            self._at = at
            if at < len(text):
                break
        return found

    def _next(self) -> bool:
        self._text, self._at = next(self._pieces, b""), 0
        return bool(self._text)
