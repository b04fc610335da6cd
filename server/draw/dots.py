"""Shares of a sample with the interval in which they probably lie, beside shares from elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import NamedTuple

from markupsafe import Markup, escape

_ROW, _LEFT, _WIDE, _TOP, _FRAME = 59, 12, 394, 10, 424
_Z = 1.96
"""Standard deviations on both sides of an interval that holds 95 times in 100."""
_INK, _GREY, _OWN = "#15202b", "#4a5863", "#6b2a3e"


class Share(NamedTuple):
    """A share: `number` of `total`, and what it is elsewhere in per cent where that is known."""

    label: str
    number: int
    total: int
    elsewhere: float | None


def interval(count: int, total: int) -> tuple[float, float]:
    """The interval of a share in per cent (Wilson 1927), which stays within 0 and 100."""
    if not total:
        return 0.0, 100.0
    share, square = count / total, _Z * _Z
    middle = (share + square / (2 * total)) / (1 + square / total)
    half = _Z / (1 + square / total) * sqrt(share * (1 - share) / total + square / (4 * total**2))
    return 100 * max(0.0, middle - half), 100 * min(1.0, middle + half)


def draw_dots(
    shares: Sequence[Share], *, title: str, words: tuple[str, str, str], alone: bool = False
) -> Markup:
    """A disc with its interval for each share, a diamond for that of elsewhere, from 0 per cent.

    `words` are those of the disc, of the diamond, and of "n of all", with `%s` twice.
    """
    high = [interval(one.number, one.total)[1] for one in shares]
    high += [one.elsewhere for one in shares if one.elsewhere is not None]
    top = 10 * (int(max(high, default=0)) // 10 + 1)
    height = _TOP + _ROW * len(shares) + 66
    size = f' width="{_FRAME}" height="{height}" font-family="sans-serif"' if alone else ""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="dots" role="img"'
        f' viewBox="0 0 {_FRAME} {height}" aria-label="{escape(title)}"{size}>'
    ]
    if alone:
        parts.append(f'<rect width="{_FRAME}" height="{height}" fill="#ffffff"/>')
    end = _TOP + _ROW * len(shares)
    for mark in range(0, min(top, 100) + 1, 10):
        x = _x(mark, top)
        parts.append(f'<path class="ax" stroke="#ccd3d8" d="M{x:.1f} {_TOP}V{end}"/>')
        parts.append(_text(x, end + 16, f"{mark}", size=13, grey=True, middle=True))
    for place, one in enumerate(shares):
        parts += _row(one, top, words[2], y=_TOP + place * _ROW)
    parts.append(f'<circle class="us" fill="{_OWN}" cx="18" cy="{end + 35}" r="6"/>')
    parts.append(_text(32, end + 40, words[0], size=13))
    parts.append(_diamond(18, end + 55))
    parts.append(_text(32, end + 60, words[1], size=13))
    parts.append("</svg>")
    return Markup("".join(parts))


def _row(one: Share, top: int, of_all: str, *, y: int) -> list[str]:
    share = 100 * one.number / one.total if one.total else 0.0
    low, high = (_x(at, top) for at in interval(one.number, one.total))
    x = _x(share, top)
    counted = of_all % (one.number, one.total)
    parts = [
        f'<text x="0" y="{y + 12}" font-size="15" fill="{_INK}"><tspan font-weight="600">'
        f"{escape(one.label)}</tspan>"
        f'<tspan class="q" font-size="13" fill="{_GREY}" dx="8">{escape(counted)}</tspan></text>',
        f'<path class="iv" stroke="{_OWN}" stroke-width="4" stroke-opacity=".45"'
        f' d="M{low:.1f} {y + 30}H{high:.1f}"/>',
        f'<circle class="us" fill="{_OWN}" cx="{x:.1f}" cy="{y + 30}" r="7"/>',
    ]
    if one.elsewhere is not None:
        parts.append(_diamond(_x(one.elsewhere, top), y + 30))
    return parts


def _diamond(x: float, y: float) -> str:
    return (
        f'<rect class="lit" fill="#ffffff" stroke="{_INK}" stroke-width="2" x="{x - 5:.1f}"'
        f' y="{y - 5:.1f}" width="10" height="10" transform="rotate(45 {x:.1f} {y:.1f})"/>'
    )


def _x(per_cent: float, top: int) -> float:
    return _LEFT + _WIDE * per_cent / top


def _text(
    x: float, y: float, text: str, *, size: int, grey: bool = False, middle: bool = False
) -> str:
    sort = ' class="q"' if grey else ""
    anchor = ' text-anchor="middle"' if middle else ""
    fill = _GREY if grey else _INK
    return (
        f'<text{sort} x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{fill}"{anchor}>'
        f"{escape(text)}</text>"
    )
