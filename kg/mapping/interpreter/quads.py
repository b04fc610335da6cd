"""What an interpretation gives: quads as N-Quads terms, and what was wrong with values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from kg.mapping.document import PredicateObject, Target


class Quad(NamedTuple):
    """A quad as N-Quads terms; `graph` None is the default graph, no target the default output."""

    subject: str
    predicate: str
    object: str
    graph: str | None
    targets: frozenset[Target]

    def line(self) -> str:
        """The quad as a line of N-Quads, without its newline."""
        graph = "" if self.graph is None else f" {self.graph}"
        return f"{self.subject} {self.predicate} {self.object}{graph} ."


class CellFinding(NamedTuple):
    """Something wrong with a value: the columns of the compiler's finding queries, and where."""

    code: str
    row: int
    column: str
    raw: str
    rule: str
    expected: str | None
    triples_map: str
    file: int


@dataclass(frozen=True)
class QuadTerm:
    """A term as N-Quads text; `gathered` are the members of the collection it is the head of.

    `per_graph` says that each graph has a node of its own, `origin` where and from what record it
    came.
    """

    text: str
    targets: frozenset[Target] = frozenset()
    gathered: tuple[QuadTerm, ...] | None = None
    kind: str = ""
    per_graph: bool = False
    origin: str = ""


class TracedQuad(NamedTuple):
    """A quad and the predicate-object map that made it."""

    quad: Quad
    rule: PredicateObject
