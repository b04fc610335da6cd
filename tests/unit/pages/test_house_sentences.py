"""What the pages of Social Houses and of who helps say first, in three languages."""

from __future__ import annotations

from server.pages.views.houses_sentences import SaidHouse, say_distance, say_houses, say_nearest
from server.pages.views.who_helps import say_helpers


def house(tier: str, distance: float | None = None) -> SaidHouse:
    return SaidHouse("Huis aan de Kaai", "Molenvoorde", tier, distance)


def test_none_one_and_several_houses_are_said(lang: str) -> None:
    said = [say_houses(n, housed=towns, known=3) for n, towns in ((0, 0), (1, 1), (5, 3))]
    assert len({one.first for one in said}) == 3
    assert said[0].second == ""
    assert "5" in said[2].first


def test_each_way_of_being_near_has_its_sentence(lang: str) -> None:
    tiers = ("", "municipality", "FirstLineZone", "Arrondissement", "Province", "elsewhere")
    said = [say_nearest("Dorp", house(tier), municipality="Stad", own=True).first for tier in tiers]
    said.append(
        say_nearest("Dorp", house("municipality", 3.62), municipality="Stad", own=True).first
    )
    said.append(say_nearest("Dorp", None, municipality="Stad", own=False).first)
    assert len(set(said)) == len(said)
    assert all("Huis aan de Kaai" in one for one in [*said[:5], said[6]])
    assert "Huis aan de Kaai" not in said[5]


def test_a_house_of_another_municipality_is_said_to_be_so(lang: str) -> None:
    near = house("Arrondissement", 2.0)
    other, none = (
        say_nearest("Dorp", near, municipality="Stad", own=own).second for own in (True, False)
    )
    assert other
    assert none
    assert other != none
    assert say_nearest("Dorp", house("", 0.3), municipality="Stad", own=True).second == ""


def test_distances_are_said_as_people_do(lang: str) -> None:
    said = [say_distance(far) for far in (0.04, 0.96, 3.62, 9.96, 12.4)]
    comma = "." if lang == "en" else ","
    assert said[2].startswith(f"3{comma}6")
    assert said[4].startswith("12")
    assert comma not in said[4]
    assert len(set(said)) == len(said)


def test_who_helps_is_said_here_near_or_not_at_all(lang: str) -> None:
    def say(need: str = "schulden", place: str = "Dorp", **told: object) -> str:
        known: dict[str, object] = {"here": [], "nearest": None, "found": 2, **told}
        said = say_helpers(need, place, **known)  # type: ignore[arg-type]
        return f"{said.first} {said.second}"

    cases = [
        say(need="", found=0),
        say(found=0),
        say(place="", found=1),
        say(place="", found=2),
        say(here=["OCMW Dorp"]),
        say(here=["A", "B", "C", "D", "E"]),
        say(nearest=("OCMW Stad", "vlakbij")),
        say(),
        say(house="Huis aan de Kaai"),
        say(found=0, known=False),
    ]
    assert len(set(cases)) == len(cases)
    assert "OCMW Dorp" in cases[4]
    assert "D" not in cases[5].replace("Dorp", "")
    assert "2" in cases[5]
    assert "OCMW Stad" in cases[6]
    assert "Huis aan de Kaai" in cases[8]
