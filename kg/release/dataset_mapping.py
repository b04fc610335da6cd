"""Maps the datasets of a publication, each to a file of sorted lines."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection
from contextlib import suppress
from functools import cached_property, partial
from pathlib import Path

import duckdb

from kg.errors import InputError
from kg.mapping.document import MappingDocument, Root, Source, wanted_references
from kg.mapping.execution.dataset import DatasetMapper
from kg.mapping.execution.findings import Reporter
from kg.mapping.execution.privacy import Privacy
from kg.mapping.execution.provenance import file_name
from kg.mapping.execution.result import MappingResult
from kg.mapping.execution.staging import StagingArea
from kg.mapping.reading import read_mapping
from kg.model.terms import GENID
from kg.release.build_inputs import digest_mapping, program_stamp
from kg.release.kept_maps import KeptMaps, origins_of
from kg.release.known_terms import check_terms
from kg.release.map_records import DatasetMap
from kg.release.publication import DatasetConfig, Publication
from kg.release.source_files import describe_sources
from kg.sources.rdf import quads_as_they_stand
from kg.sources.staged import StagedTable


class PublicationMapper:
    """Maps the datasets of one publication in `work`; fetched files are kept in `cache`.

    `reused` names the datasets that an earlier build mapped (`keep_in`).
    """

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
        self.kept: KeptMaps | None = None
        self.made: dict[str, DatasetMap] = {}
        self.reused: list[str] = []
        self._digests: dict[str, str] = {}
        self._origins: dict[str, tuple[int, ...]] = {}
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

    def keep_in(self, folder: Path | None) -> None:
        """Take datasets that did not change from a folder, and keep what is mapped there."""
        self.kept = None if folder is None else KeptMaps(folder, self.connection)

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
        self._digests = {} if self.kept is None else self._digest()
        mappers, notes = {}, {}
        for dataset in self.publication.datasets:
            progress(dataset.id)
            found = self._take(dataset.id)
            if found is None:
                mappers[dataset.id], notes[dataset.id] = self._map(dataset)
            else:
                self.made[dataset.id] = found
                self.reused.append(dataset.id)
        configured = {dataset.id: dataset for dataset in self.publication.datasets}
        # Sorting takes more memory than mapping, and does not give it back.
        for name, mapper in mappers.items():
            lines = self._lines(name)
            taken = [(s.file, self.publication.find_file(s.file)) for s in configured[name].rdf]
            sources = describe_sources(mapper.result, taken)
            quads = mapper.write(lines)
            self.made[name] = DatasetMap(lines, quads, mapper.result, notes[name], sources)
            mapper.files.delete()
        self._origins = {} if self.kept is None else origins_of(self.connection)
        return {name: self.made[name] for name in configured}

    def keep(self, changed: Collection[str]) -> None:
        """Keep what mapping gave for later builds, but for datasets `changed` since.

        What must not go out lies nowhere but in the sources: a dataset of which anything was left
        out or silenced is mapped again each time. So is one that changed while it was read. To be
        called before anything else is done with lines.
        """
        if self.kept is None:
            return
        now, origins = self._digest(), origins_of(self.connection)
        for name, made in self.made.items():
            digest = self._digests.get(name)
            whole = name not in changed and origins.get(name) == self._origins.get(name)
            if digest is not None and digest == now.get(name) and whole:
                self.kept.keep(name, digest, made=made, documents=self.documents[name])
        self.kept.drop_others()

    def _digest(self) -> dict[str, str]:
        """Digests of what each dataset is made of, as far as that can be known beforehand."""
        program, found = program_stamp(), {}
        for dataset in self.publication.datasets:
            # What cannot be read is told by whoever maps it.
            with suppress(InputError, OSError):
                digest = digest_mapping(
                    self.publication,
                    dataset,
                    documents=self.documents[dataset.id],
                    privacy=self.privacy,
                    program=program,
                )
                if digest is not None:
                    found[dataset.id] = digest
        return found

    def _take(self, dataset: str) -> DatasetMap | None:
        """What an earlier build of the same gave."""
        if self.kept is None or dataset not in self._digests:
            return None
        return self.kept.take(
            dataset,
            self._digests[dataset],
            documents=self.documents[dataset],
            lines=self._lines(dataset),
            restage=partial(self._restage, dataset),
        )

    def _restage(self, dataset: str, document: MappingDocument, source: Source) -> StagedTable:
        """Read a source again, of which only the places of rows are asked."""
        area = StagingArea(
            self.connection,
            MappingResult(),
            Reporter(dataset, self.privacy),
            find_file=self._find_file,
            work=self.work,
            web=None,
            cache=None,
        )
        return area.source(source, wanted_references(document)[source])

    def _find_file(self, access: str, root: Root) -> Path:
        return self.publication.find_file(access)

    def _lines(self, dataset: str) -> Path:
        return self.work / "lines" / f"{dataset}.nq"

    def _map(self, config: DatasetConfig) -> tuple[DatasetMapper, list[str]]:
        graph = self.publication.names.dataset(config.id)
        dataset = DatasetMapper(
            self.connection,
            dataset=config.id,
            graph=graph,
            find_file=self._find_file,
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
            if source.is_ready:
                copy = self.work / "arrived.nq"
                shutil.copyfile(path, copy)
                dataset.add_lines(copy, file_name(source.file))
                continue
            skolem = f"{self.publication.base}{GENID}{config.id}/" if source.skolemise else None
            text = self.work / "arrived.nq"
            text.write_bytes(quads_as_they_stand(path, graph=graph, skolem=skolem, taken=taken))
            dataset.add_lines(text, file_name(source.file))
        dataset.trace()
        return dataset, notes
