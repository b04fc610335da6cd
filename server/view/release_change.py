"""What changed with a release, as its page shows it: counts, places, and names of today.

It is read from the public difference that the release was sealed with, which spells no value. A
thing is named only where the release that is published has a name for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kg.release.release import Release
from server.i18n import in_language
from server.service import Service
from server.view.labels import Ref, refs
from server.view.terms import last_part

DIFFERENCE = "difference.json"
NAMED = 10
"""Things of a class that the page of a release names, of those that came and those that changed."""
CLASSES = 40
"""Classes that the page of a release tells of, those with most changes first."""


@dataclass(frozen=True)
class ClassChange:
    """How many things of a class came, changed and went; the first of them by name."""

    label: str
    added: int
    changed: int
    removed: int
    new_things: tuple[Ref, ...] = ()
    changed_things: tuple[Ref, ...] = ()


@dataclass(frozen=True)
class ReleaseChange:
    """What changed from the release `old`; `told` is the whole difference as it was sealed."""

    old: str
    classes: tuple[ClassChange, ...]
    told: dict[str, Any]

    @property
    def added(self) -> int:
        """Things that came, over all classes."""
        return sum(one.added for one in self.classes)

    @property
    def changed(self) -> int:
        """Things of which something else is said."""
        return sum(one.changed for one in self.classes)

    @property
    def removed(self) -> int:
        """Things that went."""
        return sum(one.removed for one in self.classes)


def sealed_difference(release: Release) -> dict[str, Any] | None:
    """The public difference of a release with the one published before it; None: there is none."""
    told = release.json(DIFFERENCE)
    return told if isinstance(told, dict) else None


def change_of(release: Release) -> ReleaseChange | None:
    """What changed with a release, without names of things."""
    told = sealed_difference(release)
    return None if told is None else ReleaseChange(told["old"], tuple(_classes(told, {})), told)


def named_change(service: Service, release: Release, *, reader: str) -> ReleaseChange | None:
    """What changed with a release, with the names that the published one has for things."""
    told = sealed_difference(release)
    if told is None:
        return None
    iris = [
        iri
        for dataset in told["datasets"]
        for one in dataset["classes"][:CLASSES]
        for kind in ("added", "changed")
        for iri in one["iris"][kind][:NAMED]
    ]
    names = {iri: ref for iri, ref in refs(service, iris, reader=reader).items() if ref.named}
    return ReleaseChange(told["old"], tuple(_classes(told, names)), told)


def part_in(release: Release, iri: str) -> str | None:
    """Whether a release says that a thing is new with it ("added") or "changed"; else None."""
    told = sealed_difference(release)
    for dataset in told["datasets"] if told else ():
        for one in dataset["classes"]:
            for kind in ("added", "changed"):
                if iri in one["iris"][kind]:
                    return kind
    return None


def _classes(told: dict[str, Any], names: dict[str, Ref]) -> list[ClassChange]:
    """The classes of all datasets, those with most changes first."""
    found: dict[str | None, list[dict[str, Any]]] = {}
    for dataset in told["datasets"]:
        for one in dataset["classes"]:
            found.setdefault(one["class"], []).append(one)
    changes = [
        ClassChange(
            in_language(told["labels"].get(cls)) or last_part(cls or ""),
            *(sum(one[kind] for one in parts) for kind in ("added", "changed", "removed")),
            *(
                tuple(
                    names[iri] for one in parts for iri in one["iris"][kind][:NAMED] if iri in names
                )[:NAMED]
                for kind in ("added", "changed")
            ),
        )
        for cls, parts in found.items()
    ]
    return sorted(changes, key=lambda c: (-(c.added + c.changed + c.removed), c.label))[:CLASSES]
