"""The formats of a resource, by the suffix that asks for each."""

from __future__ import annotations

from typing import NamedTuple


class DataFormat(NamedTuple):
    """A format with its suffix, media type and name."""

    suffix: str
    media_type: str
    name: str


HTML = DataFormat("html", "text/html", "HTML")
RDF_FORMATS = (
    DataFormat("ttl", "text/turtle", "Turtle"),
    DataFormat("jsonld", "application/ld+json", "JSON-LD"),
    DataFormat("nt", "application/n-triples", "N-Triples"),
    DataFormat("rdf", "application/rdf+xml", "RDF/XML"),
)
FORMATS = (HTML, *RDF_FORMATS)
BY_SUFFIX = {item.suffix: item for item in FORMATS}


def split_suffix(path: str) -> tuple[str, DataFormat | None]:
    """A path without its format suffix, and that format; None without one."""
    stem, dot, suffix = path.rpartition(".")
    if dot and stem and suffix in BY_SUFFIX:
        return stem, BY_SUFFIX[suffix]
    return path, None
