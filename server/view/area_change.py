"""What changed in a municipality from one kept release to the next.

Rights and services are told from the figures of both releases, other things from the indices of
subjects: no store of a kept release is opened for it. What is gone has no name any more, only the
IRI; of what was erased there is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kg.figures.states import Coverage
from kg.release.difference.history import SubjectHistory
from kg.release.leaving.departures import of_release
from kg.release.readable import created
from kg.release.release import Release
from kg.texts import Language
from server.service import Service
from server.view.figures import NO_CELL, Municipality, figure_in
from server.view.labels import Ref, refs
from server.view.terms import PROLOGUE, iri_token

MOST_THINGS = 1500
"""Things of an area whose changes are looked up."""


@dataclass(frozen=True)
class RightChange:
    """A right whose state in the municipality is another one than before."""

    right: Ref
    before: Coverage
    now: Coverage


@dataclass(frozen=True)
class AreaChange:
    """What came with a release in an area, changed in it or left it; `day` is its ISO day.

    `compared` says whether both releases have figures, so that rights can be compared.
    """

    release: str
    day: str
    rights: tuple[RightChange, ...]
    came: tuple[Ref, ...]
    changed: tuple[Ref, ...]
    gone: tuple[str, ...]
    compared: bool

    @property
    def anything(self) -> bool:
        """Whether anything is told."""
        return bool(self.rights or self.came or self.changed or self.gone)


def area_changes(
    service: Service,
    area: str,
    *,
    kept: Sequence[Release],
    reader: Language,
    history: SubjectHistory | None = None,
) -> list[AreaChange]:
    """What changed in an area, the latest first; `kept` are the releases, oldest first.

    With the `history` of subjects also other things than rights and services are told.
    """
    found = [_between(area, old, new) for old, new in pairwise(kept)]
    things = _things(service, area) if history is not None else []
    known = _versions(history, things, kept) if history is not None else {}
    iris = {iri for _release, rights, came, *_rest in found for iri in (*rights, *came)}
    named = refs(service, {*iris, *things}, reader=reader)
    told = []
    for new, rights, came, gone, compared in found:
        others = known.get(new.id, {})
        arrived = dict.fromkeys([*came, *(t for t, kind in others.items() if kind == "came")])
        told.append(
            AreaChange(
                release=new.id,
                day=created(new).date().isoformat(),
                rights=tuple(RightChange(named[r], *states) for r, states in rights.items()),
                came=_named(named, arrived),
                changed=_named(named, (t for t, kind in others.items() if kind == "changed")),
                gone=tuple(gone),
                compared=compared,
            )
        )
    return told[::-1]


def _named(named: dict[str, Ref], iris: Iterable[str]) -> tuple[Ref, ...]:
    """Those that the published release has a name for, by name."""
    found = [named[iri] for iri in iris if named[iri].named]
    return tuple(sorted(found, key=lambda ref: (ref.label.casefold(), ref.iri)))


_Between = tuple[Release, dict[str, tuple[Coverage, Coverage]], list[str], list[str], bool]


def _between(area: str, old: Release, new: Release) -> _Between:
    """The rights, services and gone services of an area in two releases."""
    before, now = figure_in(old.path), figure_in(new.path)
    if before is None or now is None:
        return new, {}, [], [], False
    one, other = before.municipalities.get(area), now.municipalities.get(area)
    rights = {
        right: states
        for right in now.rights
        if (states := (_state(one, right), _state(other, right)))[0] is not states[1]
    }
    had, has = _services(one), _services(other)
    left = of_release(new.path)
    still = {service for m in now.municipalities.values() for service in _services(m)}
    gone = sorted(iri for iri in had - still if not left.is_erased(iri))
    return new, rights, sorted(has - had), gone, True


def _state(municipality: Municipality | None, right: str) -> Coverage:
    return municipality.cells.get(right, NO_CELL).state if municipality else Coverage.NO_DATA


def _services(municipality: Municipality | None) -> set[str]:
    cells = municipality.cells.values() if municipality else ()
    return {service for cell in cells for service in cell.services}


def _things(service: Service, area: str) -> list[str]:
    """What is in an area: services, actors, partnerships, projects and policies."""
    this = iri_token(area)
    rows = service.pool.select(
        PROLOGUE
        + f"""SELECT DISTINCT ?thing WHERE {{
  {{ {this} sam:hasService ?thing }}
  UNION {{ ?thing sam:locatedIn {this} }}
  UNION {{ ?thing sam:takesPlaceIn {this} }}
  UNION {{ ?thing sam:servesArea {this} ; a sam:Partnership }}
  UNION {{ ?thing sam:policyOf {this} }}
  UNION {{ ?thing sam:governs {this} }}
}} LIMIT {MOST_THINGS}"""
    )
    iris = (row["thing"].value for row in rows if row["thing"].kind == "uri")
    return list(dict.fromkeys(iris))


def _versions(
    history: SubjectHistory, things: Sequence[str], kept: Sequence[Release]
) -> dict[str, dict[str, str]]:
    """The things that "came" or "changed" with each release, by its id."""
    history.learn(things)
    found: dict[str, dict[str, str]] = {}
    for thing in things:
        for old, new in pairwise(kept):
            version = history.version_in(thing, new.id)
            if version is not None and version.release == new.id:
                before = history.version_in(thing, old.id)
                found.setdefault(new.id, {})[thing] = "came" if before is None else "changed"
    return found
