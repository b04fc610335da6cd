"""Projects on one time axis: waiting for a take-over is dotted, afterwards is solid."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from markupsafe import Markup, escape

_ROW, _LEFT, _WIDE, _TOP, _BOTTOM = 26, 250, 430, 24, 26
_LONGEST = 36
_INK, _EDGE = "#15202b", "#74818b"


class Lane(NamedTuple):
    """A project: its days, each None where unknown; without a start nothing is drawn."""

    label: str
    start: date | None
    taken: date | None
    stopped: date | None


def draw_lanes(lanes: Sequence[Lane], *, title: str, today: date, alone: bool = False) -> Markup:
    """A line for each project with a known start; `alone` for a file of its own."""
    shown = [lane for lane in lanes if lane.start is not None]
    first = min((lane.start.year for lane in shown if lane.start), default=today.year)
    last = today.year + 1
    height = _TOP + _ROW * len(shown) + _BOTTOM
    size = f' width="700" height="{height}" font-family="sans-serif"' if alone else ""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="bars lanes" role="img"'
        f' viewBox="0 0 700 {height}" aria-label="{escape(title)}"{size}>'
    ]
    if alone:
        parts.append(f'<rect width="700" height="{height}" fill="#ffffff"/>')

    def x(day: date) -> float:
        passed = day.year - first + (day.timetuple().tm_yday - 1) / 366
        return _LEFT + _WIDE * passed / max(1, last - first)

    for year in _years(first, last):
        at = x(date(year, 1, 1))
        parts.append(
            f'<line class="ln-grid" x1="{at:.1f}" x2="{at:.1f}" y1="{_TOP - 6}"'
            f' y2="{height - _BOTTOM}" stroke="{_EDGE}" stroke-width=".5"/>'
            f'<text x="{at:.1f}" y="12" font-size="12" text-anchor="middle" fill="{_INK}">'
            f"{year}</text>"
        )
    for place, lane in enumerate(shown):
        parts.append(_lane(lane, x, y=_TOP + place * _ROW + 12, today=today))
    parts.append("</svg>")
    return Markup("".join(parts))


def _lane(lane: Lane, x: Callable[[date], float], *, y: int, today: date) -> str:
    assert lane.start is not None
    label = lane.label if len(lane.label) <= _LONGEST else f"{lane.label[: _LONGEST - 1]}…"
    end = lane.stopped or today
    wait = min(lane.taken or end, end)
    begun, waited, ended = x(lane.start), x(wait), x(end)
    dots = ' stroke-dasharray="2 4"' if lane.taken else ""
    parts = [
        f'<text x="0" y="{y + 4}" font-size="13" fill="{_INK}">{escape(label)}</text>'
        f'<line class="ln-wait" x1="{begun:.1f}" x2="{waited:.1f}" y1="{y}" y2="{y}"'
        f' stroke="{_INK}" stroke-width="3"{dots}/><circle class="ln-mark" cx="{begun:.1f}"'
        f' cy="{y}" r="4.5" fill="{_INK}"/>'
    ]
    if lane.taken and lane.taken <= end:
        parts.append(
            f'<line class="ln-wait" x1="{waited:.1f}" x2="{ended:.1f}" y1="{y}" y2="{y}"'
            f' stroke="{_INK}" stroke-width="6"/><rect class="ln-mark" x="{waited - 5:.1f}"'
            f' y="{y - 5}" width="10" height="10" fill="{_INK}"/>'
        )
    if lane.stopped:
        parts.append(
            f'<path class="ln-stop" d="M{ended - 5:.1f} {y - 5}l10 10m0-10l-10 10" stroke="{_INK}"'
            ' stroke-width="2.4" fill="none"/>'
        )
    return "".join(parts)


def _years(first: int, last: int) -> range:
    step = next((s for s in (1, 2, 5, 10, 20, 50) if (last - first) / s <= 8), 100)
    return range(first + (-first) % step, last + 1, step)
