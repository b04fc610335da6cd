"""`accepted.csv` of a publication: what a steward agreed to publish all the same, and why."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import astuple, dataclass, fields
from datetime import date
from pathlib import Path

from kg.errors import InputError
from kg.release.leaving.reasons import personal_kind
from kg.release.leaving.records import write_whole
from kg.texts import Message

FILE = "accepted.csv"
_FINGERPRINT = re.compile(r"[0-9a-f]{12}")


@dataclass(frozen=True)
class Acceptance:
    """One row of `accepted.csv`.

    `fingerprint` says what is accepted, `code` and `place` say the same to people. `until` is the
    last release, or the last day (2027-01-31), that it holds for; blank: as long as it is found.
    """

    fingerprint: str
    code: str
    place: str
    reason: str
    who: str
    until: str = ""

    def holds(self, release: str) -> bool:
        """Whether it holds for a release, whose id begins with its day and its number."""
        return not self.until or order(release) <= order(self.until, end=True)


def order(release: str, *, end: bool = False) -> tuple[str, float]:
    """The day and the number of a release; of a day alone, its beginning or its end."""
    day, number = release[:10], release[11:].partition("-")[0]
    return day, int(number) if number.isdigit() else (float("inf") if end else 0)


def read_acceptances(folder: Path) -> dict[str, Acceptance]:
    """The acceptances of a publication, by fingerprint; none when it has no `accepted.csv`.

    Comma, semicolon and tab are read as they come, so that a spreadsheet may save the file.

    Raises:
        InputError: the file cannot be read, or a row lacks something; says the row.
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
    known = [each.name for each in fields(Acceptance)]
    if missing := [name for name in known if name not in names]:
        raise _error(path, Message("row 1 lacks the column '{name}'", name=missing[0]))
    found: dict[str, Acceptance] = {}
    for number, row in enumerate(rows, 2):
        if any(cell.strip() for cell in row):
            cells = dict(zip(names, [*row, *[""] * len(names)], strict=False))
            acceptance = Acceptance(*(cells[name].strip() for name in known))
            _check(path, number, acceptance=acceptance)
            found[acceptance.fingerprint] = acceptance
    return found


def delimiter(text: str) -> str:
    """What parts the cells of a table: comma, semicolon or tab, as its first line has it."""
    head = text.split("\n", 1)[0]
    return max(",;\t", key=head.count)


def _check(path: Path, row: int, *, acceptance: Acceptance) -> None:
    if not _FINGERPRINT.fullmatch(acceptance.fingerprint):
        wrong = acceptance.fingerprint
        raise _error(path, Message("row {row}: '{wrong}' is no fingerprint", row=row, wrong=wrong))
    if not acceptance.reason:
        raise _error(path, Message("row {row} gives no reason", row=row))
    if kind := personal_kind(acceptance.reason):
        raise _error(
            path,
            Message(
                "row {row}: the reason seems to hold personal data ({kind})", row=row, kind=kind
            ),
        )
    check_until(acceptance.until, where=Message("Reading {path}, row {row}", path=path, row=row))


def check_until(until: str, *, where: str) -> None:
    """Refuse what is neither a day nor a release.

    Raises:
        InputError: names the place.
    """
    try:
        date.fromisoformat(until[:10] if until else "2026-01-01")
    except ValueError:
        raise InputError(
            Message("{where}: '{until}' is neither a day nor a release.", where=where, until=until),
            code="SAM-L031",
            hint=Message("Write a day such as 2027-01-31, the id of a release, or nothing."),
        ) from None


def _error(path: Path, why: str) -> InputError:
    return InputError(
        Message("Reading {path}: {why}.", path=path, why=why),
        code="SAM-L030",
        hint=Message(
            "Its columns are fingerprint, code, place, reason, who, until;"
            " `samenspel publish --accept FINGERPRINT --why TEXT` writes a row."
        ),
    )


def add_acceptances(folder: Path, added: Mapping[str, Acceptance]) -> None:
    """Write acceptances into `accepted.csv`, in the place of older ones of the same fingerprint.

    Raises:
        InputError: the file that is there cannot be read.
    """
    rows = {**read_acceptances(folder), **added}
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(each.name for each in fields(Acceptance))
    writer.writerows(astuple(acceptance) for acceptance in rows.values())
    write_whole(folder / FILE, out.getvalue())
