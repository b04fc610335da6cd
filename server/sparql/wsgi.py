"""The /sparql address for WSGI: a middleware in front of the Flask application."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from typing import TYPE_CHECKING, Any

from kg.errors import QueryError
from kg.store.workers.pool import Answer
from server.mount import SERVICE
from server.service import Service
from server.sparql import reply
from server.sparql.known import AnswerTags
from server.sparql.protocol import MAX_BODY, ForPeople, Preflight, QueryRequest, Request, plan

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

Application = Callable[..., Iterable[bytes]]
PATHS = ("/sparql", "/sparql/")


class SparqlMiddleware:
    """Answers /sparql itself and leaves everything else, the query page too, to the application."""

    def __init__(self, application: Application, service: Service) -> None:
        self._application, self._service = application, service
        self._known = AnswerTags(service)

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        answered = "samenspel.answer" in environ.get("asgi.scope", {})
        if environ.get("PATH_INFO") not in PATHS or answered:
            return self._application(environ, start)
        service = environ.get(SERVICE, self._service)
        known = self._known if service is self._service else AnswerTags(service)
        request = _read_request(environ)
        root = environ.get("SCRIPT_NAME", "")
        try:
            outcome = plan(request)
            if isinstance(outcome, ForPeople):
                environ["wsgi.input"] = BytesIO(request.body)
                return self._application(environ, start)
            if isinstance(outcome, Preflight):
                return _send(reply.preflight(), start, request)
            unchanged = known.unchanged(request, outcome)
            if unchanged is not None:
                return _send(unchanged, start, request)
            answer = service.pool.run_job(outcome.job)
        except QueryError as error:
            return _send(reply.problem(error, request, root=root), start, request)
        tag = known.tag(outcome, answer.release, whole=answer.whole)
        unchanged = reply.unchanged(request, [tag])
        if unchanged is not None:
            answer.close()
            return _send(unchanged, start, request)
        return _stream(outcome, answer, tag, start, request)


def _stream(
    outcome: QueryRequest, answer: Answer, tag: str | None, start: StartResponse, request: Request
) -> Iterable[bytes]:
    head = reply.head_of(outcome, answer.form, tag=tag)
    start(head.reason, list(head.headers))
    if request.method == "HEAD":
        answer.close()
        return []
    return _AnswerBody(head.body, answer)


class _AnswerBody:
    """The bytes of an answer; the server closes it when the client is gone."""

    def __init__(self, first: bytes, answer: Answer) -> None:
        self._first, self._answer = first, answer

    def __iter__(self) -> Iterator[bytes]:
        if self._first:
            yield self._first
        yield from self._answer

    def close(self) -> None:
        self._answer.close()


def _send(whole: reply.Reply, start: StartResponse, request: Request) -> list[bytes]:
    body = b"" if request.method == "HEAD" else whole.body
    headers = list(whole.headers)
    if whole.status not in (204, 304):
        headers.append(("Content-Length", str(len(whole.body))))
    start(whole.reason, headers)
    return [body] if body else []


def _read_request(environ: dict[str, Any]) -> Request:
    headers = {
        name[5:].replace("_", "-").lower(): value
        for name, value in environ.items()
        if name.startswith("HTTP_")
    }
    headers["content-type"] = environ.get("CONTENT_TYPE", "") or ""
    body = b""
    if environ["REQUEST_METHOD"] == "POST":
        size = MAX_BODY + 1
        with contextlib.suppress(ValueError):
            size = min(size, int(environ.get("CONTENT_LENGTH") or 0))
        body = environ["wsgi.input"].read(size)
    scheme, host = environ.get("wsgi.url_scheme", "http"), headers.get("host", "localhost")
    return Request(
        method=environ["REQUEST_METHOD"],
        query_string=environ.get("QUERY_STRING", ""),
        headers=headers,
        body=body,
        endpoint=endpoint_iri(scheme, host, root=environ.get("SCRIPT_NAME", "")),
    )


def endpoint_iri(scheme: str, host: str, *, root: str) -> str:
    """Return the address of this endpoint as the client reached it, safe inside an IRI."""
    host = "".join(sign for sign in host if sign.isalnum() or sign in ".-:[]")
    root = "".join(sign for sign in root if sign.isalnum() or sign in "/.-_~")
    return f"{'https' if scheme == 'https' else 'http'}://{host}{root}/sparql"
