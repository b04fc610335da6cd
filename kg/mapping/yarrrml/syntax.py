"""Cuts the values of a YARRRML document: references, templates and the short form of calls."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.mapping.document import Constant, Expression, Reference, Template

_REFERENCE = re.compile(r"\$\(((?:\\.|[^()\\]|\([^()]*\))+)\)", re.DOTALL)
# Backslashes count only before what they may escape, so that `\d` of a JSONPath stays.
_ESCAPED_IN_NAME = re.compile(r"(\\+)([()_]|\Z)")
_TO_ESCAPE = re.compile(r"(\\*)([()])|(\\+)(_|\Z)")
_ESCAPED = re.compile(r"\\([()_])")
_CALL = re.compile(r"^([\w.-]*:?[^\s()$]+)\((.*)\)$", re.DOTALL)


def value_parts(text: str, external: dict[str, str] | None = None) -> list[str | Reference]:
    r"""Cut a value such as `ex:organisation/$(code)`; `\(` and `\)` stand for themselves.

    In a reference `\\` before them, before `_` or at its end is one backslash.

    `external` holds what `$(_name)` means; `$(\_name)` is the column `_name`.
    """
    parts: list[str | Reference] = []
    position = 0
    for match in _REFERENCE.finditer(text):
        _append(parts, _ESCAPED.sub(r"\1", text[position : match.start()]))
        name = match[1]
        if external is not None and name.startswith("_") and name[1:] in external:
            _append(parts, external[name[1:]])
        else:
            parts.append(Reference(_ESCAPED_IN_NAME.sub(_without_escape, name)))
        position = match.end()
    rest = text[position:]
    _append(parts, _ESCAPED.sub(r"\1", rest) if "$(" not in rest else rest)
    return parts


def reference(name: str) -> str:
    """A column as a value writes it, so that it is read as the same."""
    return f"$({_TO_ESCAPE.sub(_with_escape, name)})"


def _without_escape(match: re.Match[str]) -> str:
    return match[1][: len(match[1]) // 2] + match[2]


def _with_escape(match: re.Match[str]) -> str:
    if match[2] is not None:
        return match[1] * 2 + "\\" + match[2]
    return match[3] * 2 + match[4]


def _append(parts: list[str | Reference], text: str) -> None:
    if not text:
        return
    if parts and isinstance(parts[-1], str):
        parts[-1] += text
    else:
        parts.append(text)


def expression_of(parts: list[str | Reference]) -> Expression:
    """The simplest expression of parts: a constant, a reference or a template."""
    if not parts:
        return Constant("")
    if len(parts) == 1:
        (only,) = parts
        return Constant(only) if isinstance(only, str) else only
    return Template(tuple(parts))


@dataclass(frozen=True)
class ShortCall:
    """A call in one line: the function and its inputs, each as it is written."""

    function: str
    inputs: tuple[tuple[str, str], ...]


def short_call(text: str) -> ShortCall | None:
    """Read `grel:toUpperCase(grel:valueParam = $(name))`; None when the text is no such call."""
    match = _CALL.match(text.strip())
    if match is None:
        return None
    inputs: list[tuple[str, str]] = []
    for piece in _split_arguments(match[2]):
        name, equals, value = piece.partition("=")
        if not equals:
            return None
        value = value.strip()
        if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
            value = value[1:-1]
        inputs.append((name.strip(), value))
    return ShortCall(match[1], tuple(inputs))


def _split_arguments(text: str) -> list[str]:
    """Cut at the commas that stand outside brackets and quotes."""
    pieces: list[str] = [""]
    depth, quote = 0, ""
    for char in text:
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'":
            quote = char
        elif char in "()":
            depth += 1 if char == "(" else -1
        if char == "," and depth == 0 and not quote:
            pieces.append("")
        else:
            pieces[-1] += char
    return [piece for piece in pieces if piece.strip()]
