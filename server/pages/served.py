"""Since when something is served as it is: what Last-Modified says of files and of the catalogue.

When a file was written says nothing, since going back to a release makes it older. What counts is
when a release came that brought this content: by the log of publications, as long as the releases
that had it are kept.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from kg.release.publish_log import read_log
from kg.release.readable import created
from kg.release.release import Release
from server.view.addresses import is_kept
from server.view.service import current_archive, current_service


def feed_moment(text: str) -> datetime:
    """A moment as the record of a stream has it."""
    return datetime.fromisoformat(text).astimezone(UTC)


def served_since(content: Callable[[Release], str | None]) -> datetime | None:
    """Since when what is published has the content that it has, in whole seconds (UTC).

    A kept release has its own since it was made. None where no log tells.
    """
    service = current_service()
    if is_kept() or not service.follows:
        return created(service.release)
    now, found = content(service.release), None
    if now is None:
        return None
    for name, moment in reversed(_log(service.place)):
        release = current_archive().get(name)
        if release is None or content(release) != now:
            break
        found = moment
    return found


def _log(state: Path) -> list[tuple[str, datetime]]:
    """What was published when, oldest first; a release that was made anew counts from then."""
    moments = [(one.release, datetime.fromisoformat(one.when)) for one in read_log(state)]
    return [(name, when.astimezone(UTC).replace(microsecond=0)) for name, when in moments]
