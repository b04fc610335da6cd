"""Switches which release is served: one symbolic link, replaced in one step."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from kg.errors import ReleaseError
from kg.release.feeds.follow import prepare_feeds
from kg.release.gate.admission import NOTHING, AcceptanceRequest, admit
from kg.release.leaving.agenda import write_state
from kg.release.leaving.reasons import check_reason
from kg.release.patches import renew_patches
from kg.release.pointer import (
    current_id,
    earlier_release,
    log_current,
    releases,
    switch,
)
from kg.release.publication import Publication
from kg.release.publish_log import Verb, append, log_entry, read_log
from kg.release.release import Release, state_folder
from kg.texts import Message


def publish(
    publication: Publication | str | Path,
    release: str | None = None,
    *,
    state: str | Path | None = None,
    accept: Iterable[str] = (),
    why: str = "",
    who: str = "",
    until: str = "",
) -> Release:
    """Make a release the one that is served, in one step: the newest when no id is given.

    `publication` is the folder of one, or one that is open; `state` the folder that holds
    `.samenspel` with the releases, when that is another. The files of the release are checked
    first, and the release is judged beside the published one. `accept` has the fingerprints of the
    reasons to publish it all the same, `why`, by whom and until which day or release: they are
    written to `accepted.csv`. No other process may write there meanwhile.

    Raises:
        GateError: there are reasons not to publish it, and nobody accepted them.
        ReleaseError: there is no such release, its folder has the manifest of another, its files
            are not those that were sealed, or another process is at work there.
    """
    folder = state_folder(publication, state)
    asked = AcceptanceRequest(tuple(accept), why, who, until)
    with write_state(folder, _own_folder(publication)):
        return _publish(publication, folder, release, asked=asked)


def _publish(
    publication: Publication | str | Path,
    state: Path,
    release: str | None,
    *,
    verb: Verb = "publish",
    why: str | None = None,
    asked: AcceptanceRequest = NOTHING,
) -> Release:
    found, accepted = _sound(state, release), None
    if not _was_public(state, found.id):
        own = _own_folder(publication)
        found, judgement = admit(found, folder=own, state=state, asked=asked)
        accepted = [asdict(acceptance) for _, acceptance in judgement.accepted]
    log_current(state)
    before = current_id(state)
    feeds = prepare_feeds(state, found)
    switch(state, found.id)
    try:
        append(state, log_entry(found.id, verb, why=why, accepted=accepted))
    except OSError:  # no room: nothing is published that the log does not tell
        if before is None:
            (state / "current").unlink()
        else:
            switch(state, before)
        raise
    with suppress(OSError):  # it is published; the next writer brings up what follows from it
        feeds.commit()
        renew_patches(state)
    return found


def _own_folder(publication: Publication | str | Path) -> Path:
    return Path(publication) if isinstance(publication, str | Path) else publication.folder


def _was_public(state: Path, release: str) -> bool:
    """Whether a release passed the gate before: going back asks nothing."""
    log = read_log(state)
    known = {name for entry in log for name in (entry.release, entry.of)}
    # Before there was a log, releases became public without leaving a trace.
    return release in known or release == current_id(state)


def _sound(state: Path, release: str | None) -> Release:
    """A release as it was sealed.

    Raises:
        ReleaseError: there is none of that name, or it is not as it was sealed.
    """
    found = Release.open(_folder(state, release))
    if found.id != found.path.name:
        raise ReleaseError(
            Message(
                "Publishing {folder}: the folder holds the manifest of {name}. A release is its"
                " folder and its manifest.",
                folder=found.path.name,
                name=found.id,
            ),
            code="SAM-L021",
            hint=Message(
                "Give the folder its name back, or build a new release with `samenspel build`."
            ),
        )
    damaged = found.damaged_files()
    if damaged:
        raise ReleaseError(
            Message(
                "Publishing {name}: {count} of its files changed since it was sealed (first:"
                " {file}). The published release keeps serving.",
                name=found.id,
                count=len(damaged),
                file=damaged[0],
            ),
            code="SAM-L005",
            hint=Message("Build a new release with `samenspel build --anew`."),
        )
    return found


def rollback(
    publication: Publication | str | Path,
    release: str | None = None,
    *,
    state: str | Path | None = None,
    why: str | None = None,
) -> Release:
    """Serve a release again that was served: the one before the present one when none is named.

    Its files are checked as `publish` does; `why` goes to the log of publications.

    Raises:
        InputError: the reason seems to name a person.
        ReleaseError: there is none before it, no such release, it is damaged, or another process
            is at work there.
    """
    if why and why.strip():
        check_reason(why)
    folder = state_folder(publication, state)
    with write_state(folder, _own_folder(publication)):
        name = release or earlier_release(folder)
        if name is None:
            raise ReleaseError(
                Message(
                    "Going back in {state}: no release was published before the present one.",
                    state=folder,
                ),
                code="SAM-L023",
                hint=Message("`samenspel releases list` shows those that are kept."),
            )
        return _publish(publication, folder, name, verb="rollback", why=why)


def _folder(state: Path, release: str | None) -> Path:
    known = releases(state)
    if not known:
        raise ReleaseError(
            Message("Publishing from {state}: there is no release yet.", state=state),
            code="SAM-L004",
            hint=Message("Make one with `samenspel build`."),
        )
    name = release if release is not None else known[-1]
    if name not in known:
        raise ReleaseError(
            Message("Publishing {name}: there is no such release.", name=name),
            code="SAM-L006",
            hint=Message("There are: {names}.", names=", ".join(known)),
        )
    return state / "releases" / name
