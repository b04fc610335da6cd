"""Runs one mapping document as it stands, outside a publication."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import duckdb

from kg.errors import MappingError
from kg.mapping.apply import Dataset, connect
from kg.mapping.document import (
    MappingDocument,
    Root,
    Source,
    Target,
    TriplesMap,
    references,
    wanted_references,
)
from kg.mapping.interpret import Found, Interpretation
from kg.mapping.read import read_mapping
from kg.mapping.records import Record, records_of
from kg.mapping.targets import write_target
from kg.mapping.yaml_nodes import did_you_mean
from kg.model.findings import CATALOGUE, Finding
from kg.sources.stage import Staged, stage

Engine = Literal["compiled", "interpreted"]


@dataclass
class Outcome:
    """What a run gave: the number of quads in the default output, findings, and what was walked
    row by row because SQL cannot express it."""

    quads: int = 0
    findings: list[Finding] = field(default_factory=list)
    fallbacks: list[str] = field(default_factory=list)

    @property
    def errors(self) -> list[Finding]:
        """The findings that are errors."""
        return [f for f in self.findings if CATALOGUE[f.code].severity == "error"]


def run_document(
    path: Path,
    *,
    output: Path,
    work: Path,
    base: str | None = None,
    engine: Engine = "compiled",
) -> Outcome:
    """Write the quads of a mapping to `output` as sorted N-Quads, and its targets where they say.

    Paths of sources and targets count from the folder of the mapping, or from the current one
    when the mapping says so. Relative IRIs go below `base` when the mapping names no base itself.

    Raises:
        MappingError, SourceError: the document or a source cannot be used.
        InputError: a target cannot be written.
    """
    document = read_mapping(path, path.parent)
    if engine == "interpreted":
        return _interpreted(document, path.parent, output, work, document.base or base)
    return _compiled(document, path.parent, output, work, document.base or base)


def _compiled(
    document: MappingDocument, folder: Path, output: Path, work: Path, base: str | None
) -> Outcome:
    with connect(work) as connection:
        dataset = Dataset(
            connection,
            dataset=Path(document.file).stem,
            graph=None,
            find_file=lambda access, root: located(root, access, folder),
            work=work,
            base_iri=base or "",
        )
        dataset.map(document)
        outcome = Outcome(dataset.write(output), dataset.mapped.findings, dataset.mapped.fallbacks)
        for target in dict.fromkeys(t for m in document.triples_maps for t in _targets(m)):
            quads = work / "target.nq"
            dataset.write(quads, target)
            lines = quads.read_text(encoding="utf-8").splitlines()
            write_target(target, located(target.root, target.path, folder), lines)
    return outcome


def _interpreted(
    document: MappingDocument, folder: Path, output: Path, work: Path, base: str | None
) -> Outcome:
    lines: set[str] = set()
    targets: dict[Target, set[str]] = {
        target: set() for m in document.triples_maps for target in _targets(m)
    }
    outcome = Outcome()
    with connect(work) as connection:
        staged = _Sources(document, folder, work, connection)
        run = Interpretation(document, staged.records, base)
        for quad in run.quads():
            for chosen in [targets[t] for t in quad.targets] or [lines]:
                chosen.add(quad.line())
        outcome.findings = [*staged.faults(), *staged.found(run.findings)]
    output.write_text("".join(f"{line}\n" for line in sorted(lines)), encoding="utf-8")
    for target, quads in targets.items():
        write_target(target, located(target.root, target.path, folder), sorted(quads))
    outcome.quads = len(lines)
    return outcome


def located(root: Root, path: str, folder: Path) -> Path:
    """Where a path of a mapping in `folder` leads."""
    return (Path.cwd() if root == "current" else folder) / path


class _Sources:
    """The staged sources of a document."""

    def __init__(
        self,
        document: MappingDocument,
        folder: Path,
        work: Path,
        connection: duckdb.DuckDBPyConnection,
    ) -> None:
        self.connection = connection
        self._sources = {m.name: m.source for m in document.triples_maps}
        self._name = Path(document.file).stem
        self._staged: dict[Source, Staged] = {}
        for source, names in wanted_references(document).items():
            file = located(source.root, source.access, folder)
            also = tuple(located(source.root, name, folder) for name in source.also)
            table = f"source_{len(self._staged)}"
            self._staged[source] = stage(connection, table, source, file, names, work, also)

    def records(self, triples_map: TriplesMap) -> Iterator[Record]:
        """The records of a triples map.

        Raises:
            MappingError: its source lacks a column that it reads.
        """
        staged = self._staged[triples_map.source]
        for name in references(triples_map):
            if name not in staged.columns:
                place = triples_map.place
                raise MappingError(
                    f"the source '{triples_map.source.name}' ({staged.path.name}) has no column"
                    f" '{name}'.",
                    file=place.file,
                    line=place.line,
                    column=place.column,
                    code="SAM-Y020",
                    hint=did_you_mean(name, staged.names),
                )
        return records_of(self.connection, staged)

    def faults(self) -> Iterator[Finding]:
        """What was wrong with the files themselves."""
        for source, staged in self._staged.items():
            for fault in staged.faults:
                yield Finding(
                    fault.code,
                    self._name,
                    source.access,
                    row=fault.row,
                    line=fault.line,
                    column=fault.column,
                    raw=fault.raw,
                    expected=fault.expected,
                    rule=source.name,
                )

    def found(self, found: list[Found]) -> Iterator[Finding]:
        """What was wrong with values, with the lines they stand on."""
        by_map: dict[str, list[Found]] = {}
        for item in found:
            by_map.setdefault(item.triples_map, []).append(item)
        for name, items in by_map.items():
            source = self._sources[name]
            staged = self._staged[source]
            lines = staged.lines({(item.row, item.column) for item in items})
            for item in items:
                yield Finding(
                    item.code,
                    self._name,
                    source.access,
                    row=item.row if staged.rows_are_places else None,
                    line=lines.get((item.row, item.column)),
                    column=item.column,
                    raw=item.raw,
                    rule=item.rule,
                    expected=item.expected,
                )


def _targets(triples_map: TriplesMap) -> Iterator[Target]:
    """Every target that a triples map writes to, also when nothing comes of it."""
    yield from triples_map.subject.targets
    for graph in triples_map.graphs:
        yield from graph.targets
    for po in triples_map.predicate_objects:
        for term in (*po.predicates, *po.graphs, *po.objects):
            yield from term.targets
