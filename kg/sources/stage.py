"""Stages any source as a table: finds and unpacks its files, and gives each to its reader."""

from __future__ import annotations

import glob
from collections.abc import Callable
from pathlib import Path, PurePosixPath

import duckdb

from kg.errors import SourceError
from kg.sources.columns import SOURCE_ROW
from kg.sources.delimited_source import stage_answer
from kg.sources.dialect import refuse_page
from kg.sources.files import files_of, is_address, refuse_empty, shown
from kg.sources.formats import formats, resolve
from kg.sources.records import RecordFinding
from kg.sources.staged import LogicalSource, StagedTable, count
from kg.sources.unpack import UNPACKED_LIMIT, unpack
from kg.sources.web_policy import WebPolicy

__all__ = ["LogicalSource", "StagedTable", "files_of", "stage"]

Reader = Callable[
    [duckdb.DuckDBPyConnection, str, LogicalSource, Path, list[str], Path], StagedTable
]
"""Stages one file: given the connection, the name of the table to make, the source as a mapping
describes it, the file, the references that are used, and a folder for copies."""


def stage(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    source: LogicalSource,
    path: Path,
    references: list[str],
    work: Path,
    also: tuple[Path, ...] = (),
    *,
    unpacked_limit: int = UNPACKED_LIMIT,
    web: WebPolicy | None = None,
    cache: Path | None = None,
) -> StagedTable:
    """Read a source into `table`; `references` are what the mapping uses of it.

    `path` is a file, a folder or a glob; several files become one table. A query is asked of
    `path` and the files of `also` together. `work` is a folder for copies; `unpacked_limit` is
    the most bytes that a packed file may unpack to. `web` says what may be fetched, `cache` where
    fetched files are kept between runs.

    Raises:
        SourceError: the source is not there or cannot be read as what the mapping says it is.
    """
    read = [name for name in references if name != SOURCE_ROW]
    try:
        staged = _read(
            connection, table, source, path, read, work, also, unpacked_limit, web, cache
        )
    except SourceError as error:
        spot = ":".join(str(part) for part in (source.place.file, source.place.line) if part)
        error.asked_by = f"{spot} ({source.name})"
        raise
    if SOURCE_ROW in references and SOURCE_ROW not in staged.columns:
        _number(connection, staged)
    staged.origins = staged.origins or (shown(source.access),)
    if not staged.rows and not staged.findings:
        staged.findings.append(RecordFinding("SAM-R047", source.header, None, staged.path.name))
    return staged


def _number(connection: duckdb.DuckDBPyConnection, staged: StagedTable) -> None:
    """Add the column that holds the number of each row."""
    number = "_row" if len(staged.files) < 2 else "(_file + 1) || '.' || _row"
    column = f"c{1 + max((int(name[1:]) for name in staged.columns.values()), default=-1)}"
    connection.execute(f"ALTER TABLE {staged.table} ADD COLUMN {column} VARCHAR")
    connection.execute(f"UPDATE {staged.table} SET {column} = {number}")
    staged.columns[SOURCE_ROW] = column


def _read(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    source: LogicalSource,
    path: Path,
    references: list[str],
    work: Path,
    also: tuple[Path, ...],
    unpacked_limit: int,
    web: WebPolicy | None,
    cache: Path | None,
) -> StagedTable:
    if source.kind == "sql":
        # The driver libraries are heavy: only those who ask a database load them.
        from kg.sources.database import stage_sql

        depth = len(Path(source.access).parts)
        folder = Path() if Path(source.access).is_absolute() else path.parents[depth - 1]
        return stage_sql(connection, table, source, references, work, folder)
    if is_address(source.access):
        from kg.sources.web import fetch

        path = fetch(source.access, cache or work, policy=web or WebPolicy())
    format_ = formats()[source.kind]
    found = files_of(path, source.name)
    files = [
        unpack(
            file,
            work / f"{table}.unpacked" / str(index),
            compression=source.compression,
            member=source.member,
            limit=unpacked_limit,
        )
        for index, file in enumerate(found)
    ]
    for file in files:
        refuse_empty(file)
        if format_.never_a_page:
            refuse_page(file)
    if source.kind == "sparql":
        others = tuple(
            unpack(f, work / f"{table}.unpacked" / f"also{i}", limit=unpacked_limit)
            for i, other in enumerate(also)
            for f in files_of(other, source.name)
        )
        return stage_answer(connection, table, source, files[0], work, others)
    reader: Reader = resolve(str(format_.reader))
    if len(files) == 1:
        staged = reader(connection, table, source, files[0], references, work)
        staged.files = (files[0],)
        return staged
    parts = [
        reader(connection, f"{table}_{index}", source, file, references, work)
        for index, file in enumerate(files)
    ]
    staged = _together(connection, table, path, parts)
    staged.origins = tuple(_origin(source.access, path, file) for file in found)
    return staged


def _origin(access: str, path: Path, file: Path) -> str:
    """What a file of a folder or glob would be called in the mapping; they end alike."""
    fixed = next((i for i, part in enumerate(path.parts) if glob.has_magic(part)), len(path.parts))
    below = file.relative_to(Path(*path.parts[:fixed]))
    folder = PurePosixPath(access).parts
    return str(PurePosixPath(*folder[: len(folder) - len(path.parts) + fixed], *below.parts))


def _together(
    connection: duckdb.DuckDBPyConnection, table: str, path: Path, parts: list[StagedTable]
) -> StagedTable:
    """Several staged files as one table; what one of them lacks is empty there, and said."""
    references = list(dict.fromkeys(name for part in parts for name in part.columns))
    lists = frozenset(name for part in parts for name in part.lists)
    typed = [name for name in references if any(name in part.types for part in parts)]
    columns = {name: f"c{index}" for index, name in enumerate(references)}
    types = {name: f"t{index}" for index, name in enumerate(references) if name in typed}
    findings: list[RecordFinding] = []
    selects = []
    for index, part in enumerate(parts):
        findings.extend(_in_file(finding, index) for finding in part.findings)
        selected = [f"{index} AS _file", "_row"]
        for name in references:
            if name not in part.columns:
                findings.append(
                    RecordFinding("SAM-R034", 1, None, part.path.name, column=name, file=index)
                )
            for place, own in ((columns, part.columns), (types, part.types)):
                if name in place:
                    value = _value(own.get(name), name in lists, name in part.lists)
                    selected.append(f"{value} AS {place[name]}")
        selects.append(f"SELECT {', '.join(selected)} FROM {part.table}")
    connection.execute(f"CREATE TABLE {table} AS {' UNION ALL '.join(selects)}")
    for part in parts:
        connection.execute(f"DROP TABLE {part.table}")
    return StagedTable(
        table,
        path,
        columns,
        count(connection, table),
        all(part.rows_are_places for part in parts),
        lists=lists,
        dialect=parts[0].dialect,
        names=list(dict.fromkeys(name for part in parts for name in part.names)),
        findings=findings,
        types=types,
        files=tuple(part.path for part in parts),
        parts=tuple(parts),
        sheet=parts[0].sheet,
    )


def _in_file(finding: RecordFinding, index: int) -> RecordFinding:
    return RecordFinding(
        finding.code,
        finding.row,
        finding.line,
        finding.raw,
        finding.column,
        finding.expected,
        file=index,
    )


def _value(column: str | None, is_list: bool, is_list_here: bool) -> str:
    if column is None:
        return "CAST(NULL AS VARCHAR[])" if is_list else "CAST(NULL AS VARCHAR)"
    if is_list and not is_list_here:
        return f"if({column} IS NULL, NULL, [{column}])"
    return column
