"""Results of queries as plain values, for code that has no engine in its process."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from kg.model.terms import XSD_STRING, iri, literal


class Term(NamedTuple):
    """One RDF term. `kind` is "uri", "literal", "bnode" or "triple" (RDF 1.2 Concepts, 3.1).

    `lang` and `datatype` are for literals: a plain string has `datatype` None, a language-tagged
    one has only `lang`. The value of a triple term is its N-Triples text.
    """

    kind: str
    value: str
    lang: str | None = None
    datatype: str | None = None

    def token(self) -> str:
        """The term as N-Quads text."""
        if self.kind == "uri":
            return iri(self.value)
        if self.kind == "bnode":
            return f"_:{self.value}"
        if self.kind == "triple":
            return self.value
        datatype = None if self.lang or self.datatype == XSD_STRING else self.datatype
        return literal(self.value, language=self.lang, datatype=datatype)


_DECODER = json.JSONDecoder()
_HEAD = '"head":'
_BINDINGS = '"bindings":['

Row = dict[str, Term]
"""One solution: the bound variables and their terms; an unbound variable has no key."""


def read_rows(body: bytes) -> list[Row]:
    """Read a SPARQL 1.1 Query Results JSON document of a SELECT query."""
    return [
        {name: _read_term(term) for name, term in solution.items()}
        for solution in _solutions(body.decode())
    ]


def _solutions(document: str) -> Iterator[dict[str, dict[str, Any]]]:
    """Yield one solution after another: a document of megabytes that is read in one call holds up
    all other threads for as long as that takes. The engine writes no spaces.
    """
    place = document.index(_BINDINGS) + len(_BINDINGS)
    while document[place] != "]":
        solution, place = _DECODER.raw_decode(document, place)
        yield solution
        place += document[place] == ","


def read_variables(body: bytes) -> list[str]:
    """Return the variables of a SELECT query, in its order, from the same document."""
    document = body.decode()
    head, _ = _DECODER.raw_decode(document, document.index(_HEAD) + len(_HEAD))
    return list(head.get("vars", []))


def read_boolean(body: bytes) -> bool:
    """Read a SPARQL 1.1 Query Results JSON document of an ASK query."""
    return bool(json.loads(body)["boolean"])


def _read_term(term: dict[str, Any]) -> Term:
    if term["type"] == "triple":
        parts = (_read_term(term["value"][part]) for part in ("subject", "predicate", "object"))
        return Term("triple", f"<<( {' '.join(part.token() for part in parts)} )>>")
    return Term(term["type"], term["value"], term.get("xml:lang"), term.get("datatype"))
