"""How long something took, in words of years."""

from __future__ import annotations

from datetime import date

from flask_babel import ngettext

_A_LITTLE, _HALF = 0.12, 0.5
"""Parts of a year up to which it is still the same number, and up to which it is "more than"."""


def say_duration(begin: date, end: date) -> str:
    """Months below eleven of them; else years, "more than" some or "nearly" the next."""
    days = max(0, (end - begin).days)
    months = round(days / 30.44)
    if months < 11:
        return str(ngettext("%(n)s month", "%(n)s months", max(1, months), n=max(1, months)))
    return say_years(days / 365.25)


def say_years(years: float) -> str:
    """A number of years in words."""
    whole = int(years)
    rest = years - whole
    if whole and rest < _A_LITTLE:
        return str(ngettext("%(n)s year", "%(n)s years", whole, n=whole))
    if whole and rest < _HALF:
        return str(ngettext("more than %(n)s year", "more than %(n)s years", whole, n=whole))
    return str(ngettext("nearly %(n)s year", "nearly %(n)s years", whole + 1, n=whole + 1))
