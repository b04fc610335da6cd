"""What a build makes of the files of the vocabulary, each part once and only when it is asked for.

They are the same for every publication without extensions, so that builds in one process share it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property, lru_cache
from io import BytesIO
from pathlib import Path

from kg.inference.compile import compile_rules
from kg.inference.expressions import Tbox
from kg.inference.rule import Rule
from kg.model.findings import Finding
from kg.model.terms import GENID, SHARED_BASE, VOCABULARY_GRAPH
from kg.release.release import file_hash
from kg.release.vocabulary import documents_of, module_of, with_blank_nodes
from kg.sources.rdf import quads_as_they_stand
from kg.validation.characters import as_finding, find_forbidden

_KEPT = 2


class VocabularyContent:
    """The files of the vocabulary, read: axioms, rules, lines and documents."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self._paths = list(paths)

    @cached_property
    def tbox(self) -> Tbox:
        """The axioms.

        Raises:
            OntologyError: a file cannot be read.
        """
        return Tbox.read(self._paths)

    @cached_property
    def rules(self) -> list[Rule]:
        """The rules that the axioms are.

        Raises:
            OntologyError: an axiom is of a kind that rules cannot carry out.
        """
        return compile_rules(self.tbox)

    @cached_property
    def texts(self) -> list[bytes]:
        """The N-Quads of each file, with names for blank nodes.

        Raises:
            InputError: a file cannot be read, or is a module that can have no document.
        """
        skolem, taken = f"{SHARED_BASE}{GENID}", dict[str, Path]()
        texts = []
        for path in self._paths:
            text = quads_as_they_stand(path, graph=VOCABULARY_GRAPH, skolem=skolem, taken=taken)
            module_of(text)  # before a release is made that cannot have its documents
            texts.append(text)
        return texts

    @cached_property
    def findings(self) -> list[Finding]:
        """What XML cannot hold of it."""
        return [
            as_finding(value, "", path.name)
            for path, text in zip(self._paths, self.texts, strict=True)
            for value in find_forbidden(BytesIO(text))
        ]

    @cached_property
    def lines(self) -> frozenset[bytes]:
        """The lines of all files, with names for blank nodes."""
        return frozenset(line for text in self.texts for line in text.splitlines(keepends=True))

    @cached_property
    def dump(self) -> bytes:
        """The lines in their order, with blank nodes."""
        return b"".join(sorted(with_blank_nodes(b"".join(self.lines)).splitlines(keepends=True)))

    @cached_property
    def documents(self) -> dict[str, bytes]:
        """The documents of the whole and of its modules, by their place in a release."""
        return documents_of(self.texts)


def read_vocabulary(paths: Iterable[Path]) -> VocabularyContent:
    """The content of files, kept from a build before when they are the same."""
    files = tuple(paths)
    if not all(path.is_file() for path in files):
        return VocabularyContent(files)
    return _kept(tuple((path, file_hash(path)) for path in files))


@lru_cache(_KEPT)
def _kept(files: tuple[tuple[Path, str], ...]) -> VocabularyContent:
    return VocabularyContent(path for path, _ in files)
