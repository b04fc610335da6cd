"""Expected answers beside the questions, and answers of a store, in one comparable form.

An expected answer is a CSV file. Its header names the variables that are compared; a line
`# rows: 286` says that only some of the rows are written out, and how many there are.
"""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox

ROOT = Path(__file__).resolve().parents[2]
QUESTIONS = ROOT / "ontology" / "questions"
XSD = "http://www.w3.org/2001/XMLSchema#"
PREFIXES = {
    "https://data.example.be/id/": "ex:",
    "https://w3id.org/samenspel/id/concept/": "c:",
    "https://w3id.org/samenspel/id/work/": "work:",
    "https://w3id.org/samenspel/ns#": "sam:",
    "http://www.w3.org/2000/01/rdf-schema#": "rdfs:",
    "http://www.w3.org/2004/02/skos/core#": "skos:",
}

Row = tuple[str, ...]


def short(iri: str) -> str:
    """An IRI as the expected answers write it."""
    for start, prefix in PREFIXES.items():
        if iri.startswith(start):
            return prefix + iri.removeprefix(start)
    return iri


def written(value: str, datatype: str = "") -> str:
    """A literal as the expected answers write it; 50.0 and 50 are the same number."""
    if datatype in (XSD + "integer", XSD + "decimal"):
        return f"{Decimal(value).normalize():f}"
    return value


@dataclass(frozen=True)
class Expected:
    """An expected answer: the variables compared, the rows written out, and how many there are."""

    variables: tuple[str, ...]
    rows: tuple[Row, ...]
    count: int

    def differences(self, answer: list[dict[str, str]]) -> list[str]:
        """What is missing in an answer and what is too much; empty when it is as expected."""
        given = Counter(tuple(row.get(v, "") for v in self.variables) for row in answer)
        listed = Counter(self.rows)
        found = [f"missing: {row}" for row in (listed - given).elements()]
        if self.count == len(self.rows):
            found += [f"too much: {row}" for row in (given - listed).elements()]
        if len(answer) != self.count:
            found.append(f"{len(answer)} rows, expected {self.count}")
        return found


def read_expected(identifier: str) -> Expected:
    """The expected answer of a question, by its id (`q03`)."""
    lines = (QUESTIONS / "expected" / f"{identifier}.csv").read_text("utf-8").splitlines()
    counts = [int(line.removeprefix("# rows:")) for line in lines if line.startswith("# rows:")]
    header, *rows = csv.reader(line for line in lines if not line.startswith("#"))
    return Expected(tuple(header), tuple(map(tuple, rows)), counts[0] if counts else len(rows))


def ask(store: ox.Store, query: str) -> list[dict[str, str]]:
    """A query's answer over all graphs, in its order; variables without a value are left out."""
    solutions = store.query(query)
    assert isinstance(solutions, ox.QuerySolutions)
    names = [variable.value for variable in solutions.variables]
    return [
        {name: _term(row[name]) for name in names if row[name] is not None} for row in solutions
    ]


def _term(term: object) -> str:
    if isinstance(term, ox.Literal):
        return written(term.value, term.datatype.value)
    assert isinstance(term, ox.NamedNode), f"{term} would not be the same twice"
    return short(term.value)
