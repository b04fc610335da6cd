"""Maps the datasets of a publication, each to a file of sorted lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb

from kg.mapping.document import MappingDocument
from kg.mapping.execution.dataset import DatasetMapper
from kg.mapping.execution.privacy import Privacy
from kg.mapping.execution.provenance import file_name
from kg.mapping.execution.result import MappingResult
from kg.mapping.reading import read_mapping
from kg.model.terms import GENID
from kg.release.known_terms import check_terms
from kg.release.publication import DatasetConfig, Publication
from kg.release.source_files import describe_sources
from kg.sources.files import shown
from kg.sources.rdf import quads_as_they_stand


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


class PublicationMapper:
    """Maps the datasets of one publication in `work`; fetched files are kept in `cache`."""

    def __init__(
        self,
        publication: Publication,
        connection: duckdb.DuckDBPyConnection,
        *,
        work: Path,
        cache: Path,
    ) -> None:
        self.publication, self.connection = publication, connection
        self.work, self.cache = work, cache
        (work / "lines").mkdir()

    @cached_property
    def documents(self) -> dict[str, list[MappingDocument]]:
        """The mapping documents of each dataset, by its identifier."""
        folder = self.publication.folder
        return {
            dataset.id: [read_mapping(folder / m, folder) for m in dataset.mappings]
            for dataset in self.publication.datasets
        }

    @cached_property
    def privacy(self) -> Privacy:
        """What any of the documents withholds."""
        return Privacy(*(d for several in self.documents.values() for d in several))

    def check(self, known: frozenset[str]) -> None:
        """Stop at a term of our vocabulary that is not there.

        Raises:
            InputError: a document cannot be read, or has such a term.
        """
        for document in (d for several in self.documents.values() for d in several):
            check_terms(document, known)

    def map(self, *, progress: Callable[[str], object]) -> dict[str, DatasetMap]:
        """Map all datasets, by their identifiers; `progress` is told of each as it begins.

        Raises:
            InputError: a mapping or a source file cannot be used at all.
        """
        mappers, notes = {}, {}
        for dataset in self.publication.datasets:
            progress(dataset.id)
            mappers[dataset.id], notes[dataset.id] = self._map(dataset)
        made = {}
        configured = {dataset.id: dataset for dataset in self.publication.datasets}
        # Sorting takes more memory than mapping, and does not give it back.
        for name, mapper in mappers.items():
            lines = self.work / "lines" / f"{name}.nq"
            taken = [(s.file, self.publication.find_file(s.file)) for s in configured[name].rdf]
            sources = describe_sources(mapper.result, taken)
            quads = mapper.write(lines)
            made[name] = DatasetMap(lines, quads, mapper.result, notes[name], sources)
            mapper.files.delete()
        return made

    def _map(self, config: DatasetConfig) -> tuple[DatasetMapper, list[str]]:
        graph = self.publication.names.dataset(config.id)
        dataset = DatasetMapper(
            self.connection,
            dataset=config.id,
            graph=graph,
            find_file=lambda access, root: self.publication.find_file(access),
            work=self.work,
            skolem=f"{self.publication.base}{GENID}{config.id}/",
            web=self.publication.web,
            cache=self.cache,
            privacy=self.privacy,
        )
        notes = list[str]()
        for document in self.documents[config.id]:
            notes.extend(document.notes)
            dataset.map(document)
        notes.extend(dataset.result.interpreted)
        taken: dict[str, Path] = {}
        for source in config.rdf:
            path = self.publication.find_file(source.file)
            skolem = f"{self.publication.base}{GENID}{config.id}/" if source.skolemise else None
            text = self.work / "arrived.nq"
            text.write_bytes(quads_as_they_stand(path, graph=graph, skolem=skolem, taken=taken))
            dataset.add_lines(text, file_name(source.file))
        dataset.trace()
        return dataset, notes
