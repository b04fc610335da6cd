"""How each right stands in all municipalities: a bar of parts by state, with its numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from markupsafe import Markup, escape

from kg.figures.states import Coverage

_ROW, _LEFT, _WIDE, _TOP = 28, 260, 430, 26
_LONGEST = 38
"""Letters of a name beside a bar."""
ORDER = (
    Coverage.NOTHING,
    Coverage.ENDED,
    Coverage.ANNOUNCED,
    Coverage.ONE,
    Coverage.SEVERAL,
    Coverage.WITH_CITIZENS,
)
# Colours of a file of its own; on a page the style sheet has its say.
_FILL = {
    Coverage.NOTHING: "#ffffff",
    Coverage.ENDED: "#ffffff",
    Coverage.ANNOUNCED: "#e3e9ec",
    Coverage.ONE: "#c3d2d6",
    Coverage.SEVERAL: "#7fa3ab",
    Coverage.WITH_CITIZENS: "#1f5864",
}
_INK, _LIGHT, _EDGE, _GAP = "#15202b", "#ffffff", "#74818b", "#a4262c"


class RightBar(NamedTuple):
    """A right with the number of municipalities in each state."""

    label: str
    counts: Mapping[Coverage, int]


def draw_rights_bars(
    bars: Sequence[RightBar], *, title: str, words: Mapping[Coverage, str], alone: bool = False
) -> Markup:
    """Bars under each other, gaps at the left in a red frame; `alone` for a file of its own."""
    top = _TOP if alone else 0
    height = top + _ROW * len(bars) + 34
    size = f' width="700" height="{height}" font-family="sans-serif"' if alone else ""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="bars" role="img"'
        f' viewBox="0 0 700 {height}" aria-label="{escape(title)}"{size}>'
    ]
    if alone:
        parts.append(f'<rect width="700" height="{height}" fill="#ffffff"/>')
        parts.append(_text(0, 14, title, weight=600))
    for place, bar in enumerate(bars):
        parts.append(_bar(bar, y=top + place * _ROW))
    parts.append(_legend(words, y=top + _ROW * len(bars) + 8))
    parts.append("</svg>")
    return Markup("".join(parts))


def _bar(bar: RightBar, *, y: int) -> str:
    total = sum(bar.counts.values()) or 1
    parts = [_text(0, y + 17, _short(bar.label))]
    x = float(_LEFT)
    for state in ORDER:
        count = bar.counts.get(state, 0)
        if not count:
            continue
        width = _WIDE * count / total
        parts.append(_part(state, x + 1, y + 3, width=max(width - 2, 1), height=20))
        if width > 8 + 8 * len(str(count)):
            parts.append(_text(x + width / 2, y + 18, str(count), on=state))
        x += width
    return "".join(parts)


def _short(label: str) -> str:
    return label if len(label) <= _LONGEST else f"{label[: _LONGEST - 1].rstrip()}…"


def _legend(words: Mapping[Coverage, str], *, y: int) -> str:
    parts, x = [], 0
    for state in ORDER:
        parts.append(_part(state, x + 1, y, width=14, height=14))
        parts.append(_text(x + 20, y + 12, words[state]))
        x += 30 + 7 * len(words[state])
    return "".join(parts)


def _part(state: Coverage, x: float, y: float, *, width: float, height: float) -> str:
    edge = _GAP if state.is_gap else _EDGE
    return (
        f'<rect class="b-{state.value}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}"'
        f' height="{height:.1f}" fill="{_FILL[state]}" stroke="{edge}" stroke-width="1.5"/>'
    )


def _text(x: float, y: float, text: str, *, weight: int = 400, on: Coverage | None = None) -> str:
    ink = _LIGHT if on is Coverage.WITH_CITIZENS else _INK
    centred = f' class="t-{on.value}" text-anchor="middle"' if on is not None else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="13" font-weight="{weight}" fill="{ink}"'
        f"{centred}>{escape(text)}</text>"
    )
