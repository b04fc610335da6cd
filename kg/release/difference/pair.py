"""Which two releases are compared: by ids, by two days, or the published one and the newest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from kg.errors import ReleaseError, UsageError
from kg.release.difference.subjects import SUBJECTS
from kg.release.pointer import current_id, earlier_release, releases
from kg.release.publish_log import read_log
from kg.release.release import Release, current_release, file_hash
from kg.texts import Message


def choose_pair(state: Path, names: Sequence[str]) -> tuple[Release | None, Release]:
    """The older and the newer of two releases, in the order in which they are named.

    One name is compared with the published release; without names the newest release is. What is
    itself published is compared with the one that was served before it: None where there is none.

    Raises:
        ReleaseError: nothing is published yet, or there is no such release.
    """
    if len(names) == 2:
        return _named(state, names[0]), _named(state, names[1])
    published = current_release(state)
    new = _named(state, names[0]) if names else _named(state, releases(state)[-1])
    if new.path != published.path:
        return published, new
    before = earlier_release(state)
    return None if before is None else _named(state, before), new


def is_comparable(release: Release) -> bool:
    """Whether what is compared of a release is as it was sealed.

    A new build is what mends a damaged release, so that a damaged one must not stop it.
    """
    sealed: dict[str, str] = release.manifest["files"]
    names = [name for name in sealed if name.startswith("dumps/") or name == SUBJECTS]
    paths = {name: release.path / name for name in names}
    return all(p.is_file() and file_hash(p) == sealed[name] for name, p in paths.items())


def pair_between(state: Path, first: date, *, last: date) -> tuple[Release, Release]:
    """The releases that were served at the end of two days (UTC).

    Where publishing was not noted, a release counts as served since it was made. A release that is
    not kept any more is left out: the one that was served before it stands for it.

    Raises:
        UsageError: no release that is still kept was served on one of the days.
    """
    since = _served_since(state)
    found = []
    for day in (first, last):
        end = datetime.combine(day + timedelta(days=1), time(), UTC)
        known = [name for moment, name in since if moment < end]
        if not known:
            raise UsageError(
                Message(
                    "Comparing {day}: no release that is kept was published by then.",
                    day=day.isoformat(),
                ),
                hint=Message("`samenspel releases list` shows those that are kept."),
            )
        found.append(_named(state, known[-1]))
    return found[0], found[1]


def _served_since(state: Path) -> list[tuple[datetime, str]]:
    kept = releases(state)
    noted = [(datetime.fromisoformat(e.when), e.release) for e in read_log(state)]
    found = [(moment.astimezone(UTC), name) for moment, name in noted if name in kept]
    if not found and (current := current_id(state)) is not None:
        made = [Release.open(state / "releases" / name) for name in kept]
        told = [(datetime.fromisoformat(r.manifest["created"]), r.id) for r in made]
        found = [(moment.astimezone(UTC), name) for moment, name in told if name <= current]
    return sorted(found)


def _named(state: Path, name: str) -> Release:
    known = releases(state)
    if name not in known:
        raise ReleaseError(
            Message("Comparing {name}: there is no such release.", name=name),
            code="SAM-L006",
            hint=Message("There are: {names}.", names=", ".join(known)),
        )
    return Release.open(state / "releases" / name)
