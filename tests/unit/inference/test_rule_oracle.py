"""Rules as SQL give what they give as SPARQL: the same statements, and as many of each rule."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sparql_rules import infer_by_sparql
from worlds import CLOSED_WORLD, DATA, INFERRED, PREFIXES, TODAY, infer_in, load, read_all_rules

from kg.errors import OntologyError
from kg.inference.rule import Rule, RuleKind
from kg.inference.rule_files import PARSED, read_rule, write_parsed
from kg.resources import ontology_folder

HEADER = "# id: {}\n# title@nl: x\n# title@en: x\n# title@fr: x\nPREFIX : <https://example.org/>\n"
XSD = "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n"
RULES = {kind: read_all_rules(kind) for kind in ("inference", "before", "after")}
PATTERNS = [pattern for rules in RULES.values() for rule in rules for pattern in rule.body]
PROPERTIES = sorted({p.predicate for p in PATTERNS if not p.predicate.startswith("?")})
VALUES = sorted({p.object for p in PATTERNS if not p.object.startswith("?")})
LITERALS = [
    *('"a"', '"b"', '""', '"a"@nl', '"b"@nl', '"a"@fr', '"a\\"\\\\b\\n"', '"KBO nummer"'),
    *("1", "01", "1.0", "2.5", "2.5e0", "-3", "true", "false", '"0123456789"'),
    *('"2020-01-01"^^xsd:date', '"2020-01-01Z"^^xsd:date', '"2020-01-03+02:00"^^xsd:date'),
    *('"2026-06-30"^^xsd:date', '"2030"^^xsd:gYear', '"2020-02"^^xsd:gYearMonth'),
    *('"2020-01-01T10:00:00"^^xsd:dateTime', '"2020-01-01T10:00:00Z"^^xsd:dateTime'),
    *('"2020-01-01T11:00:00+01:00"^^xsd:dateTimeStamp', '"zz"^^xsd:date', '"x"^^<urn:t>'),
    '"y"^^<urn:t>',
]
NAMES = [f":n{number}" for number in range(5)]
statements = st.tuples(
    st.sampled_from(NAMES),
    st.sampled_from(PROPERTIES),
    st.one_of(*map(st.sampled_from, (NAMES, VALUES, LITERALS))),
)


def both(data: str, **rules: list[Rule]) -> list[Any]:
    """What each runner gives: the statements of both graphs, and the counts."""
    given = []
    for run in (infer_by_sparql, infer_in):
        store = ox.Store()
        load(store, PREFIXES + data, DATA)
        middle, more = (
            rules.get("inference", []),
            {k: v for k, v in rules.items() if k != "inference"},
        )
        if run is infer_by_sparql:
            report = infer_by_sparql(
                store, middle, graph=INFERRED, closed_world=CLOSED_WORLD, **more
            )
        else:
            report = infer_in(store, middle, **more)
        found = [
            sorted(str(quad.triple) for quad in store.quads_for_pattern(None, None, None, graph))
            for graph in (INFERRED, CLOSED_WORLD)
        ]
        given.append((found, report.quads))
    return given


@settings(max_examples=25, deadline=None)
@given(st.lists(statements, min_size=3, max_size=40))
def test_the_rules_that_ship_give_the_same_over_any_statements(
    said: list[tuple[str, str, str]],
) -> None:
    data = TODAY + " ".join(f"{' '.join(triple)} ." for triple in said)
    by_sparql, by_sql = both(data, **RULES)
    assert by_sql == by_sparql


def written(folder: Path, query: str, kind: RuleKind = "after") -> Rule:
    path = folder / "rule.rq"
    path.write_text(HEADER.format("rule") + XSD + query, encoding="utf-8")
    return read_rule(path, kind)


@pytest.mark.parametrize("operator", ["=", "!=", "<", "<=", ">", ">="])
def test_values_compare_as_in_sparql(operator: str, tmp_path: Path) -> None:
    rule = written(
        tmp_path, f"CONSTRUCT {{?x :r ?y}} {{?x :v ?a . ?y :v ?b FILTER(?a {operator} ?b)}}"
    )
    data = " ".join(f":x{n} :v {text} ." for n, text in enumerate([*LITERALS, ":x1", "<urn:i>"]))
    by_sparql, by_sql = both(data, after=[rule])
    assert by_sql == by_sparql
    assert by_sql[1]["rule"]


@pytest.mark.parametrize(
    "query",
    [
        "{?x :r ?b} {?x :p ?y OPTIONAL {?y :q ?b}}",
        "{?x :r ?b} {?x :p ?y OPTIONAL {?y :p ?b FILTER(?b != ?x)} FILTER(!BOUND(?b) || ?b != ?y)}",
        "{?x :r :none} {?x :p ?y OPTIONAL {?y :q ?b} FILTER(!BOUND(?b))}",
        "{?x :r ?z} {{?x :p ?z} UNION {?z :q ?x}}",
        "{?x :r ?z} {{?x :p ?z} UNION {?x :q ?y BIND(IRI(CONCAT(STR(?x), 'z')) AS ?z)}}",
        "{?x :r ?y} {?x :p ?y MINUS {?y :q ?z}}",
        "{?x :r ?y} {?x :p ?y MINUS {?a :q ?b}}",
        "{?x :r ?y} {VALUES (?x ?y) {(:n1 UNDEF) (UNDEF :n2) (:n1 :n3)} ?x :p ?y}",
        "{?x :r ?y} {?x :p/:q|^:p ?y}",
        "{?x :r ?y; a ?y} {?x :p ?y}",
        "{?x :r ?c} {?x a ?c}",
        "{?x :r ?c} {VALUES ?c {:n1 :n2} ?x a ?c}",
        "{?x :r ?y} {?x :p ?y FILTER EXISTS {{?y :q ?z} UNION {?z :p ?x FILTER(?z != ?y)}}}",
        "{?x :r ?y} {?x :p ?y FILTER NOT EXISTS {?y :p ?z OPTIONAL {?z :q ?b} FILTER(?z = ?x)}}",
        "{?x :r ?y} {?x :p ?y FILTER(isIRI(?y) && STRENDS(STR(?y), '2') || isLITERAL(?y))}",
        "{?x :r ?b} {?x :v ?y BIND(IF(?y > 1, STRLEN(STR(?y)), UCASE(STR(?y))) AS ?b)}",
        "{?x :r ?b} {?x :v ?y BIND(COALESCE(STRDT(SUBSTR(STR(?y), 1, 4), xsd:gYear), ?y) AS ?b)}",
        "{?x :r ?b} {?x :v ?y BIND(STRLANG(LCASE(STR(?y)), 'nl') AS ?b)}",
        "{?x :r ?y} {?x :v ?y FILTER(LANG(?y) = 'nl' || REGEX(?y, '^K.O', 'i') || ?y IN (1, 'b'))}",
        "{?x :r ?y} {?x :v ?y FILTER(CONTAINS(?y, '\"') || sameTerm(?y, 2.5))}",
        "{?x :r ?y} {?x :v ?y FILTER(STRSTARTS(?y, 'a'))}",
        "{?x :r ?y} {?x :v ?y FILTER(?y)}",
        "{?x :r ?y} {?x :p ?y {SELECT ?y {?y :q ?z}}}",
    ],
)
def test_constructs_of_rules_give_the_same(query: str, tmp_path: Path) -> None:
    rule = written(tmp_path, f"CONSTRUCT {query}")
    pairs = [(a, b) for a in range(5) for b in range(5) if (a * 7 + b * 3) % 4 == 0]
    data = " ".join(f":n{a} :p :n{b} ." for a, b in pairs)
    data += " :n1 :q :n2 . :n3 :q :n1 . :n2 :q :n2 . :n4 a :n1 . :n2 a :n2, :n3 . :n1 :p 'text' ."
    data += " ".join(f":x{n} :v {text} ." for n, text in enumerate(LITERALS))
    by_sparql, by_sql = both(data, after=[rule])
    assert by_sql == by_sparql
    assert by_sql[1]["rule"]


def test_a_class_that_a_rule_adds_is_one_for_the_others(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    asks = written(tmp_path / "a", "CONSTRUCT {?x :is ?c} {?x a ?c}", "inference")
    makes = replace(written(tmp_path, "CONSTRUCT {?x a ?c} {?x :kind ?c}", "inference"), id="makes")
    by_sparql, by_sql = both(":x a :A ; :kind :B . :y :kind :A, :B .", inference=[asks, makes])
    assert by_sql == by_sparql
    assert by_sql[1] == {"rule": 4, "makes": 3}


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("{?x :r ?y} {?x :p+ ?y}", r":p|p>\+"),
        ("{?x :r ?y} {?x ?p ?y}", "property"),
        ("{?x :r ?y} {GRAPH ?g {?x :p ?y}}", "GRAPH"),
        ("{?x :r ?y} {?x :p ?y} LIMIT 3", "LIMIT"),
        ("{?x :r ?y} {?x :p ?z BIND(RAND() AS ?y)}", "RAND"),
        ("{?x :r []} {?x :p ?y}", "blank node"),
    ],
)
def test_what_rules_cannot_have_is_named_with_the_file(
    query: str, named: str, tmp_path: Path
) -> None:
    with pytest.raises(OntologyError, match=rf"(?s)rule\.rq.*({named})") as caught:
        written(tmp_path, f"CONSTRUCT {query}")
    assert caught.value.code == "SAM-V007"


def test_the_rules_that_ship_are_kept_as_parsed() -> None:
    """`python -m kg.inference.rule_files` writes the file anew."""
    kept = (ontology_folder() / "rules" / PARSED).read_text(encoding="utf-8")
    assert json.loads(kept) == json.loads(write_parsed())
