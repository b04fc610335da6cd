"""RDF terms as N-Quads text, value by value: what `kg.mapping.sql.terms` does for whole columns."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from urllib.parse import quote

from kg.mapping.sql.terms import ABSOLUTE_IRI, LANGUAGE_TAG, SCHEME

DEFAULT_GRAPHS = ("http://w3id.org/rml/defaultGraph", "http://www.w3.org/ns/r2rml#defaultGraph")
"""What mappings call the graph without a name (RML Core; R2RML)."""
SUBJECT_NODE = "n1"
"""What the blank node of a row is called when it is the subject of its triples map."""


def _for_python(pattern: str) -> str:
    return re.sub(r"\\x\{([0-9A-Fa-f]+)\}", lambda m: chr(int(m[1], 16)), pattern)


@cache
def _iri() -> re.Pattern[str]:
    """The pattern of an absolute IRI: it takes long to compile, and few runs need it."""
    return re.compile(_for_python(ABSOLUTE_IRI))


_LANGUAGE = re.compile(LANGUAGE_TAG)
_SCHEME = re.compile(SCHEME)
_FORBIDDEN = re.compile('[\\x00-\\x20<>"{}|^`\\\\]')
_NOT_UNRESERVED = re.compile(
    "[^A-Za-z0-9._~\\-\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef"
    + "".join(f"{chr(plane << 16)}-{chr((plane << 16) + 0xFFFD)}" for plane in range(1, 14))
    + "]"
)


def is_absolute_iri(text: str) -> bool:
    """Whether a text is an absolute IRI without characters that N-Quads forbids."""
    return _iri().fullmatch(text) is not None


def is_iri(text: str) -> bool:
    """Whether a text that a document says itself is an absolute IRI (RFC 3987), of any kind."""
    from pyoxigraph import NamedNode  # here: the process that serves reads plans without an engine

    try:
        NamedNode(text)
    except ValueError:
        return False
    return True


def has_scheme(text: str) -> bool:
    """Whether a text begins as an absolute IRI does, so that no base belongs before it."""
    return _SCHEME.match(text) is not None


def as_it_is(text: str) -> str:
    """An IRI of an unsafe term type as N-Quads can write it, also when it is none (RML Core)."""
    return _FORBIDDEN.sub(lambda found: f"\\u{ord(found[0]):04X}", text)


def is_language_tag(text: str) -> bool:
    """Whether a text is a well-formed language tag in any case (RFC 5646)."""
    return _LANGUAGE.fullmatch(text.lower()) is not None


def percent_encoded(text: str) -> str:
    """A value made safe inside an IRI: all but iunreserved is encoded (RML Core, IRI-safe)."""
    return _NOT_UNRESERVED.sub(lambda found: quote(found[0], safe=""), text)


def uri_encoded(text: str) -> str:
    """A value made safe inside a URI: letters beyond ASCII are encoded too (RML Core, URI-safe)."""
    return quote(text, safe="~")


def blank_label(text: str) -> str:
    """The label of the blank node that a value names: the same for the same value."""
    return f"b{hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()}"
