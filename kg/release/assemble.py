"""Puts a publication's graph together in a work folder: map, protect, load, infer, validate.

Nothing here is public: `build` seals the result, `check` throws it away. Nothing is loaded before
what must not go out is left out (`kg.release.protection`).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property, partial
from io import BytesIO
from pathlib import Path

import pyoxigraph

from kg.inference.asserted_inferences import find_asserted_inferences, inferred_only_terms
from kg.inference.engine import GraphTarget, infer
from kg.inference.explain import explain_rules
from kg.inference.expressions import Tbox
from kg.inference.rule_files import read_rules
from kg.mapping.execution.line_files import write_lines
from kg.mapping.execution.result import MappingResult
from kg.mapping.sql.duckdb import ROOM_TO_SORT, connect, retry_with_memory
from kg.model.findings import Finding
from kg.model.terms import VOCABULARY_GRAPH, IriNames
from kg.release import metadata
from kg.release.assembly import Assembly
from kg.release.counts import count
from kg.release.dataset_mapping import PublicationMapper
from kg.release.dataset_versions import describe_catalogue
from kg.release.guards import GUARDS
from kg.release.known_terms import known_terms
from kg.release.leaving.departures import Departures
from kg.release.matches import add_matches
from kg.release.mistyped import find_mistyped, leave_out, mistyped_finding, store_of_lists
from kg.release.page_files import write_page_files
from kg.release.parts import write_parts_of_lines
from kg.release.peer_datasets import milder
from kg.release.personal_texts import without_personal
from kg.release.protection import DatasetLines, Protection
from kg.release.publication import Publication
from kg.release.release import Release
from kg.release.shape_findings import shape_finding, sheets_of
from kg.release.shares import find_shares
from kg.release.spellings import find_spellings
from kg.release.trace import write_trace
from kg.release.undescribed import find_undescribed, note_undescribed
from kg.release.vocabulary_content import VocabularyContent, read_vocabulary
from kg.resources import ontology_folder, vocabulary_files
from kg.store.lines import BLOCK, GraphFile, triples_of
from kg.store.load import finish, load_beside, load_files, open_empty
from kg.texts import Message
from kg.validation.characters import as_finding, find_forbidden
from kg.validation.shapes import validate

Progress = Callable[[str, str], None]
"""Told of each stage as it begins, by its name and a detail."""


def no_progress(stage: str, detail: str) -> None:
    """For those who do not watch."""


def assemble(
    publication: Publication,
    work: Path,
    *,
    progress: Progress,
    cache: Path | None = None,
    departures: Departures | None = None,
    releases: Path | None = None,
    published: Release | None = None,
    kept: Path | None = None,
) -> Assembly:
    """Make the whole graph of a publication in `work`; fetched files are kept in `cache`.

    `departures` says what left the publication, and is kept out. What `releases` in a folder show
    counts for what may be shown now. Versions of datasets follow those of `published`. Datasets
    that did not change are taken from the folder `kept`, where all are kept for the next time.

    Raises:
        InputError: a mapping, a source file or a vocabulary file cannot be used at all. What is
            wrong in single rows becomes findings instead.
    """
    assembler = Assembler(publication, work, progress, cache or work)
    assembler.mapper.keep_in(kept)
    assembler.result.departures = departures or Departures()
    assembler.result.published = published
    try:
        with assembler.stage("map"):
            assembler.map_datasets()
        with assembler.stage("protect"):
            assembler.protect(releases)
            add_matches(assembler.result)
            assembler.compare_keys()
        with assembler.stage("vocabulary"):
            assembler.vocabulary()
            assembler.compare_lists()
        with assembler.stage("load"):
            assembler.load()
        with assembler.stage("infer"):
            assembler.infer()
        with assembler.stage("validate"):
            assembler.validate()
        found = milder(assembler.result.findings, publication)
        assembler.result.findings[:] = without_personal(found)
        with assembler.stage("describe"):
            assembler.describe()
        with assembler.stage("optimise"):
            assembler.finish()
    finally:
        assembler.connection.close()
    return assembler.result


class Assembler:
    """The stages of a graph, in a work folder; `assemble` calls them in their order."""

    def __init__(
        self, publication: Publication, work: Path, progress: Progress, cache: Path
    ) -> None:
        self.publication, self.work, self.progress = publication, work, progress
        self.result = Assembly(publication, work)
        self.connection = connect(work)
        self.mapper = PublicationMapper(publication, self.connection, work=work, cache=cache)
        self.mapped: dict[str, MappingResult] = {}
        self.loadable: dict[str, Path] = {}
        self.store: pyoxigraph.Store | None = None

    @property
    def names(self) -> IriNames:
        return self.publication.names

    @cached_property
    def content(self) -> VocabularyContent:
        """The vocabulary, with the publication's own extensions."""
        own = [self.publication.folder / name for name in self.publication.extensions]
        return read_vocabulary([*vocabulary_files(), *own])

    @property
    def tbox(self) -> Tbox:
        return self.content.tbox

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Times a stage; what fails in one says so by itself."""
        started = time.perf_counter()
        self.progress(name, "")
        yield
        self.result.seconds[name] = round(time.perf_counter() - started, 3)

    def opened(self) -> pyoxigraph.Store:
        if self.store is None:
            self.store = open_empty(self.result.store)
        return self.store

    def map_datasets(self) -> None:
        self.mapper.check(known_terms(self.tbox))
        made = self.mapper.map(progress=partial(self.progress, "map"))
        self.result.reused = self.mapper.reused
        for dataset, done in made.items():
            self.mapped[dataset] = done.result
            self.result.notes.extend(done.notes)
            self.result.findings.extend(done.result.findings)
            self.result.rows[dataset] = done.rows
            self.result.sources[dataset] = done.sources
            self.add(self.names.dataset(dataset), done.lines, count=done.quads)

    def protect(self, releases: Path | None) -> None:
        """Leave out what must not go out: see `kg.release.protection` and `kg.release.guards`."""
        graphs = {dataset: self.names.dataset(dataset) for dataset in self.mapped}
        paths, quads = self.result.lines, self.result.quads
        lines = {
            dataset: DatasetLines(self.connection, dataset, path=paths[graph], count=quads[graph])
            for dataset, graph in graphs.items()
        }
        protection = Protection(
            self.publication,
            lines,
            self.mapped,
            self.mapper.privacy,
            self.connection,
            self.result.departures,
            releases=releases,
        )
        for guard in GUARDS:
            self.result.findings.extend(guard(protection))
        self.mapper.keep(protection.touched)
        self.quiet = protection.quiet
        for dataset, graph in graphs.items():
            self.result.quads[graph] = lines[dataset].count

    def compare_keys(self) -> None:
        """Note links to nothing, and find keys that differ in their spelling only."""
        base, lines = self.publication.base, self.result.lines.values()
        note = partial(note_undescribed, self.connection, lines, base=base)
        retry_with_memory(self.connection, Message("Comparing links"), action=note)
        self.result.findings.extend(
            find_spellings(self.connection, self.mapped, base=base, privacy=self.mapper.privacy)
        )

    def load(self) -> None:
        """Fill the store from the sorted lines of datasets and the vocabulary."""
        lines = self.result.lines
        load_beside(self.result.store, {g: self.loadable.get(g, path) for g, path in lines.items()})

    def compare_lists(self) -> None:
        """Look at links and at values of lists, while all of it is still lines."""
        known = self.loadable[VOCABULARY_GRAPH]
        datasets = [self.result.lines[self.names.dataset(name)] for name in self.mapped]
        store = store_of_lists(self.connection, known, lines=datasets)
        self.undescribed(store)
        self.mistyped(store)

    def undescribed(self, store: pyoxigraph.Store) -> None:
        """Links that lead to nothing; the vocabulary is there, and nothing is inferred yet."""
        names, publication = self.names, self.publication
        replaced = (f"{old}>" for old in self.result.departures.replaced)
        own = (names.dataset(""), f"{names.base}id/graph/", publication.publisher, *replaced)
        self.result.findings.extend(
            find_undescribed(
                self.connection,
                self.mapped,
                store=store,
                own=own,
                privacy=self.mapper.privacy,
            )
        )

    def add(self, graph: str, path: Path, *, count: int) -> None:
        self.result.lines[graph] = path
        self.result.quads[graph] = count

    def vocabulary(self) -> None:
        content = self.content
        self.result.findings.extend(content.findings)
        self.result.vocabulary = content
        loaded = self.work / "vocabulary.nq"
        loaded.write_bytes(b"".join(content.lines))
        self.loadable[VOCABULARY_GRAPH] = loaded  # with names for blank nodes
        target = self.work / "lines" / "vocabulary.nq"
        target.write_bytes(content.dump)
        self.add(VOCABULARY_GRAPH, target, count=len(content.lines))

    def mistyped(self, store: pyoxigraph.Store) -> None:
        """Report and leave out what is no concept of its list, before ranges make it one."""
        ids = {self.names.dataset(d.id): d.id for d in self.publication.datasets}
        wrong = find_mistyped(store, ids)
        leave_out(wrong, lines=self.result.lines)
        places = {
            graph: self.places(((w.subject, w.predicate) for w in wrong), dataset=ids[graph])
            for graph in {w.graph for w in wrong}
        }
        for found in wrong:
            self.result.quads[found.graph] -= 1
            nowhere = (ids[found.graph], "", None)
            place = places[found.graph].get((found.subject, found.predicate), nowhere)
            self.result.findings.append(mistyped_finding(found, *place))

    def infer(self) -> None:
        folder = ontology_folder() / "rules"
        rules = self.content.rules
        inference = read_rules((folder / "inference").glob("*.rq"), "inference")
        names = {"inferred": self.names.inferred, "closed-world": self.names.closed_world}
        folder_of = self.work / "lines"
        targets = [GraphTarget(graph, folder_of / f"{name}.nq") for name, graph in names.items()]
        said = {graph: self.loadable.get(graph, path) for graph, path in self.result.lines.items()}
        report = infer(
            {**said, self.names.metadata: self.say_reference_date()},
            [*rules, *inference],
            inferred=targets[0],
            closed_world=targets[1],
            work=self.work / "inference",
            before=read_rules((folder / "before").glob("*.rq"), "before"),
            after=read_rules((folder / "after").glob("*.rq"), "after"),
            progress=lambda rule, done, total: self.progress("infer", f"{done}/{total}"),
        )
        self.result.inference = explain_rules(report)
        for target in targets:
            self.add(target.graph, target.path, count=report.written[target.graph])
        load_files(self.opened(), {target.graph: target.path for target in targets})

    def say_reference_date(self) -> Path:
        """A file that tells the rules which day is today: all that they know of the metadata."""
        line = self.work / "reference-date.nq"
        line.write_text(metadata.reference_date(self.publication), encoding="utf-8")
        return line

    def validate(self) -> None:
        data = self.work / "validate.nt"
        with data.open("wb") as out:
            for graph, path in self.result.lines.items():
                out.writelines(triples_of(GraphFile(path, graph), BLOCK))
        shapes = sorted((ontology_folder() / "shapes").glob("*.ttl"))
        results = validate(data, shapes)
        data.unlink()
        asked = [(result.focus, result.path) for result in results]
        places = self.places(asked)
        entries = {dataset: mapped.entries for dataset, mapped in self.mapped.items()}
        sheets = sheets_of(self.connection, entries, asked=asked)
        for result in results:
            place = places.get((result.focus, result.path))
            if place is not None:
                sheet = sheets.get((result.focus, result.path, place[2]))
                self.result.findings.append(shape_finding(result, place, sheet=sheet))
        self.asserted()
        self.forbidden()

    def places(
        self, asked: Iterable[tuple[str, str | None]], *, dataset: str | None = None
    ) -> dict[tuple[str, str | None], metadata.Place]:
        uses = metadata.properties_made(self.mapped)
        return metadata.places_of(self.connection, asked, uses=uses, dataset=dataset)

    def forbidden(self) -> None:
        """Report values that XML cannot hold."""
        for dataset in self.publication.datasets:
            with self.result.lines[self.names.dataset(dataset.id)].open("rb") as lines:
                found = list(find_forbidden(lines))
            asked = ((value.subject, value.predicate) for value in found)
            places = self.places(asked, dataset=dataset.id)
            for value in found:
                place = places.get((value.subject, value.predicate), (dataset.id, "", None))
                self.result.findings.append(as_finding(value, *place))

    def asserted(self) -> None:
        """Report sources that claim what only reasoning may conclude."""
        ids = {self.names.dataset(d.id): d.id for d in self.publication.datasets}
        terms = inferred_only_terms(self.tbox)
        # A second day would be a second today.
        terms |= {metadata.REFERENCE_DATE}
        graphs = [pyoxigraph.NamedNode(graph) for graph in ids]
        claims = find_asserted_inferences(self.opened(), terms, graphs=graphs)
        asked = ((claim.subject, claim.term) for claim in claims)
        places = self.places(asked)
        for claim in claims:
            nowhere = (ids[claim.graph], "", None)
            dataset, source, row = places.get((claim.subject, claim.term), nowhere)
            self.result.findings.append(
                Finding("SAM-O001", dataset, source, row=row, expected=claim.term)
            )

    def describe(self) -> None:
        """Load the metadata graph; provenance is written by SQL, the rest is small."""
        publication, names = self.publication, self.names
        self.result.findings = [self.quiet(finding) for finding in self.result.findings]
        parts: list[Iterable[str]] = [
            describe_catalogue(self.result),
            [metadata.reference_date(publication)],
            self.result.departures.statements(names),
        ]
        for dataset in publication.datasets:
            mapped = self.mapped[dataset.id]
            parts.append(metadata.origins(publication, dataset, mapped=mapped))
        described = sorted({line for part in parts for line in part})
        target = self.work / "lines" / "metadata.nq"
        origins = metadata.provenance_select(names)
        writing = partial(write_lines, self.connection, origins, target=target)
        count = retry_with_memory(
            self.connection,
            Message("Writing whence things come"),
            action=writing,
            start=ROOM_TO_SORT,
        )
        text = "".join(described).encode()
        self.result.findings.extend(as_finding(v, "", "") for v in find_forbidden(BytesIO(text)))
        with target.open("ab") as out:
            out.write(text)
            count += len(described)
            # Findings may be many, and no line of theirs comes twice.
            for line in metadata.findings(publication, self.result.findings):
                out.write(line.encode())
                count += 1
        self.result.lines[names.metadata] = target
        self.result.quads[names.metadata] = count
        load_files(self.opened(), {names.metadata: target})
        write = partial(write_trace, self.connection, self.mapped, folder=self.result.provenance)
        retry_with_memory(
            self.connection,
            Message("Writing where quads come from"),
            action=write,
            start=ROOM_TO_SORT,
        )

    def finish(self) -> None:
        lines = self.result.lines.values()
        count(self.opened(), self.result)
        write_parts_of_lines(self.connection, lines, base=self.names.base, target=self.result.parts)
        write_page_files(self.result, self.connection)
        self.result.shares = find_shares(self.connection, self.result.lines)
        finish(self.opened())
        self.store = None
        # Opening once more empties the write-ahead log, so that a read-only open finds it clean.
        pyoxigraph.Store(str(self.result.store))
