"""How a publication names things already, and which keys its datasets have: drafts follow it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from kg.cli.draft_mapping import Conventions
from kg.cli.inspect import Inspection
from kg.cli.rdf_keys import rdf_keys
from kg.errors import SamenspelError
from kg.inspection.known_keys import KnownKey, MappedKey, known_keys
from kg.mapping.document import (
    MappingDocument,
    Template,
    TriplesMap,
    expression_references,
)
from kg.mapping.execution.sources import StagedSources
from kg.mapping.reading import read_mapping
from kg.release.publication import Publication
from kg.sources.files import is_address

Mapped = list[tuple[str, MappingDocument]]


def mapped_documents(publication: Publication) -> Mapped:
    """The mapping documents of a publication, each with the id of its dataset.

    Raises:
        MappingError: one of them cannot be read.
    """
    folder = publication.folder
    return [
        (dataset.id, read_mapping(folder / name, folder))
        for dataset in publication.datasets
        for name in dataset.mappings
    ]


def conventions_of(publication: Publication, found: Inspection, *, unread: set[str]) -> Conventions:
    """How new things of a publication are named; `unread` fills with sources that cannot be read.

    Raises:
        MappingError: a mapping document cannot be read.
    """
    documents = mapped_documents(publication)
    rules = [rule for _, document in documents for rule in document.triples_maps]
    spaces = [
        space
        for _, document in documents
        for space in document.prefixes.values()
        if space.startswith(publication.base)
    ]
    subjects = [start for rule in rules for start in _beginning(rule)]
    predicates = [
        predicate.constant or ""
        for rule in rules
        for po in rule.predicate_objects
        for predicate in po.predicates
    ]
    tables = {file.table: file.profile for file in found.files if file.source.kind != "rdf"}
    keys = chain(
        _keys(publication, documents, found, unread),
        rdf_keys(publication, found.connection, unread=unread),
    )
    known: dict[tuple[str, str], KnownKey] = known_keys(found.connection, tables, mapped=keys)
    return Conventions(
        _most_used(spaces, subjects) or f"{publication.base}id/",
        _most_used(spaces, predicates) or f"{publication.base}def/",
        known,
        frozenset(subjects),
    )


def _most_used(spaces: Iterable[str], names: list[str]) -> str | None:
    """The namespace below which most names lie; of two the longer, which says more."""
    used = Counter({s: sum(name.startswith(s) for name in names) for s in set(spaces)})
    best = max(used, key=lambda space: (used[space], len(space)), default=None)
    return best if best is not None and used[best] else None


def _beginning(rule: TriplesMap) -> Iterator[str]:
    expression = rule.subject.expression
    if isinstance(expression, Template) and isinstance(expression.parts[0], str):
        yield expression.parts[0]


def _keys(
    publication: Publication, documents: Mapped, found: Inspection, unread: set[str]
) -> Iterator[MappedKey]:
    told: set[tuple[str, str]] = set()
    for number, (dataset, document) in enumerate(documents):
        work = Path(found.work) / f"known{number}"
        work.mkdir()
        staged = StagedSources(
            document,
            lambda access, root: publication.find_file(access),
            found.connection,
            work,
            dataset=dataset,
            prefix=f"known{number}",
        )
        for rule in document.triples_maps:
            key = _key_of(rule)
            if key is None or key[:2] in told or is_address(rule.source.access):
                continue
            before, after, name = key
            try:
                table = staged.staged(rule.source)
            except SamenspelError:
                unread.add(rule.source.access)
                continue
            if name in table.columns and name not in table.lists:
                told.add((before, after))
                column = table.columns[name]
                yield MappedKey(dataset, rule.name, before, after, name, table.table, column)


def _key_of(rule: TriplesMap) -> tuple[str, str, str] | None:
    """What stands before and behind the one key of a rule's subjects, and the key's column."""
    expression = rule.subject.expression
    if not isinstance(expression, Template) or not isinstance(expression.parts[0], str):
        return None
    before, value, *rest = (*expression.parts, "")
    names = list(expression_references(value)) if not isinstance(value, str) else []
    after = "".join(part for part in rest if isinstance(part, str))
    alone = len(names) == 1 and all(isinstance(part, str) for part in rest)
    return (str(before), after, names[0]) if alone else None
