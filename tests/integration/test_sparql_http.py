"""/sparql over real HTTP: formats, the ways to ask, faults, limits, and what happens to others."""

from __future__ import annotations

import csv
import http.client
import io
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from serving import Served, serving, start

from server import create_app

BASE = "https://data.example.be/"
ORG = "http://www.w3.org/ns/org#Organization"
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
ONE = f"SELECT ?label {{ <{BASE}id/organisation/4> <http://www.w3.org/2004/02/skos/core#prefLabel> ?label FILTER(LANG(?label) = 'nl') }}"  # noqa: E501
GRAPH = f"CONSTRUCT {{ ?s a ?c }} {{ ?s a ?c FILTER(?s = <{BASE}id/organisation/4>) }}"
WHOLE = "SELECT ?s ?p ?o { ?s ?p ?o }"


@pytest.fixture(scope="module")
def server(small_state: Path) -> Iterator[Served]:
    release = small_state / "current"
    with serving(release.resolve(), "--deadline", "1.5", "--memory", "512") as served:
        yield served


def ask_ok(server: Served) -> bool:
    return server.get("ASK { ?s ?p ?o }").body == b'{"head":{},"boolean":true}'


def wait_until(true: Callable[[], bool], seconds: float = 5.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


def test_select_in_every_format(server: Served) -> None:
    label = "Organisatie 4 – één"
    found = server.get(ONE, accept="application/sparql-results+json")
    assert json.loads(found.body)["results"]["bindings"][0]["label"]["value"] == label
    found = server.get(ONE, accept="application/sparql-results+xml")
    assert label in "".join(ElementTree.fromstring(found.body).itertext())
    found = server.get(ONE, accept="text/csv")
    assert list(csv.reader(io.StringIO(found.text))) == [["label"], [label]]
    assert found.headers["content-type"] == "text/csv; charset=utf-8; header=present"
    found = server.get(ONE, accept="text/tab-separated-values")
    assert found.text == f'?label\n"{label}"@nl\n'


@pytest.mark.parametrize(
    ("media_type", "expected"),
    [
        ("text/turtle", f" a <{ORG}> ."),
        ("application/n-triples", f"<{ORG}> ."),
        ("application/n-quads", f"<{ORG}> ."),
        ("application/ld+json", f'"@id":"{ORG}"'),
        ("application/rdf+xml", "<rdf:RDF"),
    ],
)
def test_construct_in_every_format(server: Served, media_type: str, expected: str) -> None:
    found = server.get(GRAPH, accept=media_type)
    assert found.status == 200
    assert found.headers["content-type"].partition(";")[0] == media_type
    assert found.headers["vary"] == "Accept, Accept-Encoding"
    assert expected in found.text


def test_weights_and_wildcards_decide(server: Served) -> None:
    accept = "text/csv;q=0.2, application/sparql-results+xml;q=0.7, */*;q=0.1"
    assert server.get(ONE, accept=accept).headers["content-type"].endswith("results+xml")
    assert server.get(ONE, accept="text/*").headers["content-type"].startswith("text/csv")
    assert (
        server.get(ONE, format="csv", accept="*/*").headers["content-type"].startswith("text/csv")
    )
    refused = server.get(ONE, accept="text/turtle")
    assert refused.status == 406
    assert "text/csv" in json.loads(refused.body)["offered"]


def test_csv_for_a_spreadsheet_starts_with_its_mark(server: Served) -> None:
    found = server.get(ONE, format="csv", bom="1", download="1")
    assert found.body.startswith(b"\xef\xbb\xbflabel\r\n")
    assert found.headers["content-disposition"] == 'attachment; filename="result.csv"'
    assert len(found.body) == int(found.headers["content-length"])


def test_three_ways_to_ask_give_the_same_bytes(server: Served) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    direct = {"Content-Type": "application/sparql-query"}
    answers = [
        server.get(ONE),
        server.request("POST", "/sparql", form, f"query={quote(ONE)}".encode()),
        server.request("POST", "/sparql", direct, ONE.encode()),
    ]
    assert {answer.status for answer in answers} == {200}
    assert len({answer.body for answer in answers}) == 1


def test_large_query_by_post(server: Served) -> None:
    values = " ".join(f"<{BASE}id/organisation/{i}>" for i in range(3000))
    text = f"SELECT (COUNT(*) AS ?n) {{ VALUES ?s {{ {values} }} ?s a ?c }}"
    headers = {"Content-Type": "application/sparql-query", "Accept": "text/csv"}
    assert len(text) > 100_000
    assert server.request("POST", "/sparql", headers, text.encode()).text == "n\r\n3000\r\n"


def test_too_large_query_is_413(server: Served) -> None:
    headers = {"Content-Type": "application/sparql-query"}
    for size in (300_000, 3_000_000):
        found = server.request("POST", "/sparql", headers, b"#" * size)
        assert found.status == 413
        assert json.loads(found.body)["code"] == "SAM-Q007"


def test_graphs_of_the_protocol(server: Served) -> None:
    count = "SELECT (COUNT(*) AS ?n) { ?s a ?c }"
    assert server.get(count, format="csv").text == "n\r\n3000\r\n"
    one = {"default-graph-uri": f"{BASE}id/dataset/d1"}
    assert server.get(count, format="csv", **one).text == "n\r\n1000\r\n"


def test_head_options_and_cors(server: Served) -> None:
    head = server.request("HEAD", "/sparql?query=ASK%7B%7D")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["content-length"] == "26"
    options = server.request("OPTIONS", "/sparql", {"Origin": "https://elsewhere.example"})
    assert options.status == 204
    assert options.headers["access-control-allow-origin"] == "*"
    assert "POST" in options.headers["access-control-allow-methods"]
    assert "etag" in server.get("ASK {}").headers["access-control-expose-headers"].lower()
    refused = server.request("DELETE", "/sparql")
    assert (refused.status, refused.headers["allow"]) == (405, "GET, HEAD, POST, OPTIONS")


def test_unchanged_answer_is_304(server: Served) -> None:
    first = server.get(ONE, accept="text/csv")
    again = server.get(ONE, accept="text/csv", if_none_match=first.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    assert server.get(ONE, if_none_match=first.headers["etag"]).status == 200


def test_description_of_the_service(server: Served) -> None:
    found = server.request("GET", "/sparql", {"Accept": "application/n-triples"})
    assert "sparql-service-description#Service" in found.text
    assert f'"{BASE}' not in found.text
    assert f"<{BASE}id/dataset/d1>" in found.text


def test_malformed_query_says_where_and_how(server: Served) -> None:
    found = server.get("SELECT * {\n ?s skos:prefLabel ?l }", language="en")
    told = json.loads(found.body)
    assert found.status == 400
    assert found.headers["content-type"] == "application/problem+json"
    assert (told["line"], told["column"]) == (2, 5)
    assert told["fix"].endswith("PREFIX skos: <http://www.w3.org/2004/02/skos/core#>")


def test_update_and_missing_query_are_explained(server: Served) -> None:
    refused = server.get("INSERT DATA { <x:a> <x:b> <x:c> }")
    assert (refused.status, json.loads(refused.body)["code"]) == (400, "SAM-Q012")
    missing = server.get(format="csv")
    assert (missing.status, json.loads(missing.body)["code"]) == (400, "SAM-P001")


def test_runaway_stops_at_the_deadline_while_others_go_on(server: Served) -> None:
    found = []
    thread = threading.Thread(target=lambda: found.append(server.get(RUNAWAY)))
    started = time.monotonic()
    thread.start()
    answered = 0
    while thread.is_alive():
        assert ask_ok(server)
        answered += 1
    assert 1.4 < time.monotonic() - started < 2.5
    assert (found[0].status, json.loads(found[0].body)["code"]) == (504, "SAM-Q002")
    assert answered > 20


def test_sort_that_aborts_the_engine(server: Served) -> None:
    found = server.get(f"SELECT * {{ ?s <{BASE}mixed> ?o }} ORDER BY ?o LIMIT 1")
    assert (found.status, json.loads(found.body)["code"]) == (500, "SAM-Q005")
    assert "STR(?x)" in found.text
    assert ask_ok(server)


def test_hungry_query_is_507(server: Served) -> None:
    found = server.get("SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f ?a ?b ?d ?e")
    assert found.status in (507, 504), found.text
    assert ask_ok(server)


@pytest.mark.parametrize(
    "text",
    [
        "ASK { FILTER(" + "(" * 20_000 + "1" + ")" * 20_000 + ") }",
        "SELECT * { " + "{ SELECT * { " * 600 + "} }" * 600 + " }",
    ],
)
def test_deep_query_is_refused_and_the_service_stays(server: Served, text: str) -> None:
    # Workers that the queries before this one got killed are being replaced meanwhile: count them.
    before = len(server.workers())
    headers = {"Content-Type": "application/sparql-query"}
    found = server.request("POST", "/sparql", headers, text.encode())
    assert (found.status, json.loads(found.body)["code"]) == (400, "SAM-Q008")
    assert len(server.workers()) >= before
    assert ask_ok(server)


def test_service_reaches_nobody(server: Served) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.3)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        found = server.get(f"SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}")
        assert (found.status, json.loads(found.body)["code"]) == (400, "SAM-Q009")
        hidden = server.get(f"PREFIX x: <{address}> ASK {{ {{ }} SERVICEx:s {{ ?s ?p ?o }} }}")
        assert hidden.status == 400
        with pytest.raises(TimeoutError):
            listener.accept()


def test_killed_workers_are_replaced(server: Served) -> None:
    parents = {int(Path(f"/proc/{p}/stat").read_text().split()[3]) for p in server.workers()}
    workers = server.workers() - parents
    for pid in workers:
        os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not workers & server.workers())
    assert all(ask_ok(server) for _ in range(10))
    wait_until(lambda: len(server.workers() - parents) >= len(workers))


def test_gone_client_stops_its_query(server: Served) -> None:
    before = server.workers()
    with socket.create_connection(("127.0.0.1", server.port)) as client:
        client.sendall(f"GET /sparql?query={quote(RUNAWAY)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        time.sleep(0.4)
    wait_until(lambda: bool(before - server.workers()), 0.8)
    assert ask_ok(server)


def test_large_answer_streams_whole_and_equal_to_the_engines(
    server: Served, small_store: Path
) -> None:
    code = (
        "import sys, pyoxigraph as ox; s = ox.Store.read_only(sys.argv[1]);"
        "s.query(sys.argv[2])"
        ".serialize(sys.stdout.buffer, format=ox.QueryResultsFormat.JSON)"
    )
    command = [sys.executable, "-c", code, str(small_store), WHOLE]
    expected = subprocess.run(command, capture_output=True, check=True).stdout
    found = server.get(WHOLE)
    assert "content-length" not in found.headers
    assert len(expected) > 2_000_000
    assert found.body == expected


def test_fault_in_the_middle_cuts_the_connection(server: Served) -> None:
    """It runs into the deadline after its first bytes were sent."""
    with pytest.raises((http.client.IncompleteRead, ConnectionError)):
        server.get("SELECT * { ?a ?b ?c . ?d ?e ?f }")
    assert ask_ok(server)


def test_slow_readers_hold_up_nobody(server: Served) -> None:
    clients = []
    for _ in range(12):
        client = socket.create_connection(("127.0.0.1", server.port))
        client.sendall(f"GET /sparql?query={quote(WHOLE)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        client.recv(1024)
        clients.append(client)
    started = time.monotonic()
    assert all(ask_ok(server) for _ in range(20))
    assert time.monotonic() - started < 5.0
    for client in clients:
        client.close()


def test_wsgi_gives_the_same_answers(small_state: Path, server: Served) -> None:
    app = create_app((small_state / "current").resolve(), workers=1)
    try:
        client = app.test_client()
        asked = [f"/sparql?query={quote(text)}" for text in (ONE, GRAPH, WHOLE, "SELCT", "ASK{}")]
        for path in [*asked, "/sparql?format=csv", "/sparql"]:
            there, here = server.request("GET", path), client.get(path)
            assert (there.status, there.body) == (here.status_code, here.data.replace(b"localhost/", b"127.0.0.1:%d/" % server.port)), path  # fmt: skip # noqa: E501
            if path != "/sparql":  # that one names its own address
                assert there.headers.get("etag") == here.headers.get("ETag")
    finally:
        app.extensions["samenspel"].close()


def test_health_and_headers_of_pages(server: Served) -> None:
    found = server.request("GET", "/health")
    told = json.loads(found.body)
    assert (told["status"], told["release"], told["workers"]) == ("ok", "2026-11-24-1", 4)
    assert found.headers["x-content-type-options"] == "nosniff"
    assert "default-src" in found.headers["content-security-policy"]


def test_process_that_serves_has_no_engine(server: Served) -> None:
    children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text()
    front = [server.process.pid, *(int(child) for child in children.split())]
    for pid in front:
        if pid not in server.workers():
            assert "pyoxigraph" not in Path(f"/proc/{pid}/maps").read_text()


def test_prefix_of_a_proxy(small_state: Path) -> None:
    app = create_app((small_state / "current").resolve(), workers=1, prefix="/graph")
    try:
        client = app.test_client()
        assert client.get("/graph/sparql?query=ASK%7B%7D").status_code == 200
        assert client.get("/sparql?query=ASK%7B%7D").status_code == 200
        assert json.loads(client.get("/graph/sparql?format=x").data)["type"].startswith("/graph/")
    finally:
        app.extensions["samenspel"].close()


def test_headers_of_a_proxy_count_only_when_trusted(small_state: Path) -> None:
    said = {"X-Forwarded-Prefix": "/graph", "X-Forwarded-Proto": "https", "Accept": "text/turtle"}
    for trusted, root in (("--trust-proxy", "/graph"), ("--workers=1", "")):
        with serving((small_state / "current").resolve(), trusted) as served:
            problem = json.loads(served.request("GET", "/sparql?format=x", said).body)
            assert problem["type"] == f"{root}/errors/SAM-P001"
            described = served.request("GET", "/sparql", said).text
            scheme = "https" if root else "http"
            assert f"<{scheme}://127.0.0.1:{served.port}{root}/sparql#dataset>" in described


def test_taken_port_and_empty_place_are_explained(server: Served, tmp_path: Path) -> None:
    taken = start(str(tmp_path), "--port", str(server.port))
    assert "samenspel init" in taken.communicate(timeout=20)[1]
    (tmp_path / "samenspel.toml").write_text("")
    nothing = start(str(tmp_path), "--port", str(server.port))
    assert "samenspel build" in nothing.communicate(timeout=20)[1]
    file = tmp_path / "one.ttl"
    file.write_text("<http://e/s> <http://e/p> 1 .")
    taken = start(str(file), "--port", str(server.port))
    assert f"--port {server.port + 1}" in taken.communicate(timeout=20)[1]
    file.write_text("<http://e/s> nonsense")
    broken = start(str(file))
    said = broken.communicate(timeout=20)[1]
    assert "SAM-E104" in said and "RDF files end in" not in said


def test_options_of_the_whole_server_are_told(server: Served) -> None:
    found = server.request("OPTIONS", "*")
    assert found.status == 204 and "GET" in found.headers["allow"]


@pytest.mark.parametrize("path", ["/ns", "/id/organisation/4", "/catalog", "/dumps/", "/sparql"])
def test_documents_answer_preflights(server: Served, path: str) -> None:
    asked = {
        "Origin": "https://app.example",
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "accept",
    }
    found = server.request("OPTIONS", path, asked)
    assert found.status == 204
    assert found.headers["access-control-allow-origin"] == "*"
    assert "accept" in found.headers["access-control-allow-headers"].lower()
    assert "GET" in found.headers["access-control-allow-methods"]


@pytest.mark.parametrize(
    ("path", "lines", "media_type"),
    [
        ("/sparql?query=ASK%7B%7D", ["text/csv", "application/json;q=0.1"], "text/csv"),
        ("/sparql?query=ASK%7B%7D", ["text/csv;q=0.2", "application/trix"], "text/csv"),
        ("/ns", ["text/turtle", "text/html;q=0.1"], "text/turtle"),
        ("/ns", ["application/trix", "application/n-triples;q=0.5"], "application/n-triples"),
    ],
)
def test_several_accept_lines_are_one_list(
    server: Served, path: str, lines: list[str], media_type: str
) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    connection.putrequest("GET", path)
    for line in lines:
        connection.putheader("Accept", line)
    connection.endheaders()
    response = connection.getresponse()
    assert response.status == 200
    assert (response.getheader("Content-Type") or "").startswith(media_type)
    connection.close()
