"""What compiling an expression gives beside its value: layers of rows, checks, texts of terms."""

from __future__ import annotations

from dataclasses import dataclass, field

from kg.mapping.fragment import Fragment, joined, made, name, when_given


class NotCompilableError(Exception):
    """SQL cannot express this; the interpreter can. The message says what it is."""


@dataclass(frozen=True)
class Check:
    """Rows for which a value is wrong: a condition, and what stands there.

    `per_row` checks look at the whole cell, also where the term looks at each of its values.
    """

    code: str
    column: str
    condition: Fragment
    raw: Fragment
    expected: str | None = None
    per_row: bool = False


@dataclass
class Layers:
    """What the expressions of one statement need beside the row: unnested values and joins."""

    unnest: list[Fragment] = field(default_factory=list)
    joins: list[Fragment] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)

    def prepare(self, value: Fragment, column: str) -> Fragment:
        """Name a value that stands in an unnested one."""
        self.add(made(lambda sql: f"{sql} AS {column}", value))
        return name(column)

    @property
    def fragments(self) -> tuple[Fragment, ...]:
        """All of it that must be read from the rows."""
        return (*self.unnest, *self.joins)

    @property
    def plain(self) -> bool:
        """Whether every value stands in the row itself."""
        return not self.unnest and not self.joins

    def add(self, selected: Fragment) -> None:
        """Unnest once more; the same list is unnested once for each use in a term."""
        self.unnest.append(selected)


@dataclass(frozen=True)
class Written:
    """A term as texts to be put one after the other, when `given` are there and `test` holds.

    Kept apart until a whole line is written, so that each text is copied once. A part that is a
    `str` stands as it is.
    """

    parts: tuple[str | Fragment, ...]
    given: tuple[Fragment, ...] = ()
    test: Fragment | None = None

    @property
    def whole(self) -> Fragment:
        """The term as one expression."""
        return when_given(self.given, joined(self.parts), self.test)


def lost(value: Fragment, result: Fragment) -> Fragment:
    """Whether a value is there and what was made of it is not."""
    return made(lambda sql, out: f"({sql}) IS NOT NULL AND ({out}) IS NULL", value, result)
