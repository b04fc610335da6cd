"""What mapping a dataset gave, as JSON holds it between two builds.

Rules and sources are not written down but named: the documents that they stand in are the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from kg.mapping.compiler.column_use import ColumnUse
from kg.mapping.document import MappingDocument, Source, TriplesMap
from kg.mapping.execution.provenance import QuadSource
from kg.mapping.execution.result import MappingResult
from kg.model.findings import Finding
from kg.release.personal_texts import without_personal
from kg.sources.dialect import TextDialect
from kg.sources.files import shown
from kg.sources.staged import StagedTable, Turn
from kg.texts import as_data, from_data

Restage = Callable[[MappingDocument, Source], StagedTable]
"""Reads a source of a document into a table again."""
_Rules = Mapping[tuple[str, str], TriplesMap]
"""Triples maps by the files of their documents and their names."""


@dataclass
class DatasetMap:
    """What mapping one dataset gave: its lines and their number, the rest, and notes."""

    lines: Path
    quads: int
    result: MappingResult
    notes: list[str] = field(default_factory=list)
    sources: list[dict[str, Any]] = field(default_factory=list)
    """What the manifest says of each source file."""

    @property
    def rows(self) -> dict[str, int]:
        """The rows that were read, by source file as it is shown."""
        rows = Counter[str]()
        for access, count in self.result.rows.items():
            rows[shown(access)] += count
        return dict(rows)


@dataclass
class EarlierTable(StagedTable):
    """A table that an earlier build staged: what is known of it, without its rows.

    Where a row stands in the file is found by reading it `again`.
    """

    again: Callable[[], StagedTable] | None = None

    def lines(
        self, places: set[tuple[int, str | None]], file: int = 0
    ) -> dict[tuple[int, str | None], int]:
        return {} if self.again is None else self.again().lines(places, file)


def record_of(made: DatasetMap, documents: Sequence[MappingDocument]) -> dict[str, Any]:
    """What mapping gave, to be written down; findings without values that show somebody."""
    sources = {rule.source: name for name, rule in _rules(documents).items()}
    result = made.result
    return {
        "quads": made.quads,
        "notes": [as_data(note) for note in made.notes],
        "sources": made.sources,
        "rows": result.rows,
        "findings": [_told(finding) for finding in without_personal(result.findings)],
        "staged": [[*sources[source], _table(staged)] for source, staged in result.staged.items()],
        "entries": [_entry(entry) for entry in result.entries],
    }


def map_of(
    told: Mapping[str, Any],
    documents: Sequence[MappingDocument],
    *,
    lines: Path,
    restage: Restage,
) -> DatasetMap:
    """What mapping gave, as `record_of` wrote it down, with its lines in `lines`.

    Raises:
        KeyError, TypeError, ValueError: it is not what that writes.
    """
    rules = _rules(documents)
    by_file = {document.file: document for document in documents}
    tables: dict[Source, StagedTable] = {}
    for file, name, table in told["staged"]:
        source = rules[file, name].source
        tables[source] = _table_of(table, by_file[file], source, restage)
    result = MappingResult(
        rows=told["rows"],
        findings=[_finding(finding) for finding in told["findings"]],
        staged=tables,
        entries=[_entry_of(entry, rules, tables) for entry in told["entries"]],
    )
    notes = [from_data(note) for note in told["notes"]]
    return DatasetMap(lines, told["quads"], result, notes, told["sources"])


def _rules(documents: Sequence[MappingDocument]) -> _Rules:
    return {
        (document.file, rule.name): rule for document in documents for rule in document.triples_maps
    }


def _told(finding: Finding) -> dict[str, Any]:
    said = ((name, getattr(finding, name)) for name in finding.__dataclass_fields__)
    return {name: as_data(value) for name, value in said if value is not None and value != {}}


def _finding(told: dict[str, Any]) -> Finding:
    messages = told.pop("messages", {})
    return Finding(**{name: from_data(value) for name, value in told.items()}, messages=messages)


def _table(staged: StagedTable) -> dict[str, Any]:
    return {
        "rows": staged.rows,
        "rows_are_places": staged.rows_are_places,
        "dialect": None if staged.dialect is None else asdict(staged.dialect),
        "origins": staged.origins,
        "sheet": staged.sheet,
    }


def _table_of(
    told: dict[str, Any], document: MappingDocument, source: Source, restage: Restage
) -> EarlierTable:
    dialect = told["dialect"]
    if dialect is not None:
        dialect = TextDialect(**{**dialect, "detected": tuple(dialect["detected"])})
    return EarlierTable(
        "",
        Path(source.access),
        {},
        told["rows"],
        told["rows_are_places"],
        dialect=dialect,
        origins=tuple(told["origins"]),
        sheet=told["sheet"],
        again=lambda: restage(document, source),
    )


def _entry(entry: QuadSource) -> dict[str, Any]:
    rule, turn = entry.rule, entry.turn
    return {
        "rule": None if rule is None else [rule.place.file, rule.name],
        "files": entry.files,
        "has_rows": entry.has_rows,
        "uses": [asdict(use) for use in entry.uses],
        "cells": entry.cells,
        "doubtful": sorted(entry.doubtful),
        "fixed": sorted(entry.fixed),
        "turn": None if turn is None else [turn.headers, sorted(turn.made)],
    }


def _entry_of(
    told: dict[str, Any], rules: _Rules, tables: Mapping[Source, StagedTable]
) -> QuadSource:
    rule = None if told["rule"] is None else rules[tuple(told["rule"])]
    turn = None
    if told["turn"] is not None and rule is not None:
        headers, made = told["turn"]
        turn = Turn(tables[rule.source], tuple(headers), frozenset(made))
    return QuadSource(
        rule,
        tuple(told["files"]),
        told["has_rows"],
        [ColumnUse.read(use) for use in told["uses"]],
        told["cells"],
        frozenset(told["doubtful"]),
        frozenset(told["fixed"]),
        turn,
    )
