"""The W3C test suite of the SPARQL 1.1 Protocol, where a copy of it lies beside the project.

The service answers questions only, so an update test passes when the update is refused.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from absent import SUITES, needs_suite
from serving import Served, serving

FOLDER = SUITES / "sparql11" / "protocol"
DATA = "http://kasei.us/2009/09/sparql/data/"

pytestmark = [
    pytest.mark.conformance,
    needs_suite("SPARQL 1.1 Protocol suite", "sparql11/protocol", "manifest.ttl"),
]

QUERY = """
PREFIX mf: <http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#>
PREFIX ht: <http://www.w3.org/2011/http#>
PREFIX cnt: <http://www.w3.org/2011/content#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
SELECT ?test ?request ?path ?method ?body ?encoding ?header ?value ?boolean ?format ?status {
  ?test a mf:ProtocolTest ; mf:action/ht:requests/rdf:rest*/rdf:first ?request .
  ?request ht:absolutePath ?path ; ht:methodName ?method ; ht:resp ?response .
  ?response mf:expectedStatus ?status .
  OPTIONAL { ?request ht:body [ cnt:chars ?body ; cnt:characterEncoding ?encoding ] }
  OPTIONAL {
    ?request ht:headers/rdf:rest*/rdf:first ?sent .
    ?sent ht:fieldName ?header ; ht:fieldValue ?value
  }
  OPTIONAL { ?response mf:expectedBoolean ?boolean }
  OPTIONAL { ?response mf:expectedFormat ?format }
}"""


def read_tests() -> dict[str, dict[str, dict[str, Any]]]:
    """Return test name to request (its node, in the order of the file) to what it says."""
    import pyoxigraph as ox

    store = ox.Store()
    manifest = FOLDER / "manifest.ttl"
    store.load(path=str(manifest), format=ox.RdfFormat.TURTLE, base_iri=manifest.as_uri())
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for row in store.query(QUERY):
        value = {name: row[name].value if row[name] is not None else None for name in NAMES}
        test = value["test"].rpartition("#")[2]
        request = found.setdefault(test, {}).setdefault(
            value["request"], {"headers": {}, "statuses": set(), **value}
        )
        request["statuses"].add(value["status"][-3])
        if value["header"]:
            request["headers"][value["header"]] = value["value"]
    return found


NAMES = (
    "test",
    "request",
    "path",
    "method",
    "body",
    "encoding",
    "header",
    "value",
    "boolean",
    "format",
    "status",
)
TESTS = read_tests() if (FOLDER / "manifest.ttl").is_file() else {}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server with each data file of the suite in the graph the tests name it by."""
    lines = []
    for number in (1, 2, 3):
        for line in (FOLDER / f"data{number}.nt").read_text().splitlines():
            lines.append(f"{line.rstrip(' .')} <{DATA}data{number}.rdf> .")
    file = tmp_path_factory.mktemp("protocol") / "data.nq"
    file.write_text("\n".join(lines))
    with serving(file) as served:
        yield served


@pytest.mark.parametrize(
    "name", sorted(name for name in TESTS if name.startswith(("query", "bad")))
)
def test_question(server: Served, name: str) -> None:
    for request in TESTS[name].values():
        found = send(server, request)
        assert str(found.status)[0] in request["statuses"], found.text
        if request["boolean"] is not None:
            assert json.loads(found.body)["boolean"] == (request["boolean"] == "true")
        if request["format"] == "RDF":
            assert found.headers["content-type"].startswith("text/turtle")
        elif request["format"]:
            assert found.headers["content-type"] == "application/sparql-results+json"


@pytest.mark.parametrize("name", sorted(name for name in TESTS if name.startswith("update")))
def test_update_is_refused(server: Served, name: str) -> None:
    updates = [
        request
        for request in TESTS[name].values()
        if "update" in (request["headers"].get("content-type") or "")
        or (request["body"] or "").startswith("update=")
    ]
    assert updates
    for request in updates:
        found = send(server, request)
        assert (found.status, json.loads(found.body)["code"]) == (400, "SAM-Q012")


def send(server: Served, request: dict[str, Any]) -> Any:
    body = request["body"].encode(request["encoding"]) if request["body"] else None
    path = request["path"].replace("/sparql/", "/sparql", 1)
    return server.request(request["method"], path, request["headers"], body)
