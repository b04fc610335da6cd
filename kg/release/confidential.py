"""Leaves small counts of people out of the lines of datasets (`docs/how-to/small-counts.md`).

The threshold is that of a cube or dataset in the data (`sam:smallCellThreshold`) or of
samenspel.toml (`small_cells`), the stricter of both. What is hidden bears the code C of SDMX's
confStatus; whether it is small itself or only hides another is said nowhere.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from kg.mapping.execution.provenance import QuadSource
from kg.model.findings import Finding
from kg.model.prefixes import shorten
from kg.model.terms import CONCEPT, RDF_TYPE, SAM
from kg.privacy.observations import (
    PARENTS,
    SDMX,
    Observation,
    ObservationStatement,
    counts_people,
    is_no_count,
    name_of,
    neighbourhoods,
    observations,
)
from kg.privacy.small_counts import HiddenCounts, hide_in_cube
from kg.release.kept_counts import kept_observations
from kg.release.protection import Protection
from kg.texts import ByLanguage, Message

HIDDEN, UNSAID, EXPOSED, GIVEN_UP = "SAM-D020", "SAM-D021", "SAM-D022", "SAM-D023"
SPECIAL = 10
"""The least threshold for special categories of personal data (GDPR art. 9)."""
LOOKS_SMALL = 10
"""Counts below this, without a threshold, ask for one."""
_THRESHOLD = f"<{SAM}smallCellThreshold>".encode()
_CUBE = b"<http://purl.org/linked-data/cube#"
_STATUS = (
    f"<{SDMX}attribute#confStatus> <{SDMX}code#confStatus-C>",
    f"<{SAM}privacyStatus> <{CONCEPT}privacy-status/confidential>",
)
_SMALL_AREAS = tuple(
    f"<{RDF_TYPE}> <{SAM}{name}> ".encode() for name in ("District", "SubMunicipality")
)


def hide_small_counts(protection: Protection) -> list[Finding]:
    """Leave out small counts, and what would give them away; what was found, without values."""
    return list(_SmallCountGuard(protection).run())


class _SmallCountGuard:
    def __init__(self, protection: Protection) -> None:
        self.protection = protection
        self.configs = {config.id: config for config in protection.publication.datasets}
        self.people = {dataset: frozenset(self._people(dataset)) for dataset in protection.lines}

    def run(self) -> Iterator[Finding]:
        observed = [each for dataset in self.protection.lines for each in self._observed(dataset)]
        if not observed:
            return
        said = self._said()
        cubes: dict[str, list[Observation]] = defaultdict(list)
        for each in observed:
            cubes[each.cube].append(each)
        thresholds = {cube: self._threshold(cube, own, said) for cube, own in cubes.items()}
        kept: dict[str, list[Observation]] = {}
        parents: dict[str, frozenset[str]] = {}
        areas = frozenset[str]()
        if any(thresholds.values()):
            kept = kept_observations(self.protection.releases, self.people)
            parents, areas = self._areas()
        for cube, own in cubes.items():
            if not thresholds[cube]:
                yield from self._unsaid(cube, own, thresholds[cube])
                continue
            special = any(self.configs[each.dataset].special_category for each in own)
            done = hide_in_cube(
                own,
                thresholds[cube] or 0,
                people=frozenset().union(*(self.people[each.dataset] for each in own)),
                earlier=kept.get(cube, ()),
                parents=parents,
                too_small_areas=areas | neighbourhoods(own) if special else frozenset(),
            )
            yield from self._told(done, thresholds[cube] or 0)
            self._leave_out(done)

    def _people(self, dataset: str) -> Iterator[str]:
        """Properties that count people by their name or by that of their column."""
        for entry in self._entries(dataset):
            for use in entry.uses:
                names = (name_of(use.predicate or ""), *use.columns)
                if use.predicate is not None and counts_people(*names):
                    yield f"<{use.predicate}>"

    def _entries(self, dataset: str) -> list[QuadSource]:
        return self.protection.mapped[dataset].entries

    def _observed(self, dataset: str) -> Iterator[Observation]:
        lines, people = self.protection.lines[dataset], self.people[dataset]
        if people or any(_CUBE in line for line in lines):
            yield from observations(lines, dataset, people=people)

    def _said(self) -> dict[str, int]:
        """Thresholds in the data, by cube or dataset; the strictest of several."""
        said: dict[str, int] = {}
        for lines in self.protection.lines.values():
            for line in lines:
                if _THRESHOLD in line and (found := re.search(rb'> "\+?(\d+)"', line)):
                    subject = line[: line.index(b" ")].decode()
                    said[subject] = max(int(found[1]), said.get(subject, 0))
        return said

    def _threshold(self, cube: str, own: Sequence[Observation], said: dict[str, int]) -> int | None:
        """The strictest threshold for a cube; 0 when it counts no people, None when unsaid."""
        names = self.protection.publication.names
        found = [said.get(cube)]
        for dataset in sorted({each.dataset for each in own}):
            config = self.configs[dataset]
            found += [config.small_cells, said.get(f"<{names.dataset(dataset)}>")]
            found.append(SPECIAL if config.special_category else None)
        return max((each for each in found if each is not None), default=None)

    def _areas(self) -> tuple[dict[str, frozenset[str]], frozenset[str]]:
        """All wholes of each part, and the areas that are smaller than a municipality."""
        wholes: dict[str, set[str]] = defaultdict(set)
        small = set()
        tests = [name.encode() for name in PARENTS]
        for lines in self.protection.lines.values():
            for line in lines:
                if any(kind in line for kind in _SMALL_AREAS):
                    small.add(line[: line.index(b" ")].decode())
                elif any(test in line for test in tests):
                    part, predicate, whole = line.decode().split(" ", 3)[:3]
                    if predicate in PARENTS:
                        wholes[part].add(whole)
        return {part: frozenset(_reached(part, wholes)) for part in wholes}, frozenset(small)

    def _unsaid(
        self, cube: str, own: Sequence[Observation], threshold: int | None
    ) -> Iterator[Finding]:
        """One for each column that looks like counts of people, when nobody says a threshold."""
        if threshold == 0:
            return
        told = set()
        for each in own:
            for statement in each.numbers:
                kind = each.dataset, statement.predicate
                small = 0 < (statement.number or 0) < LOOKS_SMALL and not each.is_rate(statement)
                if kind not in told and small and self._looks_like_people(each, statement):
                    told.add(kind)
                    yield self._finding(UNSAID, each, statement, apart=False)

    def _looks_like_people(self, each: Observation, statement: ObservationStatement) -> bool:
        if not each.in_cube:
            return statement.predicate in self.people[each.dataset]
        own = [name_of(statement.predicate), *self._columns(each, statement)[1]]
        if any(map(is_no_count, own)):
            return False
        config = self.configs[each.dataset]
        around = [name_of(each.cube), *map(name_of, each.dimensions), *config.title.values()]
        return counts_people(*own, counted=True) or any(counts_people(name) for name in around)

    def _columns(
        self, each: Observation, statement: ObservationStatement, file: str | None = None
    ) -> tuple[str | None, tuple[str, ...]]:
        """The sheet and the columns from which a property is made."""
        for entry in self._entries(each.dataset):
            if entry.rule is None or (file is not None and file not in entry.files):
                continue
            for use in entry.uses:
                if f"<{use.predicate}>" == statement.predicate and use.columns:
                    return entry.rule.source.sheet, use.columns
        return None, ()

    def _told(self, done: HiddenCounts, threshold: int) -> Iterator[Finding]:
        text = Message(
            "count of people hidden: it is below the threshold of {threshold}, or would give such a"
            " count away",
            threshold=threshold,
        )
        for each, statement in done.statements:
            yield self._finding(HIDDEN, each, statement, text=text)
        for each, statement in done.exposed:
            yield self._finding(EXPOSED, each, statement)
        if done.given_up:
            yield self._finding(GIVEN_UP, *done.statements[0], apart=False)

    def _finding(
        self,
        code: str,
        each: Observation,
        statement: ObservationStatement,
        *,
        text: Message | None = None,
        apart: bool = True,
    ) -> Finding:
        asked = each.subject[1:-1], statement.predicate[1:-1]
        nowhere = (each.dataset, "", None)
        places = self.protection.places([asked], dataset=each.dataset)
        dataset, file, row = places.get(asked, nowhere)
        if code == HIDDEN and row is not None:
            self.protection.silence([(dataset, file, row)])
        sheet, columns = self._columns(each, statement, file)
        return Finding(
            code,
            dataset,
            file,
            row=row if apart else None,
            column=columns[0] if columns else None,
            rule=shorten(statement.predicate[1:-1]),
            sheet=sheet,
            withheld=True,
            messages=dict(ByLanguage(text)) if text is not None else {},
        )

    def _leave_out(self, done: HiddenCounts) -> None:
        changes: dict[str, dict[bytes, list[bytes]]] = defaultdict(dict)
        for each, statement in done.statements:
            graph = statement.line.rsplit(b" ", 2)[1].decode()
            new = [f"{each.subject} {said} {graph} .".encode() for said in _STATUS]
            changes[each.dataset][statement.line] = new if each.in_cube else []
            for other in self._of_same_columns(each, statement):
                changes[each.dataset].setdefault(other.line, [])
        for dataset, lines in changes.items():
            self.protection.lines[dataset].replace(lines)

    def _of_same_columns(
        self, each: Observation, statement: ObservationStatement
    ) -> Iterator[ObservationStatement]:
        """Other statements of a thing that its mapping makes of the column of a count."""
        for entry in self._entries(each.dataset):
            columns = {
                column
                for use in entry.uses
                if f"<{use.predicate}>" == statement.predicate
                for column in use.columns
            }
            if not columns:
                continue
            if entry.rule is not None and columns.intersection(entry.rule.subject.references):
                yield from each.statements  # its very IRI says the count
            others = [use for use in entry.uses if columns.intersection(use.columns)]
            for other in each.statements:
                if any(use.may_make(other.predicate, other.value) for use in others):
                    yield other


def _reached(part: str, wholes: dict[str, set[str]]) -> Iterable[str]:
    found, waiting = set[str](), [part]
    while waiting:
        for whole in wholes.get(waiting.pop(), ()):
            if whole not in found and whole != part:
                found.add(whole)
                waiting.append(whole)
    return found
