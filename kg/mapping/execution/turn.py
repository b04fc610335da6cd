"""Stages a source as its mapping reads it: a wide table becomes a long one where it says so.

Row numbers of the long table tell the cell (`kg.sources.staged.Turn`), so that each row has one of
its own, is the same in every map of the source, and leads back to its place in the file.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from kg.errors import MappingError
from kg.mapping.document import Source
from kg.mapping.sql.duckdb import insert
from kg.mapping.sql.terms import nulled
from kg.mapping.unpivot import Unpivot
from kg.model.suggestion import did_you_mean
from kg.sources.columns import SOURCE_ROW
from kg.sources.records import RecordFinding
from kg.sources.stage import stage
from kg.sources.staged import StagedTable, Turn, count
from kg.texts import Message

if TYPE_CHECKING:
    from kg.sources.web_policy import WebPolicy

NO_DATE = "SAM-R078"
"""The code of a header that does not say what the mapping reads in it."""


def stage_source(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    source: Source,
    *,
    file: Path,
    wanted: list[str],
    work: Path,
    also: tuple[Path, ...] = (),
    web: WebPolicy | None = None,
    cache: Path | None = None,
) -> StagedTable:
    """Read a source into `table` with the columns that are `wanted` of it, as `stage` does.

    Raises:
        SourceError: it is not there or cannot be read.
        MappingError: it has not the columns that are to become rows.
    """
    unpivot = source.unpivot
    if unpivot is None:
        return stage(connection, table, source, file, wanted, work, also, web=web, cache=cache)
    own = f"{table}_wide"

    def read(names: list[str]) -> StagedTable:
        connection.execute(f"DROP TABLE IF EXISTS {own}")
        return stage(connection, own, source, file, names, work, also, web=web, cache=cache)

    names = [name for name in wanted if name not in unpivot.made]
    wide = read(names)
    headers = [name for name in wide.names if unpivot.takes(name)]
    if wide.rows or wide.names:
        _refuse(source, unpivot, wide, headers)
    headers = headers or [""]  # of a list of items without any, nothing is known
    if wide.rows and not set(headers) <= set(wide.columns):
        found = wide.findings  # of the same records, as far as they were told
        wide = read(list(dict.fromkeys([*names, *headers])))
        wide.findings = list(dict.fromkeys([*found, *wide.findings]))
    return _turned(connection, table, wide, source, unpivot=unpivot, headers=headers)


def _refuse(source: Source, unpivot: Unpivot, wide: StagedTable, headers: list[str]) -> None:
    """Stop where the columns to turn are not those of the file.

    Raises:
        MappingError: says which.
    """
    names = [name for name in wide.names if name not in headers]
    missing = next(iter(unpivot.missing(wide.names)), None)
    taken = next((name for name in unpivot.made if name in (*names, SOURCE_ROW)), None)
    lists = next((name for name in headers if name in wide.lists), None)
    hint = None
    if missing is not None:
        message = Message("unpivot: no column is called '{column}'.", column=missing)
        hint = did_you_mean(missing, wide.names)
    elif not headers:
        message = Message("unpivot: no column is left to become rows.")
    elif taken is not None:
        message = Message("unpivot: the table has a column '{column}' already.", column=taken)
        hint = Message("Give what unpivot makes another name.")
    elif lists is not None:
        message = Message("unpivot: the column '{column}' holds lists.", column=lists)
        hint = Message("Leave it out with except.")
    else:
        return
    place = source.place
    raise MappingError(
        message,
        file=place.file,
        line=place.line,
        column=place.column,
        code="SAM-Y020",
        hint=hint,
    )


def _turned(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    wide: StagedTable,
    source: Source,
    *,
    unpivot: Unpivot,
    headers: list[str],
) -> StagedTable:
    said = [unpivot.read(header) for header in headers]
    made = unpivot.made
    kept = {name: place for name, place in wide.columns.items() if name not in headers}
    first = 1 + max((int(place[1:]) for place in wide.columns.values()), default=-1)
    columns = kept | {name: f"c{first + number}" for number, name in enumerate(made)}
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {table}_headers"
        f" (place BIGINT{''.join(f', {columns[name]} VARCHAR' for name in made[:-1])})"
    )
    told = [
        [place, *(one.get(name) for name in made[:-1])]
        for place, one in enumerate(said)
        if one is not None
    ]
    insert(connection, f"{table}_headers", rows=told)
    types = {name: place for name, place in wide.types.items() if name not in headers}
    typed = any(header in wide.types for header in headers)
    cells = [f"unnest([{_listed(headers, wide.columns)}]) AS {columns[unpivot.value]}"]
    if typed:
        types[unpivot.value] = f"t{columns[unpivot.value][1:]}_cell"
        cells.append(f"unnest([{_listed(headers, wide.types)}]) AS {types[unpivot.value]}")
    file = ["_file"] if len(wide.files) > 1 else []
    own = [*file, *kept.values(), *(t for name, t in types.items() if name != unpivot.value)]
    beside = [columns[name] for name in made] + ([types[unpivot.value]] if typed else [])
    value = columns[unpivot.value]
    empty = unpivot.empty or source.empty_is_text
    test = "true" if empty else f"{nulled(value, source.nulls, trim=source.trim)} IS NOT NULL"
    connection.execute(f"DROP TABLE IF EXISTS {table}")
    connection.execute(
        f"CREATE TABLE {table} AS"
        f" SELECT {', '.join([f'_row * {len(headers)} + place AS _row', *own, *beside])} FROM"
        f" (SELECT {', '.join(['_row', *own])}, unnest(range({len(headers)})) AS place,"
        f" {', '.join(cells)} FROM {wide.table}) JOIN {table}_headers USING (place) WHERE {test}"
    )
    unread = [h for h, one in zip(headers, said, strict=True) if one is None and wide.rows]
    expected = ", ".join((unpivot.headers or "", *unpivot.dates)).strip(", ")
    return replace(
        wide,
        table=table,
        columns=columns,
        rows=count(connection, table),
        names=[*(name for name in wide.names if name not in headers), *made],
        types=types,
        findings=[
            *wide.findings,
            *(
                RecordFinding(NO_DATE, max(source.header, 1), None, name, name, expected)
                for name in unread
            ),
        ],
        turn=Turn(wide, tuple(headers), frozenset(made)),
    )


def _listed(headers: list[str], places: dict[str, str]) -> str:
    return ", ".join(places.get(header, "CAST(NULL AS VARCHAR)") for header in headers)
