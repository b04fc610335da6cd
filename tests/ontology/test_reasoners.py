"""The profile checker and HermiT find what they are there to find."""

from pathlib import Path

import pytest
from worlds import PREFIXES

from kg.errors import OntologyError
from kg.inference.consistency import check_consistency, check_extension
from kg.inference.profile import check_profile, check_profiles

GOOD = """
<https://example.org/> a owl:Ontology ; owl:imports <https://example.org/not-there> .
:A a owl:Class . :B a owl:Class . :C a owl:Class .
:p a owl:ObjectProperty ; rdfs:domain :A ; rdfs:range :B .
:d a owl:DatatypeProperty ; rdfs:range xsd:string .
[ a owl:Class ; owl:intersectionOf ( :A [ a owl:Restriction ; owl:onProperty :p ;
    owl:someValuesFrom :B ] ) ] rdfs:subClassOf :C .
"""
FAULTS = {
    "allValuesFrom on the left": """
        [ a owl:Restriction ; owl:onProperty :p ; owl:allValuesFrom :B ] rdfs:subClassOf :A .""",
    "unionOf on the right": ":A rdfs:subClassOf [ a owl:Class ; owl:unionOf ( :B :C ) ] .",
    "cardinality on the left": """
        [ a owl:Restriction ; owl:onProperty :p ; owl:onClass :B ;
          owl:minQualifiedCardinality "2"^^xsd:nonNegativeInteger ] rdfs:subClassOf :A .""",
    "xsd:date as a range": ":when a owl:DatatypeProperty ; rdfs:range xsd:date .",
    "disjointUnionOf": ":A owl:disjointUnionOf ( :B :C ) .",
}


def file(folder: Path, text: str, name: str = "o.ttl") -> Path:
    path = folder / name
    path.write_text(PREFIXES + text, encoding="utf-8")
    return path


def test_profile_checker_passes_the_sound_and_rejects_five_planted_faults(tmp_path: Path) -> None:
    sound = file(tmp_path, GOOD)
    planted = [
        [sound, file(tmp_path, text, f"{number}.ttl")]
        for number, text in enumerate(FAULTS.values())
    ]
    passed, *rejected = check_profiles([[sound], *planted])
    assert passed == []
    for fault, violations in zip(FAULTS, rejected, strict=True):
        assert violations, f"{fault} was not noticed"
        assert any(violation.axiom or violation.message for violation in violations)


def test_violation_shows_its_axiom_with_prefixed_names(tmp_path: Path) -> None:
    fault = "sam:A rdfs:subClassOf [ a owl:Class ; owl:unionOf ( sam:B sam:C ) ] ."
    terms = "sam:A a owl:Class . sam:B a owl:Class . sam:C a owl:Class ."
    (violation,) = check_profile([file(tmp_path, terms + fault)])
    assert violation.axiom == "SubClassOf(sam:A ObjectUnionOf(sam:B sam:C))"


def test_undeclared_class_is_a_violation(tmp_path: Path) -> None:
    violations = check_profile([file(tmp_path, ":A a owl:Class ; rdfs:subClassOf :Unheard .")])
    assert [violation.kind for violation in violations] == ["UseOfUndeclaredClass"]


def test_unreadable_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(OntologyError, match=r"broken\.ttl"):
        check_profile([file(tmp_path, ":A a", "broken.ttl")])


def test_sound_ontology_is_consistent_even_with_dates(tmp_path: Path) -> None:
    dated = GOOD + ':d2 a owl:DatatypeProperty . :x a :A ; :d2 "2020-02-06"^^xsd:date .'
    assert check_consistency([file(tmp_path, dated)]).good


def test_individual_in_two_disjoint_classes_is_inconsistent(tmp_path: Path) -> None:
    broken = GOOD + ":A owl:disjointWith :B . :x a :A , :B , owl:NamedIndividual ."
    assert not check_consistency([file(tmp_path, broken)]).consistent


def test_class_that_can_have_no_member_is_reported(tmp_path: Path) -> None:
    broken = GOOD + ":A owl:disjointWith :B . :D a owl:Class ; rdfs:subClassOf :A , :B ."
    report = check_consistency([file(tmp_path, broken)])
    assert report.consistent
    assert report.unsatisfiable == ("https://example.org/D",)


def test_extension_is_judged_for_what_it_brings(tmp_path: Path) -> None:
    base = file(tmp_path, GOOD + FAULTS["unionOf on the right"])
    bad = file(
        tmp_path,
        ":X a owl:Class ; rdfs:subClassOf :A , :B , [ a owl:Class ; owl:unionOf ( :A :C ) ] ."
        ":A owl:disjointWith :B .",
        "extension.ttl",
    )
    report = check_extension([bad], ontology=[base])
    assert not report.good
    assert [violation.axiom.count("example.org/X") for violation in report.violations] == [1]
    assert report.consistency.unsatisfiable == ("https://example.org/X",)
