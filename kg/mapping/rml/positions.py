"""Finds where each triple of a Turtle text stands, since the parser does not say.

The text is cut into tokens and walked. Triples with the same property and the same kind of value
come in the same order here and from the parser, so places are found by property and kind; where
the numbers differ, no place is better than a wrong one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""(?P<blank>(?:\s|\#[^\n]*)+)
    |(?P<iri><[^\s<>"]*>)
    |(?P<text>\"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*'''
             |"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
    |(?P<tag>@[A-Za-z]+(?:-+[A-Za-z0-9]+)*)
    |(?P<type>\^\^)
    |(?P<word>(?:[^\s;,\[\]()<>"'.\\\#^@]|\\.|\.(?=[^\s;,\[\]()<>"'\#]))+)
    |(?P<mark>[\[\]();,.])
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True)
class Spot:
    """Where a triple stands: how its predicate is written, whether its value is a blank node or
    list, and both offsets into the text."""

    predicate: str
    is_node: bool
    at: int
    value_at: int

    @property
    def name(self) -> str:
        """The local name of the predicate."""
        if self.predicate == "a":
            return "type"
        return re.split(r"[#/:]", self.predicate.strip("<>").replace("\\", ""))[-1]


def spots(text: str) -> list[Spot] | None:
    """Every triple of a Turtle text but those of lists; of one property, as the parser gives them.

    None when the text has something that is not understood here.
    """
    walker = _Walker(text)
    try:
        walker.document()
    except _LostError:
        return None
    return walker.found


def line_starts(text: str) -> list[int]:
    """Where each line of a text starts."""
    return [0, *(m.end() for m in re.finditer("\n", text))]


def line_and_column(starts: list[int], offset: int) -> tuple[int, int]:
    """Line and column, from 1, of an offset into a text whose lines start there."""
    line = bisect_right(starts, offset)
    return line, offset - starts[line - 1] + 1


class _LostError(Exception):
    """The text is not the Turtle that is understood here."""


class _Walker:
    def __init__(self, text: str) -> None:
        self.tokens: list[tuple[str, str, int]] = []
        position = 0
        while position < len(text):
            match = _TOKEN.match(text, position)
            if match is None:
                break
            if match.lastgroup != "blank":
                self.tokens.append((match.lastgroup or "", match[0], position))
            position = match.end()
        self.complete = position == len(text)
        self.next = 0
        self.found: list[Spot] = []

    def peek(self) -> str:
        return self.tokens[self.next][1] if self.next < len(self.tokens) else ""

    def take(self) -> tuple[str, str, int]:
        if self.next >= len(self.tokens):
            raise _LostError
        self.next += 1
        return self.tokens[self.next - 1]

    def document(self) -> None:
        if not self.complete:
            raise _LostError
        while self.next < len(self.tokens):
            word = self.peek().lower()
            if word in ("@prefix", "@base", "prefix", "base"):
                self.next += 3 if word.endswith("prefix") else 2
                if word.startswith("@"):
                    self.expect(".")
            else:
                self.statement()

    def expect(self, mark: str) -> None:
        if self.take()[1] != mark:
            raise _LostError

    def statement(self) -> None:
        self.node()
        if self.peek() != ".":
            self.properties(".")
        self.expect(".")

    def node(self) -> None:
        """A subject or a value, with all that stands inside it."""
        kind, written, _ = self.take()
        if written == "[":
            self.properties("]")
            self.expect("]")
        elif written == "(":
            while self.peek() != ")":
                self.node()
            self.expect(")")
        elif kind == "text":
            if self.next < len(self.tokens) and self.tokens[self.next][0] == "tag":
                self.take()
            elif self.peek() == "^^":
                self.take()
                self.take()
        elif kind not in ("iri", "word"):
            raise _LostError

    def properties(self, end: str) -> None:
        while self.peek() != end:
            kind, predicate, at = self.take()
            if kind not in ("iri", "word"):
                raise _LostError
            self.values(predicate, at)
            while self.peek() == ";":
                self.take()

    def values(self, predicate: str, at: int) -> None:
        while True:
            value_at = self.tokens[self.next][2] if self.next < len(self.tokens) else at
            is_node = self.peek() in ("[", "(") or self.peek().startswith("_:")
            if self.peek() == "(" and self.tokens[self.next + 1 :][:1][0][1] == ")":
                is_node = False
            spot = Spot(predicate, is_node, at, value_at)
            if self.peek() == "(":  # the parser gives a link to a list before what is in it
                self.found.append(spot)
                self.node()
            else:
                self.node()
                self.found.append(spot)
            if self.peek() != ",":
                return
            self.take()
