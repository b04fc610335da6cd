"""From what happened to what is sent: status, headers, problem documents. Pure functions."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from http import HTTPStatus

from kg.errors import QueryError
from kg.store.workers import protocol
from server.error_codes import ERROR_CODES, problem_document
from server.i18n import DEFAULT_LANGUAGE, LANGUAGES
from server.negotiate import choose_language, prefers_pages
from server.sparql.formats import content_type, offered
from server.sparql.protocol import METHODS, QueryRequest, Request

BOM = b"\xef\xbb\xbf"
"""What makes a spreadsheet program read a CSV as UTF-8."""

_EXTENSIONS = {
    "application/sparql-results+json": "json",
    "application/json": "json",
    "application/sparql-results+xml": "xml",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
    "text/turtle": "ttl",
    "application/ld+json": "jsonld",
    "application/n-triples": "nt",
    "text/plain": "nt",
    "application/n-quads": "nq",
    "application/rdf+xml": "rdf",
}
_ALWAYS = (
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Expose-Headers", "ETag, Retry-After, Content-Disposition, Link"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Content-Security-Policy", "default-src 'none'; sandbox"),
)


@dataclass(frozen=True)
class Reply:
    """A whole answer, or the head of one whose body follows."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""

    @property
    def reason(self) -> str:
        """The status with its reason phrase."""
        return f"{self.status} {HTTPStatus(self.status).phrase}"


def preflight(methods: str = METHODS) -> Reply:
    """Answer OPTIONS: what a page of another origin may do (CORS protocol, Fetch 3.2)."""
    asked = (
        "Accept, Accept-Datetime, Accept-Language, Content-Type, If-None-Match, If-Modified-Since,"
        " Range"
    )
    headers = (
        *_ALWAYS,
        ("Allow", methods),
        ("Access-Control-Allow-Methods", methods),
        ("Access-Control-Allow-Headers", asked),
        ("Access-Control-Max-Age", "86400"),
    )
    return Reply(204, headers)


def health(told: Mapping[str, object]) -> Reply:
    """Tell how the service is: 503 when it cannot answer at all (`status` is "down")."""
    headers = (*_ALWAYS, ("Content-Type", "application/json"), ("Cache-Control", "no-store"))
    body = json.dumps(told, ensure_ascii=False) + "\n"
    return Reply(503 if told["status"] == "down" else 200, headers, body.encode())


def unchanged(request: Request, tags: Iterable[str | None]) -> Reply | None:
    """Return 304 when the client has an answer with one of these tags (RFC 9110, 13.1.2)."""
    if request.method.upper() == "POST":
        return None
    sent = request.header("if-none-match").split(",")
    has = {tag.strip().removeprefix("W/") for tag in sent}
    for tag in tags:
        etag = f'"{tag}"'
        if tag is not None and etag in has:
            kept = ("Vary", "Accept"), ("ETag", etag), ("Cache-Control", "no-cache")
            return Reply(304, (*_ALWAYS, *kept))
    return None


def head_of(plan: QueryRequest, form: str, *, tag: str | None) -> Reply:
    """Return the head of a good answer; `form` is a letter of `kg.store.workers.protocol`."""
    media_type = plan.choice.graph if form == protocol.GRAPH else plan.choice.tabular
    assert media_type is not None, "the worker refuses forms that no format was chosen for"
    headers = [*_ALWAYS, ("Content-Type", content_type(media_type)), ("Vary", "Accept")]
    if tag is not None:
        headers += [("ETag", f'"{tag}"'), ("Cache-Control", "no-cache")]
    else:
        headers.append(("Cache-Control", "no-store"))
    if plan.download:
        name = f'attachment; filename="result.{_EXTENSIONS[media_type]}"'
        headers.append(("Content-Disposition", name))
    return Reply(200, tuple(headers), BOM if plan.bom and media_type == "text/csv" else b"")


def problem(error: QueryError, request: Request, *, root: str = "") -> Reply:
    """Tell a fault in the reader's language: as an RFC 9457 problem, or as a page to people.

    The page is a bare one, for a fault that comes before pages can be made.
    """
    language = _language(request)
    values = dict(vars(error))
    if "form" in values:
        values["offered"] = offered(values["form"])
    kind = ERROR_CODES.get(error.code, ERROR_CODES["SAM-H500"])
    words = kind.told(language, values)
    told = problem_document(root, error.code, status=error.status, told=words, values=values)
    if (hint := values.get("syntax_hint")) is not None:
        told |= {"fix": hint.text(language), "slip": hint.code}
    page = prefers_pages(request.header("accept"))
    headers = [
        *_ALWAYS,
        ("Content-Type", "text/html; charset=utf-8" if page else "application/problem+json"),
        ("Content-Language", language),
        ("Vary", "Accept, Accept-Language"),
        ("Cache-Control", "no-store"),
    ]
    if "retry_after" in values:
        headers.append(("Retry-After", str(values["retry_after"])))
    if error.status == 405:
        headers.append(("Allow", METHODS))
    body = _page(told, language) if page else json.dumps(told, ensure_ascii=False, indent=1)
    return Reply(error.status, tuple(headers), body.encode() + b"\n")


def _page(told: Mapping[str, object], language: str) -> str:
    said = {name: escape(str(told.get(name, ""))) for name in ("title", "detail", "fix", "code")}
    return f"""<!doctype html>
<html lang="{language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{said["title"]}</title>
<h1>{said["title"]}</h1>
<p>{said["detail"]}</p>
<p>{said["fix"]}</p>
<p><a href="{escape(str(told["type"]))}">{said["code"]}</a></p>
</html>"""


def _language(request: Request) -> str:
    for pair in request.query_string.split("&"):
        if pair.startswith("lang=") and pair[5:] in LANGUAGES:
            return pair[5:]
    return choose_language(request.header("accept-language"), LANGUAGES, default=DEFAULT_LANGUAGE)
