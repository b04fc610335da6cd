"""Stages any source as a table and remembers how to find a row of it back in the file."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import duckdb

from kg.errors import SourceError
from kg.sources.delimited import Delimited, Fault, locate, stage_delimited
from kg.sources.dialect import Dialect, settle
from kg.sources.document import item_lines, stage_json
from kg.sources.rdf import line_of, select_to_csv


class Logical(Protocol):
    """What staging needs to know of a logical source (`kg.mapping.document.Source` has it)."""

    @property
    def name(self) -> str: ...
    @property
    def access(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def iterator(self) -> str | None: ...
    @property
    def query(self) -> str | None: ...
    @property
    def encoding(self) -> str | None: ...
    @property
    def delimiter(self) -> str | None: ...
    @property
    def header(self) -> int: ...


@dataclass
class Staged:
    """A source as a table: which column holds which reference, and what was found on the way.

    `rows_are_places` is False for answers of a query, whose row numbers mean nothing in the file.
    """

    table: str
    path: Path
    columns: dict[str, str]
    rows: int
    rows_are_places: bool
    lists: frozenset[str] = frozenset()
    dialect: Dialect | None = None
    names: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    iterator: str | None = None

    def lines(self, places: set[tuple[int, str | None]]) -> dict[tuple[int, str | None], int]:
        """The physical line on which each (row, column) begins; a column None is the whole row."""
        rows = {row for row, _ in places}
        if self.dialect is not None and self.rows_are_places:
            found = locate(self.path, self.dialect, rows)
            return {
                (row, column): found[row].line_of(self._index(column))
                for row, column in places
                if row in found
            }
        if self.iterator is not None:
            lines = item_lines(self.path, self.iterator)
            return {(row, c): lines[row - 1] for row, c in places if row <= len(lines)}
        return {}

    def line_of_text(self, text: str) -> int | None:
        """Where a value first stands in a file that has no rows of its own (RDF)."""
        return line_of(self.path, text)

    def _index(self, column: str | None) -> int:
        return self.names.index(column) if column in self.names else 0


def stage(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    source: Logical,
    path: Path,
    references: list[str],
    work: Path,
    also: tuple[Path, ...] = (),
) -> Staged:
    """Read a source into `table`; `references` are the columns that the mapping uses.

    A query is asked of `path` and the files of `also` together.

    Raises:
        SourceError: the file is not there or cannot be read as what the mapping says it is.
    """
    for file in (path, *also):
        if not file.is_file():
            raise SourceError(
                f"Reading the source '{source.name}': {file} is not there.",
                code="SAM-R009",
                hint="Put the file there, or say with --sources in which folder it lies.",
            )
    if source.kind == "json":
        return _stage_json(connection, table, source, path, references)
    if source.kind == "sparql":
        answer = work / f"{table}.answer.csv"
        select_to_csv(path, source.query or "", answer, mapping=source.name, also=also)
        dialect = Dialect("utf-8-sig", ",")
        read = stage_delimited(connection, table, answer, dialect, work)
        return _staged(connection, table, path, read, dialect, rows_are_places=False)
    dialect = settle(
        path, encoding=source.encoding, delimiter=source.delimiter, header=source.header
    )
    read = stage_delimited(connection, table, path, dialect, work)
    return _staged(connection, table, path, read, dialect, rows_are_places=True)


def _staged(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    path: Path,
    read: Delimited,
    dialect: Dialect,
    *,
    rows_are_places: bool,
) -> Staged:
    columns: dict[str, str] = {}
    faults = list(read.faults)
    for index, name in enumerate(read.names):
        if name == "" or name in columns:
            faults.append(Fault("SAM-R006", dialect.header, dialect.header, name, column=name))
        columns.setdefault(name, f"c{index}")
    return Staged(
        table,
        path,
        columns,
        _count(connection, table),
        rows_are_places,
        dialect=dialect,
        names=read.names,
        faults=faults,
    )


def _stage_json(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    source: Logical,
    path: Path,
    references: list[str],
) -> Staged:
    iterator = source.iterator or "$[*]"
    names = stage_json(
        connection,
        table,
        path,
        iterator=iterator,
        references=references,
        encoding=source.encoding,
    )
    columns = {reference: f"c{index}" for index, reference in enumerate(references)}
    return Staged(
        table,
        path,
        columns,
        _count(connection, table),
        True,
        lists=frozenset(r for r in references if r.endswith("[*]")),
        names=names,
        iterator=iterator,
    )


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    row = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(row[0]) if row else 0
