"""Numbers of things by state, as a bar of parts for each row, with the number in every part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from markupsafe import Markup, escape

_ROW, _LEFT, _WIDE, _TOP = 28, 260, 430, 26
_LONGEST = 38
"""Letters of a name beside a bar."""
_LETTER, _FRAME = 7, 700
_INK, _LIGHT, _EDGE, _GAP = "#15202b", "#ffffff", "#74818b", "#a4262c"


class BarPart(NamedTuple):
    """A state: the class that the style sheet colours, its words, and its colour in a file.

    A gap has a red frame; on a dark part the number is light.
    """

    css: str
    words: str
    fill: str
    gap: bool = False
    dark: bool = False


class PartBar(NamedTuple):
    """A row: its name, and how many there are of each part, by the class of the part."""

    label: str
    counts: Mapping[str, int]


MISSING = BarPart("c1", "", "#ffffff", gap=True)
UNSURE = BarPart("c2", "", "#e3e9ec")
SOME = BarPart("c3", "", "#c3d2d6")
MORE = BarPart("c4", "", "#7fa3ab")
FULL = BarPart("c5", "", "#1f5864", dark=True)
"""The five grounds that figures share, from nothing found to all."""


def draw_part_bars(
    bars: Sequence[PartBar],
    *,
    title: str,
    parts: Sequence[BarPart],
    share: bool = True,
    alone: bool = False,
) -> Markup:
    """Bars under each other; `alone` for a file of its own.

    With `share` each bar is as long as the next; without, the longest is and the others follow it.
    """
    top = _TOP if alone else 0
    legend, rows = _legend(parts, y=top + _ROW * len(bars) + 8)
    height = top + _ROW * len(bars) + 10 + 24 * rows
    size = f' width="{_FRAME}" height="{height}" font-family="sans-serif"' if alone else ""
    drawn = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="bars" role="img"'
        f' viewBox="0 0 {_FRAME} {height}" aria-label="{escape(title)}"{size}>'
    ]
    if alone:
        drawn.append(f'<rect width="{_FRAME}" height="{height}" fill="#ffffff"/>')
        drawn.append(_text(0, 14, title, weight=600))
    most = max((sum(bar.counts.values()) for bar in bars), default=0) or 1
    for place, bar in enumerate(bars):
        whole = (sum(bar.counts.values()) or 1) if share else most
        drawn.append(_bar(bar, parts, whole=whole, y=top + place * _ROW))
    drawn += [legend, "</svg>"]
    return Markup("".join(drawn))


def _bar(bar: PartBar, parts: Sequence[BarPart], *, whole: int, y: int) -> str:
    drawn = [_text(0, y + 17, _short(bar.label))]
    x = float(_LEFT)
    for part in parts:
        count = bar.counts.get(part.css, 0)
        if not count:
            continue
        width = _WIDE * count / whole
        drawn.append(_part(part, x + 1, y + 3, width=max(width - 2, 1), height=20))
        if width > 8 + 8 * len(str(count)):
            drawn.append(_text(x + width / 2, y + 18, str(count), on=part))
        x += width
    return "".join(drawn)


def _short(label: str) -> str:
    return label if len(label) <= _LONGEST else f"{label[: _LONGEST - 1].rstrip()}…"


def _legend(parts: Sequence[BarPart], *, y: int) -> tuple[str, int]:
    """The words of the parts, and on how many lines."""
    drawn, x, rows = [], 0, 1
    for part in parts:
        wide = 30 + _LETTER * len(part.words)
        if x and x + wide > _FRAME:
            x, rows = 0, rows + 1
        line = y + 24 * (rows - 1)
        drawn.append(_part(part, x + 1, line, width=14, height=14))
        drawn.append(_text(x + 20, line + 12, part.words))
        x += wide
    return "".join(drawn), rows


def _part(part: BarPart, x: float, y: float, *, width: float, height: float) -> str:
    edge = _GAP if part.gap else _EDGE
    return (
        f'<rect class="b-{part.css}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}"'
        f' height="{height:.1f}" fill="{part.fill}" stroke="{edge}" stroke-width="1.5"/>'
    )


def _text(x: float, y: float, text: str, *, weight: int = 400, on: BarPart | None = None) -> str:
    ink = _LIGHT if on is not None and on.dark else _INK
    centred = f' class="t-{on.css}" text-anchor="middle"' if on is not None else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="13" font-weight="{weight}" fill="{ink}"'
        f"{centred}>{escape(text)}</text>"
    )
