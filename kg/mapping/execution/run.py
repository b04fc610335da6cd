"""Runs one mapping document as it stands, outside a publication."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from kg.mapping.check_document import terms_of
from kg.mapping.document import MappingDocument, Root, Target, TriplesMap, joins
from kg.mapping.execution.dataset import DatasetMapper
from kg.mapping.execution.sources import Opened
from kg.mapping.execution.targets import write_target
from kg.mapping.interpreter.triples_map import Interpretation
from kg.mapping.reading import read_mapping
from kg.mapping.sql.duckdb import connect
from kg.mapping.vocabularies import unknown_terms
from kg.model.findings import Finding

Engine = Literal["compiled", "interpreted"]


@dataclass
class Outcome:
    """What a run gave: the number of quads in the default output, findings, and what was walked
    row by row because SQL cannot express it.

    `unlinked` counts, by rule and by the triples map it links to, rows for which a join found
    nothing: no error in RML.
    """

    quads: int = 0
    findings: list[Finding] = field(default_factory=list)
    fallbacks: list[str] = field(default_factory=list)
    unlinked: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def errors(self) -> list[Finding]:
        """The findings that are errors."""
        return [f for f in self.findings if f.severity == "error"]


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
    run = _interpreted if engine == "interpreted" else _compiled
    outcome = run(document, path.parent, output, work, document.base or base)
    if document.language == "rml":
        _pass_over_unlinked(outcome)
    return outcome


def _pass_over_unlinked(outcome: Outcome) -> None:
    """Count rows without a match: they give no triple, and no error (RML Core, joins)."""
    unlinked = [f for f in outcome.findings if f.code == "SAM-M006"]
    outcome.unlinked.update((f.rule or "", f.expected or "") for f in unlinked)
    outcome.findings = [f for f in outcome.findings if f.code != "SAM-M006"]


def _compiled(
    document: MappingDocument, folder: Path, output: Path, work: Path, base: str | None
) -> Outcome:
    with connect(work) as connection:
        dataset = DatasetMapper(
            connection,
            dataset=Path(document.file).stem,
            graph=None,
            find_file=lambda access, root: located(root, access, folder),
            work=work,
            base_iri=base,
        )
        dataset.map(document)
        outcome = Outcome(dataset.write(output), dataset.result.findings, dataset.result.fallbacks)
        for target in dict.fromkeys(t for m in document.triples_maps for t in _targets(m)):
            quads = work / "target.nq"
            dataset.write(quads, target)
            lines = quads.read_text(encoding="utf-8").split("\n")  # literals hold other line ends
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
        opened = Opened(
            document, lambda access, root: located(root, access, folder), connection, work
        )
        run = Interpretation(document, opened.records, base)
        for quad in run.quads():
            for chosen in [targets[t] for t in quad.targets] or [lines]:
                chosen.add(quad.line())
        terms = unknown_terms(document, Path(document.file).stem)
        outcome.findings = [
            *terms,
            *opened.faults(),
            *opened.found(run.findings, opened.near(run.findings)),
        ]
    output.write_text("".join(f"{line}\n" for line in sorted(lines)), encoding="utf-8")
    for target, quads in targets.items():
        write_target(target, located(target.root, target.path, folder), sorted(quads))
    outcome.quads = len(lines)
    return outcome


def located(root: Root, path: str, folder: Path) -> Path:
    """Where a path of a mapping in `folder` leads."""
    return (Path.cwd() if root == "current" else folder) / path


def _targets(triples_map: TriplesMap) -> Iterator[Target]:
    """Every target that a triples map writes to, also when nothing comes of it."""
    for term in terms_of(triples_map):
        yield from term.targets
    for join in joins(triples_map):
        yield from join.targets
