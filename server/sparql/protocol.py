"""From an HTTP request to what must be done (SPARQL 1.1 Protocol, section 2.1). Pure functions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from kg.store.errors import QueryTooLarge, UpdateRefused
from kg.store.workers import protocol
from kg.texts import Message
from server.negotiate import choose
from server.sparql import faults
from server.sparql.description import describe_service
from server.sparql.formats import (
    GRAPHS,
    TABULAR,
    Choice,
    choose_by_accept,
    choose_by_name,
)

METHODS = "GET, HEAD, POST, OPTIONS"
MAX_BODY = 1 << 20
"""Bytes of a request body: a query of the largest size, with every sign percent-encoded."""

_FORMAT_PARAMETERS = ("format", "output", "results")
"""What clients call the parameter that names a format; the protocol knows none."""
BYTE_ORDER_MARK = "\ufeff"
_CHANGING = ("now", "rand", "uuid", "bnode")
_NEVER_THE_SAME = re.compile(r"\b(?:now|rand|uuid|struuid|bnode)\s*+\(")
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*+:[^\x00-\x20<>\"{}|^`\\]*+")


@dataclass(frozen=True)
class Request:
    """What the protocol looks at. `headers` has lower-case names."""

    method: str
    query_string: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    endpoint: str = "/sparql"

    def header(self, name: str) -> str:
        """Return a header, empty when it is absent."""
        return self.headers.get(name, "")


@dataclass(frozen=True)
class QueryRequest:
    """A query to run and the shape its answer must have.

    `etag_parts` is all that tells its answer from others of one release; None when no two answers
    are the same.
    """

    job: protocol.Job
    choice: Choice
    bom: bool = False
    download: bool = False
    etag_parts: tuple[str, ...] | None = None


class ForPeople:
    """The request asks for the query page, which is not ours to make."""


class Preflight:
    """The request asks what is allowed (OPTIONS)."""


Planned = QueryRequest | ForPeople | Preflight


def plan(request: Request) -> Planned:
    """Return what a request asks for.

    Raises:
        QueryError: a fault of the protocol, of `faults` or of `kg.store.errors`.
    """
    method = request.method.upper()
    if method == "OPTIONS":
        return Preflight()
    if method not in ("GET", "HEAD", "POST"):
        raise faults.MethodNotAllowed
    in_address = _pairs(request.query_string, "address")
    if method == "POST":
        return _plan_post(request, in_address)
    if not any(name in ("query", "update") for name, _ in in_address):
        return _plan_without_query(request, in_address)
    if _is_a_person(request, in_address):
        return ForPeople()
    return _plan_query(request, in_address)


def _is_a_person(request: Request, pairs: list[tuple[str, str]]) -> bool:
    """A browser that follows a link with a query: HTML comes first and nothing else is set."""
    accept = request.header("accept")
    if "text/html" not in accept or any(name not in ("query", "lang") for name, _ in pairs):
        return False
    return choose(accept, [*TABULAR, *GRAPHS, "text/html"]) == "text/html"


def _plan_post(request: Request, in_address: list[tuple[str, str]]) -> Planned:
    """Read the query from a form or from the body itself (2.1.2, 2.1.3)."""
    media_type, _, parameters = request.header("content-type").lower().partition(";")
    media_type = media_type.strip()
    if len(request.body) > MAX_BODY:
        raise QueryTooLarge(len(request.body), MAX_BODY)
    charset = re.search(r"charset\s*=\s*\"?([\w\-]+)", parameters)
    if charset and charset[1] not in ("utf-8", "utf8", "us-ascii"):
        raise faults.BodyUnreadable
    if media_type == "application/sparql-update":
        raise UpdateRefused("SPARQL UPDATE", line=1, column=1)
    if media_type == "application/sparql-query":
        pairs = [pair for pair in in_address if pair[0] != "query"]
        return _plan_query(request, [*pairs, ("query", _text(request.body))])
    if media_type == "application/x-www-form-urlencoded":
        pairs = [*in_address, *_pairs(_text(request.body), "form")]
        names = {name for name, _ in pairs}
        if names & {"text", "example"} and not names & {"query", "update"}:
            return ForPeople()  # the form of the query page
        return _plan_query(request, pairs)
    raise faults.MediaTypeUnknown


def _plan_without_query(request: Request, pairs: list[tuple[str, str]]) -> Planned:
    """Answer the bare address: the page for people, the description for machines.

    SPARQL 1.1 Service Description, 2: a plain GET returns the description. Who names HTML gets
    the page; who asks for result formats, or sets one, forgot the query.
    """
    accept = request.header("accept")
    if any(name in _FORMAT_PARAMETERS for name, _ in pairs):
        raise faults.NoQuery
    wanted = choose(accept or "*/*", [*GRAPHS, "text/html"])
    if "html" in accept and wanted in (None, "text/html"):
        return ForPeople()
    if wanted is None or wanted == "text/html":
        raise faults.NoQuery
    text = describe_service(request.endpoint)
    job = protocol.Job(text, tabular=None, graph=GRAPHS[wanted])
    return QueryRequest(job, Choice(None, wanted), etag_parts=(text, wanted))


def _plan_query(request: Request, pairs: list[tuple[str, str]]) -> QueryRequest:
    _refuse_updates(pairs)
    text = _single(pairs, "query")
    if text is None:
        raise faults.NoQuery
    text = text.removeprefix(BYTE_ORDER_MARK)  # a signature, no part of the text (Unicode 23.8)
    choice = _choose(request, pairs)
    graphs = {
        name: tuple(_iri(value, name) for key, value in pairs if key == name)
        for name in ("default-graph-uri", "named-graph-uri")
    }
    flags = {name: _single(pairs, name) not in (None, "", "0") for name in ("bom", "download")}
    job = protocol.Job(
        text,
        tabular=_tabular(choice.tabular, for_people=flags["bom"]),
        graph=GRAPHS[choice.graph] if choice.graph else None,
        default_graphs=graphs["default-graph-uri"],
        named_graphs=graphs["named-graph-uri"],
    )
    shape = (choice.tabular or "", choice.graph or "", str(flags["bom"]))
    parts = (text, *shape, *graphs["default-graph-uri"], "named", *graphs["named-graph-uri"])
    return QueryRequest(job, choice, **flags, etag_parts=None if _changes(text) else parts)


def _tabular(media_type: str | None, *, for_people: bool) -> str | None:
    """The worker's name of a format for rows; CSV with a byte order mark is for a spreadsheet."""
    if media_type == "text/csv" and for_people:
        return "sheet"
    return TABULAR[media_type] if media_type else None


def _changes(text: str) -> bool:
    """Whether two answers to a query may differ within one release."""
    lower = text.lower()
    return any(map(lower.__contains__, _CHANGING)) and bool(_NEVER_THE_SAME.search(lower))


def _refuse_updates(pairs: list[tuple[str, str]]) -> None:
    for name, _ in pairs:
        if name in ("update", "using-graph-uri", "using-named-graph-uri"):
            raise UpdateRefused(Message("The parameter {name}", name=name), line=1, column=1)


def _choose(request: Request, pairs: list[tuple[str, str]]) -> Choice:
    """Choose formats: by the first parameter that names one we know, else by the Accept header.

    The protocol knows no such parameter, so none refuses what the Accept header asks for: not one
    that we do not know, nor one for rows where triples come.
    """
    accept = request.header("accept").strip()
    wished = choose_by_accept(accept or None)
    given = [(name, value) for name, value in pairs if name in _FORMAT_PARAMETERS and value]
    for name, value in given:
        named = choose_by_name(value)
        if named is not None:
            other = wished if accept not in ("", "*/*") else Choice(None, None)
            return Choice(named.tabular or other.tabular, named.graph or other.graph)
        if not accept:
            raise faults.BadParameter(
                name, Message("is {value!r}, which is no format given here", value=value[:100])
            )
    if wished.tabular is None and wished.graph is None:
        raise faults.NothingAcceptable
    return wished


def _pairs(text: str, where: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=1000)
    except (UnicodeDecodeError, ValueError) as error:
        raise faults.BodyUnreadable from error


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise faults.BodyUnreadable from error


def _single(pairs: list[tuple[str, str]], name: str) -> str | None:
    values = [value for key, value in pairs if key == name]
    if len(values) > 1:
        raise faults.BadParameter(
            name, Message("is given {count} times; once is the most", count=len(values))
        )
    return values[0] if values else None


def _iri(value: str, parameter: str) -> str:
    if not _IRI.fullmatch(value):
        raise faults.BadParameter(parameter, Message("is not an IRI: {value!r}", value=value[:100]))
    return value
