"""A page of a stream (LDES, TREE): its members as versions of things, and where it leads.

A member is what stands in the graph that is called like it, or else its own statements with those
of what it leads to on the page: the member extraction of TREE, without shapes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pyoxigraph as ox

from kg.federation.stream_state import StreamMember
from kg.federation.taking import PeerPlace
from kg.model.terms import ACTIVITY, ADMS, DCT, LDES, PROV, RDF_TYPE, RDFS, SKOS, TREE
from kg.release.leaving.departures import WITHDRAWN

_MOMENTS = (PROV + "generatedAtTime", DCT + "created", DCT + "modified")
_NOTES = (SKOS + "changeNote", SKOS + "note", RDFS + "comment")
_ARCHIVED = "https://productencatalogus.data.vlaanderen.be/ns/ipdc-lpdc#isArchived"
"""How the product catalogue of Flanders says that a version is the last."""
Pair = tuple[ox.NamedNode, ox.NamedNode | ox.BlankNode | ox.Literal]


@dataclass(frozen=True)
class StreamTerms:
    """How a stream says of which thing, of which moment and of which kind its members are."""

    version_of: str = DCT + "isVersionOf"
    moment: str = ""
    deletes: str = ACTIVITY + "Delete"
    kinds: tuple[str, ...] = (ACTIVITY + "Create", ACTIVITY + "Update", ACTIVITY + "Delete")


@dataclass
class StreamPage:
    """The statements of a page, by subject, and by the graph that they stand in."""

    by_subject: dict[ox.NamedNode | ox.BlankNode, list[Pair]] = field(default_factory=dict)
    by_graph: dict[str, list[ox.Quad]] = field(default_factory=dict)

    def objects(self, predicate: str) -> list[str]:
        """Addresses that are values of a property."""
        name = ox.NamedNode(predicate)
        values = (o for pairs in self.by_subject.values() for p, o in pairs if p == name)
        return list(dict.fromkeys(str(v.value) for v in values if isinstance(v, ox.NamedNode)))

    def texts(self, subject: ox.NamedNode | ox.BlankNode, predicate: str) -> list[str]:
        """The values of a property of a thing, as texts."""
        name = ox.NamedNode(predicate)
        return [str(o.value) for p, o in self.by_subject.get(subject, ()) if p == name]

    @property
    def is_fixed(self) -> bool:
        """Whether it says that it never changes (`ldes:immutable`)."""
        name = ox.NamedNode(LDES + "immutable")
        return any(
            p == name and isinstance(o, ox.Literal) and o.value in ("true", "1")
            for pairs in self.by_subject.values()
            for p, o in pairs
        )

    def links(self) -> list[str]:
        """The pages that it leads to."""
        found = [*self.objects(TREE + "node"), *self.objects(TREE + "view")]
        return [url for url in found if url.startswith(("http://", "https://"))]

    def terms(self, known: StreamTerms) -> StreamTerms:
        """What the page says of how its stream is read; what is known where it says nothing."""
        deletes = self.objects(LDES + "versionDeleteObject")
        others = [
            *self.objects(LDES + "versionCreateObject"),
            *self.objects(LDES + "versionUpdateObject"),
        ]
        return StreamTerms(
            next(iter(self.objects(LDES + "versionOfPath")), known.version_of),
            next(iter(self.objects(LDES + "timestampPath")), known.moment),
            next(iter(deletes), known.deletes),
            tuple(dict.fromkeys((*known.kinds, *others, *deletes))),
        )


def read_page(quads: Iterable[ox.Quad]) -> StreamPage:
    """The statements of a page, put in order."""
    page = StreamPage()
    for quad in quads:
        if isinstance(quad.graph_name, ox.DefaultGraph):
            if not isinstance(quad.subject, ox.Triple) and not isinstance(quad.object, ox.Triple):
                pairs = page.by_subject.setdefault(quad.subject, [])
                pairs.append((quad.predicate, quad.object))
        else:
            page.by_graph.setdefault(str(quad.graph_name.value), []).append(quad)
    return page


def members_of(
    page: StreamPage, place: PeerPlace, *, names: Iterable[str], terms: StreamTerms
) -> Iterator[StreamMember]:
    """The members of a page with these names, as they are kept."""
    listed = {ox.NamedNode(name) for name in page.objects(TREE + "member")}
    for name in names:
        node = ox.NamedNode(name)
        thing = next(iter(page.texts(node, terms.version_of)), name)
        paths = (terms.moment, *_MOMENTS) if terms.moment else _MOMENTS
        moments = [text for path in paths for text in page.texts(node, path)]
        types = page.texts(node, RDF_TYPE)
        withdrawn = WITHDRAWN in page.texts(node, ADMS + "status")
        notes = [text for path in _NOTES for text in page.texts(node, path)]
        gone = terms.deletes in types or withdrawn
        gone = gone or any(text in ("true", "1") for text in page.texts(node, _ARCHIVED))
        left_out = {terms.version_of, *paths[:1]} if thing != name else set()
        found = page.by_graph.get(name)
        if found is None:
            found = list(_closure(page, node, listed))
            found = [q for q in found if not _is_about_version(q, node, left_out, terms)]
        yield StreamMember(
            name,
            thing,
            moment_of(moments[0]) if moments else "",
            b"" if gone else _lines(found, node, ox.NamedNode(thing), place),
            gone,
            (notes[0] if notes else "") if withdrawn else None,
        )


def _closure(page: StreamPage, node: ox.NamedNode, listed: set[ox.NamedNode]) -> Iterator[ox.Quad]:
    """The statements of a member and of what it leads to on the page, but for other members."""
    todo: list[ox.NamedNode | ox.BlankNode] = [node]
    seen: set[ox.NamedNode | ox.BlankNode] = {node, *listed}
    while todo:
        subject = todo.pop()
        for predicate, value in page.by_subject.get(subject, ()):
            yield ox.Quad(subject, predicate, value)
            if not isinstance(value, ox.Literal) and value not in seen:
                seen.add(value)
                todo.append(value)


def _is_about_version(
    quad: ox.Quad, node: ox.NamedNode, left_out: set[str], terms: StreamTerms
) -> bool:
    """Whether a statement tells of the version, and not of the thing."""
    if quad.subject != node:
        return False
    if quad.predicate.value == RDF_TYPE:
        return isinstance(quad.object, ox.NamedNode) and quad.object.value in terms.kinds
    return quad.predicate.value in left_out


def _lines(
    quads: Iterable[ox.Quad], node: ox.NamedNode, thing: ox.NamedNode, place: PeerPlace
) -> bytes:
    """Statements of a member as lines of the dataset, about the thing itself."""
    graph = ox.NamedNode(place.graph)
    plain = [
        ox.Quad(
            thing if q.subject == node else q.subject,
            q.predicate,
            thing if q.object == node else q.object,
        )
        for q in quads
    ]
    if any(isinstance(t, ox.BlankNode) for q in plain for t in (q.subject, q.object)):
        data = ox.Dataset(plain)
        data.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        mark = hashlib.blake2b(thing.value.encode(), digest_size=8).hexdigest()
        begin = f"{place.skolem}{mark}-"
        plain = [_named(quad, begin) for quad in data]
    made = [ox.Quad(q.subject, q.predicate, q.object, graph) for q in plain]
    return ox.serialize(made, format=ox.RdfFormat.N_QUADS) or b""


def _named(quad: ox.Quad, begin: str) -> ox.Quad:
    subject, value = quad.subject, quad.object
    if isinstance(subject, ox.BlankNode):
        subject = ox.NamedNode(begin + subject.value)
    if isinstance(value, ox.BlankNode):
        value = ox.NamedNode(begin + value.value)
    return ox.Quad(subject, quad.predicate, value)


def moment_of(text: str) -> str:
    """A moment so that texts are in the order of time; the text itself where it is none."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
