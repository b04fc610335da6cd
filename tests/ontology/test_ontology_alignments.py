"""Terms of other vocabularies that we lean on exist there, where a copy is at hand."""

import os
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import RDF, SKOS, URIRef
from rdflib import namespace as ns
from vocabulary_graph import MODULES, ONTOLOGY, ROOT, module_file, own_terms, parse, whole

# Vocabularies that rdflib carries with the names in them.
BUNDLED = {
    str(vocabulary): vocabulary
    for vocabulary in (
        ns.ORG, ns.SKOS, ns.PROV, ns.DCAT, ns.QB, ns.FOAF, ns.DCTERMS, ns.TIME, ns.VOID, ns.SH,
        ns.OWL, ns.RDF, ns.RDFS, ns.XSD, ns.VANN, ns.GEO,
    )
} | {"http://schema.org/": ns.SDO}  # fmt: skip
# Vocabularies that real files beside the project use; a term seen in them is a term in use.
SEEN_IN_FILES = (
    "http://data.vlaanderen.be/ns/besluit#",
    "http://data.vlaanderen.be/id/concept/BestuurseenheidClassificatieCode/",
    "https://data.vlaanderen.be/ns/generiek#",
    "https://data.vlaanderen.be/ns/organisatie#",
    "https://productencatalogus.data.vlaanderen.be/ns/ipdc-lpdc#",
    "http://vocab.belgif.be/auth/cbe-org2003/",
    "http://data.europa.eu/eli/ontology#",
)
# Vocabularies of which no copy is at hand: the names we use, looked up in what was published.
LOOKED_UP = {
    # CPSV-AP 3.2.0, Core Public Organisation 2.1.2, Core Business 2.3.0
    "http://data.europa.eu/m8g/": {
        "AdminUnit", "ContactPoint", "LegalStatus", "Participation", "PublicOrganisation",
        "hasChannel", "hasCompetentAuthority", "hasLegalResource", "thematicArea",
    },
    "http://purl.org/vocab/cpsv#": {"PublicService"},
    # Registered Organization Vocabulary, W3C note of 2013
    "http://www.w3.org/ns/regorg#": {"RegisteredOrganization", "legalForm", "registration"},
    # ISA Core Location
    "http://www.w3.org/ns/locn#": {
        "Address", "address", "fullAddress", "locatorDesignator", "postCode", "postName",
        "thoroughfare",
    },
    # R2RML, W3C recommendation of 2012
    "http://www.w3.org/ns/r2rml#": {
        "TriplesMap", "PredicateObjectMap", "predicate", "column", "logicalTable",
    },
    # The SDMX content-oriented guidelines in RDF that go with the Data Cube vocabulary
    "http://purl.org/linked-data/sdmx/2009/attribute#": {"confStatus", "unitMeasure"},
    "http://purl.org/linked-data/sdmx/2009/measure#": {"obsValue"},
}  # fmt: skip
MATCHES = (
    SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch,
)  # fmt: skip
OURS = "https://w3id.org/samenspel/"


@cache
def external_terms() -> list[str]:
    """What the modules and alignments name of other vocabularies."""
    files = [module_file(name) for name in MODULES]
    files += sorted((ONTOLOGY / "alignments").glob("*.ttl"))
    known = (*BUNDLED, *LOOKED_UP, *SEEN_IN_FILES)
    terms = {
        str(node)
        for path in files
        for triple in parse(path)
        for node in triple
        if isinstance(node, URIRef) and node.startswith(known) and str(node) not in known
    }
    return sorted(terms | {str(target) for target in match_targets()})


def match_targets() -> set[URIRef]:
    graph = whole()
    return {
        target
        for match in MATCHES
        for target in graph.objects(None, match)
        if isinstance(target, URIRef) and not target.startswith(OURS)
    }


SHARED = Path(os.environ.get("SAMENSPEL_SHARED", "../shared"))


def shared_folder() -> Path:
    """The folder of real files; a relative path counts from the root of the project."""
    return ROOT / SHARED / "data" / "real"


@cache
def seen_in_files() -> set[str]:
    found: set[str] = set()
    for path in sorted(shared_folder().glob("*")):
        if path.suffix in (".ttl", ".nt"):
            for quad in ox.parse(path=str(path)):
                for node in (quad.subject, quad.predicate, quad.object):
                    if isinstance(node, ox.NamedNode):
                        found.add(node.value)
    return found


@pytest.mark.parametrize("term", external_terms())
def test_external_term_exists(term: str) -> None:
    for start, vocabulary in BUNDLED.items():
        if term.startswith(start):
            assert term.removeprefix(start) in vocabulary
            return
    for start, names in LOOKED_UP.items():
        if term.startswith(start):
            assert term.removeprefix(start) in names, "look it up and add it to LOOKED_UP"
            return
    assert term.startswith(SEEN_IN_FILES), "a vocabulary this test does not know"
    if not seen_in_files():
        pytest.skip(f"no real files beside the project ({SHARED}); set SAMENSPEL_SHARED")
    assert term in seen_in_files()


def test_some_terms_of_other_vocabularies_are_named() -> None:
    assert len(match_targets()) > 40


def test_alignment_starts_from_a_term_or_concept_of_ours() -> None:
    graph = whole()
    for match in MATCHES:
        for subject in graph.subjects(match, None):
            kinds = {SKOS.Concept, SKOS.ConceptScheme} & set(graph.objects(subject, RDF.type))
            assert subject in own_terms() or kinds, f"{subject} {match}"


def test_no_external_term_is_made_equivalent() -> None:
    graph = whole()
    for predicate in (ns.OWL.equivalentClass, ns.OWL.equivalentProperty, ns.OWL.sameAs):
        for _, target in graph.subject_objects(predicate):
            assert str(target).startswith(OURS) or not isinstance(target, URIRef)
