"""How projects are done: principles and parties of living labs, conditions, roles of citizens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kg.model.terms import CONCEPT, SAM, SKOS
from kg.search.statements import LineStatements

PRINCIPLES = ("from-the-start", "active-cooperation", "users-included", "all-ideas")
PARTIES = ("user", "public-actor", "private-actor", "researcher")
"""What a complete living lab follows, and who takes part in it (slide 13)."""
SIDES = ("government-side", "citizen-side", "general")
"""The sides on which conditions are, by the end of the IRI of the concept above them."""
_PRINCIPLE, _PARTY = SAM + "followsPrinciple", SAM + "hasParty"
_ASSESSES, _CRITERION, _OUTCOME, _DAY = (
    SAM + name for name in ("assesses", "criterion", "outcome", "assessedOn")
)
_CONTRIBUTOR, _TO, _ROLE = (
    SAM + name for name in ("contributor", "contributionTo", "contributionRole")
)
_BROADER = SKOS + "broader"
PROPERTIES = (
    *(_PRINCIPLE, _PARTY, _ASSESSES, _CRITERION, _OUTCOME, _DAY),
    *(_CONTRIBUTOR, _TO, _ROLE, _BROADER),
)
"""The properties of the statements that it is computed from."""


def read_labs(statements: LineStatements, places: Mapping[str, set[str]]) -> list[dict[str, Any]]:
    """Living labs, by IRI, as JSON has them: principles, parties, and if it is complete."""
    principles, parties = statements.linked(_PRINCIPLE), statements.linked(_PARTY)
    complete = statements.members(SAM + "CompleteLivingLab")
    return [
        {
            "iri": lab,
            "complete": lab in complete,
            "principles": _ends(principles.get(lab, set()), PRINCIPLES),
            "parties": _ends(parties.get(lab, set()), PARTIES),
            "areas": sorted(places.get(lab, ())),
        }
        for lab in sorted(statements.members(SAM + "UrbanLivingLab"))
    ]


def read_assessed(
    statements: LineStatements, places: Mapping[str, set[str]]
) -> list[dict[str, Any]]:
    """What the newest assessment says of each condition of each thing that was assessed.

    `side` is one of `SIDES` or empty, `outcome` the end of an IRI: met, unmet or unknown.
    """
    conditions = statements.members(SAM + "Condition")
    about, outcomes = statements.linked(_ASSESSES), statements.linked(_OUTCOME)
    days = statements.told(_DAY)
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for assessment, criteria in statements.linked(_CRITERION).items():
        day = max(days.get(assessment, {""}))
        for outcome in outcomes.get(assessment, ()):
            told = (day, outcome.rpartition("/")[2])
            for condition in criteria & conditions:
                for thing in about.get(assessment, ()):
                    key = (thing, condition)
                    found[key] = max(found.get(key, told), told)
    above = statements.linked(_BROADER)
    return [
        {
            "thing": thing,
            "condition": condition,
            "side": _side(condition, above),
            "outcome": outcome,
            "areas": sorted(places.get(thing, ())),
        }
        for (thing, condition), (_when, outcome) in sorted(found.items())
    ]


def read_contributions(
    statements: LineStatements, places: Mapping[str, set[str]]
) -> list[dict[str, Any]]:
    """What citizens did in projects: contributor, project and role, as JSON has it."""
    who, projects = statements.linked(_CONTRIBUTOR), statements.linked(_TO)
    roles = statements.linked(_ROLE)
    known = statements.members(SAM + "Project")
    return [
        {
            "iri": one,
            "by": sorted(who.get(one, ())),
            "project": project,
            "roles": sorted(role.rpartition("/")[2] for role in roles.get(one, ())),
            "areas": sorted(places.get(project, ())),
        }
        for one in sorted(statements.members(SAM + "CitizenContribution"))
        for project in sorted(projects.get(one, set()) & known)
    ]


def _ends(iris: set[str], wanted: tuple[str, ...]) -> list[str]:
    found = {iri.rpartition("/")[2] for iri in iris}
    return [slug for slug in wanted if slug in found]


def _side(condition: str, above: Mapping[str, set[str]]) -> str:
    """The side of a condition: the first of them among all that is above it."""
    seen, waiting = set(), [condition]
    while waiting:
        one = waiting.pop()
        if one not in seen:
            seen.add(one)
            waiting += above.get(one, ())
    return next((side for side in SIDES if f"{CONCEPT}condition/{side}" in seen), "")
