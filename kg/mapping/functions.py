"""The functions a mapping may apply to a value, as SQL: what it becomes and when it is wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kg.mapping.sql import quoted, trimmed


@dataclass(frozen=True)
class Function:
    """A named function: `sql` turns an expression into another, NULL where the value is wrong.

    A wrong value is a finding with `code`; functions that accept every value have none.
    """

    name: str
    sql: Callable[[str], str]
    code: str | None = None
    expected: str | None = None


def _let(name: str, value: str, body: str) -> str:
    """Name a value, so that a long expression is planned once and not at each use."""
    return f"list_transform([{value}], lambda {name}: {body})[1]"


def _kbo(value: str) -> str:
    digits = "regexp_replace(v, '^\\s*(BE)?|[^0-9]', '', 'gi')"
    padded = f"CASE WHEN length({digits}) = 9 THEN '0' || {digits} ELSE {digits} END"
    check = (
        "regexp_full_match(n, '[01][0-9]{9}') AND"
        " 97 - (try_cast(substr(n, 1, 8) AS INTEGER) % 97) = try_cast(substr(n, 9, 2) AS INTEGER)"
    )
    sound = "regexp_full_match(v, '\\s*(BE|be)?[0-9 .]+\\s*')"
    number = _let("n", padded, f"CASE WHEN {sound} AND {check} THEN n END")
    return _let("v", value, number)


def _nis(value: str) -> str:
    bare = trimmed(value)
    return f"CASE WHEN regexp_full_match({bare}, '[0-9]{{5}}[A-Z]?') THEN {bare} END"


def _slug(value: str) -> str:
    plain = f"lower(strip_accents({value}))"
    return f"trim(regexp_replace({plain}, '[^a-z0-9]+', '-', 'g'), '-')"


_ENTITIES = (
    ("&nbsp;", "\N{NO-BREAK SPACE}"),
    ("&sect;", "§"),
    ("&quot;", '"'),
    ("&#39;", "'"),
    ("&apos;", "'"),
    ("&euro;", "€"),
    ("&lt;", "<"),
    ("&gt;", ">"),
    ("&amp;", "&"),  # last, so that an escaped entity is not read twice
)


def _plain(value: str) -> str:
    """HTML as one line of text: tags give way to blanks, the entities of exports are resolved."""
    text = f"regexp_replace({value}, '</?[A-Za-z!][^<>]*>', ' ', 'g')"
    for entity, char in _ENTITIES:
        text = f"replace({text}, {quoted(entity)}, {quoted(char)})"
    inner = f"trim(regexp_replace({text}, '[\\s\N{NO-BREAK SPACE}]+', ' ', 'g'))"
    return f"nullif(regexp_replace({inner}, ' ([.,])', '\\1', 'g'), '')"


FUNCTIONS: dict[str, Function] = {
    f.name: f
    for f in (
        Function("trim", trimmed),
        Function("collapse", lambda v: f"trim(regexp_replace({v}, '\\s+', ' ', 'g'))"),
        Function("lower", lambda v: f"lower({v})"),
        Function("upper", lambda v: f"upper({v})"),
        Function("slug", _slug),
        Function("plain", _plain),
        Function("tail", lambda v: f"regexp_extract({trimmed(v)}, '([^/#]*)[/#]?$', 1)"),
        Function("kbo", _kbo, "SAM-M007", "10 cijfers / digits / chiffres, mod 97"),
        Function("nis", _nis, "SAM-M008", "5 cijfers / digits / chiffres"),
    )
}
