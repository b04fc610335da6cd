"""Concepts with their broader ones as the lines of a tree, in time that the links ask.

SKOS allows several broader concepts and rings (SKOS Reference, 8.6.8), so a drawing of every path
could be endless. Here each concept stands once under each of its parents, and what lies below it
stands at its first place only. Pure functions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Set
from typing import Any, NamedTuple

LEVELS = 7
"""Levels that are indented, for which a telephone has room; deeper ones stand there, numbered."""


class TreeLine(NamedTuple):
    """One line of the tree. `level` counts from 1.

    `inside`: the lines below it are indented; `closes`: how many indentations end after this line;
    `repeated`: the concept has an earlier place, where the ones below it stand.
    """

    iri: str
    level: int
    inside: bool
    closes: int
    repeated: bool

    @property
    def deep(self) -> bool:
        """Whether the indentation does not tell the level any more."""
        return self.level > LEVELS


def arrange(broader: Mapping[str, Set[str]], key: Callable[[str], Any]) -> list[TreeLine]:
    """Every concept of `broader` (each with its broader ones) under each parent, ordered by `key`.

    A ring that hangs below nothing begins at one of its own concepts.
    """
    narrower: dict[str, list[str]] = {concept: [] for concept in broader}
    ordered = sorted(broader, key=key)
    for concept in ordered:
        for parent in broader[concept] - {concept}:
            if parent in narrower:
                narrower[parent].append(concept)
    lines = list(_walk(ordered, broader, narrower))
    ends = [*(min(level, LEVELS) for _, level, _ in lines[1:]), *([1] if lines else [])]
    return [
        TreeLine(
            iri,
            level,
            inside=end > min(level, LEVELS),
            closes=max(min(level, LEVELS) - end, 0),
            repeated=repeated,
        )
        for (iri, level, repeated), end in zip(lines, ends, strict=True)
    ]


def _walk(
    ordered: list[str], broader: Mapping[str, Set[str]], narrower: Mapping[str, list[str]]
) -> Iterator[tuple[str, int, bool]]:
    """Each line as concept, level, and whether it had a place before."""
    placed: set[str] = set()
    above = {
        concept: {one for one in broader[concept] if one in narrower and one != concept}
        for concept in ordered
    }
    tops = [concept for concept in ordered if not above[concept]]
    for start in [*tops, *ordered]:
        if start in placed:
            continue
        waiting = [(_ring_above(start, above), 1)]
        while waiting:
            concept, level = waiting.pop()
            yield concept, level, concept in placed and bool(narrower[concept])
            if concept not in placed:
                placed.add(concept)
                waiting += [(below, level + 1) for below in reversed(narrower[concept])]


def _ring_above(concept: str, above: Mapping[str, Set[str]]) -> str:
    """The concept itself when it has nothing above it, else one of the ring it hangs below."""
    met: set[str] = set()
    while above[concept] and concept not in met:
        met.add(concept)
        concept = min(above[concept])
    return concept
