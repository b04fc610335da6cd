"""Places on their outlines, without tiles: numbered points as in the list beside it.

Degrees become a plane by the cosine of the middle latitude; over a province that is off by less
than the width of a line.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import cos, radians
from typing import NamedTuple

from markupsafe import Markup, escape

from server.draw.places import GeoPoint, Ring, middle

_WIDE, _MARGIN, _FLATTEST, _TALLEST = 560.0, 34.0, 260.0, 640.0
_SMALLEST = 0.02
"""Degrees that a map shows at least, so that one point is no world of its own."""
_NEAR = 1.0
"""Pixels within which the next corner of an outline says nothing more."""
_ASIDE = 38.0
"""Pixels that a name gives way to a place."""
_INK, _PAPER, _EDGE = "#15202b", "#ffffff", "#74818b"


class MapOutline(NamedTuple):
    """An area with its name; `chosen` is the one that the reader asked about."""

    name: str
    rings: tuple[Ring, ...]
    chosen: bool


class MapPin(NamedTuple):
    """A numbered place; `best` is the one that the page says first."""

    number: int
    name: str
    point: GeoPoint
    best: bool


def draw_map(
    outlines: Sequence[MapOutline],
    pins: Sequence[MapPin],
    *,
    title: str,
    here: GeoPoint | None = None,
    alone: bool = False,
) -> Markup:
    """The map as SVG; nothing without a place to draw. `here` is where the reader looks from."""
    places = [pin.point for pin in pins] + ([here] if here else [])
    if not places:
        return Markup("")
    corners = [point for one in outlines for ring in one.rings for point in ring]
    spot, height = _plane([*places, *corners])
    size = f' width="{_WIDE:.0f}" height="{height:.0f}" font-family="sans-serif"' if alone else ""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="map" role="img"'
        f' viewBox="0 0 {_WIDE:.0f} {height:.0f}" aria-label="{escape(title)}"{size}>'
    ]
    if alone:
        parts.append(f'<rect width="{_WIDE:.0f}" height="{height:.0f}" fill="{_PAPER}"/>')
    parts += [_outline(one, spot) for one in outlines]
    taken = [spot(place) for place in places]
    parts += [_name(one, spot, taken) for one in outlines]
    if here is not None:
        x, y = spot(here)
        parts.append(
            f'<path class="map-here" d="M{x - 9:.1f} {y:.1f}h18m-9-9v18" fill="none"'
            f' stroke="{_INK}" stroke-width="3"/>'
        )
    # the best one last, so that it lies on top
    parts += [_pin(pin, spot) for pin in sorted(pins, key=lambda pin: (pin.best, -pin.number))]
    parts.append("</svg>")
    return Markup("".join(parts))


Spot = Callable[[GeoPoint], tuple[float, float]]


def _plane(points: Sequence[GeoPoint]) -> tuple[Spot, float]:
    """Where a point stands in the figure, and how high the figure is."""
    east = [point.longitude for point in points]
    north = [point.latitude for point in points]
    centre = (min(north) + max(north)) / 2
    narrower = cos(radians(centre))
    width = max(max(east) - min(east), _SMALLEST) * narrower
    tall = max(max(north) - min(north), _SMALLEST)
    scale = min((_WIDE - 2 * _MARGIN) / width, (_TALLEST - 2 * _MARGIN) / tall)
    height = max(_FLATTEST, tall * scale + 2 * _MARGIN)
    middle_east = (min(east) + max(east)) / 2

    def spot(point: GeoPoint) -> tuple[float, float]:
        x = _WIDE / 2 + (point.longitude - middle_east) * narrower * scale
        return x, height / 2 - (point.latitude - centre) * scale

    return spot, height


def _outline(one: MapOutline, spot: Spot) -> str:
    path = "".join(f"M{_corners(ring, spot)}z" for ring in one.rings)
    look = "mp mp-ok" if one.chosen else "mp"
    return (
        f'<path class="{look}" d="{path}" fill-rule="evenodd" fill="{_PAPER}" stroke="{_EDGE}"'
        f' stroke-width="2"><title>{escape(one.name)}</title></path>'
    )


def _corners(ring: Ring, spot: Spot) -> str:
    kept: list[tuple[float, float]] = []
    for point in ring:
        x, y = spot(point)
        if not kept or abs(x - kept[-1][0]) + abs(y - kept[-1][1]) >= _NEAR:
            kept.append((x, y))
    return "L".join(f"{x:.1f} {y:.1f}" for x, y in kept)


def _name(one: MapOutline, spot: Spot, taken: Sequence[tuple[float, float]]) -> str:
    """The name in the middle of its area, or above or below what stands there already."""
    place = middle(one.rings)
    if place is None:
        return ""
    x, y = spot(place)
    ways = (y, y + _ASIDE, y - _ASIDE, y + 2 * _ASIDE)
    free = (
        way
        for way in ways
        if all(
            abs(way - down) > _ASIDE * 0.7 or abs(x - right) > 3 * _ASIDE for right, down in taken
        )
    )
    return (
        f'<text class="mname" x="{x:.1f}" y="{next(free, y):.1f}" font-size="19"'
        f' text-anchor="middle" dominant-baseline="central" fill="{_INK}">{escape(one.name)}</text>'
    )


def _pin(pin: MapPin, spot: Spot) -> str:
    x, y = spot(pin.point)
    look = "pin best" if pin.best else "pin"
    fill, text = (_INK, _PAPER) if pin.best else (_PAPER, _INK)
    return (
        f'<g class="{look}"><title>{pin.number}. {escape(pin.name)}</title><circle cx="{x:.1f}"'
        f' cy="{y:.1f}" r="13" fill="{fill}" stroke="{_INK}" stroke-width="1.5"/><text'
        f' x="{x:.1f}" y="{y:.1f}" font-size="14" text-anchor="middle" dominant-baseline="central"'
        f' fill="{text}">'
        f"{pin.number}</text></g>"
    )
