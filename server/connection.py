"""One client's connection: what may come in, how long it may take, and what is said otherwise.

uvicorn's protocol with bounds: the address and the headers have a size, and a request that has more
is answered with a problem that says what to do instead; silence, a head that never ends and a
reader that takes nothing have an end. A sweep each second looks at all connections, so that a
request costs no timers. When there are too many, the one that has rested longest makes room.
"""

from __future__ import annotations

import asyncio
import re
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from kg.errors import QueryError
from server.sparql import reply
from server.sparql.faults import AddressTooLong, HeadersTooLarge, HeadUnreadable
from server.sparql.protocol import Request

MAX_ADDRESS = 65_000
"""Bytes of a request's address: what httptools can take apart; longer queries are posted."""
MAX_HEADERS = 32 << 10
"""Bytes of all header fields together."""
MAX_FIELDS = 100
"""Header fields of a request."""
MAX_HEAD = 2 << 20
"""Bytes of a head that are read in order to answer it with a problem; then we stop reading."""
HEAD_SECONDS = 20.0
"""Seconds in which a head must come, from the opening of the connection or its first byte."""
KEEP_SECONDS = 75.0
"""Seconds a connection may rest between two requests; proxies keep theirs for 60."""
READER_SECONDS = 60.0
"""Seconds in which a client must take something of what waits for it."""
LINGER_SECONDS = 10.0
"""Seconds for the rest of a body whose request has its answer, or of a head that was refused."""

_NOT_ASCII = re.compile(rb"[\x80-\xff]")


class Connections(ServerState):
    """All connections of a server; `most` is how many it may have."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most
        self.resting: dict[Connection, None] = {}  # without a request, the longest resting first

    def rest(self, connection: Connection) -> None:
        """Note that a connection has no request now."""
        self.resting.pop(connection, None)
        self.resting[connection] = None

    def make_room(self) -> None:
        """Close the connection that rests longest, when there are too many."""
        if len(self.connections) > self.most:
            next(iter(self.resting)).abort()

    def sweep(self, now: float) -> None:
        """End what has lasted too long; `now` is the loop's time."""
        for connection in list(self.connections):
            connection.look(now)


class Connection(HttpToolsProtocol):
    """A connection with bounds in size and time."""

    server_state: Connections

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a new client in."""
        super().connection_made(transport)
        self._head = 0
        self._fields = 0
        self._in_message = False
        self._fault: QueryError | None = None
        self._refused = False
        self._since = self._moved = self.loop.time()
        self._unsent = 0
        self._application = self.app
        self._running: RequestResponseCycle | None = None
        self.server_state.rest(self)
        self.server_state.make_room()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget a client that is gone, and let its requests know."""
        self.server_state.resting.pop(self, None)
        self.pipeline.clear()
        self._leave()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on, up to what a head may have."""
        if self._refused:
            return
        if not self._in_message:
            if not self._head:
                self._since = self.loop.time()
                data = data if data.isascii() else _escape_target(data)
            self._head += len(data)
        super().data_received(data)
        if not self._in_message and self._head > MAX_HEAD:
            self._refuse(self._fault or HeadersTooLarge(MAX_HEADERS, MAX_FIELDS))

    def on_message_begin(self) -> None:
        """Begin a request."""
        super().on_message_begin()
        self._fields, self._fault, self.app = 0, None, self._application

    def on_url(self, url: bytes) -> None:
        """Take a part of the address."""
        if len(self.url) + len(url) > MAX_ADDRESS:
            self._fault = AddressTooLong(MAX_ADDRESS)
        else:
            super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take one header field."""
        self._fields += len(name) + len(value)
        if self._fields > MAX_HEADERS or len(self.headers) >= MAX_FIELDS:
            self._fault = self._fault or HeadersTooLarge(MAX_HEADERS, MAX_FIELDS)
        else:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Start the request, or answer what is wrong with its head."""
        self._in_message, self._head = True, 0
        self.server_state.resting.pop(self, None)
        if self._fault is not None:
            self.url, self.app = b"/", _Refusal(self._fault)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The whole request is in."""
        self._in_message = False
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Rest, or go on with a request that came meanwhile."""
        self._since = self.loop.time()
        if not self.pipeline:
            self.server_state.rest(self)
        super().on_response_complete()

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP request."""
        self._refuse(HeadUnreadable())

    def look(self, now: float) -> None:
        """End the connection when it has been silent, or has taken nothing, for too long."""
        unsent = self.transport.get_write_buffer_size()
        if unsent != self._unsent or not unsent:
            self._unsent, self._moved = unsent, now
        elif now - self._moved > READER_SECONDS:
            self.abort()
            return
        if self._answers:
            return
        waits_for_head = self._head or self._running is None
        seconds = LINGER_SECONDS if self._in_message or self._refused else HEAD_SECONDS
        if (waits_for_head or self._in_message) and now - self._since > seconds:
            self.abort()

    def abort(self) -> None:
        """Cut the connection."""
        self._leave()
        self.transport.abort()

    @property
    def _answers(self) -> bool:
        """True while a request is being answered."""
        return self._running is not None and not self._running.response_complete

    def _leave(self) -> None:
        """Let the request that is being answered know that nobody reads it any more."""
        if self._running is not None and not self._running.response_complete:
            self._running.disconnected = True
            self._running.message_event.set()
            self.flow.resume_writing()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._running = cycle  # of pipelined requests the one that runs is not the last one read
        super()._start_asgi_task(cycle, app)

    def _refuse(self, fault: QueryError) -> None:
        """Answer without the parser, and drop what still comes: closing at once would take the
        answer away from a client that is still sending (RFC 9112, 9.6).
        """
        self._refused = True
        self._since = self.loop.time()
        if self._answers:
            self.abort()
            return
        told = reply.problem(fault, Request("GET", "", {}))
        lines = [
            f"HTTP/1.1 {told.reason}",
            "Connection: close",
            f"Content-Length: {len(told.body)}",
        ]
        lines += [f"{name}: {value}" for name, value in told.headers]
        self.transport.write("\r\n".join(lines).encode() + b"\r\n\r\n" + told.body)
        if self.transport.can_write_eof():
            self.transport.write_eof()


def _escape_target(data: bytes) -> bytes:
    """Percent-encode letters that a client left as they are in its request line (RFC 3987, 3.1)."""
    line, end, rest = data.partition(b"\r\n")
    return _NOT_ASCII.sub(lambda found: b"%%%02X" % found[0][0], line) + end + rest


class _Refusal:
    """An ASGI application that answers one fault."""

    def __init__(self, fault: QueryError) -> None:
        self._fault = fault

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        language = next((v for k, v in scope["headers"] if k == b"accept-language"), b"")
        request = Request("GET", "", {"accept-language": language.decode("latin-1")})
        told = reply.problem(self._fault, request)
        headers = [(name.lower().encode(), value.encode()) for name, value in told.headers]
        headers.append((b"content-length", str(len(told.body)).encode()))
        await send({"type": "http.response.start", "status": told.status, "headers": headers})
        await send({"type": "http.response.body", "body": told.body})
