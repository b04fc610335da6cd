"""Where keys that are alike stand, and what the steward is told of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import groupby

import duckdb

from kg.mapping.document import Source
from kg.mapping.execution.privacy import Privacy
from kg.mapping.execution.provenance import QuadSource
from kg.mapping.execution.result import MappingResult
from kg.model.findings import Finding, at_row
from kg.release.metadata import places_of
from kg.texts import ByLanguage, Message

CODE = "SAM-M024"
_MORE = ByLanguage(
    Message("{count} more keys like this one differ from another in their spelling only")
)

Row = tuple[str, str, str, str, int, str | None]
"""The kind of an IRI, what like keys have in common, the IRI and its key as text, how often it is
written, and the subject and property that link to it, where nothing describes it."""


@dataclass(frozen=True)
class KeyPlace:
    """Where a key stands first: the entry that read it, which of its files, the row and column."""

    dataset: str
    entry: QuadSource
    part: int
    row: int | None
    column: str | None

    @property
    def file(self) -> str:
        """The file, named as in findings."""
        return self.entry.files[self.part]

    @property
    def source(self) -> Source | None:
        """The source as the mapping describes it; None for RDF that is taken as it stands."""
        return None if self.entry.rule is None else self.entry.rule.source

    @property
    def shown(self) -> str:
        """The place as what another one is compared with."""
        row = "" if self.row is None else f"{at_row(self.row)} "
        return f"= {row}{self.file}"


class KeyPlaces:
    """Where the keys of IRIs stand first, asked for all of them at once."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        mapped: Mapping[str, MappingResult],
        found: Iterable[Row],
    ) -> None:
        self.mapped = mapped
        links = {link: tuple(t[1:-1] for t in link.split(" ")) for *_, link in found if link}
        uses = [
            (dataset, file, use.predicate)
            for dataset, done in mapped.items()
            for entry in done.entries
            for use in entry.uses
            for file in entry.files
            if use.predicate is not None
        ]
        placed = places_of(connection, [(s, p) for s, p in links.values()], uses=uses)
        self._links = {link: (p, placed.get((s, p))) for link, (s, p) in links.items()}
        self._subjects = {
            token: place
            for token, *place in connection.execute(
                "SELECT DISTINCT ON (subject) subject, dataset, map, part, row FROM made"
                " JOIN keyed USING (dataset, map) WHERE subject IN (SELECT token FROM alike)"
                " ORDER BY subject, dataset, map, part, row"
            ).fetchall()
        }

    def of(self, row: Row) -> KeyPlace | None:
        """Where the key of an IRI stands; None when no single place gives it."""
        *_, token, _, _, link = row
        if link is not None:
            return self._of_link(link)
        dataset, number, part, line = self._subjects[token]
        entry = self.mapped[dataset].entries[number]
        names = entry.rule.subject.references if entry.rule is not None else ()
        column = names[0] if names else None
        if not entry.has_rows:
            return KeyPlace(dataset, entry, part, None, column)
        return KeyPlace(dataset, entry, part, *entry.place(line, column))

    def _of_link(self, link: str) -> KeyPlace | None:
        predicate, found = self._links[link]
        if found is None:
            return None
        dataset, file, row = found
        entries = [entry for entry in self.mapped[dataset].entries if file in entry.files]
        for entry in entries:
            made = [use for use in entry.uses if use.predicate == predicate]
            if made or entry.rule is None:
                names = made[0].columns if len(made) == 1 else ()
                column = names[0] if names else None
                return KeyPlace(dataset, entry, entry.files.index(file), row, column)
        # A property that comes from the data: some rule of the file makes it.
        return next((KeyPlace(dataset, e, e.files.index(file), row, None) for e in entries), None)

    def line(self, place: KeyPlace) -> tuple[int | None, str | None]:
        """The line on which a place begins, and the sheet it is on."""
        if place.source is None or place.row is None:
            return None, None
        staged = self.mapped[place.dataset].staged[place.source]
        at = place.row, place.column
        return staged.lines({at}, place.part).get(at), staged.sheet


def tell_apart(found: Iterable[Row], places: KeyPlaces, *, privacy: Privacy) -> list[Finding]:
    """A warning for each key but the one of those like it that is written most often."""
    told: dict[tuple[object, ...], Finding] = {}
    for _, rows in groupby(found, lambda row: row[:2]):
        several = [(place, row) for row in rows if (place := places.of(row)) is not None]
        if not several:
            continue
        several.sort(key=lambda item: _weight(*item))
        main, (_, _, _, text, _, _) = several[0]
        for place, (_, _, _, raw, _, _) in several[1:]:
            # One cell may name several things: it is told once.
            at = place.dataset, place.file, place.row, place.column, raw, text
            if at not in told:
                told[at] = _finding(place, raw, main, text, places, privacy)
    return list(told.values())


def _weight(place: KeyPlace, row: Row) -> tuple[object, ...]:
    *_, text, times, link = row
    return link is not None, -times, place.dataset, place.file, place.row or 0, text


def _finding(
    place: KeyPlace, raw: str, main: KeyPlace, text: str, places: KeyPlaces, privacy: Privacy
) -> Finding:
    line, sheet = places.line(place)
    finding = Finding(
        CODE,
        place.dataset,
        place.file,
        row=place.row,
        line=line,
        column=place.column,
        raw=raw,
        rule=place.entry.rule.name if place.entry.rule is not None else None,
        expected=main.shown,
        guess=text,
        sheet=sheet,
    )
    other = Finding(CODE, main.dataset, main.file, column=main.column, raw=text)
    if main.source is not None and privacy.shown(other, main.source).withheld:
        finding = replace(finding, guess=None)
    return finding if place.source is None else privacy.shown(finding, place.source)


def as_count(place: KeyPlace, count: int) -> Finding:
    """What is said of the keys of one kind that are not told one by one."""
    said = {lang: text.format(count=count) for lang, text in _MORE.items()}
    return Finding(CODE, place.dataset, place.file, column=place.column, messages=said)
