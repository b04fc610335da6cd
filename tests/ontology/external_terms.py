"""Which terms of other vocabularies Samenspel uses, and where: to hold against the checked ones."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import cache

from rdflib import OWL, RDF, RDFS, SH, SKOS, URIRef
from rdflib.collection import Collection
from vocabulary_graph import ONTOLOGY, ROOT, TOOL, parse, rdf_files

from kg.mapping.check_document import terms_of
from kg.mapping.document import Constant
from kg.mapping.reading import read_mapping
from kg.model.prefixes import PREFIXES

# Our own, and the things that the example publication makes.
OURS = ("https://w3id.org/samenspel/", "http://w3id.org/rml/", "https://data.example.be/")
TABLE = ONTOLOGY / "alignments" / "checked-terms.csv"
MATCHES = (
    SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch,
)  # fmt: skip
# What stands on both sides of these is a term; beside them a term is a predicate or a type.
BETWEEN_TERMS = {
    *MATCHES, TOOL.readAs, TOOL.writtenAs, RDF.type, RDFS.subClassOf, RDFS.subPropertyOf,
    RDFS.domain, RDFS.range, OWL.inverseOf, OWL.onProperty, OWL.someValuesFrom, OWL.disjointWith,
    SH.path, SH["class"], SH.datatype, SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf,
}  # fmt: skip
_PREFIX = re.compile(r"PREFIX\s+([\w-]*):\s*<([^>]+)>", re.IGNORECASE)
_NAME = re.compile(r"(?<![\w:/#.<-])([a-zA-Z][\w-]*):([A-Za-z][\w.-]*\w|[A-Za-z])")
_COMMENT = re.compile(r"(?m)(^|\s)#.*$")
_TEXT = re.compile(r'"[^"\n]*"')


def is_ours(term: str) -> bool:
    """Whether the term is one of Samenspel or of its example."""
    return str(term).startswith(OURS)  # rdflib's own takes one start only


@cache
def checked() -> dict[str, dict[str, str]]:
    """The rows of the table by term."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {row["term"]: row for row in csv.DictReader(file)}


def used() -> dict[str, str]:
    """Each term of others with one place where it is used."""
    places: dict[str, str] = {}
    for term, place in (*_turtle(), *_queries(), *_mappings(), *_program()):
        if not is_ours(term):
            places.setdefault(term, place)
    return places


def _turtle() -> Iterator[tuple[str, str]]:
    for path in rdf_files():
        place = str(path.relative_to(ROOT))
        graph = parse(path)
        for subject, predicate, value in graph:
            yield str(predicate), place
            if predicate in BETWEEN_TERMS:
                for node in (value,) if predicate == RDF.type else (subject, value):
                    if isinstance(node, URIRef):
                        yield str(node), place
            if predicate == RDF.type and value in _DECLARED and isinstance(subject, URIRef):
                yield str(subject), place
        for members in graph.objects(None, OWL.propertyChainAxiom):
            yield from ((str(item), place) for item in Collection(graph, members))
        for query in graph.objects(None, SH.select):
            yield from ((term, place) for term in _names(str(query)))


_DECLARED = {OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty}


def _queries() -> Iterator[tuple[str, str]]:
    for path in sorted(ONTOLOGY.rglob("*.rq")):
        place = str(path.relative_to(ROOT))
        yield from ((term, place) for term in _names(path.read_text(encoding="utf-8")))


def _names(query: str) -> Iterator[str]:
    """The terms in a query, by the prefixes it declares."""
    prefixes = dict(_PREFIX.findall(query))
    body = _TEXT.sub("", _COMMENT.sub("", _PREFIX.sub("", query)))
    for prefix, name in _NAME.findall(body):
        if prefix in prefixes:
            yield prefixes[prefix] + name


def _mappings() -> Iterator[tuple[str, str]]:
    """Constants that mappings write; what they read in a source is the source's affair."""
    for folder in ("voorbeeld", "vlaanderen"):
        root = ROOT / "mappings" / folder
        for path in sorted((root / "mappings").glob("*.yml")):
            for triples_map in read_mapping(path, root).triples_maps:
                for term in terms_of(triples_map):
                    if term.term_type == "iri" and term.constant is not None:
                        yield term.constant, str(path.relative_to(ROOT))
                    if isinstance(term.datatype, Constant):
                        yield term.datatype.value, str(path.relative_to(ROOT))


def _program() -> Iterator[tuple[str, str]]:
    """Names with a well-known prefix in programs and templates, and the prefixes' namespaces."""
    yield from ((namespace, "kg/model/terms.py") for namespace in PREFIXES.values())
    for folder, pattern in (("kg", "*.py"), ("server", "*.py"), ("server/templates", "*.html")):
        for path in sorted((ROOT / folder).rglob(pattern)):
            if "_data" in path.parts or "node_modules" in path.parts:
                continue
            text = path.read_text(encoding="utf-8")
            for prefix, name in _NAME.findall(text):
                if prefix in PREFIXES:
                    yield PREFIXES[prefix] + name, str(path.relative_to(ROOT))
