"""Opens files of which nothing is known yet: what kind they are, how written, with what columns."""

from __future__ import annotations

import glob
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

import duckdb

from kg.errors import SourceError
from kg.inspection.columns import Column, Profile, profile
from kg.inspection.keys import composite_keys
from kg.inspection.proposal import Proposal
from kg.inspection.rdf_classes import SUBJECT, class_tables
from kg.inspection.structure import kind_of, propose
from kg.inspection.vocabulary import property_for, without_accents
from kg.inspection.wide import wide_table
from kg.mapping.document import Source
from kg.mapping.unpivot import Unpivot
from kg.model.suggestion import nearest
from kg.sources.files import files_of
from kg.sources.formats import formats
from kg.sources.stage import stage
from kg.sources.unpack import SUFFIXES, members, unpack
from kg.texts import Message


@dataclass(frozen=True)
class InspectedFile:
    """A file, a part of it (sheet, table, list of items, class) or several files alike.

    `access` is where it lies below the sources of a publication. `proposal.source` describes it as
    a mapping does; `key_sets` are sets of columns that together tell rows apart, where no column
    does; `faults` counts records that cannot be read, by code. `lists` names the columns
    that have several values by themselves. `wide` says how columns become rows, where headers name
    periods.
    """

    files: tuple[Path, ...]
    access: str
    proposal: Proposal
    table: str
    rows: int
    profile: Profile
    key_sets: list[tuple[str, ...]]
    faults: dict[str, int]
    lists: frozenset[str]
    wide: Unpivot | None = None

    @property
    def columns(self) -> list[Column]:
        """What each column holds."""
        return self.profile.columns

    @property
    def source(self) -> Source:
        """How a mapping describes it."""
        return self.proposal.source

    @property
    def title(self) -> str:
        """What people call it: the file, and what part of it if it has several."""
        parts = [part for part in (self.source.member, self.proposal.part) if part is not None]
        return self.access + (f" ({', '.join(parts)})" if parts else "")

    def property_of(self, column: Column) -> str | None:
        """The property of the vocabulary that a column seems to mean.

        In documents a column of one step is called as its last name; in RDF it is a property
        already, and only another one is worth to name.
        """
        if self.source.kind == "rdf":
            meant = property_for(re.split("[#/:]", column.name)[-1])
            return meant if column.name != SUBJECT and meant != column.name else None
        if formats()[self.source.kind].references in ("columns", "fields"):
            return property_for(column.name)
        name = column.name.removesuffix("[*]").removeprefix("@").rpartition(":")[2]
        return None if re.search(r"[/.\[]", name) else property_for(name)


@dataclass
class _OpenFile:
    """What `InspectedFile` says, before the columns are profiled."""

    files: tuple[Path, ...]
    access: str
    proposal: Proposal
    table: str
    rows: int
    columns: dict[str, str]
    lists: frozenset[str] = frozenset()
    codes: list[str] = field(default_factory=list)
    types: dict[str, str] = field(default_factory=dict)


def unique_names(files: list[InspectedFile]) -> list[InspectedFile]:
    """The same, with sources that each have an address of their own."""
    taken: set[str] = set()
    named = []
    for file in files:
        name, number = file.source.name, 1
        while slug(name) in taken:
            number += 1
            name = f"{file.source.name}-{number}"
        taken.add(slug(name))
        proposal = replace(file.proposal, source=replace(file.source, name=name))
        named.append(replace(file, proposal=proposal))
    return named


def slug(text: str) -> str:
    """A name for addresses and files: letters without accents, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", without_accents(text).lower()).strip("-") or "data"


def open_unknown(
    connection: duckdb.DuckDBPyConnection, table: str, *, path: Path, work: Path
) -> list[InspectedFile]:
    """Stage a file, a folder or a glob into tables named from `table` on, and profile them.

    A file that has several parts gives a table for each. Files of a folder that have the same
    columns are one table together; others stand by themselves.

    Raises:
        SourceError: a file is not there, is of no kind that can be inspected, or cannot be read.
    """
    if not path.exists() and not glob.has_magic(str(path)):
        near = [file.name for file in path.parent.iterdir()] if path.parent.is_dir() else []
        best = nearest(path.name, near)
        raise SourceError(
            Message("Inspecting {path}: it is not there.", path=path),
            code="SAM-R009",
            hint=Message("Did you mean '{name}'?", name=best[0]) if best else None,
        )
    found = files_of(path, path.name)
    if path.is_file():
        opened = _open(connection, table, path, work)
    else:
        known = [file for file in found if kind_of(_unpacked_name(file)) or members(file)]
        opened = [
            part
            for number, file in enumerate(known or found[:1])
            for part in _open(connection, f"{table}_{number}", file, work)
        ]
        if len(opened) == len(known) > 1 and _alike(opened):
            pattern = path if len(known) == len(found) else path / f"*{known[0].suffix}"
            opened = [_together(connection, f"{table}_all", pattern, opened, work)]
    return [_profiled(connection, one) for one in opened]


def _unpacked_name(file: Path) -> Path:
    name = file.name.lower()
    suffix = next((s for s in SUFFIXES if name.endswith(s)), "")
    return file.with_name(file.name[: -len(suffix)]) if suffix else file


def _open(
    connection: duckdb.DuckDBPyConnection, table: str, path: Path, work: Path
) -> list[_OpenFile]:
    inside = members(path)
    real = [name for name in inside if not _is_rubbish(name)]
    opened = []
    for number, member in enumerate(real or [None]):
        folder = work / f"{table}_{number}"
        folder.mkdir(parents=True)
        file = unpack(path, folder, member=member)
        name = (file if member else _unpacked_name(path)).stem
        kind = kind_of(file)
        if kind == "rdf" and len(inside) > 1:
            raise SourceError(
                Message(
                    "Inspecting {file}: {inside} in it can only be read when it is unpacked.",
                    file=path.name,
                    inside=file.name,
                ),
                hint=Message("Unpack it first."),
            )
        if kind == "rdf":
            opened += _classes(connection, f"{table}_{number}", path, file, name, folder)
            continue
        for index, proposal in enumerate(propose(file, name, work=folder)):
            if len(inside) > 1:
                proposal = replace(proposal, source=replace(proposal.source, member=member))
            place = f"{table}_{number}_{index}"
            opened.append(_staged(connection, place, proposal, path, file, folder))
    return opened


def _is_rubbish(name: str) -> bool:
    """Whether a member is what a system adds of its own accord."""
    return any(part.startswith((".", "__MACOSX")) for part in PurePosixPath(name).parts)


def _staged(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    proposal: Proposal,
    path: Path,
    file: Path,
    work: Path,
) -> _OpenFile:
    """Stage what stands in `file`, which is `path` itself or unpacked from it."""
    plain = replace(proposal.source, access=str(file.resolve()), member=None, compression="none")
    staged = stage(connection, table, plain, file, proposal.references, work)
    codes = [fault.code for fault in staged.findings]
    return _OpenFile(
        (path,),
        path.name,
        proposal,
        table,
        staged.rows,
        staged.columns,
        staged.lists,
        codes,
        staged.types,
    )


def _classes(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    path: Path,
    file: Path,
    name: str,
    work: Path,
) -> list[_OpenFile]:
    (proposal,) = propose(file, name, work=work)
    return [
        _OpenFile(
            (path,),
            path.name,
            replace(proposal, part=found.name or "—"),
            found.table,
            found.rows,
            found.columns,
            frozenset(found.columns),
        )
        for found in class_tables(connection, table, path=file, work=work)
    ]


def _alike(opened: list[_OpenFile]) -> bool:
    """Whether files are read in the same way and share most of their columns."""
    ways = {
        (s.kind, s.iterator, s.header, s.member, s.sheet)
        for s in (one.proposal.source for one in opened)
    }
    names = [set(one.columns) for one in opened]
    kind = opened[0].proposal.source.kind
    shared, all_names = set.intersection(*names), set.union(*names)
    return len(ways) == 1 and kind not in ("sql", "rdf") and 2 * len(shared) >= len(all_names)


def _together(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    path: Path,
    opened: list[_OpenFile],
    work: Path,
) -> _OpenFile:
    folder = path.resolve() if path.is_dir() else path.resolve().parent
    first = opened[0].proposal
    sources = [one.proposal.source for one in opened]

    def shared(name: str) -> str | None:
        values = {getattr(source, name) for source in sources}
        return values.pop() if len(values) == 1 else None

    source = replace(
        first.source,
        name=folder.name,
        access=str(path),
        encoding=shared("encoding"),
        delimiter=shared("delimiter"),
    )
    references = list(dict.fromkeys(name for o in opened for name in o.proposal.references))
    staged = stage(connection, table, source, path, references, work)
    geometries = sum((Counter(o.proposal.geometries) for o in opened), Counter[str]())
    codes = [fault.code for fault in staged.findings]
    return _OpenFile(
        tuple(file for one in opened for file in one.files),
        folder.name if path.is_dir() else f"{folder.name}/{path.name}",
        replace(first, source=source, references=references, geometries=dict(geometries)),
        table,
        staged.rows,
        staged.columns,
        staged.lists,
        codes,
        staged.types,
    )


def _profiled(connection: duckdb.DuckDBPyConnection, opened: _OpenFile) -> InspectedFile:
    table = opened.table
    if opened.lists:
        flat = f"{table}_flat"
        connection.execute(
            f"CREATE VIEW {flat} AS SELECT _row, {', '.join(_flattened(opened))} FROM {table}"
        )
        table = flat
    profiled = profile(
        connection,
        table,
        columns=opened.columns,
        typed=_columns_with(connection, opened, opened.types, "{} IS NOT NULL"),
        repeats=_columns_with(connection, opened, opened.columns, "len({}) > 1", opened.lists),
    )
    return InspectedFile(
        opened.files,
        opened.access,
        opened.proposal,
        table,
        opened.rows,
        profiled,
        composite_keys(connection, profiled),
        dict(Counter(opened.codes)),
        opened.lists,
        wide_table(profiled.columns) if opened.proposal.source.kind != "rdf" else None,
    )


def _columns_with(
    connection: duckdb.DuckDBPyConnection,
    opened: _OpenFile,
    places: dict[str, str],
    test: str,
    among: frozenset[str] | None = None,
) -> frozenset[str]:
    """The columns of which a cell passes an SQL test."""
    names = [name for name in places if among is None or name in among]
    if not names:
        return frozenset()
    asked = ", ".join(f"coalesce(bool_or({test.format(places[name])}), false)" for name in names)
    row = connection.execute(f"SELECT {asked} FROM {opened.table}").fetchone() or ()
    return frozenset(name for name, passes in zip(names, row, strict=True) if passes)


def _flattened(opened: _OpenFile) -> Iterator[str]:
    for name, place in opened.columns.items():
        if name in opened.lists:
            yield f"array_to_string({place}, ';') AS {place}"
        else:
            yield place
