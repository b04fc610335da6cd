"""Which actors a release lists: their place on the field, their founders and their areas."""

from __future__ import annotations

from kg.figures.actors import read_actors
from kg.figures.places import read_areas, read_places
from kg.model.terms import CONCEPT, SAM
from kg.search.statements import LineStatements

AT = "https://x.example/"


def statements(classes: dict[str, list[str]], *links: tuple[str, str, str]) -> LineStatements:
    made = LineStatements()
    for one, some in classes.items():
        for cls in some:
            made.add_class(AT + one, SAM + cls)
    for thing, name, value in links:
        far = value if value.startswith("http") else AT + value
        made.links[SAM + name].append((AT + thing, far))
    return made


def test_an_actor_without_a_place_counts_where_its_founders_are() -> None:
    said = statements(
        {"town": ["MunicipalArea"], "shire": ["Province"], "council": ["Organisation"],
         "port": ["Organisation", "HybridOrganisation"], "mill": ["Organisation"]},
        ("town", "withinArea", "shire"), ("council", "governs", "town"),
        ("port", "foundedBy", "council"),
    )  # fmt: skip
    listed = {one["iri"]: one for one in read_actors(said, read_places(said))}
    assert listed[AT + "port"]["areas"] == [AT + "shire", AT + "town"]
    assert listed[AT + "port"]["founders"] == [AT + "council"]
    assert listed[AT + "port"]["hybrid"]
    assert listed[AT + "mill"]["areas"] == []
    assert not listed[AT + "mill"]["hybrid"]


def test_founders_are_public_only_when_all_of_them_are() -> None:
    said = statements(
        {"council": ["PublicLawOrganisation"], "club": ["Organisation"], "a": ["Organisation"],
         "b": ["Organisation"], "c": ["Organisation"]},
        ("a", "foundedBy", "council"), ("b", "foundedBy", "council"), ("b", "coFoundedBy", "club"),
    )  # fmt: skip
    listed = {one["iri"]: one["public"] for one in read_actors(said, {})}
    assert [listed[AT + one] for one in "abc"] == [True, False, False]


def test_a_known_zone_goes_before_the_community_and_that_before_unknown() -> None:
    group = ["Organisation", "CitizenActor"]
    said = statements(
        {"a": group, "b": group, "c": ["Organisation"], "d": ["Organisation"]},
        ("a", "inZone", f"{CONCEPT}zone/third-public"), ("b", "inZone", f"{CONCEPT}zone/unknown"),
        ("c", "inZone", f"{CONCEPT}zone/unknown"), ("a", "inSphere", f"{CONCEPT}sphere/community"),
        ("b", "inSphere", f"{CONCEPT}sphere/community"),
    )  # fmt: skip
    zones = {one["iri"]: one["zone"] for one in read_actors(said, {})}
    found = [zones[AT + one] for one in "abcd"]
    assert found == ["third-public", "community", "unknown", "unknown"]


def test_services_are_counted_in_every_area_around_them() -> None:
    said = statements(
        {"town": ["MunicipalArea"], "gone": ["MunicipalArea"], "shire": ["Province"],
         "help": ["SocialService"], "more": ["SocialService"]},
        ("town", "withinArea", "shire"), ("gone", "mergedInto", "town"),
        ("help", "servesArea", "town"), ("more", "servesArea", "shire"),
    )  # fmt: skip
    areas = read_areas(said, read_places(said), today="2026-06-30")
    assert {one["iri"]: one["services"] for one in areas} == {AT + "town": 1, AT + "shire": 2}
