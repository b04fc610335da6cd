"""One client's connection: what may come in, how long it may take, and what is said otherwise.

uvicorn's protocol with bounds: the address and the headers have a size, and a request that has more
is answered with a problem that says what to do instead; silence, a head that never ends and a
reader that takes nearly nothing have an end. A sweep looks at all connections, in a second, so that
a request costs no timers. When there are too many, the one that has rested longest makes room.
"""

from __future__ import annotations

import asyncio
import re
from itertools import islice
from typing import Any

from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from kg.errors import QueryError
from server.clients import household, read_headers
from server.sparql import reply
from server.sparql.faults import AddressTooLong, HeadersTooLarge, HeadUnreadable
from server.sparql.protocol import Request

MAX_ADDRESS = 65_000
"""Bytes of a request's address: what httptools can take apart; longer queries are posted."""
MAX_HEADERS = 32 << 10
"""Bytes of all header fields together."""
MAX_FIELDS = 100
"""Header fields of a request."""
MAX_HEAD = 128 << 10
"""Bytes of a head, or of what frames a body, that are taken apart; the rest is not looked at."""
MAX_PIPELINED = 16
"""Requests that may wait for the one before to be answered; then we stop reading."""
PIECE = 1024
"""Bytes of a body that are taken at once; so many short requests may come right after it."""
PARTS = 10
"""Parts in which the connections are looked at, one each tenth of a second."""
HEAD_SECONDS = 20.0
"""Seconds in which a head must come, from the opening of the connection or its first byte."""
KEEP_SECONDS = 75.0
"""Seconds a connection may rest between two requests; proxies keep theirs for 60."""
READER_SECONDS = 60.0
"""Seconds in which a client must take nearly all that waits for it, some 64 KiB."""
LINGER_SECONDS = 10.0
"""Seconds for the rest of a body whose request has its answer, or of a head that was refused."""

_END = b"\r\n\r\n"
_NOT_ASCII = re.compile(rb"[\x80-\xff]")


class Connections(ServerState):
    """All connections of a server; `most` is how many it may have, `root` the path of the site."""

    def __init__(self, most: int, root: str = "") -> None:
        super().__init__()
        self.most, self.root = most, root
        self.resting: dict[Connection, None] = {}  # without a request, the longest resting first
        self._of: dict[str, dict[Connection, None]] = {}  # of each client, the oldest first
        self._unseen: list[Connection] = []

    def welcome(self, connection: Connection) -> None:
        """Take a new connection in; when there are too many, another makes room."""
        self._of.setdefault(connection.household, {})[connection] = None
        self.rest(connection)
        if len(self.connections) > self.most:
            self._choose_for(connection).abort()

    def rest(self, connection: Connection) -> None:
        """Note that a connection has no request now."""
        self.resting.pop(connection, None)
        self.resting[connection] = None

    def forget(self, connection: Connection) -> None:
        """Take a connection out that is gone, or about to be."""
        self.connections.discard(connection)
        self.resting.pop(connection, None)
        of = self._of.get(connection.household, {})
        of.pop(connection, None)
        if not of:
            self._of.pop(connection.household, None)

    def sweep(self, now: float) -> None:
        """End what lasts too long, of one part of the connections; `now` is the loop's time."""
        if not self._unseen:
            self._unseen = [one for one in self.connections if isinstance(one, Connection)]
        part = len(self.connections) // PARTS + 1
        for connection in self._unseen[-part:]:
            if connection in self.connections:
                connection.look(now)
        del self._unseen[-part:]

    def _choose_for(self, newcomer: Connection) -> Connection:
        """Return the connection that makes room: of a client that has more than half, its own; else
        the one that rests longest; when none rests, the oldest of the client that has most.
        """
        of = self._of[newcomer.household]
        longest = next(iter(self.resting))
        if len(of) <= self.most // 2:
            if longest is not newcomer:
                return longest
            of = max(self._of.values(), key=len)
        return next((one for one in islice(of, 100) if one in self.resting), next(iter(of)))


class Connection(HttpToolsProtocol):
    """A connection with bounds in size and time."""

    server_state: Connections
    flow: _Flow

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a new client in."""
        super().connection_made(transport)
        self.flow = _Flow(transport)
        self.household = household(self.client[0] if self.client else "")
        self._ahead = b""  # what came and is not read yet
        self._idle_bytes = 0  # of a head, or of what frames a body, since something came of it
        self._in_line, self._tail = True, b""
        self._fields = 0
        self._in_message = False
        self._fault: QueryError | None = None
        self._refused = False
        self._since = self._moved = self.loop.time()
        self._application = self.app
        self._running: RequestResponseCycle | None = None
        self.server_state.welcome(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget a client that is gone, and let its requests know."""
        self.server_state.forget(self)
        self.pipeline.clear()
        self._ahead = b""
        self._leave()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on, up to what a head may have and as many requests as may wait."""
        self._ahead = self._ahead + data if self._ahead else data
        self._read_on()

    def resume_writing(self) -> None:
        """The client has taken nearly all that waited for it."""
        self._moved = self.loop.time()
        super().resume_writing()

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
        """Take one header field. What comes after a body is passed over: as a header field it would
        pass a proxy that looks at those only (RFC 9110, 6.5.1).
        """
        if self._in_message:
            return
        self._fields += len(name) + len(value)
        if self._fields > MAX_HEADERS or len(self.headers) >= MAX_FIELDS:
            self._fault = self._fault or HeadersTooLarge(MAX_HEADERS, MAX_FIELDS)
        else:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Start the request, or answer what is wrong with its head."""
        self._in_message, self._idle_bytes = True, 0
        self.server_state.resting.pop(self, None)
        hosts = sum(name == b"host" for name, _ in self.headers)
        version = self.parser.get_http_version()
        if version not in ("1.0", "1.1") or hosts > 1 or (not hosts and version == "1.1"):
            self._fault = self._fault or HeadUnreadable()  # RFC 9112, 3.2
        if self._fault is not None:
            self.url, self.app = b"/", _Refusal(self._fault, self.server_state.root)
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Take a part of the body."""
        self._idle_bytes = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The whole request is in."""
        self._in_message, self._in_line, self._idle_bytes = False, True, 0
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Rest, or go on with a request that came meanwhile; `look` ends a rest, not a timer."""
        self.server_state.total_requests += 1
        if self.transport.is_closing():
            return
        self._since = self.loop.time()
        self.flow.resume_reading()
        if self.pipeline:
            self._start_asgi_task(*self.pipeline.pop())
        else:
            self.server_state.rest(self)
        self._read_on()

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP request."""
        self._refuse(HeadUnreadable())

    def look(self, now: float) -> None:
        """End the connection when it has been silent, or has taken too little, for too long."""
        if not self.transport.get_write_buffer_size():
            self._moved = now
        elif now - self._moved > READER_SECONDS:
            self.abort()
            return
        if self._answers:
            return
        if self._in_message or self._refused:
            seconds = LINGER_SECONDS
        elif self._idle_bytes or self._running is None:
            seconds = HEAD_SECONDS
        else:
            seconds = KEEP_SECONDS
        if now - self._since > seconds:
            self.abort()

    def abort(self) -> None:
        """Cut the connection."""
        self.server_state.forget(self)
        self._leave()
        self.transport.abort()

    def _read_on(self) -> None:
        """Give the parser head by head, so that no more requests wait than may."""
        data, offset = self._ahead, 0
        while offset < len(data) and len(self.pipeline) < MAX_PIPELINED and not self._refused:
            end = offset + PIECE if self._in_message else self._end_of_head(data, offset)
            self._feed(data[offset:end])
            offset = end
        self._ahead = b"" if self._refused else data[offset:]
        if self._ahead:
            self.flow.hold()
        else:
            self.flow.let_go()

    def _end_of_head(self, data: bytes, offset: int) -> int:
        """Return where a head ends that goes on at `offset`, perhaps amid its last four bytes."""
        seam = (self._tail + data[offset : offset + 3]).find(_END)
        if seam >= 0:
            end = offset + seam + len(_END) - len(self._tail)
        else:
            found = data.find(_END, offset)
            end = found + len(_END) if found >= 0 else len(data)
        self._tail = (self._tail + data[max(offset, end - 3) : end])[-3:]
        return end

    def _feed(self, data: bytes) -> None:
        if not self._in_message:
            if not self._idle_bytes:
                self._since = self.loop.time()
            if self._in_line:
                data, self._in_line = _escape_target(data)
        self._idle_bytes += len(data)
        super().data_received(data)
        if self._idle_bytes > MAX_HEAD and not self._refused:
            self._refuse(self._fault or HeadersTooLarge(MAX_HEADERS, MAX_FIELDS))

    @property
    def _answers(self) -> bool:
        """True while a request is being answered for somebody."""
        running = self._running
        return running is not None and not (running.response_complete or running.disconnected)

    def _leave(self) -> None:
        """Let the request that is being answered know that nobody reads it any more."""
        if self._running is not None and self._answers:
            self._running.disconnected = True
            self._running.message_event.set()
            self.flow.resume_writing()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._running = cycle  # of pipelined requests the one that runs is not the last one read
        if cycle.scope["http_version"] == "1.0":
            cycle.send = _UnchunkedSender(cycle)  # type: ignore[method-assign]
        super()._start_asgi_task(cycle, app)

    def _refuse(self, fault: QueryError) -> None:
        """Answer without the parser, and drop what still comes: closing at once would take the
        answer away from a client that is still sending (RFC 9112, 9.6).
        """
        self._refused = True
        self._since = self.loop.time()
        if self._answers and not self._in_message:  # what came before it is answered
            self.cycle.keep_alive = False
            return
        if self._answers and (self._running is not self.cycle or self.cycle.response_started):
            self.abort()
            return
        self._leave()
        told = reply.problem(fault, _asked(self.headers or []), root=self.server_state.root)
        lines = [
            f"HTTP/1.1 {told.reason}",
            "Connection: close",
            f"Content-Length: {len(told.body)}",
        ]
        lines += [f"{name}: {value}" for name, value in told.headers]
        self.transport.write("\r\n".join(lines).encode() + b"\r\n\r\n" + told.body)
        if self.transport.can_write_eof():
            self.transport.write_eof()


def _escape_target(data: bytes) -> tuple[bytes, bool]:
    """Percent-encode letters that a client left as they are in its request line (RFC 3987, 3.1);
    true when the line goes on.
    """
    line, end, rest = data.partition(b"\n")
    if not line.isascii():
        line = _NOT_ASCII.sub(lambda found: b"%%%02X" % found[0][0], line)
    return line + end + rest, not end


class _Flow(FlowControl):
    """Flow control whose reading can be held, whatever a request wants to read."""

    _held = False

    def hold(self) -> None:
        """Read no more."""
        self._held = True
        self.pause_reading()

    def let_go(self) -> None:
        """Read again."""
        if self._held:
            self._held = False
            self.resume_reading()

    def resume_reading(self) -> None:
        """Read again, unless it is held."""
        if not self._held:
            super().resume_reading()


class _Refusal:
    """An ASGI application that answers one fault."""

    def __init__(self, fault: QueryError, root: str) -> None:
        self._fault, self._root = fault, root

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        told = reply.problem(self._fault, _asked(scope["headers"]), root=self._root)
        headers = [(name.lower().encode(), value.encode()) for name, value in told.headers]
        headers.append((b"content-length", str(len(told.body)).encode()))
        await send({"type": "http.response.start", "status": told.status, "headers": headers})
        await send({"type": "http.response.body", "body": told.body})


def _asked(headers: list[tuple[bytes, bytes]]) -> Request:
    """What is looked at of a request that is refused: what its reader reads."""
    return Request("GET", "", read_headers({"headers": headers}))


class _UnchunkedSender:
    """Sends an answer of HTTP/1.0, which has no chunks: without a length, the end of the connection
    is its end (RFC 9112, 6.3 and 7.1).
    """

    def __init__(self, cycle: RequestResponseCycle) -> None:
        self._cycle, self._send = cycle, cycle.send
        self._open = False

    async def __call__(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self._open = b"content-length" not in dict(message["headers"])
            if self._open:
                self._cycle.chunked_encoding = False
        elif self._open:
            self._cycle.expected_content_length = len(message.get("body", b""))
        await self._send(message)
