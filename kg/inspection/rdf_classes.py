"""The classes of an RDF file as tables: a row for each thing, a column for each property."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyoxigraph

from kg.inspection.vocabulary import short
from kg.model.terms import RDF_TYPE
from kg.sources.bulk import load_rows
from kg.sources.rdf import load

Subject = pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Triple

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
    connection: duckdb.DuckDBPyConnection, table: str, *, path: Path, work: Path
) -> list[ClassTable]:
    """Stage the things of a file by class, several values of a property as a list.

    Raises:
        SourceError: the file breaks the rules of its syntax.
    """
    store = load(path)
    found = []
    for number, (kind, subjects) in enumerate(_classes(store)):
        rows = [_thing(store, subject) for subject in sorted(subjects, key=str)]
        counts = Counter(key for row in rows for key in row if key != SUBJECT)
        columns = {SUBJECT: "c0"} | {
            key: f"c{index}" for index, (key, _) in enumerate(counts.most_common(), start=1)
        }
        place = f"{table}_{number}"
        load_rows(
            connection,
            place,
            columns={"_row": "BIGINT"} | dict.fromkeys(columns.values(), "VARCHAR[]"),
            rows=(
                {"_row": n, **{columns[key]: values for key, values in row.items()}}
                for n, row in enumerate(rows, start=1)
            ),
            scratch=work / f"{place}.ndjson",
        )
        found.append(ClassTable(kind, place, len(rows), columns))
    return found


def _classes(store: pyoxigraph.Store) -> list[tuple[str | None, list[Subject]]]:
    """The largest classes by name with their things; None for the things without one."""
    by_class: dict[str | None, dict[Subject, None]] = {}
    typed = set()
    for quad in store.quads_for_pattern(None, pyoxigraph.NamedNode(RDF_TYPE), None, None):
        if isinstance(quad.object, pyoxigraph.NamedNode):  # else an expression of OWL
            by_class.setdefault(short(quad.object.value), {})[quad.subject] = None
            typed.add(quad.subject)
    for quad in store:
        if quad.subject not in typed:
            by_class.setdefault(None, {})[quad.subject] = None
    largest = sorted(by_class.items(), key=lambda item: (-len(item[1]), item[0] or ""))
    return [(name, list(subjects)) for name, subjects in largest[:SHOWN]]


def _thing(store: pyoxigraph.Store, subject: Subject) -> dict[str, list[str]]:
    row: dict[str, list[str]] = {SUBJECT: [_text(subject)]}
    for quad in store.quads_for_pattern(subject, None, None, None):
        if quad.predicate.value != RDF_TYPE:
            row.setdefault(short(quad.predicate.value), []).append(_text(quad.object))
    return {name: sorted(values) for name, values in row.items()}


def _text(term: object) -> str:
    value = getattr(term, "value", None)
    return str(term) if value is None or isinstance(term, pyoxigraph.BlankNode) else str(value)
