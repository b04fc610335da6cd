"""What is scarce is shared: no client has more than half of it, and each has its turn."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
import weakref
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from io import FileIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import AsyncMock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.store.errors import Busy
from kg.store.workers import protocol
from kg.store.workers.query_run import QueryRun
from kg.store.workers.shares import Floor, Line, Shares
from server import messages
from server.clients import read_headers
from server.compress import CompressedSender
from server.messages import PART, Bodies, in_parts
from server.negotiate import choose, choose_encoding, parse_accept
from server.page import Page
from server.tags import Tags
from server.turns import Threads

CLIENTS = st.sampled_from(["a", "b", "c", ""])


def run(work: Coroutine[Any, Any, Any]) -> Any:
    """Run in a thread of its own: a browser that another test drives has a loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


@given(st.lists(st.tuples(CLIENTS, st.integers(1, 5))), st.integers(2, 20))
def test_no_client_has_more_than_half(wishes: list[tuple[str, int]], most: int) -> None:
    shares = Shares(most)
    taken: dict[str, int] = {}
    for client, amount in wishes:
        if shares.has_room(client, amount):
            shares.take(client, amount)
            taken[client] = taken.get(client, 0) + amount
    assert sum(taken.values()) <= most
    assert all(amount <= most // 2 for client, amount in taken.items() if client)
    for client, amount in taken.items():
        shares.give_back(client, amount)
    assert shares.has_room("", most)


@given(st.lists(st.sampled_from("abcd"), max_size=30))
def test_who_asks_once_is_next_however_much_others_ask(clients: list[str]) -> None:
    line: Line[tuple[str, int]] = Line(100)
    for number, client in enumerate(clients):
        assert line.join(client, (client, number))
    order = list(iter(lambda: line.take_next(lambda _: True), None))
    assert sorted(order) == sorted((client, n) for n, client in enumerate(clients))
    for client in set(clients):
        mine = [place for place, (other, _) in enumerate(order) if other == client]
        assert mine[0] < len(set(clients))
        assert [order[place] for place in mine] == sorted(order[place] for place in mine)


def test_a_client_whose_work_fills_its_threads_holds_up_no_other() -> None:
    async def ask() -> None:
        threads, go_on = Threads("test", 2), threading.Event()
        slow = [asyncio.ensure_future(threads.run("a", go_on.wait)) for _ in range(20)]
        await asyncio.sleep(0)
        assert await asyncio.wait_for(threads.run("b", str, 1), 2) == "1"
        slow[0].cancel()  # nobody waits for it, but its thread is not free yet
        await asyncio.sleep(0.01)
        for _ in range(5):
            assert await asyncio.wait_for(threads.run("b", str, 2), 2) == "2"
        go_on.set()
        assert all(await asyncio.gather(*slow[1:]))
        threads.close()

    run(ask())


def test_one_client_has_half_of_the_room_for_unfinished_bodies(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(messages, "UNFINISHED", 1000)

    async def send(bodies: Bodies, client: str, size: int) -> bytes:
        parts = [{"type": "http.request", "body": b"x" * size, "more_body": True}]

        async def receive() -> Any:
            if parts:
                return parts.pop()
            return await asyncio.sleep(60)

        return await bodies.read(client, {}, receive=receive, most=10_000)

    async def ask() -> None:
        bodies = Bodies()
        first = asyncio.ensure_future(send(bodies, "a", 400))
        await asyncio.sleep(0)
        with pytest.raises(Busy):
            await send(bodies, "a", 400)
        other = asyncio.ensure_future(send(bodies, "b", 400))
        await asyncio.sleep(0)
        assert not other.done()
        for work in (first, other):
            work.cancel()

    run(ask())


def test_what_is_remembered_of_a_request_does_not_grow_with_it() -> None:
    tags = Tags()
    tags.keep(("release", "x" * 1_000_000), "t")
    assert tags.get(("release", "x" * 1_000_000)) == "t"
    assert max(map(len, tags._tags)) < 100
    long = "text/turtle," * 1000
    assert parse_accept(long) is not parse_accept(long)


def test_field_that_hides_behind_an_underscore_is_passed_over() -> None:
    scope = {"headers": [(b"x_forwarded_for", b"1"), (b"x-forwarded-for", b"2")]}
    assert read_headers(scope) == {"x-forwarded-for": "2"}


@pytest.mark.parametrize(
    ("header", "coding"),
    [
        ("identity, gzip;q=0.5", None),
        ("gzip;q=0.5", "gzip"),
        ("identity;q=0.5, gzip;q=0.5", "gzip"),
        ("identity;q=0, gzip;q=0.1", "gzip"),
    ],
)
def test_client_may_like_best_what_is_not_compressed(header: str, coding: str | None) -> None:
    assert choose_encoding(header, ("zstd", "gzip")) == coding


def test_unchanged_answer_varies_as_the_answer_does() -> None:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def ask() -> None:
        threads = Threads("test", 1)
        out = CompressedSender({"headers": [], "method": "GET"}, send, threads.of("a"))
        headers = [(b"vary", b"Accept")]
        await out({"type": "http.response.start", "status": 304, "headers": headers})
        await out({"type": "http.response.body", "body": b""})

    run(ask())
    assert sent[0]["headers"] == [(b"vary", b"Accept, Accept-Encoding")]


@given(st.integers(0, 4 * PART), st.booleans())
def test_large_parts_are_sent_piece_by_piece(size: int, more: bool) -> None:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    body = bytes(size)
    message = {"type": "http.response.body", "body": body, "more_body": more}
    coroutine = in_parts(send)(message)
    with pytest.raises(StopIteration):
        coroutine.send(None)  # type: ignore[attr-defined]
    assert b"".join(part["body"] for part in sent) == body
    assert all(len(part["body"]) <= PART for part in sent)
    assert [part["more_body"] for part in sent] == [True] * (len(sent) - 1) + [more]


def test_answer_whose_file_cannot_be_opened_is_refused() -> None:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    worker: Any = SimpleNamespace(
        sock=ours, receive_buffer=memoryview(bytearray(100)), kill=lambda _: None
    )
    group: Any = SimpleNamespace(discard=lambda _: None)
    query_run = QueryRun(group, worker, protocol.Job("ASK {}"), 1, Shares(10))
    with ours, theirs:
        theirs.send(protocol.BEGIN + b"S")
        theirs.send(protocol.BEGIN)  # the system drops a file for which we have no number left
        query_run.receive()
        with pytest.raises(Busy):
            query_run.receive()


def test_one_page_of_a_client_computes_at_a_time_and_another_while_it_waits() -> None:
    floor, inside, went_on = Floor(), threading.Event(), threading.Event()

    def compute(client: str, done: threading.Event) -> None:
        with floor.taken(client):
            done.set()

    def wait_amid() -> None:
        with floor.taken("a"):
            inside.set()
            assert not other.wait(0.1)
            assert stranger.wait(2)
            with floor.left():
                assert other.wait(2)
            went_on.set()

    other, stranger = threading.Event(), threading.Event()
    threads = [threading.Thread(target=wait_amid)]
    threads[0].start()
    assert inside.wait(2)
    threads += [
        threading.Thread(target=compute, args=("a", other)),
        threading.Thread(target=compute, args=("b", stranger)),
    ]
    for thread in threads[1:]:
        thread.start()
    for thread in threads:
        thread.join()
    assert went_on.is_set()


@pytest.mark.parametrize("weight", ["nan", "inf", "1e999", "1_0", "-1", "2", "x", ""])
def test_weight_that_is_none_takes_nothing_from_others(weight: str) -> None:
    accept = f"text/turtle;q={weight}, application/ld+json;q=0.1"
    assert choose(accept, ["text/turtle", "application/ld+json"]) == "application/ld+json"


def test_file_is_closed_whose_reader_left_while_it_was_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[weakref.ref[FileIO]] = []
    (tmp_path / "dump").write_bytes(b"x")

    def open_slowly(path: str) -> FileIO:
        time.sleep(0.05)
        file = FileIO(path)
        opened.append(weakref.ref(file))
        return file

    async def ask() -> None:
        threads = Threads("test", 1)
        headers = [(b"x-sendfile", bytes(tmp_path / "dump")), (b"content-length", b"1")]
        page = Page(200, headers, b"")
        reading = asyncio.ensure_future(page.deliver("GET", AsyncMock(), read=threads.of("a")))
        await asyncio.sleep(0.01)
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
        await threads.run("a", str)

    monkeypatch.setattr("server.page.FileIO", open_slowly)
    run(ask())
    assert [file() for file in opened] == [None]
