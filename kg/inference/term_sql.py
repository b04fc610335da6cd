"""SQL about RDF terms: their columns in the table `term`, and comparison by value.

Expressions in, expressions out; NULL is what SPARQL calls an error. How values of different kinds
compare follows SPARQL 1.1 Query 17.3 and 17.4.1.7: what is known to differ is false, what nobody
can know is an error.
"""

from __future__ import annotations

from typing import NamedTuple

from kg.mapping.sql.dialect import SqlDialect
from kg.model.terms import XSD

_NUMBERS = (
    *("integer", "byte", "short", "int", "long", "decimal", "double", "float"),
    *("unsignedByte", "unsignedShort", "unsignedInt", "unsignedLong"),
    *("nonNegativeInteger", "nonPositiveInteger", "positiveInteger", "negativeInteger"),
)
_KNOWN = (
    *("boolean", "time", "duration", "dayTimeDuration", "yearMonthDuration"),
    *("gMonth", "gDay", "gMonthDay"),
)
_FORMS = {
    "dateTime": "-?[0-9]{4,}-[0-9]{2}-[0-9]{2}T[0-9:]{8}([.][0-9]+)?",
    "date": "-?[0-9]{4,}-[0-9]{2}-[0-9]{2}",
    "gYearMonth": "-?[0-9]{4,}-[0-9]{2}",
    "gYear": "-?[0-9]{4,}",
}
_FIRST = {"gYearMonth": "-01", "gYear": "-01-01"}
"""Kinds of moments, with what makes a value of theirs, and what makes it a day."""
_FURTHEST = 14 * 3600
"""Seconds by which a time zone may differ from that of Greenwich."""


class TermColumns(NamedTuple):
    """The columns of a term in SQL.

    `kind` is empty for what is no literal, `text`, a language tag with its `@`, `number`, the
    local name of a known type of XSD, or `?`; `text` is the IRI or the text of a literal; `moment`
    are seconds since 1970, `zoned` says whether a time zone was given.
    """

    kind: str
    text: str = "CAST(NULL AS VARCHAR)"
    number: str = "CAST(NULL AS DOUBLE)"
    moment: str = "CAST(NULL AS DOUBLE)"
    zoned: str = "false"


COLUMNS = TermColumns._fields


def described(d: SqlDialect, tokens: str) -> str:
    """A SELECT of `token` and the columns of `TermColumns`, of a relation that has `token`."""
    text = "SUBSTR(token, 2, LENGTH(token) - LENGTH(tail) - 2)"
    quoted = d.quoted('"')
    tail = d.group("token", '"([^"]*)$', number=1)
    local = d.group("tail", f"^\\^\\^<{XSD}([A-Za-z]+)>$", number=1)
    known = ", ".join(d.quoted(name) for name in (*_KNOWN, *_FORMS))
    numbers = ", ".join(map(d.quoted, _NUMBERS))
    kind = (
        f"CASE WHEN tail IS NULL THEN '' WHEN tail = '' THEN 'text'"
        f" WHEN {d.begins('tail', d.quoted('@'))} THEN tail"
        f" WHEN local IN ({numbers}) THEN 'number' WHEN local = 'dateTimeStamp' THEN 'dateTime'"
        f" WHEN local IN ({known}) THEN local ELSE '?' END"
    )
    zone = d.group("text", "(Z|[+-][0-9]{2}:[0-9]{2})$", number=1)
    bare = "SUBSTR(text, 1, LENGTH(text) - LENGTH(zone))"
    firsts = {name: d.quoted(_FIRST.get(name, "")) for name in _FORMS}
    days = {name: d.cast(f"bare || {first}", "TIMESTAMP") for name, first in firsts.items()}
    moments = " ".join(
        f"WHEN kind = {d.quoted(name)} AND {d.matches('bare', form)} THEN {d.seconds(days[name])}"
        for name, form in _FORMS.items()
    )
    hours, minutes = (d.cast(f"SUBSTR(zone, {start}, 2)", "INTEGER") for start in (2, 5))
    away = (
        f"CASE WHEN LENGTH(zone) = 6 THEN (CASE SUBSTR(zone, 1, 1) WHEN '-' THEN -1 ELSE 1 END)"
        f" * ({hours} * 3600 + {minutes} * 60) ELSE 0 END"
    )
    timed = ", ".join(d.quoted(name) for name in _FORMS)
    numeric = d.cast("text", "DOUBLE")
    return (
        f"SELECT token, CASE WHEN kind = 'number' AND number IS NULL THEN '?'"
        f" WHEN kind IN ({timed}) AND moment IS NULL THEN '?' ELSE kind END AS kind, text,"
        f" number, moment, coalesce(zone <> '', false) AS zoned"
        f" FROM (SELECT *, CASE WHEN kind = 'number' THEN {numeric} END AS number,"
        f" (CASE {moments} END) - {away} AS moment"
        f" FROM (SELECT *, {bare} AS bare FROM (SELECT *, CASE WHEN kind IN ({timed}) THEN {zone}"
        f" ELSE '' END AS zone FROM (SELECT token, {kind} AS kind,"
        f" CASE WHEN tail IS NOT NULL AND {d.contains('token', d.quoted(chr(92)))}"
        f" THEN {_unescaped(d, text)} ELSE {text} END AS text"
        f" FROM (SELECT *, CASE WHEN {d.begins('tail', d.quoted('^'))} THEN {local} END AS local"
        f" FROM (SELECT token, CASE WHEN {d.begins('token', quoted)} THEN {tail} END AS tail"
        f" FROM {tokens})))))) "
    ).replace("LENGTH(tail)", "coalesce(LENGTH(tail), 0)")


def _unescaped(d: SqlDialect, text: str) -> str:
    # A backslash that stands for itself goes aside while the others are read.
    text = f"REPLACE({text}, {d.quoted(chr(92) * 2)}, {d.char(1)})"
    for sign, code in (("n", 10), ("r", 13), ("t", 9), ("b", 8), ("f", 12), ('"', 34)):
        text = f"REPLACE({text}, {d.quoted(chr(92) + sign)}, {d.char(code)})"
    return f"REPLACE({text}, {d.char(1)}, {d.quoted(chr(92))})"


def written(d: SqlDialect, text: str) -> str:
    """A plain text as a token."""
    for sign, code in (("\\", 92), ('"', 34), ("n", 10), ("r", 13), ("t", 9)):
        text = f"REPLACE({text}, {d.char(code)}, {d.quoted(chr(92) + sign)})"
    return f"('\"' || {text} || '\"')"


def is_text(term: TermColumns) -> str:
    """Whether a term is a text, with or without a language: what text functions take."""
    return f"({term.kind} = 'text' OR SUBSTR({term.kind}, 1, 1) = '@')"


def truth(term: TermColumns) -> str:
    """The effective boolean value (SPARQL 17.2.2)."""
    return (
        f"CASE WHEN {term.kind} = 'text' THEN {term.text} <> ''"
        f" WHEN {term.kind} = 'boolean' THEN {term.text} IN ('true', '1')"
        f" WHEN {term.kind} = 'number' THEN {term.number} <> 0 END"
    )


def equal(one: TermColumns, two: TermColumns) -> str:
    """Whether two terms that are not the same are equal by value."""
    return (
        f"CASE WHEN {one.kind} = '' OR {two.kind} = '' THEN {one.kind} = {two.kind}"
        f" AND {one.text} = {two.text}"
        f" WHEN {one.kind} = 'number' AND {two.kind} = 'number' THEN {one.number} = {two.number}"
        f" WHEN {one.kind} = {two.kind} AND {one.moment} IS NOT NULL"
        f" THEN {one.zoned} = {two.zoned} AND {one.moment} = {two.moment}"
        f" WHEN SUBSTR({one.kind}, 1, 1) = '@' OR SUBSTR({two.kind}, 1, 1) = '@'"
        f" THEN {one.kind} = {two.kind} AND {one.text} = {two.text}"
        f" WHEN {one.kind} <> '?' AND {two.kind} <> '?'"
        f" THEN {one.kind} = {two.kind} AND {one.text} = {two.text} END"
    )


def ordered(one: TermColumns, two: TermColumns, *, operator: str) -> str:
    """Whether two terms are in an order by value (`<`, `<=`, `>` or `>=`)."""
    earlier, later = ("true", "false") if operator.startswith("<") else ("false", "true")
    return (
        f"CASE WHEN {one.kind} <> {two.kind} THEN NULL"
        # As in the engine, which has no order of truth values either.
        f" WHEN {one.text} = {two.text} THEN {str('=' in operator).lower()}"
        f" WHEN {is_text(one)} THEN {one.text} {operator} {two.text}"
        f" WHEN {one.kind} = 'number' THEN {one.number} {operator} {two.number}"
        # Without a zone on one side it is known only beyond what zones may differ.
        f" WHEN {one.zoned} = {two.zoned} THEN {one.moment} {operator} {two.moment}"
        f" WHEN {one.moment} < {two.moment} - {_FURTHEST} THEN {earlier}"
        f" WHEN {one.moment} > {two.moment} + {_FURTHEST} THEN {later} END"
    )
