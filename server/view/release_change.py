"""What changed with a release, as its page shows it: counts, places, and names of today.

It is read from the public difference that the release was sealed with, which spells no value. A
thing is named only where the release that is published has a name for it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kg.cli.diff_words import noun
from kg.model.prefixes import PREFIXES
from kg.model.terms import SAM
from kg.release.leaving.departures import of_release
from kg.release.release import Release
from kg.texts import Language
from server.i18n import format_number, in_language
from server.service import Service
from server.view.labels import Ref, refs
from server.view.terms import last_part

DIFFERENCE = "difference.json"
NAMED = 10
"""Things of a class that the page of a release names, of those that came and those that changed."""
CLASSES = 40
"""Classes that the page of a release tells of, those that say most to people first."""
KINDS = ("removed", "added", "changed")
"""In the order in which they are told: what is gone may be missed."""
SPOKEN = 2
"""Changes that the sentence over a release tells; the others stand below it."""
_FIRST = tuple(
    PREFIXES[prefix] + local
    for prefix, local in (
        ("sam", "SocialService"),
        ("cpsv", "PublicService"),
        ("sam", "Initiative"),
        ("sam", "Project"),
        ("sam", "Partnership"),
        ("sam", "Association"),
        ("sam", "Organisation"),
        ("org", "Organization"),
    )
)
"""Classes that say most to people: help, projects, who is behind them."""
_BETWEEN = ("Membership", "Evidence", "Contribution", "Observation")
"""What the names of classes of ours end with that only stand between two things."""


@dataclass(frozen=True)
class KindChange:
    """How many things of a class came, changed or went, in words; the first of them by name."""

    kind: str
    count: int
    words: str
    named: tuple[Ref, ...] = ()


@dataclass(frozen=True)
class ReleaseChange:
    """What changed from the release `old`; `told` is the whole difference as it was sealed.

    `moved` are the things that took the place of others with this release.
    """

    old: str
    changes: tuple[KindChange, ...]
    told: dict[str, Any]
    moved: tuple[Ref, ...] = ()

    @property
    def spoken(self) -> tuple[KindChange, ...]:
        """The changes that say most to people: they make the sentence over the release."""
        return self.changes[:SPOKEN]

    @property
    def sources(self) -> list[dict[str, Any]]:
        """The files of sources that changed, each once for the `datasets` that read it alike."""
        found: dict[str, dict[str, Any]] = {}
        for one in self.told["sources"]:
            alike = {key: value for key, value in one.items() if key != "dataset"}
            known = found.setdefault(json.dumps(alike), {**alike, "datasets": []})
            known["datasets"].append(one["dataset"])
        return list(found.values())

    def count(self, kind: str) -> int:
        """Things that were `added`, `changed` or `removed`, over all classes."""
        return sum(one.count for one in self.changes if one.kind == kind)


def sealed_difference(release: Release) -> dict[str, Any] | None:
    """The public difference of a release with the one published before it; None: there is none."""
    told = release.json(DIFFERENCE)
    return told if isinstance(told, dict) else None


def change_of(release: Release, *, reader: Language) -> ReleaseChange | None:
    """What changed with a release, without names of things."""
    told = sealed_difference(release)
    return None if told is None else ReleaseChange(told["old"], _changes(told, {}, reader), told)


def named_change(
    service: Service, release: Release, *, before: Release | None, reader: Language
) -> ReleaseChange | None:
    """What changed with a release, with the names that the published one has for things.

    `before` is the release that it is compared with, where that is kept.
    """
    told = sealed_difference(release)
    if told is None:
        return None
    return _with_names(service, told, _successors(release, before), reader=reader)


def _with_names(
    service: Service, told: dict[str, Any], moved: Sequence[str], *, reader: Language
) -> ReleaseChange:
    iris = [
        iri
        for dataset in told["datasets"]
        for one in dataset["classes"]
        for kind in ("added", "changed")
        for iri in one["iris"][kind][:NAMED]
    ]
    found = refs(service, [*iris[: CLASSES * NAMED], *moved], reader=reader)
    names = {iri: ref for iri, ref in found.items() if ref.named}
    new = tuple(names[iri] for iri in moved if iri in names)
    return ReleaseChange(told["old"], _changes(told, names, reader), told, new)


def dataset_change(
    service: Service, release: Release, *, dataset: str, reader: Language
) -> ReleaseChange | None:
    """What changed in one dataset with a release, by its id; None: nothing was compared."""
    told = sealed_difference(release)
    if told is None:
        return None
    own = {
        **told,
        "datasets": [one for one in told["datasets"] if one["id"] == dataset],
        "sources": [one for one in told["sources"] if one["dataset"] == dataset],
        "findings": [one for one in told["findings"] if one["dataset"] == dataset],
        "things": None,
    }
    return _with_names(service, own, (), reader=reader)


def _successors(release: Release, before: Release | None) -> list[str]:
    """The things that took the place of others since the release before it."""
    if before is None:
        return []
    now, known = of_release(release.path), of_release(before.path)
    new = (now.successor(old) for old in now.replaced if old not in known.replaced)
    return [iri for iri in dict.fromkeys(new) if iri is not None]


def part_in(release: Release, iri: str) -> str | None:
    """Whether a release says that a thing is new with it ("added") or "changed"; else None."""
    told = sealed_difference(release)
    for dataset in told["datasets"] if told else ():
        for one in dataset["classes"]:
            for kind in ("added", "changed"):
                if iri in one["iris"][kind]:
                    return kind
    return None


def _changes(
    told: dict[str, Any], names: dict[str, Ref], reader: Language
) -> tuple[KindChange, ...]:
    """What became of how many of each class, those first that say most to people."""
    classes = [one for dataset in told["datasets"] for one in dataset["classes"]]
    things = told.get("things") or _summed(classes)
    found = [
        (
            _rank(one["class"]),
            KINDS.index(kind),
            -one[kind],
            one["class"] or "",
            KindChange(
                kind,
                one[kind],
                _words(told, one["class"], one[kind], reader),
                _named(classes, one["class"], kind, names),
            ),
        )
        for one in things
        for kind in KINDS
        if one[kind]
    ]
    return tuple(change for *_, change in sorted(found, key=lambda each: each[:-1]))[:CLASSES]


def _summed(classes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The counts of releases of before things were counted once: those of their datasets."""
    found: dict[str | None, dict[str, Any]] = {}
    for one in classes:
        known = found.setdefault(one["class"], {"class": one["class"], **dict.fromkeys(KINDS, 0)})
        for kind in KINDS:
            known[kind] += one[kind]
    return list(found.values())


def _rank(cls: str | None) -> int:
    """The place of a class among those that say most to people; others of ours come after them."""
    if cls in _FIRST:
        return _FIRST.index(cls)
    ours = cls is not None and cls.startswith(SAM) and not cls.endswith(_BETWEEN)
    return len(_FIRST) + (0 if ours else 1)


def _words(told: dict[str, Any], cls: str | None, count: int, reader: Language) -> str:
    called = noun(cls or "", count, lang=reader)
    if called is not None:
        return f"{format_number(count)}\N{NO-BREAK SPACE}{called}"
    label = in_language(told["labels"].get(cls)) or last_part(cls or "")
    return f"{format_number(count)} × {label}" if label else format_number(count)


def _named(
    classes: list[dict[str, Any]], cls: str | None, kind: str, names: dict[str, Ref]
) -> tuple[Ref, ...]:
    if kind == "removed":
        return ()
    iris = [iri for one in classes if one["class"] == cls for iri in one["iris"][kind][:NAMED]]
    return tuple(names[iri] for iri in dict.fromkeys(iris) if iri in names)[:NAMED]
