"""The classes of an RDF file as tables: a row for each thing, a column for each property."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import cast

import duckdb
import pyoxigraph

from kg.cli.vocabulary import short
from kg.model.terms import RDF_TYPE
from kg.sources.bulk import load_rows
from kg.sources.rdf import load

SHOWN = 20
"""Classes that are told of, the largest first."""
SUBJECT = "IRI"
"""The column with the thing itself."""


@dataclass(frozen=True)
class ClassTable:
    """The staged things of one class; `name` is None for those without a class."""

    name: str | None
    table: str
    rows: int
    columns: dict[str, str]


def class_tables(
    connection: duckdb.DuckDBPyConnection, table: str, path: Path, work: Path
) -> list[ClassTable]:
    """Stage the things of a file by class, several values of a property as a list.

    Raises:
        SourceError: the file breaks the rules of its syntax.
    """
    store = load(path)
    counted = _select(
        store,
        "SELECT ?c (COUNT(DISTINCT ?s) AS ?n) { ?s ?any ?o OPTIONAL { ?s a ?c } }"
        f" GROUP BY ?c ORDER BY DESC(?n) ?c LIMIT {SHOWN}",
    )
    found = []
    for number, answer in enumerate(counted):
        kind = answer["c"]
        if isinstance(kind, pyoxigraph.NamedNode):
            pattern, name = f"?s a {kind}", short(kind.value)
        elif kind is None:
            pattern, name = "?s ?any ?thing FILTER NOT EXISTS { ?s a ?c }", None
        else:
            continue  # an expression of OWL, which names no things
        rows = list(_things(store, pattern))
        counts = Counter(key for row in rows for key in row if key != SUBJECT)
        columns = {SUBJECT: "c0"} | {
            key: f"c{index}" for index, (key, _) in enumerate(counts.most_common(), start=1)
        }
        place = f"{table}_{number}"
        load_rows(
            connection,
            place,
            {"_row": "BIGINT"} | dict.fromkeys(columns.values(), "VARCHAR[]"),
            (
                {"_row": n, **{columns[key]: values for key, values in row.items()}}
                for n, row in enumerate(rows, start=1)
            ),
            work / f"{place}.ndjson",
        )
        found.append(ClassTable(name, place, len(rows), columns))
    return found


def _things(store: pyoxigraph.Store, pattern: str) -> Iterator[dict[str, list[str]]]:
    answers = _select(store, f"SELECT DISTINCT ?s ?p ?o {{ {pattern} . ?s ?p ?o }} ORDER BY ?s")
    for subject, triples in groupby(answers, key=lambda answer: answer["s"]):
        row: dict[str, list[str]] = {SUBJECT: [_text(subject)]}
        for triple in triples:
            if triple["p"].value != RDF_TYPE:
                row.setdefault(short(triple["p"].value), []).append(_text(triple["o"]))
        yield row


def _select(store: pyoxigraph.Store, query: str) -> pyoxigraph.QuerySolutions:
    return cast(pyoxigraph.QuerySolutions, store.query(query))


def _text(term: object) -> str:
    value = getattr(term, "value", None)
    return str(term) if value is None or isinstance(term, pyoxigraph.BlankNode) else str(value)
