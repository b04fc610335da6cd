"""The figures of a release, which were computed when it was made."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
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

    def near(self, municipality: Municipality) -> Iterator[tuple[str, Municipality]]:
        """The municipalities near one with what makes them so, the nearest first."""
        seen = {municipality.iri}
        for nearness in NEARNESS:
            own = set(municipality.within.get(nearness, ()))
            for other in self.municipalities.values():
                if other.iri not in seen and own & set(other.within.get(nearness, ())):
                    seen.add(other.iri)
                    yield nearness, other

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


def rights_figure(service: Service) -> RightsFigure | None:
    """The coverage of rights in a release; None for one that was made before it was computed."""

    def read() -> RightsFigure | None:
        told = service.release.json(FIGURES)
        return None if told is None else _rights(told["coverage"])

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
        told = service.release.json(FIGURES) or {}
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
