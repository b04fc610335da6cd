"""Coordinates into WGS 84, and geometries as WKT (axis order longitude, latitude)."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from functools import lru_cache
from math import inf, isfinite
from typing import Any

from pyproj import CRS, Transformer
from pyproj.exceptions import ProjError

from kg.errors import SourceError
from kg.texts import Message

DECIMALS = 7
"""Digits behind the point of a degree: 7 is one centimetre."""
_CRS84 = "OGC:CRS84"
_MARGIN = 1.0
"""Degrees that a point may lie outside the area of its system."""


def to_wgs84(
    xs: Iterable[float], ys: Iterable[float], *, crs: str | None
) -> tuple[Sequence[float], Sequence[float]]:
    """Longitudes and latitudes (degrees, CRS84) of points in a coordinate system.

    `crs` is what PROJ knows, such as `EPSG:31370` (Belgian Lambert 72) or `EPSG:3812` (Lambert
    2008); x is the easting or longitude, whatever order the system prefers. None is CRS84.
    A point outside the area of the system gives infinity.

    Raises:
        SourceError: the coordinate system is not known.
    """
    x, y = array("d", xs), array("d", ys)
    transformer = _transformer(crs) if crs else None
    if transformer is None or not x:
        return x, y
    lons, lats = transformer.transform(x, y)
    area = _area(crs or _CRS84)
    if area is not None:
        west, south, east, north = area
        for index, (lon, lat) in enumerate(zip(lons, lats, strict=True)):
            if not (west <= lon <= east and south <= lat <= north):
                lons[index] = lats[index] = inf
    return lons, lats


@lru_cache(maxsize=16)
def _transformer(crs: str) -> Transformer | None:
    try:
        system = CRS.from_user_input(crs)
        if system.to_epsg() == 4326 or system == CRS.from_user_input(_CRS84):
            return None
        return Transformer.from_crs(system, _CRS84, always_xy=True)
    except ProjError as error:
        raise SourceError(
            Message(
                "The coordinate system '{crs}' is not known ({reason}).", crs=crs, reason=error
            ),
            code="SAM-R038",
            hint=Message(
                "Write it as EPSG:31370 (Lambert 72), EPSG:3812 (Lambert 2008) or EPSG:4326."
            ),
        ) from None


@lru_cache(maxsize=16)
def _area(crs: str) -> tuple[float, float, float, float] | None:
    """Where a system may be used, with a margin; None when that is not known or goes round."""
    area = CRS.from_user_input(crs).area_of_use
    if area is None or area.west > area.east:
        return None
    return area.west - _MARGIN, area.south - _MARGIN, area.east + _MARGIN, area.north + _MARGIN


def on_earth(lon: float, lat: float) -> bool:
    """Whether a point is a place in degrees."""
    return isfinite(lon) and isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90


def degrees(value: float) -> str:
    """A coordinate as text, without needless zeros."""
    text = f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def positions(geometry: Any) -> list[list[float]]:
    """Every position of a GeoJSON geometry, in order.

    Raises:
        ValueError: it is not a geometry.
    """
    if not isinstance(geometry, dict):
        raise ValueError(Message("not an object"))
    if geometry.get("type") == "GeometryCollection":
        return [p for part in geometry.get("geometries") or [] for p in positions(part)]
    found: list[list[float]] = []
    _gather(geometry.get("coordinates"), found)
    return found


def _gather(node: Any, found: list[list[float]]) -> None:
    if not isinstance(node, list):
        raise ValueError(Message("coordinates that are no list of numbers"))
    if node and not isinstance(node[0], list):
        if len(node) < 2 or not all(
            isinstance(n, int | float) and not isinstance(n, bool) for n in node
        ):
            raise ValueError(Message("a position that is not two numbers"))
        found.append(node)
        return
    for part in node:
        _gather(part, found)


_DEPTH = {
    "Point": 0,
    "MultiPoint": 1,
    "LineString": 1,
    "MultiLineString": 2,
    "Polygon": 2,
    "MultiPolygon": 3,
}


def wkt(geometry: dict[str, Any], points: Iterable[tuple[float, float]]) -> str:
    """A GeoJSON geometry as WKT (OGC 06-103r4) with its positions replaced by `points`.

    Heights are left out.

    Raises:
        ValueError: the geometry has another shape than its type says.
    """
    return _wkt(geometry, iter(points))


def _wkt(geometry: dict[str, Any], points: Any) -> str:
    kind = geometry.get("type")
    if kind == "GeometryCollection":
        parts = [_wkt(part, points) for part in geometry.get("geometries") or []]
        return f"GEOMETRYCOLLECTION ({', '.join(parts)})" if parts else "GEOMETRYCOLLECTION EMPTY"
    if kind not in _DEPTH:
        raise ValueError(Message("the type {kind!r} is not one of GeoJSON", kind=kind))
    node = geometry["coordinates"]
    if not node:
        return f"{kind.upper()} EMPTY"
    text = _shape(node, _DEPTH[kind], points)
    return f"{kind.upper()} {text if _DEPTH[kind] else f'({text})'}"


def _shape(node: Any, depth: int, points: Any) -> str:
    if (depth == 0) == isinstance(node[0], list):
        raise ValueError(Message("coordinates that do not fit the type"))
    if depth == 0:
        lon, lat = next(points)
        return f"{degrees(lon)} {degrees(lat)}"
    return f"({', '.join(_shape(part, depth - 1, points) for part in node)})"
