"""The files of a publication in which is written what left and what moved.

`withdrawn.csv` and `replaced.csv` are for people to read and may be edited by hand; `erased.csv`
has hashes. A row that cannot be right is refused with its number, as a spreadsheet counts.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from io import StringIO
from pathlib import Path
from typing import NoReturn

from kg.errors import InputError
from kg.mapping.ntriples import is_absolute_iri
from kg.model.terms import SHARED_BASE, IriNames
from kg.release.leaving.departures import Departures, Replacement, Withdrawal, read_key
from kg.release.leaving.reasons import check_public_iri, personal_kind, shown
from kg.store.load import sync
from kg.texts import Message

WITHDRAWN, REPLACED, ERASED = "withdrawn.csv", "replaced.csv", "erased.csv"
_WITHDRAWN = ("iri", "date", "reason", "who")
_REPLACED = ("old", "new", "date", "reason")
_ERASED = ("hash", "date")


def read_departures(folder: Path, state: Path, *, names: IriNames) -> Departures:
    """What left a publication, given its folder and its state folder.

    Raises:
        InputError: a row cannot be right, or things were erased and their key is lost.
    """
    withdrawn = read_withdrawn(folder, names)
    replaced = read_replaced(folder, names)
    both = set(withdrawn) & set(replaced)
    if both:
        raise InputError(
            Message(
                "Reading {file}: {iri} is in {other} too. A thing is withdrawn or replaced, not"
                " both.",
                file=REPLACED,
                iri=min(both),
                other=WITHDRAWN,
            ),
            code="SAM-L040",
        )
    erased, key = read_erased(folder), read_key(state)
    if erased and key is None:
        raise InputError(
            Message(
                "Reading {file}: the key {key} is not there, so that what was erased cannot be"
                " kept out.",
                file=ERASED,
                key=state / "erasure.key",
            ),
            code="SAM-L042",
            hint=Message("Put it back from your backup; see docs/how-to/withdraw-or-erase.md."),
        )
    return Departures(withdrawn, erased, replaced, key)


def left_iris(folder: Path, state: Path, *, names: IriNames) -> Callable[[str], bool]:
    """A test of IRIs, for the gate: did this thing leave, or did another take its place?

    Raises:
        InputError: as `read_departures`.
    """
    return read_departures(folder, state, names=names).has_left


def read_withdrawn(folder: Path, names: IriNames) -> dict[str, Withdrawal]:
    """What `withdrawn.csv` says, by IRI; nothing when there is no such file."""
    found: dict[str, Withdrawal] = {}
    for row, (iri, day, reason, who) in _rows(folder / WITHDRAWN, _WITHDRAWN):
        refuse = _refusal(WITHDRAWN, row)
        check_iri(iri, names, refuse=refuse)
        check_public_iri(iri, refuse=refuse)
        _check_day(day, refuse=refuse)
        if not reason.strip():
            refuse(Message("there is no reason"))
        _check_reason(reason, refuse=refuse)
        found[iri] = Withdrawal(iri, day, reason, who)
    return found


def read_replaced(folder: Path, names: IriNames) -> dict[str, Replacement]:
    """What `replaced.csv` says, by the old IRI; nothing when there is no such file."""
    found: dict[str, Replacement] = {}
    for row, (old, new, day, reason) in _rows(folder / REPLACED, _REPLACED):
        _check_reason(reason, refuse=_refusal(REPLACED, row))
        add_replacement(
            found, Replacement(old, new, day, reason), names=names, refuse=_refusal(REPLACED, row)
        )
    return found


def add_replacement(
    known: dict[str, Replacement],
    one: Replacement,
    *,
    names: IriNames,
    refuse: Callable[[Message], NoReturn],
) -> None:
    """Add a replacement to those that are known, unless it cannot be right."""
    check_iri(one.old, names, refuse=refuse)
    if not is_absolute_iri(one.new):
        refuse(Message("'{iri}' is no IRI", iri=shown(one.new)))
    for iri in (one.old, one.new):
        check_public_iri(iri, refuse=refuse)
    _check_day(one.date, refuse=refuse)
    if one.old == one.new:
        refuse(Message("{iri} cannot replace itself", iri=one.old))
    if one.old in known:
        refuse(
            Message("{iri} is replaced by {other} already", iri=one.old, other=known[one.old].new)
        )
    chain = [one.old, one.new]
    while chain[-1] in known:
        chain.append(known[chain[-1]].new)
        if chain[-1] == one.old:
            refuse(
                Message("these replace each other in a circle: {chain}", chain=" → ".join(chain))
            )
    known[one.old] = one


def read_erased(folder: Path) -> dict[str, str]:
    """The day of each erasure, by hash; nothing when there is no such file."""
    found: dict[str, str] = {}
    for row, (digest, day) in _rows(folder / ERASED, _ERASED):
        refuse = _refusal(ERASED, row)
        if len(digest) != 32 or set(digest) - set("0123456789abcdef"):
            refuse(Message("'{text}' is no hash", text=digest))
        _check_day(day, refuse=refuse)
        found[digest] = day
    return found


def write_withdrawn(folder: Path, records: Iterable[Withdrawal]) -> None:
    """Write `withdrawn.csv` anew, in one step."""
    _write(folder / WITHDRAWN, _WITHDRAWN, rows=[(r.iri, r.date, r.reason, r.who) for r in records])


def write_replaced(folder: Path, records: Iterable[Replacement]) -> None:
    """Write `replaced.csv` anew, in one step."""
    _write(folder / REPLACED, _REPLACED, rows=[(r.old, r.new, r.date, r.reason) for r in records])


def write_erased(folder: Path, days: Mapping[str, str]) -> None:
    """Write `erased.csv` anew, in one step, in the order of hashes: none says what came last."""
    _write(folder / ERASED, _ERASED, rows=sorted(days.items()))


def check_iri(iri: str, names: IriNames, *, refuse: Callable[[Message], NoReturn]) -> None:
    """Refuse what is no IRI, and what the publication cannot do without."""
    if not is_absolute_iri(iri):
        refuse(Message("'{iri}' is no IRI", iri=shown(iri)))
    below = (SHARED_BASE, f"{names.base}id/graph/", names.dataset(""))
    own = names.catalog, names.service, names.reconciliation, names.base
    if iri in own or iri.startswith(below):
        refuse(
            Message("{iri} is of the vocabulary, or of the publication itself: it stays", iri=iri)
        )


def _check_reason(reason: str, *, refuse: Callable[[Message], NoReturn]) -> None:
    if kind := personal_kind(reason):
        refuse(Message("the reason seems to hold personal data ({kind})", kind=kind))


def _check_day(day: str, *, refuse: Callable[[Message], NoReturn]) -> None:
    try:
        date.fromisoformat(day)
    except ValueError:
        refuse(Message("'{day}' is no day such as 2026-06-30", day=day))


def _refusal(file: str, row: int) -> Callable[[Message], NoReturn]:
    def refuse(why: Message) -> NoReturn:
        raise InputError(
            Message("Reading {file}, row {row}: {why}.", file=file, row=row, why=why),
            code="SAM-L040",
            hint=Message("Mend this row; docs/reference/configuration.md shows the columns."),
        )

    return refuse


def _rows(path: Path, columns: Sequence[str]) -> list[tuple[int, list[str]]]:
    """The rows of a file with their numbers, each with its values in the order of `columns`."""
    if not path.is_file():
        return []
    try:
        text = path.read_text(encoding="utf-8-sig")
        header, *read = [*csv.reader(StringIO(text, newline=""))] or [[]]
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(
            Message("Reading {file}: {why}.", file=path.name, why=error), code="SAM-L040"
        ) from None
    lacking = [name for name in columns[:2] if name not in header]
    if lacking:
        raise InputError(
            Message("Reading {file}: it has no column '{name}'.", file=path.name, name=lacking[0]),
            code="SAM-L040",
            hint=Message("Its columns are: {names}.", names=", ".join(columns)),
        )
    places = [header.index(name) if name in header else len(header) for name in columns]
    return [
        (number, [cells[i].strip() if i < len(cells) else "" for i in places])
        for number, cells in enumerate(read, start=2)
        if any(cells)
    ]


def _write(path: Path, columns: Sequence[str], *, rows: Iterable[Sequence[str]]) -> None:
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    write_whole(path, text.getvalue())


def drop_halves(folder: Path) -> None:
    """Delete what was being written in a folder by a process that is gone."""
    for half in folder.glob(".*.csv.[0-9]*"):
        half.unlink()


def write_whole(path: Path, text: str, *, mode: int = 0o644) -> None:
    """Write a file so that it is the old one or the new one, whatever happens meanwhile."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    sync(path.parent)
