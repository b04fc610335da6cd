"""Every row of the concept inventory is in the vocabulary as the thing it says it is."""

import csv
from functools import cache

import pytest
from rdflib import OWL, QB, RDF, SKOS, Literal, URIRef
from vocabulary_graph import CONCEPT, ONTOLOGY, SAM, own_terms, short, whole

from kg.inference.compile import compile_rules
from kg.inference.expressions import Tbox
from kg.inference.rule_files import read_rules
from kg.resources import vocabulary_files

ROWS = 82  # rows of the inventory table, numbered from 1
KINDS = {"class", "property", "concept", "observation", "axiom", "rule", "individual"}
PROPERTY_KINDS = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
IDS = "https://w3id.org/samenspel/id/"


@cache
def inventory() -> list[dict[str, str]]:
    with (ONTOLOGY / "inventory.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def iri(entry: dict[str, str]) -> URIRef:
    term = entry["term"]
    if term.startswith("sam:"):
        return SAM[term.removeprefix("sam:")]
    return CONCEPT[term] if entry["kind"] == "concept" else URIRef(IDS + term)


@cache
def heads(*kinds: str) -> set[str]:
    """Predicates and objects of what the rules of these kinds conclude."""
    rules = compile_rules(Tbox.read(vocabulary_files())) if "axiom" in kinds else []
    for folder in ("before", "inference", "after"):
        if folder in kinds:
            rules += read_rules((ONTOLOGY / "rules" / folder).glob("*.rq"), folder)
    return {term.strip("<>") for rule in rules for head in rule.head for term in head[1:]}


def holds(entry: dict[str, str]) -> bool:
    graph, term = whole(), iri(entry)
    match entry["kind"]:
        case "class":
            return (term, RDF.type, OWL.Class) in graph
        case "property":
            return any((term, RDF.type, kind) in graph for kind in PROPERTY_KINDS)
        case "concept":
            return (term, RDF.type, SKOS.Concept) in graph
        case "observation":
            return (term, RDF.type, QB.Observation) in graph
        case "axiom":
            return str(term) in heads("axiom")
        case "rule":
            return str(term) in heads("before", "inference", "after")
        case _:
            return (term, RDF.type, None) in graph


@pytest.mark.parametrize(
    "entry", inventory(), ids=lambda entry: f"{entry['row']}-{entry['kind']}-{entry['term']}"
)
def test_entry_is_in_the_vocabulary_as_the_kind_it_says(entry: dict[str, str]) -> None:
    assert entry["kind"] in KINDS
    assert holds(entry), f"no {entry['kind']} {entry['term']}"


@pytest.mark.parametrize("row", range(1, ROWS + 1))
def test_row_of_the_inventory_is_modelled(row: int) -> None:
    entries = [entry for entry in inventory() if entry["row"] == str(row)]
    assert entries
    assert len({(entry["dutch"], entry["english"], entry["slide"]) for entry in entries}) == 1
    assert all(entry["dutch"] and entry["english"] and entry["slide"] for entry in entries)


def test_inventory_has_no_other_rows_and_no_entry_twice() -> None:
    rows = [int(entry["row"]) for entry in inventory()]
    assert rows == sorted(rows)
    assert set(rows) == set(range(1, ROWS + 1))
    entries = [tuple(entry.values()) for entry in inventory()]
    assert len(entries) == len(set(entries))


@pytest.mark.parametrize("row", range(1, ROWS + 1))
def test_slides_of_the_row_are_on_its_terms(row: int) -> None:
    entries = [entry for entry in inventory() if entry["row"] == str(row)]
    named = slides_of(entries[0]["slide"])
    found = {int(slide) for e in entries for slide in whole().objects(iri(e), SAM.slide)}
    assert not named or named & found


def slides_of(text: str) -> set[int]:
    """Read `3`, `1-4` or `3,19`; anything else (an article, a chapter, all) is no slide."""
    numbers: set[int] = set()
    for part in text.split(","):
        first, _, last = part.strip().partition("-")
        if not first.isdigit():
            return set()
        numbers |= set(range(int(first), int(last or first) + 1))
    return numbers


def test_every_right_and_every_decree_keyword_has_its_row() -> None:
    listed = {iri(entry) for entry in inventory()}
    graph = whole()
    for scheme in ("keyword", "principle", "sphere", "attitude", "tension", "coalition-trait"):
        members = set(graph.subjects(SKOS.inScheme, CONCEPT[scheme]))
        assert members
        tops = {m for m in members if (m, SKOS.topConceptOf, None) in graph}
        assert {short(m) for m in tops - listed if not has_listed_part(m, listed)} == set()


def has_listed_part(concept: URIRef, listed: set[URIRef]) -> bool:
    return any(part in listed for part in whole().subjects(SKOS.broader, concept))


def test_terms_that_the_lecture_names_are_not_left_out_of_the_inventory() -> None:
    listed = {iri(entry) for entry in inventory()}
    graph = whole()
    inferred = {term for term in own_terms() if (term, SAM.inferredOnly, Literal(True)) in graph}
    assert sorted(short(term) for term in inferred - listed) == []


def test_shares_of_the_literature_are_those_of_the_lecture() -> None:
    graph = whole()
    shares = {
        float(str(value))
        for observation in graph.subjects(RDF.type, QB.Observation)
        for value in graph.objects(observation, SAM.shareOfPublications)
    }
    assert shares == {50, 28, 9, 13}
