"""The vocabulary as the tests of this folder see it: files, merged graph, own terms."""

from functools import cache
from pathlib import Path

import rdflib
from rdflib import OWL, RDF, RDFS, SKOS, Namespace, URIRef

ROOT = Path(__file__).parents[2]
ONTOLOGY = ROOT / "ontology"
SAM = Namespace("https://w3id.org/samenspel/ns#")
TOOL = Namespace("https://w3id.org/samenspel/ns/tool#")
CONCEPT = Namespace("https://w3id.org/samenspel/id/concept/")
MODULE = "https://w3id.org/samenspel/ns/"
ROOT_IRI = URIRef("https://w3id.org/samenspel/ns")
MODULES = (
    "core",
    "decree",
    "rights",
    "participation",
    "hybridity",
    "innovation",
    "place",
    "service",
    "tool",
    "data",
)
DCT_SOURCE = rdflib.DCTERMS.source
TERM_KINDS = (
    OWL.Class,
    OWL.ObjectProperty,
    OWL.DatatypeProperty,
    OWL.AnnotationProperty,
)
# In which languages every term has a label and a definition.
LANGUAGES = {"nl", "en", "fr"}


def module_file(name: str) -> Path:
    return ONTOLOGY / "modules" / f"{name}.ttl"


def rdf_files() -> list[Path]:
    """Every Turtle file of the vocabulary."""
    return sorted(ONTOLOGY.rglob("*.ttl"))


@cache
def parse(path: Path) -> rdflib.Graph:
    return rdflib.Graph().parse(path)


@cache
def whole() -> rdflib.Graph:
    """Everything but the shapes in one graph."""
    graph = rdflib.Graph()
    for path in rdf_files():
        if path.parent.name != "shapes":
            graph += parse(path)
    return graph


@cache
def own_terms() -> list[URIRef]:
    """Classes and properties in our namespaces."""
    graph = whole()
    return sorted(
        {
            term
            for kind in TERM_KINDS
            for term in graph.subjects(RDF.type, kind)
            if isinstance(term, URIRef) and str(term).startswith((SAM, TOOL))
        }
    )


@cache
def concepts() -> list[URIRef]:
    graph = whole()
    return sorted(
        term for term in graph.subjects(RDF.type, SKOS.Concept) if isinstance(term, URIRef)
    )


def schemes() -> list[URIRef]:
    found = whole().subjects(RDF.type, SKOS.ConceptScheme)
    return sorted(term for term in found if isinstance(term, URIRef))


def languages(term: URIRef, predicate: URIRef) -> list[str]:
    values = whole().objects(term, predicate)
    return [v.language or "" for v in values if isinstance(v, rdflib.Literal) and str(v).strip()]


def imports(name: str) -> list[str]:
    """Names of the modules a module imports, directly or not."""
    found: list[str] = []
    graph = parse(module_file(name))
    for target in graph.objects(URIRef(MODULE + name), OWL.imports):
        direct = str(target).removeprefix(MODULE)
        found += [direct, *imports(direct)]
    return sorted(set(found))


def definers(term: URIRef) -> set[str]:
    return {str(module) for module in whole().objects(term, RDFS.isDefinedBy)}


def short(term: object) -> str:
    iri = str(term).replace(str(SAM), "sam:").replace(str(TOOL), "tool:")
    return iri.replace(str(CONCEPT), "")
