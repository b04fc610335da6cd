"""The dataset of a query is the one it names, and its default graph is a set."""

from __future__ import annotations

import re
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.store import dataset
from kg.store.query_text.syntax_error import explain_syntax
from kg.store.workers import protocol

BASE = "https://stad.example.org/id/"
NAMES = ("een", "twee", "drie")
NONE = "nergens"


def filled(graphs: dict[str, set[int]]) -> ox.Store:
    """A store of the shape that a release has: each triple in its graph and in the default one."""
    store = ox.Store()
    for name, numbers in graphs.items():
        for number in numbers:
            triple = (ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), ox.Literal(str(number)))
            store.extend([ox.Quad(*triple), ox.Quad(*triple, ox.NamedNode(BASE + name))])
    return store


def ask(store: ox.Store, shares: dataset.Shares, text: str, **graphs: tuple[str, ...]) -> list[Any]:
    answer = dataset.run(store, shares, job=protocol.Job(text, **graphs), base=BASE)
    return sorted(tuple("" if t is None else t.value for t in row) for row in answer)


def known_shares(graphs: dict[str, set[int]]) -> dict[str, frozenset[str]]:
    return {
        BASE + one: frozenset(BASE + b for b in graphs if b != one and graphs[one] & graphs[b])
        for one in graphs
    }


ANY_GRAPHS = st.fixed_dictionaries({name: st.sets(st.integers(0, 5)) for name in NAMES})
ANY_LIST = st.lists(st.sampled_from([*NAMES, NONE]), max_size=4)


@given(ANY_GRAPHS, ANY_LIST, ANY_LIST, st.booleans(), st.booleans())
def test_answer_is_that_of_the_merge_of_the_graphs_that_are_named(
    graphs: dict[str, set[int]], default: list[str], named: list[str], known: bool, inside: bool
) -> None:
    store = filled(graphs)
    shares = known_shares(graphs) if known else {}
    clauses = " ".join([*(f"FROM <{n}>" for n in default), *(f"FROM NAMED <{n}>" for n in named)])
    protocol = {} if inside else {
        "default_graphs": tuple(BASE + name for name in default),
        "named_graphs": tuple(BASE + name for name in named),
    }  # fmt: skip
    start = f"SELECT ?o {clauses if inside else ''} WHERE "
    whole = not default and not named
    wanted = set().union(*(graphs.get(name, set()) for name in (NAMES if whole else default)))
    found = ask(store, shares, start + "{ ?s ?p ?o }", **protocol)
    assert found == sorted((str(number),) for number in wanted)
    reached = {n: graphs.get(n, set()) for n in (NAMES if whole else named)}
    pairs = [(BASE + name, str(number)) for name, numbers in reached.items() for number in numbers]
    start = start.replace("SELECT ?o", "SELECT ?g ?o")
    assert ask(store, shares, start + "{ GRAPH ?g { ?s ?p ?o } }", **protocol) == sorted(pairs)


GRAPHS = {"een": {1, 2}, "twee": {2, 3}, "drie": {4}}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("SELECT ?o FROM <een> FROM <twee> { ?s ?p ?o }", 3),
        ("SELECT ?o FROM <een> FROM <een> { ?s ?p ?o }", 2),
        ("select ?o from <een> from <twee> where { ?s ?p ?o }", 3),
        ("SELECT ?o\n# FROM <twee>\nFROM <een> { ?s ?p ?o }", 2),
        ("SELECT ?o FROM <een> { ?s ?p ?o FILTER(?o != 'FROM <twee>') }", 2),
        ('SELECT ?o { ?s ?p ?o FILTER(?o != """x\nFROM <een>""") }', 4),
        ("PREFIX FROM: <https://stad.example.org/id/> SELECT ?o FROM FROM:een { ?s ?p ?o }", 2),
        ("PREFIX : <> SELECT ?o FROM :een FROM NAMED :twee FROM :twee { ?s ?p ?o }", 3),
        ("BASE <https://stad.example.org/> SELECT ?o FROM <id/een> FROM <id/twee> {?s ?p ?o}", 3),
        ("PREFIX a: <https://stad.example.org/> SELECT ?o FROM a:id\\/een FROM <twee> {?s?p?o}", 3),
        ("SELECT ?o FROM <\\u0065en> FROM <twee> { ?s ?p ?o }", 3),
        ("SELECT ?o (?o<3&&?o>1 AS ?from) FROM <een> FROM <twee> { ?s ?p ?o }", 3),
        ("SELECT ?o FROM <een> FROM <twee> { { SELECT ?o { ?from ?p ?o } } }", 3),
        ("SELECT ?o FROM NAMED <een> { ?s ?p ?o }", 0),
        ("SELECT ?o FROM <nergens> { ?s ?p ?o }", 0),
        ("SELECT ?o { ?s <from> ?x . ?s ?p ?o }", 0),
        ("SELECT ?from { ?s ?p ?from }", 4),
    ],
)
@pytest.mark.parametrize("shares", [{}, known_shares(GRAPHS)], ids=["unknown", "known"])
def test_from_is_read_as_the_grammar_reads_it(
    text: str, wanted: int, shares: dataset.Shares
) -> None:
    assert len(ask(filled(GRAPHS), shares, text)) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("ASK FROM <een> FROM <twee> { ?s ?p '3' }", True),
        ("ASK FROM <nergens> { ?s ?p ?o }", False),
        ("ASK FROM NAMED <een> { ?s ?p ?o }", False),
    ],
)
def test_ask_follows_from(text: str, wanted: bool) -> None:
    assert bool(dataset.run(filled(GRAPHS), {}, job=protocol.Job(text), base=BASE)) is wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("CONSTRUCT { ?s ?p ?o } FROM <een> FROM <twee> WHERE { ?s ?p ?o }", 3),
        ("CONSTRUCT FROM <een> FROM <twee> WHERE { ?s ?p ?o }", 3),
        ("CONSTRUCT { [] <urn:n> ?o } FROM <een> FROM <twee> { ?s ?p ?o }", 3),
        ("DESCRIBE <urn:s> FROM <een> FROM <twee>", 3),
        ("DESCRIBE <urn:s> FROM <nergens>", 0),
    ],
)  # fmt: skip
def test_graphs_that_are_made_follow_from(text: str, wanted: int) -> None:
    assert len(list(dataset.run(filled(GRAPHS), {}, job=protocol.Job(text), base=BASE))) == wanted


def test_protocol_goes_before_the_text() -> None:
    found = ask(
        filled(GRAPHS), {}, "SELECT ?o FROM <een> { ?s ?p ?o }", default_graphs=(BASE + "drie",)
    )
    assert found == [("4",)]


@pytest.mark.parametrize("text", ["SELECT * FROM x:y {}", "SELECT * FROM 5 {}", "ASK FROM"])
def test_dataset_that_makes_no_sense_is_left_to_the_engine(text: str) -> None:
    with pytest.raises(SyntaxError):
        dataset.run(filled(GRAPHS), {}, job=protocol.Job(text), base=BASE)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?o FROM<een>FROM<twee>{?s?p?o}",
        "SELECT(?o AS?x)FROM<een>#FROM<drie>\nFROM<twee>{?s?p?o}",
        "PREFIX xFROM: <een> SELECT ?o FROM xFROM: FROM <twee> { ?s ?p ?o }",
        "SELECT ?o FROM <een> FROM <twee> { ?s ?p ?o FILTER(?o != <a(b)from>) }",
    ],
)
def test_from_without_spaces_is_read_where_it_is_clear(text: str) -> None:
    assert len(ask(filled(GRAPHS), {}, text)) == 3


@pytest.mark.parametrize(
    "text",
    [
        "ASKFROM<een>{?s?p?o}",
        "ASK\nFROM <een>FROMNAMED<twee>{?s?p?o}",
        "PREFIX : <> CONSTRUCT{}FROM:een FROM <twee>{?s?p?o}",
        "PREFIX a: <> SELECT * FROMa:een FROM <twee> {?s?p?o}",
        "PREFIX : <> SELECT * FROMNAMED:een FROM <twee> {?s?p?o}",
        "PREFIX : <> SELECT * FROM NAMED:een FROM <twee> {?s?p?o}",
        "PREFIX : <> SELECT(1<2AS?x)FROM:een#>\nFROM <twee> {?s?p?o}",
    ],
)
def test_from_that_hangs_together_with_its_neighbours_is_refused(text: str) -> None:
    filled(GRAPHS).query(text, base_iri=BASE)  # the engine takes it
    with pytest.raises(SyntaxError) as refused:
        dataset.run(filled(GRAPHS), {}, job=protocol.Job(text), base=BASE)
    error = explain_syntax(text, str(refused.value))
    assert "space before and after FROM" in str(error.hint)
    start = text.split("\n")[error.line - 1][error.column - 1 :]
    assert re.search("FROM|NAMED", start.partition(" ")[0])


def test_too_much_to_merge_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dataset, "MAX_MERGED", 3)
    text = "SELECT ?o FROM <een> FROM <twee> { ?s ?p ?o }"
    with pytest.raises(dataset.TooMuchToMergeError):
        ask(filled(GRAPHS), {}, text)
    apart = {BASE + name: frozenset[str]() for name in GRAPHS}
    assert len(ask(filled({**GRAPHS, "twee": {3, 5}}), apart, text)) == 4
