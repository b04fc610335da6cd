"""What the pages of things say first: no data, none, one, some and all, in three languages."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest

from server.pages.kinds.change_sentences import say_changes
from server.pages.kinds.reference_sentences import (
    say_class,
    say_concept,
    say_dataset,
    say_list,
    say_property,
    say_vocabulary,
    say_why,
)
from server.pages.kinds.sentences import (
    listed,
    say_area,
    say_municipality,
    say_organisation,
    say_partnership,
    say_project,
    say_service,
    say_thing,
)
from server.pages.views.rights_sentences import Conclusion

NAMES = ["Ahorn", "Berk", "Cipres", "Den", "Esdoorn"]
AND = {"nl": "Ahorn en Berk", "en": "Ahorn and Berk", "fr": "Ahorn et Berk"}


def numbers(said: Conclusion) -> list[str]:
    return re.findall(r"\d[\d.,\u202f\u00a0]*\d|\d", " ".join(said))


def distinct(*said: Conclusion) -> bool:
    return len({one.first for one in said}) == len(said) and all(one.first for one in said)


def test_names_are_joined_as_the_language_does(lang: str) -> None:
    assert listed(NAMES[:2]) == AND[lang]
    assert listed(NAMES[:1]) == "Ahorn"
    assert listed([]) == ""
    more = listed(NAMES)
    assert "Cipres" in more
    assert "Den" not in more
    assert "2" in more
    assert "7" in listed(NAMES[:3], 10)


def organisation(
    services: int = 0, places: Sequence[str] = (), rights: Sequence[str] = (), together: int = 0
) -> Conclusion:
    return say_organisation(
        "Eik", services=services, places=places, rights=rights, together=together
    )


def test_organisation_says_what_it_offers_before_with_whom_it_works(lang: str) -> None:
    offers, one = organisation(5, NAMES[:1], ["work"], 9), organisation(1, NAMES[:1])
    assert numbers(offers) == ["5"]
    assert "Eik" in offers.first
    assert "Ahorn" in offers.first
    assert "work" in offers.second
    assert distinct(offers, one, organisation(1), organisation(5))
    assert offers.second != one.second != ""


def test_organisation_of_which_little_is_known_is_not_counted_as_nothing(lang: str) -> None:
    by_name, placed, together = (
        organisation(),
        organisation(places=NAMES[:2]),
        organisation(0, (), (), 4),
    )
    assert not numbers(by_name) + numbers(placed)
    assert AND[lang] in placed.first
    assert numbers(together) == ["4"]
    assert together.second
    assert distinct(by_name, placed, together)


def test_organisation_without_services_is_told_by_what_it_governs_or_is(lang: str) -> None:
    def say(kind: str = "", governs: Sequence[str] = (), members: int = 0, together: int = 0,
            places: Sequence[str] = ()) -> Conclusion:  # fmt: skip
        return say_organisation(
            "Eik", kind=kind, services=0, places=places, rights=(), together=together,
            governs=governs, members=members,
        )  # fmt: skip

    governing, joined = say("gild", ["Bos"], 3, 4), say("gild", members=3, together=4)
    made_up, kind = say("gild", members=3), say("gild")
    assert "Bos" in governing.first
    assert not numbers(governing)
    assert (numbers(joined), numbers(made_up)) == (["4"], ["3"])
    assert "gild" in kind.first
    assert kind.second
    assert not say().second
    assert distinct(
        governing, joined, made_up, kind, say("gild", places=["Bos"]), say(), say(members=1)
    )


def service(
    who: Sequence[str] = (),
    places: Sequence[str] = (),
    rights: Sequence[str] = (),
    when: str = "now",
) -> Conclusion:
    return say_service(who, places=places, rights=rights, offered=when, day="2025-03-09")


def test_service_says_who_and_where_and_what_is_not_known(lang: str) -> None:
    one, two = service(["Eik"], ["Ahorn"]), service(["Eik", "Wilg"], ["Ahorn"])
    assert "Eik" in one.first
    assert "Wilg" in two.first
    assert "Ahorn" in one.first
    assert distinct(one, two, service(["Eik"]), service((), ["Ahorn"]), service())
    assert service(rights=["a"]).second != service().second


@pytest.mark.parametrize("when", ["before", "later"])
def test_service_that_is_not_there_today_says_the_day_first(lang: str, when: str) -> None:
    said = service(["Eik"], ["Ahorn"], when=when)
    assert "2025" in said.first
    assert "Eik" not in said.first
    assert said.first != service(["Eik"], when="later" if when == "before" else "before").first


def project(
    who: Sequence[str] = (),
    places: Sequence[str] = (),
    *,
    citizens: bool = False,
    takers: Sequence[str] = (),
    stopped: bool = False,
    met: int = 0,
    assessed: int = 0,
) -> Conclusion:
    return say_project(
        who,
        by_citizens=citizens,
        places=places,
        takers=takers,
        stopped=stopped,
        met=met,
        assessed=assessed,
    )


def test_project_says_who_began_and_what_came_of_it(lang: str) -> None:
    assert distinct(
        project(),
        project(["Eik"]),
        project(["Eik"], ["Ahorn"]),
        project((), ["Ahorn"]),
        project(["Eik"], ["Ahorn"], citizens=True),
        project(["Eik"], citizens=True),
    )
    taken = project(["Eik"], takers=["Wilg"], stopped=True)
    assert "Wilg" in taken.first
    assert taken.first != project(["Eik"], stopped=True).first != project(["Eik"]).first


def test_conditions_not_assessed_are_neither_met_nor_unmet(lang: str) -> None:
    none, some, all_met = project(), project(met=3, assessed=7), project(met=7, assessed=7)
    assert not numbers(none)
    assert sorted(numbers(some)) == ["3", "7"]
    assert numbers(all_met) == ["7"]
    assert len({none.second, some.second, all_met.second, project(met=1, assessed=1).second}) == 4


def test_partnership_names_missing_core_partners_only_where_they_are_asked(lang: str) -> None:
    def say(members: int, missing: list[str] | None, worlds: int = 2) -> Conclusion:
        return say_partnership(members, worlds=NAMES[:worlds], missing=missing, vital=False)

    assert say(4, None).second == ""
    assert "Den" in say(4, ["Den"]).second
    assert say(4, []).second not in ("", say(4, ["Den"]).second)
    assert not numbers(say(0, None))
    assert distinct(say(0, None), say(1, None), say(4, None), say(4, None, 0), say(4, None, 4))
    assert say_partnership(4, worlds=(), missing=None, vital=True).second


def municipality(covered: int, announced: int, gaps: list[str], known: bool = True) -> Conclusion:
    return say_municipality("Ahorn", covered=covered, announced=announced, gaps=gaps, known=known)


def test_municipality_counts_nothing_without_data_and_names_what_lacks(lang: str) -> None:
    assert not numbers(municipality(0, 0, [], known=False))
    some = municipality(9, 0, ["x", "y"])
    assert numbers(some) == ["9", "11"]
    assert "x" in some.second
    all_covered = municipality(11, 0, [])
    assert numbers(all_covered) == ["11", "11"]
    assert all_covered.second not in ("", some.second)
    announced = municipality(9, 2, [])
    assert "2" in announced.second
    assert all_covered.second not in announced.second


def test_area_and_any_other_thing_say_what_is_not_known(lang: str) -> None:
    assert distinct(
        say_area("Ahorn", below=0, actors=0, within=()),
        say_area("Ahorn", below=0, actors=0, within=["Bos"]),
        say_area("Ahorn", below=1, actors=0, within=["Bos"]),
        say_area("Ahorn", below=6, actors=0, within=["Bos"]),
    )
    assert "6" in say_area("Ahorn", below=2, actors=6, within=()).second
    none = say_thing("site", facts=0, users=(), count=0)
    assert not numbers(none)
    some = say_thing("site", facts=3, users=NAMES[:3], count=9)
    assert numbers(some) == ["6", "3"]
    assert some.first.startswith("Site")
    assert distinct(none, some, say_thing("", facts=0, users=NAMES[:1], count=1))
    between = say_thing("seat", facts=2, users=(), count=0, leads=NAMES[:2])
    assert AND[lang] in between.first
    used = say_thing("seat", facts=2, users=["Wilg"], count=1, leads=NAMES[:2])
    assert "Wilg" in used.first
    assert "Ahorn" not in used.first


def test_dataset_tells_what_it_holds_and_what_is_to_be_mended(lang: str) -> None:
    empty = say_dataset([], findings=0, cut=False)
    assert not numbers(empty)
    some = say_dataset(["4 x", "5 y"], findings=7, cut=False)
    assert numbers(some) == ["4", "5", "7"]
    assert distinct(empty, some)
    assert len({some.second, empty.second, say_dataset([], findings=7, cut=True).second}) == 3


def concept(
    count: int, *, cut: bool = False, near: Sequence[str] = (), source: str = ""
) -> Conclusion:
    return say_concept(NAMES[:count], count, cut=cut, near=near, source=source)


def test_concept_is_illustrated_by_what_uses_it_or_one_near_it(lang: str) -> None:
    assert distinct(concept(0), concept(0, near=NAMES), concept(1), concept(2), concept(5))
    assert "Berk" in concept(2).first
    assert "Berk" in concept(0, near=NAMES).first
    assert numbers(concept(5)) == ["5"]
    assert concept(5, cut=True).first != concept(5).first
    assert "Zaal" in concept(0, source="Zaal").second
    assert concept(0).second


def test_terms_and_lists_say_how_much_of_them_is_used(lang: str) -> None:
    assert distinct(
        say_class(0, examples=()),
        say_class(1, examples=()),
        say_class(1, examples=NAMES[:1]),
        say_class(2, examples=NAMES[:2]),
        say_class(40, examples=NAMES),
    )
    assert numbers(say_class(1234, examples=NAMES))[0].replace("1", "") in (
        ".234",
        ",234",
        "\u202f234",
        "\u00a0234",
    )
    assert distinct(*(say_property(n, cut=False) for n in (0, 1, 2)), say_property(2, cut=True))
    assert distinct(
        *(
            say_list(size, used=used)
            for size, used in ((0, 0), (1, 0), (1, 1), (6, 0), (6, 2), (6, 6))
        )
    )
    assert distinct(
        *(
            say_vocabulary(size, used=used)
            for size, used in ((0, 0), (1, 0), (1, 1), (6, 0), (6, 2), (6, 6))
        )
    )


def test_why_tells_cells_rules_and_not_known_apart(lang: str) -> None:
    def say(
        places: Sequence[str] = (), rules: int = 0, *, inferred: bool = False, told: bool = False
    ) -> Conclusion:
        return say_why(places=places, rules=rules, inferred=inferred, told=told)

    assert distinct(
        say(["rij 4"]),
        say(rules=1, inferred=True),
        say(rules=2, inferred=True),
        say(inferred=True),
        say(told=True),
        say(),
    )
    assert say(["rij 4"], rules=1).second
    assert not say(["rij 4"]).second


def changes(
    *, releases: int = 2, gained: Sequence[str] = (), lost: Sequence[str] = (), came: int = 0,
    changed: int = 0, gone: int = 0,
) -> Conclusion:  # fmt: skip
    return say_changes(
        "Ahorn", releases=releases, gained=gained, lost=lost, came=came, changed=changed, gone=gone
    )


def test_changes_tell_no_comparison_nothing_and_something_apart(lang: str) -> None:
    alone, none = changes(releases=0, came=3), changes()
    assert not numbers(alone) + numbers(none)
    assert numbers(changes(came=4, gone=7)) == ["4", "7"]
    assert numbers(changes(changed=5)) == ["5"]
    assert distinct(
        alone, none, changes(came=1), changes(changed=1), changes(gone=1), changes(came=2)
    )
    both = changes(gained=["x"], lost=["y"], came=6)
    assert both.first.index("x") < both.first.rindex("y")
    assert "6" in both.second
