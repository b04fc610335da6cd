"""Every module, term and concept is complete: a person can read what it means and whence it is."""

from pathlib import Path

import pytest
import rdflib
from rdflib import OWL, RDF, SKOS, URIRef
from vocabulary_graph import (
    CONCEPT,
    DCT_SOURCE,
    LANGUAGES,
    MODULE,
    MODULES,
    ONTOLOGY,
    ROOT_IRI,
    SAM,
    TOOL,
    concepts,
    definers,
    imports,
    languages,
    module_file,
    own_terms,
    parse,
    rdf_files,
    schemes,
    short,
    whole,
)

from kg.model.findings import CATALOGUE


@pytest.mark.parametrize("path", rdf_files(), ids=lambda path: str(path.relative_to(ONTOLOGY)))
def test_file_is_turtle_and_says_something(path: Path) -> None:
    assert len(parse(path)) > 0


def test_every_code_of_a_finding_is_a_concept_with_its_names() -> None:
    graph = whole()
    found = {
        str(graph.value(concept, SKOS.notation)): {
            name.language: str(name) for name in graph.objects(concept, SKOS.prefLabel)
        }
        for concept in graph.subjects(RDF.type, URIRef(TOOL + "FindingCode"))
    }
    assert found == {code: kind.title for code, kind in CATALOGUE.items()}


@pytest.mark.parametrize("name", MODULES)
def test_module_has_iri_version_licence_and_titles(name: str) -> None:
    graph, iri = parse(module_file(name)), URIRef(MODULE + name)
    assert (iri, RDF.type, OWL.Ontology) in graph
    assert graph.value(iri, OWL.versionIRI) == URIRef(f"{MODULE}{name}/0.2.0")
    assert str(graph.value(iri, OWL.versionInfo)) == "0.2.0"
    assert graph.value(iri, rdflib.DCTERMS.license) is not None
    titles = graph.objects(iri, rdflib.DCTERMS.title)
    assert {getattr(title, "language", None) for title in titles} == LANGUAGES


@pytest.mark.parametrize("name", MODULES)
def test_module_imports_only_downwards(name: str) -> None:
    order = {module: place for place, module in enumerate(MODULES)}
    assert all(order[other] < order[name] for other in imports(name))


def test_data_imports_all_and_root_imports_the_modules() -> None:
    assert set(imports("data")) == set(MODULES) - {"data"}
    root = parse(ONTOLOGY / "samenspel.ttl")
    assert {str(i).removeprefix(MODULE) for i in root.objects(ROOT_IRI, OWL.imports)} == set(
        MODULES
    )


def test_there_are_own_terms_and_concepts() -> None:
    assert len(own_terms()) > 150
    assert len(concepts()) > 200


@pytest.mark.parametrize("term", own_terms(), ids=short)
def test_term_is_complete(term: URIRef) -> None:
    assert set(languages(term, rdflib.RDFS.label)) >= LANGUAGES
    assert set(languages(term, SKOS.definition)) >= LANGUAGES
    assert len(definers(term)) == 1
    assert next(iter(definers(term))).removeprefix(MODULE) in MODULES
    graph = whole()
    assert (term, SAM.slide, None) in graph or (term, DCT_SOURCE, None) in graph


@pytest.mark.parametrize("term", own_terms(), ids=short)
def test_term_is_defined_in_the_module_it_names(term: URIRef) -> None:
    (module,) = definers(term)
    graph = parse(module_file(module.removeprefix(MODULE)))
    assert (term, SKOS.definition, None) in graph


@pytest.mark.parametrize("scheme", schemes(), ids=short)
def test_scheme_is_complete(scheme: URIRef) -> None:
    slug = scheme.removeprefix(str(CONCEPT))
    assert (ONTOLOGY / "concepts" / f"{slug}.ttl").is_file()
    assert set(languages(scheme, SKOS.prefLabel)) >= LANGUAGES
    assert set(languages(scheme, SKOS.definition)) >= LANGUAGES
    assert any(whole().subjects(SKOS.topConceptOf, scheme))


@pytest.mark.parametrize("concept", concepts(), ids=short)
def test_concept_is_complete(concept: URIRef) -> None:
    graph = whole()
    scheme = URIRef(concept.rsplit("/", 1)[0])
    assert (concept, SKOS.inScheme, scheme) in graph
    assert sorted(languages(concept, SKOS.prefLabel)) == sorted(LANGUAGES)
    assert set(languages(concept, SKOS.definition)) >= LANGUAGES
    assert graph.value(concept, SKOS.notation) is not None
    assert (concept, SAM.slide, None) in graph or (concept, DCT_SOURCE, None) in graph
    top = (concept, SKOS.topConceptOf, scheme) in graph
    assert top != any(graph.objects(concept, SKOS.broader)), "either a top concept or narrower"


@pytest.mark.parametrize("concept", concepts(), ids=short)
def test_concept_leads_up_to_a_top_concept(concept: URIRef) -> None:
    graph, seen, here = whole(), set(), {concept}
    while here - seen:
        seen |= here
        here = {up for node in here for up in graph.objects(node, SKOS.broader)}
        assert concept not in here
    assert any((node, SKOS.topConceptOf, None) in graph for node in seen)
    assert all((node, RDF.type, SKOS.Concept) in graph for node in seen)


@pytest.mark.parametrize("scheme", schemes(), ids=short)
def test_notations_and_labels_tell_the_concepts_of_a_scheme_apart(scheme: URIRef) -> None:
    graph = whole()
    members = list(graph.subjects(SKOS.inScheme, scheme))
    notations = [str(graph.value(member, SKOS.notation)) for member in members]
    assert len(notations) == len(set(notations))
    for language in LANGUAGES:
        labels = [
            str(label).lower()
            for member in members
            for label in graph.objects(member, SKOS.prefLabel)
            if getattr(label, "language", None) == language
        ]
        assert len(labels) == len(set(labels)), f"two concepts with one {language} label"


def test_every_own_iri_that_is_used_is_defined() -> None:
    graph = whole()
    described = {term for term in graph.subjects() if isinstance(term, URIRef)}
    ours = (SAM, TOOL, "https://w3id.org/samenspel/id/")
    used = {
        node
        for triple in graph
        for node in triple
        if isinstance(node, URIRef) and str(node).startswith(ours)
    }
    assert sorted(used - described) == []


def test_no_definition_is_only_the_label_again() -> None:
    graph = whole()
    for term in [*own_terms(), *concepts()]:
        labels = {str(o).lower().rstrip(".") for o in graph.objects(term, rdflib.RDFS.label)}
        labels |= {str(o).lower().rstrip(".") for o in graph.objects(term, SKOS.prefLabel)}
        for definition in graph.objects(term, SKOS.definition):
            assert str(definition).lower().rstrip(".") not in labels, term


def test_what_needs_no_absence_is_marked_as_inferred_only() -> None:
    marked = {short(term) for term in whole().subjects(SAM.inferredOnly, rdflib.Literal(True))}
    assert {
        "sam:HybridOrganisation", "sam:PublicThirdHybrid", "sam:PublicPrivateHybrid",
        "sam:PrivateThirdHybrid", "sam:TripleHybrid", "sam:PublicInPrivateLawForm",
        "sam:CitizenInitiative", "sam:CoCreation", "sam:SocialInnovation", "sam:CompleteLivingLab",
        "sam:HeterogeneousNetwork", "sam:VitalCoalition", "sam:QualifiedBroadReception",
        "sam:coversRight", "sam:mixesSector", "sam:inZone", "sam:arisesInOverlap",
        "sam:hasMemberSphere", "sam:hasCurrentMemberKind",
    } <= marked  # fmt: skip
