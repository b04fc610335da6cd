"""The zones of the playing field: their number, their outlines, and the places in them."""

from __future__ import annotations

from math import hypot

import pytest

from server.draw.zones import CENTRE, GROUND, RADIUS, SECTORS, Zone, outline, places, zone_at, zones


def test_twelve_zones_three_pure_six_two_way_three_three_way() -> None:
    assert [len(z.mix) for z in zones()] == [1] * 3 + [2] * 6 + [3] * 3
    assert len(set(zones())) == 12


@pytest.mark.parametrize(
    ("slug", "prime", "others"),
    [
        ("public", "public", ()),
        ("third-public", "third", ("public",)),
        ("private-public-third", "private", ("public", "third")),
    ],
)
def test_zone_is_read_from_its_slug(slug: str, prime: str, others: tuple[str, ...]) -> None:
    zone = Zone.from_slug(slug)
    assert zone is not None
    assert (zone.prime, zone.others) == (prime, others)


@pytest.mark.parametrize("slug", ["unknown", "", "third-third", "public-community"])
def test_what_is_no_zone_gives_none(slug: str) -> None:
    assert Zone.from_slug(slug) is None


def test_every_place_lies_in_its_zone_and_clear_of_its_neighbours() -> None:
    spots = places()
    assert set(spots) == {*zones(), GROUND}
    for zone, points in spots.items():
        for i, (x, y) in enumerate(points):
            assert zone_at(x, y) == (None if zone == GROUND else zone)
            assert all(hypot(x - px, y - py) >= 20 for px, py in points[:i])


def test_each_zone_has_room_for_what_the_look_promises() -> None:
    room = {zone: len(points) for zone, points in places().items()}
    assert all(room[z] >= (44 if len(z.mix) == 1 else 8) for z in zones())


@pytest.mark.parametrize("zone", zones())
def test_outline_is_closed_and_touches_the_prime_circle_or_the_middle(zone: Zone) -> None:
    path = outline(zone)
    assert path.startswith("M")
    assert path.endswith("Z")
    first = path[1:].split("A")[0].split("L")[0]
    x, y = map(float, first.split())
    cx, cy = CENTRE[zone.prime]
    on_circle = abs(hypot(x - cx, y - cy) - RADIUS) < 0.2
    assert on_circle != (len(zone.mix) == 3)


def test_others_are_in_the_order_of_the_field() -> None:
    assert Zone("third", frozenset(SECTORS)).others == ("public", "private")
