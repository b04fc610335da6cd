"""Delimited text as a source: files of it, and the answers of queries to RDF."""

from __future__ import annotations

import codecs
from pathlib import Path

import duckdb

from kg.sources.answer import SourceQuery, ask
from kg.sources.delimited import DelimitedTable, misread, stage_delimited
from kg.sources.dialect import TextDialect, detect_dialect, refuse_binary
from kg.sources.spreadsheet_errors import leave_out_errors
from kg.sources.staged import LogicalSource, StagedTable, count

# Encodings in which each byte of UTF-8 is a character of its own.
_WESTERN = {codecs.lookup(name).name for name in ("cp1252", "latin-1", "iso8859-15")}


def stage_csv(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    source: LogicalSource,
    path: Path,
    references: list[str],
    work: Path,
) -> StagedTable:
    """Read a file with all its columns into `table`; what is not stated of it is found out.

    Raises:
        SourceError: it is no text, or not written as the mapping says.
    """
    refuse_binary(path, source.encoding)
    dialect = detect_dialect(
        path,
        encoding=source.encoding,
        delimiter=source.delimiter,
        quote=source.quote,
        header=source.header,
    )
    read = stage_delimited(connection, table, path, dialect, work)
    if dialect.encoding in _WESTERN:  # stated, too: files are saved anew in another encoding
        read.findings.extend(misread(connection, table, names=read.names))
    staged = _staged(connection, table, path, read, dialect, rows_are_places=True)
    staged.findings.extend(leave_out_errors(connection, staged, nulls=source.nulls))
    return staged


def stage_answer(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    source: LogicalSource,
    path: Path,
    work: Path,
    also: tuple[Path, ...],
) -> StagedTable:
    """Read the answer of a source's SELECT, asked of the file at `path` and those of `also`.

    Raises:
        SourceError: a file is no RDF, or the query cannot be answered.
    """
    answer = work / f"{table}.answer.csv"
    others = tuple(map(str, also))
    ask(SourceQuery(str(path), others, source.query or "", str(answer), source.name))
    dialect = TextDialect("utf-8-sig", ",")
    read = stage_delimited(connection, table, answer, dialect, work)
    return _staged(connection, table, path, read, dialect, rows_are_places=False)


def _staged(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    path: Path,
    read: DelimitedTable,
    dialect: TextDialect,
    *,
    rows_are_places: bool,
) -> StagedTable:
    return StagedTable(
        table,
        path,
        {name: f"c{index}" for index, name in enumerate(read.names)},
        count(connection, table),
        rows_are_places,
        dialect=dialect,
        names=read.names,
        findings=read.findings,
        lines_above=read.lines_above,
    )
