"""How RDF of a peer is written, and its statements: no context, entity or DTD is ever fetched."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

import pyoxigraph as ox

from kg.errors import SourceError
from kg.federation.faults import PeerError
from kg.federation.fetching import PeerAnswer
from kg.model.json_ld import parse_json_ld
from kg.sources.decompression_limits import refuse_bomb
from kg.sources.files import shown
from kg.sources.rdf import FORMATS
from kg.sources.unpack import SUFFIXES
from kg.texts import Message

_UNSURE = (
    "",
    "text/plain",
    "text/xml",
    "application/xml",
    "application/octet-stream",
    "application/gzip",
    "application/x-gzip",
    "binary/octet-stream",
    "application/json",
)
"""Media types that say too little: the end of the address says more."""
_SUFFIX = {
    ox.RdfFormat.TURTLE: ".ttl",
    ox.RdfFormat.N_TRIPLES: ".nt",
    ox.RdfFormat.N_QUADS: ".nq",
    ox.RdfFormat.TRIG: ".trig",
    ox.RdfFormat.RDF_XML: ".rdf",
    ox.RdfFormat.JSON_LD: ".jsonld",
    ox.RdfFormat.N3: ".n3",
}


def suffix_of(url: str, media_type: str = "") -> str | None:
    """How a file is called that holds this, `.nq.gz` for example; None where it is no RDF."""
    name = PurePosixPath(urlsplit(url).path).name.lower()
    packed = next((s for s in (".gz", ".zst", ".bz2", ".xz") if name.endswith(s)), "")
    plain = PurePosixPath(name.removesuffix(packed)).suffix
    if media_type not in _UNSURE:
        syntax = ox.RdfFormat.from_media_type(media_type)
        return None if syntax is None else _SUFFIX[syntax]
    if not packed and media_type.endswith("gzip"):
        packed = ".gz"
    if plain in FORMATS:
        return plain + packed
    if media_type in ("text/xml", "application/xml"):
        return ".rdf"
    return ".jsonld" if media_type == "application/json" else None


def syntax_of(answer: PeerAnswer) -> ox.RdfFormat | None:
    """The syntax of an answer that is not packed; None where it is no RDF."""
    suffix = suffix_of(answer.url, answer.media_type)
    return None if suffix is None or suffix.endswith(tuple(SUFFIXES)) else FORMATS[suffix]


def statements(answer: PeerAnswer, *, syntax: ox.RdfFormat) -> Iterator[ox.Quad]:
    """The statements of an answer, one after the other; blank nodes are called as in no other.

    Raises:
        PeerError: it breaks the rules of its syntax, asks for a context of others, or is made to
            fill the memory.
    """
    try:
        refuse_bomb(answer.path, syntax)
        with answer.path.open("rb") as file:
            if syntax == ox.RdfFormat.JSON_LD:
                yield from parse_json_ld(file, base=answer.url, rename_blank_nodes=True)
            else:
                yield from ox.parse(
                    file, format=syntax, base_iri=answer.url, rename_blank_nodes=True
                )
    except SourceError as error:
        raise PeerError(error.message, code=error.code, hint=error.hint) from None
    except (SyntaxError, MemoryError) as error:
        raise malformed(answer.url, error) from None


def malformed(url: str, error: SyntaxError | MemoryError) -> PeerError:
    """The fault of what is no RDF, though it says that it is."""
    why = getattr(error, "msg", None) or Message("a text in it is too long")
    if "LoadDocumentCallback" in str(why):
        return PeerError(
            Message(
                "Reading {url}: it asks for a context on the web, which is not fetched.",
                url=shown(url),
            ),
            code="SAM-N003",
            hint=Message("Ask the publisher for Turtle or N-Quads, or for a context in the file."),
        )
    return PeerError(
        Message("Reading {url}: {why}.", url=shown(url), why=why),
        code="SAM-N003",
        hint=Message("What was taken in before stays. Tell the publisher."),
    )


def named_for(path: Path, suffix: str) -> Path:
    """A file under a name that says how it is written."""
    target = path.with_name(f"{path.name}{suffix}")
    path.replace(target)
    return target
