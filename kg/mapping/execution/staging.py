"""Stages the sources and look-up lists of a dataset, each once however many maps read it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from kg.mapping.document import Lookup, Root, Source
from kg.mapping.execution.findings import Reporter
from kg.mapping.execution.privacy import refuse_unknown
from kg.mapping.execution.result import MappingResult
from kg.mapping.execution.turn import stage_source
from kg.mapping.sql.duckdb import insert, retry_with_memory
from kg.sources.files import shown
from kg.sources.spreadsheet_errors import is_error_text
from kg.sources.staged import StagedTable

if TYPE_CHECKING:
    from kg.sources.web_policy import WebPolicy


class StagingArea:
    """The tables in `connection` that sources and look-up lists were read into.

    `find_file` gives the path of a file that a mapping names, `work` is a folder for what has to
    lie on disk, `web` says what may be fetched and `cache` where it is kept. Rows read and what is
    wrong with records are added to `result`.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        result: MappingResult,
        reporter: Reporter,
        *,
        find_file: Callable[[str, Root], Path],
        work: Path,
        web: WebPolicy | None,
        cache: Path | None,
    ) -> None:
        self.connection, self.result, self.reporter = connection, result, reporter
        self.find_file, self.work, self.web, self.cache = find_file, work, web, cache
        self._staged: dict[tuple[object, ...], StagedTable] = {}
        self._lookups: dict[tuple[tuple[str, str], ...], str] = {}
        self._rows: dict[str, dict[tuple[str | None, ...], int]] = {}
        self._told: set[tuple[object, ...]] = set()

    def source(self, source: Source, wanted: list[str]) -> StagedTable:
        """The table of a source with the columns that are `wanted` of it.

        Raises:
            MappingError, SourceError: it cannot be read, or lacks a column that is withheld.
        """
        # Two sources that differ in name and place only are read once; what a spreadsheet shows
        # for errors is nothing to some.
        errors = tuple(filter(is_error_text, source.nulls))
        key = (source.reading, errors, () if source.kind == "csv" else tuple(wanted))
        if key not in self._staged:
            table = f"source_{len(self._staged)}"
            self.connection.execute(
                f"SET preserve_insertion_order = true; DROP TABLE IF EXISTS {table}"
            )
            path = self.find_file(source.access, source.root)
            also = tuple(self.find_file(name, source.root) for name in source.also)
            fetching = partial(
                stage_source,
                self.connection,
                table,
                source,
                file=path,
                wanted=wanted,
                work=self.work,
                also=also,
                web=self.web,
                cache=self.cache,
            )
            staged = retry_with_memory(
                self.connection, f"Reading {shown(source.access)}", action=fetching
            )
            refuse_unknown(source, staged)
            self._staged[key] = staged
            self._count(source, staged)
            self._report(source, staged)
        self.result.staged[source] = self._staged[key]
        return self._staged[key]

    def lookup(self, lookup: Lookup) -> str:
        """The table of a look-up list: documents may call different lists by one name."""
        entries = tuple(lookup.entries.items())
        if entries not in self._lookups:
            table = self._lookups[entries] = f"lookup_{len(self._lookups)}"
            self.connection.execute(
                f"CREATE OR REPLACE TABLE {table} (key VARCHAR, target VARCHAR)"
            )
            insert(self.connection, table, rows=entries)
        return self._lookups[entries]

    def _count(self, source: Source, staged: StagedTable) -> None:
        """The rows of a file are those of its sheets, tables and members together."""
        part = (source.member, source.sheet, source.table)
        rows = self._rows.setdefault(source.access, {})
        rows[part] = max(staged.records + _records_lost(staged), rows.get(part, 0))
        self.result.rows[source.access] = sum(rows.values())

    def _report(self, source: Source, staged: StagedTable) -> None:
        """What was wrong with the records of a source, once where it is read in several ways."""
        for finding in (
            *self.reporter.record_findings(source, staged),
            *self.reporter.dialect(source, staged),
        ):
            place = (finding.file, finding.sheet, finding.row, finding.line, finding.column)
            told = (finding.code, place, finding.raw, finding.expected)
            if told not in self._told:
                self._told.add(told)
                self.result.findings.append(finding)


def _records_lost(staged: StagedTable) -> int:
    lost = ("SAM-R001", "SAM-R002", "SAM-R003", "SAM-R071")
    return len({(f.file, f.row) for f in staged.findings if f.code in lost})
