"""What went wrong, as a page for people and as an RFC 9457 problem for machines."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import Any

from flask import Flask, Response, g, make_response, request
from werkzeug.exceptions import HTTPException

from kg.errors import QueryError
from kg.store.problem_types import ProblemType
from server.error_codes import ERROR_CODES, problem_document
from server.i18n import DEFAULT_LANGUAGE
from server.negotiate import prefers_pages
from server.view.addresses import root
from server.view.markup import render

_LOG = logging.getLogger(__name__)
_BY_STATUS = {400: "SAM-H400", 404: "SAM-H404", 405: "SAM-H405", 406: "SAM-H406", 410: "SAM-H410"}


class Problem(Exception):  # noqa: N818 - the word of RFC 9457
    """A request that cannot be answered; `code` is in the catalogue and has a page.

    `values` fill the catalogue's sentence; `page` goes to the page for people only, `extra` to
    the problem for machines.
    """

    def __init__(
        self,
        code: str,
        values: Mapping[str, Any] | None = None,
        *,
        page: dict[str, Any] | None = None,
        extra: dict[str, Any] | None = None,
        status: int | None = None,
    ) -> None:
        super().__init__(code)
        self.code, self.values, self.status = code, dict(values or {}), status
        self.page: dict[str, Any] = page or {}
        self.extra: dict[str, Any] = extra or {}

    @property
    def kind(self) -> ProblemType:
        """The entry of the catalogue."""
        return ERROR_CODES.get(self.code) or ERROR_CODES["SAM-H500"]


class ResourceMissing(Problem):
    """Nothing is said about what was asked, or it was withdrawn."""

    def __init__(
        self,
        code: str = "SAM-H404",
        *,
        page: dict[str, Any] | None = None,
        extra: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(code, page=page, extra=extra)


def _language() -> str:
    return getattr(g, "lang", DEFAULT_LANGUAGE)


def problem_response(problem: Problem) -> Response:
    """The answer that tells a problem, in the form and language the client reads."""
    kind, lang = problem.kind, _language()
    status = problem.status or kind.status
    words = kind.told(lang, problem.values)
    if prefers_pages(request.headers.get("Accept")):
        body = render(
            "error.html", kind=kind, status=status, heading=words.title, detail=words.detail,
            fix=words.fix, **problem.page,
        )  # fmt: skip
        response = make_response(body, status)
    else:
        told = (
            problem_document(root(), kind.code, status=status, told=words, values=problem.values)
            | problem.extra
        )
        response = make_response(json.dumps(told, ensure_ascii=False, indent=1) + "\n", status)
        response.content_type = "application/problem+json"
    response.vary.update(("Accept", "Accept-Language"))
    response.headers["Content-Language"] = lang
    response.headers["Cache-Control"] = "no-store"
    return response


def from_query_error(error: QueryError, **page: Any) -> Problem:
    """The problem that a query of a page or a reader ran into."""
    told = {k: v for k, v in vars(error).items() if isinstance(v, (str, int, float))}
    values = {k: v for k, v in told.items() if k not in ("code", "message", "hint", "status")}
    known = error.code if error.code in ERROR_CODES else "SAM-H500"
    return Problem(known, values, page=page, status=error.status)


def _on_problem(error: Problem) -> Response:
    return problem_response(error)


def _on_query_error(error: QueryError) -> Response:
    response = problem_response(from_query_error(error))
    if "retry_after" in vars(error):
        response.headers["Retry-After"] = str(vars(error)["retry_after"])
    return response


def _on_http(error: HTTPException) -> Response:
    status = error.code or 500
    if status < 400:
        return error.get_response()  # type: ignore[return-value]
    response = problem_response(
        Problem(_BY_STATUS.get(status, "SAM-H400" if status < 500 else "SAM-H500"), status=status)
    )
    allowed = getattr(error, "valid_methods", None)
    if allowed:
        response.headers["Allow"] = ", ".join(sorted(allowed))
    return response


def _on_crash(error: Exception) -> Response:
    _LOG.exception("a page could not be made: %s %s", request.method, request.path)
    return problem_response(Problem("SAM-H500"))


def register(app: Flask) -> None:
    """Give the application its error pages."""
    app.register_error_handler(Problem, _on_problem)
    app.register_error_handler(QueryError, _on_query_error)
    app.register_error_handler(HTTPException, _on_http)
    app.register_error_handler(Exception, _on_crash)
