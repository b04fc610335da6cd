"""Files whose few bytes would fill the memory or the stack of what reads them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pyoxigraph

from kg.errors import SourceError
from kg.texts import Message

MAX_DEPTH = 100
"""Brackets that may stand inside each other in RDF: each can be a blank node to tell apart."""
MAX_ENTITY = 200
"""Characters that an entity of RDF/XML may stand for: those of ontologies shorten an IRI."""

_JSON = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', re.DOTALL)
_TURTLE = re.compile(
    rb'"""(?:[^\\]|\\.)*?"""|'
    rb"'''(?:[^\\]|\\.)*?'''|"
    rb'"(?:[^"\\\n]|\\.)*"|'
    rb"'(?:[^'\\\n]|\\.)*'|<[^<>\s]*>|#[^\n]*|[\[({]|[\])}]",
    re.DOTALL,
)
_TOKENS = {
    pyoxigraph.RdfFormat.JSON_LD: _JSON,
    pyoxigraph.RdfFormat.TURTLE: _TURTLE,
    pyoxigraph.RdfFormat.TRIG: _TURTLE,
    pyoxigraph.RdfFormat.N3: _TURTLE,
}


def refuse_bomb(path: Path, syntax: pyoxigraph.RdfFormat) -> None:
    """Stop at an RDF file that is made to fill the memory or the stack.

    Raises:
        SourceError: its brackets stand too deep inside each other, or its entities hold entities,
            other files or long texts.
    """
    if syntax == pyoxigraph.RdfFormat.RDF_XML:
        _refuse_entities(path)
    elif syntax in _TOKENS:
        line = _line_too_deep(path.read_bytes(), _TOKENS[syntax])
        if line is not None:
            raise SourceError(
                Message(
                    "Reading {file}, line {line}: more than {depth} brackets stand inside each"
                    " other.",
                    file=path.name,
                    line=line,
                    depth=MAX_DEPTH,
                ),
                code="SAM-R021",
                hint=Message(
                    "Give the things inside an identifier of their own and write them apart."
                ),
            )


def _line_too_deep(text: bytes, tokens: re.Pattern[bytes]) -> int | None:
    if sum(map(text.count, (b"[", b"{", b"("))) <= MAX_DEPTH:
        return None
    depth = 0
    for token in tokens.finditer(text):
        mark = token[0]
        if mark in b"[{(":
            depth += 1
            if depth > MAX_DEPTH:
                return text.count(b"\n", 0, token.start()) + 1
        elif mark in b"]})":
            depth -= 1
    return None


def _refuse_entities(path: Path) -> None:
    """Entities of a DOCTYPE may only be short texts that hold no entity."""
    from lxml import etree  # here: most files are of other syntaxes

    try:
        _, root = next(
            etree.iterparse(
                str(path),
                events=("start",),
                resolve_entities=False,
                no_network=True,
                load_dtd=False,
            )
        )
    except (etree.XMLSyntaxError, StopIteration):
        return  # The reader of RDF says better what is wrong, and at the root nothing is expanded.
    dtd: Any = root.getroottree().docinfo.internalDTD
    for entity in () if dtd is None else dtd.iterentities():
        content = entity.content
        if (
            content is None
            or len(content) > MAX_ENTITY
            or re.search("&(?!#)", entity.orig or content)
        ):
            raise SourceError(
                Message(
                    "Reading {file}: the entity '{entity}' of its DOCTYPE is another file,"
                    " holds entities or is long; a few lines of those can fill the memory.",
                    file=path.name,
                    entity=entity.name,
                ),
                code="SAM-R036",
                hint=Message("Export the file without a DOCTYPE."),
            )
