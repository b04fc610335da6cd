"""Answers as the engine writes them, read as rows."""

from __future__ import annotations

import pyoxigraph as ox
from hypothesis import given
from hypothesis import strategies as st

from kg.store.results import Term, read_rows, read_table

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@given(st.lists(TEXTS, max_size=4))
def test_rows_are_those_of_the_engine(values: list[str]) -> None:
    store = ox.Store()
    thing, about = ox.NamedNode("urn:a"), ox.NamedNode("urn:p")
    for text in values:
        store.add(ox.Quad(thing, about, ox.Literal(text, language="nl")))
    question = "SELECT ?bindings ?o ?none { ?bindings ?p ?o OPTIONAL { ?o ?none 1 } }"
    answer = store.query(question)
    assert isinstance(answer, ox.QuerySolutions)
    written = answer.serialize(format=ox.QueryResultsFormat.JSON)
    assert written is not None
    rows = read_rows(written)
    assert {row["o"].value for row in rows} == set(values)
    assert all(set(row) == {"bindings", "o"} and row["o"].lang == "nl" for row in rows)


@given(st.lists(TEXTS, max_size=4), st.integers(1, 5))
def test_a_table_has_the_terms_of_the_rows(values: list[str], size: int) -> None:
    given_terms = " ".join(
        [
            *(f"({ox.Literal(text)})({ox.Literal(text, language='nl')})" for text in values),
            "(1)",
            "(1.5)",
            "(true)",
            "(UNDEF)",
            "(<urn:a>)",
            '("2026-01-01"^^<urn:day>)',
        ]
    )
    answer = [
        ox.Store().query(f"SELECT ?a ?b {{ VALUES (?a) {{ {given_terms} }} }}") for _ in range(2)
    ]
    json, tsv = (
        solutions.serialize(format=format)
        for solutions, format in zip(
            answer, (ox.QueryResultsFormat.JSON, ox.QueryResultsFormat.TSV), strict=True
        )
        if isinstance(solutions, ox.QuerySolutions)
    )
    assert json is not None and tsv is not None
    table = read_table((tsv[i : i + size] for i in range(0, len(tsv), size)), most=100)
    assert (table.columns, table.whole) == (["a", "b"], True)
    assert table.rows == [[row.get("a"), None] for row in read_rows(json)]


def test_a_table_stops_where_enough_is_read_and_keeps_triples_apart_from_addresses() -> None:
    table = read_table([b"?t\n<<( <urn:a> <urn:b> 1 )>>\n<urn:c>\n<urn:", b"d>\n"], most=2)
    assert table.rows == [
        [Term("triple", "<<( <urn:a> <urn:b> 1 )>>")],
        [Term("uri", "urn:c")],
    ]
    assert not table.whole
