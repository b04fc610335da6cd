"""The ontology stays in OWL 2 RL, does not contradict itself, and concludes what it should."""

from pathlib import Path

import pytest
import rdflib
from rdflib import RDF
from vocabulary_graph import (
    CONCEPT,
    MODULES,
    ONTOLOGY,
    SAM,
    imports,
    module_file,
    own_terms,
    short,
    whole,
)

from kg.inference.compile import compile_rules
from kg.inference.consistency import check_consistency, check_extension
from kg.inference.expressions import Tbox
from kg.inference.profile import Violation, check_profiles
from kg.inference.rule import Rule
from kg.inference.rule_files import read_rules
from kg.resources import vocabulary_files


@pytest.fixture(scope="module")
def violations() -> dict[str, list[Violation]]:
    """Every module with what it imports, and the whole with its concepts, in one start of Java."""
    sets = {name: [module_file(m) for m in (name, *imports(name))] for name in MODULES}
    sets["the whole"] = vocabulary_files()
    return dict(zip(sets, check_profiles(list(sets.values())), strict=True))


@pytest.mark.parametrize("name", [*MODULES, "the whole"])
def test_module_is_in_owl_2_rl(name: str, violations: dict[str, list[Violation]]) -> None:
    assert violations[name] == []


def test_whole_is_consistent_and_no_class_is_unsatisfiable() -> None:
    report = check_consistency(vocabulary_files())
    assert report.consistent
    assert report.unsatisfiable == ()


def test_broken_copy_is_inconsistent(tmp_path: Path) -> None:
    broken = tmp_path / "broken.ttl"
    broken.write_text(
        """@prefix foaf: <http://xmlns.com/foaf/0.1/> .
           @prefix sam: <https://w3id.org/samenspel/ns#> .
           @prefix owl: <http://www.w3.org/2002/07/owl#> .
           <https://example.org/who> a owl:NamedIndividual , foaf:Person , sam:OCMW .""",
        encoding="utf-8",
    )
    assert not check_consistency([*vocabulary_files(), broken]).consistent


def test_extension_with_an_impossible_class_is_refused(tmp_path: Path) -> None:
    extension = tmp_path / "extension.ttl"
    extension.write_text(
        """@prefix foaf: <http://xmlns.com/foaf/0.1/> .
           @prefix sam: <https://w3id.org/samenspel/ns#> .
           @prefix owl: <http://www.w3.org/2002/07/owl#> .
           @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
           <https://example.org/OneManBusiness> a owl:Class ;
             rdfs:subClassOf foaf:Person , sam:Enterprise .""",
        encoding="utf-8",
    )
    report = check_extension([extension])
    assert not report.good
    assert report.violations == ()
    assert report.consistency.unsatisfiable == ("https://example.org/OneManBusiness",)


def test_sound_extension_is_accepted(tmp_path: Path) -> None:
    extension = tmp_path / "extension.ttl"
    extension.write_text(
        """@prefix sam: <https://w3id.org/samenspel/ns#> .
           @prefix owl: <http://www.w3.org/2002/07/owl#> .
           @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
           <https://example.org/FoodBank> a owl:Class ; rdfs:subClassOf sam:Association .""",
        encoding="utf-8",
    )
    assert check_extension([extension]).good


def test_every_rule_has_its_own_identifier_and_titles_in_three_languages() -> None:
    rules = [*compile_rules(Tbox.read(vocabulary_files())), *handwritten()]
    assert len({rule.id for rule in rules}) == len(rules)
    assert all(set(rule.title) == {"nl", "en", "fr"} for rule in rules)
    titles = [title for rule in rules for title in rule.title.values()]
    assert all("<" not in title and title.strip() for title in titles)


def test_every_inferred_only_term_is_the_conclusion_of_a_rule() -> None:
    rules = [*compile_rules(Tbox.read(vocabulary_files())), *handwritten()]
    given = {term.strip("<>") for rule in rules for head in rule.head for term in head[1:]}
    marked = set(whole().subjects(SAM.inferredOnly, rdflib.Literal(True)))
    assert [short(term) for term in sorted(marked) if str(term) not in given] == []


def test_handwritten_rules_use_only_terms_that_exist() -> None:
    known = {str(term) for term in own_terms()} | {str(s) for s in whole().subjects()}
    for rule in handwritten():
        for term in {part for pattern in (*rule.head, *rule.body) for part in pattern}:
            if "w3id.org/samenspel" in term:
                assert term.strip("<>") in known, f"{rule.id}: {term}"


def test_zones_of_the_rules_are_the_zones_of_the_scheme() -> None:
    graph = whole()
    for name, prime, others in zones_of_the_rule():
        zone = CONCEPT[f"zone/{name}"]
        assert (zone, RDF.type, SAM.HybridZone) in graph
        assert graph.value(zone, SAM.zonePrimeSector) == CONCEPT[f"sector/{prime}"]
        overlaps = {str(o).rsplit("/", 1)[1] for o in graph.objects(zone, SAM.zoneOverlaps)}
        assert overlaps == others
    named = {short(z) for z in graph.subjects(RDF.type, SAM.HybridZone)}
    pure_and_unknown = {"zone/public", "zone/private", "zone/third", "zone/unknown"}
    assert named == pure_and_unknown | {f"zone/{name}" for name, _, _ in zones_of_the_rule()}


def zones_of_the_rule() -> list[tuple[str, str, set[str]]]:
    text = (ONTOLOGY / "rules" / "after" / "11-zone-hybrid.rq").read_text(encoding="utf-8")
    found = []
    for line in text.splitlines():
        cells = line.strip().strip("()").split()
        if len(cells) == 5 and cells[0].startswith("sector:"):
            prime = cells[0].removeprefix("sector:")
            sectors = zip(("public", "private", "third"), cells[1:4], strict=True)
            present = {sector for sector, flag in sectors if flag == "true"}
            found.append((cells[4].removeprefix("zone:"), prime, present - {prime}))
    return found


def handwritten() -> list[Rule]:
    return [
        rule
        for kind in ("before", "inference", "after")
        for rule in read_rules((ONTOLOGY / "rules" / kind).glob("*.rq"), kind)
    ]
