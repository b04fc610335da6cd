"""The functions a mapping may apply to a value, as SQL: what it becomes and when it is wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kg.mapping.sql import trimmed


@dataclass(frozen=True)
class Function:
    """A named function: `sql` turns an expression into another, NULL where the value is wrong.

    A wrong value is a finding with `code`; functions that accept every value have none.
    """

    name: str
    sql: Callable[[str], str]
    code: str | None = None
    expected: str | None = None


def _kbo(value: str) -> str:
    digits = f"regexp_replace({value}, '^\\s*(BE)?|[^0-9]', '', 'gi')"
    padded = f"CASE WHEN length({digits}) = 9 THEN '0' || {digits} ELSE {digits} END"
    check = (
        f"regexp_full_match({padded}, '[01][0-9]{{9}}') AND"
        f" 97 - (try_cast(substr({padded}, 1, 8) AS INTEGER) % 97)"
        f" = try_cast(substr({padded}, 9, 2) AS INTEGER)"
        f" AND regexp_full_match({value}, '\\s*(BE|be)?[0-9 .]+\\s*')"
    )
    return f"CASE WHEN {check} THEN {padded} END"


def _nis(value: str) -> str:
    bare = trimmed(value)
    return f"CASE WHEN regexp_full_match({bare}, '[0-9]{{5}}[A-Z]?') THEN {bare} END"


def _slug(value: str) -> str:
    plain = f"lower(strip_accents({value}))"
    return f"trim(regexp_replace({plain}, '[^a-z0-9]+', '-', 'g'), '-')"


FUNCTIONS: dict[str, Function] = {
    f.name: f
    for f in (
        Function("trim", trimmed),
        Function("collapse", lambda v: f"trim(regexp_replace({v}, '\\s+', ' ', 'g'))"),
        Function("lower", lambda v: f"lower({v})"),
        Function("upper", lambda v: f"upper({v})"),
        Function("slug", _slug),
        Function("kbo", _kbo, "SAM-M007", "10 cijfers / digits / chiffres, mod 97"),
        Function("nis", _nis, "SAM-M008", "5 cijfers / digits / chiffres"),
    )
}
