"""What one client can send, hold or leave, and what others notice of it: over real HTTP."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from serving import Reply, Served, serving

from server.connection import MAX_ADDRESS, MAX_FIELDS, MAX_HEADERS

RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
WHOLE = "SELECT ?s ?p ?o { ?s ?p ?o }"
QUERY = {"Content-Type": "application/sparql-query"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
PAGE = {"Accept": "text/html"}
SOON = 2.0
"""Seconds within which /health must answer here: a guard against waiting, not a measurement."""


@pytest.fixture(scope="module")
def server(
    tmp_path_factory: pytest.TempPathFactory,
    serving_release: Callable[..., AbstractContextManager[Served]],
) -> Iterator[Served]:
    folder, options = tmp_path_factory.mktemp("bounds"), ("--deadline", "3", "--memory", "512")
    with serving_release(folder, 3000, *options) as served:
        yield served


def wait_until(true: Callable[[], bool], seconds: float = 8.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def raw(server: Served, text: str, source: str = "127.0.0.1") -> socket.socket:
    client = socket.create_connection(
        ("127.0.0.1", server.port), timeout=10, source_address=(source, 0)
    )
    client.sendall(text.encode())
    return client


def get(path: str, *headers: str) -> str:
    return "\r\n".join([f"GET {path} HTTP/1.1", "Host: x", *headers, "", ""])


def health(server: Served) -> dict[str, object]:
    found = json.loads(server.request("GET", "/health", timeout=SOON).body)
    assert isinstance(found, dict)
    return found


def code_of(reply: Reply) -> str:
    assert reply.headers["content-type"] == "application/problem+json"
    told = json.loads(reply.body)
    assert told["status"] == reply.status
    return str(told["code"])


@pytest.mark.parametrize("more", [1, 2_000, 60_000, 900_000, 4_000_000])
def test_address_that_is_too_long_says_how_to_post(server: Served, more: int) -> None:
    path = "/sparql?query=ASK%7B%7D%23"
    fits = path + "a" * (MAX_ADDRESS - len(path))
    assert server.request("GET", fits, {"Accept": "application/json"}).status == 200
    found = server.request("GET", fits + "a" * more, {"Accept-Language": "en"})
    assert (found.status, code_of(found)) == (414, "SAM-H441")
    assert "application/sparql-query" in json.loads(found.body)["fix"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Accept": "a/b;q=0.1," * (MAX_HEADERS // 10) + "*/*"},
        {"Cookie": "x" * 450_000},
        {f"X-{i}": "1" for i in range(MAX_FIELDS)},
        {"Accept-Language": "nl, " * 1_000_000},
    ],
)
def test_headers_that_are_too_large_are_refused(server: Served, headers: dict[str, str]) -> None:
    found = server.request("GET", "/sparql?query=ASK%7B%7D", headers)
    assert (found.status, code_of(found)) == (431, "SAM-H442")


def test_what_is_no_http_is_a_problem(server: Served) -> None:
    with raw(server, "HELLO THERE\r\n\r\n") as client:
        assert client.recv(4096).startswith(b"HTTP/1.1 400 Bad Request")


def test_letters_in_an_address_need_no_escape(server: Served) -> None:
    for path in ("/browse/één", "/search?q=één"):
        escaped = server.request("GET", quote(path, safe="/?="))
        with raw(server, get(path, "Connection: close")) as client:
            answer = b"".join(iter(lambda: client.recv(65536), b""))
        assert answer.startswith(f"HTTP/1.1 {escaped.status} ".encode())
        assert answer.partition(b"\r\n\r\n")[2] == escaped.body


@pytest.mark.parametrize("path", ["/sparql", "/search"])
@pytest.mark.parametrize("size", [2_000_000, 20_000_000])
def test_refused_body_still_gets_its_answer(server: Served, path: str, size: int) -> None:
    found = server.request("POST", path, QUERY, b"#" * size)
    assert (found.status, code_of(found)) == (413, "SAM-Q007")
    closing = server.request("POST", path, {**QUERY, "Connection": "close"}, b"#" * size)
    assert closing.status == 413
    waits = f"POST {path} HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: {size}\r\n"
    with raw(server, waits + "\r\n") as client:
        assert client.recv(4096).startswith(b"HTTP/1.1 413 ")


def test_text_of_any_kind_is_refused_while_health_answers(server: Served) -> None:
    for text in ("SELECT " * 4000, "zqxwv " * 43_000, "SELECT (" * 30_000, "\n" * 250_000 + "x"):
        found: list[Reply] = []
        thread = threading.Thread(
            target=lambda t=text, f=found: f.append(
                server.request("POST", "/sparql", QUERY, t.encode())
            )
        )
        thread.start()
        while thread.is_alive():
            assert health(server)["status"] == "ok"
        assert found[0].status == 400


def test_slow_readers_of_files_and_pages_hold_up_nobody(server: Served) -> None:
    paths = ["/dumps/d0.nq.gz", "/", "/static/look.css", f"/sparql?query={quote(WHOLE)}"] * 10
    clients = [raw(server, get(path) * 3) for path in paths]
    assert health(server)["status"] == "ok"
    assert server.request("GET", "/about", timeout=SOON * 3).status == 200
    for client in clients:
        client.close()


def test_a_thousand_idle_connections_and_unfinished_requests(server: Served) -> None:
    beginnings = [
        "",
        "GET / HTTP/1.1\r\nX: ",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n",
    ]
    clients = [raw(server, beginnings[i % 3]) for i in range(900)]
    assert health(server)["status"] == "ok"
    assert server.get("ASK {}").status == 200
    assert server.request("GET", "/about").status == 200
    for client in clients:
        client.close()


def test_one_client_has_half_of_the_workers(server: Served) -> None:
    asks = get(f"/sparql?query={quote(RUNAWAY)}")
    clients = [raw(server, asks, "127.0.0.2") for _ in range(12)]
    time.sleep(0.3)
    for _ in range(10):
        assert server.get("ASK {}").status == 200
    for client in clients:
        client.close()


def test_page_query_whose_client_leaves_is_stopped(server: Served) -> None:
    before = server.workers()
    with raw(server, get(f"/sparql?text={quote(RUNAWAY)}", "Accept: text/html")):
        time.sleep(0.5)
    wait_until(lambda: bool(before - server.workers()), 1.5)
    assert server.get("ASK {}").status == 200


def test_query_page_posts_what_is_long(server: Served) -> None:
    short = server.request("POST", "/sparql", {**PAGE, **FORM}, b"text=ASK+%7B%7D")
    assert (short.status, short.headers["location"]) == (303, "/sparql?text=ASK+%7B%7D")
    text = WHOLE + " LIMIT 3 #" + "é" * 40_000
    body = urlencode({"text": text}).encode()
    page = server.request("POST", "/sparql", {**PAGE, **FORM, "Accept-Language": "en"}, body)
    assert page.status == 200
    assert 'method="post"' in page.text
    assert 'formaction="/sparql?format=csv&amp;bom=1&amp;download=1"' in page.text
    file = urlencode({"query": text}).encode()
    found = server.request("POST", "/sparql?format=csv&bom=1&download=1", FORM, file)
    assert found.text.splitlines()[0] == "\ufeffs,p,o"
    assert len(found.text.splitlines()) == 4


def test_health_says_what_is_wrong_and_the_release_stays_open(
    tmp_path: Path, make_release: Callable[[Path, str, int], Path]
) -> None:
    state = make_release(tmp_path / ".samenspel", "only", 30)
    with serving(tmp_path, "--workers", "1", "--deadline", "1") as served:
        assert health(served)["problems"] == []
        folder = state / "releases" / "only"
        for path in (folder, *folder.rglob("*")):
            path.chmod(0o755)
        shutil.rmtree(folder)
        wait_until(lambda: health(served)["status"] == "degraded")
        assert "gone" in str(health(served)["problems"])
        assert served.get("ASK { ?s ?p ?o }").text.endswith("true}")
        for pid in sorted(served.workers())[1:]:
            os.kill(pid, signal.SIGKILL)
        wait_until(lambda: "SAM-E101" in str(health(served)["problems"]))
        assert health(served)["status"] == "down"
        assert served.request("GET", "/health").status == 503


def test_broken_release_is_told_while_the_good_one_is_served(
    tmp_path: Path, make_release: Callable[[Path, str, int], Path]
) -> None:
    state = make_release(tmp_path / ".samenspel", "good", 30)
    (state / "releases" / "bad").mkdir()
    (state / "releases" / "bad" / "manifest.json").write_text("no json")
    with serving(tmp_path, "--workers", "1") as served:
        (state / "current").unlink()
        (state / "current").symlink_to(state / "releases" / "bad")
        wait_until(lambda: health(served)["status"] == "degraded")
        told = health(served)
        assert (told["release"], told["workers"]) == ("good", 2)
        assert "cannot be served" in str(told["problems"])


def test_sigterm_under_load_ends_everything(
    tmp_path: Path, serving_release: Callable[..., AbstractContextManager[Served]]
) -> None:
    with serving_release(tmp_path, 300, "--deadline", "60") as served:
        paths = [f"/sparql?query={quote(RUNAWAY)}", "/", "/dumps/d0.nq.gz", "/search?q=a"] * 5
        paths.append(f"/sparql?text={quote(RUNAWAY)}")
        clients = [raw(served, get(path, "Accept: */*")) for path in paths]
        time.sleep(0.3)
        assert (
            clients[2].recv(4096).startswith(b"HTTP/1.1 200 ")
        )  # the dump, which it reads no more
        workers = served.workers()
        served.process.send_signal(signal.SIGTERM)
        assert served.process.wait(timeout=8) == 0
        wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers), 3)
        for client in clients:
            client.close()


def test_killed_server_takes_its_workers_along(
    tmp_path: Path, make_release: Callable[[Path, str, int], Path]
) -> None:
    make_release(tmp_path / ".samenspel", "only", 30)
    with serving(tmp_path) as served:
        tree = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(served.process.pid)], capture_output=True, text=True
        ).stdout.split()
        everything = served.workers() | {int(pid) for pid in tree}
        served.process.kill()
        wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in everything))


def test_search_takes_no_longer_for_a_long_text(server: Served) -> None:
    for text in ("organisatie 4 een", "orgnisatie 4", "qa " * 160, "x" * 400):
        assert server.request("GET", f"/search?q={quote(text)}").status == 200
    for text in ("x" * 501, "qa " * 8_000):
        assert code_of(server.request("GET", f"/search?q={quote(text)}")) == "SAM-H400"


def test_limits_page_says_what_is_in_force(server: Served) -> None:
    page = server.request("GET", "/limits", {"Accept-Language": "en"}).text
    for words in ("3 seconds", "512 MiB", "65,000 bytes", "32 KiB", "Of one address: 2.", "1,000"):
        assert words in page
