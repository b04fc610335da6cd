"""A wide table as a long one: columns that are alike become rows, with what their headers say.

One header, one value: what R calls pivot_longer, OpenRefine transpose and SQL unpivot. Nothing is
read here; `kg.mapping.execution.turn` does it in SQL, `kg.mapping.interpreter.records` in Python.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from kg.mapping.periods import is_form, read_period
from kg.texts import Message

_EXAMPLE = '{columns: "realisatie *", name: maand, value: aantal}'
_FORMS = "%Y, %B %Y, %b-%y, %m/%Y, Q%q %Y, %d/%m/%Y"


@dataclass(frozen=True)
class Unpivot:
    """Which columns become rows, and what the columns are called that come in their place.

    `columns` are names in which `*` stands for any text; without them all count. Those that
    `without` names do not. `value` is the column of the cells, `name` that of the headers.
    `headers` is how these are built, `{maand}` for a part that becomes a column of that name,
    `name` among them. With `dates` (forms of `kg.mapping.periods`) the name is a date or period in
    ISO 8601, and `start` and `end` are the columns of its first and last day. With `empty` cells
    that say nothing are rows as well.
    """

    name: str
    value: str
    columns: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    headers: str | None = None
    dates: tuple[str, ...] = ()
    start: str | None = None
    end: str | None = None
    empty: bool = False

    @property
    def made(self) -> tuple[str, ...]:
        """The columns that come of headers and cells; that of the cells is the last."""
        days = [name for name in (self.start, self.end) if name is not None]
        return tuple(dict.fromkeys((self.name, *parts_of(self.headers or ""), *days, self.value)))

    def takes(self, column: str) -> bool:
        """Whether the column of this name becomes rows."""
        wanted = not self.columns or _is_named(column, self.columns)
        return wanted and not _is_named(column, self.without)

    def missing(self, columns: Iterable[str]) -> list[str]:
        """The names under `columns` and `without` that no column has."""
        known = list(columns)
        return [
            name
            for name in (*self.columns, *self.without)
            if not any(_is_named(column, (name,)) for column in known)
        ]

    def read(self, header: str) -> dict[str, str] | None:
        """What a header says, by column; None when it is not built as the mapping says."""
        text = " ".join(header.split())
        found = {self.name: text}
        if self.headers is not None:
            match = _built(self.headers).fullmatch(text)
            if match is None:
                return None
            names = parts_of(self.headers)
            found |= {name: match[f"p{place}"] for place, name in enumerate(names)}
        if not self.dates:
            return found
        periods = (read_period(found[self.name], form) for form in self.dates)
        period = next((period for period in periods if period is not None), None)
        if period is None:
            return None
        found[self.name] = period.text
        for column, day in ((self.start, period.start), (self.end, period.end)):
            if column is not None:
                found[column] = day.isoformat()
        return found


@dataclass(frozen=True)
class UnpivotFault:
    """What is wrong with an `unpivot` as it is written, and what to do."""

    message: Message
    hint: Message


def fault_of(unpivot: Unpivot) -> UnpivotFault | None:
    """What is wrong with how columns are to become rows; None when nothing is."""
    parts = parts_of(unpivot.headers or "")
    days = [day for day in (unpivot.start, unpivot.end) if day is not None]
    names = [*dict.fromkeys((unpivot.name, *parts)), *days, unpivot.value]
    wrong = next((form for form in unpivot.dates if not is_form(form)), None)
    if not unpivot.name or not unpivot.value:
        return UnpivotFault(
            Message("unpivot needs a name and a value: the columns that it makes."),
            Message("Write unpivot: {example}.", example=_EXAMPLE),
        )
    if len(set(names)) < len(names) or len(set(parts)) < len(parts):
        return UnpivotFault(
            Message("unpivot makes two columns of one name."),
            Message("Give name, value, start, end and each part of headers a name of its own."),
        )
    if unpivot.headers is not None and unpivot.name not in parts:
        return UnpivotFault(
            Message("unpivot has headers without {part}.", part=f"{{{unpivot.name}}}"),
            Message("Write in headers where the name stands, between braces."),
        )
    if wrong is not None:
        return UnpivotFault(
            Message("'{form}' is no form of a header's date.", form=wrong),
            Message("Say a year, with what it needs more: {examples}.", examples=_FORMS),
        )
    if days and not unpivot.dates:
        return UnpivotFault(
            Message("unpivot has a start or an end without dates."),
            Message("Say in dates how headers write a date: {examples}.", examples=_FORMS),
        )
    return None


def parts_of(headers: str) -> list[str]:
    """The names between braces, in their order."""
    return re.findall(r"{([^{}]+)}", headers)


def _is_named(column: str, names: tuple[str, ...]) -> bool:
    return any(column == name or _wildcard(name).fullmatch(column) for name in names)


@cache
def _wildcard(name: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, name.split("*"))), re.DOTALL)


@cache
def _built(headers: str) -> re.Pattern[str]:
    """The shortest text for each part but the last, as people read them."""
    pieces = re.split(r"{[^{}]+}", " ".join(headers.split()))
    written = re.escape(pieces[0])
    for place, piece in enumerate(pieces[1:]):
        written += f"(?P<p{place}>.+?){re.escape(piece)}"
    return re.compile(written, re.IGNORECASE)
