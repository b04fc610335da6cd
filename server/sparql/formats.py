"""Which formats /sparql gives, and which of them a request asks for."""

from __future__ import annotations

from typing import NamedTuple

from server.negotiate import choose

TABULAR = {
    "application/sparql-results+json": "json",
    "application/json": "json",
    "application/sparql-results+xml": "xml",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
}
"""Media types for SELECT and ASK, best first, with the name of the format."""
GRAPHS = {
    "text/turtle": "turtle",
    "application/ld+json": "jsonld",
    "application/n-triples": "ntriples",
    "application/n-quads": "nquads",
    "application/rdf+xml": "rdfxml",
    "text/plain": "ntriples",
}
"""Media types for CONSTRUCT and DESCRIBE, best first, with the name of the format."""

_TEXT = ("text/csv", "text/tab-separated-values", "text/turtle", "text/plain")

# Names for `format=`: what a person types and what clients send. One name may mean one thing for
# rows and another for triples (JSON, XML), as with other services.
_NAMES: dict[str, tuple[str | None, str | None]] = {
    "json": ("application/sparql-results+json", "application/ld+json"),
    "xml": ("application/sparql-results+xml", "application/rdf+xml"),
    "csv": ("text/csv", None),
    "tsv": ("text/tab-separated-values", None),
    "turtle": (None, "text/turtle"),
    "ttl": (None, "text/turtle"),
    "ntriples": (None, "application/n-triples"),
    "nt": (None, "application/n-triples"),
    "nquads": (None, "application/n-quads"),
    "nq": (None, "application/n-quads"),
    "jsonld": (None, "application/ld+json"),
    "rdfxml": (None, "application/rdf+xml"),
    "rdf": (None, "application/rdf+xml"),
    "sparql-results+json": ("application/sparql-results+json", None),
    "srj": ("application/sparql-results+json", None),
    "sparql-results+xml": ("application/sparql-results+xml", None),
    "sparql": ("application/sparql-results+xml", None),
    "srx": ("application/sparql-results+xml", None),
    "tab-separated-values": ("text/tab-separated-values", None),
    "json-ld": (None, "application/ld+json"),
    "ld+json": (None, "application/ld+json"),
    "n-triples": (None, "application/n-triples"),
    "n-quads": (None, "application/n-quads"),
    "n3": (None, "text/turtle"),
    "rdf+xml": (None, "application/rdf+xml"),
    "rdf/xml": (None, "application/rdf+xml"),
    "text": (None, "text/plain"),
}
NAMES = tuple(_NAMES)


class Choice(NamedTuple):
    """The media type to give for rows (or a boolean) and for triples; None where none fits."""

    tabular: str | None
    graph: str | None


def choose_by_accept(accept: str | None) -> Choice:
    """Choose by an Accept header (RFC 9110, 12.5.1); no header means anything."""
    return Choice(choose(accept, list(TABULAR)), choose(accept, list(GRAPHS)))


def choose_by_name(name: str) -> Choice | None:
    """Choose by a `format=` value: a short name or a media type; None when it is unknown."""
    name = name.strip().lower().replace(" ", "+")  # an unescaped + in an address is a space
    if name in _NAMES:
        return Choice(*_NAMES[name])
    name = name.partition(";")[0].rstrip()
    if name in TABULAR or name in GRAPHS:
        return Choice(name if name in TABULAR else None, name if name in GRAPHS else None)
    return None


def offered(form: str) -> list[str]:
    """Return the media types for a form: "SELECT", "ASK", or one that gives triples."""
    return list(TABULAR) if form in ("SELECT", "ASK") else list(GRAPHS)


def content_type(media_type: str) -> str:
    """Return the Content-Type of an answer in a media type."""
    if media_type == "text/csv":
        return "text/csv; charset=utf-8; header=present"  # RFC 4180, 3
    return f"{media_type}; charset=utf-8" if media_type in _TEXT else media_type
