"""Each construct of OWL 2 RL gives the statements that owlrl gives; others are refused."""

from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from worlds import PREFIXES, World, oracle

from kg.errors import OntologyError
from kg.inference.compile import compile_rules
from kg.inference.expressions import Tbox
from kg.resources import vocabulary_files

# name: axioms, data, what must follow
CONSTRUCTS = {
    "subclass chain": (
        ":A rdfs:subClassOf :B . :B rdfs:subClassOf :C .",
        ":x a :A .",
        {":x a :B", ":x a :C"},
    ),
    "subclass of an external class": (
        ":A rdfs:subClassOf org:Organization .",
        ":x a :A .",
        {":x a <http://www.w3.org/ns/org#Organization"},
    ),
    "value on the right": (
        ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:hasValue :v ] .",
        ":x a :A .",
        {":x :p :v"},
    ),
    "intersection on the right": (
        """:A rdfs:subClassOf [ owl:intersectionOf ( :B
             [ a owl:Restriction ; owl:onProperty :p ; owl:hasValue :v ] ) ] .""",
        ":x a :A .",
        {":x a :B", ":x :p :v"},
    ),
    "only on the right": (
        ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:allValuesFrom :B ] .",
        ":x a :A ; :p :y . :z :p :w .",
        {":y a :B"},
    ),
    "value on the left": (
        "[ a owl:Restriction ; owl:onProperty :p ; owl:hasValue :v ] rdfs:subClassOf :A .",
        ":x :p :v . :y :p :w .",
        {":x a :A"},
    ),
    "literal value on the left": (
        "[ a owl:Restriction ; owl:onProperty :p ; owl:hasValue true ] rdfs:subClassOf :A .",
        ":x :p true . :y :p false .",
        {":x a :A"},
    ),
    "some of a named class on the left": (
        "[ a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom :B ] rdfs:subClassOf :A .",
        ":x :p :y . :y a :B . :z :p :w .",
        {":x a :A"},
    ),
    "some of anything on the left": (
        """[ a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom owl:Thing ]
             rdfs:subClassOf :A .""",
        ":x :p :y .",
        {":x a :A"},
    ),
    "nested intersection on the left": (
        """[ owl:intersectionOf ( :B
             [ a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom
               [ owl:intersectionOf ( :C
                 [ a owl:Restriction ; owl:onProperty :q ; owl:hasValue :v ] ) ] ] ) ]
           rdfs:subClassOf :A .""",
        ":x a :B ; :p :y . :y a :C ; :q :v . :z a :B ; :p :w . :w a :C .",
        {":x a :A"},
    ),
    "union on the left": (
        "[ owl:unionOf ( :B :C ) ] rdfs:subClassOf :A .",
        ":x a :B . :y a :C .",
        {":x a :A", ":y a :A"},
    ),
    "listed individuals on the left": (
        "[ owl:oneOf ( :x :y ) ] rdfs:subClassOf :A .",
        ":x a :B . :y a :B . :z a :B .",
        {":x a :A", ":y a :A"},
    ),
    "some of listed individuals on the left": (
        """[ a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom
             [ owl:oneOf ( :v :w ) ] ] rdfs:subClassOf :A .""",
        ":x :p :v . :y :p :w . :z :p :u .",
        {":x a :A", ":y a :A"},
    ),
    "equivalent class, both ways": (
        """:A owl:equivalentClass [ owl:intersectionOf ( :B
             [ a owl:Restriction ; owl:onProperty :p ; owl:hasValue :v ] ) ] .""",
        ":x a :A . :y a :B ; :p :v .",
        {":x a :B", ":x :p :v", ":y a :A"},
    ),
    "subproperty": (
        ":p rdfs:subPropertyOf :q . :q rdfs:subPropertyOf :r .",
        ":x :p :y .",
        {":x :q :y", ":x :r :y"},
    ),
    "inverse": (":p owl:inverseOf :q .", ":x :p :y . :z :q :w .", {":y :q :x", ":w :p :z"}),
    "symmetric": (":p a owl:SymmetricProperty .", ":x :p :y .", {":y :p :x"}),
    "transitive": (
        ":p a owl:TransitiveProperty .",
        ":a :p :b . :b :p :c . :c :p :d . :d :p :e .",
        {":a :p :c", ":a :p :d", ":a :p :e", ":b :p :d", ":b :p :e", ":c :p :e"},
    ),
    "domain and range": (
        ":p a owl:ObjectProperty ; rdfs:domain :A ; rdfs:range :B .",
        ":x :p :y .",
        {":x a :A", ":y a :B"},
    ),
    "domain of a property with texts": (
        ":p a owl:DatatypeProperty ; rdfs:domain :A ; rdfs:range xsd:string .",
        ':x :p "text" .',
        {":x a :A"},
    ),
    "chain of two": (
        ":r owl:propertyChainAxiom ( :p :q ) .",
        ":x :p :y . :y :q :z .",
        {":x :r :z"},
    ),
    "chain of three": (
        ":r owl:propertyChainAxiom ( :p :q :p ) .",
        ":x :p :y . :y :q :z . :z :p :w .",
        {":x :r :w"},
    ),
    "chain into itself": (
        ":p owl:propertyChainAxiom ( :p :q ) .",
        ":x :p :a . :a :q :b . :b :q :c .",
        {":x :p :b", ":x :p :c"},
    ),
}


@pytest.mark.parametrize("construct", CONSTRUCTS)
def test_construct_gives_what_it_means_and_what_owlrl_says(construct: str) -> None:
    axioms, data, expected = CONSTRUCTS[construct]
    inferred = World(axioms, data).statements()
    assert inferred == expected
    assert inferred == oracle(axioms, data)


def test_statement_that_is_there_already_is_not_inferred_again() -> None:
    assert World(":A rdfs:subClassOf :B .", ":x a :A, :B .").statements() == set()


def test_literal_never_gets_a_class() -> None:
    made = World(":p rdfs:range :B . :p owl:inverseOf :q .", ':x :p "text", :y .')
    assert made.statements() == {":y a :B", ":y :q :x"}


def test_annotation_properties_and_datatype_ranges_give_no_rule() -> None:
    assert not rules_of(
        """:note a owl:AnnotationProperty ; rdfs:domain :A ; rdfs:range :B ;
             rdfs:subPropertyOf rdfs:comment .
           :size a owl:DatatypeProperty ; rdfs:range xsd:integer ."""
    )


def test_axioms_that_only_forbid_give_no_rule() -> None:
    assert not rules_of(
        """:A owl:disjointWith :B . :A rdfs:subClassOf [ owl:complementOf :C ] .
           [] a owl:AllDisjointClasses ; owl:members ( :A :B ) . :x owl:differentFrom :y ."""
    )


@pytest.mark.parametrize(
    ("axiom", "named"),
    [
        (
            """[ a owl:Restriction ; owl:onProperty :p ; owl:allValuesFrom :B ]
                 rdfs:subClassOf :A .""",
            "only",
        ),
        (":A rdfs:subClassOf [ owl:unionOf ( :B :C ) ] .", "or"),
        (
            """:A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ;
                 owl:someValuesFrom :B ] .""",
            "some",
        ),
        (
            """[ a owl:Restriction ; owl:onProperty :p ; owl:minCardinality 2 ]
                 rdfs:subClassOf :A .""",
            "minCardinality",
        ),
        (":A owl:disjointUnionOf ( :B :C ) .", "disjointUnionOf"),
        (":p a owl:FunctionalProperty .", "FunctionalProperty"),
        (":x owl:sameAs :y .", "sameAs"),
        (":A owl:hasKey ( :p ) .", "hasKey"),
        (":A owl:intersectionOf ( :B :C ) .", "intersectionOf"),
        ("owl:Thing rdfs:subClassOf :A .", "owl:Thing"),
    ],
)
def test_construct_that_no_rule_can_carry_out_is_refused_by_name(axiom: str, named: str) -> None:
    with pytest.raises(OntologyError) as raised:
        rules_of(axiom)
    assert named in raised.value.message
    assert raised.value.hint


def test_file_that_is_not_turtle_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "broken.ttl"
    broken.write_text(":A a .", encoding="utf-8")
    with pytest.raises(OntologyError, match=r"broken\.ttl"):
        Tbox.read([broken])


def test_file_that_is_not_there_is_named_once(tmp_path: Path) -> None:
    with pytest.raises(OntologyError, match=r"file gone\.ttl: No such file or directory\n"):
        Tbox.read([tmp_path / "gone.ttl"])


def test_rule_tells_its_axiom_and_a_sentence_in_three_languages() -> None:
    (rule,) = rules_of(
        """[ a owl:Restriction ; owl:onProperty sam:initiatedBy ; owl:someValuesFrom :Citizen ]
             rdfs:subClassOf :Initiative .
           :Citizen rdfs:label "burger"@nl, "citizen"@en .
           :Initiative rdfs:label "burgerinitiatief"@nl, "citizens' initiative"@en ."""
    )
    assert rule.axiom.startswith("sam:initiatedBy some ")
    assert rule.title["nl"] == (
        "Wat als “initiatedBy” iets heeft dat “burger” is, is “burgerinitiatief”"
    )
    assert set(rule.title) == {"nl", "en", "fr"}


def test_identifiers_are_unique_and_do_not_depend_on_the_order_of_the_file() -> None:
    one = rules_of(":A rdfs:subClassOf :B . :B rdfs:subClassOf :C . :p rdfs:domain :A .")
    other = rules_of(":p rdfs:domain :A . :B rdfs:subClassOf :C . :A rdfs:subClassOf :B .")
    assert [rule.id for rule in one] == [rule.id for rule in other]
    assert len({rule.id for rule in one}) == 3


def rules_of(axioms: str) -> list[Any]:
    store = ox.Store()
    store.load((PREFIXES + axioms).encode(), ox.RdfFormat.TURTLE)
    return compile_rules(Tbox(store))


def test_rules_are_in_the_same_order_whenever_they_are_read() -> None:
    """So that a statement which two rules give is credited to the same one in each release."""
    read = [compile_rules(Tbox.read(vocabulary_files())) for _ in range(4)]
    assert len({tuple((rule.id, rule.construct) for rule in rules) for rules in read}) == 1
