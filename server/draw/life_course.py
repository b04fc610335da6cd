"""The life course of a project: lanes per sphere, time to the right, numbered events.

A bar runs in the lane of the sphere that led from one event to the next. The stretch before a
hand-over is dotted: that is how long a project waited for another to take it on. Numbers lead to
the rows of the table twin.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from markupsafe import Markup, escape

from server.draw.marks import SPHERES, css, mark

_WIDTH, _LEFT, _RIGHT, _LANE, _TOP = 640, 20, 24, 80, 4
_NEAR = 26
"""Marks closer than this in one lane get their numbers below and above in turn."""


@dataclass(frozen=True)
class CourseEvent:
    """One event: its day (or the first day of a month or year), and the sphere that led it.

    `ends` marks a stop: no bar leaves it. `handover` dots the stretch that leads to it.
    """

    day: date
    label: str
    sphere: str | None
    handover: bool = False
    ends: bool = False


@dataclass(frozen=True)
class CourseWords:
    """The words of the figure: its title, and the name of each sphere and of the unknown lane."""

    title: str
    spheres: Mapping[str, str]
    unknown: str


def draw_life_course(events: Sequence[CourseEvent], words: CourseWords) -> Markup:
    """Draw the events in the order given (by day); an empty drawing for fewer than one event."""
    if not events:
        return Markup("")
    lanes = _lanes(events)
    height = _TOP + _LANE * len(lanes) + 34
    scale = _Scale(events[0].day, events[-1].day)
    parts = [f'<path class="ax" d="M0 {_line_of(row):.0f}H{_WIDTH}"/>' for row in range(len(lanes))]
    parts.append(_years(scale, height))
    points = [(scale.x(e.day), _line_of(lanes.index(e.sphere))) for e in events]
    parts += [_stretch(a, b, events[i], events[i + 1]) for i, (a, b) in enumerate(pairwise(points))]
    parts += [_lane(words, lane, row) for row, lane in enumerate(lanes)]
    parts += _numbered(events, points)
    return Markup(
        f'<svg class="course" viewBox="0 0 {_WIDTH} {height}" role="img" '
        f'aria-label="{escape(words.title)}">{"".join(parts)}</svg>'
    )


def _lanes(events: Sequence[CourseEvent]) -> list[str | None]:
    """All four spheres, so that an empty lane shows who did not lead; then the unknown, if any."""
    lanes: list[str | None] = list(SPHERES)
    return [*lanes, None] if any(e.sphere is None for e in events) else lanes


class _Scale:
    """Days to units; whole years around the events, at least one."""

    def __init__(self, first: date, last: date) -> None:
        self.first_year, self.last_year = first.year, last.year + 1
        self._start = date(self.first_year, 1, 1).toordinal()
        self._days = date(self.last_year, 1, 1).toordinal() - self._start

    def x(self, day: date) -> float:
        span = _WIDTH - _LEFT - _RIGHT
        return _LEFT + span * (day.toordinal() - self._start) / self._days


def _line_of(row: int) -> float:
    return _TOP + _LANE * row + 50


def _lane(words: CourseWords, sphere: str | None, row: int) -> str:
    y = _line_of(row)
    name = escape(words.spheres.get(sphere, sphere) if sphere else words.unknown)
    sign = mark(sphere, 10, y - 31, 7) if sphere else ""
    return f'{sign}<text class="lane" x="{22 if sphere else 4}" y="{y - 25:.0f}">{name}</text>'


def _years(scale: _Scale, height: int) -> str:
    years = range(scale.first_year, scale.last_year + 1)
    step = 1 + (len(years) - 1) // 7
    out = []
    for year in years:
        x = scale.x(date(year, 1, 1))
        out.append(f'<path class="ax" d="M{x:.1f} {_TOP + 30}V{height - 26}"/>')
        if (year - scale.first_year) % step == 0:
            anchor = "end" if year == scale.last_year else "start" if x < 40 else "middle"
            left = x + 12 if anchor == "end" else x - 12 if anchor == "start" else x
            out.append(
                f'<text class="q" x="{left:.1f}" y="{height - 6}" '
                f'text-anchor="{anchor}">{year}</text>'
            )
    return "".join(out)


def _stretch(
    a: tuple[float, float], b: tuple[float, float], before: CourseEvent, after: CourseEvent
) -> str:
    """The bar from one event to the next, and the step to another lane at its end."""
    if before.ends:
        return ""
    lane = css(before.sphere) if before.sphere else "none"
    waits = " waits" if after.handover else ""
    bar = f'<path class="run u-{lane}{waits}" d="M{a[0]:.1f} {a[1]:.0f}H{b[0]:.1f}"/>'
    if a[1] == b[1]:
        return bar
    return f'{bar}<path class="step" d="M{b[0]:.1f} {a[1]:.0f}V{b[1]:.0f}"/>'


def _numbered(events: Sequence[CourseEvent], points: Sequence[tuple[float, float]]) -> list[str]:
    """The marks with their numbers; numbers of near neighbours in a lane alternate sides."""
    out = []
    last: dict[float, tuple[float, bool]] = {}
    for number, (event, (x, y)) in enumerate(zip(events, points, strict=True), 1):
        near_x, near_below = last.get(y, (-1e9, False))
        below = not near_below if x - near_x < _NEAR else True
        last[y] = (x, below)
        shape = mark(event.sphere, x, y, 9) if event.sphere else _unknown(x, y)
        stop = f'<path class="stop" d="M{x:.1f} {y - 14:.0f}v28"/>' if event.ends else ""
        text_y = y + 26 if below else y - 14
        out.append(
            f"<g><title>{number}. {escape(event.label)}</title>{stop}{shape}"
            f'<text class="n" x="{x:.1f}" y="{text_y:.0f}" text-anchor="middle">{number}</text></g>'
        )
    return out


def _unknown(x: float, y: float) -> str:
    return f'<circle class="open" cx="{x:.1f}" cy="{y:.1f}" r="7"/>'
