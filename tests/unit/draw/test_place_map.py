"""Places from well-known text, how far they are apart, and the map of them."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from server.draw.place_map import MapOutline, MapPin, draw_map
from server.draw.places import GeoPoint, kilometres, middle, read_outline, read_point

SVG = "{http://www.w3.org/2000/svg}"
SQUARE = "POLYGON((3 51, 4 51, 4 52, 3 52, 3 51))"


@pytest.mark.parametrize(
    ("wkt", "point"),
    [
        ("POINT(3.5 51)", (3.5, 51.0)),
        ("<http://www.opengis.net/def/crs/OGC/1.3/CRS84> POINT (3.5 51.25)", (3.5, 51.25)),
        ("point(-3.5 -51)", (-3.5, -51.0)),
        (SQUARE, None),
        ("POINT(3.5)", None),
        ("POINT(3.5 95)", None),
        ("POINT(nan 51)", None),
        ("POINT(x 51)", None),
        ("POINT EMPTY", None),
        ("", None),
    ],
)
def test_a_point_is_read_or_left_out(wkt: str, point: tuple[float, float] | None) -> None:
    assert read_point(wkt) == point


def test_outlines_have_their_rings_and_a_middle() -> None:
    (ring,) = read_outline(SQUARE)
    assert len(ring) == 5
    assert middle([ring]) == GeoPoint(3.5, 51.5)
    several = f"MULTIPOLYGON((({SQUARE[9:-2]})),((5 51, 6 51, 6 52, 5 51)))"
    assert [len(one) for one in read_outline(several)] == [5, 4]
    assert read_outline("POINT(3 51)") == ()
    assert middle([]) is None


def test_distances_are_those_of_the_earth() -> None:
    ghent, brussels = GeoPoint(3.7253, 51.0536), GeoPoint(4.3517, 50.8467)
    assert kilometres(ghent, brussels) == pytest.approx(49.6, abs=0.5)
    assert kilometres(ghent, brussels) == pytest.approx(kilometres(brussels, ghent))
    assert kilometres(ghent, ghent) == 0


@pytest.mark.parametrize("count", [1, 2, 40])
def test_all_places_are_drawn_within_the_figure(count: int) -> None:
    pins = [
        MapPin(n, f"<huis> & {n}", GeoPoint(3 + (n * 7 % 11) / 9, 51 + (n % 5) / 9), n == 1)
        for n in range(1, count + 1)
    ]
    outlines = [MapOutline("A & B", read_outline(SQUARE), True)]
    drawn = draw_map(outlines, pins, title='"kaart" <1>', here=GeoPoint(3.1, 51.1))
    picture = ElementTree.fromstring(drawn)
    wide, tall = (float(one) for one in picture.attrib["viewBox"].split()[2:])
    circles = list(picture.iter(f"{SVG}circle"))
    assert len(circles) == count
    for circle in circles:
        assert 0 < float(circle.attrib["cx"]) < wide
        assert 0 < float(circle.attrib["cy"]) < tall
    assert picture.attrib["aria-label"] == '"kaart" <1>'
    assert {one.text for one in picture.iter(f"{SVG}title")} >= {"1. <huis> & 1", "A & B"}
    assert drawn == draw_map(outlines, pins, title='"kaart" <1>', here=GeoPoint(3.1, 51.1))


def test_a_name_gives_way_to_what_stands_in_the_middle() -> None:
    outline = MapOutline("Dorp", read_outline(SQUARE), False)

    def height(*points: GeoPoint) -> float:
        pins = [MapPin(n, "huis", point, False) for n, point in enumerate(points, 1)]
        texts = ElementTree.fromstring(draw_map([outline], pins, title="kaart")).iter(f"{SVG}text")
        return next(float(one.attrib["y"]) for one in texts if one.text == "Dorp")

    assert height(GeoPoint(3.5, 51.5)) != height(GeoPoint(3.9, 51.9))


def test_north_is_up_and_nothing_is_drawn_without_a_place() -> None:
    pins = [MapPin(1, "zuid", GeoPoint(3, 51), False), MapPin(2, "noord", GeoPoint(3, 52), False)]
    circles = ElementTree.fromstring(draw_map([], pins, title="kaart")).iter(f"{SVG}circle")
    south, north = sorted((float(one.attrib["cy"]) for one in circles), reverse=True)
    assert north < south
    assert draw_map([MapOutline("Dorp", read_outline(SQUARE), True)], [], title="kaart") == ""
