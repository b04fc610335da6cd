"""The engine: to the fixpoint, once each, in graphs of their own, with a count per rule."""

from pathlib import Path

import pyoxigraph as ox
import pytest
from worlds import CLOSED_WORLD, PREFIXES, World, infer_in

from kg.errors import OntologyError
from kg.inference.explain import explain_rules, premises_query
from kg.inference.feeding_order import feeding_order
from kg.inference.rule import Rule, RuleKind
from kg.inference.rule_files import read_rule, read_rules

HEADER = "# id: {}\n# title@nl: x\n# title@en: x\n# title@fr: x\nPREFIX : <https://example.org/>\n"


def written(folder: Path, id: str, query: str, kind: RuleKind = "inference") -> Rule:
    path = folder / f"{id}.rq"
    path.write_text(HEADER.format(id) + query, encoding="utf-8")
    return read_rule(path, kind)


def test_rules_that_feed_each_other_run_until_nothing_is_new() -> None:
    made = World(
        """:A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:hasValue :v ] .
           [ a owl:Restriction ; owl:onProperty :q ; owl:hasValue :v ] rdfs:subClassOf :A .
           :p rdfs:subPropertyOf :q . :q rdfs:domain :D . :D rdfs:subClassOf :A .""",
        ":x :q :other .",
    )
    assert made.statements() == {":x a :D", ":x a :A", ":x :p :v", ":x :q :v"}
    assert made.report.rounds > 1


def test_rule_that_feeds_another_runs_before_it() -> None:
    rules = World(":B rdfs:subClassOf :C . :A rdfs:subClassOf :B .", "").rules
    order = [rule.id for group in feeding_order(rules) for rule in group]
    assert order == ["subclass-a-of-b", "subclass-b-of-c"]


def test_circle_of_rules_is_one_group() -> None:
    rules = World(":p owl:inverseOf :q . :q rdfs:subPropertyOf :r . :r rdfs:domain :A .", "").rules
    sizes = [len(group) for group in feeding_order(rules)]
    assert sizes == [2, 1, 1]


def test_long_transitive_path_comes_to_its_end() -> None:
    steps = " ".join(f":n{i} :p :n{i + 1} ." for i in range(60))
    made = World(":p a owl:TransitiveProperty .", steps)
    assert len(made.statements()) == 60 * 61 // 2 - 60


def test_handwritten_rule_takes_part_in_the_fixpoint(tmp_path: Path) -> None:
    rule = written(tmp_path, "join", "CONSTRUCT { ?a :knows ?b } WHERE { ?m :one ?a ; :other ?b }")
    made = World(
        ":knows rdfs:domain :Friend . :who rdfs:subPropertyOf :one .",
        ":m :who :x ; :other :y .",
        inference=[rule],
    )
    assert made.statements() == {":m :one :x", ":x :knows :y", ":x a :Friend"}


def test_rule_with_exists_waits_for_what_the_filter_looks_at(tmp_path: Path) -> None:
    rule = written(
        tmp_path, "join", "CONSTRUCT { ?x :ok true } WHERE { ?x :p ?y FILTER EXISTS { ?y a :C } }"
    )
    made = World(":B rdfs:subClassOf :C .", ":x :p :y . :y a :B .", inference=[rule])
    assert ':x :ok "true"^^<http://www.w3.org/2001/XMLSchema#boolean' in made.statements()


def test_rules_before_and_after_write_to_the_closed_world_graph(tmp_path: Path) -> None:
    before = written(
        tmp_path, "b", "CONSTRUCT { ?x :open true } { ?x a :A MINUS { ?x :end ?e } }", "before"
    )
    after = written(tmp_path, "a", "CONSTRUCT { ?x :n 1 } { ?x a :B MINUS { ?x :n ?m } }", "after")
    made = World(
        ":open rdfs:domain :B .", ":x a :A . :y a :A ; :end 1 .", before=[before], after=[after]
    )
    assert made.statements() == {":x a :B"}
    assert {text.split('"')[0] for text in made.statements(CLOSED_WORLD)} == {":x :open ", ":x :n "}


def test_what_a_source_said_is_not_repeated_by_a_handwritten_rule(tmp_path: Path) -> None:
    rule = written(tmp_path, "j", "CONSTRUCT { ?a :q ?b } WHERE { ?a :p ?b }")
    made = World("", ":x :p :y ; :q :y .", inference=[rule])
    assert made.statements() == set()
    assert made.report.quads == {"j": 0}


def test_rule_that_makes_ever_new_terms_is_stopped_by_name(tmp_path: Path) -> None:
    rule = written(
        tmp_path,
        "endless",
        "CONSTRUCT { ?n :p ?x } WHERE { ?x :p ?y BIND(IRI(CONCAT(STR(?x), 'a')) AS ?n) }",
    )
    with pytest.raises(OntologyError, match="endless"):
        World("", ":x :p :y .", inference=[rule])


def test_rule_file_without_a_title_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "r.rq"
    path.write_text("# id: r\n# title@nl: x\nCONSTRUCT {?a ?b ?c} WHERE {?a ?b ?c}")
    with pytest.raises(OntologyError, match=r"title@en.*title@fr"):
        read_rule(path, "after")


@pytest.mark.parametrize("query", ["SELECT * { ?a ?b ?c }", "CONSTRUCT { ?a :b } WHERE"])
def test_rule_file_that_is_no_construct_query_is_refused(query: str, tmp_path: Path) -> None:
    with pytest.raises(OntologyError, match=r"bad\.rq"):
        written(tmp_path, "bad", query)


def test_rules_are_read_in_the_order_of_their_names(tmp_path: Path) -> None:
    for name in ("20-b", "10-a"):
        written(tmp_path, name, "CONSTRUCT { ?a :p ?b } WHERE { ?a :q ?b }")
    assert [rule.id for rule in read_rules(tmp_path.glob("*.rq"), "after")] == ["10-a", "20-b"]


def test_report_counts_what_each_rule_gave_and_explains_it() -> None:
    made = World(":A rdfs:subClassOf :B . :p rdfs:range :A .", ":x a :A . :y :p :z .")
    assert made.report.quads == {"subclass-a-of-b": 2, "range-p-a": 1}
    assert made.report.total == 3
    entry = explain_rules(made.report)["subclass-a-of-b"]
    assert entry["class"] == "https://example.org/B"
    assert entry["quads"] == 2
    query = premises_query(entry, "<https://example.org/z>", object="<https://example.org/B>")
    assert bool(list(made.store.query(query)))


def test_progress_is_told_each_rule_once() -> None:
    told: list[tuple[str, int, int]] = []
    made = World(":p a owl:TransitiveProperty .", "")
    store = ox.Store()
    store.load((PREFIXES + ":a :p :b . :b :p :c . :c :p :d .").encode(), ox.RdfFormat.TURTLE)
    infer_in(store, made.rules, progress=lambda *step: told.append(step))
    assert told == [("transitive-p", 1, 1)]
