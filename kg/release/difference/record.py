"""The steward's difference for machines."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from kg.release.difference.conclusions import ConclusionChange
from kg.release.difference.facts import facts
from kg.release.difference.resources import PropertyChange, ResourceChange
from kg.release.difference.steward import (
    Difference,
    StatementPlaces,
    count_conclusions,
    count_kinds,
    count_properties,
)


def as_record(found: Difference, most: int | None = None) -> dict[str, Any]:
    """A difference as JSON holds it, with at most `most` things of each class opened (None: all).

    `left_out` says how many of a class, or of the conclusions, are only counted. Values are written
    as N-Quads does.
    """
    origins = StatementPlaces(found.old, found.new)
    conclusions = found.conclusions[:most]
    return {
        "old": found.old.id,
        "new": found.new.id,
        "nothing": found.nothing,
        "reference_date": [r.manifest.get("reference_date") for r in (found.old, found.new)],
        "classes": [
            {
                "dataset": dataset,
                "class": cls,
                "counts": count_kinds(changes),
                "properties": count_properties(changes),
                "things": [
                    {**_thing(change, origins), **_told(found, change)} for change in changes[:most]
                ],
                "left_out": len(changes) - len(changes[:most]),
            }
            for (dataset, cls), changes in found.by_class().items()
        ],
        "conclusions": {
            "counts": [
                {"property": name, "class": cls or None, **counter}
                for (name, cls), counter in count_conclusions(found.conclusions).items()
            ],
            "list": [_conclusion(change, origins) for change in conclusions],
            "left_out": len(found.conclusions) - len(conclusions),
        },
        "withdrawn": _withdrawn(found),
        "sources": [asdict(change) for change in found.sources],
        "findings": [asdict(change) for change in found.findings],
        "names": found.names,
    }


def _thing(change: ResourceChange, origins: StatementPlaces) -> dict[str, Any]:
    return {
        "iri": change.subject,
        "kind": change.kind,
        "name": change.label,
        "properties": [_property(change, one, origins) for one in change.properties],
    }


def _told(found: Difference, change: ResourceChange) -> dict[str, Any]:
    """Why a thing is gone, and what has a sentence of its own."""
    gone = found.farewells.get(change.subject) if change.kind == "removed" else None
    told = facts(change, found.today)
    return {
        "gone": None if gone is None else {"reason": gone.reason, "replaced_by": gone.successor},
        "facts": [
            {"property": name, **asdict(fact)} for name, each in told.items() for fact in each
        ],
    }


def _withdrawn(found: Difference) -> list[dict[str, str]]:
    """What was withdrawn, and is in neither release any more."""
    told = {change.subject for change in found.resources}
    gone = [one for iri, one in sorted(found.farewells.items()) if iri not in told]
    return [{"iri": one.iri, "reason": one.reason} for one in gone]


def _property(
    change: ResourceChange, one: PropertyChange, origins: StatementPlaces
) -> dict[str, Any]:
    def values(kind: str, tokens: tuple[str, ...]) -> list[dict[str, Any]]:
        return [
            {
                "value": value,
                "origins": origins.of(
                    change.subject,
                    one.predicate,
                    value=value,
                    dataset=change.dataset,
                    kind="removed" if kind == "old" else "added",
                ),
            }
            for value in tokens
        ]

    return {
        "property": one.predicate,
        "kind": one.kind,
        "old": values("old", one.old),
        "new": values("new", one.new),
    }


def _conclusion(change: ConclusionChange, origins: StatementPlaces) -> dict[str, Any]:
    return {
        **change.statement._asdict(),
        "graph": change.graph,
        "kind": change.kind,
        "rule": change.rule,
        "by_date": change.by_date,
        "premises": [
            {
                **premise.statement._asdict(),
                "dataset": premise.dataset,
                "kind": premise.kind,
                "origins": origins.of_premise(premise),
            }
            for premise in change.premises
        ],
    }
