"""Answers in zstd or gzip, for clients that take them (RFC 9110, 8.4 and 12.5.3).

A middle layer of ASGI between the application and the connection. What is large is compressed in a
thread, chunk by chunk as it comes, so that neither the loop nor the first bytes wait.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, MutableMapping
from typing import Any, Protocol

import zstandard

from server.messages import Headers, Scope, Send
from server.negotiate import choose_encoding
from server.turns import Run

ENCODINGS = ("zstd", "gzip")
"""What we encode in, best first."""
SMALL = 1000
"""Bytes below which an answer is sent as it is: it fits in one packet anyway."""
INLINE = 16 << 10
"""Bytes that are compressed on the loop, in a fraction of a millisecond."""
_LEVELS = {"zstd": 3, "gzip": 4}
_LEVELS_KEPT = {"zstd": 9, "gzip": 9}
"""Of what a client keeps for good (RFC 8246): it pays to send fewer bytes of it, once."""
_TEXTS = ("text/", "application/json", "application/javascript", "image/svg+xml")
_MORE_TEXTS = ("+json", "+xml", "/n-triples", "/n-quads", "/trig", "/problem+json", "/sparql-query")


class _Encoder(Protocol):
    """Compresses a stream; `flush` gives what is left, or what is there so far."""

    def compress(self, data: bytes, /) -> bytes:
        """Take bytes."""

    def flush(self, mode: int, /) -> bytes:
        """Give bytes."""


class CompressedSender:
    """Sends what an application sends, compressed where that pays and the client takes it; `run`
    runs what takes long in a thread.
    """

    def __init__(self, scope: Scope, send: Send, run: Run[bytes]) -> None:
        self._scope, self._send, self._run = scope, send, run
        self._start: MutableMapping[str, Any] | None = None
        self._encoder: _Encoder | None = None
        self._name = ""

    async def __call__(self, message: MutableMapping[str, Any]) -> None:
        """Take a message of the application."""
        if message["type"] == "http.response.start":
            self._start = message  # the first part of the body says whether it pays
            return
        body, more = message.get("body", b""), message.get("more_body", False)
        if self._start is not None:
            start, self._start = self._start, None
            encoded = self._begin(start, more or len(body) >= SMALL)
            if encoded and not more:
                body = await self._encode(body, last=True)
                self._encoder = None
                start["headers"].append((b"content-length", str(len(body)).encode()))
            await self._send(start)
        if self._encoder is not None:
            body = await self._encode(body, last=not more)
        await self._send({**message, "body": body})

    def _begin(self, start: MutableMapping[str, Any], pays: bool) -> bool:
        """Set the headers, and an encoder when the answer is to be encoded."""
        headers: Headers = list(start["headers"])
        fields = dict(headers)
        asked = dict(self._scope["headers"])
        start["headers"] = headers
        if start["status"] == 304:
            headers = [_as_the_client_has_it(field, asked) for field in headers]
            start["headers"] = _varying(headers)  # as the 200 does (RFC 9110, 15.4.5)
        elif _is_text(fields):
            headers = _varying(headers)
            name = choose_encoding(asked.get(b"accept-encoding", b"").decode("latin-1"), ENCODINGS)
            fit = start["status"] != 206 and self._scope["method"] != "HEAD" and pays
            if name is not None and fit:
                levels = _LEVELS_KEPT if _is_kept_for_good(fields) else _LEVELS
                self._name, self._encoder = name, _encoder(name, levels[name])
                headers = [_of_an_encoded(field) for field in headers if field[0] not in _DROPPED]
                headers.append((b"content-encoding", name.encode()))
            start["headers"] = headers
        return self._encoder is not None

    async def _encode(self, body: bytes, *, last: bool) -> bytes:
        if len(body) > INLINE:
            return await self._run(self._compress, body, last)
        return self._compress(body, last)

    def _compress(self, body: bytes, last: bool) -> bytes:
        assert self._encoder is not None
        if self._name == "zstd":
            finish, block = zstandard.COMPRESSOBJ_FLUSH_FINISH, zstandard.COMPRESSOBJ_FLUSH_BLOCK
        else:
            finish, block = zlib.Z_FINISH, zlib.Z_SYNC_FLUSH
        return self._encoder.compress(body) + self._encoder.flush(finish if last else block)


def _varying(headers: Headers) -> Headers:
    """Say that the answer depends on the codings that a client takes."""
    vary = [value for name, value in headers if name == b"vary"]
    others = [field for field in headers if field[0] != b"vary"]
    return [*others, (b"vary", b", ".join([*vary, b"Accept-Encoding"]))]


_DROPPED = (b"content-length", b"accept-ranges")


def _encoder(name: str, level: int) -> _Encoder:
    if name == "zstd":
        return zstandard.ZstdCompressor(level=level).compressobj()
    return zlib.compressobj(level, zlib.DEFLATED, zlib.MAX_WBITS | 16)


def _is_kept_for_good(fields: Mapping[bytes, bytes]) -> bool:
    return b"immutable" in fields.get(b"cache-control", b"")


def _is_text(fields: Mapping[bytes, bytes]) -> bool:
    kind = fields.get(b"content-type", b"").decode("latin-1").partition(";")[0].strip().lower()
    return b"content-encoding" not in fields and (
        kind.startswith(_TEXTS) or kind.endswith(_MORE_TEXTS)
    )


def _of_an_encoded(field: tuple[bytes, bytes]) -> tuple[bytes, bytes]:
    """A strong entity tag names bytes, and these are others: it becomes weak (RFC 9110, 8.8.1)."""
    name, value = field
    weak = name == b"etag" and not value.startswith(b"W/")
    return (name, b"W/" + value) if weak else field


def _as_the_client_has_it(
    field: tuple[bytes, bytes], asked: Mapping[bytes, bytes]
) -> tuple[bytes, bytes]:
    """The entity tag of a 304, weak where the client names it so."""
    weak = _of_an_encoded(field)
    return weak if weak[1] in asked.get(b"if-none-match", b"") else field
