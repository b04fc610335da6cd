"""Terms as SPARQL text, and IRIs as people can read them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import blake2b
from typing import TYPE_CHECKING
from urllib.parse import unquote

from kg.model.prefixes import PAGE_PREFIXES
from kg.model.terms import literal

if TYPE_CHECKING:
    from kg.store.workers.pool import Term

PROLOGUE = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PAGE_PREFIXES.items())

_UCSCHAR = "\xa0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef" + "".join(
    f"{chr((plane << 16) + (0x1000 if plane == 14 else 0))}-{chr((plane << 16) + 0xFFFD)}"
    for plane in range(1, 15)
)
_PRIVATE = "\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd"
_UNRESERVED = rf"A-Za-z0-9\-._~!$&'()*+,;={_UCSCHAR}"
_IRI = re.compile(
    rf"[A-Za-z][A-Za-z0-9+.\-]*+:"
    rf"(?://(?:(?:[{_UNRESERVED}:]|%[0-9A-Fa-f]{{2}})*+@)?"
    rf"(?:\[[0-9A-Fa-f:.]++\]|(?:[{_UNRESERVED}]|%[0-9A-Fa-f]{{2}})*+)(?::[0-9]*+)?(?=[/?#]|\Z)|(?!//))"
    rf"(?:[{_UNRESERVED}:@/]|%[0-9A-Fa-f]{{2}})*+"
    rf"(?:\?(?:[{_UNRESERVED}{_PRIVATE}:@/?]|%[0-9A-Fa-f]{{2}})*+)?"
    rf"(?:\#(?:[{_UNRESERVED}:@/?]|%[0-9A-Fa-f]{{2}})*+)?"
)
_LOCAL = re.compile(r"[\w][\w.-]*")


def is_iri(text: str) -> bool:
    """Whether `text` is an IRI (RFC 3987, 2.2), so that a query may name it."""
    return _IRI.fullmatch(text) is not None


def iri_token(iri: str) -> str:
    """An IRI as SPARQL text.

    Raises:
        ValueError: it holds a character that no IRI has, so it could change the query.
    """
    if not is_iri(iri):
        raise ValueError(f"not an IRI: {iri!r}")
    return f"<{iri}>"


def any_of(subject: str, ways: Iterable[str], *, value: str, way: str) -> str:
    """A pattern of a statement by any of some properties, as SPARQL text.

    Each property is a pattern of its own: of a variable with some values the engine makes a product
    that takes twenty times as long.
    """
    return " UNION ".join(
        f"{{ {subject} {iri_token(iri)} {value} BIND({iri_token(iri)} AS {way}) }}" for iri in ways
    )


def string_token(text: str) -> str:
    """A plain string literal as SPARQL text."""
    return literal(text)


def term_token(term: Term) -> str:
    """A term as SPARQL and N-Triples text; a blank node as its label.

    Raises:
        ValueError: it is or has an IRI that could change the query.
    """
    for named in (term.value if term.kind == "uri" else None, term.datatype):
        if named:
            iri_token(named)
    return term.token()


def fingerprint(term: Term) -> str:
    """A short name for a term, to point at a long text from an address."""
    return blake2b(term_token(term).encode(), digest_size=8).hexdigest()


def curie(iri: str) -> str | None:
    """`sam:Organisation` for an IRI in a well-known namespace, else None."""
    best = max(
        ((name, space) for name, space in PAGE_PREFIXES.items() if iri.startswith(space)),
        key=lambda pair: len(pair[1]),
        default=None,
    )
    if best is None or not _LOCAL.fullmatch(iri[len(best[1]) :]):
        return None
    return f"{best[0]}:{iri[len(best[1]) :]}"


def is_anonymous(iri: str) -> bool:
    """Whether an IRI stands for a blank node of a source (RDF 1.1, 3.5)."""
    return "/.well-known/genid/" in iri


def last_part(iri: str) -> str:
    """The readable end of an IRI, for things that have no name."""
    tail = re.split(r"[/#]", iri.rstrip("/#"))[-1]
    return unquote(tail) or iri
