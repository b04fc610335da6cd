"""JSON-LD to statements, of which none is dropped unsaid.

The strict parser passes over each statement with an IRI or language tag that is none.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

import pyoxigraph

from kg.texts import Message

_UNKNOWN = "unknown:///"
"""What relative IRIs are put below, to be found, when nothing says to what they are relative."""


class JsonLdError(SyntaxError):
    """A term of JSON-LD that RDF does not have; `hint` says what to write."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


def parse_json_ld(
    file: IO[bytes], *, base: str | None = None, rename_blank_nodes: bool = False
) -> Iterator[pyoxigraph.Quad]:
    """The statements of a document; a key that no context explains gives none (JSON-LD 1.1 API,
    5.1.2).

    Raises:
        SyntaxError: it is no JSON-LD, or an IRI is relative, or an IRI or language tag is none.
    """
    sound: set[pyoxigraph.NamedNode | str] = {""}
    for quad in pyoxigraph.parse(
        file,
        format=pyoxigraph.RdfFormat.JSON_LD,
        base_iri=base or _UNKNOWN,
        rename_blank_nodes=rename_blank_nodes,
        lenient=True,
    ):
        if ":" not in quad.predicate.value:
            continue
        for term in (quad.subject, quad.predicate, quad.object, quad.graph_name):
            if isinstance(term, pyoxigraph.NamedNode) and term not in sound:
                _check_iri(term.value)
                sound.add(term)
            elif isinstance(term, pyoxigraph.Literal) and (tag := term.language or "") not in sound:
                _check_language(tag)
                sound.add(tag)
        yield quad


def _check_iri(iri: str) -> None:
    if iri.startswith(_UNKNOWN):
        raise JsonLdError(
            Message(
                "<{iri}> is relative, and the file does not say to what",
                iri=iri.removeprefix(_UNKNOWN),
            ),
            Message("Write it in full, or put an @base in the @context of the file."),
        )
    try:
        pyoxigraph.NamedNode(iri)
    except ValueError:
        raise JsonLdError(
            Message("<{iri}> is no IRI", iri=iri),
            Message("Percent-encode what an IRI may not hold: a blank is %20."),
        ) from None


def _check_language(tag: str) -> None:
    try:
        pyoxigraph.Literal("", language=tag)
    except ValueError:
        raise JsonLdError(
            Message("'{tag}' is no language tag", tag=tag), Message("Write nl, fr or nl-BE.")
        ) from None
