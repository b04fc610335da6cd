"""The staged table: what every reader gives back, and how a row is found again in its file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import duckdb

from kg.sources.dialect import TextDialect
from kg.sources.rdf import line_of
from kg.sources.records import RecordFinding, locate


class Location(Protocol):
    """Where something stands in a mapping document."""

    @property
    def file(self) -> str: ...
    @property
    def line(self) -> int | None: ...


class LogicalSource(Protocol):
    """What staging needs to know of a logical source (`kg.mapping.document.Source` has it)."""

    @property
    def name(self) -> str: ...
    @property
    def access(self) -> str: ...
    @property
    def place(self) -> Location: ...
    @property
    def kind(self) -> str: ...
    @property
    def iterator(self) -> str | None: ...
    @property
    def query(self) -> str | None: ...
    @property
    def table(self) -> str | None: ...
    @property
    def encoding(self) -> str | None: ...
    @property
    def compression(self) -> str | None: ...
    @property
    def member(self) -> str | None: ...
    @property
    def delimiter(self) -> str | None: ...
    @property
    def quote(self) -> str: ...
    @property
    def header(self) -> int: ...
    @property
    def sheet(self) -> str | None: ...
    @property
    def namespaces(self) -> tuple[tuple[str, str], ...]: ...
    @property
    def crs(self) -> str | None: ...
    @property
    def nulls(self) -> tuple[str, ...]: ...
    @property
    def arrays(self) -> bool: ...


@dataclass
class StagedTable:
    """A source as a table: which column holds which reference, and what was found on the way.

    `types` names the column with the natural XSD datatype of a reference, where the source has
    types. With more than one of `files` the table has a column `_file`, the index into them, and
    `_row` restarts in each; `parts` are those files one by one. `origins` are their paths as the
    mapping would write them. `lists` are references whose column is a list. `rows_are_places` is
    False for answers of a query, whose row numbers mean nothing in the file. `locate_items`
    gives the line of every item in order, or nothing for a file too large to look it up; where each
    record of delimited text has one line, `lines_above` is what that has more than its row. `turn`
    says from which cells of a wide table the rows came, where they are no rows of the file.
    """

    table: str
    path: Path
    columns: dict[str, str]
    rows: int
    rows_are_places: bool
    lists: frozenset[str] = frozenset()
    dialect: TextDialect | None = None
    names: list[str] = field(default_factory=list)
    findings: list[RecordFinding] = field(default_factory=list)
    locate_items: Callable[[], list[int]] | None = None
    types: dict[str, str] = field(default_factory=dict)
    files: tuple[Path, ...] = ()
    origins: tuple[str, ...] = ()
    parts: tuple[StagedTable, ...] = ()
    lines_above: int | None = None
    sheet: str | None = None
    turn: Turn | None = None

    @property
    def records(self) -> int:
        """The number of rows of the file, whatever became of them."""
        return self.rows if self.turn is None else self.turn.wide.rows

    def place(self, row: int, column: str | None) -> tuple[int, str | None]:
        """The row and column of the file where a row and column of the table stand."""
        return (row, column) if self.turn is None else self.turn.place(row, column)

    def lines(
        self, places: set[tuple[int, str | None]], file: int = 0
    ) -> dict[tuple[int, str | None], int]:
        """The physical line on which each (row, column) begins; a column None is the whole row.

        Of several files it looks in the one with the index `file`. Empty where there are no lines.
        """
        if self.turn is not None:
            return self.turn.wide.lines(places, file)
        if self.parts:
            return self.parts[file].lines(places)
        if not self.rows_are_places:
            return {}
        if self.lines_above is not None:
            return {(row, column): row + self.lines_above for row, column in places}
        rows = {row for row, _ in places}
        if self.dialect is not None:
            found = locate(self.path, self.dialect, rows=rows)
            return {
                (row, column): found[row].line_of(self._index(column))
                for row, column in places
                if row in found
            }
        if self.locate_items is not None:
            lines = self.locate_items()
            return {(row, c): lines[row - 1] for row, c in places if row <= len(lines)}
        return {}

    def line_of_text(self, text: str) -> int | None:
        """Where a value first stands in a file that has no rows of its own (RDF).

        A database has no lines, and a server no file.
        """
        return line_of(self.path, text) if self.dialect is not None else None

    def _index(self, column: str | None) -> int:
        return self.names.index(column) if column in self.names else 0


@dataclass(frozen=True)
class Turn:
    """From which cells of a wide table the rows of a long one came (`kg.mapping.unpivot`).

    The number of a row there tells its cell: that of its row, times the number of `headers`, plus
    the place of its header among them. `made` are the columns that come of headers and cells.
    """

    wide: StagedTable
    headers: tuple[str, ...]
    made: frozenset[str]

    def place(self, row: int, column: str | None) -> tuple[int, str | None]:
        """The row and column of the wide table where a row and column of the long one stand."""
        own, place = divmod(row, len(self.headers))
        return own, self.headers[place] if column in self.made else column


def count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    """The number of rows of a table."""
    row = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(row[0]) if row else 0
