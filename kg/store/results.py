"""Results of queries as plain values, for code that has no engine in its process."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from kg.model.terms import XSD, XSD_STRING, iri, literal

_NUMBERS = {XSD + name for name in ("integer", "decimal", "double")}


class Term(NamedTuple):
    """One RDF term. `kind` is "uri", "literal", "bnode" or "triple" (RDF 1.2 Concepts, 3.1).

    `lang` and `datatype` are for literals: a plain string has `datatype` None, a language-tagged
    one has only `lang`. The value of a triple term is its N-Triples text.
    """

    kind: str
    value: str
    lang: str | None = None
    datatype: str | None = None

    @property
    def is_number(self) -> bool:
        """Whether it is a literal of the datatypes that SPARQL writes as bare numbers."""
        return self.datatype in _NUMBERS

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
_LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"(?:@([A-Za-z0-9-]+)|\^\^<([^>]*)>)?\Z', re.S)
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)", re.S)
_SIMPLE = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}

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


@dataclass
class Table:
    """The beginning of an answer, None for an unbound variable; `whole`: nothing was left out."""

    columns: list[str]
    rows: list[list[Term | None]] = field(default_factory=list)
    whole: bool = True


def read_table(chunks: Iterable[bytes], most: int) -> Table:
    """Read the variables and the first `most` rows of a SPARQL 1.1 TSV document as it streams.

    What comes after these rows is not asked for.
    """
    rest, table = b"", None
    for chunk in chunks:
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            fields = line.decode("utf-8").rstrip("\r").split("\t")
            if table is None:
                table = Table([name.lstrip("?") for name in fields if name])
            elif len(table.rows) == most:
                table.whole = False
                return table
            else:
                table.rows.append([_read_field(item) for item in fields[: len(table.columns)]])
    return table or Table([])


def _read_field(text: str) -> Term | None:
    """One field of a TSV document: a term in Turtle, numbers and booleans without quotes."""
    if not text:
        return None
    if text.startswith("<<"):
        return Term("triple", text)
    if text[0] == "<":
        return Term("uri", _ESCAPE.sub(_unescape, text[1:-1]))
    if text.startswith("_:"):
        return Term("bnode", text[2:])
    if match := _LITERAL.match(text):
        return Term("literal", _ESCAPE.sub(_unescape, match[1]), match[2], match[3])
    if text in ("true", "false"):
        return Term("literal", text, None, XSD + "boolean")
    kind = "double" if "e" in text.lower() else "decimal" if "." in text else "integer"
    return Term("literal", text, None, XSD + kind)


def read_token(text: str) -> Term:
    """The term that N-Quads writes so: the other way of `Term.token`."""
    term = _read_field(text)
    assert term is not None
    return term


def _unescape(match: re.Match[str]) -> str:
    sign = match[1]
    return chr(int(sign[1:], 16)) if sign[0] in "uU" and len(sign) > 1 else _SIMPLE.get(sign, sign)
