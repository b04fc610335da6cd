"""Chooses which statements of counts to leave out of cubes, with what earlier releases showed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from kg.privacy.cube_sums import find_sums, key_coordinates
from kg.privacy.observations import Observation, ObservationStatement

_OF_MEASURES = re.compile(r"(?i)measure|maat|unit|eenheid|indicator")
_AVERAGE = re.compile(r"(?i)gemiddeld|average|mean|moyen")


@dataclass
class HiddenCounts:
    """What to leave out of one cube, with the observation of each statement; `given_up`, when time
    ended and blocks were hidden whole; and statements that kept releases show, hidden or not."""

    statements: list[tuple[Observation, ObservationStatement]] = field(default_factory=list)
    given_up: bool = False
    exposed: list[tuple[Observation, ObservationStatement]] = field(default_factory=list)


@dataclass
class _CountCell:
    current: list[tuple[Observation, ObservationStatement]] = field(default_factory=list)
    value: int = 0
    before: set[int | None] = field(default_factory=set)
    """What kept releases show for it; None where it is hidden there."""


def hide_in_cube(
    observed: Sequence[Observation],
    threshold: int,
    *,
    people: frozenset[str] = frozenset(),
    earlier: Iterable[Observation] = (),
    parents: Mapping[str, frozenset[str]],
    too_small_areas: frozenset[str] = frozenset(),
) -> HiddenCounts:
    """What to leave out of the observations of one cube, so that no small count can be known.

    `earlier` are those of kept releases, `parents` all wholes of a value of a dimension. Outside
    cubes only the properties that count `people` are looked at. In areas that are too small, no
    count is shown.
    """
    cells = _cells(observed, list(earlier), people)
    if not any(
        0 < cell.value < threshold or None in cell.before or too_small_areas.intersection(where)
        for where, cell in cells.items()
        if cell.current
    ):
        return HiddenCounts(_small_rates(observed, set(), threshold))
    from kg.privacy.suppression import suppress  # takes half a second to import

    table = find_sums(list(cells), [cell.value for cell in cells.values()], parents=parents)
    order = list(cells.items())
    must, known, gone = set[int](), set[int](), set[int]()
    for number, (where, cell) in enumerate(order):
        if not cell.current or cell.value < 0:
            gone.add(number)
        elif cell.value in cell.before:
            known.add(number)
        if cell.current and cell.value > 0:
            small = cell.value < threshold or bool(too_small_areas.intersection(where))
            if small or None in cell.before:
                must.add(number)
    choose = partial(
        suppress,
        table.values,
        table.sums,
        small=must,
        threshold=threshold,
        absent=table.absent,
        coordinates=table.coordinates,
    )
    done = choose(known=known | gone)
    if done.exposed:
        # By itself this release gives nothing away, so that pruning those before it is enough.
        alone = choose(known=gone)
        done = replace(
            done, hidden=done.hidden | alone.hidden, given_up=done.given_up | alone.given_up
        )
    chosen = [each for n in sorted(done.hidden) if n < len(order) for each in order[n][1].current]
    exposed = [each for n in sorted(done.exposed) if n < len(order) for each in order[n][1].current]
    rates = _small_rates(observed, {id(each[1]) for each in chosen}, threshold)
    return HiddenCounts([*chosen, *rates], bool(done.given_up), exposed)


def _cells(
    observed: Sequence[Observation], earlier: Sequence[Observation], people: frozenset[str]
) -> dict[tuple[str, ...], _CountCell]:
    """The cells by where they stand: values of dimensions, and the property."""
    every = [*observed, *earlier]
    where = _places(every)
    apart = _contradict(observed, where, people)
    cells: dict[tuple[str, ...], _CountCell] = {}
    for number, each in enumerate(every):
        place = (*where[each.subject], each.subject) if apart else where[each.subject]
        for statement in _counts(each, people):
            cell = cells.setdefault((*place, statement.predicate), _CountCell())
            value = int(statement.number or 0)
            if number < len(observed):
                cell.current.append((each, statement))
                cell.value = value
            else:
                cell.before.add(value)
                if not cell.current:
                    cell.value = value
        if number >= len(observed) and _is_hidden(each):
            shown = {statement.predicate for statement in _counts(each, people)}
            for (*at, predicate), cell in cells.items():
                # Only a rate may be hidden of it, beside a count that is shown.
                if tuple(at) == place and predicate not in shown:
                    cell.before.add(None)
    return {place: cell for place, cell in cells.items() if cell.current or cell.before - {None}}


def _places(every: Sequence[Observation]) -> dict[str, tuple[str, ...]]:
    """The values of the dimensions of each, or the parts of their keys when there are none."""
    dimensions = {each.subject: each.dimensions for each in every}
    axes = sorted({axis for own in dimensions.values() for axis in own})
    if axes:
        return {one: tuple(own.get(a, "") for a in axes) for one, own in dimensions.items()}
    subjects = sorted(dimensions)
    return dict(zip(subjects, key_coordinates(subjects), strict=True))


def _contradict(
    observed: Sequence[Observation], where: Mapping[str, tuple[str, ...]], people: frozenset[str]
) -> bool:
    """Whether two things stand at one place with other counts: a dimension is not said."""
    seen: dict[tuple[str, ...], float | None] = {}
    for each in observed:
        for statement in _counts(each, people):
            place = (*where[each.subject], statement.predicate)
            if seen.setdefault(place, statement.number) != statement.number:
                return True
    return False


def _counts(each: Observation, people: frozenset[str]) -> list[ObservationStatement]:
    return [
        statement
        for statement in each.numbers
        if not each.is_rate(statement) and (each.in_cube or statement.predicate in people)
    ]


def _is_hidden(each: Observation) -> bool:
    return any("#confStatus>" in one.predicate for one in each.statements)


def _small_rates(
    observed: Sequence[Observation], hidden: set[int], threshold: int
) -> list[tuple[Observation, ObservationStatement]]:
    """Rates that stand where a count is hidden, or that give a small count with one beside them."""
    beside: dict[tuple[str, ...], list[tuple[float, bool]]] = {}
    rates = []
    for each in observed:
        place = _beside(each)
        for statement in each.numbers if each.in_cube else ():
            number = statement.number or 0.0
            if each.is_rate(statement):
                rates.append((each, statement, place))
            else:
                beside.setdefault(place, []).append((number, id(statement) in hidden))
    return [
        (each, statement)
        for each, statement, place in rates
        if any(
            gone or _gives_small(statement, number, threshold)
            for number, gone in beside.get(place, ())
        )
    ]


def _gives_small(rate: ObservationStatement, base: float, threshold: int) -> bool:
    part = (rate.number or 0.0) * base / 100
    return not _AVERAGE.search(rate.predicate) and 0.5 <= part < threshold - 0.5


def _beside(each: Observation) -> tuple[str, ...]:
    """Where an observation stands, whatever it measures."""
    own = each.dimensions
    named = {f"{axis} {value}" for axis, value in own.items() if not _OF_MEASURES.search(axis)}
    return tuple(sorted(named)) if own else (each.subject,)
