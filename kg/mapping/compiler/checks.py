"""What is wrong with values, as SQL that gives findings."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kg.mapping.compiler.sql_parts import Check
from kg.mapping.sql.dialect import dialect
from kg.mapping.sql.terms import quoted


def selected(check: Check, rule: str, *, file: str) -> str:
    """The SELECT of one finding, up to what it is selected from; `file` is the row's, in SQL."""
    expected = "NULL" if check.expected is None else quoted(check.expected)
    return (
        f"SELECT {quoted(check.code)} AS code, _row, {file} AS _file,"
        f" {quoted(check.column)} AS col, {dialect().as_text(check.raw.sql)} AS raw,"
        f" {quoted(rule)} AS rule, {expected} AS expected"
    )


def asked_together(checks: Sequence[tuple[Check, str]], file: str) -> Callable[[str], str]:
    """One scan of rows for several checks, each with its rule."""
    sql = dialect()
    cases = sql.list_of(
        f"CASE WHEN {check.condition.sql}"
        f" THEN {sql.list_of([quoted(str(number)), sql.as_text(check.raw.sql)])} END"
        for number, (check, _) in enumerate(checks)
    )
    names = sql.list_of(
        sql.list_of(
            "NULL" if text is None else quoted(text)
            for text in (check.code, check.column, rule, check.expected)
        )
        for check, rule in checks
    )
    # Most rows have no faults: their list is empty and unnests to nothing.
    wrong = sql.unnested((sql.keep(cases, "e", test="e IS NOT NULL"), "e"))
    place = f"CAST({sql.item('e', '1')} AS INTEGER) + 1"
    code, column, rule, expected = (sql.item("n", str(i)) for i in range(1, 5))
    return lambda base: (
        f"SELECT {code} AS code, _row, _file, {column} AS col, raw, {rule} AS rule,"
        f" {expected} AS expected"
        f" FROM (SELECT _row, _file, {sql.item(names, place)} AS n, {sql.item('e', '2')} AS raw"
        f" FROM (SELECT _row, {file} AS _file, {wrong} FROM {base} base))"
    )
