"""Leaves personal data out of what is published, and asks about what only looks personal.

`kg.privacy` finds it in finished lines; here is where it came from (file, row, column), what was
accepted before, and what goes with it: a person's address, and links to an IRI that is personal.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from kg.model.findings import Finding, at_row
from kg.model.prefixes import shorten
from kg.privacy import detectors as kinds
from kg.privacy.homes import details_of, find_declared_homes, find_homes
from kg.privacy.statements import PersonalStatement, find_personal, lines_about
from kg.release.column_declarations import ColumnDeclarations, LinePlace
from kg.release.metadata import Place
from kg.release.protection import Protection

MOST = 30
"""Places of one kind in one column that are told one by one; the rest is counted."""
SHOWN = 5
"""Rows that an item of the review list names."""
CODES = {
    kinds.NATIONAL: "SAM-D001",
    kinds.CITIZEN: "SAM-D001",
    kinds.MAIL: "SAM-D002",
    kinds.PERSON: "SAM-D003",
    kinds.NAME: "SAM-D004",
    kinds.BIRTH: "SAM-D005",
    kinds.PHOTO: "SAM-D005",
    kinds.HOME: "SAM-D006",
    kinds.HOME_DECLARED: "SAM-D006",
    kinds.TRADER: "SAM-D007",
    kinds.MOBILE: "SAM-D011",
    kinds.NAME_IN_TEXT: "SAM-D012",
    kinds.ACCOUNT: "SAM-D013",
    kinds.MAIL_MAYBE: "SAM-D014",
    kinds.CHANCE: "SAM-D015",
    kinds.TRADER_IN_TEXT: "SAM-D016",
    kinds.BIRTH_IN_TEXT: "SAM-D017",
}
"""The code of each kind of personal data."""


def protect_people(protection: Protection, accepted: frozenset[str] = frozenset()) -> list[Finding]:
    """Leave out what is certainly personal, and give a finding for all that is or may be.

    `accepted` are the fingerprints of findings that a steward agreed to; what they are about goes
    out, and is a warning that the gate knows.
    """
    lines = {dataset: each.path for dataset, each in protection.lines.items()}
    declarations = ColumnDeclarations(protection.connection, protection.mapped)
    found = find_personal(
        protection.connection,
        lines,
        declared=declarations.kind,
        properties=declarations.properties,
    )
    at_home = {s.subject for s in found if s.kind == kinds.AT_HOME}
    found = [s for s in found if s.kind != kinds.AT_HOME]
    found += declarations.statements(lines, known=found)
    found += find_homes(protection.connection, lines, things=at_home)
    found += _declared_homes(protection, lines, known=found)
    places = _Places(protection, declarations, found)
    certain: dict[str, list[PersonalStatement]] = defaultdict(list)
    review: dict[str, list[PersonalStatement]] = defaultdict(list)
    told: dict[str, Finding] = {}
    for statement in found:
        finding = places.finding(statement)
        told.setdefault(finding.fingerprint, finding)
        group = certain if statement.certain else review
        group[finding.fingerprint].append(statement)
    left_out = [
        statement
        for name, several in certain.items()
        for statement in several
        if name not in accepted or statement.kind == kinds.HOME_DECLARED
    ]
    findings = [
        each
        for name, several in certain.items()
        for each in places.of_certain(several, accepted=name in accepted)
    ]
    findings += [places.of_review(told[name], several) for name, several in review.items()]
    _leave_out(protection, left_out)
    return findings


def _declared_homes(
    protection: Protection, lines: Mapping[str, Path], *, known: list[PersonalStatement]
) -> list[PersonalStatement]:
    """What datasets of homes say more closely than the municipality, but for what is known."""
    declared = [each.id for each in protection.publication.datasets if each.home_addresses]
    have = {(s.dataset, s.line) for s in known if s.certain}
    found = find_declared_homes(protection.connection, lines, datasets=declared)
    return [s for s in found if (s.dataset, s.line) not in have]


class _Places:
    """Where statements come from, asked for all of them at once and before any is left out."""

    def __init__(
        self,
        protection: Protection,
        declarations: ColumnDeclarations,
        found: Iterable[PersonalStatement],
    ) -> None:
        self.declarations = declarations
        by_dataset: dict[str, set[tuple[str, str | None]]] = defaultdict(set)
        for statement in found:
            by_dataset[statement.dataset].add(_asked(statement))
        self._found: Mapping[tuple[str, str, str | None], Place] = {
            (dataset, *key): place
            for dataset, asked in by_dataset.items()
            for key, place in protection.places(sorted(asked, key=str), dataset=dataset).items()
        }
        self._rows = declarations.rows_of([(s.dataset, s.line) for s in found])

    def finding(self, statement: PersonalStatement) -> Finding:
        """What is told of a statement, at its place."""
        key = (statement.dataset, *_asked(statement))
        _, file, row = self._found.get(key, (statement.dataset, "", None))
        place = self._rows.get((statement.dataset, statement.line), LinePlace(file, row))
        predicate = statement.predicate[1:-1]
        column = self.declarations.column(statement, place)
        return Finding(
            CODES[statement.kind],
            statement.dataset,
            place.file,
            row=place.row,
            column=column,
            rule=shorten(predicate),
            # What the steward declared is no fault, and is told as what was done.
            severity_override="tip" if statement.kind == kinds.HOME_DECLARED else None,
            withheld=True,
            sheet=self.declarations.sheet(statement.dataset, place.file),
        )

    def of_certain(self, several: list[PersonalStatement], *, accepted: bool) -> Iterator[Finding]:
        """The places of one kind in one column, the first ones one by one."""
        unique = list({self._key(f): f for f in map(self.finding, several)}.values())
        unique.sort(key=lambda f: f.row or 0)
        if accepted:
            unique = [replace(finding, severity_override="warning") for finding in unique[:1]]
        yield from unique[:MOST]
        if len(unique) > MOST:
            yield replace(unique[MOST], row=None, expected=f"({len(unique) - MOST}×)")

    def of_review(self, first: Finding, several: list[PersonalStatement]) -> Finding:
        """One item for a column and a kind, with how many there are and the first rows."""
        rows = sorted({f.row for f in map(self.finding, several) if f.row is not None})
        shown = ", ".join(str(row) for row in rows[:SHOWN])
        more = "…" if len(rows) > SHOWN else ""
        count = len({s.line for s in several})
        where = f" {at_row(0).removesuffix(' 0')} {shown}{more}" if len(rows) > 1 else ""
        told = f"{count}×{where}" if count > 1 else None
        return replace(first, row=rows[0] if rows else None, expected=told)

    @staticmethod
    def _key(finding: Finding) -> tuple[object, ...]:
        return finding.file, finding.row, finding.column, finding.code


def _asked(statement: PersonalStatement) -> tuple[str, str | None]:
    subject = statement.subject
    bare = subject[1:-1] if subject.startswith("<") else subject
    return bare, statement.predicate[1:-1]


def _leave_out(protection: Protection, found: list[PersonalStatement]) -> None:
    """Take statements out, and all about things that are personal, in every dataset."""
    if not found:
        return
    things = {s.subject for s in found if s.of_subject} | {s.value for s in found if s.of_value}
    by_dataset: dict[str, set[str]] = defaultdict(set)
    for statement in found:
        by_dataset[statement.dataset].add(statement.line)
    paths = {dataset: lines.path for dataset, lines in protection.lines.items()}
    things = details_of(protection.connection, paths, things=things) if things else things
    for dataset, path in paths.items():
        if things and path.stat().st_size:
            by_dataset[dataset].update(
                lines_about(protection.connection, path, things=sorted(things))
            )
    for dataset, lines in by_dataset.items():
        protection.lines[dataset].leave_out(line.encode() for line in lines)
