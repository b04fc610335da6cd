"""A few rows of a document's sources extra_references what they become: each quad with its rule.

The interpreter makes the quads, so that every mapping can be looked at, and of a large file only
the first records are read where its form allows that (delimited text, JSON lines).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from kg.mapping.document import (
    Join,
    MappingDocument,
    Reference,
    Root,
    Source,
    TriplesMap,
    joins,
    wanted_references,
)
from kg.mapping.execution.privacy import Privacy
from kg.mapping.execution.sources import ExtraReferences, StagedSources, Truncate
from kg.mapping.interpreter.expressions import Evaluation
from kg.mapping.interpreter.quads import CellFinding, TracedQuad
from kg.mapping.interpreter.records import Record
from kg.mapping.interpreter.triples_map import Interpretation
from kg.mapping.sql.terms import quoted, trimmed
from kg.model.findings import Finding
from kg.sources.dialect import detect_dialect, refuse_binary
from kg.sources.head import head_of_lines, head_of_table
from kg.sources.json_path import steps
from kg.sources.staged import StagedTable
from kg.sources.unpack import packing

if TYPE_CHECKING:
    from kg.sources.web_policy import WebPolicy

SMALL = 1 << 20
"""Bytes of a file that is staged whole, since cutting it gains nothing."""
FAR = 200_000
"""Rows from the top up to which cutting a file is quicker than staging it whole."""


@dataclass(frozen=True)
class Window:
    """Which rows are looked at: at most `count` of them, from row `first` on; `only` that one.

    Rows count as in findings.
    """

    first: int = 1
    count: int = 5
    only: bool = False

    @property
    def test(self) -> str:
        """The rows, as a test on the staged table."""
        return f"_row {'=' if self.only else '>='} {self.first}"


@dataclass(frozen=True)
class PreviewedRow:
    """A row with its values by column, the quads it gives and what is wrong with it.

    `line` is where it begins, when that is known; `file` its file, when there are several.
    """

    number: int
    line: int | None
    file: str | None
    values: dict[str, list[str]]
    made: list[TracedQuad]
    findings: list[Finding]


@dataclass(frozen=True)
class PreviewedMap:
    """The rows of one triples map; `used` are the columns that the document reads.

    `broken` is about rows in between that could not be read at all. Columns in `withheld` have no
    values here.
    """

    triples_map: TriplesMap
    used: frozenset[str]
    rows: list[PreviewedRow]
    broken: list[Finding]
    withheld: frozenset[str] = frozenset()


@dataclass
class Preview:
    """How a document is looked at: where its sources lie and how its run would be.

    `privacy` knows what the other documents of its publication withhold.
    """

    document: MappingDocument
    find_file: Callable[[str, Root], Path]
    connection: duckdb.DuckDBPyConnection
    work: Path
    window: Window
    dataset: str | None = None
    base: str | None = None
    graph: str | None = None
    skolem: str | None = None
    web: WebPolicy | None = None
    privacy: Privacy = field(default_factory=Privacy)

    def __post_init__(self) -> None:
        self.privacy.learn(self.document)
        self._few = self._opened("few", self._shorter, _unread)
        self._all = self._opened("whole")
        self._heads = 0
        self._run = Interpretation(
            self.document, self._rows, self.base, self.graph, self.skolem, self._linked
        )

    def show(self, triples_map: TriplesMap) -> PreviewedMap:
        """The rows of a triples map.

        Raises:
            MappingError, SourceError: the document or a source cannot be used.
        """
        source = triples_map.source
        found = list(self._run.by_record(triples_map))
        staged = self._few.staged(source)
        last = max((staged.place(r.row, None)[0] for r, _, _ in found), default=self.window.first)
        faults = [
            fault
            for fault in self._few.record_findings()
            if fault.rule == source.name and self.window.first <= (fault.row or 0) <= last
        ]
        own = {record.row: staged.place(record.row, None) for record, _, _ in found}
        lines = staged.lines(set(own.values())) if found else {}
        several = len(staged.files) > 1
        rows = [
            PreviewedRow(
                own[record.row][0],
                lines.get(own[record.row]),
                staged.files[record.file].name if several else None,
                self._values(source, record),
                made,
                [*(f for f in faults if _is_at(f, record, staged)), *self._told(wrong)],
            )
            for record, made, wrong in found
        ]
        shown = {row.number for row in rows}
        used = {
            name
            for other, names in wanted_references(self.document).items()
            if other.access == source.access
            for name in names
        }
        broken = [fault for fault in faults if fault.row not in shown]
        columns = {name for row in rows for name in row.values}
        hidden = frozenset(n for n in columns if self.privacy.withholds(source, n))
        return PreviewedMap(triples_map, frozenset(used), rows, broken, hidden)

    def _told(self, wrong: list[CellFinding]) -> Iterator[Finding]:
        """What is wrong with a row; a link to nothing is no error in RML as it stands."""
        if self.document.language == "rml" and self.dataset is None:
            wrong = [found for found in wrong if found.code != "SAM-M006"]
        return self._few.found(wrong, self._all.near(wrong))

    def _values(self, source: Source, record: Record) -> dict[str, list[str]]:
        return {
            name: [] if self.privacy.withholds(source, name) else texts
            for name, texts in _values(source, record).items()
        }

    def _opened(
        self,
        prefix: str,
        truncate: Truncate = lambda source, path: (source, path),
        extra_references: ExtraReferences = lambda source, staged: [],
    ) -> StagedSources:
        return StagedSources(
            self.document,
            self.find_file,
            self.connection,
            self.work,
            dataset=self.dataset,
            prefix=prefix,
            web=self.web,
            truncate=truncate,
            extra_references=extra_references,
            privacy=self.privacy,
        )

    def _rows(self, triples_map: TriplesMap) -> Iterator[Record]:
        is_whole = self.window.only and triples_map.source.unpivot is not None
        most = None if is_whole else self.window.count
        return self._few.records(triples_map, self.window.test, most=most)

    def _shorter(self, source: Source, path: Path) -> tuple[Source, Path]:
        first, count = self.window.first, self.window.count
        if first + count > FAR or not path.is_file() or path.stat().st_size < SMALL:
            return source, path
        if packing(path, source.compression):
            return source, path
        folder = self.work / f"head{self._heads}"
        self._heads += 1
        folder.mkdir()
        target = folder / path.name  # errors call a file by its name
        if source.kind == "csv":
            refuse_binary(path, source.encoding)
            dialect = detect_dialect(
                path,
                encoding=source.encoding,
                delimiter=source.delimiter,
                quote=source.quote,
                header=source.header,
            )
            settled = replace(source, encoding=dialect.encoding, delimiter=dialect.delimiter)
            return settled, head_of_table(path, dialect, first=first, count=count, target=target)
        if source.kind == "jsonl" and source.iterator in (None, "$"):
            return source, head_of_lines(path, first, count=count, target=target)
        return source, path

    def _linked(self, join: Join) -> Iterable[Record]:
        """The records that the rows shown link to: those with their keys, of the whole source."""
        maps = self.document.triples_maps
        parent = next(m for m in maps if m.name == join.parent)
        children = [m for m in maps if join in joins(m)]
        if not join.conditions and all(m.source.access == parent.source.access for m in children):
            return self._rows(parent)
        staged = self._all.staged(parent.source)
        tests = ["true"]
        for pair in join.conditions:
            name = pair.parent.name if isinstance(pair.parent, Reference) else None
            if name in staged.columns and name not in staged.lists:
                keys = {
                    key
                    for child in children
                    for record in self._rows(child)
                    for key in Evaluation(child.source, record, self.document.lookups).keys(
                        pair.child
                    )
                }
                column = staged.columns[name]
                column = trimmed(column) if parent.source.trim else column
                tests.append(f"{column} IN ({', '.join(map(quoted, sorted(keys))) or 'NULL'})")
        return self._all.records(parent, " AND ".join(tests))


def _is_at(fault: Finding, record: Record, staged: StagedTable) -> bool:
    return (
        fault.row == staged.place(record.row, None)[0] and fault.file == staged.origins[record.file]
    )


def _unread(source: Source, staged: StagedTable) -> list[str]:
    """The keys at the top of the items that no path of the mapping begins with.

    Of a large file none, since it would be read twice.
    """
    if source.kind not in ("json", "jsonl") or staged.path.stat().st_size > SMALL:
        return []
    known = {first for name in staged.columns for first in (steps(name) or ())[:1]}
    return [name for name in staged.names if steps(name) == (name,) and name not in known]


def _values(source: Source, record: Record) -> dict[str, list[str]]:
    """The values of a row that count as values, by column."""
    evaluation = Evaluation(source, record, {})
    found = {
        name: [value.text for value in evaluation.values(Reference(name))] for name in record.values
    }
    return {name: texts for name, texts in found.items() if any(text.strip() for text in texts)}
