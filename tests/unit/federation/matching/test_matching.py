"""Which organisations of two publishers are the same: by number, else by names, kind and place."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.organisations import LEFT, make_lists
from kg.federation.matching.parties import ready, ready_all
from kg.federation.matching.propose import Matches, propose
from kg.federation.matching.records import (
    NumberKind,
    OrganisationNumber,
    OrganisationRecord,
    read_number,
)
from kg.federation.matching.score import PROPOSED, Sign, score
from kg.release.matches import fingerprint

_WORDS = ("Aalst", "Zorg", "OCMW", "Gemeente", "vzw", "de", "Brug", "Gent", "AGB", "Sport", "(x)")
_KINDS = ("OCMW", "Gemeente", "Autonoom gemeentebedrijf", "Welzijnsvereniging", "Koor")


def record(name: str, home: str = "a", **more: tuple[str, ...]) -> OrganisationRecord:
    return OrganisationRecord(f"https://{home}.example/{name}", home, (name,), **more)


def likeness(one: str, other: str, **more: tuple[str, ...]) -> float:
    return score(ready(record(one, "a", **more)), ready(record(other, "b"))).value


@st.composite
def records(draw: st.DrawFn) -> OrganisationRecord:
    words = draw(st.lists(st.sampled_from(_WORDS), min_size=1, max_size=5))
    kinds = draw(st.lists(st.sampled_from(_KINDS), max_size=1))
    places = draw(st.lists(st.sampled_from(("Aalst", "Gent", "44021")), max_size=1))
    number = draw(st.integers(2_000_000, 2_000_020))
    kind = draw(st.sampled_from((None, *NumberKind)))
    numbers = [OrganisationNumber(kind, f"0{number}")] if kind is not None else []
    return OrganisationRecord(
        f"https://x.example/{draw(st.integers(0, 99))}",
        draw(st.sampled_from(("a", "b"))),
        (" ".join(words),),
        tuple(kinds),
        tuple(places),
        numbers=frozenset(numbers),
    )


@given(records(), records())
def test_the_score_is_the_same_whichever_comes_first(
    one: OrganisationRecord, other: OrganisationRecord
) -> None:
    _, weights = ready_all([one, other])
    first, second = ready(one), ready(other)
    there, back = (score(*pair, weights=weights) for pair in ((first, second), (second, first)))
    assert there.value == back.value and 0 <= there.value <= 1
    assert {e.sign for e in there.evidence} == {e.sign for e in back.evidence}


@given(records(), records())
def test_a_number_never_matches_a_number_of_another_kind(
    one: OrganisationRecord, other: OrganisationRecord
) -> None:
    digits = "0123456749"
    for kind in NumberKind:
        for another in set(NumberKind) - {kind}:
            first = replace(one, numbers=frozenset([OrganisationNumber(kind, digits)]))
            second = replace(other, numbers=frozenset([OrganisationNumber(another, digits)]))
            found = score(ready(first), ready(second))
            assert not (found.certain and found.value)


@settings(max_examples=40)
@given(st.lists(records(), min_size=2, max_size=12))
def test_each_is_proposed_once_with_each_publisher_and_never_what_was_decided(
    some: list[OrganisationRecord],
) -> None:
    distinct = list({(r.home, r.iri): r for r in some}.values())
    found = propose(distinct)
    ends = [(p.one.iri, p.other.home) for p in found.proposed]
    assert len(ends) == len(set(ends))
    decided = {p.fingerprint for p in found.proposed + found.certain}
    again = propose(distinct, decided=decided)
    assert not decided & {p.fingerprint for p in again.proposed + again.certain + again.undecided}


@given(st.lists(records(), min_size=2, max_size=8), st.randoms())
def test_the_order_of_the_records_changes_nothing(
    some: list[OrganisationRecord], chance: object
) -> None:
    distinct = list({(r.home, r.iri): r for r in some}.values())
    found, turned = propose(distinct), propose(distinct[::-1])
    told = [{(p.fingerprint, p.score.value) for p in m.proposed} for m in (found, turned)]
    assert told[0] == told[1]


@pytest.mark.parametrize(
    ("kind", "written", "read"),
    [
        (NumberKind.KBO, "BE 0207.437.468", "0207437468"),
        (NumberKind.KBO, "207.437.468", "0207437468"),
        (NumberKind.KBO, "0207437469", None),
        (NumberKind.KBO, "2207437468", None),
        (NumberKind.ESTABLISHMENT, "0207437468", None),
        (NumberKind.ESTABLISHMENT, "2.100.000.015", "2100000015"),
        (NumberKind.OVO, "ovo002014", "OVO002014"),
        (NumberKind.OVO, "002014", None),
    ],
)
def test_numbers_are_read_as_of_their_kind_only(
    kind: NumberKind, written: str, read: str | None
) -> None:
    found = read_number(kind, written)
    assert (found.digits if found else None) == read


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Openbaar Centrum voor Maatschappelijk Welzijn van Gent", "OCMW Gent"),
        ("O.C.M.W. Gent", "CPAS de Gand"),
        ("Gemeente Sint-Niklaas", "Stadsbestuur St.-Niklaas"),
        ("AGB Sport Aalter", "Autonoom Gemeentebedrijf Sport Aalter"),
        ("Aalter sport (AGB)", "AG Sport Aalter"),
        ("vzw De Brug Leuven", "De Brug Louvain asbl"),
        ("Woon- en Zorgbedrijf Wervik", "Woonzorgbedrijf Wervik"),
        ("Welzijnsvereniging De Wijngaard", "De Wijngaard, OCMW-vereniging"),
        ("Politiezone Getevallei", "PZ Gettevallei"),
        ("Gemeente Aalter (voor fusie)", "Gemeente Aalter (avant fusion)"),
        ("VDAB", "Vlaamse Dienst voor Arbeidsbemiddeling en Beroepsopleiding"),
    ],
)
def test_ways_to_write_one_name_are_proposed(one: str, other: str) -> None:
    assert likeness(one, other) >= PROPOSED
    assert likeness(other, one) == likeness(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Gemeente Gent", "OCMW Gent"),
        ("OCMW Gent", "Welzijnsvereniging Gent"),
        ("AGB Aalter", "Gemeente Aalter"),
        ("Gemeente Berlaar", "Gemeente Berlare"),
        ("Hulpverleningszone 1", "Hulpverleningszone 2"),
        ("Gemeente Ham", "Gemeente Tessenderlo-Ham"),
        ("Gemeente Mol", "Gemeente Mal"),
        ("AGB Sport Aalter", "AGB Sport Deinze"),
        ("vzw Gent", "Stad Gent"),
    ],
)
def test_what_only_looks_alike_is_not_proposed(one: str, other: str) -> None:
    assert likeness(one, other) < PROPOSED


def test_a_kind_told_by_a_class_counts_before_the_name() -> None:
    assert likeness("Aalst", "OCMW Aalst", kinds=("OCMW",)) >= PROPOSED
    assert likeness("Aalst", "OCMW Aalst", kinds=("Gemeente",)) < PROPOSED


def test_another_place_speaks_against_and_the_same_for() -> None:
    def placed(one: str, other: str) -> float:
        first, second = (
            record("De Brug", home, places=(p,)) for home, p in (("a", one), ("b", other))
        )
        found = score(ready(first), ready(second))
        assert Sign.PLACE in {e.sign for e in found.evidence}
        return found.value

    assert placed("Gent", "Gand") > PROPOSED > placed("Gent", "Aalst")


def test_two_as_likely_are_left_to_people() -> None:
    some = [record("Aalst", "a"), record("Gemeente Aalst", "b"), record("OCMW Aalst", "b")]
    found = propose(some)
    assert not found.proposed
    assert [p.rivals for p in found.undecided] == [("https://b.example/OCMW Aalst",)]
    # A publisher that has an OCMW of that name means the municipality by the bare one.
    told = propose([*some, record("OCMW Aalst", "a")])
    assert len(told.proposed) == 2 and not told.undecided


def test_a_number_decides_whatever_the_names() -> None:
    number = frozenset([OrganisationNumber(NumberKind.KBO, "0207437468")])
    other = frozenset([OrganisationNumber(NumberKind.KBO, "0123456749")])
    a, b = record("Zorgpunt", "a"), record("Zorgpunt", "b")
    renamed = replace(record("Heel iets anders", "b"), numbers=number)
    assert len(propose([replace(a, numbers=number), renamed]).certain) == 1
    apart = propose([replace(a, numbers=number), replace(b, numbers=other)])
    assert apart == Matches()
    # A place of business is not the enterprise of the same name.
    place = frozenset([OrganisationNumber(NumberKind.ESTABLISHMENT, "2100000015")])
    assert propose([replace(a, numbers=number), replace(b, numbers=place)]) == Matches()


def test_a_fingerprint_is_of_the_pair() -> None:
    assert fingerprint("x", "y") == fingerprint("y", "x") != fingerprint("x", "z")


@pytest.mark.parametrize("seed", [3, 71])
def test_made_up_lists_are_matched_rightly(seed: int) -> None:
    lists = make_lists(1_500, seed=seed)
    found = propose(lists.records).proposed
    right = sum(
        lists.same.get(p.one.iri if p.one.home == LEFT else p.other.iri)
        == (p.other.iri if p.one.home == LEFT else p.one.iri)
        for p in found
    )
    assert right >= 0.98 * len(found)
    assert right >= 0.9 * len(lists.same)
