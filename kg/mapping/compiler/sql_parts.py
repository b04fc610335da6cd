"""What compiling an expression gives beside its value: a FROM clause, checks, SQL of terms."""

from __future__ import annotations

from dataclasses import dataclass, field

from kg.mapping.sql.fragment import Fragment, joined, made, name, when_given


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
class FromClause:
    """What expressions need beside the row: unnested values and joins; `checks` are of these.

    `lists` counts the unnested values that come from a list.
    """

    unnest: list[Fragment] = field(default_factory=list)
    joins: list[Fragment] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    lists: int = 0

    def prepare(self, value: Fragment, column: str) -> Fragment:
        """Name a value that stands in an unnested one."""
        self.unnest.append(made(lambda sql: f"{sql} AS {column}", value))
        return name(column)

    @property
    def fragments(self) -> tuple[Fragment, ...]:
        """All of it that must be read from the rows."""
        return (*self.unnest, *self.joins)

    @property
    def plain(self) -> bool:
        """Whether every value stands in the row itself."""
        return not self.unnest and not self.joins

    def spread(self, listed: Fragment) -> None:
        """Unnest a list; the same one is unnested once for each use in a term."""
        self.unnest.append(listed)
        self.lists += 1

    def beside(self, *others: FromClause) -> FromClause:
        """What this and others need together, each list unnested for itself; without checks."""
        every = (self, *others)
        return FromClause(
            [one for from_clause in every for one in from_clause.unnest],
            [one for from_clause in every for one in from_clause.joins],
        )


@dataclass(frozen=True)
class TermSql:
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
        return when_given(self.given, joined(self.parts), test=self.test)


def lost(value: Fragment, result: Fragment) -> Fragment:
    """Whether a value is there and what was made of it is not."""
    return made(lambda sql, out: f"({sql}) IS NOT NULL AND ({out}) IS NULL", value, result)
