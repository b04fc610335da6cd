"""The states of coverage and their signs."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from kg.figures.states import Coverage, judge
from server.draw.coverage import sign, strip


@pytest.mark.parametrize(
    ("actors", "citizens", "announced", "has_data", "expected"),
    [
        (0, False, False, True, Coverage.NOTHING),
        (0, False, False, False, Coverage.NO_DATA),
        (0, False, True, True, Coverage.ANNOUNCED),
        (1, False, True, True, Coverage.ONE),
        (3, False, False, True, Coverage.SEVERAL),
        (1, True, False, True, Coverage.WITH_CITIZENS),
    ],
)
def test_state_follows_what_was_found(
    actors: int, citizens: bool, announced: bool, has_data: bool, expected: Coverage
) -> None:
    found = judge(has_data=has_data, actors=actors, citizens=citizens, announced=announced)
    assert found is expected


def test_every_state_has_a_sign_of_its_own() -> None:
    signs = [sign(state) for state in Coverage]
    assert len(set(signs)) == len(signs)
    for drawn in signs:
        ElementTree.fromstring(drawn)


def test_strip_names_each_cell_and_itself() -> None:
    drawn = strip([("work & pay", Coverage.NOTHING, "nothing found")], "1 right")
    root = ElementTree.fromstring(drawn)
    assert root.get("aria-label") == "1 right"
    assert root[0].get("title") == "work & pay: nothing found"
