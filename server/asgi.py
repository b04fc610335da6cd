"""The whole service as one ASGI application: /sparql, /health and files without threads, the pages
through Flask.

`application(place)` makes it, for `samenspel serve` or for another ASGI server.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote

from a2wsgi import WSGIMiddleware
from flask import Flask, Response

from kg.errors import QueryError
from kg.store.crew import Limits
from server import create_app
from server.clients import address_of, read_headers
from server.compress import Compressing
from server.messages import Bodies, Gone, Page, Receive, Scope, Send, replay, send_reply
from server.service import Service
from server.sparql import reply
from server.sparql.endpoint import Endpoint
from server.sparql.protocol import MAX_BODY, Request
from server.sparql.wsgi import PATHS, endpoint_iri
from server.turns import Turns

PAGE_THREADS = 4
"""Pages that are made at once, half of them for one client."""


class Application:
    """Routes /sparql and /health to the lean paths and everything else to Flask."""

    def __init__(self, app: Flask, *, prefix: str, trust_proxy: bool) -> None:
        self.service: Service = app.extensions["samenspel"]
        self._prefix, self._trust_proxy = prefix, trust_proxy
        self._pages = WSGIMiddleware(cast(Any, app.wsgi_app), workers=PAGE_THREADS)
        self._turns = Turns(PAGE_THREADS)
        self._bodies = Bodies()
        self._endpoint = Endpoint(self.service, self._bodies)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection's request (ASGI 3)."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            try:
                await self._answer(scope, receive, Compressing(scope, send))
            except Gone:
                return

    def close(self) -> None:
        """End the workers; pages that wait for a thread are not made any more."""
        self.service.close()
        self._pages.executor.shutdown(wait=False, cancel_futures=True)

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await send({"type": "lifespan.startup.complete"})
            else:
                self.close()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        if self._prefix and path.startswith(self._prefix + "/"):
            path = path[len(self._prefix) :]
        if path == "/health" and scope["method"] in ("GET", "HEAD"):
            await send_reply(reply.health(self.service.describe_health()), scope["method"], send)
            return
        headers = read_headers(scope)
        client = address_of(scope, headers, trust_proxy=self._trust_proxy)
        request, root = self._read_head(scope, headers)
        if path in PATHS:
            for_people = await self._endpoint.answer(request, root, client, receive, send)
            if for_people is None:
                return
            beginning = await self._endpoint.begin(for_people, client, receive)
            if beginning is None:
                return
            request, scope["samenspel.answer"] = for_people, beginning
        elif request.method not in ("GET", "HEAD", "OPTIONS"):
            try:
                body = await self._bodies.read(headers, receive, MAX_BODY)
            except QueryError as error:
                await send_reply(reply.problem(error, request, root), request.method, send)
                return
            request = Request(request.method, request.query_string, headers, body)
        await self._make_page(scope, request, client, replay(request.body, receive), send)

    async def _make_page(
        self, scope: Scope, request: Request, client: str, receive: Receive, send: Send
    ) -> None:
        page = Page()
        scope["samenspel.client"] = client
        try:
            async with self._turns.of(client):
                await self._pages(cast(Any, scope), cast(Any, receive), cast(Any, page.take))
        except QueryError as error:
            await send_reply(reply.problem(error, request), request.method, send)
            return
        await page.deliver(request.method, send)

    def _read_head(self, scope: Scope, headers: Mapping[str, str]) -> tuple[Request, str]:
        """Return the request without its body, and the path of the site as clients see it."""
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


def application(
    place: Path,
    *,
    limits: Limits | None = None,
    workers: int = 3,
    prefix: str = "",
    trust_proxy: bool = False,
) -> Application:
    """Return the service on a state folder or a release folder as an ASGI application.

    `prefix` is the path under which a proxy shows the site; `trust_proxy` believes the
    X-Forwarded headers of one proxy.

    Raises:
        ReleaseError: nothing is published there, or the release cannot be opened.
    """
    prefix = "/" + prefix.strip("/") if prefix.strip("/") else ""
    app = create_app(place, limits=limits, workers=workers, prefix=prefix, trust_proxy=trust_proxy)
    app.config["USE_X_SENDFILE"] = True  # files are sent by `messages.Page`, without a thread
    app.after_request(_quote_file)
    return Application(app, prefix=prefix, trust_proxy=trust_proxy)


def _quote_file(response: Response) -> Response:
    """Let a path with any letters travel as a header."""
    file = response.headers.get("X-Sendfile")
    if file is not None:
        response.headers["X-Sendfile"] = quote(file)
    return response
