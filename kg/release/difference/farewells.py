"""Why things are gone: withdrawn with a reason that everybody may read, or replaced by another."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from kg.release.leaving.departures import of_release
from kg.release.release import Release


@dataclass(frozen=True)
class Farewell:
    """How a thing left: `successor` took its place, or it was withdrawn for a reason."""

    iri: str
    reason: str
    successor: str | None = None


def farewells(old: Release, new: Release, *, gone: Collection[str]) -> dict[str, Farewell]:
    """What is told of the things that are gone from one release to another, by IRI.

    A release that was made anew after a withdrawal does not hold what was withdrawn any more: what
    was withdrawn since it was first made is told too, though nothing else of it is known.
    """
    told = of_release(new.path)
    found = {}
    for iri in gone:
        successor = told.successor(iri)
        if successor is not None:
            found[iri] = Farewell(iri, told.replaced[iri].reason, successor)
        elif iri in told.withdrawn:
            found[iri] = Farewell(iri, told.withdrawn[iri].reason)
    if old.manifest.get("replaces"):
        since = str(old.manifest["created"])[:10]
        for iri, one in told.withdrawn.items():
            if one.date[:10] >= since:
                found.setdefault(iri, Farewell(iri, one.reason))
    return found


def successors(release: Release) -> set[str]:
    """What took the place of others, as a release tells it."""
    told = of_release(release.path)
    return {found for iri in told.replaced if (found := told.successor(iri)) is not None}
