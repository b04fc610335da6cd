"""A release answers those who ask from Python, and nothing of it stays when they are done."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import rdflib

from kg.errors import UsageError
from kg.release.release import Release, open_release
from kg.store.errors import QueryTimeout, UpdateRefused

SKOS = "http://www.w3.org/2004/02/skos/core#"


@pytest.fixture
def release(small_state: Path) -> Iterator[Release]:
    with open_release(small_state.parent) as opened:
        yield opened


def processes(release: Release) -> list[int]:
    return release._workers[0].worker_pids()


def test_rows_hold_each_variable_and_terms_as_they_stand(release: Release) -> None:
    rows = release.select(
        "SELECT ?a ?b ?c ?none { BIND(<https://a.example/> AS ?a) BIND('x'@nl AS ?b)"
        " BIND(1.5 AS ?c) }"
    )
    assert rows.variables == ("a", "b", "c", "none")
    (row,) = rows
    assert row["a"] == rdflib.URIRef("https://a.example/")
    assert row["b"] == rdflib.Literal("x", lang="nl")
    assert row["c"] == rdflib.Literal("1.5", datatype=rdflib.XSD.decimal)
    assert row["none"] is None
    assert repr(rows) == "<Rows: 1 of ?a ?b ?c ?none>"


def test_triple_terms_are_text_in_rows_and_refused_in_graphs(release: Release) -> None:
    term = "<<( <https://a.example/s> <https://a.example/p> 1 )>>"
    (row,) = release.select(f"SELECT ?t {{ VALUES ?t {{ {term} }} }}")
    assert str(row["t"]).startswith("<<( <https://a.example/s>")
    with pytest.raises(UsageError, match=r"RDF 1\.2"):
        release.construct(f"CONSTRUCT {{ <https://a.example/x> a {term} }} {{}}")


def test_query_takes_every_form_and_the_others_their_own(release: Release) -> None:
    assert release.query("ASK { ?s ?p ?o }") is True
    graph = release.query(f"CONSTRUCT WHERE {{ ?s <{SKOS}prefLabel> ?o }}")
    assert isinstance(graph, rdflib.Graph) and len(graph) == 6000
    assert len(release.construct("DESCRIBE <https://data.example.be/id/organisation/1>")) == 5
    with pytest.raises(UsageError, match="is ASK, and SELECT is expected"):
        release.select("ASK {}")


def test_relative_iris_lie_below_the_base(release: Release) -> None:
    assert release.ask("ASK { <id/organisation/1> ?p ?o }")


def test_nothing_can_be_changed_and_deadlines_hold(release: Release) -> None:
    with pytest.raises(UpdateRefused):
        release.query("INSERT DATA { <https://a.example/> a <https://a.example/> }")
    with pytest.raises(QueryTimeout):
        release.select("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", deadline=0.2)
    assert release.ask("ASK { ?s ?p ?o }")


def test_the_process_ends_with_close_and_a_new_question_starts_another(release: Release) -> None:
    assert release.ask("ASK {}")
    first = processes(release)
    release.close()
    release.close()
    assert release.ask("ASK {}")
    assert first and not set(first) & set(processes(release))


def test_the_process_ends_with_a_release_that_nobody_closed(small_state: Path) -> None:
    release = open_release(small_state / "current")
    assert release.ask("ASK {}")
    directory = Path(f"/proc/{processes(release)[0]}/cwd")
    assert os.path.lexists(directory)
    worker = release._workers[0]._group.workers()[0]
    del release
    gc.collect()
    assert worker.has_ended() or not os.path.lexists(directory)
