"""Faults that are told one by one up to a bound, and beyond it as their number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from kg.sources.delimited import Fault

MOST_TOLD = 100_000
"""Faults of one code in one column that are told one by one."""


class Told:
    """Faults in the order in which they were met; iterating gives those that are kept.

    Those of one code in one column beyond MOST_TOLD are one fault, at the first of them, that says
    how many they are.
    """

    def __init__(self) -> None:
        self._kept: list[Fault] = []
        self._times: Counter[tuple[str, str | None]] = Counter()
        self._beyond: dict[tuple[str, str | None], Fault] = {}

    def add(self, fault: Fault, times: int = 1) -> None:
        """Tell a fault; `times` says how many it stands for."""
        key = fault.code, fault.column
        if self._times[key] < MOST_TOLD:
            self._kept.append(fault)
        else:
            self._beyond.setdefault(key, fault)
        self._times[key] += times

    def __iter__(self) -> Iterator[Fault]:
        yield from self._kept
        for key, fault in self._beyond.items():
            yield replace(fault, expected=f"({self._times[key] - MOST_TOLD}×)")
