"""Findings that are told one by one up to a bound, and beyond it as their number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from kg.sources.records import RecordFinding

MOST_TOLD = 100_000
"""Findings of one code in one column that are told one by one."""


class FindingLog:
    """Findings in the order in which they were met; iterating gives those that are kept.

    Those of one code in one column beyond MOST_TOLD are one finding, at the first of them, that
    says how many they are.
    """

    def __init__(self) -> None:
        self._kept: list[RecordFinding] = []
        self._times: Counter[tuple[str, str | None]] = Counter()
        self._beyond: dict[tuple[str, str | None], RecordFinding] = {}

    def add(self, finding: RecordFinding, times: int = 1) -> None:
        """Tell a finding; `times` says how many it stands for."""
        key = finding.code, finding.column
        if self._times[key] < MOST_TOLD:
            self._kept.append(finding)
        else:
            self._beyond.setdefault(key, finding)
        self._times[key] += times

    def __iter__(self) -> Iterator[RecordFinding]:
        yield from self._kept
        for key, finding in self._beyond.items():
            yield replace(finding, expected=f"({self._times[key] - MOST_TOLD}×)")
