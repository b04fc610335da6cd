"""What leaving still has to do: written down first, and finished by the next writer.

Each step may be done twice. What is published stays as it is until the release that stands for it
is whole, and the pointer goes from one to the other in one step. The file of the agenda names what
is erased, for as long as the work takes and not a moment longer.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from kg.errors import SamenspelError, no_room
from kg.model.terms import IriNames
from kg.release.difference.public import PUBLIC
from kg.release.disposal import discard, empty, remove
from kg.release.feeds.follow import catch_up, end_feeds
from kg.release.gate.candidates import ACCEPTED
from kg.release.kept_maps import FOLDER as MAPS
from kg.release.leaving.departures import Departures, Withdrawal, keyed_hash, read_key
from kg.release.leaving.forgetting import forget_in_acceptances, forget_in_log, forgetter
from kg.release.leaving.records import (
    drop_halves,
    read_departures,
    read_erased,
    read_replaced,
    read_withdrawn,
    write_erased,
    write_replaced,
    write_whole,
    write_withdrawn,
)
from kg.release.leaving.resealing import holds, reseal
from kg.release.leaving.source_rows import RowAddress, source_rows
from kg.release.leaving.traces import traces_of
from kg.release.lock import lock_state
from kg.release.matches import forget_decisions
from kg.release.patches import renew_patches
from kg.release.pointer import current_id, log_current, releases, switch
from kg.release.publish_log import append, log_entry, read_log
from kg.release.release import MANIFEST, Release
from kg.release.reseal import hand_over_resealed
from kg.store.load import sync

AGENDA = "leaving.json"
CACHES = (MAPS, "cache", "patches", "staging")
"""Folders of the state that can be made again, and may hold what was erased."""


@dataclass(frozen=True)
class Agenda:
    """What leaves: withdrawals, or IRIs to erase (on `day`), and whether releases are pruned."""

    publication: str
    base: str
    day: str
    withdrawals: tuple[Withdrawal, ...] = ()
    erasures: tuple[str, ...] = ()
    prune: bool = False

    @property
    def departures(self) -> Departures:
        """What leaves, in clear."""
        named = (*self.withdrawals, *(Withdrawal(iri, self.day, "") for iri in self.erasures))
        return Departures({one.iri: one for one in named})


@dataclass(frozen=True)
class Outcome:
    """What was done: releases that were made anew (by the old id), and those that were pruned."""

    renewed: dict[str, str]
    pruned: tuple[str, ...]


@contextmanager
def write_state(state: Path, publication: Path, *, makes_room: bool = False) -> Iterator[None]:
    """Hold a state folder for one writer, after finishing what another began.

    `publication` is the folder of the publication, in which a file may be half written. A writer
    that `makes_room` may come first where there is none to finish in.

    Raises:
        ReleaseError: another process holds it.
    """
    with lock_state(state):
        empty(state)
        drop_halves(publication)
        hand_over_resealed(state, [ACCEPTED, PUBLIC])
        waits = makes_room and not _finished(state)
        if not makes_room:
            finish(state)
            catch_up(state)
        yield
        if waits:
            finish(state)


def _finished(state: Path) -> bool:
    """Finish what another began; false where there is no room for it."""
    try:
        finish(state)
    except Exception as error:  # engines have errors of their own
        if no_room(error) is None:
            raise
        return False
    return True


def begin(state: Path, agenda: Agenda) -> Outcome:
    """Write down what is to be done, and do it. The state folder must be held."""
    text = json.dumps(asdict(agenda), ensure_ascii=False)
    write_whole(state / AGENDA, text, mode=0o600)
    return finish(state)


def finish(state: Path) -> Outcome:
    """Do what the agenda of a state folder says, if there is one, and tear it up."""
    path = state / AGENDA
    if not path.is_file():
        return Outcome({}, ())
    told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    withdrawals = tuple(Withdrawal(**one) for one in told.pop("withdrawals"))
    agenda = Agenda(withdrawals=withdrawals, **{**told, "erasures": tuple(told["erasures"])})
    known = _record(state, agenda)
    outcome = _renew(state, agenda, known)
    _clean_reports(state, agenda)
    # Nothing that left comes back out of what was mapped before.
    for name in CACHES if agenda.erasures else (MAPS,):
        remove(state / name)
    if agenda.erasures:
        end_feeds(state)
    path.unlink()
    sync(state)
    catch_up(state)
    renew_patches(state)
    return outcome


def _record(state: Path, agenda: Agenda) -> Departures:
    """Write what leaves into the files of the publication; all that left it by now."""
    folder, names = Path(agenda.publication), IriNames(agenda.base)
    drop_halves(folder)
    known = read_withdrawn(folder, names)
    left = {**known, **{one.iri: one for one in agenda.withdrawals}}
    forget = forgetter(agenda.erasures) if agenda.erasures else str
    if agenda.erasures:
        key = read_key(state)
        assert key is not None  # it is made before the agenda is
        left = {
            iri: replace(one, reason=forget(one.reason), who=forget(one.who))
            for iri, one in left.items()
            if iri not in agenda.erasures
        }
        days = {keyed_hash(iri, key): agenda.day for iri in agenda.erasures}
        write_erased(folder, {**days, **read_erased(folder)})
        _forget_replacements(folder, names, agenda, forget=forget)
        forget_in_acceptances(folder, forget)
        forget_decisions(folder, agenda.erasures)
        forget_in_log(state, forget)
    if left != known:
        write_withdrawn(folder, left.values())
    return read_departures(folder, state, names=names)


def _forget_replacements(
    folder: Path, names: IriNames, agenda: Agenda, *, forget: Callable[[str], str]
) -> None:
    known = read_replaced(folder, names)
    kept = {
        old: replace(one, reason=forget(one.reason))
        for old, one in known.items()
        if not {one.old, one.new} & set(agenda.erasures)
    }
    if kept != known:
        write_replaced(folder, kept.values())


def _renew(state: Path, agenda: Agenda, known: Departures) -> Outcome:
    """Make each kept release that holds what leaves anew, or prune it; the published one too."""
    looked_for = Departures({**known.withdrawn, **agenda.departures.withdrawn})
    renewed, pruned = dict[str, str](), list[str]()
    log_current(state)
    made = {told: name for name in releases(state) if (told := _replaces(state, name)) is not None}
    for name in releases(state):
        served = name == current_id(state)
        try:
            release = Release.open(state / "releases" / name)
            with TemporaryDirectory(dir=state, prefix="trash-") as work:
                if name not in made and not holds(release, looked_for, work=Path(work)):
                    continue
            if agenda.prune and not served and name not in made:
                pruned.append(name)
            else:
                renewed[name] = made.get(name) or reseal(state, release, departures=known)
        except (SamenspelError, EOFError, OSError) as error:
            # What cannot be read cannot be made anew, and must not come back with what left.
            if served or no_room(error) or isinstance(error, PermissionError):
                raise
            pruned.append(name)
        if name in renewed:
            _copy_report(state, name, renewed[name], rows=source_rows(release, looked_for))
            if served:
                switch(state, renewed[name])
            if served or name in {entry.release for entry in read_log(state)}:
                append(state, log_entry(renewed[name], "replace", of=name))
        discard(state, name)
    return Outcome(renewed, tuple(pruned))


def _replaces(state: Path, name: str) -> str | None:
    path = state / "releases" / name / MANIFEST
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return told.get("replaces") if isinstance(told, dict) else None


def _copy_report(state: Path, old: str, new: str, *, rows: Iterable[RowAddress]) -> None:
    """Keep the steward's report without findings of the rows that what leaves was made from."""
    report = state / "reports" / f"{old}.json"
    if report.is_file():
        going = {(row.dataset, row.file, row.row) for row in rows}
        told = json.loads(report.read_text(encoding="utf-8"))
        kept = [one for one in told if (one["dataset"], one["file"], one["row"]) not in going]
        text = json.dumps(kept, ensure_ascii=False, indent=1)
        write_whole(state / "reports" / f"{new}.json", text)


def _clean_reports(state: Path, agenda: Agenda) -> None:
    """Take findings that spell what leaves out of the steward's reports."""
    speaks = traces_of(agenda.departures)
    for path in sorted((state / "reports").glob("*.json")):
        told = json.loads(path.read_text(encoding="utf-8"))
        kept = [one for one in told if not speaks(json.dumps(one, ensure_ascii=False).encode())]
        if len(kept) < len(told):
            write_whole(path, json.dumps(kept, ensure_ascii=False, indent=1))
