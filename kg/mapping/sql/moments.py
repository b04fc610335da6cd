"""Dates, times and durations: forms that people write, and the lexical forms of XSD.

Sources: XSD 1.1 part 2, 3.3.6 to 3.3.14 and 3.4.26 to 3.4.28; for forms, strptime of POSIX.
"""

from __future__ import annotations

import re
from functools import cache

from kg.mapping.sql.dialect import dialect
from kg.texts import Message

# Dates of the year nought are typing errors or mean "unknown": they are no dates here.
_FOUR = "(000[1-9]|00[1-9][0-9]|0[1-9][0-9]{2}|[1-9][0-9]{3})"
_YEAR = f"-?({_FOUR}|[1-9][0-9]{{4,}})"
_MONTH, _DAY = "(0[1-9]|1[0-2])", "(0[1-9]|[12][0-9]|3[01])"
_MONTH_DAY = "(02-(0[1-9]|[12][0-9])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|(0[13578]|1[02])-{day})"
_CLOCK = "(([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]+)?|24:00:00([.]0+)?)"
_ZONE = "(Z|[+-]((0[0-9]|1[0-3]):[0-5][0-9]|14:00))"
_TIMES = "(T([0-9]+H)?([0-9]+M)?([0-9]+([.][0-9]+)?S)?)?"
_YEARS_MONTHS, _DAYS = "([0-9]+Y)?([0-9]+M)?", "([0-9]+D)?"

PATTERNS = {
    "time": f"{_CLOCK}{_ZONE}?",
    "gYear": f"{_YEAR}{_ZONE}?",
    "gYearMonth": f"{_YEAR}-{_MONTH}{_ZONE}?",
    "gMonth": f"--{_MONTH}{_ZONE}?",
    "gDay": f"---{_DAY}{_ZONE}?",
    "gMonthDay": f"--{_MONTH_DAY.format(day=_DAY)}{_ZONE}?",
}
"""Lexical forms that a pattern says whole."""

_DURATIONS = {
    "duration": f"-?P{_YEARS_MONTHS}{_DAYS}{_TIMES}",
    "dayTimeDuration": f"-?P{_DAYS}{_TIMES}",
    "yearMonthDuration": f"-?P{_YEARS_MONTHS}",
}
DURATIONS = tuple(_DURATIONS)
"""Datatypes of durations."""

WRITTEN = "%Y-%m-%d"
"""The form of dates that XSD writes."""
_DIGITS = {**dict.fromkeys("dmHIMS", (1, 2)), "y": (2, 2), "Y": (4, 4), "j": (1, 3), "f": (1, 6)}
"""Fewest and most digits of what a letter of a form stands for."""
_WORDS = frozenset("aAbBp")
_DIRECTIVE = re.compile("%-?(.)|([^%]+)|%", re.DOTALL)
_WHOLE = ({"d", "m"}, {"d", "b"}, {"d", "B"}, {"j"})


def date_time(value: str, zone: str = f"{_ZONE}?") -> str:
    """A date and time, with a blank or `T` between them; NULL when it is none."""
    sql, text = dialect(), f"replace({value}, ' ', 'T')"
    utc = sql.replace_first(text, "[+-]00:00$", "Z")
    return f"CASE WHEN {_on_a_day(text, f'T{_CLOCK}{zone}')} THEN {utc} END"


def stamp(value: str) -> str:
    """A date and time that says its zone; NULL when it is none."""
    return date_time(value, _ZONE)


def duration(name: str, value: str) -> str:
    """A duration of one of `DURATIONS`; NULL when it is none."""
    sql = dialect()
    # A letter that announces a part is followed by one.
    whole = f"{sql.matches(value, _DURATIONS[name])} AND NOT {sql.has(value, '[PT]$')}"
    return f"CASE WHEN {whole} THEN {value} END"


def date(value: str, forms: tuple[str, ...]) -> str:
    """A date in the first form that fits, as XSD writes it; NULL when none does.

    Without forms, or where `%Y-%m-%d` is one, an xsd:date is taken, which may have a zone.
    """
    sql = dialect()
    if forms in ((), (WRITTEN,)):
        return _written(value)
    found = [
        f"CASE WHEN {sql.matches(value, form_pattern(form))} THEN {sql.date(value, form)} END"
        for form in forms
    ]
    first = sql.as_text(found[0] if len(found) == 1 else f"coalesce({', '.join(found)})")
    return f"coalesce({first}, {_written(value)})" if WRITTEN in forms else first


def _written(value: str) -> str:
    """A text that is an xsd:date already; NULL when it is none."""
    sql = dialect()
    # Casting there and back costs a tenth of parsing by a format and writing again.
    plain = f"{value} < ':' AND {sql.as_text(sql.cast(value, 'DATE'))} = {value}"
    utc = sql.replace_first(value, "[+-]00:00$", "Z")
    return f"CASE WHEN {plain} THEN {value} WHEN {_on_a_day(value, f'{_ZONE}?')} THEN {utc} END"


def _on_a_day(value: str, rest: str) -> str:
    """Whether a text is a day that exists, in any year, with something behind it."""
    sql = dialect()
    written = sql.matches(value, f"{_YEAR}-{_MONTH}-{_DAY}{rest}")
    # Leap years come back after 400 years, so the last four digits of a year tell.
    day = sql.group(value, "([0-9]{4}-[0-9]{2}-[0-9]{2})", number=1)
    return f"{written} AND {sql.cast(day, 'DATE')} IS NOT NULL"


@cache
def form_pattern(form: str) -> str:
    """The pattern of the texts that a form of dates (`%d/%m/%Y`) may stand for.

    A year has the digits that the form asks, and so has a number that touches another.

    Raises:
        ValueError: the form has a letter that is not known, or does not say a whole date.
    """
    pieces = list(_DIRECTIVE.finditer(form))
    letters = [piece[1] for piece in pieces]
    pattern = ""
    for place, piece in enumerate(pieces):
        beside = {*letters[max(place - 1, 0) : place], *letters[place + 1 : place + 2]}
        pattern += _piece(piece, touching=not beside.isdisjoint(_DIGITS))
    if not {"Y", "y"} & set(letters) or not any(whole <= set(letters) for whole in _WHOLE):
        raise ValueError(Message("does not say a day, a month and a year"))
    return pattern


def _piece(piece: re.Match[str], *, touching: bool) -> str:
    letter, text = piece[1], piece[2]
    if text is not None or letter == "%":
        return re.sub(r"[^\w\s]", r"\\\g<0>", text or "%", flags=re.ASCII)
    if letter in _WORDS:
        return "[^0-9]+"
    if letter == "Y":
        return _FOUR
    if letter not in _DIGITS:
        raise ValueError(Message("has '{letter}', which is not known here", letter=piece[0]))
    fewest, most = _DIGITS[letter]
    return f"[0-9]{{{most if touching else fewest},{most}}}"
