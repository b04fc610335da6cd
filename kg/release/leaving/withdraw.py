"""Withdraws things, or erases them: out of every kept release, and of all still to be made."""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import NoReturn

from kg.errors import InputError, ReleaseError, SamenspelError, UsageError
from kg.release.leaving.agenda import Agenda, begin, write_state
from kg.release.leaving.departures import KEY, Withdrawal, read_key
from kg.release.leaving.dependents import dependents_of, unknown_to
from kg.release.leaving.reasons import check_public_iri, check_reason
from kg.release.leaving.records import check_iri, read_departures, write_whole
from kg.release.leaving.source_rows import RowAddress, rows_of
from kg.release.pointer import releases
from kg.release.publication import Publication, today
from kg.release.release import Release, published_release, state_folder
from kg.texts import Message


@dataclass(frozen=True)
class WithdrawalResult:
    """What withdrawing did, and what is left to do for people.

    `renewed` has the releases that were made anew by the id of the old one, `pruned` those that
    were deleted; `rows` are the rows of sources that kept releases made it from. `dependents` are
    things that hang on what left and stay: their addresses and values may tell of it. `unknown`
    are IRIs of which the published release said nothing, each with a like one.
    """

    iris: tuple[str, ...]
    erased: bool
    renewed: dict[str, str]
    pruned: tuple[str, ...]
    rows: tuple[RowAddress, ...]
    dependents: tuple[str, ...] = ()
    unknown: dict[str, str | None] = field(default_factory=dict)


def withdraw(
    publication: Publication,
    iris: Sequence[str],
    *,
    reason: str = "",
    who: str = "",
    erase: bool = False,
    prune: bool = False,
    state: str | Path | None = None,
) -> WithdrawalResult:
    """Take things out of a publication and all its kept releases; the published one is switched.

    With `erase` nothing of them is kept but a keyed hash of the IRI. With `prune` releases that
    hold them are deleted rather than made anew, but for the published one.

    Raises:
        UsageError: what is given is no IRI, or one that the publication cannot do without.
        InputError: the reason is missing or names a person.
        ReleaseError: another process is at work in the folder of the releases.
    """
    chosen = tuple(dict.fromkeys(iris))
    for iri in chosen:
        check_iri(iri, publication.names, refuse=_refuse)
    if not erase:
        check_reason(reason)
        for iri in chosen:
            check_public_iri(iri, refuse=_refuse)
    folder, day = state_folder(publication, state), today()
    _may_write(publication.folder)
    with write_state(folder, publication.folder):
        known = read_departures(publication.folder, folder, names=publication.names)
        replaced = [iri for iri in chosen if iri in known.replaced]
        if replaced and not erase:
            _refuse(Message("{iri} is replaced by another thing", iri=replaced[0]))
        if erase:
            make_key(folder)
        rows = _rows(folder, chosen)
        published = published_release(folder)
        hanging = [] if published is None else dependents_of(published, chosen)
        new = [iri for iri in chosen if not known.is_gone(iri)]
        unknown = {} if published is None else unknown_to(published, new)
        agenda = Agenda(
            str(publication.folder.resolve()),
            publication.base,
            day.isoformat(),
            () if erase else _withdrawals(chosen, day, reason=reason, who=who),
            chosen if erase else (),
            prune,
        )
        done = begin(folder, agenda)
    return WithdrawalResult(chosen, erase, done.renewed, done.pruned, rows, tuple(hanging), unknown)


def _withdrawals(
    iris: Sequence[str], day: date, *, reason: str, who: str
) -> tuple[Withdrawal, ...]:
    return tuple(Withdrawal(iri, day.isoformat(), reason.strip(), who) for iri in iris)


def _refuse(why: Message) -> NoReturn:
    raise UsageError(Message("Withdrawing: {why}.", why=why), code="SAM-L041")


def _may_write(folder: Path) -> None:
    if not os.access(folder, os.W_OK):
        raise InputError(
            Message("Writing in {folder}: nothing can be written there.", folder=folder),
            code="SAM-L044",
            hint=Message("What left is written into the publication; nothing was changed."),
        )


def make_key(state: Path) -> bytes:
    """The key of a state folder for hashes of what was erased; made when there is none yet."""
    known = read_key(state)
    if known is None:
        known = secrets.token_bytes(32)
        write_whole(state / KEY, known.hex() + "\n", mode=0o600)
    return known


def _rows(state: Path, iris: Sequence[str]) -> tuple[RowAddress, ...]:
    """The rows of sources that any kept release made these things from."""
    found = set[RowAddress]()
    for name in releases(state):
        try:
            found.update(rows_of(Release.open(state / "releases" / name), iris))
        except (ReleaseError, SamenspelError, OSError):
            continue  # it is pruned, since it cannot be read
    return tuple(sorted(found))
