"""The map of a module: each class once, below its own, with its links as rows."""

from __future__ import annotations

from xml.etree import ElementTree

from server.draw.module import Arrow, Box, draw_module

ACTOR = Box("actor", "actor")
GROUP = Box("group", "group & co", ["thing", "actor"])
ROLE = Box("role", "role", outside=True)


def texts(svg: str, kind: str) -> list[tuple[str, float]]:
    root = ElementTree.fromstring(svg)
    found = [e for e in root.iter("text") if e.get("class") == kind]
    return [(e.text or "", float(e.get("x", "0"))) for e in found]


def test_a_class_stands_below_the_one_it_falls_under_with_its_links() -> None:
    svg = draw_module([GROUP, ROLE, ACTOR], [Arrow("has role", "group", "role")], title="map")
    names = texts(svg, "lane")
    assert [name for name, _ in names] == ["actor", "group & co", "role"]
    assert names[0][1] < names[1][1] < names[2][1], "further in, and at the end of its arrow"
    assert [label for label, _ in texts(svg, "q")] == ["has role"]
    assert svg.count('class="out"') == 1 and svg.count('class="own"') == 2


def test_a_map_is_no_wider_than_its_words_ask() -> None:
    short = draw_module([ACTOR, ROLE], [Arrow("has role", "actor", "role")], title="map")
    long = draw_module(
        [ACTOR, ROLE], [Arrow("has at times the role", "actor", "role")], title="map"
    )
    narrow, wide = (
        float(ElementTree.fromstring(s).get("viewBox", "").split()[2]) for s in (short, long)
    )
    assert narrow < 250 < wide < 350
    for svg, width in ((short, narrow), (long, wide)):
        boxes = list(ElementTree.fromstring(svg).iter("rect"))
        assert all(float(e.get("x", "0")) + float(e.get("width", "0")) <= width for e in boxes)


def test_a_ring_of_classes_is_drawn_once() -> None:
    ring = [Box("a", "a", ["b"]), Box("b", "b", ["a"])]
    assert [name for name, _ in texts(draw_module(ring, [], title="map"), "lane")] == ["a", "b"]


def test_nothing_to_draw_is_an_empty_drawing() -> None:
    assert draw_module([], [], title="map") == ""
