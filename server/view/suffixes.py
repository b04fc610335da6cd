"""The formats of a resource, by the suffix that asks for each."""

from __future__ import annotations

from typing import NamedTuple


class Format(NamedTuple):
    """A format with its suffix, media type and name."""

    suffix: str
    media_type: str
    name: str


HTML = Format("html", "text/html", "HTML")
RDF_FORMATS = (
    Format("ttl", "text/turtle", "Turtle"),
    Format("jsonld", "application/ld+json", "JSON-LD"),
    Format("nt", "application/n-triples", "N-Triples"),
    Format("rdf", "application/rdf+xml", "RDF/XML"),
)
FORMATS = (HTML, *RDF_FORMATS)
BY_SUFFIX = {item.suffix: item for item in FORMATS}


def split_suffix(path: str) -> tuple[str, Format | None]:
    """A path without its format suffix, and that format; None without one."""
    stem, dot, suffix = path.rpartition(".")
    if dot and stem and suffix in BY_SUFFIX:
        return stem, BY_SUFFIX[suffix]
    return path, None
