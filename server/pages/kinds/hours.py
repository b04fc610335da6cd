"""Opening hours of a contact point, as people say them: by day of the week, then the exceptions.

A specification with dates is an exception: in those days it goes before the weekly hours, and
without a time of opening it says closed (schema.org, OpeningHoursSpecification).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from babel.dates import get_day_names
from flask_babel import gettext as _

from server.pages.kinds.language_text import LanguageText, spoken
from server.view.page_query import text
from server.view.terms import last_part

if TYPE_CHECKING:
    from server.view.page_query import PageQuery, Row

_HOURS = """
SELECT ?contact ?spec ?day ?opens ?closes ?since ?until ?note WHERE {
  VALUES ?contact { $contacts } ?contact schema:hoursAvailable ?spec .
  OPTIONAL { ?spec schema:dayOfWeek ?day }
  OPTIONAL { ?spec schema:opens ?opens }
  OPTIONAL { ?spec schema:closes ?closes }
  OPTIONAL { ?spec schema:validFrom ?since }
  OPTIONAL { ?spec schema:validThrough ?until }
  OPTIONAL { ?spec dct:description ?note }
} LIMIT 1000"""

_DAYS = (
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "PublicHolidays",
)  # fmt: skip


class ExceptionalHours(NamedTuple):
    """Other hours in some days; `hours` is empty when closed. Days are ISO days, empty if open."""

    since: str
    until: str
    hours: str
    note: LanguageText | None


class Hours(NamedTuple):
    """Weekly hours as (day, blocks), and the exceptions by their first day."""

    weekly: list[tuple[str, str]]
    exceptions: list[ExceptionalHours]


def read_hours(page_query: PageQuery, contacts: list[str]) -> dict[str, Hours]:
    """The hours of contact points that have any."""
    by_contact: dict[str, dict[str, list[Row]]] = {}
    for row in page_query.rows(_HOURS, contacts=contacts) if contacts else ():
        specs = by_contact.setdefault(row["contact"].value, {})
        specs.setdefault(row["spec"].value, []).append(row)
    return {contact: _hours(specs, page_query.lang) for contact, specs in by_contact.items()}


def _hours(specs: dict[str, list[Row]], lang: str) -> Hours:
    weekly: dict[str, set[str]] = {}
    exceptions = []
    for rows in specs.values():
        since, until = text(rows[0], "since")[:10], text(rows[0], "until")[:10]
        block = _block(rows[0])
        if since or until:
            notes = [row["note"] for row in rows if "note" in row]
            exceptions.append(ExceptionalHours(since, until, block, spoken(notes, lang)))
            continue
        for row in rows:
            weekly.setdefault(last_part(text(row, "day")), set()).add(block or _("closed"))
    known = [day for day in _DAYS if day in weekly]
    return Hours(
        [(_day_name(day, lang), ", ".join(sorted(weekly[day]))) for day in known],
        sorted(exceptions, key=lambda e: (e.since, e.until)),
    )


def _block(row: Row) -> str:
    opens, closes = text(row, "opens")[:5], text(row, "closes")[:5]
    return f"{opens}–{closes}" if opens and closes else opens


def _day_name(day: str, lang: str) -> str:
    number = _DAYS.index(day)
    return _("public holidays") if number == 7 else str(get_day_names(locale=lang)[number])
