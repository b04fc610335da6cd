"""The whole service as one ASGI application: /sparql, /health and files without threads, the pages
through Flask.

`application(place)` makes it, for `samenspel serve` or for another ASGI server.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

from flask import Flask

from kg.errors import QueryError, SamenspelError
from kg.store.errors import Busy
from kg.store.workers.worker_group import Limits
from server import create_app
from server.access import note, recorded
from server.archive import Archive
from server.clients import Watch, address_of, read_headers
from server.compress import CompressedSender
from server.endpoint import Endpoint
from server.messages import Bodies, ClientLeft, Receive, Scope, Send, in_parts, send_reply
from server.metrics import Metrics, may_read_metrics
from server.mount import KeptAddress, split
from server.page import Page, make_page, prepare
from server.service import Service
from server.sparql import reply
from server.sparql.protocol import MAX_BODY, Request
from server.sparql.wsgi import PATHS, endpoint_iri
from server.tags import program_stamp
from server.turns import (
    COMPRESSION_THREADS,
    FILE_THREADS,
    KEPT_THREADS,
    KEPT_WAITING,
    PAGE_THREADS,
    PARTS_WAITING,
    TEXT_THREADS,
    Threads,
)
from server.warming import PageWarmer

HELD_ANYWAY = 64 << 10
"""Bytes of a page that is sent however much its client has not read yet."""


class _Exchange(NamedTuple):
    """A request without its body, the path of the site as its client sees it, and whose it is."""

    scope: Scope
    request: Request
    root: str
    client: str
    receive: Receive
    send: Send

    def within(self, mount: str) -> _Exchange:
        """The same to an endpoint below another path of the site."""
        stem, _, name = self.request.endpoint.rpartition("/")
        endpoint = f"{stem}{mount}/{name}"
        return self._replace(
            root=self.root + mount, request=replace(self.request, endpoint=endpoint)
        )

    async def refuse(self, error: QueryError) -> None:
        """Tell a fault."""
        note(code=error.code)
        told = reply.problem(error, self.request, root=self.root)
        await send_reply(told, self.request.method, send=self.send)


class Application:
    """Routes /sparql and /health to the lean paths and everything else to Flask."""

    def __init__(self, app: Flask, *, prefix: str, trust_proxy: bool) -> None:
        self.service: Service = app.extensions["samenspel"]
        self.prefix, self._trust_proxy = prefix, trust_proxy
        self._app = app
        self._archive: Archive = app.extensions["samenspel.archive"]
        self._pages = Threads("pages", PAGE_THREADS)
        self._kept_pages = Threads("kept pages", KEPT_THREADS, KEPT_WAITING)
        self._texts = Threads("texts", TEXT_THREADS)
        self._compression = Threads("compression", COMPRESSION_THREADS, PARTS_WAITING)
        self._files = Threads("files", FILE_THREADS, PARTS_WAITING)
        self._bodies = Bodies()
        warming = PageWarmer(app)
        self._metrics = Metrics(self.service, made=lambda: warming.made)
        self._endpoint = Endpoint(self.service, self._bodies, self._texts)
        program_stamp()  # reads every file of the program, once

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection's request (ASGI 3)."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            path = scope["path"]
            if self.prefix and path.startswith(self.prefix + "/"):
                path = path[len(self.prefix) :]
            if (
                path == "*" and scope["method"] == "OPTIONS"
            ):  # of the whole server (RFC 9110, 9.3.7)
                await send_reply(reply.preflight(), scope["method"], send=send)
                return
            await self._serve(scope, path, receive, send)

    async def _serve(self, scope: Scope, path: str, receive: Receive, send: Send) -> None:
        """Answer a request that is counted, and noted in the log when it ends."""
        headers = read_headers(scope)
        client = address_of(scope, headers, trust_proxy=self._trust_proxy)
        with recorded(scope, path, client=client, metrics=self._metrics) as record:
            send = record.sender(send)
            if path == "/health" and scope["method"] in ("GET", "HEAD"):
                told = reply.health(self.service.describe_health())
                await send_reply(told, scope["method"], send=send)
                return
            if path == "/metrics" and may_read_metrics(client):
                await send_reply(self._metrics.reply(), scope["method"], send=send)
                return
            note(release=self.service.release.id)
            try:
                await self._answer(scope, path, headers, client, receive, in_parts(send))
            except ClientLeft:
                return

    def close(self) -> None:
        """End the workers; what waits for a thread is not done any more."""
        self.service.close()
        own = self._pages, self._kept_pages, self._texts, self._compression, self._files
        for threads in own:
            threads.close()

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await send({"type": "lifespan.startup.complete"})
            else:
                self.close()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _answer(
        self,
        scope: Scope,
        path: str,
        headers: Mapping[str, str],
        client: str,
        receive: Receive,
        send: Send,
    ) -> None:
        scope["headers"] = [(k.encode("latin-1"), v.encode("latin-1")) for k, v in headers.items()]
        send = CompressedSender(scope, send, self._compression.of(client))
        request, root = self._read_head(scope, headers)
        exchange = _Exchange(scope, request, root, client, receive, send)
        mounted = split(path)
        if mounted is None:
            endpoint = self._endpoint if path in PATHS else None
            await self._respond(exchange, endpoint, pages=self._pages)
        elif mounted.path in PATHS:
            await self._respond_kept(exchange, mounted)
        else:
            await self._respond(exchange, None, pages=self._kept_pages)

    async def _respond_kept(self, exchange: _Exchange, mounted: KeptAddress) -> None:
        """Answer a SPARQL request to a kept release, which a thread opens when it is not open."""
        within = exchange.within(mounted.mount)
        try:
            if not self._archive.is_open(mounted.release):
                opening = partial(self._archive.open, mounted.release)
                await self._kept_pages.run(exchange.client, opening)
            with self._archive.using(mounted.release, begin=False) as service:
                note(release=mounted.release)
                endpoint = Endpoint(service, self._bodies, self._texts)
                await self._respond(within, endpoint, pages=self._kept_pages)
        except QueryError as error:
            await within.refuse(error)
        except (KeyError, SamenspelError):  # a page says why it cannot be asked
            await self._respond(exchange, None, pages=self._kept_pages)

    async def _respond(
        self, exchange: _Exchange, endpoint: Endpoint | None, *, pages: Threads
    ) -> None:
        """Answer a request to an endpoint, or by a page, which one of `pages` makes."""
        scope, request, root, client, receive, send = exchange
        if endpoint is not None:
            for_people = await endpoint.answer(
                request, root, client=client, receive=receive, send=send
            )
            if for_people is None:
                return
            beginning = await endpoint.begin(for_people, client, receive=receive)
            if beginning is None:
                return
            request, scope["samenspel.answer"] = for_people, beginning
        elif request.method not in ("GET", "HEAD", "OPTIONS"):
            try:
                body = await self._bodies.read(
                    client, request.headers, receive=receive, most=MAX_BODY
                )
            except QueryError as error:
                await exchange.refuse(error)
                return
            request = Request(request.method, request.query_string, request.headers, body)
        with Watch(receive) as watch:
            scope["samenspel.client"], scope["samenspel.watch"] = client, watch
            try:
                answer = partial(make_page, self._app, scope, body=request.body)
                make = pages.run(client, answer)
                await self._deliver(await make, client, request.method, send)
            except QueryError as error:
                await exchange.refuse(error)

    async def _deliver(self, page: Page, client: str, method: str, send: Send) -> None:
        """Send a page; what a slow reader has not taken yet counts as his."""
        held, size = self.service.pool.buffer_budget, len(page.body)
        if size > HELD_ANYWAY and not held.has_room(client, size):
            raise Busy(retry_after=10)
        held.take(client, size)
        try:
            await page.deliver(method, send, read=self._files.of(client))
        finally:
            held.give_back(client, size)

    def _read_head(self, scope: Scope, headers: Mapping[str, str]) -> tuple[Request, str]:
        """Return the request without its body, and the path of the site as clients see it."""
        seen = headers if self._trust_proxy else {}
        root = self.prefix or seen.get("x-forwarded-prefix", "").rstrip("/")
        scheme = seen.get("x-forwarded-proto") or str(scope.get("scheme", "http"))
        host = seen.get("x-forwarded-host") or headers.get("host", "localhost")
        request = Request(
            method=scope["method"],
            query_string=scope["query_string"].decode("latin-1"),
            headers=headers,
            endpoint=endpoint_iri(scheme, host, root=root),
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
    prepare(app)
    return Application(app, prefix=prefix, trust_proxy=trust_proxy)
