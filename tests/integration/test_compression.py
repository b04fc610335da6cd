"""Answers in zstd and gzip: the same bytes, with the headers that caches need."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from urllib.parse import quote

import pytest
import zstandard
from serving import Reply, Served

WHOLE = f"/sparql?query={quote('SELECT ?s ?p ?o { ?s ?p ?o }')}"
GRAPH = f"/sparql?query={quote('CONSTRUCT WHERE { ?s ?p ?o }')}"
BROWSER = "gzip, deflate, br, zstd"


@pytest.fixture(scope="module")
def server(
    tmp_path_factory: pytest.TempPathFactory,
    serving_release: Callable[..., AbstractContextManager[Served]],
) -> Iterator[Served]:
    with serving_release(tmp_path_factory.mktemp("encoded"), 3000, "--workers", "1") as served:
        yield served


def decoded(reply: Reply) -> bytes:
    coding = reply.headers.get("content-encoding")
    if coding == "gzip":
        return gzip.decompress(reply.body)
    if coding == "zstd":
        return zstandard.ZstdDecompressor().decompressobj().decompress(reply.body)
    assert coding is None
    return reply.body


@pytest.mark.parametrize("path", ["/about", "/errors/", WHOLE, GRAPH, "/static/look.css"])
@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_encoded_answer_is_the_same_and_smaller(server: Served, path: str, coding: str) -> None:
    plain = server.request("GET", path)
    found = server.request("GET", path, {"Accept-Encoding": f"br, {coding}"})
    assert found.headers["content-encoding"] == coding
    assert decoded(found) == plain.body
    assert len(found.body) < len(plain.body) / 2
    for reply in (plain, found):
        assert "accept-encoding" in reply.headers["vary"].lower()
    assert "content-encoding" not in plain.headers


@pytest.mark.parametrize(
    ("header", "coding"),
    [
        (BROWSER, "zstd"),
        ("gzip;q=1, zstd;q=0.5", "gzip"),
        ("zstd;q=0, *;q=0.1", "gzip"),
        ("br", None),
        ("identity", None),
        ("gzip;q=0", None),
        ("", None),
    ],
)
def test_coding_is_the_one_the_client_likes_best(
    server: Served, header: str, coding: str | None
) -> None:
    found = server.request("GET", "/about", {"Accept-Encoding": header})
    assert found.headers.get("content-encoding") == coding


def test_small_answers_and_what_is_compressed_already_stay_as_they_are(server: Served) -> None:
    for path in ("/sparql?query=ASK%7B%7D", "/dumps/d0.nq.gz", "/health"):
        found = server.request("GET", path, {"Accept-Encoding": BROWSER})
        assert found.status == 200
        assert "content-encoding" not in found.headers
        assert found.headers["content-length"] == str(len(found.body))


@pytest.mark.parametrize("path", ["/about", GRAPH, WHOLE])
def test_encoded_answer_is_known_again(server: Served, path: str) -> None:
    wanted = {"Accept-Encoding": "gzip"}
    etag = server.request("GET", path, wanted).headers["etag"]
    assert etag.startswith('W/"')
    again = server.request("GET", path, {**wanted, "If-None-Match": etag})
    assert (again.status, again.headers["etag"], again.body) == (304, etag, b"")
    strong = server.request("GET", WHOLE).headers["etag"]
    assert strong.startswith('"')
    same = server.request("GET", WHOLE, {**wanted, "If-None-Match": strong})
    assert (same.status, same.headers["etag"]) == (304, strong)


def test_head_and_parts_are_of_the_plain_file(server: Served) -> None:
    wanted = {"Accept-Encoding": "gzip"}
    whole = server.request("GET", "/dumps/d0.nq.gz").body
    part = server.request("GET", "/dumps/d0.nq.gz", {**wanted, "Range": "bytes=10-19"})
    assert (part.status, part.body) == (206, whole[10:20])
    last = server.request("GET", "/dumps/d0.nq.gz", {"Range": "bytes=-7"})
    assert (last.status, last.body) == (206, whole[-7:])
    beyond = server.request("GET", "/dumps/d0.nq.gz", {"Range": f"bytes={len(whole)}-"})
    assert beyond.status == 416
    head = server.request("HEAD", "/about", wanted)
    assert (head.status, head.body) == (200, b"")
    assert "accept-encoding" in head.headers["vary"].lower()


def test_cut_answer_is_not_a_whole_one_when_it_is_encoded(server: Served) -> None:
    found = server.request("GET", WHOLE, {"Accept-Encoding": "gzip"})
    stream = zlib.decompressobj(zlib.MAX_WBITS | 16)
    stream.decompress(found.body[:-1])
    assert not stream.eof


def test_stamped_files_never_change(server: Served) -> None:
    page = server.request("GET", "/about").text
    address = page.partition("/static/look.css?v=")[2].partition('"')[0]
    found = server.request("GET", f"/static/look.css?v={address}", {"Accept-Encoding": BROWSER})
    assert "immutable" in found.headers["cache-control"]
    found = server.request("GET", f"/static/look.css?v={address}", {"If-Match": '"other"'})
    assert (found.status, found.body) == (412, b"")
    for other in ("look.css?v=0", "look.css", f"none.css?v={address}"):
        found = server.request("GET", f"/static/{other}")
        assert "immutable" not in found.headers.get("cache-control", "")
