"""The life course: lanes, numbers, waiting, stops."""

from __future__ import annotations

from datetime import date
from xml.etree import ElementTree

from server.draw.life_course import CourseEvent, CourseWords, draw_life_course

WORDS = CourseWords(
    "Life course",
    {
        "state": "state",
        "market": "market",
        "civil-society": "civil society",
        "community": "commons",
    },
    "not said",
)
IDEA = CourseEvent(date(2021, 3, 1), "idea", "community")
PILOT = CourseEvent(date(2022, 1, 10), "pilot", "civil-society")
TAKEN = CourseEvent(date(2024, 9, 1), "hand-over", "state", handover=True)
STOP = CourseEvent(date(2025, 2, 1), "stop", "state", ends=True)


def _texts(svg: str, kind: str) -> list[str]:
    root = ElementTree.fromstring(svg)
    return [e.text or "" for e in root.iter("text") if e.get("class") == kind]


def test_events_are_numbered_in_order_and_lanes_are_named() -> None:
    svg = draw_life_course([IDEA, PILOT, TAKEN, STOP], WORDS)
    assert _texts(svg, "n") == ["1", "2", "3", "4"]
    assert _texts(svg, "lane") == ["state", "market", "civil society", "commons"]


def test_the_stretch_before_a_handover_is_dotted_in_the_lane_that_let_go() -> None:
    svg = draw_life_course([IDEA, PILOT, TAKEN], WORDS)
    assert svg.count("waits") == 1
    assert 'class="run u-civil waits"' in svg


def test_nothing_runs_on_after_a_stop() -> None:
    svg = draw_life_course([PILOT, STOP, CourseEvent(date(2026, 1, 1), "idea", "market")], WORDS)
    assert svg.count('class="run') == 1
    assert svg.count('class="stop"') == 1


def test_an_unknown_leader_has_a_lane_of_its_own() -> None:
    svg = draw_life_course([CourseEvent(date(2020, 5, 5), "idea", None)], WORDS)
    assert _texts(svg, "lane")[-1] == "not said"
    assert 'class="open"' in svg


def test_neighbours_in_a_lane_get_their_numbers_on_both_sides() -> None:
    near = CourseEvent(date(2021, 3, 9), "pilot", "community")
    root = ElementTree.fromstring(draw_life_course([IDEA, near], WORDS))
    ys = [e.get("y") for e in root.iter("text") if e.get("class") == "n"]
    assert ys[0] != ys[1]


def test_years_are_marked_sparsely_over_a_long_life() -> None:
    svg = draw_life_course([IDEA, CourseEvent(date(2050, 1, 1), "stop", "state", ends=True)], WORDS)
    assert len(_texts(svg, "q")) <= 8


def test_no_events_draw_nothing() -> None:
    assert draw_life_course([], WORDS) == ""
