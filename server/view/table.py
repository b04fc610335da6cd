"""Reads an answer in TSV as it streams, no further than a page shows (SPARQL 1.1 TSV results)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from kg.model.terms import XSD

_LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"(?:@([A-Za-z0-9-]+)|\^\^<([^>]*)>)?\Z', re.S)
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)", re.S)
_SIMPLE = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}


@dataclass(frozen=True)
class Cell:
    """One value of an answer: "uri", "literal", "bnode", or "" for none."""

    kind: str
    value: str = ""
    lang: str = ""
    datatype: str = ""

    @property
    def numeric(self) -> bool:
        """Whether it is a number, so that its column is set to the right."""
        names = ("integer", "decimal", "double")
        return self.datatype in {XSD + name for name in names}


@dataclass
class Table:
    """The beginning of an answer; `whole` says that nothing was left out."""

    columns: list[str]
    rows: list[list[Cell]] = field(default_factory=list)
    whole: bool = True


def _unescape(match: re.Match[str]) -> str:
    sign = match[1]
    return chr(int(sign[1:], 16)) if sign[0] in "uU" and len(sign) > 1 else _SIMPLE.get(sign, sign)


def parse_cell(text: str) -> Cell:
    """One field of a TSV answer."""
    if not text:
        return Cell("")
    if text[0] == "<":
        return Cell("uri", _ESCAPE.sub(_unescape, text[1:-1]))
    if text.startswith("_:"):
        return Cell("bnode", text[2:])
    if match := _LITERAL.match(text):
        return Cell("literal", _ESCAPE.sub(_unescape, match[1]), match[2] or "", match[3] or "")
    if text in ("true", "false"):
        return Cell("literal", text, "", XSD + "boolean")
    kind = "double" if "e" in text.lower() else "decimal" if "." in text else "integer"
    return Cell("literal", text, "", XSD + kind)


def read_table(chunks: Iterable[bytes], most: int) -> Table:
    """The columns and the first `most` rows of a TSV answer; the rest is not asked for."""
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
                table.rows.append([parse_cell(item) for item in fields[: len(table.columns)]])
    return table or Table([])
