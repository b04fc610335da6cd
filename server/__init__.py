"""The web service: /sparql, the pages and the data of a published release.

`create_app` makes the Flask application (with /sparql in front of it), `asgi.application` the one
that `samenspel serve` runs. The process never has the query engine in it: see
`kg.store.workers.pool`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Flask, Response, g, request
from werkzeug.middleware.proxy_fix import ProxyFix

from kg.store.workers.worker_group import Limits
from server import pages
from server.archive import Archive
from server.mount import FAULT, SERVICE, ReleaseMount
from server.pages import reconcile
from server.raw_path import RawPath
from server.service import Service
from server.sparql.protocol import MAX_BODY
from server.sparql.reply import health, preflight
from server.sparql.wsgi import Application, SparqlMiddleware

__all__ = ["Service", "create_app"]


def create_app(
    place: Path,
    *,
    limits: Limits | None = None,
    workers: int = 3,
    prefix: str = "",
    trust_proxy: bool = False,
) -> Flask:
    """Return the WSGI application for a state folder (`.samenspel`) or a release folder.

    `app.extensions["samenspel"]` is the `Service`; close it to end the query workers. `prefix` is
    the path the site has behind a proxy, as "/graph"; `trust_proxy` believes the X-Forwarded-For,
    -Proto, -Host and -Prefix headers of one proxy, which anyone can send when there is none.

    Raises:
        ReleaseError: nothing is published there, or the release cannot be opened.
    """
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY
    service = Service(place, limits=limits, workers=workers)
    archive = Archive(service)
    service.at_end.append(archive.close)
    app.extensions["samenspel"] = service
    app.extensions["samenspel.archive"] = archive
    app.before_request(_answer_preflight)
    _keep_to_one_release(app, service)
    app.add_url_rule("/health", "health", lambda: _tell_health(service))
    app.after_request(_protect)
    pages.register(app)
    outer: Application = ReleaseMount(SparqlMiddleware(app.wsgi_app, service), archive)
    if prefix:
        outer = _Prefix(outer, prefix)
    if trust_proxy:
        outer = ProxyFix(outer, x_for=1, x_proto=1, x_host=1, x_prefix=1)
    app.wsgi_app = RawPath(outer)  # type: ignore[method-assign,assignment]
    return app


def _tell_health(service: Service) -> Response:
    told = health(service.describe_health())
    return Response(told.body, told.status, told.headers)


def _answer_preflight() -> Response | None:
    """Let scripts of other sites read documents with any Accept header (Fetch, CORS preflight)."""
    if request.method != "OPTIONS" or "Access-Control-Request-Method" not in request.headers:
        return None
    posted = request.endpoint == f"{reconcile.blueprint.name}.answer"
    reply = preflight("GET, HEAD, OPTIONS, POST" if posted else "GET, HEAD, OPTIONS")
    return Response(status=reply.status, headers=reply.headers)


def _keep_to_one_release(app: Flask, service: Service) -> None:
    """Let all questions of one page go to one release, even while another is published."""

    def pin() -> None:
        scope = request.environ.get("asgi.scope", {})
        watch = scope.get("samenspel.watch")
        if FAULT in request.environ:
            raise request.environ[FAULT]
        asked = request.environ.get(SERVICE, service)
        g.pool = asked.pool
        g.group = asked.pool.pin(scope.get("samenspel.client", ""), lambda: watch and watch.gone)

    def unpin(_: BaseException | None) -> None:
        group = g.pop("group", None)
        if group is not None:
            g.pool.unpin(group)

    app.before_request(pin)
    app.teardown_request(unpin)


def _protect(response: Any) -> Any:
    """Headers that keep other origins out, where a page has not set its own."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", "default-src 'self'; frame-ancestors 'self'")
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    return response


class _Prefix:
    """Serves the site under a path, whether or not the proxy in front takes it off."""

    def __init__(self, application: Application, prefix: str) -> None:
        self._application, self._prefix = application, prefix

    def __call__(self, environ: dict[str, Any], start: Any) -> Any:
        path = environ.get("PATH_INFO", "")
        if path == self._prefix or path.startswith(self._prefix + "/"):
            environ["PATH_INFO"] = path[len(self._prefix) :] or "/"
        environ["SCRIPT_NAME"] = self._prefix
        return self._application(environ, start)
