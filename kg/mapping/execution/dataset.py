"""Maps the documents of one dataset: quads to files of lines, findings with their places."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from typing import IO, TYPE_CHECKING

import duckdb

from kg.mapping.check_document import check_document
from kg.mapping.compiler.plan import Plan, Targets
from kg.mapping.compiler.scope import Scope
from kg.mapping.compiler.sql_parts import NotCompilableError
from kg.mapping.compiler.triples_map import compile_map
from kg.mapping.document import (
    MappingDocument,
    Root,
    Target,
    TriplesMap,
    wanted_references,
)
from kg.mapping.execution.findings import Reporter, summed
from kg.mapping.execution.line_files import LineFiles, lines_of
from kg.mapping.execution.plans import FINDINGS_KEPT, PlanRun
from kg.mapping.execution.privacy import Privacy
from kg.mapping.execution.provenance import Origins, QuadSource, Tracer
from kg.mapping.execution.result import MappingResult
from kg.mapping.execution.spelling import Near, near_keys, staged_keys
from kg.mapping.execution.staging import StagingArea
from kg.mapping.interpreter.quads import CellFinding
from kg.mapping.interpreter.records import records_of
from kg.mapping.interpreter.triples_map import Interpretation
from kg.mapping.vocabularies import unknown_terms
from kg.texts import compose

if TYPE_CHECKING:
    from kg.sources.web_policy import WebPolicy


class DatasetMapper:
    """Maps the documents of one dataset, one after the other, into files of N-Quads lines.

    `on_file_ready` is told of each file as soon as it is whole, so that loading can begin. With
    `graph` every quad goes there; without, graph maps decide and relative IRIs are put below
    `base_iri`. Blank nodes become IRIs below `skolem` where it is given. Without `located`,
    findings and provenance are left out, without `traced` provenance alone. `web` says what may be
    fetched, `cache` where it is kept, `privacy` what other documents withhold of the same sources.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        *,
        dataset: str,
        graph: str | None,
        find_file: Callable[[str, Root], Path],
        work: Path,
        base_iri: str | None = None,
        skolem: str | None = None,
        located: bool = True,
        traced: bool = True,
        web: WebPolicy | None = None,
        cache: Path | None = None,
        privacy: Privacy | None = None,
        on_file_ready: Callable[[Path], object] = lambda path: None,
    ) -> None:
        self.connection, self.dataset, self.graph = connection, dataset, graph
        self.traced = traced
        self.work, self.located, self.base_iri, self.skolem = work, located, base_iri, skolem
        self.origins = Origins(connection, dataset)
        self.result = MappingResult(entries=self.origins.entries)
        self.reporter = Reporter(dataset, privacy or Privacy())
        self.files = LineFiles(work / "parts" / dataset, dataset, on_file_ready)
        self.staging = StagingArea(
            connection,
            self.result,
            self.reporter,
            find_file=find_file,
            work=work,
            web=web,
            cache=cache,
        )
        self._numbers = count()

    def map(self, document: MappingDocument) -> None:
        """Stage the sources of a document and run its triples maps.

        Raises:
            MappingError, SourceError: the document and the sources do not fit each other.
        """
        check_document(document, self.base_iri)
        self.reporter.privacy.learn(document)
        self.reporter.privacy.refuse_published(document)
        self.result.findings.extend(unknown_terms(document, self.dataset))
        wanted = wanted_references(document)
        tables = {name: self.staging.lookup(lookup) for name, lookup in document.lookups.items()}
        scopes = {
            m.name: Scope(
                next(self._numbers),
                m.name,
                m.source,
                self.staging.source(m.source, wanted[m.source]),
                tables,
                document.lookups,
                base_iri=self.base_iri if m.base is None else m.base,
                unsafe=self.graph is None,
                skolem=self.skolem,
                wanted=wanted[m.source],
            )
            for m in document.triples_maps
        }
        maps = {m.name: m for m in document.triples_maps}
        plans, interpreted = [], []
        for triples_map in document.triples_maps:
            try:
                plans.append(compile_map(triples_map, scopes, maps=maps, graph=self.graph))
            except NotCompilableError as reason:
                self.result.interpreted.append(
                    compose(
                        "{file}: '{name}': {why}",
                        file=document.file,
                        name=triples_map.name,
                        why=reason,
                    )
                )
                interpreted.append(triples_map)
        for plan in plans:
            self._run(plan, scopes[plan.triples_map.name])
        self.result.plans.extend(plans)
        if interpreted:
            self._interpret(document, interpreted, scopes)

    def trace(self) -> None:
        """Write down the rows of quads that several rows or rules may have made, after all maps."""
        if self.located:
            self.origins.trace()

    def add_lines(self, text: Path, file: str) -> None:
        """Add a file of N-Quads lines of this dataset that were made from a source file."""
        lines = self.files.new(())
        text.replace(lines)
        self.files.ready(lines)
        self.origins.add_lines(QuadSource(None, (file,)), lines_of([lines]))

    def write(self, quads: Path | IO[bytes], target: Target | None = None) -> int:
        """Write the quads for a target (None: the default), sorted and each once; their number."""
        return self.files.write_sorted(quads, target=target)

    def _run(self, plan: Plan, scope: Scope) -> None:
        run = PlanRun(self.connection, plan)
        run.write(scope.staged, self.files)
        if not self.located:
            return
        if self.traced:
            self.origins.add_plan(plan, scope)
        kept, beyond = run.found()
        near = near_keys(self.connection, plan.keys, found=kept, privacy=self.reporter.privacy)
        self._report([*kept, *beyond], scope, near)

    def _interpret(
        self, document: MappingDocument, triples_maps: list[TriplesMap], scopes: dict[str, Scope]
    ) -> None:
        """Interpret triples maps row by row, since SQL cannot express all of them."""
        run = Interpretation(
            document,
            lambda m: records_of(self.connection, scopes[m.name].staged, source=m.source),
            self.base_iri,
            self.graph,
            self.skolem,
        )
        traced = [(m, scopes[m.name]) for m in triples_maps]
        tracer = Tracer(self.origins, document, traced, self.work)
        files: dict[Targets, IO[str]] = {}
        with ExitStack() as opened:
            opened.enter_context(tracer)
            for quad, made in run.traced(triples_maps):
                targets = tuple(sorted(quad.targets, key=str))
                if targets not in files:
                    new = self.files.new(targets).open("w", encoding="utf-8", newline="\n")
                    files[targets] = opened.enter_context(new)
                files[targets].write(f"{quad.line()}\n")
                tracer.note(quad, made)
        for file in files.values():
            self.files.ready(Path(file.name))
        links = staged_keys(document, run.findings, staged=lambda m: scopes[m.name].staged)
        for name, scope in scopes.items():
            found = [f for f in run.findings if f.triples_map == name]
            kept, beyond = found[:FINDINGS_KEPT], summed(found[FINDINGS_KEPT:])
            near = near_keys(self.connection, links, found=kept, privacy=self.reporter.privacy)
            self._report([*kept, *beyond], scope, near)

    def _report(self, found: Sequence[CellFinding], scope: Scope, near: Near) -> None:
        told = self.reporter.found(
            found, scope.source, staged=scope.staged, lookups=scope.lists, near=near
        )
        self.result.findings.extend(told)
