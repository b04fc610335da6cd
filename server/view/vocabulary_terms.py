"""Reads the ontology's terms from the graph and says their axioms in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.model.prefixes import PAGE_PREFIXES
from kg.model.terms import DCT, OWL, RDF, RDF_TYPE, RDFS, SAM, SKOS, TOOL
from server.service import Service
from server.view.addresses import VOCABULARY_BASE
from server.view.terms import PROLOGUE, curie, iri_token, is_anonymous

if TYPE_CHECKING:
    from kg.store.workers.pool import Term as RdfTerm

ROOT = VOCABULARY_BASE + "ns"
_KINDS = {
    OWL + "Class": "class",
    OWL + "ObjectProperty": "link",
    OWL + "DatatypeProperty": "value",
    OWL + "AnnotationProperty": "annotation",
}
_MATCHES = tuple(
    f"{SKOS}{degree}Match" for degree in ("exact", "close", "broad", "narrow", "related")
)
DEPRECATED = OWL + "deprecated"
REPLACED_BY = DCT + "isReplacedBy"
CHANGED = SKOS + "changeNote"
_ABOUT = (
    *(OWL + name for name in ("versionInfo", "versionIRI", "priorVersion")),
    *(DCT + name for name in ("creator", "publisher", "created", "issued", "modified")),
    PAGE_PREFIXES["adms"] + "status",
    *(DCT + name for name in ("license", "bibliographicCitation")),
)
"""What the page of a module says of the module itself, in this order."""
Nodes = dict[str, dict[str, list["RdfTerm"]]]
# An axiom in words: words to translate, and the IRIs they are about.
Part = tuple[str, str]


@dataclass(frozen=True)
class Axiom:
    """An axiom as a row of parts: ("iri", IRI), ("word", English word) or ("text", literal)."""

    kind: str
    parts: tuple[Part, ...]


@dataclass
class VocabularyTerm:
    """A class or property of the vocabulary."""

    iri: str
    kind: str
    labels: dict[str, str] = field(default_factory=dict)
    definitions: dict[str, str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    above: list[str] = field(default_factory=list)
    domain: list[str] = field(default_factory=list)
    range: list[str] = field(default_factory=list)
    inverse: list[str] = field(default_factory=list)
    matches: list[tuple[str, str]] = field(default_factory=list)
    axioms: list[Axiom] = field(default_factory=list)
    slides: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    changes: dict[str, str] = field(default_factory=dict)
    replaced_by: list[str] = field(default_factory=list)
    deprecated: bool = False
    inferred_only: bool = False

    @property
    def name(self) -> str:
        """The local name, which is also the anchor on the page of its module."""
        return self.iri.rpartition("#")[2]

    @property
    def anchor(self) -> str:
        """The anchor on the page of the whole, where two namespaces may share a local name."""
        return self.name if self.iri.startswith(SAM) else self.brief.replace(":", "-")

    @property
    def brief(self) -> str:
        """The name with its prefix: `sam:Organisation`."""
        return curie(self.iri) or self.iri

    def mentioned(self) -> Iterable[str]:
        """Every IRI that the term's documentation shows."""
        yield from (self.iri, *self.above, *self.domain, *self.range, *self.inverse, *self.sources)
        yield from self.replaced_by
        yield from (REPLACED_BY, CHANGED, DEPRECATED)
        yield from (iri for pair in self.matches for iri in pair)
        yield from (text for axiom in self.axioms for kind, text in axiom.parts if kind == "iri")


@dataclass
class Module:
    """A module of the ontology with its terms in the order of their names."""

    iri: str
    version_iri: str | None
    titles: dict[str, str]
    descriptions: dict[str, str]
    imports: list[str]
    about: list[tuple[str, list[Part]]]
    terms: list[VocabularyTerm]

    @property
    def name(self) -> str:
        """The part of the IRI that is its own: `core`, `align/oslo`."""
        return self.iri.removeprefix(f"{ROOT}/")

    def mentioned(self) -> Iterable[str]:
        """Every IRI that the module's documentation shows, those of its terms included."""
        yield self.iri
        for predicate, parts in self.about:
            yield predicate
            yield from (text for kind, text in parts if kind == "iri")
        for term in self.terms:
            yield from term.mentioned()


def read_modules(service: Service) -> list[Module]:
    """The modules with their terms, in the order in which they build on each other."""
    nodes = _nodes(service)
    found = []
    for iri, said in nodes.items():
        if _has_type(said, OWL + "Ontology") and iri.startswith(f"{ROOT}/"):
            found.append(_module(iri, said, nodes))
    return sorted(found, key=lambda m: (not m.terms, len(_below(m, found)), m.iri))


def _below(module: Module, listed: list[Module]) -> set[str]:
    by_iri = {other.iri: other for other in listed}
    seen: set[str] = set()
    waiting = list(module.imports)
    while waiting:
        iri = waiting.pop()
        if iri not in seen and iri in by_iri:
            seen.add(iri)
            waiting += by_iri[iri].imports
    return seen


def _nodes(service: Service) -> Nodes:
    rows = service.pool.select(
        PROLOGUE
        + f"""SELECT ?s ?p ?o WHERE {{ GRAPH {iri_token(ROOT)} {{
  {{ ?s rdfs:isDefinedBy ?m ; ?p ?o }} UNION {{ ?s a owl:Ontology ; ?p ?o }}
  UNION {{ ?s ?p ?o FILTER(isBlank(?s) || CONTAINS(STR(?s), "/.well-known/genid/")) }}
}} }}"""
    )
    nodes: Nodes = {}
    for row in rows:
        key = _key(row["s"])
        values = nodes.setdefault(key, {}).setdefault(row["p"].value, [])
        if row["o"] not in values:
            values.append(row["o"])
    return nodes


def _anonymous(term: RdfTerm) -> bool:
    return term.kind == "bnode" or (term.kind == "uri" and is_anonymous(term.value))


def _key(term: RdfTerm) -> str:
    return f"_:{term.value}" if _anonymous(term) else term.value


def _has_type(said: dict[str, list[RdfTerm]], cls: str) -> bool:
    return any(term.value == cls for term in said.get(RDF_TYPE, ()))


def _texts(said: dict[str, list[RdfTerm]], *predicates: str) -> dict[str, str]:
    texts: dict[str, str] = {}
    for predicate in predicates:
        for term in said.get(predicate, ()):
            texts.setdefault(term.lang or "", term.value)
    return texts


def _iris(said: dict[str, list[RdfTerm]], *predicates: str) -> list[str]:
    found = (t for p in predicates for t in said.get(p, ()) if t.kind == "uri")
    return sorted(term.value for term in found if not _anonymous(term))


def _module(iri: str, said: dict[str, list[RdfTerm]], nodes: Nodes) -> Module:
    defined = RDFS + "isDefinedBy"
    terms = [
        _term(key, facts, nodes)
        for key, facts in nodes.items()
        if key.startswith((SAM, TOOL)) and any(t.value == iri for t in facts.get(defined, ()))
    ]
    return Module(
        iri=iri,
        version_iri=next(iter(_iris(said, OWL + "versionIRI")), None),
        titles=_texts(said, DCT + "title", RDFS + "label"),
        descriptions=_texts(said, DCT + "description", RDFS + "comment"),
        imports=_iris(said, OWL + "imports"),
        about=[(p, [_part(v) for v in said[p]]) for p in _ABOUT if p in said],
        terms=sorted(terms, key=lambda term: term.name.casefold()),
    )


def _term(iri: str, said: dict[str, list[RdfTerm]], nodes: Nodes) -> VocabularyTerm:
    kind = next((_KINDS[t.value] for t in said.get(RDF_TYPE, ()) if t.value in _KINDS), "class")
    return VocabularyTerm(
        iri=iri,
        kind=kind,
        labels=_texts(said, RDFS + "label", SKOS + "prefLabel"),
        definitions=_texts(said, SKOS + "definition", RDFS + "comment"),
        notes=_texts(said, SKOS + "scopeNote", SKOS + "note"),
        above=_iris(said, RDFS + "subClassOf", RDFS + "subPropertyOf"),
        domain=_iris(said, RDFS + "domain"),
        range=_iris(said, RDFS + "range"),
        inverse=_iris(said, OWL + "inverseOf"),
        matches=[(p, t) for p in _MATCHES for t in _iris(said, p)],
        axioms=list(_axioms(iri, said, nodes)),
        slides=sorted({t.value for t in said.get(SAM + "slide", ())}, key=lambda n: (len(n), n)),
        sources=_iris(said, SAM + "sourceCitation", DCT + "source"),
        changes=_texts(said, CHANGED, SKOS + "historyNote"),
        replaced_by=_iris(said, REPLACED_BY),
        deprecated=any(t.value == "true" for t in said.get(DEPRECATED, ())),
        inferred_only=any(t.value == "true" for t in said.get(SAM + "inferredOnly", ())),
    )


def _part(term: RdfTerm) -> Part:
    """A value as a part to show; of a moment only the day, which is all that is meant."""
    day = term.value.removesuffix("T00:00:00Z")
    return ("iri", term.value) if term.kind == "uri" else ("text", day)


def _axioms(iri: str, said: dict[str, list[RdfTerm]], nodes: Nodes) -> Iterable[Axiom]:
    """The axioms that are more than a link to another named term."""
    for predicate, kind in (
        (RDFS + "subClassOf", "every"),
        (OWL + "equivalentClass", "same"),
    ):
        for term in said.get(predicate, ()):
            if _anonymous(term):
                yield Axiom(kind, tuple(_words(term, nodes)))
            elif kind == "same":
                yield Axiom(kind, (("iri", term.value),))
    for term in said.get(OWL + "propertyChainAxiom", ()):
        yield Axiom("chain", _joined(_list(term, nodes), "then", nodes))
    for term in said.get(OWL + "disjointWith", ()):
        yield Axiom("disjoint", tuple(_words(term, nodes)))
    if _has_type(said, OWL + "TransitiveProperty"):
        yield Axiom("transitive", ())
    if _has_type(said, OWL + "FunctionalProperty"):
        yield Axiom("functional", ())
    # General axioms whose left side is anonymous: everything like this is one of these.
    for key, node in nodes.items():
        above = {t.value for t in node.get(RDFS + "subClassOf", ())} if key[:2] == "_:" else set()
        if iri in above:
            yield Axiom("whoever", tuple(_describe(node, nodes)))


def _list(term: RdfTerm, nodes: Nodes) -> list[RdfTerm]:
    items: list[RdfTerm] = []
    while _anonymous(term) and len(items) < 50:
        node = nodes.get(_key(term), {})
        items += node.get(RDF + "first", [])[:1]
        rest = node.get(RDF + "rest")
        if not rest:
            break
        term = rest[0]
    return items


def _joined(items: list[RdfTerm], word: str, nodes: Nodes) -> tuple[Part, ...]:
    parts: list[Part] = []
    for item in items:
        if parts:
            parts.append(("word", word))
        parts += _words(item, nodes)
    return tuple(parts)


def _words(term: RdfTerm, nodes: Nodes) -> list[Part]:
    if _anonymous(term):
        return _describe(nodes.get(_key(term), {}), nodes)
    return [("iri" if term.kind == "uri" else "text", term.value)]


def _describe(node: dict[str, list[RdfTerm]], nodes: Nodes) -> list[Part]:
    """An anonymous class as a row of words and names."""
    for predicate, word in ((OWL + "intersectionOf", "and"), (OWL + "unionOf", "or")):
        if node.get(predicate):
            return list(_joined(_list(node[predicate][0], nodes), word, nodes))
    if node.get(OWL + "inverseOf"):
        return [("word", "is pointed to by"), *_words(node[OWL + "inverseOf"][0], nodes)]
    if node.get(OWL + "onProperty"):
        subject = _words(node[OWL + "onProperty"][0], nodes)
        for predicate, word in (
            (OWL + "someValuesFrom", "something that is"),
            (OWL + "allValuesFrom", "only"),
            (OWL + "hasValue", "is exactly"),
        ):
            if node.get(predicate):
                return [*subject, ("word", word), *_words(node[predicate][0], nodes)]
        return subject
    if node.get(OWL + "complementOf"):
        return [("word", "not"), *_words(node[OWL + "complementOf"][0], nodes)]
    return [("word", "something")]
