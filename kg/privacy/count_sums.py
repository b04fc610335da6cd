"""Counts that are sums of others, and which of them hang together.

Apart from what is computed with them: most publications hide nothing, and numpy and scipy take a
quarter of a second to import.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class CountSum:
    """A cell that is the sum of others, by their numbers."""

    total: int
    parts: tuple[int, ...]

    @property
    def cells(self) -> tuple[int, ...]:
        return (self.total, *self.parts)


def blocks_of(cells: Iterable[int], sums: Sequence[CountSum]) -> list[tuple[set[int], list[int]]]:
    """Cells that hang together by sums, each block with the numbers of its sums."""
    chosen = set(cells)
    head = {cell: cell for cell in chosen}

    def top(cell: int) -> int:
        while head[cell] != cell:
            head[cell] = head[head[cell]]
            cell = head[cell]
        return cell

    within = [[cell for cell in one.cells if cell in chosen] for one in sums]
    for several in within:
        for cell in several[1:]:
            head[top(cell)] = top(several[0])
    made: dict[int, tuple[set[int], list[int]]] = {}
    for cell in chosen:
        made.setdefault(top(cell), (set(), []))[0].add(cell)
    for number, several in enumerate(within):
        if several:
            made[top(several[0])][1].append(number)
    return list(made.values())
