"""The figures of a release, which were computed when it was made."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from kg.figures import FIGURES, NEARNESS
from kg.figures.states import Coverage
from server.service import Service
from server.view.release_cache import per_release_cache


class Cell(NamedTuple):
    """One right in one municipality; the others are IRIs, `day` an ISO day or empty."""

    state: Coverage
    actors: tuple[str, ...]
    services: tuple[str, ...]
    via: tuple[str, ...]
    day: str


NO_CELL = Cell(Coverage.NO_DATA, (), (), (), "")


class Helper(NamedTuple):
    """An actor that opens a right near a municipality: where, and how near that is."""

    actor: str
    places: tuple[str, ...]
    nearness: str


@dataclass(frozen=True)
class Municipality:
    """A municipality with the areas it lies in, by class, and its cells by right."""

    iri: str
    within: Mapping[str, tuple[str, ...]]
    cells: Mapping[str, Cell]

    @property
    def has_data(self) -> bool:
        """Whether any source names a service here; without, nothing can be said."""
        return bool(self.cells)

    def count(self, *, gaps: bool) -> int:
        """How many rights are a gap, or are covered today."""
        states = [cell.state for cell in self.cells.values()]
        return sum(state.is_gap if gaps else state.is_covered for state in states)


@dataclass(frozen=True)
class RightsFigure:
    """Which right is covered where: rights in the order of the law, municipalities by IRI."""

    rights: tuple[str, ...]
    municipalities: Mapping[str, Municipality]

    @cached_property
    def _near(self) -> dict[str, list[tuple[str, Municipality]]]:
        return {}

    @cached_property
    def _within(self) -> dict[tuple[str, str], list[Municipality]]:
        """The municipalities in each area, by how near that is and its IRI."""
        found: dict[tuple[str, str], list[Municipality]] = defaultdict(list)
        for one in self.municipalities.values():
            for nearness in NEARNESS:
                for area in one.within.get(nearness, ()):
                    found[nearness, area].append(one)
        return found

    def near(self, municipality: Municipality) -> list[tuple[str, Municipality]]:
        """The municipalities near one with what makes them so, the nearest first."""
        known = self._near.get(municipality.iri)
        if known is not None:
            return known
        seen, found = {municipality.iri}, list[tuple[str, Municipality]]()
        places = {iri: place for place, iri in enumerate(self.municipalities)}
        for nearness in NEARNESS:
            areas = municipality.within.get(nearness, ())
            others = {o.iri: o for area in areas for o in self._within[nearness, area]}
            for iri in sorted(others.keys() - seen, key=places.__getitem__):
                seen.add(iri)
                found.append((nearness, others[iri]))
        return self._near.setdefault(municipality.iri, found)

    @cached_property
    def _helped(self) -> dict[tuple[str, str], bool]:
        return {}

    def is_helped(self, municipality: Municipality, right: str) -> bool:
        """Whether anybody opens a right near a municipality."""
        key = municipality.iri, right
        if key not in self._helped:
            cells = (other.cells.get(right, NO_CELL) for _, other in self.near(municipality))
            self._helped[key] = any(cell.state.is_covered and cell.actors for cell in cells)
        return self._helped[key]

    def helpers(self, municipality: Municipality, right: str) -> list[Helper]:
        """Who opens a right near a municipality, the nearest first."""
        places: dict[str, list[str]] = defaultdict(list)
        nearness: dict[str, str] = {}
        for how_near, other in self.near(municipality):
            cell = other.cells.get(right, NO_CELL)
            for actor in cell.actors if cell.state.is_covered else ():
                nearness.setdefault(actor, how_near)
                places[actor].append(other.iri)
        return [Helper(actor, tuple(places[actor]), near) for actor, near in nearness.items()]


def figures_of(service: Service) -> Mapping[str, Any]:
    """All figures of a release, as their file has them: read once, since it may be large."""

    def read() -> Mapping[str, Any]:
        return service.release.json(FIGURES) or {}

    return per_release_cache(service, "figures", make=read)


def spheres(service: Service) -> Mapping[str, str] | None:
    """The slugs of the spheres of actors, by IRI; None for a release that was made before."""
    return figures_of(service).get("spheres")


def rights_figure(service: Service) -> RightsFigure | None:
    """The coverage of rights in a release; None for one that was made before it was computed."""

    def read() -> RightsFigure | None:
        told = figures_of(service)
        return _rights(told["coverage"]) if told else None

    return per_release_cache(service, "rights", make=read)


@lru_cache(24)
def figure_in(folder: Path) -> RightsFigure | None:
    """The coverage of rights in a kept release, given its folder, which never changes."""
    path = folder / FIGURES
    return _rights(json.loads(path.read_text("utf-8"))["coverage"]) if path.is_file() else None


class Takeover(NamedTuple):
    """A hand-over of a project: its day (empty where unknown), to whom, whether to a government."""

    day: str
    to: tuple[str, ...]
    public: bool


class ProjectCourse(NamedTuple):
    """When a project began and by whom, who took it over, and when it stopped; days are ISO."""

    iri: str
    citizens: bool
    places: tuple[str, ...]
    start: str
    takeovers: tuple[Takeover, ...]
    stopped: str


def project_courses(service: Service) -> tuple[ProjectCourse, ...]:
    """The projects of a release, by IRI; none for a release that was made before."""

    def read() -> tuple[ProjectCourse, ...]:
        told = figures_of(service)
        return tuple(map(_course, told.get("courses", ())))

    return per_release_cache(service, "courses", make=read)


def _course(told: Mapping[str, Any]) -> ProjectCourse:
    takeovers = (Takeover(one["day"], tuple(one["to"]), one["public"]) for one in told["takeovers"])
    return ProjectCourse(
        told["iri"],
        told["citizens"],
        tuple(told["places"]),
        told["start"],
        tuple(takeovers),
        told["stopped"],
    )


def has_rights(service: Service) -> bool:
    """Whether anything can be said about the coverage of rights."""
    figure = rights_figure(service)
    return figure is not None and any(one.has_data for one in figure.municipalities.values())


def _rights(told: Mapping[str, Any]) -> RightsFigure:
    municipalities = (
        Municipality(
            one["iri"],
            {cls: tuple(areas) for cls, areas in one["within"].items()},
            {right: _cell(cell) for right, cell in one["cells"].items()},
        )
        for one in told["municipalities"]
    )
    return RightsFigure(tuple(told["rights"]), {m.iri: m for m in municipalities})


def _cell(told: Mapping[str, Any]) -> Cell:
    return Cell(
        Coverage[told["state"]],
        tuple(told.get("actors", ())),
        tuple(told["services"]),
        tuple(told.get("via", ())),
        told.get("day", ""),
    )
