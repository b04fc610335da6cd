"""Keeps out of a build what left, though sources still tell it, and says where they do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from kg.model.findings import Finding
from kg.model.terms import iri as written
from kg.release.leaving.departures import Departures
from kg.release.leaving.records import REPLACED
from kg.release.leaving.traces import lines_that_go, traces_of

if TYPE_CHECKING:
    from kg.release.protection import Protection

TellingRow = tuple[str, str, str, int | None]
"""What a row was made into, its dataset, its file and its number."""
STILL_TOLD, STILL_DESCRIBED, NO_SUCCESSOR = "SAM-W001", "SAM-W002", "SAM-W003"


def keep_out(protection: Protection) -> list[Finding]:
    """Leave out what was withdrawn or erased, and what is said of things that were replaced.

    Links to a thing that was replaced stay: its address leads on to the successor.
    """
    departures = protection.departures
    findings = list[Finding]()
    paths = {dataset: lines.path for dataset, lines in protection.lines.items()}
    rows = _telling_rows(protection) if departures.anything_left else []
    going = lines_that_go(paths, departures)
    if rows:
        said = {dataset: set(_subjects(lines)) for dataset, lines in going.items()}
        # A row that another was only looked up in says nothing of the thing.
        findings += _told((r for r in rows if r[0] in said.get(r[1], ())), departures)
        protection.silence((dataset, file, row) for _, dataset, file, row in rows)
    for dataset, lines in going.items():
        protection.lines[dataset].leave_out(lines)
    protection.forget(subject for subject, *_ in rows)
    if departures.replaced:
        findings += _leave_out_replaced(protection)
        findings += _without_successor(protection)
    return findings


def _subjects(lines: Iterable[bytes]) -> list[str]:
    found = dict.fromkeys(line.partition(b" ")[0].decode() for line in lines)
    return [subject[1:-1] for subject in found if subject.startswith("<")]


def _told(rows: Iterable[TellingRow], departures: Departures) -> Iterator[Finding]:
    """Findings by row for what was withdrawn, and by file only for what was erased."""
    files = dict[tuple[str, str], None]()
    for subject, dataset, file, row in rows:
        if departures.is_erased(subject) or departures.is_erased(subject.partition("#")[0]):
            files[dataset, file] = None
        else:
            yield Finding(STILL_TOLD, dataset, file, row=row, withheld=True)
    yield from (Finding(STILL_TOLD, dataset, file, withheld=True) for dataset, file in files)


def _telling_rows(protection: Protection) -> list[TellingRow]:
    """The rows that what left was made from, with what each was made into."""
    rows = protection.connection.execute(
        "SELECT DISTINCT subject, dataset, file, row FROM provenance ORDER BY ALL"
    )
    speaks = traces_of(protection.departures)
    found = list[TellingRow]()
    while some := rows.fetchmany(10_000):
        found += [(s[1:-1], d, file, row) for s, d, file, row in some if speaks(s.encode())]
    return found


def _leave_out_replaced(protection: Protection) -> Iterator[Finding]:
    replaced = protection.departures.replaced
    begins = tuple(f"<{old}{end}".encode() for old in replaced for end in (">", "#"))
    for dataset, lines in protection.lines.items():
        going = [line for line in lines if line.startswith(begins)]
        if going:
            asked: list[tuple[str, str | None]] = [(s, None) for s in _subjects(going)]
            for _, file, row in protection.places(asked, dataset=dataset).values():
                yield Finding(STILL_DESCRIBED, dataset, file, row=row)
            lines.leave_out(going)


def _without_successor(protection: Protection) -> Iterator[Finding]:
    """A finding for each successor of this publication that nothing describes."""
    departures, base = protection.departures, protection.publication.base
    successors = {departures.successor(old) for old in departures.replaced}
    wanted = {s for s in successors if s is not None and s.startswith(base)}
    begins = {f"{written(iri)} ".encode(): iri for iri in wanted}
    for lines in protection.lines.values():
        if begins:
            for line in lines:
                begins.pop(line[: line.index(b" ") + 1], None)
    yield from (
        Finding(NO_SUCCESSOR, "", REPLACED, expected=iri) for iri in sorted(begins.values())
    )
