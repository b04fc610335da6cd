"""What a publisher offers to be followed: read from its catalogue, its VoID or its stream."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

import pyoxigraph as ox

from kg.federation.syntaxes import suffix_of
from kg.inspection.files import slug
from kg.model.terms import DCAT, DCT, FOAF, LDES, RDF_TYPE, RDFS, SD, SKOS, TREE, VOID

_FILE_TYPES = ("RDF_", "JSON_LD", "N3", "/RDF", "turtle", "n-quads", "n-triples", "trig", "ld+json")
_TITLES = (DCT + "title", SKOS + "prefLabel", RDFS + "label")
_LANGUAGES = ("nl", None, "en", "fr")


@dataclass(frozen=True)
class Offer:
    """A dataset as its publisher offers it; what nobody says is empty."""

    id: str
    title: str
    kind: str
    url: str
    iri: str = ""
    licence: str = ""
    publisher: str = ""
    publisher_name: str = ""
    triples: int | None = None
    modified: str = ""
    vocabularies: tuple[str, ...] = ()


@dataclass(frozen=True)
class Discovery:
    """What lies at an address: offers, datasets that cannot be followed, and what all of it is."""

    url: str
    title: str = ""
    offers: tuple[Offer, ...] = ()
    others: dict[str, int] = field(default_factory=dict)
    """Datasets that are offered in no form that is read, by form."""

    def named(self, name: str) -> Offer | None:
        """The offer with an id or IRI."""
        return next((o for o in self.offers if name in (o.id, o.iri)), None)


CATALOGUE = "catalogue"
"""The id of what describes datasets of which none can be followed."""
Node = ox.NamedNode | ox.BlankNode


class OfferDescription:
    """Statements of a catalogue, to be asked."""

    def __init__(self, quads: Iterable[ox.Quad]) -> None:
        self.store = ox.Store()
        default = ox.DefaultGraph()
        self.store.extend(ox.Quad(q.subject, q.predicate, q.object, default) for q in quads)

    def objects(self, subject: Node, *predicates: str) -> Iterator[ox.Literal | Node]:
        """Values of a thing, of the first property first."""
        for predicate in predicates:
            found = self.store.quads_for_pattern(subject, ox.NamedNode(predicate), None)
            values = [quad.object for quad in found if not isinstance(quad.object, ox.Triple)]
            yield from sorted(values, key=str)

    def subjects(self, predicate: str, value: Node) -> list[Node]:
        """Things that have a value."""
        found = self.store.quads_for_pattern(None, ox.NamedNode(predicate), value)
        nodes = [q.subject for q in found if not isinstance(q.subject, ox.Triple)]
        return sorted(nodes, key=str)

    def of_class(self, *names: str) -> list[Node]:
        """Things of classes."""
        found = [n for name in names for n in self.subjects(RDF_TYPE, ox.NamedNode(name))]
        return list(dict.fromkeys(found))

    def link(self, subject: Node, *predicates: str) -> str:
        """The first address of a thing."""
        values = self.objects(subject, *predicates)
        return next((str(v.value) for v in values if isinstance(v, ox.NamedNode)), "")

    def text(self, subject: Node, *predicates: str) -> str:
        """The first text of a thing, in the language that is nearest to a steward."""
        texts = [v for v in self.objects(subject, *predicates) if isinstance(v, ox.Literal)]
        for language in _LANGUAGES:
            for text in texts:
                if text.language == language and text.value.strip():
                    return " ".join(str(text.value).split())
        return " ".join(str(texts[0].value).split()) if texts else ""


def read_offers(quads: Iterable[ox.Quad], url: str) -> Discovery:
    """What a catalogue, a VoID description, a stream or a service says that it offers."""
    told = OfferDescription(quads)
    described = [*told.of_class(DCAT + "Dataset", VOID + "Dataset", LDES + "EventStream")]
    whole = _wholes(told) | _of_others(told)
    offers: dict[str, Offer] = {}
    others: dict[str, int] = {}
    for dataset in described:
        if dataset in whole:
            continue
        kind, address = _way(told, dataset)
        if not address:
            form = _form(told, dataset)
            others[form] = others.get(form, 0) + 1
            continue
        offer = _offer(told, dataset, kind=kind, url=address)
        name, number = offer.id, 2
        while offer.id in offers:
            offer, number = replace(offer, id=f"{name}-{number}"), number + 1
        offers[offer.id] = offer
    if not offers:
        offers = {offer.id: offer for offer in _alone(told, url)}
    catalogs = told.of_class(DCAT + "Catalog")
    if not offers and others:
        # Its own description is all that is RDF; somebody may want to have it.
        offers = {CATALOGUE: Offer(CATALOGUE, url, "dump", url)}
    title = next((text for c in catalogs if (text := told.text(c, *_TITLES))), "")
    return Discovery(url, title, tuple(offers.values()), others)


def _wholes(told: OfferDescription) -> set[Node]:
    """What is made of other datasets: a catalogue, a VoID dataset with subsets, or a stream that
    tells of a dataset.
    """
    subsets = told.store.quads_for_pattern(None, ox.NamedNode(VOID + "subset"), None)
    having = {q.subject for q in subsets if not isinstance(q.subject, ox.Triple)}
    streams = [s for s in told.of_class(LDES + "EventStream") if told.link(s, DCT + "source")]
    return {*told.of_class(DCAT + "Catalog"), *having, *streams}


def _way(told: OfferDescription, dataset: Node) -> tuple[str, str]:
    """How a dataset is best followed and where: a stream before a file."""
    for way in (_stream, _dump):
        if address := way(told, dataset):
            return ("ldes" if way is _stream else "dump"), address
    return "", ""


def _stream(told: OfferDescription, dataset: Node) -> str:
    streams = told.of_class(LDES + "EventStream")
    if dataset in streams:
        return told.link(dataset, TREE + "view") or str(dataset.value)
    serving = [s for s in told.subjects(DCAT + "servesDataset", dataset) if _is_stream(told, s)]
    # One for this dataset alone, before one for all of them together.
    serving.sort(key=lambda s: len(list(told.objects(s, DCAT + "servesDataset"))))
    if serving:
        return told.link(serving[0], DCAT + "endpointURL")
    for node in told.objects(dataset, DCAT + "distribution"):
        if not isinstance(node, ox.Literal) and (_is_stream(told, node) or node in streams):
            return told.link(node, DCAT + "downloadURL", DCAT + "accessURL")
    for stream in told.objects(dataset, RDFS + "seeAlso"):
        if stream in streams and not isinstance(stream, ox.Literal):
            return told.link(stream, TREE + "view") or str(stream.value)
    return ""


def _of_others(told: OfferDescription) -> set[Node]:
    """Streams of datasets that are described themselves."""
    served = told.store.quads_for_pattern(None, ox.NamedNode(DCAT + "servesDataset"), None)
    services = {q.subject for q in served if not isinstance(q.subject, ox.Triple)}
    views = {told.link(service, DCAT + "endpointURL") for service in services}
    found: set[Node] = set()
    for stream in told.of_class(LDES + "EventStream"):
        related = told.subjects(RDFS + "seeAlso", stream)
        if related or told.link(stream, TREE + "view") in views:
            found.add(stream)
    # A stream that its page calls served by itself stays.
    return found - {s for s in found if s in told.of_class(DCAT + "Dataset")}


def _is_stream(told: OfferDescription, node: Node) -> bool:
    named = [str(v.value) for v in told.objects(node, DCT + "conformsTo", DCT + "type")]
    return any("w3id.org/ldes" in name or "w3id.org/tree" in name for name in named)


def _dump(told: OfferDescription, dataset: Node) -> str:
    for node in told.objects(dataset, DCAT + "distribution"):
        if not isinstance(node, ox.Literal) and _is_rdf(told, node):
            return told.link(node, DCAT + "downloadURL", DCAT + "accessURL")
    dumps = [str(v.value) for v in told.objects(dataset, VOID + "dataDump")]
    return next((dump for dump in dumps if suffix_of(dump)), "")


def _is_rdf(told: OfferDescription, node: Node) -> bool:
    asked = (DCAT + "mediaType", DCT + "format", DCT + "mediaType")
    named = [str(v.value) for v in told.objects(node, *asked)]
    if any(mark in name for name in named for mark in _FILE_TYPES):
        return True
    suffix = suffix_of(told.link(node, DCAT + "downloadURL"))
    return not named and suffix is not None and not suffix.startswith(".xml")


def _form(told: OfferDescription, dataset: Node) -> str:
    """In which forms a dataset is offered that is not read, as its publisher calls them."""
    forms = {
        told.text(node, DCT + "format") or told.link(node, DCT + "format").rpartition("/")[2]
        for node in told.objects(dataset, DCAT + "distribution")
        if not isinstance(node, ox.Literal)
    }
    return ", ".join(sorted(filter(None, forms))) or "–"


def _offer(told: OfferDescription, dataset: Node, *, kind: str, url: str) -> Offer:
    identifier = told.text(dataset, DCT + "identifier")
    iri = str(dataset.value) if isinstance(dataset, ox.NamedNode) else ""
    last = (identifier or iri).rstrip("/").rpartition("/")[2].rpartition("#")[2]
    title = told.text(dataset, *_TITLES)
    publisher = next(
        (v for v in told.objects(dataset, DCT + "publisher") if not isinstance(v, ox.Literal)), None
    )
    count = told.text(dataset, VOID + "triples")
    return Offer(
        slug(last or title or "dataset").replace(".", "-") or "dataset",
        title or last,
        kind,
        url,
        iri,
        _licence(told, dataset),
        str(publisher.value) if isinstance(publisher, ox.NamedNode) else "",
        told.text(publisher, FOAF + "name", *_TITLES) if publisher is not None else "",
        int(count) if count.isdecimal() else None,
        told.text(dataset, DCT + "modified", DCT + "issued")[:10],
        tuple(str(v.value) for v in told.objects(dataset, VOID + "vocabulary", DCT + "conformsTo")),
    )


def _licence(told: OfferDescription, dataset: Node) -> str:
    nodes = [dataset, *(n for n in told.objects(dataset, DCAT + "distribution"))]
    for node in nodes:
        if not isinstance(node, ox.Literal):
            for value in told.objects(node, DCT + "license", DCT + "rights"):
                text = str(value.value).strip() if not isinstance(value, ox.BlankNode) else ""
                if text.startswith(("http://", "https://")) and not set(text) & set(' <>"'):
                    return text
    return ""


def _alone(told: OfferDescription, url: str) -> Iterator[Offer]:
    """What stands by itself: a page of a stream, or a SPARQL service."""
    views = [
        q.object for q in told.store.quads_for_pattern(None, ox.NamedNode(TREE + "view"), None)
    ]
    if views or told.of_class(TREE + "Collection", TREE + "Node"):
        yield Offer(slug(url.rstrip("/").rpartition("/")[2]) or "stream", url, "ldes", url)
        return
    for service in told.of_class(SD + "Service", DCAT + "DataService"):
        address = told.link(service, SD + "endpoint", DCAT + "endpointURL")
        if address:
            yield Offer("sparql", told.text(service, *_TITLES) or address, "sparql", address)
            return
