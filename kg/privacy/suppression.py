"""Hides cells of tables of counts so that no hidden one can be known from what is shown.

Small counts are hidden first. As long as some hidden cell can be known to within the threshold,
more are hidden, with as little loss as a linear programme finds; `kg.privacy.linear_sums` proves
the end. A reader does not see which hidden cells are the small ones.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product

import numpy as np
from scipy.sparse import hstack

from kg.privacy.count_sums import CountSum, blocks_of
from kg.privacy.linear_sums import SECONDS_WHOLE, WHOLE, HiddenBlock, matrix_of

NEAR = (2, 6)
"""Values of each dimension among which shelter is looked for, before the whole table."""
FEW = 60
"""Cells whose proof is tried one by one before more is hidden for them."""
LARGE = 3000
"""Cells of a block from which on each cell that has no witness is given one."""
SECONDS = 20.0
"""What hiding may take for one cube, of a processor; then the whole block is hidden."""
ALMOST_FREE = 1e-3
"""The price of moving a cell that is hidden already."""


@dataclass(frozen=True)
class Suppression:
    """What is hidden: all, those in blocks hidden whole since time was over, and those that cells
    published before give away whatever is hidden now."""

    hidden: frozenset[int] = frozenset()
    given_up: frozenset[int] = frozenset()
    exposed: frozenset[int] = frozenset()


def suppress(
    values: Sequence[int],
    sums: Sequence[CountSum],
    *,
    small: Iterable[int],
    threshold: int,
    known: AbstractSet[int] = frozenset(),
    absent: AbstractSet[int] = frozenset(),
    coordinates: Sequence[tuple[str, ...]] | None = None,
    seconds: float = SECONDS,
) -> Suppression:
    """Choose the cells to hide, of cells by number.

    `small` must be hidden. `known` are read elsewhere already: hiding them is of no use. `absent`
    are parts that nobody publishes. All values are what the sums say. `coordinates`, by which
    cells near each other are found, only make it faster.
    """
    small = set(small)
    until = time.thread_time() + seconds
    done = [
        _Block(cells, [sums[n] for n in numbers], values, threshold, coordinates).suppress(
            small & cells, known=known, absent=absent, until=until
        )
        for cells, numbers in blocks_of(range(len(values)), sums)
        if small & cells
    ]
    return Suppression(
        frozenset[int]().union(*(one.hidden for one in done)),
        frozenset[int]().union(*(one.given_up for one in done)),
        frozenset[int]().union(*(one.exposed for one in done)),
    )


@dataclass
class _Block:
    cells: set[int]
    sums: list[CountSum]
    values: Sequence[int]
    threshold: int
    coordinates: Sequence[tuple[str, ...]] | None = None
    exposed: set[int] = field(default_factory=set)
    safe: set[int] = field(default_factory=set)
    """Cells with a witness: hiding more never makes one less safe."""

    def suppress(
        self, small: set[int], *, known: AbstractSet[int], absent: AbstractSet[int], until: float
    ) -> Suppression:
        self.known, self.absent = known & self.cells, absent & self.cells
        if self.coordinates is not None:
            self._at = {self.coordinates[cell]: cell for cell in self.cells}
        self.exposed = small & self.known
        hidden = self._spread(small - self.exposed)
        while True:
            # In a large block a witness near a cell is found sooner than all of it is solved.
            weak = self._weak(hidden, until, most=FEW if len(self.cells) <= LARGE else 0)
            if weak is None or (weak and time.thread_time() > until):
                every = frozenset(self.cells - self.known - self.absent)
                return Suppression(every | small, every, frozenset(self.exposed))
            if not weak:
                return Suppression(frozenset(hidden | small), frozenset(), frozenset(self.exposed))
            for cell in sorted(weak, key=lambda cell: (self.values[cell], cell)):
                if time.thread_time() > until:
                    break
                if cell not in self.safe:
                    more = self._shelter(cell, hidden)
                    if more is None:  # too large to be solved: as if time were over
                        until = -math.inf
                        break
                    hidden |= more

    def _spread(self, hidden: set[int]) -> set[int]:
        """A quick start: in each sum, at least two hidden cells that make up the threshold."""
        hidden, of = set(hidden), self._sums_of
        waiting = sorted({number for cell in hidden for number in of[cell]})
        while waiting:
            number = waiting.pop()
            while self._needs(self.sums[number], hidden):
                chosen = min(
                    (c for c in self.sums[number].cells if self._free(c, hidden)),
                    key=lambda c: (self._price(c) / (1 + self._needy(of[c], hidden)), c),
                    default=None,
                )
                if chosen is None:
                    break
                hidden.add(chosen)
                waiting.extend(n for n in of[chosen] if n != number)
        return hidden

    @cached_property
    def _sums_of(self) -> dict[int, list[int]]:
        of: dict[int, list[int]] = {cell: [] for cell in self.cells}
        for number, one in enumerate(self.sums):
            for cell in one.cells:
                of[cell].append(number)
        return of

    def _needy(self, numbers: Iterable[int], hidden: set[int]) -> int:
        return sum(self._needs(self.sums[number], hidden) for number in numbers)

    def _needs(self, one: CountSum, hidden: set[int]) -> bool:
        open_ = [cell for cell in one.cells if cell in hidden or cell in self.absent]
        if not any(cell in hidden for cell in open_):
            return False
        if one.total in open_:
            return len(open_) < 2
        return len(open_) < 2 or sum(self.values[cell] for cell in open_) < self.threshold

    def _free(self, cell: int, hidden: set[int]) -> bool:
        return cell not in hidden and cell not in self.known and cell not in self.absent

    def _price(self, cell: int) -> float:
        """What a reader loses with a cell; a nought helps nobody to hide."""
        value = self.values[cell]
        return 1.0 + math.log2(1 + value) if value > 0 else 50.0

    def _weak(self, hidden: set[int], until: float, *, most: int) -> set[int] | None:
        """Hidden cells that can be known; None when there is no time to tell."""
        weak: set[int] = set()
        for cells, numbers in blocks_of(hidden | self.absent, self.sums):
            asked = (cells & hidden) - self.exposed - self.safe
            if not asked or not numbers:
                continue
            block = HiddenBlock(
                cells, self.values, sums=self.sums, numbers=numbers, threshold=self.threshold
            )
            found = block.unsafe(asked, until=until, most=most)
            if found is None:
                return None
            weak |= found
        return weak

    def _shelter(self, cell: int, hidden: set[int]) -> set[int] | None:
        """What to hide besides, so that a cell can be anything up to the threshold; None when that
        cannot be told."""
        for width in NEAR if self.coordinates is not None else ():
            near = self._near(cell, hidden, width)
            move = self._way(cell, hidden, near).by(self.threshold)
            if move is not None:
                return self._moved(near, move) - hidden
        order = sorted(self.cells - self.known)
        way = self._way(cell, hidden, order)
        most, least = way.reach(self.threshold, 1), way.reach(self.threshold, -1)
        if most is None or least is None:
            return None
        up = min(self.threshold, most)
        if up + least < self.threshold:
            self.exposed.add(cell)
            return set()
        moves = [way.by(distance) for distance in (up, up - self.threshold) if distance]
        more = set[int]()
        for move in moves:
            if move is None:
                return None
            more |= self._moved(order, move) - hidden
        if len(moves) == 2 and not more:
            self.safe.add(cell)  # one table goes up, one down
        return more

    def _way(self, cell: int, hidden: set[int], order: list[int]) -> _CheapestWay:
        place = {each: number for number, each in enumerate(order)}
        numbers = sorted({number for each in order for number in self._sums_of[each]})
        free = [each in hidden or each in self.absent for each in order]
        prices = [
            ALMOST_FREE if is_free else self._price(each)
            for each, is_free in zip(order, free, strict=True)
        ]
        values = [max(self.values[each], 0) for each in order]
        matrix = matrix_of(place, self.sums, numbers=numbers)
        return _CheapestWay(matrix, np.array(prices), np.array(values, float), place[cell])

    def _moved(self, order: list[int], move: np.ndarray) -> set[int]:
        """The cells of a move. A move in whole numbers is a witness for those that go far."""
        far = np.abs(move)
        if np.abs(np.round(move) - move).max() < WHOLE:
            self.safe.update(order[place] for place in np.flatnonzero(far > self.threshold - 0.5))
        return {order[place] for place in np.flatnonzero(far > WHOLE)} - self.absent

    def _near(self, cell: int, hidden: set[int], width: int) -> list[int]:
        """Cells whose coordinates are this one's or, in each dimension, some others."""
        assert self.coordinates is not None
        own = self.coordinates[cell]
        values = [{value} for value in own]
        for axis, each in self._neighbours(cell):
            values[axis].add(each)
        chosen: list[set[str]] = []
        for axis, value in enumerate(own):
            others = sorted(
                values[axis] - {value}, key=lambda other: self._cost_at(own, axis, other, hidden)
            )
            chosen.append({value, *others[:width]})
        found = (self._at.get(where) for where in product(*chosen))
        return sorted({each for each in found if each is not None and each not in self.known})

    def _neighbours(self, cell: int) -> Iterable[tuple[int, str]]:
        """Values of other cells in the sums of a cell, with the dimension in which they differ."""
        assert self.coordinates is not None
        own = self.coordinates[cell]
        for number in self._sums_of[cell]:
            for each in self.sums[number].cells:
                for axis, value in enumerate(self.coordinates[each]):
                    if value != own[axis]:
                        yield axis, value

    def _cost_at(
        self, own: tuple[str, ...], axis: int, value: str, hidden: set[int]
    ) -> tuple[bool, float, str]:
        """Cheap ones first, and before all those that can give the threshold away."""
        cell = self._at.get((*own[:axis], value, *own[axis + 1 :]))
        if cell is None:
            return True, math.inf, value
        price = 0.0 if cell in hidden else self._price(cell)
        return self.values[cell] < self.threshold, price, value


class _CheapestWay:
    """Moves one cell of a table, and those that must move with it, at the least price."""

    def __init__(self, matrix: object, prices: np.ndarray, values: np.ndarray, cell: int) -> None:
        self._matrix = hstack([matrix, -matrix], format="csr")  # type: ignore[operator]
        self._prices, self._values, self._cell = np.concatenate([prices, prices]), values, cell
        self._count = len(values)

    def reach(self, most: int, sign: int) -> int | None:
        """How far the cell can go up (1) or down (-1), at most so far; None when not solved."""
        aim = np.zeros(2 * self._count)
        aim[self._cell], aim[self._count + self._cell] = -sign, sign
        answer = self._solve(aim, [(0, most), (0, min(most, self._values[self._cell]))])
        return None if answer is None else math.floor(sign * answer[self._cell] + WHOLE)

    def by(self, distance: int) -> np.ndarray | None:
        """The cheapest move of all cells that moves this one by a distance; None if none does."""
        ups = max(distance, 0), max(-distance, 0)
        own = [(ups[0], ups[0]), (ups[1], ups[1])]
        move = self._solve(self._prices, own)
        if move is None or np.abs(np.round(move) - move).max() < WHOLE:
            return move
        return self._solve(self._prices, own, whole=True)  # only whole tables are a proof

    def _solve(
        self, aim: np.ndarray, own: Sequence[tuple[float, float]], *, whole: bool = False
    ) -> np.ndarray | None:
        low = np.zeros(2 * self._count)
        high = np.concatenate([np.full(self._count, np.inf), self._values])
        for place, (least, most) in zip((self._cell, self._count + self._cell), own, strict=True):
            low[place], high[place] = least, most
        right = np.zeros(self._matrix.shape[0])
        from scipy.optimize import linprog  # heavy, and most publications hide nothing

        answer = linprog(
            aim,
            A_eq=self._matrix,
            b_eq=right,
            bounds=np.column_stack([low, high]),
            method="highs",
            integrality=1 if whole else None,
            # The first whole answer will do: none is far dearer than the best.
            options={"time_limit": SECONDS_WHOLE} | ({"mip_rel_gap": 2.0} if whole else {}),
        )
        if answer.x is None:
            return None
        return np.asarray(answer.x[: self._count] - answer.x[self._count :])
