"""The whole service as one ASGI application: /sparql without threads, the pages through Flask.

A slow reader of a large answer holds an open file and nothing else; a client that goes away stops
its query. `application(place)` makes one; `create()` makes one from the environment, which is how
`samenspel serve` hands its options to the server's process.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any, cast

from a2wsgi import WSGIMiddleware

from kg.errors import QueryError
from kg.store.async_pool import AsyncAnswer, ask
from kg.store.crew import Limits
from kg.store.errors import QueryTooLarge
from server import create_app
from server.service import Service
from server.sparql import reply
from server.sparql.protocol import MAX_BODY, ForPeople, Plan, Preflight, Request, plan
from server.sparql.wsgi import PATHS, endpoint_iri

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

OPTIONS = "SAMENSPEL_SERVE"
"""Environment variable that carries the options of `samenspel serve` as JSON."""
PAGE_THREADS = 8
PATIENCE_WITH_GONE = 0.05
"""Seconds after which we look whether the client is still there; most answers are out sooner."""
SLOWEST_READER = 120.0
"""Seconds a client may take to accept one chunk before it counts as gone."""


class Application:
    """Routes /sparql to the lean path and everything else to Flask."""

    def __init__(
        self, service: Service, pages: Any, *, prefix: str, trust_proxy: bool, greeting: str
    ) -> None:
        self.service = service
        self._pages, self._prefix, self._greeting = pages, prefix, greeting
        self._trust_proxy = trust_proxy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection's request (ASGI 3)."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            path = scope["path"]
            if self._prefix and path.startswith(self._prefix + "/"):
                path = path[len(self._prefix) :]
            if path in PATHS:
                await self._answer_sparql(scope, receive, send)
            else:
                await self._pages(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                if self._greeting:
                    sys.stdout.write(self._greeting + "\n")
                    sys.stdout.flush()
                await send({"type": "lifespan.startup.complete"})
            else:
                self.service.close()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _answer_sparql(self, scope: Scope, receive: Receive, send: Send) -> None:
        request, root = self._read_head(scope)
        try:
            if request.method == "POST":
                request = await _with_body(request, receive)
            outcome = plan(request)
            if isinstance(outcome, ForPeople):
                await self._pages(scope, receive, send)
                return
            if isinstance(outcome, Preflight):
                await _send_whole(reply.preflight(), request, send)
                return
            known = reply.unchanged(request, outcome, self.service.pool.label)
            if known is not None:
                await _send_whole(known, request, send)
                return
        except QueryError as error:
            await _send_whole(reply.problem(error, request, root), request, send)
            return
        await self._run(outcome, request, root, receive, send)

    async def _run(
        self, outcome: Plan, request: Request, root: str, receive: Receive, send: Send
    ) -> None:
        """Run the query, and stop it when its client goes away."""
        watch = _Watch(receive)
        try:
            try:
                answer = await ask(self.service.pool, outcome.job)
            except QueryError as error:
                await _send_whole(reply.problem(error, request, root), request, send)
                return
            try:
                await _send_answer(outcome, answer, request, send)
            finally:
                answer.close()
        except asyncio.CancelledError:
            if not watch.gone:
                raise
        finally:
            watch.stop()

    def _read_head(self, scope: Scope) -> tuple[Request, str]:
        """Return the request without its body, and the path of the site as clients see it."""
        headers = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]
        }
        seen = headers if self._trust_proxy else {}
        root = self._prefix or seen.get("x-forwarded-prefix", "").rstrip("/")
        scheme = seen.get("x-forwarded-proto") or str(scope.get("scheme", "http"))
        host = seen.get("x-forwarded-host") or headers.get("host", "localhost")
        request = Request(
            method=scope["method"],
            query_string=scope["query_string"].decode("latin-1"),
            headers=headers,
            endpoint=endpoint_iri(scheme, host, root),
        )
        return request, root


class _Watch:
    """Cancels the task that made it when its client goes away."""

    def __init__(self, receive: Receive) -> None:
        self.gone = False
        self._receive = receive
        self._task = asyncio.current_task()
        self._looking: asyncio.Task[None] | None = None
        self._timer = asyncio.get_running_loop().call_later(PATIENCE_WITH_GONE, self._start)

    def stop(self) -> None:
        """Look no more."""
        self._timer.cancel()
        if self._looking is not None and not self.gone:
            self._looking.cancel()

    def _start(self) -> None:
        self._looking = asyncio.ensure_future(self._look())

    async def _look(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self.gone = True
        if self._task is not None:
            self._task.cancel()


async def _send_answer(outcome: Plan, answer: AsyncAnswer, request: Request, send: Send) -> None:
    head = reply.head_of(outcome, answer.form, answer.release)
    if answer.whole is not None or request.method == "HEAD":
        body = head.body + (answer.whole or b"")
        size = len(body) if answer.whole is not None else None
        await _send_start(head, send, size)
        body = b"" if request.method == "HEAD" else body
        await send({"type": "http.response.body", "body": body})
        return
    await _send_start(head, send, None)
    if head.body:
        await send({"type": "http.response.body", "body": head.body, "more_body": True})
    try:
        async for chunk in answer:
            async with asyncio.timeout(SLOWEST_READER):
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
    except (QueryError, TimeoutError):
        return  # leaving the answer unfinished cuts the connection, so it never looks whole
    await send({"type": "http.response.body", "body": b""})


async def _send_whole(whole: reply.Reply, request: Request, send: Send) -> None:
    await _send_start(whole, send, None if whole.status in (204, 304) else len(whole.body))
    body = b"" if request.method == "HEAD" else whole.body
    await send({"type": "http.response.body", "body": body})


async def _send_start(head: reply.Reply, send: Send, size: int | None) -> None:
    headers = [(name.lower().encode(), value.encode()) for name, value in head.headers]
    if size is not None:
        headers.append((b"content-length", str(size).encode()))
    await send({"type": "http.response.start", "status": head.status, "headers": headers})


async def _with_body(request: Request, receive: Receive) -> Request:
    """Read the body of a POST, up to its bound."""
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        part = message.get("body", b"")
        size += len(part)
        if size > MAX_BODY:
            raise QueryTooLarge(size, MAX_BODY)
        parts.append(part)
        if not message.get("more_body"):
            break
    return Request(
        request.method, request.query_string, request.headers, b"".join(parts), request.endpoint
    )


def application(
    place: Path,
    *,
    limits: Limits | None = None,
    workers: int = 3,
    prefix: str = "",
    trust_proxy: bool = False,
    greeting: str = "",
) -> Application:
    """Return the service on a state folder or a release folder as an ASGI application.

    `prefix` is the path under which a proxy shows the site; `trust_proxy` believes the
    X-Forwarded headers of one proxy; `greeting` is printed once the service can be asked.
    """
    prefix = "/" + prefix.strip("/") if prefix.strip("/") else ""
    app = create_app(place, limits=limits, workers=workers, prefix=prefix, trust_proxy=trust_proxy)
    pages = WSGIMiddleware(cast(Any, app.wsgi_app), workers=PAGE_THREADS)
    return Application(
        app.extensions["samenspel"],
        pages,
        prefix=prefix,
        trust_proxy=trust_proxy,
        greeting=greeting,
    )


def create() -> Application:
    """Return the application that the environment variable SAMENSPEL_SERVE describes."""
    options = json.loads(os.environ[OPTIONS])
    bounds = options.pop("limits", {})
    return application(Path(options.pop("place")), limits=Limits(**bounds), **options)
