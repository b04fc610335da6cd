"""What the pages about rights say first, with no data, none, one, some and all missing."""

from __future__ import annotations

import pytest

from kg.figures.states import Coverage
from server.pages.views.rights_sentences import (
    Conclusion,
    say_comparison,
    say_right,
    say_rights,
    short_right,
)
from server.view.figures import Cell, Municipality, RightsFigure

RIGHTS = ("https://x.example/right/a", "https://x.example/right/b")


def town(name: str, *states: Coverage, zone: str = "") -> Municipality:
    cells = {
        right: Cell(state, (f"{name}/actor",) if state.is_covered else (), (), (), "")
        for right, state in zip(RIGHTS, states, strict=False)
    }
    return Municipality(name, {"FirstLineZone": (zone,)} if zone else {}, cells)


NOTHING, ONE, SEVERAL, SOON = (
    Coverage.NOTHING, Coverage.ONE, Coverage.SEVERAL, Coverage.ANNOUNCED,
)  # fmt: skip


def say(*towns: Municipality, helped: int = 0) -> Conclusion:
    return say_rights(towns, len(RIGHTS), helped=helped)


def test_without_data_nothing_is_counted(lang: str) -> None:
    said = say(town("x"), town("y"))
    assert not any(char.isdigit() for char in said.first)
    assert said.first == say().first != ""


def test_no_gap_is_said_of_one_and_of_more(lang: str) -> None:
    one, more = say(town("x", ONE, SEVERAL)), say(town("x", ONE, ONE), town("y", SEVERAL, ONE))
    assert "1" in one.first
    assert "2" in more.first
    assert one.first != more.first
    assert one.second == more.second == ""


@pytest.mark.parametrize("helped", [0, 1, 2])
def test_gaps_are_counted_with_all_there_are_and_who_could_help(lang: str, helped: int) -> None:
    said = say(town("x", NOTHING, NOTHING), town("y", ONE, SEVERAL), helped=helped)
    assert all(number in said.first for number in ("1", "2", "4"))
    assert len({say(town("x", NOTHING, NOTHING), helped=n).second for n in (0, 1, 2)}) == 3


def test_what_is_announced_is_no_gap(lang: str) -> None:
    assert say(town("x", SOON, ONE)).first == say(town("x", ONE, ONE)).first


def test_one_right_names_few_and_counts_the_rest(lang: str) -> None:
    few = say_right(["Aalst", "Gent"], 9, announced=1)
    many = say_right(["Aalst", "Gent", "Hove", "Kruibeke", "Lede"], 9, announced=0)
    assert "Aalst, Gent" in few.first
    assert few.second
    assert "Kruibeke" not in many.first
    assert "2" in many.first
    texts = {say_right([], 0, announced=0).first, say_right([], 3, announced=0).first}
    texts |= {few.first, many.first, say_right(["a", "b"], 2, announced=0).first}
    assert len(texts) == 5


@pytest.mark.parametrize(
    ("label", "short"),
    [("recht op kinderopvang", "kinderopvang"), ("Right to work", "work"), ("wonen", "wonen")],
)
def test_a_right_is_called_shortly(label: str, short: str) -> None:
    assert short_right(label) == short


def test_near_is_the_same_zone_before_the_same_province() -> None:
    lacking = Municipality(
        "m", {"FirstLineZone": ("z1",), "Province": ("p",)}, town("m", NOTHING).cells
    )
    far = Municipality("far", {"Province": ("p",)}, town("far", ONE).cells)
    near = Municipality(
        "near", {"FirstLineZone": ("z1",), "Province": ("p",)}, town("near", ONE).cells
    )
    none = Municipality("none", {"Province": ("q",)}, town("none", ONE).cells)
    figure = RightsFigure(RIGHTS, {m.iri: m for m in (far, lacking, near, none)})
    helpers = figure.helpers(lacking, RIGHTS[0])
    assert [(h.actor, h.places, h.nearness) for h in helpers] == [
        ("near/actor", ("near",), "FirstLineZone"),
        ("far/actor", ("far",), "Province"),
    ]


def test_two_municipalities_are_said_to_help_lack_or_have(lang: str) -> None:
    said = {
        say_comparison(("A", first), ("B", second)).first
        for first, second in (
            ([], []), (["x"], []), ([], ["x"]), (["x"], ["y"]), (["x", "y"], ["y"]),
        )
    }  # fmt: skip
    assert len(said) == 5
    assert all("A" in one and "B" in one for one in said)
    assert "y" in say_comparison(("A", ["x", "y"]), ("B", ["y"])).first
