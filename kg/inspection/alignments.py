"""Terms of other vocabularies that are near ours, by the alignments, and are not read as ours.

What means the same or less is read of itself (`tool:readAs`); what is only near needs somebody who
says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import pyoxigraph

from kg.inspection.vocabulary import short
from kg.model.terms import OWL, RDF_TYPE, SAM, SKOS, TOOL
from kg.resources import ontology_folder

_MATCHES = ("exactMatch", "narrowMatch", "closeMatch", "broadMatch")
"""From ours to theirs, the nearest first; `relatedMatch` says too little."""


@dataclass(frozen=True)
class Alignment:
    """A term of ours that is near one of another vocabulary; `is_link` says that its values are
    things."""

    theirs: str
    ours: str
    is_link: bool = False


def near_classes(name: str) -> list[Alignment]:
    """Our classes that are near a class and it is not read as, the nearest first."""
    return _near(f"{OWL}Class").get(name, [])


def near_properties(names: Iterable[str]) -> list[Alignment]:
    """Our nearest property for each of these that has one and is not read as ours."""
    links, values = _near(f"{OWL}ObjectProperty"), _near(f"{OWL}DatatypeProperty")
    return [found[0] for name in names if (found := links.get(name) or values.get(name))]


@cache
def terms_read_as() -> frozenset[tuple[str, str]]:
    """Terms of others with the terms of ours that they are read as of themselves."""
    return frozenset(
        (short(quad.subject.value), short(quad.object.value))
        for path in sorted((ontology_folder() / "alignments").glob("*.ttl"))
        for quad in pyoxigraph.parse(path=path)
        if quad.predicate.value == f"{TOOL}readAs"
        and isinstance(quad.subject, pyoxigraph.NamedNode)
        and isinstance(quad.object, pyoxigraph.NamedNode)
    )


@cache
def _near(kind: str) -> dict[str, list[Alignment]]:
    folder = ontology_folder()
    ours = {
        quad.subject.value
        for path in sorted((folder / "modules").glob("*.ttl"))
        for quad in pyoxigraph.parse(path=path)
        if quad.predicate.value == RDF_TYPE
        and isinstance(quad.object, pyoxigraph.NamedNode)
        and quad.object.value == kind
        and isinstance(quad.subject, pyoxigraph.NamedNode)
        and quad.subject.value.startswith(SAM)
    }
    quads = [
        quad
        for path in sorted((folder / "alignments").glob("*.ttl"))
        for quad in pyoxigraph.parse(path=path)
        if isinstance(quad.subject, pyoxigraph.NamedNode)
        and isinstance(quad.object, pyoxigraph.NamedNode)
    ]
    # What is read as something wider may still be more: a government, read as an organisation.
    read = terms_read_as()
    found: dict[str, list[Alignment]] = {}
    for match in _MATCHES:
        for quad in quads:
            own, other = quad.subject.value, quad.object.value
            if (
                quad.predicate.value == SKOS + match
                and own in ours
                and (short(other), short(own)) not in read
            ):
                is_link = kind == f"{OWL}ObjectProperty"
                near = Alignment(short(other), short(own), is_link)
                listed = found.setdefault(near.theirs, [])
                if near not in listed:
                    listed.append(near)
    return found
