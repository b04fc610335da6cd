"""The real vocabulary over a small case: what it must conclude, and what it must not."""

import pyoxigraph as ox
import pytest
from rdflib import Literal
from worlds import CLOSED_WORLD, INFERRED, concluded, oracle, short

from kg.resources import vocabulary_files

# Slashes in the local part are escaped, as Turtle asks.
CASE = r"""
:mixed a sam:Organisation ; sam:hasTrait c:trait\/public-ownership , c:trait\/third-governance ;
  sam:primeSector sector:third .
:plain a sam:Organisation ; sam:hasTrait c:trait\/third-governance .
:triple a sam:Organisation ; sam:hasTrait c:trait\/public-ownership , c:trait\/third-governance ,
  c:trait\/private-priorities .
:agency a sam:AutonomousAgency ; sam:foundedBy :town ; sam:legalRegime c:legal-regime\/private-law .
:town a sam:MunicipalGovernment .
:ocmw org:classification c:kind\/ocmw . :caw org:classification c:kind\/caw .
:fund org:classification c:kind\/mutuality-social-work .
:gbo a sam:BroadReception . :gbo2 a sam:BroadReception .
:m1 org:organization :gbo ; org:member :ocmw ; org:role role:core-partner .
:m2 org:organization :gbo ; org:member :caw ; org:role role:core-partner ;
  sam:memberUntil "2026-06-30"^^xsd:date .
:m3 org:organization :gbo ; org:member :fund ; org:role role:core-partner .
:m4 org:organization :gbo2 ; org:member :ocmw ; org:role role:core-partner .
:m5 org:organization :gbo2 ; org:member :caw ; org:role role:core-partner .
:m6 org:organization :gbo2 ; org:member :fund ; org:role role:core-partner ;
  sam:memberUntil "2024-12-31" .
:neighbours a sam:CitizenGroup .
:garden a sam:Project . :k1 sam:contributionTo :garden ; sam:contributor :neighbours ;
  sam:contributionRole role:initiator .
:help a sam:Project . :k2 sam:contributionTo :help ; sam:contributor :neighbours ;
  sam:contributionRole role:co-executor .
:topdown a sam:Project . :k3 sam:contributionTo :topdown ; sam:contributor :town ;
  sam:contributionRole role:initiator .
:garden sam:showsTrait c:innovation-trait\/lasting-solution ,
  c:innovation-trait\/other-cooperation , c:innovation-trait\/open-attitude ,
  c:innovation-trait\/beyond-own-organisation .
:help sam:showsTrait c:innovation-trait\/lasting-solution .
:lab a sam:UrbanLivingLab ; sam:followsPrinciple c:principle\/from-the-start ,
  c:principle\/active-cooperation , c:principle\/users-included , c:principle\/all-ideas .
:lab2 a sam:UrbanLivingLab ; sam:followsPrinciple c:principle\/from-the-start .
:coalition a sam:Partnership . :circle a sam:Partnership .
:m7 org:organization :coalition ; org:member :town . :m8 org:organization :coalition ;
  org:member :caw . :m9 org:organization :coalition ; org:member :neighbours .
:m10 org:organization :circle ; org:member :caw .
:service a sam:SocialService ; sam:givesAccessTo c:right\/medical-assistance ;
  sam:servesArea :area .
:area a sam:MunicipalArea ; sam:withinArea :arrondissement .
:arrondissement sam:withinArea :province .
"""
CONCLUSIONS = [
    (":mixed", "sam:PublicThirdHybrid"),
    (":mixed", "sam:HybridOrganisation"),
    (":triple", "sam:TripleHybrid"),
    (":agency", "sam:PublicInPrivateLawForm"),
    (":agency", "sam:HybridOrganisation"),
    (":gbo", "sam:QualifiedBroadReception"),
    (":garden", "sam:CitizenInitiative"),
    (":garden", "sam:CoCreation"),
    (":garden", "sam:SocialInnovation"),
    (":help", "sam:CoCreation"),
    (":coalition", "sam:VitalCoalitionCandidate"),
    (":coalition", "sam:HeterogeneousNetwork"),
    (":ocmw", "sam:OCMW"),
    (":caw", "<http://www.w3.org/ns/org#FormalOrganization"),
    (":gbo", "<http://www.w3.org/ns/org#Organization"),
]
GIVEN = {"initiatedBy", "codevelopedBy", "coexecutedBy", "hasContributionFrom", "hasParty"}
"""What handwritten rules of the fixpoint give, which owlrl does not know."""
NOT_CONCLUDED = [
    (":plain", "sam:HybridOrganisation"),
    (":mixed", "sam:TripleHybrid"),
    (":town", "sam:HybridOrganisation"),
    (":gbo2", "sam:QualifiedBroadReception"),
    (":help", "sam:CitizenInitiative"),
    (":help", "sam:SocialInnovation"),
    (":topdown", "sam:CitizenInitiative"),
    (":topdown", "sam:CoCreation"),
    (":lab", "sam:CompleteLivingLab"),
    (":circle", "sam:VitalCoalitionCandidate"),
    (":circle", "sam:HeterogeneousNetwork"),
]


@pytest.fixture(scope="module")
def store() -> ox.Store:
    return concluded(CASE)


@pytest.fixture(scope="module")
def statements(store: ox.Store) -> set[str]:
    return {short(f"{q.subject} {q.predicate} {q.object}") for q in store}


@pytest.mark.parametrize(("thing", "class_"), CONCLUSIONS)
def test_class_is_concluded(thing: str, class_: str, statements: set[str]) -> None:
    assert f"{thing} a {class_}" in statements


@pytest.mark.parametrize(("thing", "class_"), NOT_CONCLUDED)
def test_class_is_not_concluded(thing: str, class_: str, statements: set[str]) -> None:
    assert f"{thing} a {class_}" not in statements


def test_coverage_reaches_the_whole_right_but_never_the_top(statements: set[str]) -> None:
    covered = {text.split()[-1] for text in statements if text.startswith(":area sam:coversRight")}
    assert {"right/medical-assistance", "right/assistance"} <= covered
    assert "right/human-dignity" not in covered


def test_area_lies_within_what_contains_its_container(statements: set[str]) -> None:
    assert ":area sam:withinArea :province" in statements


def test_zones_of_the_case(statements: set[str]) -> None:
    zones = {text for text in statements if " sam:inZone " in text and text.startswith(":")}
    assert {
        ":mixed sam:inZone zone/third-public",
        ":plain sam:inZone zone/third",
        ":triple sam:inZone zone/unknown",
        ":agency sam:inZone zone/unknown",
        ":caw sam:inZone zone/unknown",
    } <= zones
    organisations = [text.split()[0] for text in zones]
    assert len(organisations) == len(set(organisations))


def test_inferred_statements_are_in_no_other_graph(store: ox.Store) -> None:
    for quad in store.quads_for_pattern(None, None, None, INFERRED):
        same = store.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
        assert {q.graph_name for q in same} == {INFERRED, ox.DefaultGraph()}


def test_no_literal_has_a_class_and_no_blank_node_is_left(store: ox.Store) -> None:
    for graph in (INFERRED, CLOSED_WORLD):
        for quad in store.quads_for_pattern(None, None, None, graph):
            assert isinstance(quad.subject, ox.NamedNode)
            assert not isinstance(quad.object, ox.BlankNode)


@pytest.mark.slow
def test_owlrl_draws_the_same_conclusions(store: ox.Store) -> None:
    """With the closed-world and handwritten conclusions given, both must agree on the rest."""
    handwritten = [
        *store.quads_for_pattern(None, None, None, CLOSED_WORLD),
        *(
            quad
            for quad in store.quads_for_pattern(None, None, None, INFERRED)
            if quad.predicate.value.rsplit("#", 1)[-1] in GIVEN
        ),
    ]
    given = [f"{q.subject} {q.predicate} {q.object} ." for q in handwritten]
    data = CASE + "\n".join(given)
    expected = oracle(vocabulary_files(), data, without=Literal)
    ours = {
        short(f"{q.subject} {q.predicate} {q.object}")
        for q in store.quads_for_pattern(None, None, None, INFERRED)
    }
    about = {f":{name}" for name in ("mixed", "plain", "triple", "agency", "town", "gbo", "gbo2",
             "garden", "help", "topdown", "lab", "coalition", "circle", "service", "area",
             "neighbours", "ocmw", "caw", "fund", "k1", "m1")}  # fmt: skip
    direct = {short(text.removesuffix(" .")) for text in given}

    def relevant(found: set[str]) -> set[str]:
        return {text for text in found if text.split()[0] in about} - direct

    assert relevant(ours) == relevant(expected)
