"""What a release tells about actors, tables and projects, which was listed when it was made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple, Protocol, TypeVar

from kg.figures.partnerships import CORE_PARTNERS
from server.service import Service
from server.view.figures import figures_of
from server.view.release_cache import per_release_cache

Told = TypeVar("Told")


class InAreas(Protocol):
    """A thing with the IRIs of the areas that it is in."""

    @property
    def areas(self) -> frozenset[str]: ...


class ToldArea(NamedTuple):
    """A municipality, province or region with its level, services, and the areas around it."""

    iri: str
    level: str
    services: int
    above: frozenset[str]


class ToldActor(NamedTuple):
    """An actor: the slug of its zone, what it mixes, who founded it, and where it is."""

    iri: str
    zone: str
    hybrid: bool
    mixes: tuple[str, ...]
    founders: tuple[str, ...]
    public: bool
    areas: frozenset[str]


class ToldSeat(NamedTuple):
    """The seat of a core partner: who fills it, and who left with the last day."""

    kind: str
    now: tuple[str, ...]
    left: tuple[tuple[str, str], ...]


class ToldReception(NamedTuple):
    """A broad reception with its seats, in the order of the decree."""

    iri: str
    qualified: bool
    seats: tuple[ToldSeat, ...]
    areas: frozenset[str]


class ToldCoalition(NamedTuple):
    """A partnership around issues; `kind` is "vital", "candidate" or empty."""

    iri: str
    issues: tuple[str, ...]
    members: tuple[str, ...]
    kind: str
    areas: frozenset[str]


class ToldLab(NamedTuple):
    """A living lab: the slugs of the principles that it follows and of who takes part."""

    iri: str
    complete: bool
    principles: tuple[str, ...]
    parties: tuple[str, ...]
    areas: frozenset[str]


class ToldCondition(NamedTuple):
    """A condition of a thing with its side and its outcome, by their slugs."""

    thing: str
    condition: str
    side: str
    outcome: str
    areas: frozenset[str]


class ToldContribution(NamedTuple):
    """What citizens did in a project, by the slugs of roles."""

    iri: str
    by: tuple[str, ...]
    project: str
    roles: tuple[str, ...]
    areas: frozenset[str]


def told_areas(service: Service) -> Mapping[str, ToldArea]:
    """The areas of today by IRI, municipalities first."""

    def read(one: Mapping[str, Any]) -> ToldArea:
        return ToldArea(one["iri"], one["level"], one["services"], frozenset(one["above"]))

    def make() -> dict[str, ToldArea]:
        return {one.iri: one for one in _told(service, "areas", read) or ()}

    return per_release_cache(service, "told areas by IRI", make=make)


def told_actors(service: Service) -> tuple[ToldActor, ...] | None:
    """The actors by IRI; None for a release that was made before they were listed."""

    def read(one: Mapping[str, Any]) -> ToldActor:
        return ToldActor(
            one["iri"], one["zone"], one["hybrid"], tuple(one["mixes"]),
            tuple(one["founders"]), one["public"], frozenset(one["areas"]),
        )  # fmt: skip

    return _told(service, "actors", read)


def told_receptions(service: Service) -> tuple[ToldReception, ...] | None:
    """The broad receptions by IRI; None for a release that was made before."""

    def read(one: Mapping[str, Any]) -> ToldReception:
        seats = (
            ToldSeat(kind, tuple(seat["now"]), tuple((who, day) for who, day in seat["left"]))
            for kind in CORE_PARTNERS
            for seat in [one["seats"][kind]]
        )
        return ToldReception(one["iri"], one["qualified"], tuple(seats), frozenset(one["areas"]))

    return _told(service, "receptions", read)


def told_coalitions(service: Service) -> tuple[ToldCoalition, ...] | None:
    """The partnerships around an issue by IRI; None for a release that was made before."""

    def read(one: Mapping[str, Any]) -> ToldCoalition:
        issues, members = tuple(one["issues"]), tuple(one["members"])
        return ToldCoalition(one["iri"], issues, members, one["kind"], frozenset(one["areas"]))

    return _told(service, "coalitions", read)


def told_labs(service: Service) -> tuple[ToldLab, ...] | None:
    """The living labs by IRI; None for a release that was made before."""

    def read(one: Mapping[str, Any]) -> ToldLab:
        principles, parties = tuple(one["principles"]), tuple(one["parties"])
        return ToldLab(one["iri"], one["complete"], principles, parties, frozenset(one["areas"]))

    return _told(service, "labs", read)


def told_conditions(service: Service) -> tuple[ToldCondition, ...] | None:
    """The conditions that were assessed; None for a release that was made before."""

    def read(one: Mapping[str, Any]) -> ToldCondition:
        said = one["thing"], one["condition"], one["side"], one["outcome"]
        return ToldCondition(*said, frozenset(one["areas"]))

    return _told(service, "assessed", read)


def told_contributions(service: Service) -> tuple[ToldContribution, ...] | None:
    """What citizens did in projects; None for a release that was made before."""

    def read(one: Mapping[str, Any]) -> ToldContribution:
        by, roles = tuple(one["by"]), tuple(one["roles"])
        return ToldContribution(one["iri"], by, one["project"], roles, frozenset(one["areas"]))

    return _told(service, "contributions", read)


Placed = TypeVar("Placed", bound=InAreas)


def in_area(things: Iterable[Placed], area: str) -> list[Placed]:
    """The things in an area; all of them where it is empty."""
    return [thing for thing in things if not area or area in thing.areas]


def _told(
    service: Service, name: str, read: Callable[[Mapping[str, Any]], Told]
) -> tuple[Told, ...] | None:
    def make() -> tuple[Told, ...] | None:
        told = figures_of(service).get(name)
        return None if told is None else tuple(map(read, told))

    return per_release_cache(service, f"told {name}", make=make)
