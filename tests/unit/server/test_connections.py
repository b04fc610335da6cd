"""What one client's connection may send, hold and leave, without a network."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import pytest
import uvicorn
from hypothesis import given
from hypothesis import strategies as st

from server.connection import (
    HEAD_SECONDS,
    KEEP_SECONDS,
    LINGER_SECONDS,
    MAX_HEAD,
    MAX_PIPELINED,
    PARTS,
    READER_SECONDS,
    Connection,
    Connections,
)

GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"


class Client(asyncio.Transport):
    """The other end: what it was sent, and what of it it has not taken."""

    def __init__(self, address: str = "192.0.2.1") -> None:
        super().__init__({"peername": (address, 1)})
        self.got, self.unsent, self.cut, self.reads = b"", 0, False, True

    def write(self, data: Any) -> None:
        self.got += bytes(data)

    def write_eof(self) -> None:
        self.close()

    def can_write_eof(self) -> bool:
        return False

    def get_write_buffer_size(self) -> int:
        return self.unsent

    def pause_reading(self) -> None:
        self.reads = False

    def resume_reading(self) -> None:
        self.reads = True

    def is_closing(self) -> bool:
        return self.cut

    def close(self) -> None:
        self.cut = True

    abort = close


class Site:
    """An application that keeps what it is asked, and answers when it may."""

    def __init__(self) -> None:
        self.asked: list[Any] = []
        self.may = asyncio.Event()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.asked.append((scope, await receive()))
        await self.may.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"abc", "more_body": True})
        await send({"type": "http.response.body", "body": b"def"})


class Server:
    """Connections to one site."""

    def __init__(self, most: int = 100) -> None:
        self.site, self.connections = Site(), Connections(most, "/graph")
        self._config = uvicorn.Config(self.site, http=Connection, ws="none", log_level="critical")
        self._config.load()

    def open(self, client: Client) -> Connection:
        connection = Connection(self._config, self.connections, {})
        connection.connection_made(client)
        return connection

    def sweep(self, later: float) -> None:
        for _ in range(PARTS):
            self.connections.sweep(asyncio.get_running_loop().time() + later)


def within_a_loop(work: Callable[[], Any]) -> None:
    """Run in a thread of its own: a browser that another test drives has a loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, work()).result()


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


def test_one_client_that_has_too_many_makes_room_itself() -> None:
    async def work() -> None:
        server = Server(4)
        other = Client("192.0.2.2")
        server.open(other)
        clients = [Client() for _ in range(20)]
        for client in clients:
            server.open(client)
        assert not other.cut
        assert [client.cut for client in clients] == [True] * 17 + [False] * 3
        assert len(server.connections.connections) == 4

    within_a_loop(work)


def test_who_is_answered_makes_no_room_for_who_rests() -> None:
    async def work() -> None:
        server = Server(2)
        busy, resting = Client("192.0.2.1"), Client("192.0.2.2")
        server.open(busy).data_received(GET)
        server.open(resting)
        server.open(Client("192.0.2.3"))
        assert (busy.cut, resting.cut) == (False, True)
        busiest = [Client("192.0.2.9") for _ in range(2)]
        for client in busiest:
            server.open(client).data_received(GET)
        late = Client("192.0.2.4")
        server.open(late)
        assert not late.cut

    within_a_loop(work)


@pytest.mark.parametrize("body", [b"", b"5\r\nabcde\r\n0\r\n\r\n"])
def test_no_more_requests_wait_than_may_and_all_are_answered(body: bytes) -> None:
    async def work() -> None:
        server, client = Server(), Client()
        connection = server.open(client)
        connection.data_received(((POST + body) if body else GET) * 1000)
        await settle()
        assert len(server.site.asked) == 1
        assert len(connection.pipeline) <= MAX_PIPELINED + 20
        assert not client.reads
        server.site.may.set()
        for _ in range(1000):
            await settle()
        assert client.got.count(b"HTTP/1.1 200") == 1000
        assert client.reads

    within_a_loop(work)


@pytest.mark.parametrize(
    "endless",
    [
        b"GET /" + b"a" * (MAX_HEAD + 1),
        b"GET / HTTP/1.1\r\nX: " + b"a" * (MAX_HEAD + 1),
        POST + b"1;" + b"a" * (MAX_HEAD + 3000),
        POST + b"0\r\nX: " + b"a" * (MAX_HEAD + 3000),
    ],
)
def test_what_frames_a_request_has_an_end(endless: bytes) -> None:
    async def work() -> None:
        server, client = Server(), Client()
        connection = server.open(client)
        for offset in range(0, len(endless), 60_000):
            connection.data_received(endless[offset : offset + 60_000])
        assert client.got.startswith(b"HTTP/1.1 4")
        assert b'"/graph/errors/SAM-H4' in client.got

    within_a_loop(work)


def test_silence_and_readers_that_take_nearly_nothing_have_an_end() -> None:
    async def work() -> None:
        server = Server()
        silent, slow, rests, quick = (Client() for _ in range(4))
        server.open(silent)
        for client in (slow, rests, quick):
            server.open(client).data_received(GET)
        server.site.may.set()
        await settle()
        slow.unsent = 100_000
        server.sweep(HEAD_SECONDS + 1)
        assert [c.cut for c in (silent, slow, rests, quick)] == [True, False, False, False]
        slow.unsent -= 60  # it takes a byte a second
        server.sweep(READER_SECONDS + 1)
        assert [c.cut for c in (slow, rests, quick)] == [True, False, False]
        server.sweep(KEEP_SECONDS + 1)
        assert rests.cut

    within_a_loop(work)


def test_what_comes_after_a_body_is_no_header() -> None:
    async def work() -> None:
        server, client = Server(), Client()
        server.open(client).data_received(POST + b"0\r\nX-Forwarded-For: 192.0.2.9\r\n\r\n")
        await settle()
        names = [name for name, _ in server.site.asked[0][0]["headers"]]
        assert b"x-forwarded-for" not in names

    within_a_loop(work)


def test_client_of_http_1_0_gets_no_chunks() -> None:
    async def work() -> None:
        server, client = Server(), Client()
        server.open(client).data_received(b"GET / HTTP/1.0\r\n\r\n")
        server.site.may.set()
        await settle()
        head, _, body = client.got.partition(b"\r\n\r\n")
        assert body == b"abcdef"
        assert b"chunked" not in head
        assert client.cut

    within_a_loop(work)


@given(st.lists(st.integers(1, 60), max_size=3))
def test_letters_of_an_address_may_come_in_any_parts(cuts: list[int]) -> None:
    async def work() -> None:
        server, client = Server(), Client()
        connection = server.open(client)
        sent = "GET /één?q=ü HTTP/1.1\r\nHost: x\r\n\r\n".encode() * 2
        places = sorted({0, *cuts, len(sent)})
        for start, end in pairwise(places):
            connection.data_received(sent[start:end])
        server.site.may.set()
        await settle()
        assert [scope["raw_path"] for scope, _ in server.site.asked] == [b"/%C3%A9%C3%A9n"] * 2
        assert {scope["query_string"] for scope, _ in server.site.asked} == {b"q=%C3%BC"}

    within_a_loop(work)


@pytest.mark.parametrize(
    "head",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET /\r\n\r\n",
        b"GET / HTTP/2.0\r\nHost: a\r\n\r\n",
    ],
)
def test_request_has_a_version_of_ours_and_one_host(head: bytes) -> None:
    async def work() -> None:
        server, client = Server(), Client()
        server.open(client).data_received(head)
        await settle()
        assert client.got.startswith(b"HTTP/1.1 400 ")
        assert not server.site.asked

    within_a_loop(work)


@pytest.mark.parametrize("size", [b"5\n", b"-5\r\n", b"F" * 17 + b"\r\n"])
def test_body_that_has_no_right_parts_is_told(size: bytes) -> None:
    async def work() -> None:
        server, client = Server(), Client()
        connection = server.open(client)
        connection.data_received(POST)
        await settle()
        connection.data_received(size + b"abcde\r\n0\r\n\r\n" + GET)
        server.site.may.set()
        await settle()
        assert client.got.startswith(b"HTTP/1.1 400 ")
        assert client.got.count(b"HTTP/1.1") == 1
        server.sweep(LINGER_SECONDS + 1)
        assert client.cut

    within_a_loop(work)


def test_what_came_before_what_is_no_request_is_answered() -> None:
    async def work() -> None:
        server, client = Server(), Client()
        server.open(client).data_received(GET + b"\0" + GET)
        server.site.may.set()
        await settle()
        assert client.got.endswith(b"abc\r\n3\r\ndef\r\n0\r\n\r\n")
        assert client.got.count(b"HTTP/1.1") == 1
        assert client.cut

    within_a_loop(work)
