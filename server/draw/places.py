"""Where things are: points and outlines from well-known text, and how far points are apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from math import asin, cos, isfinite, radians, sin, sqrt
from typing import NamedTuple

_EARTH = 6371.0
"""Mean radius of the earth in kilometres (IUGG)."""
_SHAPE = re.compile(r"^\s*(MULTIPOLYGON|POLYGON|POINT)\s*\(", re.IGNORECASE)
_RING = re.compile(r"\(([^()]+)\)")


class GeoPoint(NamedTuple):
    """A place in degrees."""

    longitude: float
    latitude: float


Ring = tuple[GeoPoint, ...]


def read_point(wkt: str) -> GeoPoint | None:
    """The place of a point in well-known text; None for another shape."""
    shape, text = _shape(wkt)
    rings = _rings(text) if shape == "POINT" else []
    return rings[0][0] if rings and len(rings[0]) == 1 else None


def read_outline(wkt: str) -> tuple[Ring, ...]:
    """The outer and inner rings of one or several polygons; none for another shape."""
    shape, text = _shape(wkt)
    return tuple(ring for ring in _rings(text) if len(ring) > 3) if "POLYGON" in shape else ()


def middle(rings: Sequence[Ring]) -> GeoPoint | None:
    """The middle of the box around an outline; None without one."""
    points = [point for ring in rings for point in ring]
    if not points:
        return None
    east = [point.longitude for point in points]
    north = [point.latitude for point in points]
    return GeoPoint((min(east) + max(east)) / 2, (min(north) + max(north)) / 2)


def kilometres(one: GeoPoint, other: GeoPoint) -> float:
    """How far two places are apart in a straight line (haversine)."""
    north, east = (
        radians(other.latitude - one.latitude) / 2,
        radians(other.longitude - one.longitude) / 2,
    )
    between = cos(radians(one.latitude)) * cos(radians(other.latitude))
    return 2 * _EARTH * asin(min(1.0, sqrt(sin(north) ** 2 + between * sin(east) ** 2)))


def _shape(wkt: str) -> tuple[str, str]:
    """The name of a shape and its numbers; the address of a reference system before it goes."""
    text = wkt.rpartition(">")[2]
    found = _SHAPE.match(text)
    return (found[1].upper(), text) if found else ("", "")


def _rings(text: str) -> list[Ring]:
    return [ring for found in _RING.findall(text) if (ring := tuple(_points(found.split(","))))]


def _points(pairs: Iterable[str]) -> Iterable[GeoPoint]:
    for pair in pairs:
        try:
            east, north = (float(number) for number in pair.split()[:2])
        except ValueError:
            return
        if isfinite(east) and isfinite(north) and abs(north) <= 90 and abs(east) <= 180:
            yield GeoPoint(east, north)
