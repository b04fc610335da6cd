"""ASGI messages: reading a body within bounds, and sending whole answers, pages and files."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from typing import Any
from urllib.parse import unquote

from kg.store.errors import Busy, QueryTooLarge
from server.sparql.faults import BodyUnfinished
from server.sparql.reply import Reply

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

BODY_SECONDS = 30.0
"""Seconds in which a whole body must come."""
PASSED_OVER = 64 << 20
"""Bytes of a body that is too large which are read and dropped, so that its sender, who reads when
all is sent, gets the answer."""
UNFINISHED = 256 << 20
"""Bytes of unfinished bodies of all clients together."""
FILE_CHUNK = 64 << 10
"""Bytes of a file that are read and sent at once; so much each slow reader holds."""


class Gone(Exception):  # noqa: N818 - not a fault: there is nobody to tell
    """The client left before its request was complete."""


class Bodies:
    """Reads bodies, and knows how much of them is in memory."""

    def __init__(self) -> None:
        self._held = 0

    async def read(self, headers: Mapping[str, str], receive: Receive, most: int) -> bytes:
        """Return the whole body.

        Raises:
            QueryTooLarge: it has more than `most` bytes.
            BodyUnfinished: it does not come in time.
            Busy: the unfinished bodies of all clients are too much together.
            Gone: the client left.
        """
        told = headers.get("content-length", "")
        if told.isdecimal() and int(told) > most and "expect" in headers:
            raise QueryTooLarge(int(told), most)  # it waits for our word before it sends
        parts: list[bytes] = []
        try:
            async with asyncio.timeout(BODY_SECONDS):
                size = await self._take(parts, receive, most)
        except TimeoutError:
            raise BodyUnfinished(int(BODY_SECONDS)) from None
        finally:
            self._held -= sum(map(len, parts))
        if size > most:
            raise QueryTooLarge(int(told) if told.isdecimal() else size, most)
        return b"".join(parts)

    async def _take(self, parts: list[bytes], receive: Receive, most: int) -> int:
        size = 0
        while size <= PASSED_OVER:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise Gone
            part = message.get("body", b"")
            size += len(part)
            if size <= most:
                parts.append(part)
                self._held += len(part)
            if self._held > UNFINISHED:
                raise Busy(retry_after=round(BODY_SECONDS))
            if not message.get("more_body"):
                break
        return size


def replay(body: bytes, receive: Receive) -> Receive:
    """Return a `receive` that gives a body which has been read already."""
    left = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> MutableMapping[str, Any]:
        return left.pop() if left else await receive()

    return again


async def send_start(reply: Reply, send: Send, size: int | None) -> None:
    """Send status and headers; `size` is the Content-Length, None when it is not known."""
    headers = [(name.lower().encode(), value.encode("latin-1")) for name, value in reply.headers]
    if size is not None:
        headers.append((b"content-length", str(size).encode()))
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})


async def send_reply(reply: Reply, method: str, send: Send) -> None:
    """Send a whole answer."""
    await send_start(reply, send, None if reply.status in (204, 304) else len(reply.body))
    await send({"type": "http.response.body", "body": b"" if method == "HEAD" else reply.body})


class Page:
    """An answer of the application for pages, kept until it is whole.

    The thread that makes a page never waits for the one who reads it. A file is not read into
    memory: the page names it in X-Sendfile, and `deliver` sends it.
    """

    def __init__(self) -> None:
        self._start: MutableMapping[str, Any] | None = None
        self._parts: list[bytes] = []

    async def take(self, message: MutableMapping[str, Any]) -> None:
        """Take a message that the application sends."""
        if message["type"] == "http.response.start":
            self._start = message
        else:
            self._parts.append(message.get("body", b""))

    async def deliver(self, method: str, send: Send) -> None:
        """Send what was taken."""
        assert self._start is not None, "the application for pages always answers"
        headers: Headers = list(self._start["headers"])
        file = dict(headers).get(b"x-sendfile")
        await send({**self._start, "headers": [h for h in headers if h[0] != b"x-sendfile"]})
        if file is None or method == "HEAD" or self._start["status"] not in (200, 206):
            await send({"type": "http.response.body", "body": b"".join(self._parts)})
        else:
            await _send_file(unquote(file.decode()), *_part_of(headers), send)


def _part_of(headers: Iterable[tuple[bytes, bytes]]) -> tuple[int, int]:
    """Return where the answer begins in its file, and how long it is (RFC 9110, 14.4)."""
    fields = dict(headers)
    first = fields.get(b"content-range", b"bytes 0-").removeprefix(b"bytes ").partition(b"-")[0]
    return int(first), int(fields[b"content-length"])


async def _send_file(path: str, offset: int, size: int, send: Send) -> None:
    file = await asyncio.to_thread(os.open, path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        end = offset + size
        while offset < end:
            data = await asyncio.to_thread(os.pread, file, min(FILE_CHUNK, end - offset), offset)
            if not data:
                return  # the file is shorter than it was: the connection is cut
            offset += len(data)
            await send({"type": "http.response.body", "body": data, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
    finally:
        os.close(file)
