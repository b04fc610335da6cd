"""The words of a SPARQL text: one linear scan, for the guard and for explaining mistakes.

Not a parser: it knows strings, comments, IRIs, variables, prefixed names, numbers and signs, and
takes anything, broken text included. Quantifiers are possessive and a prefix has few dots, so
that no text makes the scan look back or far ahead: its time is linear in the length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_WORD_PATTERN = r"""
  (?P<space>[ \t\r\n\f]++)
 |(?P<comment>\#[^\r\n]*+)
 |(?P<string>
     \"\"\"(?:[^"\\]|\\.|"(?!""))*+(?:\"\"\")?+
   | '''(?:[^'\\]|\\.|'(?!''))*+(?:''')?+
   | "(?:[^"\\\r\n]|\\.)*+"?+
   | '(?:[^'\\\r\n]|\\.)*+'?+ )
 |(?P<iri><(?:[^\x00-\x20<>"{}|^`\\]++|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*+>)
 |(?P<variable>[?$][\w]++)
 |(?P<tag>@[A-Za-z]++(?:-[A-Za-z0-9]++)*+)
 |(?P<number>[0-9]++(?:\.[0-9]++)?+(?:[eE][+-]?+[0-9]++)?+)
 |(?P<blank>_:[\w.\-]++)
 |(?P<name>(?:[^\W\d_][\w\-]*+(?:\.[\w\-]++){0,8}+)?+:(?:[\w\-:%]|\\.|\.(?=[\w\-:%\\]))*+)
 |(?P<word>[^\W\d][\w\-]*+)
 |(?P<sign>&&|\|\||\^\^|!=|<=|>=|==|.)
"""
_WORDS = re.compile(_WORD_PATTERN, re.VERBOSE | re.DOTALL)
GLUED = "white space around FROM"
"""What is expected of a text in which FROM hangs together with its neighbours."""
_LINE_END = re.compile(r"\r\n|\n|\r")


class Token(NamedTuple):
    """One word: its kind (a group name of the pattern), its text and its place (from 0)."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """Where the word ends (exclusive)."""
        return self.start + len(self.text)


def scan(text: str) -> Iterator[Token]:
    """Yield every word but white space and comments."""
    for match in _WORDS.finditer(text):
        kind = match.lastgroup or "sign"
        if kind not in ("space", "comment"):
            yield Token(kind, match[0], match.start())


class Places:
    """Turns an offset into line and column (both from 1, in characters) and back.

    Counts and splits instead of keeping a list of lines, so that a text of line ends costs no more
    than another.
    """

    def __init__(self, text: str) -> None:
        self._text = text

    def at(self, offset: int) -> tuple[int, int]:
        """Return line and column of an offset."""
        inside_end = self._text[max(offset - 1, 0) : offset + 1] == "\r\n"
        before = self._text[: offset - inside_end]
        ends = before.count("\n") + before.count("\r") - before.count("\r\n")
        start = max(before.rfind("\n"), before.rfind("\r")) + 1
        return ends + 1, offset - start + 1

    def offset(self, line: int, column: int) -> int:
        """Return the offset of a line and column, kept within the text."""
        rest = _LINE_END.split(self._text, line - 1)[-1] if line > 1 else self._text
        return min(len(self._text) - len(rest) + max(column, 1) - 1, len(self._text))
