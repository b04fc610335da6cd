"""Runs one mapping document as it stands, outside a publication."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Literal

from kg.mapping.check_document import terms_of
from kg.mapping.document import MappingDocument, Root, Target, TriplesMap, joins
from kg.mapping.execution.dataset import DatasetMapper
from kg.mapping.execution.sources import StagedSources
from kg.mapping.execution.targets import write_target
from kg.mapping.interpreter.triples_map import Interpretation
from kg.mapping.reading import read_mapping
from kg.mapping.sql.duckdb import connect
from kg.mapping.vocabularies import unknown_terms
from kg.model.findings import Finding
from kg.work_folder import work_folder

Engine = Literal["compiled", "interpreted"]


@dataclass
class RunResult:
    """What a run gave: the number of quads in the default output, findings, and what was
    interpreted because SQL cannot express it.

    `nquads` is the default output as text, when it was not written to a file. `unlinked` counts, by
    rule and by the triples map it links to, rows for which a join found nothing: no error in RML.
    """

    quads: int = 0
    findings: list[Finding] = field(default_factory=list)
    interpreted: list[str] = field(default_factory=list)
    unlinked: Counter[tuple[str, str]] = field(default_factory=Counter)
    nquads: str | None = None

    @property
    def errors(self) -> list[Finding]:
        """The findings that are errors."""
        return [f for f in self.findings if f.severity == "error"]

    def __repr__(self) -> str:
        return f"<RunResult: {self.quads} quads, findings: {len(self.findings)}>"


def map_document(
    mapping: str | Path,
    output: str | Path | IO[bytes] | None = None,
    *,
    base: str | None = None,
    engine: Engine = "compiled",
    work: Path | None = None,
) -> RunResult:
    """Run a mapping document (YARRRML or RML) as it stands, outside a publication.

    The quads go to `output`, a path or what bytes can be written to, as sorted N-Quads, or into the
    result when none is given; targets of the mapping are written where they say. Paths of sources
    and targets count from the folder of the mapping, or from the current one when the mapping says
    so. Relative IRIs go below `base` when the mapping names no base itself. `engine` "interpreted"
    is slow and plain, to compare with. `work` is an empty folder for what is needed meanwhile
    (default: a temporary one).

    Raises:
        MappingError, SourceError: the document or a source cannot be used.
        InputError: a target cannot be written.
    """
    path = Path(mapping)
    run = {"compiled": _compiled, "interpreted": _interpreted}[engine]
    with ExitStack() as stack:
        folder = work or stack.enter_context(work_folder())
        plain = folder / "output.nq"
        target = plain if output is None else Path(output) if isinstance(output, str) else output
        document = read_mapping(path, path.parent)
        result = run(document, path.parent, target, folder, document.base or base)
        if output is None:
            result.nquads = plain.read_text(encoding="utf-8")
    if document.language == "rml":
        _pass_over_unlinked(result)
    return result


def _pass_over_unlinked(result: RunResult) -> None:
    """Count rows without a match: they give no triple, and no error (RML Core, joins)."""
    unlinked = [f for f in result.findings if f.code == "SAM-M006"]
    result.unlinked.update((f.rule or "", f.expected or "") for f in unlinked)
    result.findings = [f for f in result.findings if f.code != "SAM-M006"]


def _compiled(
    document: MappingDocument,
    folder: Path,
    output: Path | IO[bytes],
    work: Path,
    base: str | None,
) -> RunResult:
    with connect(work) as connection:
        dataset = DatasetMapper(
            connection,
            dataset=Path(document.file).stem,
            graph=None,
            find_file=lambda access, root: located(root, access, folder=folder),
            work=work,
            base_iri=base,
            traced=False,
        )
        dataset.map(document)
        result = RunResult(
            dataset.write(output), dataset.result.findings, dataset.result.interpreted
        )
        for target in dict.fromkeys(t for m in document.triples_maps for t in _targets(m)):
            quads = work / "target.nq"
            dataset.write(quads, target)
            lines = quads.read_text(encoding="utf-8").split("\n")  # literals hold other line ends
            write_target(target, located(target.root, target.path, folder=folder), lines=lines)
    return result


def _interpreted(
    document: MappingDocument,
    folder: Path,
    output: Path | IO[bytes],
    work: Path,
    base: str | None,
) -> RunResult:
    lines: set[str] = set()
    targets: dict[Target, set[str]] = {
        target: set() for m in document.triples_maps for target in _targets(m)
    }
    result = RunResult()
    with connect(work) as connection:
        opened = StagedSources(
            document, lambda access, root: located(root, access, folder=folder), connection, work
        )
        run = Interpretation(document, opened.records, base)
        for quad in run.quads():
            for chosen in [targets[t] for t in quad.targets] or [lines]:
                chosen.add(quad.line())
        terms = unknown_terms(document, Path(document.file).stem)
        result.findings = [
            *terms,
            *opened.record_findings(),
            *opened.found(run.findings, opened.near(run.findings)),
        ]
    text = "".join(f"{line}\n" for line in sorted(lines)).encode()
    if isinstance(output, Path):
        output.write_bytes(text)
    else:
        output.write(text)
    for target, quads in targets.items():
        write_target(target, located(target.root, target.path, folder=folder), lines=sorted(quads))
    result.quads = len(lines)
    return result


def located(root: Root, path: str, *, folder: Path) -> Path:
    """Where a path of a mapping in `folder` leads."""
    return (Path.cwd() if root == "current" else folder) / path


def _targets(triples_map: TriplesMap) -> Iterator[Target]:
    """Every target that a triples map writes to, also when nothing comes of it."""
    for term in terms_of(triples_map):
        yield from term.targets
    for join in joins(triples_map):
        yield from join.targets
