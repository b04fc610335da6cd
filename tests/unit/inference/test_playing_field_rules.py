"""The rules shipped in ontology/rules: members, contributions, zones of the playing field."""

from collections.abc import Collection
from itertools import combinations
from pathlib import Path

import pytest
from worlds import CLOSED_WORLD, World

from kg.inference.rule_files import read_rules

pytestmark = pytest.mark.slow  # each case maps, reads or infers from files of its own

RULES = Path(__file__).parents[3] / "ontology" / "rules"
SECTORS = ("public", "private", "third")
EVIDENCE = [some for size in range(4) for some in combinations(SECTORS, size)]
HYBRID = {
    ("public", "public third"): "public-third",
    ("public", "private public third"): "public-third-private",
    ("public", "private public"): "public-private",
    ("private", "private public"): "private-public",
    ("private", "private public third"): "private-public-third",
    ("private", "private third"): "private-third",
    ("third", "private third"): "third-private",
    ("third", "private public third"): "third-private-public",
    ("third", "public third"): "third-public",
}


def run(data: str, axioms: str = "") -> World:
    return World(
        axioms,
        data,
        before=read_rules((RULES / "before").glob("*.rq"), "before"),
        inference=read_rules((RULES / "inference").glob("*.rq"), "inference"),
        after=read_rules((RULES / "after").glob("*.rq"), "after"),
    )


def zones(data: str) -> list[str]:
    found = run(data).statements(CLOSED_WORLD)
    return sorted(text.split("zone/")[1] for text in found if text.startswith(":o sam:inZone"))


def organisation(
    evidence: Collection[str], prime: str | None, *, private_form: bool = False
) -> str:
    facts = [f"sam:mixesSector sector:{sector}" for sector in evidence]
    if prime:
        facts.append(f"sam:primeSector sector:{prime}")
    if private_form:
        facts.append("a sam:PublicInPrivateLawForm")
    return f":o {' ; '.join(['a sam:Organisation', *facts])} ."


def expected(evidence: Collection[str], prime: str | None) -> list[str]:
    if len(evidence) == 1 and prime in (None, *evidence):
        return list(evidence)
    if prime in evidence:
        return [HYBRID[prime, " ".join(sorted(evidence))]]
    return ["unknown"]


@pytest.mark.parametrize("prime", [None, *SECTORS])
@pytest.mark.parametrize("evidence", EVIDENCE, ids="+".join)
def test_zone_follows_from_the_evidence_and_the_prime_sector(
    evidence: Collection[str], prime: str | None
) -> None:
    assert zones(organisation(evidence, prime)) == expected(evidence, prime)


def test_each_of_the_nine_hybrid_zones_is_reached() -> None:
    reached = {zones(organisation(set(mix.split()), prime))[0] for prime, mix in HYBRID}
    assert reached == set(HYBRID.values())
    assert len(reached) == 9


@pytest.mark.parametrize("prime", [None, "public"])
def test_public_organisation_in_a_private_form_is_not_called_pure(prime: str | None) -> None:
    assert zones(organisation({"public"}, prime, private_form=True)) == ["unknown"]


def test_public_organisation_in_a_private_form_has_its_zone_once_both_sectors_are_known() -> None:
    both = organisation({"public", "third"}, "public", private_form=True)
    assert zones(both) == ["public-third"]


def test_two_prime_sectors_contradict_and_give_no_zone_but_unknown() -> None:
    data = organisation({"public", "third"}, "public") + ":o sam:primeSector sector:third ."
    assert zones(data) == ["unknown"]


def test_prime_sector_alone_is_no_evidence() -> None:
    assert zones(":o sam:primeSector sector:third .") == []


OVERLAPS = {
    "public third": "public-third",
    "private public": "public-private",
    "private third": "private-third",
    "private public third": "public-private-third",
}


@pytest.mark.parametrize("sectors", EVIDENCE, ids="+".join)
def test_what_arises_does_so_in_the_overlap_of_exactly_its_sectors(
    sectors: Collection[str],
) -> None:
    made = run("".join(f":p sam:hasPartnerSector sector:{sector} ." for sector in sectors))
    expected = OVERLAPS.get(" ".join(sorted(sectors)))
    found = {text for text in made.statements(CLOSED_WORLD) if "arisesInOverlap" in text}
    assert found == ({f":p sam:arisesInOverlap overlap/{expected}"} if expected else set())


@pytest.mark.parametrize(
    ("role", "link"),
    [
        ("initiator", "initiatedBy"),
        ("co-developer", "codevelopedBy"),
        ("co-executor", "coexecutedBy"),
    ],
)
def test_contribution_in_a_role_links_project_and_actor(role: str, link: str) -> None:
    made = run(
        f":k sam:contributionTo :p ; sam:contributor :a ; sam:contributionRole role:{role} ."
    )
    assert made.statements() == {f":p sam:{link} :a", ":p sam:hasContributionFrom :a"}


@pytest.mark.parametrize("role", ["", "; sam:contributionRole role:unspecified"])
def test_contribution_without_a_known_role_is_still_a_contribution(role: str) -> None:
    made = run(f":k sam:contributionTo :p ; sam:contributor :a {role} .")
    assert made.statements() == {":p sam:hasContributionFrom :a"}
