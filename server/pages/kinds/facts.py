"""What the head and the "In short" part of a page show of a description."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.model.naming import NAMING
from kg.model.terms import DCT, RDF_TYPE, SAM, SKOS
from server.view.terms import last_part

if TYPE_CHECKING:
    from server.service import Service
    from server.view.description import Description, PropertyStatement, StatementValue

_ALWAYS_ELSEWHERE = {
    RDF_TYPE,
    *NAMING,
    SKOS + "definition",
    DCT + "description",
}
NOTABLE = {
    SAM + name
    for name in (
        "HybridOrganisation",
        "TripleHybrid",
        "PublicInPrivateLawForm",
        "SocialInnovation",
        "CoCreation",
        "CitizenInitiative",
        "CompleteLivingLab",
        "HeterogeneousNetwork",
        "VitalCoalition",
        "QualifiedBroadReception",
        "UrbanLivingLab",
        "BroadReception",
        "HouseOfTheChild",
        "VoluntaryCareInitiative",
    )
}
"""Classes worth a word in the head of a page; their superclasses say nothing more."""


def short(description: Description, *elsewhere: str) -> list[PropertyStatement]:
    """The stated facts that no other part of the page shows; `elsewhere` as local names of ours."""
    hidden = _ALWAYS_ELSEWHERE | {name if ":" in name else SAM + name for name in elsewhere}
    return [
        statement
        for statement in description.statements
        if statement.predicate.iri not in hidden
        and not statement.inferred
        and not _repeats_address(statement, description.iri)
    ]


def _repeats_address(statement: PropertyStatement, iri: str) -> bool:
    """Whether it is a code that the address of the concept already is."""
    is_code = statement.predicate.iri == SKOS + "notation"
    return is_code and all(value.label == last_part(iri) for value in statement.values)


def reference_day(service: Service) -> str:
    """The day that counts as today in the conclusions of the release, as an ISO day."""
    manifest = service.release.manifest
    return str(manifest.get("reference_date") or manifest.get("created") or "9999")[:10]


def notable_types(description: Description) -> list[StatementValue]:
    """The classes to name in the head, stated ones first; each can say why it is there."""
    found = [v for v in description.values(RDF_TYPE) if v.iri in NOTABLE]
    return sorted(found, key=lambda v: (v.inferred, v.label.casefold()))
