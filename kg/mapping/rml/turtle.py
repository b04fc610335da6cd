"""Turtle as it is written for people: nested blank nodes and lists, a property a line."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.mapping.functions.iris import FUNCTION_PREFIXES
from kg.model.prefixes import PREFIXES, RML_PREFIXES
from kg.model.terms import readably_escaped

WRITTEN_PREFIXES = {**PREFIXES, **FUNCTION_PREFIXES, **RML_PREFIXES}
"""All that a document which is written here may use."""
_LOCAL = re.compile(r"[A-Za-z_](?:[\w-]*\w)?", re.ASCII)
_WIDTH = 96


@dataclass(frozen=True)
class Block:
    """A blank node with its properties, in order."""

    pairs: tuple[tuple[str, str | Block | Items], ...]


@dataclass(frozen=True)
class Items:
    """An RDF list."""

    values: tuple[str | Block | Items, ...]


Pair = tuple[str, str | Block | Items]


def write_iri(iri: str) -> str:
    """An IRI, with a prefix where it has one."""
    for prefix, namespace in WRITTEN_PREFIXES.items():
        rest = iri.removeprefix(namespace)
        if rest != iri and _LOCAL.fullmatch(rest):
            return f"{prefix}:{rest}"
    return f"<{iri}>"


def write_text(text: str) -> str:
    """A text between quotes."""
    return f'"{readably_escaped(text)}"'


def render(value: str | Block | Items, depth: int, *, before: int = 0) -> str:
    """A value on one line where it fits behind what stands before it, else one property a line."""
    flat = _flat(value)
    if isinstance(value, str) or len(flat) + 2 * depth + before < _WIDTH:
        return flat
    inner, outer = "  " * (depth + 1), "  " * depth
    if isinstance(value, Items):
        items = [render(item, depth + 1) for item in value.values]
        return f"(\n{inner}" + f"\n{inner}".join(items) + f"\n{outer})"
    lines = [
        f"{predicate} {render(v, depth + 1, before=len(predicate))}" for predicate, v in value.pairs
    ]
    return f"[\n{inner}" + f" ;\n{inner}".join(lines) + f"\n{outer}]"


def _flat(value: str | Block | Items) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, Items):
        return f"( {' '.join(map(_flat, value.values))} )" if value.values else "()"
    return f"[ {' ; '.join(f'{p} {_flat(v)}' for p, v in value.pairs)} ]"
