"""Pieces of SQL as values: each knows which prepared values it reads; none is searched as text.

A fragment is made of others by a function of their texts, so that what a mapping or a source says
(a constant, a header, a name) is never looked at as SQL.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal, NoReturn

from kg.mapping.sql.terms import quoted


@dataclass(frozen=True)
class Fragment:
    """An SQL expression, and the names of `Scope.prepare` that it reads.

    A `name` or a `text` (a literal) stands for itself; giving it a name would gain nothing.
    """

    sql: str
    reads: frozenset[str] = frozenset()
    kind: Literal["made", "name", "text"] = "made"

    def __format__(self, spec: str) -> NoReturn:
        raise TypeError("a fragment comes into another by `made`, or what it reads is forgotten")


def made(build: Callable[..., str], *of: Fragment) -> Fragment:
    """What a function makes of the SQL of other fragments."""
    return Fragment(build(*(part.sql for part in of)), reads_of(of))


def reads_of(fragments: Iterable[Fragment]) -> frozenset[str]:
    """All prepared values that fragments read."""
    return frozenset().union(*(fragment.reads for fragment in fragments))


def name(column: str) -> Fragment:
    """A column of the rows, or a value that a statement has named itself."""
    return Fragment(column, kind="name")


def text(value: str) -> Fragment:
    """A text as an SQL literal."""
    return Fragment(quoted(value), kind="text")


def joined(parts: Iterable[str | Fragment]) -> Fragment:
    """Texts (as they are) and fragments one after the other, where no fragment is NULL.

    Half the price of a chain of `||`.
    """
    merged: list[str | Fragment] = []
    for part in parts:
        if isinstance(part, str) and merged and isinstance(merged[-1], str):
            merged[-1] += part
        else:
            merged.append(part)
    found = [text(part) if isinstance(part, str) else part for part in merged]
    if len(found) == 1:
        return found[0]
    return made(lambda *sql: f"concat({', '.join(sql)})", *found)


def concat(parts: Iterable[str | Fragment]) -> Fragment:
    """Texts and fragments one after the other; NULL when one of them is."""
    listed = list(parts)
    return when_given((part for part in listed if isinstance(part, Fragment)), joined(listed))


def when_given(
    values: Iterable[Fragment], result: Fragment, *, test: Fragment | None = None
) -> Fragment:
    """A result that is NULL when one of the values is, or a test fails."""
    needed = every(*given(values), test)
    if needed is None:
        return result
    return made(lambda sql, tests: f"CASE WHEN {tests} THEN {sql} END", result, needed)


def given(values: Iterable[Fragment]) -> list[Fragment]:
    """Tests whether values are there, each once, as far as they can be NULL."""
    wanted = (value for value in dict.fromkeys(values) if value.kind != "text")
    return [made(lambda sql: f"({sql}) IS NOT NULL", value) for value in wanted]


def every(*tests: Fragment | None) -> Fragment | None:
    """Whether all tests hold, as far as there are any; None when there are none."""
    found = [test for test in tests if test is not None]
    if len(found) < 2:
        return found[0] if found else None
    return made(lambda *sql: " AND ".join(f"({test})" for test in sql), *found)


def all_of(*tests: Fragment | None) -> Fragment:
    """Whether all tests hold; there must be one."""
    found = every(*tests)
    assert found is not None
    return found
