"""The drawn playing field: well-formed, honest about overflow, escaped."""

from __future__ import annotations

from xml.etree import ElementTree

from server.draw.field import FieldWords, PlacedOrganisation, draw_field, group_by_zone
from server.draw.marks import SPHERES, glyph, key
from server.draw.zones import GROUND, Zone, places, zone_number, zones

WORDS = FieldWords(
    title="Playing field",
    sectors={"public": "state", "private": "market", "third": "civil society"},
)


def _many(zone: Zone, count: int) -> list[PlacedOrganisation]:
    return [PlacedOrganisation(f"Organisation {n:03}", zone, f"/id/{n}") for n in range(count)]


def test_image_has_no_links_and_as_many_marks_as_organisations() -> None:
    svg = draw_field(_many(Zone.of("public"), 5), words=WORDS)
    root = ElementTree.fromstring(svg)
    assert root.get("role") == "img"
    assert not root.findall("a")
    assert len([e for e in root if e.get("class") == "m-state"]) == 5


def test_linked_figure_is_a_group_with_a_number_per_zone() -> None:
    root = ElementTree.fromstring(draw_field(_many(GROUND, 2), words=WORDS, links=True))
    assert root.get("role") == "group"
    assert [a.get("href") for a in root.findall("a[@class='zn']")] == [
        f"#zone-{n}" for n in range(1, 13)
    ]
    assert len([a for a in root.findall("a") if a.get("href", "").startswith("/id/")]) == 2


def test_overflow_says_how_many_are_left_out() -> None:
    zone = Zone.of("private", "third")
    room = len(places()[zone]) - 1
    root = ElementTree.fromstring(draw_field(_many(zone, room + 7), words=WORDS, links=True))
    more = root.find("a[@class='more']")
    assert more is not None
    assert more.get("aria-label") == "+8"
    assert more.get("href") == f"#zone-{zone_number(zone)}"


def test_image_says_how_many_marks_do_not_fit_and_where() -> None:
    for zone, more in ((Zone.of("public"), 3), (Zone.of("third", "public"), 90)):
        room = len(places()[zone])
        root = ElementTree.fromstring(draw_field(_many(zone, room + more), words=WORDS))
        texts = [e.text for e in root.findall("text[@class='more']")]
        marks = [e for e in root if (e.get("class") or "").startswith("m-")]
        assert texts == [f"+{more + 1}"]
        assert len(marks) + more + 1 == room + more


def test_names_are_escaped() -> None:
    placed = PlacedOrganisation('A & "B" <script>', Zone.of("third"), '/id/x?"><script>')
    svg = draw_field([placed], words=WORDS, links=True)
    assert "<script>" not in svg
    ElementTree.fromstring(svg)


def test_same_data_gives_the_same_drawing_whatever_the_order() -> None:
    some = _many(Zone.of("third"), 4)
    assert draw_field(some, words=WORDS) == draw_field(reversed(some), words=WORDS)


def test_here_outlines_one_zone() -> None:
    svg = draw_field(words=WORDS, here=Zone.of("third", "public"))
    assert svg.count('class="here"') == 1


def test_groups_hold_every_zone_even_when_empty() -> None:
    assert list(group_by_zone([])) == [*zones(), GROUND]


def test_each_sphere_has_a_shape_of_its_own() -> None:
    shapes = {key(s) for s in SPHERES}
    assert len(shapes) == 4
    assert key("nonsense") == ""


def test_badge_of_an_unknown_zone_is_three_empty_rings() -> None:
    assert "f-" not in glyph(None)
    assert 'class="f-civil"' in glyph(Zone.of("third"))


def test_a_mark_that_leads_on_has_room_for_a_finger() -> None:
    for zone in (Zone.of("public"), Zone.of("third", "public"), GROUND):
        linked = [PlacedOrganisation("Vereniging <A>", zone, "/doc/organisation/1")]
        drawn = draw_field(linked, words=WORDS, links=True)
        root = ElementTree.fromstring(drawn)
        (link,) = [one for one in root.iter() if one.get("href") == "/doc/organisation/1"]
        assert [one.get("class") for one in link if one.get("class") == "hit"]
        assert "&lt;circle" not in drawn
        assert "&lt;path" not in drawn
