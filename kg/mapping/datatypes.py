"""Lexical forms: from what people type to the canonical form of a datatype (XSD 1.1 part 2).

The store keeps values, not spellings, so only canonical forms compare equal to what comes back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kg.mapping.dialect import dialect
from kg.mapping.sql import quoted
from kg.model.terms import XSD
from kg.sources.json_columns import DIGITS


@dataclass(frozen=True)
class Lexical:
    """How values of a datatype are checked: SQL that is NULL for a wrong one, and the finding."""

    sql: str
    code: str
    expected: str


def lexical(datatype: str, value: str, *, dates: tuple[str, ...], decimal: str) -> Lexical | None:
    """The check for one datatype, of a value without blanks around it.

    None for datatypes that take any text.
    """
    name = datatype.removeprefix(XSD) if datatype.startswith(XSD) else ""
    if name == "date":
        expected = " | ".join(dates) or "%Y-%m-%d"
        return Lexical(_date(value, dates), "SAM-M002", expected)
    build = _CHECKS.get(name)
    if build is None:
        return None
    sound = f"CASE WHEN length({value}) <= {DIGITS} THEN {build(value, decimal)} END"
    return Lexical(sound, "SAM-M003", f"xsd:{name}")


def _date(value: str, formats: tuple[str, ...]) -> str:
    sql = dialect()
    if formats in ((), ("%Y-%m-%d",)):
        # Casting there and back costs a tenth of parsing by a format and writing again.
        sound = f"{value} < ':' AND {sql.as_text(sql.cast(value, 'DATE'))} = {value}"
        return f"CASE WHEN {sound} THEN {value} END"
    return sql.as_text(sql.date(value, formats))


def _when(value: str, pattern: str, result: str | None = None) -> str:
    return f"CASE WHEN {dialect().matches(value, pattern)} THEN {result or value} END"


def _number(value: str, decimal: str) -> str:
    """Digits with a point, or NULL: a separator counts only where the stated locale has it."""
    bare = dialect().strip(value, " €\N{NO-BREAK SPACE}")
    if decimal == ".":
        return bare
    groups = "([0-9]+|[0-9]{1,3}([. \N{NO-BREAK SPACE}][0-9]{3})+)"
    pattern = f"[+-]?({groups}({decimal}[0-9]*)?|{decimal}[0-9]+)"
    joined = dialect().replace_all(bare, "[. \N{NO-BREAK SPACE}]", "")
    return _when(bare, pattern, f"replace({joined}, {quoted(decimal)}, '.')")


# A plus, zeros in front, a missing zero, zeros behind, a bare point, minus nothing.
_SHORTER: tuple[tuple[str, ...], ...] = (
    ("^[+]", ""),
    ("^(-?)0+([0-9])", "\\1\\2"),
    ("^(-?)[.]", "\\1", "0."),
    ("([.][0-9]*?)0+$", "\\1"),
    ("[.]$", ""),
    ("^-0$", "0"),
)


def _short(number: str) -> str:
    for pattern, *by in _SHORTER:
        number = dialect().replace_first(number, pattern, *by)
    return number


_CANONICAL = "-?([1-9][0-9]*|0)([.][0-9]*[1-9])?"


def _decimal(value: str, decimal: str) -> str:
    number = _number(value, decimal)
    if decimal == ".":
        # Most values are canonical already: one test instead of five replacements.
        plain = f"{dialect().matches(value, _CANONICAL)} AND {value} <> '-0'"
        return f"CASE WHEN {plain} THEN {value} ELSE {_any_decimal(number)} END"
    return _any_decimal(number)


def _any_decimal(number: str) -> str:
    return _when(number, "[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)", _short(number))


def _integer(pattern: str) -> Callable[[str, str], str]:
    def build(value: str, decimal: str) -> str:
        number = _number(value, decimal)
        return _when(number, pattern, _short(number))

    return build


def _double(value: str, decimal: str) -> str:
    number = _number(value, decimal)
    return _when(number, "[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]+)?|INF|-INF|NaN")


def _boolean(value: str, _: str) -> str:
    word = f"lower({value})"
    return (
        f"CASE WHEN {word} IN ('true', '1') THEN 'true'"
        f" WHEN {word} IN ('false', '0') THEN 'false' END"
    )


def _date_time(value: str, _: str) -> str:
    text = f"replace({value}, ' ', 'T')"
    clock = "[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})?"
    pattern = f"-?[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}T{clock}"
    sql = dialect()
    utc = sql.replace_first(text, "[+]00:00$", "Z")
    sound = f"{sql.cast(sql.first(text, 19), 'TIMESTAMP')} IS NOT NULL"
    return f"CASE WHEN {sql.matches(text, pattern)} AND {sound} THEN {utc} END"


def _pattern(pattern: str) -> Callable[[str, str], str]:
    return lambda value, _: _when(value, pattern)


PLAIN = frozenset(XSD + name for name in ("decimal", "integer", "int", "long", "short"))
"""Datatypes whose values have no exponent."""

_CHECKS: dict[str, Callable[[str, str], str]] = {
    "integer": _integer("[+-]?[0-9]+"),
    "int": _integer("[+-]?[0-9]+"),
    "long": _integer("[+-]?[0-9]+"),
    "nonNegativeInteger": _integer("[+]?[0-9]+"),
    "positiveInteger": _integer("[+]?0*[1-9][0-9]*"),
    "decimal": _decimal,
    "double": _double,
    "float": _double,
    "boolean": _boolean,
    "dateTime": _date_time,
    "gYear": _pattern("-?[0-9]{4,}"),
    "gYearMonth": _pattern("-?[0-9]{4,}-(0[1-9]|1[0-2])"),
    "time": _pattern("([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]+)?"),
}

CHECKED = tuple(XSD + name for name in ("date", *_CHECKS))
"""Datatypes whose values are checked and put in canonical form."""
