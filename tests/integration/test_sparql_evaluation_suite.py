"""The W3C evaluation tests of SPARQL 1.1, asked of a real server, where they lie beside us.

All their data lie in one file that is served, each file in a graph of its own; the protocol's
dataset says which of them a query asks (SPARQL 1.1 Protocol 2.1.4).
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest
from absent import SUITES, needs_suite
from serving import Served, serving

FOLDER = SUITES / "sparql11"
HOME = "https://suite.example.org/sparql11/"

CONCAT = "GROUP_CONCAT over IRIs or numbers has no value"
PATH = "a path of length zero does not lead from a term that the graph lacks to itself"
NUMBERS = "numbers lose how they were written, and the kind of integer that they are"
ENGINE = {
    "aggregates-agg-empty-group-count-graph": "what is counted inside GRAPH is counted over all",
    "aggregates-agg-groupconcat-04": CONCAT,
    "aggregates-agg-groupconcat-06": CONCAT,
    "csv-tsv-res-csv03": NUMBERS,
    "csv-tsv-res-tsv03": NUMBERS,
    "functions-bnode01": "BNODE of a text is one node in the whole answer, not one for each row",
    "property-path-zero_or_more_set_end": PATH,
    "property-path-zero_or_more_set_start": PATH,
    "property-path-zero_or_one_set_end": PATH,
    "property-path-zero_or_one_set_start": PATH,
}
"""Tests that the engine itself does not pass, and why: docs/reference/sparql.md says it too."""

pytestmark = [
    pytest.mark.conformance,
    needs_suite("SPARQL 1.1 suite", "sparql11", "functions/manifest.ttl"),
]
TESTS = """
PREFIX mf: <http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#>
PREFIX qt: <http://www.w3.org/2001/sw/DataAccess/tests/test-query#>
SELECT ?test ?query ?result (GROUP_CONCAT(DISTINCT STR(?data)) AS ?default)
  (GROUP_CONCAT(DISTINCT STR(?graph)) AS ?named) {
  ?test mf:action ?action ; mf:result ?result . ?action qt:query ?query .
  OPTIONAL { ?action qt:data ?data } OPTIONAL { ?action qt:graphData ?graph }
} GROUP BY ?test ?query ?result ORDER BY ?test"""


class Case(NamedTuple):
    """A test: its name, and the addresses of its query, result and graphs below `HOME`."""

    name: str
    query: str
    result: str
    default: tuple[str, ...]
    named: tuple[str, ...]


def read_cases() -> Iterator[Case]:
    for manifest in sorted(FOLDER.glob("*/manifest.ttl")):
        store = ox.Store()
        store.load(path=str(manifest), base_iri=f"{HOME}{manifest.parent.name}/manifest.ttl")
        for row in store.query(TESTS):  # type: ignore[union-attr]
            values = ["" if term is None else term.value for term in row]
            name = values[0].rpartition("#")[2]
            default, named = (tuple(value.split()) for value in values[3:])
            yield Case(f"{manifest.parent.name}-{name}", *values[1:3], default, named)


def file_of(address: str) -> Path:
    return FOLDER / address.removeprefix(HOME)


CASES = list(read_cases())


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    store = ox.Store()
    for address in {graph for case in CASES for graph in (*case.default, *case.named)}:
        graph = ox.NamedNode(address)
        store.load(path=str(file_of(address)), base_iri=address, to_graph=graph)
    file = tmp_path_factory.mktemp("evaluation") / "data.nq"
    store.dump(str(file), ox.RdfFormat.N_QUADS)
    with serving(file, "--deadline", "60") as served:
        yield served


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_answer_is_the_one_of_the_suite(case: Case, server: Served) -> None:
    differences = compare(case, server)
    if case.name in ENGINE:
        assert differences, "the engine passes this now: take it off the list"
        return
    assert not differences, differences


def compare(case: Case, server: Served) -> str:
    """Ask a test's question, and return what is not as it should be."""
    suffix = case.result.rpartition(".")[2]
    text = f"BASE <{case.query}>\n{file_of(case.query).read_text(encoding='utf-8')}"
    graphs = {"default-graph-uri": case.default or ("urn:none",), "named-graph-uri": case.named}
    sent = {"query": text, **({} if re.search(r"\bFROM\b", text) else graphs)}
    makes_graph = suffix == "ttl" and "CONSTRUCT" in text
    accept = {"csv": "text/csv", "tsv": "text/tab-separated-values"}
    found = server.request(
        "POST",
        "/sparql",
        {
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": "application/n-triples"
            if makes_graph
            else accept.get(suffix, "application/sparql-results+json"),
        },
        urlencode(sent, doseq=True).encode(),
    )
    if found.status != 200:
        return found.text
    expected = file_of(case.result)
    if makes_graph:
        wanted, given = triples(expected.read_bytes(), "ttl"), triples(found.body, "nt")
        return "" if wanted == given else f"{given} instead of {wanted}"
    if suffix == "csv":
        return "" if table(expected.read_bytes()) == table(found.body) else found.text
    wanted_rows = solutions(expected.read_bytes(), suffix)
    given_rows = solutions(found.body, "tsv" if suffix == "tsv" else "srj")
    same = wanted_rows == given_rows or fit(wanted_rows, given_rows)
    return "" if same else f"{given_rows} instead of {wanted_rows}"


def triples(text: bytes, suffix: str) -> set[str]:
    syntax = ox.RdfFormat.from_extension(suffix)
    dataset = ox.Dataset(ox.parse(text, syntax, base_iri=HOME))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad) for quad in dataset}


def table(text: bytes) -> Counter[tuple[tuple[str, str], ...]]:
    """Rows of CSV, columns in any order: SELECT * promises none."""
    rows = csv.DictReader(io.StringIO(text.decode(), newline=""))
    return Counter(
        tuple(sorted((n, "_:" if c.startswith("_:") else c) for n, c in row.items()))
        for row in rows
    )


Solutions = bool | list[dict[str, Any]]


def solutions(text: bytes, suffix: str) -> Solutions:
    if suffix == "ttl":
        return rows_of_a_graph(text)
    found = ox.parse_query_results(text, ox.QueryResultsFormat.from_extension(suffix))
    if isinstance(found, ox.QueryBoolean):
        return bool(found)
    names = [variable.value for variable in found.variables]
    return [{n: plain(row[n]) for n in names if row[n] is not None} for row in found]


def rows_of_a_graph(text: bytes) -> Solutions:
    """Solutions as the vocabulary of result sets writes them."""
    store = ox.Store()
    store.load(text, ox.RdfFormat.TURTLE, base_iri=HOME)
    rows: dict[Any, dict[str, Any]] = {}
    found = store.query("""
        PREFIX rs: <http://www.w3.org/2001/sw/DataAccess/tests/result-set#>
        SELECT ?row ?name ?value {
          ?row rs:binding ?binding . ?binding rs:variable ?name ; rs:value ?value }""")
    for row, name, value in found:  # type: ignore[union-attr]
        rows.setdefault(row, {})[name.value] = plain(value)
    return list(rows.values())


def plain(term: Any) -> Any:
    """A term by its value: 2.0 and 2.00 are one decimal, and blank nodes have no name."""
    if isinstance(term, ox.Literal):
        kind = term.datatype.value.rpartition("#")[2]
        if kind in ("integer", "decimal", "double", "float"):
            try:
                return kind, Decimal(term.value).normalize()
            except InvalidOperation:
                return kind, term.value
    return term


def fit(wanted: Solutions, given: Solutions) -> bool:
    """Whether two lists of solutions are the same, but for their order and the blank nodes."""
    if isinstance(wanted, bool) or isinstance(given, bool) or len(wanted) != len(given):
        return False
    masked = [Counter(str(mask(row)) for row in rows) for rows in (wanted, given)]
    return masked[0] == masked[1] and pair(wanted, list(given), {})


def mask(row: dict[str, Any]) -> list[tuple[str, str]]:
    return sorted((n, "_:" if isinstance(t, ox.BlankNode) else str(t)) for n, t in row.items())


def pair(wanted: list[dict[str, Any]], given: list[dict[str, Any]], names: dict[Any, Any]) -> bool:
    if not wanted:
        return len(set(names.values())) == len(names)
    for number, row in enumerate(given):
        if mask(row) == mask(wanted[0]):
            nodes = {t: row[n] for n, t in wanted[0].items() if isinstance(t, ox.BlankNode)}
            if all(names.get(a, b) == b for a, b in nodes.items()):
                rest = given[:number] + given[number + 1 :]
                if pair(wanted[1:], rest, names | nodes):
                    return True
    return False
