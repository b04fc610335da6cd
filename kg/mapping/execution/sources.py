"""The sources of a document as the interpreter reads them: staged when first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from kg.errors import MappingError
from kg.mapping.document import (
    MappingDocument,
    Root,
    Source,
    TriplesMap,
    references,
    wanted_references,
)
from kg.mapping.execution.findings import Reporter
from kg.mapping.execution.privacy import Privacy, refuse_unknown
from kg.mapping.execution.spelling import Near, near_keys, staged_keys
from kg.mapping.execution.turn import stage_source
from kg.mapping.interpreter.quads import CellFinding
from kg.mapping.interpreter.records import Record, records_of
from kg.mapping.sql.duckdb import retry_with_memory
from kg.model.findings import Finding
from kg.model.suggestion import did_you_mean
from kg.sources.files import shown
from kg.sources.staged import StagedTable
from kg.texts import Message

if TYPE_CHECKING:
    from kg.sources.web_policy import WebPolicy

ExtraReferences = Callable[[Source, StagedTable], list[str]]
Truncate = Callable[[Source, Path], tuple[Source, Path]]
"""Gives a source and its file, or a truncate file that begins with the same records."""


class StagedSources:
    """The sources of a document in `connection`; `find_file` says where they lie.

    `dataset` is what findings say they are of; without, it is the name of the document. Tables
    are called after `prefix`. `web` says what may be fetched, `truncate` what is read of a file.
    `extra_references` gives references that are read beside those of the document, `privacy` knows
    what other documents withhold.
    """

    def __init__(
        self,
        document: MappingDocument,
        find_file: Callable[[str, Root], Path],
        connection: duckdb.DuckDBPyConnection,
        work: Path,
        *,
        dataset: str | None = None,
        prefix: str = "source",
        web: WebPolicy | None = None,
        truncate: Truncate = lambda source, path: (source, path),
        extra_references: ExtraReferences = lambda source, staged: [],
        privacy: Privacy | None = None,
    ) -> None:
        self.connection, self.find_file, self.work = connection, find_file, work
        self.prefix, self.web, self.truncate, self.extra_references = (
            prefix,
            web,
            truncate,
            extra_references,
        )
        privacy = privacy or Privacy()
        privacy.learn(document)
        privacy.refuse_published(document)
        self.reporter = Reporter(dataset or Path(document.file).stem, privacy)
        self._document = document
        self._sources = {m.name: m.source for m in document.triples_maps}
        self._wanted = wanted_references(document)
        self._staged: dict[Source, StagedTable] = {}

    def staged(self, source: Source) -> StagedTable:
        """The table of a source.

        Raises:
            SourceError: the source is not there or cannot be read.
        """
        if source not in self._staged:
            read, file = self.truncate(source, self.find_file(source.access, source.root))
            also = tuple(self.find_file(name, source.root) for name in source.also)
            table = f"{self.prefix}_{len(self._staged)}"

            def staged_with(names: list[str]) -> StagedTable:
                reading = partial(
                    stage_source,
                    self.connection,
                    table,
                    read,
                    file=file,
                    wanted=names,
                    work=self.work,
                    also=also,
                    web=self.web,
                )
                return retry_with_memory(
                    self.connection, f"Reading {shown(source.access)}", action=reading
                )

            wanted = self._wanted[source]
            staged = staged_with(wanted)
            if extra_references := self.extra_references(source, staged):
                self.connection.execute(f"DROP TABLE {table}")
                faults = staged.findings
                staged = staged_with([*wanted, *extra_references])
                staged.findings = faults
            refuse_unknown(source, staged)
            self._staged[source] = staged
        return self._staged[source]

    def records(
        self, triples_map: TriplesMap, test: str = "true", *, most: int | None = None
    ) -> Iterator[Record]:
        """The records of a triples map that pass an SQL test, at most so many.

        Raises:
            MappingError: its source lacks a column that it reads.
        """
        staged = self.staged(triples_map.source)
        for name in references(triples_map):
            if name not in staged.columns:
                place = triples_map.place
                raise MappingError(
                    Message(
                        "the source '{source}' ({file}) has no column '{column}'.",
                        source=triples_map.source.name,
                        file=staged.path.name,
                        column=name,
                    ),
                    file=place.file,
                    line=place.line,
                    column=place.column,
                    code="SAM-Y020",
                    hint=did_you_mean(name, staged.names),
                )
        return records_of(self.connection, staged, source=triples_map.source, test=test, most=most)

    def record_findings(self) -> Iterator[Finding]:
        """What was wrong with the files themselves."""
        for source, staged in self._staged.items():
            yield from self.reporter.record_findings(source, staged)

    def near(self, found: list[CellFinding]) -> Near:
        """The keys that values of links which lead nowhere may mean, of whole sources."""
        links = staged_keys(self._document, found, staged=lambda m: self.staged(m.source))
        return near_keys(self.connection, links, found=found, privacy=self.reporter.privacy)

    def found(self, found: list[CellFinding], near: Near) -> Iterator[Finding]:
        """What was wrong with values, with the lines they stand on."""
        by_map: dict[str, list[CellFinding]] = {}
        for item in found:
            by_map.setdefault(item.triples_map, []).append(item)
        for name, items in by_map.items():
            source = self._sources[name]
            staged = self.staged(source)
            yield from self.reporter.found(
                items, source, staged=staged, lookups=self._document.lookups, near=near
            )
