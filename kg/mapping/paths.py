"""Sees when a mapping is read that its JSONPaths and XPaths are paths, before any source is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from kg.errors import MappingError, SourceError
from kg.mapping.document import (
    Expression,
    Join,
    MappingDocument,
    Place,
    Source,
    TermMap,
    TriplesMap,
    expression_references,
    joins,
)
from kg.sources.files import shown
from kg.sources.formats import formats
from kg.sources.json_path import query
from kg.texts import Message

Check = Callable[[str], object]


def check_paths(document: MappingDocument) -> MappingDocument:
    """The document, when all its paths are some.

    Raises:
        MappingError: a path is none; says where it stands.
    """
    maps = {m.name: m for m in document.triples_maps}
    seen: set[tuple[Source, str]] = set()
    for triples_map in document.triples_maps:
        source = triples_map.source
        used = [(source, path, place) for path, place in _paths(triples_map)]
        for join in joins(triples_map):
            if join.parent in maps:
                there = maps[join.parent].source
                parents = (
                    path for c in join.conditions for path in expression_references(c.parent)
                )
                used.extend((there, path, join.place) for path in parents)
        if source.iterator is not None:
            used.insert(0, (source, source.iterator, source.place))
        for at, path, place in used:
            if (at, path) not in seen:
                seen.add((at, path))
                _check(at, path, place)
    return document


def _check(source: Source, path: str, place: Place) -> None:
    check = _checker(source)
    if check is None:
        return
    try:
        check(path)
    except SourceError as error:
        raise MappingError(
            _without_file(error.message),
            file=place.file,
            line=place.line,
            column=place.column,
            code="SAM-Y016",
            hint=error.hint,
        ) from None


def _without_file(message: str) -> str:
    """What is wrong with a path; that it is about to be used in a file is not yet so."""
    return str(message.values.get("why", message)) if isinstance(message, Message) else message


def _checker(source: Source) -> Check | None:
    named = formats()[source.kind].references
    if named == "jsonpath":
        return lambda path: query(path, Path(shown(source.access)).name)
    if named == "xpath":
        from kg.sources.xml import check_path  # lxml is slow to load, and few mappings need it

        spaces = dict(source.namespaces)
        return lambda path: check_path(path, spaces, path=Path(shown(source.access)))
    return None


def _paths(triples_map: TriplesMap) -> Iterator[tuple[str, Place]]:
    """Every path of a map that its own source must have, with where it stands."""
    yield from _of_term(triples_map.subject)
    for graph in triples_map.graphs:
        yield from _of_term(graph)
    for po in triples_map.predicate_objects:
        yield from _of(po.condition, po.place)
        for term in (*po.predicates, *po.graphs, *po.objects):
            yield from _of_term(term)


def _of_term(term: TermMap | Join) -> Iterator[tuple[str, Place]]:
    yield from _of(term.condition, term.place)
    if isinstance(term, Join):
        for pair in term.conditions:
            yield from _of(pair.child, term.place)
        return
    for expression in (term.expression, term.language, term.datatype):
        yield from _of(expression, term.place)
    for item in term.gather.items if term.gather is not None else ():
        yield from _of_term(item)


def _of(expression: Expression | None, place: Place) -> Iterator[tuple[str, Place]]:
    return ((path, place) for path in expression_references(expression))
