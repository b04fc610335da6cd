"""Templates of RML, as its specification writes them."""

from __future__ import annotations

import re

from kg.mapping.document import Constant, Expression, Reference, Template
from kg.texts import Message


def parse(template: str) -> Expression:
    r"""Cut a template such as `https://e.be/{id}`; `\{`, `\}` and `\\` stand for themselves.

    Raises:
        ValueError: a brace is not closed, not opened or inside another, or an escape is unknown.
    """
    parts: list[str | Expression] = []
    text, reference = "", False
    position = 0
    while position < len(template):
        char = template[position]
        if char == "\\":
            escaped = template[position + 1 : position + 2]
            if escaped not in ("{", "}", "\\"):
                raise ValueError(
                    Message("'\\{escaped}' is no escape; write \\{{, \\}} or \\\\", escaped=escaped)
                )
            text, position = text + escaped, position + 1
        elif char == "{":
            if reference:
                raise ValueError(Message("a brace '{' stands inside another"))
            if text:
                parts.append(text)
            text, reference = "", True
        elif char == "}":
            if not reference:
                raise ValueError(Message("a brace '}' closes nothing"))
            if not text:
                raise ValueError(Message("between '{' and '}' stands nothing"))
            parts.append(Reference(text))
            text, reference = "", False
        else:
            text += char
        position += 1
    if reference:
        raise ValueError(Message("a brace '{' is not closed"))
    if text:
        parts.append(text)
    if not parts:
        return Constant("")
    if len(parts) == 1 and isinstance(parts[0], str):
        return Constant(parts[0])
    return Template(tuple(parts))


def escape(text: str) -> str:
    """A text or reference as a template writes it."""
    return re.sub(r"([{}\\])", r"\\\1", text)
