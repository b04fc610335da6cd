"""Dates and periods as headers of tables write them: `januari 2016`, `jan-16`, `Q3 2021`, `2019`.

A form is written in the letters of strptime (POSIX), with `%q` for the number of a quarter. Names
of months are those of CLDR in Dutch, English and French, whole or short.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import cache

LETTERS = "dmYyBbq"
"""The letters that a form of headers may have."""
_PATTERNS = {
    "d": "(?P<d>0?[1-9]|[12][0-9]|3[01])",
    "m": "(?P<m>0?[1-9]|1[0-2])",
    "Y": "(?P<Y>[0-9]{4})",
    "y": "(?P<y>[0-9]{2})",
    "B": "(?P<B>[^\\W\\d_]+[.]?)",
    "b": "(?P<B>[^\\W\\d_]+[.]?)",
    "q": "(?P<q>[1-4])",
}
_PIVOT = 69
"""Years of two digits from here on are of the last century (strptime of POSIX)."""
_ALSO = {"maa": 3, "mrt": 3, "sept": 9}
"""Short names that people write and CLDR has not."""


@dataclass(frozen=True)
class Period:
    """A day, month, quarter or year: its first and last day, and how it is written."""

    start: date
    end: date
    text: str


def is_form(form: str) -> bool:
    """Whether a text is a form: it says a year, each part once, and no letter that is not known."""
    letters = re.findall(r"%(.?)", form)
    parts = [{"y": "Y", "b": "B", "m": "B"}.get(letter, letter) for letter in letters]
    whole = "B" in parts if "d" in parts else True
    alone = not ("q" in parts and "B" in parts)
    known = all(letter in LETTERS and letter for letter in letters)
    return known and "Y" in parts and len(set(parts)) == len(parts) and whole and alone


def read_period(text: str, form: str) -> Period | None:
    """What a text says in a form; None when it does not fit, or names no month or day that is."""
    match = _pattern(form).fullmatch(" ".join(text.split()))
    if match is None:
        return None
    found = match.groupdict()
    year = int(found["Y"]) if found.get("Y") else _century(int(found["y"]))
    if year == 0:
        return None
    month = int(found["m"]) if found.get("m") else None
    if found.get("B"):
        month = month_names().get(_bare(found["B"]))
        if month is None:
            return None
    return _period(year, month, found)


def period_in(text: str, form: str) -> tuple[int, int, Period] | None:
    """Where a text has a period in a form as words of its own, from and up to, and which it is."""
    for match in re.finditer(rf"(?<![^\W_])(?:{_pattern(form).pattern})(?![^\W_])", text, re.I):
        period = read_period(match[0], form)
        if period is not None:
            return match.start(), match.end(), period
    return None


def _period(year: int, month: int | None, found: dict[str, str]) -> Period | None:
    if found.get("q"):
        last = 3 * int(found["q"])
        end = date(year, last, monthrange(year, last)[1])
        return Period(date(year, last - 2, 1), end, f"{year:04}-Q{found['q']}")
    if month is None:
        return Period(date(year, 1, 1), date(year, 12, 31), f"{year:04}")
    days = monthrange(year, month)[1]
    if not found.get("d"):
        return Period(date(year, month, 1), date(year, month, days), f"{year:04}-{month:02}")
    if int(found["d"]) > days:
        return None
    day = date(year, month, int(found["d"]))
    return Period(day, day, day.isoformat())


@cache
def month_names() -> dict[str, int]:
    """The number of each month by its names, in small letters without accents and points."""
    from babel.dates import get_month_names  # only those who turn tables need it

    names = dict(_ALSO)
    for lang in ("nl", "en", "fr"):
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                found = get_month_names(width, context, lang)
                names |= {_bare(name): number for number, name in found.items()}
    return names


@cache
def _pattern(form: str) -> re.Pattern[str]:
    parts = re.split(r"%(.)", " ".join(form.split()))
    written = (
        _PATTERNS[part] if index % 2 else re.escape(part) for index, part in enumerate(parts)
    )
    return re.compile("".join(written), re.IGNORECASE)


def _century(year: int) -> int:
    return year + (1900 if year >= _PIVOT else 2000)


def _bare(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c)).rstrip(".")
