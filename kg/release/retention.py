"""Which releases are kept: thinned by age, and never the published one or the one before it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kg.release.disposal import discard
from kg.release.leaving.agenda import write_state
from kg.release.patches import renew_patches
from kg.release.pointer import current_id, earlier_release, order, releases
from kg.release.publication import Publication, Retention
from kg.release.release import state_folder


@dataclass(frozen=True)
class PruneResult:
    """What pruning takes away and what stays, as ids in their order."""

    gone: tuple[str, ...]
    kept: tuple[str, ...]
    freed: int
    """Bytes of the files that go."""


def prune(
    publication: Publication,
    *,
    state: str | Path | None = None,
    today: date,
    dry_run: bool = False,
) -> PruneResult:
    """Delete the releases that `[retention]` does not keep, with their reports.

    With `dry_run` nothing is deleted. `today` is the day from which months are counted. What
    another verb could not finish since the disk was full is finished afterwards.

    Raises:
        ReleaseError: another process is at work in the folder of the releases.
    """
    folder = state_folder(publication, state)
    with write_state(folder, publication.folder, makes_room=not dry_run):
        known = releases(folder)
        always = [name for name in (current_id(folder), earlier_release(folder)) if name]
        kept = kept_releases(known, always, retention=publication.retention, today=today)
        gone = tuple(name for name in known if name not in kept)
        freed = sum(size_of(folder / "releases" / name) for name in gone)
        if not dry_run:
            for name in gone:
                discard(folder, name)
            renew_patches(folder)
    return PruneResult(gone, tuple(name for name in known if name in kept), freed)


def kept_releases(
    known: Sequence[str], always: Iterable[str], *, retention: Retention, today: date
) -> set[str]:
    """The releases that stay: `always`, the last ones, and the last of each of the last months.

    A month is one of the calendar; the present one is the first that counts.
    """
    ordered = sorted(known, key=order)
    kept = set(always) | set(ordered[max(0, len(ordered) - retention.last) :])
    newest: dict[int, str] = {}
    for name in ordered:
        month = _month(name)
        if month is not None:
            newest[month] = name
    this = today.year * 12 + today.month - 1
    return kept | {name for month, name in newest.items() if month > this - retention.months}


def _month(release: str) -> int | None:
    try:
        day = date.fromisoformat(order(release)[0])
    except ValueError:
        return None
    return day.year * 12 + day.month - 1


def size_of(folder: Path) -> int:
    """Bytes of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
