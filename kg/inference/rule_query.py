"""The query of a rule as plain data, which SQL is made of: lists that JSON can hold.

Patterns (terms in SPARQL syntax, variables with their question mark):

    ["bgp", [[subject, path, object], …]]   ["join", a, b]   ["optional", a, b, test or null]
    ["filter", test, a]   ["bind", a, variable, value]   ["union", a, b]   ["minus", a, b]
    ["values", [variable, …], [[term or null, …], …]]   ["select", [variable, …], a]

A path is a term, ["|", path, …], ["/", path, …] or ["^", path]. A test or value is a term, or a
list of an operator or function in capitals and its arguments; ["EXISTS", pattern] has a pattern.

What SPARQL has beside this (SPARQL 1.1 Query 18.2) is refused by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from kg.errors import OntologyError
from kg.texts import Message

Part = list[Any]
"""A pattern, test or value as above."""


class UnsupportedConstructError(Exception):
    """Something of SPARQL that a rule may not use; its text names it."""


def unsupported(file: str, error: UnsupportedConstructError) -> OntologyError:
    """The error about a rule with something that rules may not use."""
    return OntologyError(
        Message("Reading the rule {file}: rules cannot have {what}.", file=file, what=error),
        code="SAM-V007",
        hint=Message(
            "Say it with patterns, OPTIONAL, UNION, MINUS, VALUES, BIND, FILTER and EXISTS."
        ),
    )


def triples_of(part: Any) -> Iterator[tuple[str, Any, str]]:
    """Every triple pattern in a part, at any depth."""
    if isinstance(part, list):
        if part and part[0] == "bgp":
            yield from (tuple(triple) for triple in part[1])
        else:
            for item in part:
                yield from triples_of(item)


def steps_of(path: Any) -> Iterator[str]:
    """The properties in a path."""
    if isinstance(path, str):
        yield path
    else:
        for step in path[1:]:
            yield from steps_of(step)


def terms_of(part: Any) -> Iterator[str]:
    """Every term that is no variable in a part, at any depth; also its operators."""
    if isinstance(part, str):
        if part.startswith(("<", '"')) and len(part) > 1:
            yield part
    elif isinstance(part, Iterable):
        for item in part:
            yield from terms_of(item)


def uses_of(part: Any) -> Iterator[str]:
    """Every variable in a part, as often as it stands there."""
    if isinstance(part, str):
        if part.startswith("?"):
            yield part
    elif isinstance(part, Iterable):
        for item in part:
            yield from uses_of(item)
