"""Lexical forms: from what people type to the canonical form of a datatype (XSD 1.1 part 2).

The store keeps values, not spellings, so only canonical forms compare equal to what comes back.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from kg.mapping.sql import moments
from kg.mapping.sql.dialect import Kind, dialect
from kg.mapping.sql.terms import quoted
from kg.model.terms import RDF, XSD
from kg.sources.json_columns import DIGITS

Build = Callable[[str, str], str]
"""Makes the SQL of a check, of a value and the decimal sign of its source."""
_KIND_OF_BOUNDS: Kind = "DECIMAL(20, 0)"  # that of unsignedLong is beyond BIGINT


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
        return Lexical(moments.date(value, dates), "SAM-M002", expected)
    build = _CHECKS.get(name)
    if build is None:
        return None
    form = build(value, decimal)
    if name not in _BINARY:
        form = f"CASE WHEN length({value}) <= {DIGITS} THEN {form} END"
    return Lexical(form, "SAM-M003", f"xsd:{name}")


def is_written_so(datatype: str, text: str) -> bool:
    """Whether a text that passes the check of its datatype is written as XSD does.

    The checks take what people type: a blank for `T`, signs of money, words in capitals.
    """
    form = _WRITTEN.get(datatype.removeprefix(XSD), r"\S(.*\S)?|")
    return re.fullmatch(form, text) is not None


def _when(value: str, pattern: str, result: str | None = None) -> str:
    return f"CASE WHEN {dialect().matches(value, pattern)} THEN {result or value} END"


def _number(value: str, decimal: str) -> str:
    """Digits with a point, or NULL: a separator counts only where the stated locale has it."""
    bare = dialect().strip(value, " €\N{NO-BREAK SPACE}")
    if decimal == ".":
        return bare
    groups = "([0-9]+|[0-9]{1,3}([. \N{NO-BREAK SPACE}][0-9]{3})+)"
    pattern = f"[+-]?({groups}({decimal}[0-9]*)?|{decimal}[0-9]+)"
    joined = dialect().replace_all(bare, "[. \N{NO-BREAK SPACE}]", by="")
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


_ANY_DECIMAL = "[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)"
_ANY_WHOLE = "[+-]?[0-9]+"
_CANONICAL = "-?([1-9][0-9]*|0)([.][0-9]*[1-9])?"
_WHOLE = "-?[1-9][0-9]*|0"


def _decimal(value: str, decimal: str) -> str:
    number = _number(value, decimal)
    if decimal == ".":
        # Most values are canonical already: one test instead of five replacements.
        plain = f"{dialect().matches(value, _CANONICAL)} AND {value} <> '-0'"
        return f"CASE WHEN {plain} THEN {value} ELSE {_any_decimal(number)} END"
    return _any_decimal(number)


def _any_decimal(number: str) -> str:
    return _when(number, _ANY_DECIMAL, _short(number))


def _integer(value: str, decimal: str) -> str:
    number = _number(value, decimal)
    written = _when(number, _ANY_WHOLE, _short(number))
    if decimal != ".":
        return written
    return f"CASE WHEN {dialect().matches(value, _WHOLE)} THEN {value} ELSE {written} END"


def _bounded(low: int, high: int) -> Build:
    """A check of integers that have bounds (XSD 1.1 part 2, 3.4)."""

    def build(value: str, decimal: str) -> str:
        sql = dialect()
        inside = f"{sql.cast('n', _KIND_OF_BOUNDS)} BETWEEN {low} AND {high}"
        return sql.let("n", _integer(value, decimal), body=f"CASE WHEN {inside} THEN n END")

    return build


def _signed(wrong: str) -> Build:
    """A check of integers of any size that do not fit a pattern."""

    def build(value: str, decimal: str) -> str:
        sql = dialect()
        test = f"CASE WHEN NOT {sql.matches('n', wrong)} THEN n END"
        return sql.let("n", _integer(value, decimal), body=test)

    return build


_FLOATING = f"{_ANY_DECIMAL}([eE][+-]?[0-9]+)?"
# Fifteen digits come back from a double as they went in.
_CANONICAL_DOUBLE = "-?[1-9][.](0|[0-9]{0,13}[1-9])E(0|-?[1-9][0-9]?)"


def _double(value: str, decimal: str) -> str:
    return _floating(value, decimal, "DOUBLE", _CANONICAL_DOUBLE)


def _float(value: str, decimal: str) -> str:
    return _floating(value, decimal, "REAL", "-?[1-9][.](0|[0-9]{0,4}[1-9])E(0|-?[1-9])")


def _floating(value: str, decimal: str, kind: Kind, canonical: str) -> str:
    """A number in canonical form, `3.3E1`; NULL when it is none, or larger than the largest."""
    sql, number = dialect(), _when(_number(value, decimal), _FLOATING)
    finite = sql.let("t", sql.as_text(sql.cast(number, kind)), body=_scientific("t"))
    known = f"WHEN {sql.matches(value, canonical)} THEN {value}" if decimal == "." else ""
    return (
        f"CASE {known} WHEN {value} IN ('INF', '-INF', 'NaN') THEN {value}"
        f" WHEN {value} = '+INF' THEN 'INF' ELSE {finite} END"
    )


def _scientific(number: str) -> str:
    """A text such as `33.0`, `-1.5e-07` or `1e+20` with one digit before the point and `E`."""
    sql = dialect()
    power = f"coalesce({sql.cast(sql.part(number, 'e', number=2), 'INTEGER')}, 0)"
    shift = sql.as_text(f"(length(d) - length({sql.part('m', '.', number=2)}) - 1 + {power})")
    rest = f"coalesce(nullif({sql.strip_right('substr(d, 2)', '0')}, ''), '0')"
    written = f"{sql.first('d', 1)} || '.' || {rest} || 'E' || {shift}"
    digits = sql.strip_left("replace(m, '.', '')", "0")
    any_size = sql.let("d", digits, body=f"CASE WHEN d = '' THEN '0.0E0' ELSE {written} END")
    mantissa = f"replace({sql.part(number, 'e', number=1)}, '-', '')"
    sign = f"CASE WHEN {sql.begins(number, quoted('-'))} THEN '-' ELSE '' END"
    finite = f"NOT {sql.ends(number, quoted('inf'))}"
    return f"CASE WHEN {finite} THEN {sign} || {sql.let('m', mantissa, body=any_size)} END"


def _boolean(value: str, _: str) -> str:
    word = f"lower({value})"
    return (
        f"CASE WHEN {word} IN ('true', '1') THEN 'true'"
        f" WHEN {word} IN ('false', '0') THEN 'false' END"
    )


def _pattern(pattern: str) -> Build:
    return lambda value, _: _when(value, pattern)


def _duration(name: str) -> Build:
    return lambda value, _: moments.duration(name, value)


def _hexadecimal(value: str, _: str) -> str:
    return _when(value, "([0-9a-fA-F]{2})*", f"upper({value})")


_64 = "[A-Za-z0-9+/]"
_BASE64 = f"({_64}{{4}})*({_64}{{2}}[AEIMQUYcgkosw048]=|{_64}[AQgw]==)?"


def _base64(value: str, _: str) -> str:
    return _when(dialect().replace_all(value, "[ \\t\\n\\r]", by=""), _BASE64)


_BINARY: dict[str, Build] = {"hexBinary": _hexadecimal, "base64Binary": _base64}
"""Values of any length."""

_SIZES = {"byte": 8, "short": 16, "int": 32, "long": 64}
_INTEGERS: dict[str, Build] = {
    "integer": _integer,
    "nonNegativeInteger": _signed("-.*"),
    "positiveInteger": _signed("-.*|0"),
    "nonPositiveInteger": _signed("[1-9].*"),
    "negativeInteger": _signed("[0-9].*"),
    **{name: _bounded(-(2 ** (b - 1)), 2 ** (b - 1) - 1) for name, b in _SIZES.items()},
    **{f"unsigned{name.capitalize()}": _bounded(0, 2**b - 1) for name, b in _SIZES.items()},
}

PLAIN = frozenset(XSD + name for name in ("decimal", *_INTEGERS))
"""Datatypes whose values have no exponent."""

_CHECKS: dict[str, Build] = {
    **_INTEGERS,
    "decimal": _decimal,
    "double": _double,
    "float": _float,
    "boolean": _boolean,
    "dateTime": lambda value, _: moments.date_time(value),
    "dateTimeStamp": lambda value, _: moments.stamp(value),
    **{name: _pattern(pattern) for name, pattern in moments.PATTERNS.items()},
    **{name: _duration(name) for name in moments.DURATIONS},
    **_BINARY,
    "language": _pattern("[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*"),
}

_WRITTEN = {
    **dict.fromkeys(_INTEGERS, _ANY_WHOLE),
    "decimal": _ANY_DECIMAL,
    **dict.fromkeys(("double", "float"), f"{_FLOATING}|[+-]?INF|NaN"),
    "boolean": "true|false|1|0",
    **dict.fromkeys(("dateTime", "dateTimeStamp"), r"\S+"),
}
"""Lexical forms of XSD where the checks take more (XSD 1.1 part 2, 3.3 and 3.4)."""

CHECKED = tuple(XSD + name for name in ("date", *_CHECKS))
"""Datatypes whose values are checked and put in canonical form."""

NO_DATATYPE = (XSD + "string", RDF + "langString", RDF + "dirLangString")
"""Datatypes that a literal has without saying so."""
_ANY_TEXT = (
    "string",
    "anyURI",
    "normalizedString",
    "token",
    "NMTOKEN",
)
EXISTING = (*CHECKED, *(XSD + name for name in (*_ANY_TEXT, "Name", "NCName")))
"""The datatypes of XSD that literals of RDF may have (RDF 1.1 Concepts, 5.1)."""
