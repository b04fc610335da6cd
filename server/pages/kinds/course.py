"""The life course of a project, from its events to the figure and the table beside it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from flask_babel import gettext as _
from markupsafe import Markup

from server.draw.life_course import CourseEvent, CourseWords, draw_life_course
from server.pages.kinds.words import sphere_words
from server.view.page_query import PageQuery, Resource, text

if TYPE_CHECKING:
    from server.view.page_query import Row

LIMIT = 100

_EVENTS = """
SELECT ?event ?kind ?day ?leader ?to ?handed ?what WHERE {
  { SELECT DISTINCT ?event WHERE { ?event sam:eventOf $this } LIMIT $limit }
  OPTIONAL { ?event sam:eventKind ?kind }
  OPTIONAL { ?event sam:eventDate ?day }
  OPTIONAL { ?event sam:ledBy ?leader }
  OPTIONAL { ?event sam:handedOverTo ?to }
  OPTIONAL { ?event sam:handedOverOn ?handed }
  OPTIONAL { ?event dct:description ?what }
} LIMIT 600"""


class Moment(NamedTuple):
    """One event of a project, as the table shows it; `number` is None when it has no date."""

    number: int | None
    event: Resource
    kind: Resource | None
    day: str
    leaders: list[Resource]
    receivers: list[Resource]
    what: str


class Course(NamedTuple):
    """The figure (empty without dated events) and its table twin."""

    figure: Markup
    moments: list[Moment]
    waits: bool


def read_course(page_query: PageQuery, iri: str) -> Course | None:
    """The life course of a project; None when no event of it is known."""
    by_event: dict[str, list[Row]] = {}
    for row in page_query.rows(_EVENTS, this=iri, limit=LIMIT):
        by_event.setdefault(row["event"].value, []).append(row)
    if not by_event:
        return None
    moments = sorted(
        (_moment(page_query, event, rows) for event, rows in by_event.items()),
        key=lambda m: (m.day or "9999", m.event.iri),
    )
    dated = [m for m in moments if as_day(m.day)]
    numbered = [m._replace(number=n) for n, m in enumerate(dated, 1)]
    rest = [m for m in moments if m not in dated]
    return Course(_figure(numbered), numbered + rest, any(_is_handover(m) for m in numbered[1:]))


def _moment(page_query: PageQuery, event: str, rows: list[Row]) -> Moment:
    def things(column: str) -> list[Resource]:
        return list(dict.fromkeys(t for row in rows if (t := page_query.of(row, column))))

    return Moment(
        None,
        page_query.resource(event),
        next(iter(things("kind")), None),
        text(rows[0], "day") or text(rows[0], "handed"),
        things("leader"),
        things("to"),
        text(rows[0], "what"),
    )


def _is_handover(moment: Moment) -> bool:
    return bool(moment.receivers) or (moment.kind is not None and moment.kind.slug == "handover")


def _figure(moments: list[Moment]) -> Markup:
    events = []
    for moment in moments:
        day = as_day(moment.day)
        kind = moment.kind.label if moment.kind else moment.event.label
        if day is None:
            continue
        actors = moment.receivers or moment.leaders
        spheres = [actor.sphere for actor in actors if actor.sphere]
        events.append(
            CourseEvent(
                day=day,
                label=", ".join([kind, *(actor.label for actor in actors[:1])]),
                sphere=spheres[0] if spheres else None,
                handover=_is_handover(moment),
                ends=moment.kind is not None and moment.kind.slug == "stop",
            )
        )
    title = _("Life course in %(n)s events; the table below says the same.", n=len(events))
    return draw_life_course(events, CourseWords(title, sphere_words(), _("sphere not known")))


def as_day(written: str) -> date | None:
    """The day of an ISO date; of a month or a year without day its first; None for no date."""
    head = written[:10]
    for ending in ("", "-01", "-01-01"):
        try:
            return date.fromisoformat(head + ending)
        except ValueError:
            continue
    return None
