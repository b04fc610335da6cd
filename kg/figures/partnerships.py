"""Who is at the table: core partners of broad receptions, and members around an issue."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from kg.model.terms import CONCEPT, ORG, SAM
from kg.search.statements import LineStatements, former_things

CORE_PARTNERS = ("ocmw", "caw", "mutuality-social-work")
"""The kinds of actor that a broad reception must have at its table (decree of 9 February 2018)."""
_CORE, _MEMBERS, _ISSUE = (
    SAM + name for name in ("currentCorePartner", "currentMember", "aroundIssue")
)
_IN, _WHO, _KIND = ORG + "organization", ORG + "member", ORG + "classification"
_UNTIL = SAM + "memberUntil"
PROPERTIES = (_CORE, _MEMBERS, _ISSUE, _IN, _WHO, _KIND, _UNTIL)
"""The properties of the statements that it is computed from."""


def read_receptions(
    statements: LineStatements, places: Mapping[str, set[str]], *, today: str
) -> list[dict[str, Any]]:
    """Broad receptions, by IRI, as JSON has them.

    `seats` have for each kind of core partner who fills it, and who `left` with the last day, as
    pairs; `today` is the reference day as an ISO date.
    """
    core, kinds = statements.linked(_CORE), statements.linked(_KIND)
    qualified = statements.members(SAM + "QualifiedBroadReception")
    left = _left(statements, today)
    told = []
    for reception in sorted(statements.members(SAM + "BroadReception")):
        seats = {}
        for slug in CORE_PARTNERS:
            kind = f"{CONCEPT}kind/{slug}"
            gone = [one for one in left.get(reception, ()) if kind in kinds.get(one[0], ())]
            now = sorted(one for one in core.get(reception, ()) if kind in kinds.get(one, ()))
            seats[slug] = {"now": now, "left": [] if now else sorted(gone)}
        told.append(
            {
                "iri": reception,
                "qualified": reception in qualified,
                "seats": seats,
                "areas": sorted(places.get(reception, ())),
            }
        )
    return told


def read_coalitions(
    statements: LineStatements, places: Mapping[str, set[str]], *, today: str
) -> list[dict[str, Any]]:
    """Partnerships of today around an issue, by IRI, as JSON has them: issues, members, and if it
    is vital.

    `kind` is "vital", "candidate" (for a vital coalition) or empty.
    """
    issues, members = statements.linked(_ISSUE), statements.linked(_MEMBERS)
    vital = statements.members(SAM + "VitalCoalition")
    coalitions = statements.members(SAM + "Partnership") & issues.keys()
    candidates = statements.members(SAM + "VitalCoalitionCandidate")
    return [
        {
            "iri": one,
            "issues": sorted(issues[one]),
            "members": sorted(members.get(one, ())),
            "kind": "vital" if one in vital else "candidate" if one in candidates else "",
            "areas": sorted(places.get(one, ())),
        }
        for one in sorted(coalitions - former_things(statements, today))
    ]


def _left(statements: LineStatements, today: str) -> dict[str, list[tuple[str, str]]]:
    """Who left each partnership before today, with the last day."""
    groups, who = statements.linked(_IN), statements.linked(_WHO)
    left: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for membership, days in statements.told(_UNTIL).items():
        if (until := max(days)) < today[: len(until)]:
            for group in groups.get(membership, ()):
                left[group] += [(member, until) for member in who.get(membership, ())]
    return left
