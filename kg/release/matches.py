"""`matches.csv` of a publication: which organisations are one and which are not, as decided.

What is accepted becomes a graph of its own in the next release; what is refused is not proposed
again. Who proposes is `kg.federation.matching`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, fields
from hashlib import sha256
from pathlib import Path

from kg.errors import InputError
from kg.mapping.ntriples import is_absolute_iri
from kg.model.terms import OWL, SKOS
from kg.release.assembly import Assembly
from kg.release.gate.acceptances import delimiter
from kg.release.leaving.records import write_whole
from kg.release.publication import Publication
from kg.texts import Message

FILE = "matches.csv"
SAME, DIFFERENT = "same", "different"
_PRINTED = 12
_NEEDED = ("one", "other", "decision")


@dataclass(frozen=True)
class MatchDecision:
    """One row: whether two IRIs stand for one organisation; names and score say why to people."""

    fingerprint: str
    decision: str
    one: str
    other: str
    one_name: str = ""
    other_name: str = ""
    score: str = ""
    who: str = ""


def fingerprint(one: str, other: str) -> str:
    """Twelve hexadecimal digits that stand for a pair of IRIs, in either order."""
    return sha256("\n".join(sorted((one, other))).encode()).hexdigest()[:_PRINTED]


def read_decisions(folder: Path) -> dict[str, MatchDecision]:
    """The decisions of a publication, by fingerprint; none when it has no `matches.csv`.

    Columns may stand in any order; `one`, `other` and `decision` must be there.

    Raises:
        InputError: the file cannot be read, or a row cannot be right; says the row.
    """
    path = folder / FILE
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return {}
    except UnicodeDecodeError as error:
        raise _error(path, Message("it is not in UTF-8 ({error})", error=error)) from None
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter(text))
    names = [name.strip().lower() for name in next(rows, [])]
    if missing := [name for name in _NEEDED if name not in names]:
        raise _error(path, Message("row 1 lacks the column '{name}'", name=missing[0]))
    found: dict[str, MatchDecision] = {}
    for number, row in enumerate(rows, 2):
        if any(cell.strip() for cell in row):
            cells = dict(zip(names, (cell.strip() for cell in row), strict=False))
            decision = _decision(path, number, cells=cells)
            found[decision.fingerprint] = decision
    return found


def _decision(path: Path, row: int, *, cells: Mapping[str, str]) -> MatchDecision:
    one, other, decided = (cells.get(name, "") for name in _NEEDED)
    for iri in (one, other):
        if not is_absolute_iri(iri):
            raise _error(path, Message("row {row}: '{iri}' is no IRI", row=row, iri=iri))
    if one == other:
        raise _error(path, Message("row {row} compares a thing with itself", row=row))
    if decided.lower() not in (SAME, DIFFERENT):
        why = Message("row {row}: '{text}' is neither same nor different", row=row, text=decided)
        raise _error(path, why)
    rest = {each.name: cells.get(each.name, "") for each in fields(MatchDecision)}
    return MatchDecision(
        **{**rest, "fingerprint": fingerprint(one, other), "decision": decided.lower()}
    )


def _error(path: Path, why: str) -> InputError:
    return InputError(
        Message("Reading {path}: {why}.", path=path, why=why),
        code="SAM-L068",
        hint=Message(
            "Each row has two IRIs (one, other) and a decision (same or different);"
            " `samenspel matches accept FINGERPRINT` writes one."
        ),
    )


def add_decisions(folder: Path, added: Iterable[MatchDecision]) -> Path:
    """Write decisions into `matches.csv`, in the place of older ones of the same pair.

    Raises:
        InputError: the file that is there cannot be read.
    """
    rows = read_decisions(folder) | {decision.fingerprint: decision for decision in added}
    return _write(folder, rows.values())


def forget_decisions(folder: Path, iris: Iterable[str]) -> None:
    """Drop the rows that name any of these IRIs.

    Raises:
        InputError: the file that is there cannot be read.
    """
    gone = set(iris)
    rows = read_decisions(folder)
    kept = [row for row in rows.values() if not gone & {row.one, row.other}]
    if len(kept) < len(rows):
        _write(folder, kept)


def _write(folder: Path, rows: Iterable[MatchDecision]) -> Path:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(each.name for each in fields(MatchDecision))
    writer.writerows(astuple(row) for row in rows)
    path = folder / FILE
    write_whole(path, out.getvalue())
    return path


def add_matches(assembly: Assembly) -> None:
    """Add the graph of what was accepted to those of an assembly, beside their files of lines.

    Raises:
        InputError: `matches.csv` cannot be read.
    """
    graph, target = assembly.publication.names.matches, assembly.work / "lines" / "matches.nq"
    said = list(assembly.lines.values())
    if count := write_match_lines(assembly.publication, target, said=said):
        assembly.lines[graph], assembly.quads[graph] = target, count


def write_match_lines(publication: Publication, target: Path, *, said: Iterable[Path]) -> int:
    """Write what was accepted as sorted N-Quads lines of its graph; how many there are.

    Only pairs of which both are a subject in the files of lines `said` count: what left is not
    named again.

    Raises:
        InputError: `matches.csv` cannot be read.
    """
    graph, folder = publication.names.matches, publication.folder
    accepted = [row for row in read_decisions(folder).values() if row.decision == SAME]
    named = {f"<{iri}>".encode() for row in accepted for iri in (row.one, row.other)}
    there: set[bytes] = set()
    for path in said if named else ():
        with path.open("rb") as file:
            there.update(named & {line[: line.index(b" ")] for line in file if line.strip()})
    lines = sorted(
        f"<{one}> <{way}> <{other}> <{graph}> .\n"
        for row in accepted
        if there.issuperset((f"<{row.one}>".encode(), f"<{row.other}>".encode()))
        for one, other in ((row.one, row.other), (row.other, row.one))
        for way in (OWL + "sameAs", SKOS + "exactMatch")
    )
    if lines:
        target.write_text("".join(lines), encoding="utf-8")
    return len(lines)
