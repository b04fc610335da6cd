"""Terms of others exist and are what we take them for, and nothing is said in their place."""

import datetime

from external_terms import MATCHES, TABLE, checked, is_ours, used
from rdflib import OWL, RDF, RDFS, SKOS, URIRef
from rdflib import namespace as ns
from vocabulary_graph import MODULES, TOOL, module_file, own_terms, parse, short, whole

from kg.model.prefixes import shorten

# Vocabularies that rdflib carries with the names in them.
BUNDLED = {
    str(vocabulary): vocabulary
    for vocabulary in (
        ns.ORG, ns.SKOS, ns.PROV, ns.DCAT, ns.QB, ns.FOAF, ns.DCTERMS, ns.TIME, ns.VOID, ns.SH,
        ns.OWL, ns.RDF, ns.RDFS, ns.XSD, ns.VANN, ns.GEO, ns.SDO,
    )
} | {"http://schema.org/": ns.SDO}  # fmt: skip
# The copy of DCAT at hand is that of version 2.
OF_DCAT_3 = {
    f"http://www.w3.org/ns/dcat#{name}"
    for name in ("DatasetSeries", "inSeries", "first", "last", "prev", "version")
}
CLASS, CONCEPT = "class", "concept"
PROPERTIES = {"property", "object property", "datatype property", "annotation property"}
KINDS = {CLASS, CONCEPT, "scheme", "datatype", "individual", "namespace", *PROPERTIES}
READ_OR_WRITTEN = (TOOL.readAs, TOOL.writtenAs)
# Axioms by which one could speak in the place of the vocabulary that owns the subject.
AXIOMS = (
    RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range, OWL.disjointWith, OWL.inverseOf,
    OWL.equivalentClass, OWL.equivalentProperty, OWL.propertyChainAxiom,
)  # fmt: skip


def test_every_term_of_others_was_checked_against_its_vocabulary() -> None:
    unchecked = {shorten(term): place for term, place in used().items() if term not in checked()}
    assert unchecked == {}, (
        f"look them up in the vocabulary's own file and add a row to {TABLE.name}"
    )


def test_no_checked_term_is_unused() -> None:
    assert sorted(checked().keys() - used().keys()) == []


def test_rows_say_what_was_checked_where_and_when() -> None:
    for term, row in checked().items():
        assert row["kind"] in KINDS, term
        assert row["source"], term
        datetime.date.fromisoformat(row["checked"])
    assert list(checked()) == sorted(checked())


def test_a_copy_at_hand_has_the_term_too() -> None:
    lacking = [
        term
        for term in checked().keys() - OF_DCAT_3
        for start, vocabulary in BUNDLED.items()
        if term.startswith(start) and term != start
        if term.removeprefix(start) not in vocabulary
    ]
    assert lacking == []


def kind_of(term: URIRef) -> str:
    """class, property or concept, for a term of ours or of others."""
    if is_ours(term):
        kinds = set(whole().objects(term, RDF.type))
        if OWL.Class in kinds:
            return CLASS
        return CONCEPT if SKOS.Concept in kinds else "property"
    kind = checked()[str(term)]["kind"]
    return "property" if kind in PROPERTIES else kind


def test_like_corresponds_to_like() -> None:
    unlike = [
        f"{shorten(subject)} {shorten(match)} {shorten(target)}"
        for match in (*MATCHES, *READ_OR_WRITTEN)
        for subject, target in whole().subject_objects(match)
        if kind_of(subject) != kind_of(target)
    ]
    assert unlike == []


def test_alignment_starts_from_a_term_or_concept_of_ours() -> None:
    graph = whole()
    for match in MATCHES:
        for subject in graph.subjects(match, None):
            kinds = {SKOS.Concept} & set(graph.objects(subject, RDF.type))
            assert subject in own_terms() or kinds, f"{subject} {match}"


def test_what_is_read_is_not_ours_and_what_is_written_is_not_ours_either() -> None:
    theirs = {*whole().subjects(TOOL.readAs, None), *whole().objects(None, TOOL.writtenAs)}
    assert len(theirs) > 80
    assert [term for term in theirs if is_ours(term)] == []


def test_reading_says_no_more_of_our_own_things_than_we_do() -> None:
    """What is a special case of theirs is one of what theirs is read as."""
    graph, too_much = whole(), []
    for theirs, ours in graph.subject_objects(TOOL.readAs):
        for relation in (RDFS.subClassOf, RDFS.subPropertyOf):
            for special in graph.subjects(relation, theirs):
                if ours not in graph.transitive_objects(special, relation):
                    too_much.append(f"{short(special)} would be {short(ours)}")
    assert too_much == []


def test_nothing_is_stated_in_the_place_of_others() -> None:
    for name in MODULES:
        for axiom in AXIOMS:
            for subject in parse(module_file(name)).subjects(axiom, None):
                assert not isinstance(subject, URIRef) or is_ours(subject), subject


def test_no_external_term_is_made_equivalent() -> None:
    graph = whole()
    for predicate in (OWL.equivalentClass, OWL.equivalentProperty, OWL.sameAs):
        for _, target in graph.subject_objects(predicate):
            assert not isinstance(target, URIRef) or is_ours(target)
