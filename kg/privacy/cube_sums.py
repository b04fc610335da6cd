"""Finds which cells of a cube are sums of others: by names, by hierarchies, and by the numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kg.privacy.count_sums import CountSum
from kg.privacy.observations import is_total

_KEY = re.compile(r"[-_/.;,:=&]+")


@dataclass
class CountTable:
    """Cells by number: where they stand, their values, the sums, and parts that nobody gives."""

    coordinates: list[tuple[str, ...]]
    values: list[int]
    sums: list[CountSum] = field(default_factory=list)
    absent: set[int] = field(default_factory=set)

    def add(self, total: int, parts: Sequence[int]) -> bool:
        """Note a sum; what the parts lack is a part that nobody gives. False if they are more."""
        rest = self.values[total] - sum(self.values[part] for part in parts)
        if rest < 0 or any(self.values[part] < 0 for part in parts):
            return False
        known = list(parts)
        if rest:
            known.append(len(self.values))
            self.absent.add(len(self.values))
            self.coordinates.append((f" {len(self.values)}",) * len(self.coordinates[0]))
            self.values.append(rest)
        self.sums.append(CountSum(total, tuple(known)))
        return True


def key_coordinates(keys: Sequence[str]) -> list[tuple[str, ...]]:
    """Coordinates of things that have nothing but their keys: the parts that all keys have."""
    cut = 0
    if len(keys) > 1:
        first, last = min(keys), max(keys)
        while cut < min(len(first), len(last)) and first[cut] == last[cut]:
            cut += 1
        cut = max(first.rfind("/", 0, cut), first.rfind("#", 0, cut)) + 1
    parts = [tuple(_KEY.split(key[cut:].strip("<>/"))) for key in keys]
    if len({len(each) for each in parts}) == 1 and len(set(parts)) == len(parts):
        return parts
    return [(key,) for key in keys]


def find_sums(
    coordinates: Sequence[tuple[str, ...]],
    values: Sequence[int],
    *,
    parents: Mapping[str, frozenset[str]],
) -> CountTable:
    """A table with its sums; coordinates are different, `parents` are all wholes of a value."""
    table = CountTable(list(coordinates), list(values))
    for axis in range(len(coordinates[0]) if coordinates else 0):
        slices: dict[tuple[str, ...], dict[str, int]] = {}
        for number, where in enumerate(coordinates):
            slices.setdefault((*where[:axis], *where[axis + 1 :]), {})[where[axis]] = number
        for cells in slices.values():
            if len(cells) > 1:
                _sums_of_slice(table, cells, parents)
    return table


def _sums_of_slice(
    table: CountTable, cells: dict[str, int], parents: Mapping[str, frozenset[str]]
) -> None:
    totals = [value for value in cells if not value or is_total(value)]
    within = {value: parents.get(value, frozenset()) & cells.keys() - {value} for value in cells}
    for whole in cells:
        # The nearest wholes only: the others have this one among their own.
        parts = [
            value
            for value, wholes in within.items()
            if whole in wholes and not any(whole in within[other] for other in wholes)
        ]
        if parts:
            table.add(cells[whole], [cells[value] for value in parts])
    tops = [value for value in cells if value not in totals and not within[value]]
    summed = False
    for total in totals:
        if tops:
            summed |= table.add(cells[total], [cells[value] for value in tops])
        others = [value for value in totals if value != total]
        if len(others) > 1 and _adds_up(table, cells, total, others):
            table.add(cells[total], [cells[value] for value in others])
    if not summed and len(tops) > 2:
        for total in tops:
            others = [value for value in tops if value != total]
            if _adds_up(table, cells, total, others):
                table.add(cells[total], [cells[value] for value in others])


def _adds_up(table: CountTable, cells: dict[str, int], total: str, others: list[str]) -> bool:
    whole = table.values[cells[total]]
    return whole > 0 and whole == sum(table.values[cells[value]] for value in others)
