"""Values in the canonical form of their datatype, one by one."""

from __future__ import annotations

from functools import cache, cached_property

import duckdb

from kg.mapping.sql.datatypes import Lexical, lexical
from kg.mapping.sql.terms import AROUND


@cache
def _engine() -> duckdb.DuckDBPyConnection:
    """One for the process, since each has threads and memory of its own."""
    return duckdb.connect(config={"threads": 1})


class Canonical:
    """Canonical forms of values, by the same SQL that the compiler uses."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str, tuple[str, ...], str], str | None] = {}

    @cached_property
    def _connection(self) -> duckdb.DuckDBPyConnection:
        return _engine().cursor()

    def check(
        self, datatype: str, text: str, *, dates: tuple[str, ...], decimal: str
    ) -> tuple[str | None, Lexical | None]:
        form = lexical(datatype, "v", dates=dates, decimal=decimal)
        if form is None:
            return text, None
        text = text.strip(AROUND)
        key = (datatype, text, dates, decimal)
        if key not in self._known:
            query = f"SELECT {form.sql} FROM (SELECT CAST(? AS VARCHAR) AS v)"
            row = self._connection.execute(query, [text]).fetchone()
            self._known[key] = None if row is None else row[0]
        return self._known[key], form
