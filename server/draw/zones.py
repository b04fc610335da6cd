"""The geometry of the playing field: twelve zones made by three overlapping circles.

A zone is a prime sector (whose centre is nearest) and the set of sectors that overlap there:
three pure, six two-way and three three-way, after Billis (2010) and Karré (2017).
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from math import acos, cos, hypot, pi, sin
from typing import NamedTuple

Point = tuple[float, float]

SIZE = 640
"""Side of the drawing, in units of the view box."""
RADIUS = 192
DISTANCE = 96
"""Distance of each circle's centre from the middle of the drawing."""
MIDDLE: Point = (320.0, 320.0)
GROUND_RADIUS = 312.0
"""The community is the ground on which the three sectors play."""
SECTORS = ("public", "private", "third")
"""Upper left, upper right, below; the slugs of the concept scheme of sectors."""
COMMUNITY = "community"
_ANGLE = {"public": -5 * pi / 6, "private": -pi / 6, "third": pi / 2}
CENTRE: dict[str, Point] = {
    s: (MIDDLE[0] + DISTANCE * cos(a), MIDDLE[1] + DISTANCE * sin(a)) for s, a in _ANGLE.items()
}
CAPTION: dict[str, Point] = {
    "public": (172.0, 152.0),
    "private": (468.0, 152.0),
    "third": (320.0, 582.0),
    COMMUNITY: (638.0, 630.0),
}


class Zone(NamedTuple):
    """One zone: the sector an organisation belongs to first, and all that overlap there."""

    prime: str
    mix: frozenset[str]

    @classmethod
    def of(cls, prime: str, *others: str) -> Zone:
        """The zone of a prime sector and the sectors whose traits it shows as well."""
        return cls(prime, frozenset((prime, *others)))

    @classmethod
    def from_slug(cls, slug: str) -> Zone | None:
        """Read `third-public`; None for `unknown` and for anything that is no zone."""
        parts = slug.split("-")
        if len(set(parts)) != len(parts) or not set(parts) <= set(SECTORS):
            return None
        return cls(parts[0], frozenset(parts))

    @property
    def others(self) -> tuple[str, ...]:
        """The sectors that work in it beside the prime one, in the order of the field."""
        return tuple(s for s in SECTORS if s in self.mix and s != self.prime)


GROUND = Zone(COMMUNITY, frozenset((COMMUNITY,)))
"""Outside the three circles: groups of the community stand here."""


def zones() -> list[Zone]:
    """The twelve zones in reading order; a zone's place, from 1, is its number."""
    pure = [Zone.of(s) for s in SECTORS]
    pairs = [Zone.of(s, o) for s in SECTORS for o in SECTORS if o != s]
    return pure + pairs + [Zone(s, frozenset(SECTORS)) for s in SECTORS]


def zone_number(zone: Zone) -> int:
    """The number of a zone in the figure and its table, from 1 to 12."""
    return zones().index(zone) + 1


def _crossing(a: str, b: str, *, inner: bool) -> Point:
    """Where circles a and b cross: the outer point, or the one inside the third circle."""
    (ax, ay), (bx, by) = CENTRE[a], CENTRE[b]
    mx, my, apart = (ax + bx) / 2, (ay + by) / 2, hypot(bx - ax, by - ay)
    reach = (RADIUS * RADIUS - apart * apart / 4) ** 0.5 * (-1 if inner else 1)
    length = hypot(mx - MIDDLE[0], my - MIDDLE[1])
    return mx + (mx - MIDDLE[0]) / length * reach, my + (my - MIDDLE[1]) / length * reach


def _border(a: str, b: str) -> Point:
    """Where the border between sectors a and b, coming from the middle, meets the third circle."""
    x, y = _crossing(a, b, inner=False)
    length = hypot(x - MIDDLE[0], y - MIDDLE[1])
    reach = RADIUS - DISTANCE
    return MIDDLE[0] + (x - MIDDLE[0]) / length * reach, MIDDLE[1] + (
        y - MIDDLE[1]
    ) / length * reach


def _arc(start: Point, end: Point, sector: str, *, large: bool = False) -> str:
    """An SVG arc from start to end along the circle of a sector."""
    cx, cy = CENTRE[sector]
    turn = (start[0] - cx) * (end[1] - cy) - (start[1] - cy) * (end[0] - cx) > 0
    sweep = int(turn != large)
    return f"A{RADIUS} {RADIUS} 0 {int(large)} {sweep} {end[0]:.1f} {end[1]:.1f}"


def _line(to: Point) -> str:
    return f"L{to[0]:.1f} {to[1]:.1f}"


@cache
def outline(zone: Zone) -> str:
    """The exact outline of a zone as SVG path data."""
    prime = zone.prime
    b, c = (s for s in SECTORS if s != prime)
    if len(zone.mix) == 1:
        start = _crossing(prime, c, inner=False)
        left, inside = _crossing(prime, b, inner=False), _crossing(b, c, inner=True)
        # the outer arc is longer than half a circle for this radius and distance, or not
        large = 2 * acos(DISTANCE * 3**0.5 / 2 / RADIUS) + pi / 3 < pi
        parts = [_arc(start, left, prime, large=large), _arc(left, inside, b)]
        parts.append(_arc(inside, start, c))
    elif len(zone.mix) == 2:
        other = b if b in zone.mix else c
        third = c if other == b else b
        start, top = _crossing(prime, other, inner=False), _border(prime, other)
        inside = _crossing(other, third, inner=True)
        parts = [_line(top), _arc(top, inside, third), _arc(inside, start, other)]
    else:
        start, inside = MIDDLE, _crossing(b, c, inner=True)
        left, right = _border(prime, b), _border(prime, c)
        parts = [_line(left), _arc(left, inside, c), _arc(inside, right, b)]
    return f"M{start[0]:.1f} {start[1]:.1f}{''.join(parts)}Z"


def zone_at(x: float, y: float) -> Zone | None:
    """The zone of a point; None outside all three circles."""
    far = {s: hypot(x - cx, y - cy) for s, (cx, cy) in CENTRE.items()}
    mix = frozenset(s for s in SECTORS if far[s] <= RADIUS)
    return Zone(min(mix, key=lambda s: (far[s], s)), mix) if mix else None


@cache
def places(gap: float = 20, edge: float = 11) -> dict[Zone, list[Point]]:
    """Points for marks in every zone and on the ground, from the middle of each outwards.

    They come from a low-discrepancy sequence and keep `edge` units from every border and `gap`
    units from each other. The first place of a zone is for its number.
    """
    found: dict[Zone, list[Point]] = defaultdict(list)
    for n in range(1, 5000):
        x, y = SIZE * (n * 0.7548776662 % 1), SIZE * (n * 0.5698402910 % 1)
        zone = zone_at(x, y)
        on_ground = hypot(x - MIDDLE[0], y - MIDDLE[1]) < GROUND_RADIUS - 18
        if not (zone or on_ground) or _under_caption(x, y) or not _clear(x, y, zone, edge):
            continue
        spots = found[zone or GROUND]
        if all(hypot(x - px, y - py) >= gap for px, py in spots):
            spots.append((x, y))
    for spots in found.values():
        mx, my = (sum(c) / len(spots) for c in zip(*spots, strict=True))
        spots.sort(key=lambda p: (hypot(p[0] - mx, p[1] - my), p))
    return dict(found)


def _under_caption(x: float, y: float) -> bool:
    return any(abs(x - cx) < 70 and abs(y - cy + 6) < 24 for cx, cy in CAPTION.values())


def _clear(x: float, y: float, zone: Zone | None, edge: float) -> bool:
    """Whether a ring of radius `edge` around the point stays in the same zone."""
    ring = ((x + edge * cos(k * pi / 4), y + edge * sin(k * pi / 4)) for k in range(8))
    return all(zone_at(*p) == zone for p in ring)
