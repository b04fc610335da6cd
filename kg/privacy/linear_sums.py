"""What can be known of hidden cells from published sums, as linear programmes.

A reader knows the cells that are shown, which cells are sums of others, and that no count is below
nought. What is hidden may then still be anything between two ends. Two tables of whole numbers that
fit all that is published are a witness: a cell that differs in them by the threshold is safe.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from scipy.sparse import csr_matrix

from kg.privacy.count_sums import CountSum

WHOLE = 1e-6
"""How far from a whole number a solution may lie."""
WORTH = 4
"""Cells that a programme which moves many must prove safe, before single ones are looked at."""
REACH = 8
"""How many thresholds above its value a cell is looked for: far enough, and always an end."""
SECONDS_WHOLE = 2.0
"""What one programme in whole numbers may take; what it does not prove counts as not safe."""


def matrix_of(
    cells: Mapping[int, int], sums: Sequence[CountSum], *, numbers: Sequence[int]
) -> csr_matrix:
    """The sums as rows over the cells (number to column): parts less their total."""
    rows, columns, signs = [], [], []
    for row, number in enumerate(numbers):
        for place, cell in enumerate(sums[number].cells):
            if cell in cells:
                rows.append(row)
                columns.append(cells[cell])
                signs.append(-1.0 if place == 0 else 1.0)
    return csr_matrix((signs, (rows, columns)), shape=(len(numbers), len(cells)))


class HiddenBlock:
    """Hidden cells that hang together; finds out which of them a reader can know too well."""

    def __init__(
        self,
        cells: Iterable[int],
        values: Sequence[int],
        *,
        sums: Sequence[CountSum],
        numbers: Sequence[int],
        threshold: int,
    ) -> None:
        self.cells = sorted(cells)
        self.threshold = threshold
        self._place = {cell: place for place, cell in enumerate(self.cells)}
        self._values = np.array([values[cell] for cell in self.cells], dtype=float)
        self._matrix = matrix_of(self._place, sums, numbers=numbers)
        self._right = self._matrix @ self._values
        self._low, self._high = self._values.copy(), self._values.copy()
        room = REACH * threshold
        self._bounds = np.column_stack([np.zeros(len(self.cells)), self._values + room])

    def unsafe(
        self, asked: Iterable[int], *, until: float, most: int | None = None
    ) -> set[int] | None:
        """Those of the asked cells for which no witness is found; None when time is over.

        Where more than `most` are left for single programmes, all of them count as not safe.
        """
        left = {self._place[cell] for cell in asked}
        chance = np.random.default_rng(len(self.cells))  # the same answer each time
        proved = len(left)
        while proved >= WORTH:
            if time.thread_time() > until:
                return None
            aim = np.zeros(len(self.cells))
            aim[sorted(left)] = -chance.uniform(0.5, 1.0, len(left))
            self._solve(aim)
            still = {place for place in left if not self._is_safe(place)}
            proved, left = len(left) - len(still), still
        if most is not None and len(left) > most:
            return {self.cells[place] for place in left}
        for place in sorted(left):
            if time.thread_time() > until:
                return None
            if not self._is_safe(place):
                self._look(place)
        return {self.cells[place] for place in left if not self._is_safe(place)}

    def _is_safe(self, place: int) -> bool:
        return bool(self._high[place] - self._low[place] >= self.threshold)

    def _look(self, place: int) -> None:
        """Take one cell to both its ends, in whole numbers where fractions show."""
        aim = np.zeros(len(self.cells))
        aim[place] = 1.0
        top, bottom = self._solve(-aim), self._solve(aim)
        if self._is_safe(place) or top is None or bottom is None:
            return
        # Only fractions may stand between.
        span = np.floor(top[place] + WHOLE) - np.ceil(bottom[place] - WHOLE)
        if span >= self.threshold:
            self._solve(-aim, whole=True)
            self._solve(aim, whole=True)

    def _solve(self, aim: np.ndarray, *, whole: bool = False) -> np.ndarray | None:
        """A table that fits what is published, far in a direction; notes it when it is whole."""
        from scipy.optimize import linprog  # heavy, and most publications hide nothing

        answer = linprog(
            aim,
            A_eq=self._matrix if self._matrix.shape[0] else None,
            b_eq=self._right if self._matrix.shape[0] else None,
            bounds=self._bounds,
            method="highs",
            integrality=1 if whole else None,
            options={"time_limit": SECONDS_WHOLE} if whole else {},
        )
        if answer.x is None:
            return None
        found = np.round(answer.x)
        fits = np.abs(found - answer.x).max(initial=0) < WHOLE
        if fits and np.array_equal(self._matrix @ found, self._right):
            np.minimum(self._low, found, out=self._low)
            np.maximum(self._high, found, out=self._high)
        return np.asarray(answer.x)
