"""An answer of the application for pages: made whole in a thread, then sent without one.

The thread that makes a page never waits for the one who reads it. A file is not read into memory:
the page names it in X-Sendfile, and `deliver` sends it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from io import BytesIO, FileIO
from typing import Any, NamedTuple, cast
from urllib.parse import quote, unquote

from a2wsgi.wsgi import build_environ
from flask import Flask, Response

from server.messages import Headers, Scope, Send
from server.turns import Run

FILE_CHUNK = 64 << 10
"""Bytes of a file that are read and sent at once; so much each slow reader holds."""


class Page(NamedTuple):
    """A whole answer."""

    status: int
    headers: Headers
    body: bytes

    async def deliver(self, method: str, send: Send, *, read: Run[Any]) -> None:
        """Send it; `read` runs what reads a file in a thread."""
        file = dict(self.headers).get(b"x-sendfile")
        headers = [field for field in self.headers if field[0] != b"x-sendfile"]
        if file is not None and self.status not in (200, 206):  # the length is that of the file
            file, headers = None, [field for field in headers if field[0] != b"content-length"]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        if file is None or method == "HEAD":
            await send({"type": "http.response.body", "body": self.body})
        else:
            await _send_file(unquote(file.decode()), *_part_of(headers), send, read)


def prepare(app: Flask) -> None:
    """Let an application name files instead of reading them."""
    app.config["USE_X_SENDFILE"] = True
    app.after_request(_quote_file)


def make_page(app: Flask, scope: Scope, *, body: bytes) -> Page:
    """Let the application answer a request (PEP 3333)."""
    started: list[Any] = []
    parts: list[bytes] = []

    def start(
        status: str, headers: Iterable[tuple[str, str]], _: object = None
    ) -> Callable[..., Any]:
        started[:] = status, headers
        return parts.append

    environ = build_environ(cast(Any, scope), cast(Any, BytesIO(body)))
    with app.extensions["samenspel"].pool.floor.taken(scope["samenspel.client"]):
        answer = app.wsgi_app(cast(Any, environ), start)
        try:
            parts.extend(answer)
        finally:
            getattr(answer, "close", lambda: None)()
    status, headers = started
    fields = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    return Page(int(status[:3]), fields, b"".join(parts))


def _quote_file(response: Response) -> Response:
    """Let a path with any letters travel as a header."""
    file = response.headers.get("X-Sendfile")
    if file is not None:
        response.headers["X-Sendfile"] = quote(file)
    return response


def _part_of(headers: Iterable[tuple[bytes, bytes]]) -> tuple[int, int]:
    """Return where the answer begins in its file, and how long it is (RFC 9110, 14.4)."""
    fields = dict(headers)
    first = fields.get(b"content-range", b"bytes 0-").removeprefix(b"bytes ").partition(b"-")[0]
    return int(first), int(fields[b"content-length"])


async def _send_file(path: str, offset: int, size: int, send: Send, read: Run[Any]) -> None:
    with await read(FileIO, path) as file:  # which closes itself when nobody waits for it any more
        end = offset + size
        while offset < end:
            data = await read(os.pread, file.fileno(), min(FILE_CHUNK, end - offset), offset)
            if not data:
                return  # the file is shorter than it was: the connection is cut
            offset += len(data)
            await send({"type": "http.response.body", "body": data, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
