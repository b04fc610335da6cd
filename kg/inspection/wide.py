"""Whether a table is wide: columns of numbers whose headers name one period each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.inspection.columns import Column
from kg.mapping.periods import period_in
from kg.mapping.unpivot import Unpivot

FORMS = (
    *("%d/%m/%Y", "%d-%m-%Y", "%Y-%m-%d", "%d %B %Y", "%B %Y", "%B-%Y", "%B/%Y", "%B_%Y"),
    *("%Y %B", "%Y-%B", "%B-%y", "%B %y", "%m/%Y", "%m-%Y", "%Y-%m", "%Y/%m"),
    *("Q%q %Y", "Q%q-%Y", "Q%q/%Y", "%Y Q%q", "%Y-Q%q", "%YQ%q", "K%q %Y", "%Y K%q", "T%q %Y"),
    "%Y",
)
"""How headers write a period; those that say more come first."""
FEWEST = 3
"""Different periods that make a table a wide one."""
_YEARS = ("1900", "2100")
"""A number of four digits between these is a year."""
_NUMERIC = frozenset(
    ("integer", "grouped", "decimal", "double", "amount", "percentage", "nis", "boolean")
)
_SHARE = 0.8
"""How many of the columns with values must be numbers: marks and remarks stand in some."""
_PERIOD = {10: "dag", 4: "jaar"}
"""What a period of a length in ISO 8601 is called as a column."""


@dataclass(frozen=True)
class _Header:
    """A header cut into what stands before its period, the period in ISO 8601, and what follows."""

    column: Column
    before: str
    period: str
    after: str


def wide_table(columns: Sequence[Column]) -> Unpivot | None:
    """How the columns of a table that is wide become rows; None for one that is not."""
    for form in FORMS:
        found = list(_headers(columns, form))
        if len({header.period for header in found}) >= FEWEST and _are_numbers(found):
            return _proposal(columns, found, form)
    return None


def _headers(columns: Sequence[Column], form: str) -> Iterator[_Header]:
    for column in columns:
        text = " ".join(column.name.split())
        place = None if column.personal is not None else period_in(text, form)
        if place is not None:
            start, end, period = place
            if form != "%Y" or _YEARS[0] <= period.text <= _YEARS[1]:
                yield _Header(column, text[:start], period.text, text[end:])


def _are_numbers(headers: Sequence[_Header]) -> bool:
    filled = [h.column.kind.partition(" ")[0] for h in headers if h.column.filled]
    return bool(filled) and sum(kind in _NUMERIC for kind in filled) >= _SHARE * len(filled)


def _proposal(columns: Sequence[Column], found: list[_Header], form: str) -> Unpivot:
    """Columns by pattern where that takes no other; parts where headers differ in their first."""
    names = [column.name for column in columns]
    length = len(found[0].period)
    period = _free(
        _PERIOD.get(length) or ("kwartaal" if "Q" in found[0].period else "maand"), names
    )
    kind, value = _free("soort", names), _free("waarde", names)
    outer = {(header.before, header.after) for header in found}
    template: str | None = None
    if len(outer) == 1:
        before, after = outer.pop()
        template = f"{before}{{{period}}}{after}" if before or after else None
        patterns = [f"{before}*{after}"]
    else:
        # raming januari 2016, realisatie januari 2016: what stands before is a part of its own.
        ends = {(re.split(r"\w(?=\W*$)", h.before)[-1], h.after) for h in found}
        if len(ends) > 1 or not all(re.search(r"\w", header.before) for header in found):
            return _proposal(columns, _most_alike(found), form)
        sign, after = ends.pop()
        template = f"{{{kind}}}{sign}{{{period}}}{after}"
        patterns = [f"{before}*{after}" for before in dict.fromkeys(h.before for h in found)]
    taken = [header.column.name for header in found]
    shared = {"name": period, "value": value, "headers": template, "dates": (form,)}
    by_pattern = Unpivot(columns=tuple(patterns), **shared)  # type: ignore[arg-type]
    if patterns != ["*"] and [name for name in names if by_pattern.takes(name)] == taken:
        return by_pattern
    others = tuple(name for name in names if name not in taken)
    if not any("*" in name for name in others) and len(others) <= len(taken):
        return Unpivot(without=others, **shared)  # type: ignore[arg-type]
    return Unpivot(columns=tuple(taken), **shared)  # type: ignore[arg-type]


def _most_alike(found: list[_Header]) -> list[_Header]:
    """The largest group of headers that differ in their period only."""
    groups: dict[tuple[str, str], list[_Header]] = {}
    for header in found:
        groups.setdefault((header.before, header.after), []).append(header)
    return max(groups.values(), key=len)


def _free(name: str, taken: Sequence[str]) -> str:
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}_{number}"
    return free
