"""Answers as the engine writes them, read as rows."""

from __future__ import annotations

import pyoxigraph as ox
from hypothesis import given
from hypothesis import strategies as st

from kg.store.results import read_rows

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
