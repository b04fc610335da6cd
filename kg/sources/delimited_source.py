"""Delimited text as a source: files of it, and the answers of queries to RDF."""

from __future__ import annotations

import codecs
from pathlib import Path

import duckdb

from kg.sources.answer import Question, ask
from kg.sources.delimited import Delimited, misread, stage_delimited
from kg.sources.dialect import Dialect, refuse_binary, settle
from kg.sources.spreadsheet_errors import leave_out_errors
from kg.sources.staged import Logical, Staged, count


def stage_csv(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    source: Logical,
    path: Path,
    references: list[str],
    work: Path,
) -> Staged:
    """Read a file with all its columns into `table`; what is not stated of it is found out.

    Raises:
        SourceError: it is no text, or not written as the mapping says.
    """
    refuse_binary(path, source.encoding)
    dialect = settle(
        path,
        encoding=source.encoding,
        delimiter=source.delimiter,
        quote=source.quote,
        header=source.header,
    )
    read = stage_delimited(connection, table, path, dialect, work)
    if "encoding" in dialect.detected and dialect.encoding == codecs.lookup("cp1252").name:
        read.faults.extend(misread(connection, table, read.names))
    staged = _staged(connection, table, path, read, dialect, rows_are_places=True)
    staged.faults.extend(leave_out_errors(connection, staged, source.nulls))
    return staged


def stage_answer(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    source: Logical,
    path: Path,
    work: Path,
    also: tuple[Path, ...],
) -> Staged:
    """Read the answer of a source's SELECT, asked of the file at `path` and those of `also`.

    Raises:
        SourceError: a file is no RDF, or the query cannot be answered.
    """
    answer = work / f"{table}.answer.csv"
    others = tuple(map(str, also))
    ask(Question(str(path), others, source.query or "", str(answer), source.name))
    dialect = Dialect("utf-8-sig", ",")
    read = stage_delimited(connection, table, answer, dialect, work)
    return _staged(connection, table, path, read, dialect, rows_are_places=False)


def _staged(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    path: Path,
    read: Delimited,
    dialect: Dialect,
    *,
    rows_are_places: bool,
) -> Staged:
    return Staged(
        table,
        path,
        {name: f"c{index}" for index, name in enumerate(read.names)},
        count(connection, table),
        rows_are_places,
        dialect=dialect,
        names=read.names,
        faults=read.faults,
        lines_above=read.lines_above,
    )
