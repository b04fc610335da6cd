"""The reference interpreter: terms, joins, graphs, collections, targets and findings."""

from __future__ import annotations

import duckdb
import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import MappingError
from kg.mapping.document import (
    Call,
    Constant,
    Gather,
    Join,
    JoinCondition,
    Lookup,
    MappingDocument,
    Place,
    PredicateObject,
    Reference,
    Source,
    Target,
    Template,
    TermMap,
    TriplesMap,
)
from kg.mapping.functions import FN
from kg.mapping.interpreter.records import Record, records_of
from kg.mapping.interpreter.triples_map import Interpretation
from kg.mapping.ntriples import is_absolute_iri, percent_encoded
from kg.model.terms import XSD, literal
from kg.sources.stage import StagedTable

PLACE = Place("m.yml", 1, 1)
EX = "https://x.be/"


def iri(expression, **more) -> TermMap:
    return TermMap(expression, "iri", PLACE, **more)


def text(expression, **more) -> TermMap:
    return TermMap(expression, "literal", PLACE, **more)


def blank(expression=None, **more) -> TermMap:
    return TermMap(expression, "blank", PLACE, **more)


def po(*objects, graphs=(), condition=None) -> PredicateObject:
    return PredicateObject((iri(Constant(f"{EX}p")),), objects, PLACE, condition, graphs)


SUBJECT = Template((EX, Reference("id")))
BY_ID = iri(SUBJECT)


def rule(*pos, subject=BY_ID, name="m", access="a.csv", **more) -> TriplesMap:
    return TriplesMap(name, Source(access, access, "csv", PLACE), subject, pos, PLACE, **more)


def records(*rows: dict, types=()) -> list[Record]:
    return [Record(n, row, dict(types)) for n, row in enumerate(rows, 2)]


def run(rows, *maps, lookups=None, **options) -> Interpretation:
    document = MappingDocument("m.yml", maps, lookups=lookups or {})
    found = rows if isinstance(rows, dict) else {m.name: rows for m in maps}
    return Interpretation(document, lambda m: found[m.name], **options)


def lines(*args, **options) -> list[str]:
    return sorted({quad.line() for quad in run(*args, **options).quads()})


def objects(row: dict, value: TermMap | Join, **options) -> list[str]:
    given = run(records({"id": "1", **row}), rule(po(value)), **options)
    return sorted(quad.object for quad in given.quads())


def codes(interpretation: Interpretation) -> list[tuple[str, int, str, str]]:
    list(interpretation.quads())
    return [(f.code, f.row, f.column, f.raw) for f in interpretation.findings]


def test_templates_give_every_combination_and_encode_what_they_take():
    value = iri(Template((EX, Reference("a"), "/", Reference("b"))))
    assert objects({"a": ["é &", "2"], "b": ["x", None]}, value) == [
        f"<{EX}2/x>",
        f"<{EX}é%20%26/x>",
    ]


def test_a_missing_value_gives_no_term():
    assert objects({"a": None}, text(Template(("x", Reference("a"))))) == []
    assert objects({"a": " "}, text(Reference("a"))) == []


def test_relative_addresses_go_below_the_base():
    assert objects({"a": "b/c"}, iri(Reference("a")), base=EX) == [f"<{EX}b/c>"]
    given = run(records({"id": "1", "a": "b c"}), rule(po(iri(Reference("a")))), base=EX)
    assert codes(given) == [("SAM-M004", 2, "a", "b c")]


def test_literals_carry_language_datatype_or_the_type_of_their_source():
    assert objects({"a": 'x"\n'}, text(Reference("a"), language=Constant("nl"))) == ['"x\\"\\n"@nl']
    integer = text(Reference("a"), datatype=Constant(f"{XSD}integer"))
    assert objects({"a": "007"}, integer) == [f'"7"^^<{XSD}integer>']
    rows = records({"id": "1", "a": "7"}, types={"a": "integer"})
    assert [q.object for q in run(rows, rule(po(text(Reference("a"))))).quads()] == [
        f'"7"^^<{XSD}integer>'
    ]


def test_numbers_of_the_source_are_written_as_the_datatype_asks():
    made = rule(po(text(Reference("a"), datatype=Constant(f"{XSD}decimal"), decimal=",")))
    rows = records({"id": "1", "a": "5.0E-1"}, types={"a": "double"})
    assert [q.object for q in run(rows, made).quads()] == [f'"0.5"^^<{XSD}decimal>']


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (text(Reference("a"), datatype=Constant(f"{XSD}date")), "SAM-M002"),
        (text(Reference("a"), datatype=Constant(f"{XSD}integer")), "SAM-M003"),
        (text(Constant("x"), language=Reference("a")), "SAM-M011"),
        (text(Call(f"{FN}kbo", ((f"{FN}value", Reference("a")),), PLACE)), "SAM-M007"),
    ],
)
def test_wrong_values_are_found_and_left_out(value, expected):
    given = run(records({"id": "1", "a": "n.v.t. 3"}), rule(po(value)))
    assert codes(given) == [(expected, 2, "a", "n.v.t. 3")]
    assert objects({"a": "n.v.t. 3"}, value) == []


def test_keys_and_required_values_are_checked():
    value = text(Reference("a"), required=True)
    rows = records(
        {"id": None, "a": "x"}, {"id": "1", "a": None}, {"id": "1", "a": "y"}, {"id": ""}
    )
    assert codes(run(rows, rule(po(value), unique=True))) == [
        ("SAM-M009", 2, "id", ""),
        ("SAM-M001", 3, "a", ""),
        ("SAM-M010", 4, "id", "1"),
    ]


def test_lookups_fold_and_report():
    call = Call(
        f"{FN}lookup", ((f"{FN}value", Reference("a")), (f"{FN}list", Constant("ages"))), PLACE
    )
    ages = {"ages": Lookup("ages.csv", {"jong": f"{EX}young"}, ("Jong",))}
    assert objects({"a": " JONG "}, iri(call), lookups=ages) == [f"<{EX}young>"]
    given = run(records({"id": "1", "a": "oud"}), rule(po(iri(call))), lookups=ages)
    assert codes(given) == [("SAM-M005", 2, "a", "oud")]


def test_a_wrong_part_of_a_cell_is_told_alone():
    given = ((f"{FN}value", Reference("a")), (f"{FN}separator", Constant(";")))
    parts = text(Call(f"{FN}split", given, PLACE), datatype=Constant(f"{XSD}integer"))
    found = run(records({"id": "1", "a": "7; zeven"}), rule(po(parts)))
    assert codes(found) == [("SAM-M003", 2, "a", "zeven")]


def test_conditions_hold_or_leave_out():
    same = Call(
        f"{FN}equal", ((f"{FN}value", Reference("a")), (f"{FN}other", Constant("x"))), PLACE
    )
    rows = records({"id": "1", "a": "x"}, {"id": "2", "a": "y"})
    wanted = [f'<{EX}1> <{EX}p> "x" .']
    assert lines(rows, rule(po(text(Reference("a"), condition=same)))) == wanted
    assert lines(rows, rule(po(text(Reference("a")), condition=same))) == wanted
    only = iri(SUBJECT, condition=same)
    assert lines(rows, rule(po(text(Reference("a"))), subject=only)) == wanted


def test_links_need_all_conditions_and_report_what_is_not_there():
    pairs = tuple(JoinCondition(Reference(c), Reference(c)) for c in "ab")
    child = rule(po(Join("there", pairs, PLACE)), name="here", access="c.csv")
    parent = rule(name="there", access="p.csv")
    rows = {
        "here": records({"id": "1", "a": "x", "b": "y"}, {"id": "2", "a": "x", "b": "z"}),
        "there": records({"id": "8", "a": "x", "b": "y"}, {"id": "9", "a": "x", "b": "q"}),
    }
    assert lines(rows, child, parent) == [f"<{EX}1> <{EX}p> <{EX}8> ."]
    assert codes(run(rows, child, parent)) == [("SAM-M006", 3, "a", "x")]


def test_links_without_conditions():
    rows = records({"id": "1"}, {"id": "2"})
    child = rule(po(Join("there", (), PLACE)), name="here")
    same = rule(name="there", subject=iri(Template((f"{EX}t/", Reference("id")))))
    assert len(lines({"here": rows, "there": rows}, child, same)) == 2
    other = rule(name="there", access="b.csv")
    assert len(lines({"here": rows, "there": rows}, child, other)) == 4


def test_an_unknown_map_or_parameter_is_refused():
    with pytest.raises(MappingError, match="no mapping 'gone'"):
        run([], rule(po(Join("gone", (), PLACE))))
    with pytest.raises(MappingError, match="missing"):
        run([], rule(po(text(Call(f"{FN}kbo", (), PLACE)))))


def test_graphs_of_subject_and_predicate_add_up_unless_one_is_fixed():
    graph = iri(Template((f"{EX}g/", Reference("id"))))
    default = iri(Constant("http://w3id.org/rml/defaultGraph"))
    value = text(Constant("x"))
    made = rule(po(value, graphs=(graph,)), graphs=(default,))
    triple = f'<{EX}1> <{EX}p> "x"'
    assert lines(records({"id": "1"}), made) == [f"{triple} .", f"{triple} <{EX}g/1> ."]
    fixed = lines(records({"id": "1"}), made, graph=f"{EX}only")
    assert fixed == [f"{triple} <{EX}only> ."]


def test_blank_nodes_are_of_their_value_or_of_their_row():
    rows = records({"id": "1", "a": "x"}, {"id": "2", "a": "x"})
    named = run(rows, rule(po(blank(Reference("a")))))
    assert len({quad.object for quad in named.quads()}) == 1
    own = run(rows, rule(po(blank())))
    assert len({quad.object for quad in own.quads()}) == 2
    skolem = run(rows, rule(po(blank(Reference("a")))), skolem=f"{EX}.well-known/genid/")
    assert all(q.object.startswith(f"<{EX}.well-known/genid/b") for q in skolem.quads())


def test_lists_and_containers_are_gathered():
    values = Gather((text(Reference("v")),), "List")
    rows = records({"id": "1", "v": ["a", "b"]}, {"id": "2", "v": []})
    made = lines(rows, rule(po(blank(gather=values))))
    assert len(made) == 5
    assert len([line for line in made if "#first" in line]) == 2
    bag = iri(Template((f"{EX}c/", Reference("id"))), gather=Gather((text(Reference("v")),), "Bag"))
    again = records({"id": "1", "v": ["a"]}, {"id": "1", "v": ["b"]})
    assert [line for line in lines(again, rule(po(bag))) if '#_2> "b"' in line]
    empty = blank(gather=Gather((text(Reference("v")),), "List", allow_empty=True))
    assert "#nil> ." in lines(records({"id": "1", "v": []}), rule(po(empty)))[0]
    both = Gather((text(Reference("v")), text(Reference("w"))), "Seq", "cartesian")
    rows = records({"id": "1", "v": ["a", "b"], "w": ["c", "d"]})
    made = lines(rows, rule(po(blank(gather=both))))
    assert len([line for line in made if f"<{EX}p>" in line]) == 4


def test_targets_come_with_the_quads_of_their_term():
    target = Target("t.nq", "current")
    made = rule(po(text(Constant("x"), targets=(target,)), text(Constant("y"))))
    found = {q.object: q.targets for q in run(records({"id": "1"}), made).quads()}
    assert found == {'"x"': {target}, '"y"': frozenset()}


def test_records_are_read_in_order():
    connection = duckdb.connect()
    connection.execute(
        "CREATE TABLE t AS SELECT * FROM (VALUES (3, 'b', ['x', NULL]), (2, 'a', NULL))"
        " s(_row, c0, c1)"
    )
    staged = StagedTable("t", None, {"id": "c0", "v": "c1"}, 2, True)
    found = list(records_of(connection, staged))
    assert [(r.row, r.values["id"], r.typed("v")) for r in found] == [
        (2, "a", []),
        (3, "b", [("x", None)]),
    ]


TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


@given(TEXTS)
def test_any_text_is_a_sound_literal(value):
    parsed = next(
        pyoxigraph.parse(f"<{EX}s> <{EX}p> {literal(value)} .", format=pyoxigraph.RdfFormat.N_QUADS)
    )
    assert parsed.object.value == value


@given(st.text(st.characters(exclude_categories=["Cs", "Co", "Cn"])))
def test_any_text_is_sound_in_a_template(value):
    assert is_absolute_iri(EX + percent_encoded(value))
