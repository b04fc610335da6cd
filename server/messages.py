"""ASGI messages: reading a body within bounds, and sending whole answers."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any

from kg.store.errors import Busy, QueryTooLarge
from kg.store.workers.shares import Shares
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
"""Bytes of unfinished bodies of all clients together; one has half."""
PART = 64 << 10
"""Bytes that are sent at once."""


class ClientLeft(Exception):  # noqa: N818 - not a fault: there is nobody to tell
    """The client left before its request was complete."""


class Bodies:
    """Reads bodies, and knows how much of them is in memory."""

    def __init__(self) -> None:
        self._held = Shares(UNFINISHED)

    async def read(
        self, client: str, headers: Mapping[str, str], *, receive: Receive, most: int
    ) -> bytes:
        """Return the whole body.

        Raises:
            QueryTooLarge: it has more than `most` bytes.
            BodyUnfinished: it does not come in time.
            Busy: the unfinished bodies of this client, or of all, are too much together.
            ClientLeft: the client left.
        """
        told = headers.get("content-length", "")
        if told.isdecimal() and int(told) > most and "expect" in headers:
            raise QueryTooLarge(int(told), most)  # it waits for our word before it sends
        parts: list[bytes] = []
        try:
            async with asyncio.timeout(BODY_SECONDS):
                size = await self._take(client, parts, receive, most)
        except TimeoutError:
            raise BodyUnfinished(int(BODY_SECONDS)) from None
        finally:
            self._held.give_back(client, sum(map(len, parts)))
        if size > most:
            raise QueryTooLarge(int(told) if told.isdecimal() else size, most)
        return b"".join(parts)

    async def _take(self, client: str, parts: list[bytes], receive: Receive, most: int) -> int:
        size = 0
        while size <= PASSED_OVER:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise ClientLeft
            part = message.get("body", b"")
            size += len(part)
            if size <= most:
                if not self._held.has_room(client, len(part)):
                    raise Busy(retry_after=round(BODY_SECONDS))
                parts.append(part)
                self._held.take(client, len(part))
            if not message.get("more_body"):
                break
        return size


async def send_start(reply: Reply, send: Send, *, size: int | None) -> None:
    """Send status and headers; `size` is the Content-Length, None when it is not known."""
    headers = [(name.lower().encode(), value.encode("latin-1")) for name, value in reply.headers]
    if size is not None:
        headers.append((b"content-length", str(size).encode()))
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})


async def send_reply(reply: Reply, method: str, *, send: Send) -> None:
    """Send a whole answer."""
    await send_start(reply, send, size=None if reply.status in (204, 304) else len(reply.body))
    await send({"type": "http.response.body", "body": b"" if method == "HEAD" else reply.body})


def in_parts(send: Send) -> Send:
    """Send what is large in parts, each when the one before is out of our hands or nearly so."""

    async def send_parts(message: MutableMapping[str, Any]) -> None:
        body = message.get("body", b"")
        for offset in range(0, len(body) - PART, PART):
            part = body[offset : offset + PART]
            await send({"type": "http.response.body", "body": part, "more_body": True})
        if len(body) > PART:
            message = {**message, "body": body[(len(body) - 1) // PART * PART :]}
        await send(message)

    return send_parts
