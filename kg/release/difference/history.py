"""What a subject was over several releases, read from their indices: no store is opened for it.

A new version is where what is said of the subject differs from the release before it that is kept.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import duckdb

from kg.mapping.sql.terms import quoted
from kg.release.readable import created
from kg.release.release import Release

INDEX = "subjects.parquet"
REMEMBERED = 2_000
"""Subjects whose versions are remembered; beyond it those go that were not asked for the longest.
"""


@dataclass(frozen=True)
class SubjectVersion:
    """What was said of a subject from a moment on (UTC); `release` is the first kept with it."""

    release: str
    moment: datetime


@dataclass(frozen=True)
class _State:
    digest: int
    changed: datetime


class SubjectHistory:
    """The versions of subjects in releases, which are given by when they were made.

    May be asked from any thread; one question is answered at a time.
    """

    def __init__(self, releases: Sequence[Release]) -> None:
        self._releases = [r for r in releases if (r.path / INDEX).is_file()]
        self._by_index = {str(r.path / INDEX): r.id for r in self._releases}
        self._lock = threading.Lock()
        self._known: OrderedDict[str, dict[str, _State]] = OrderedDict()
        self._connection = duckdb.connect()
        self._connection.execute(
            "SET autoinstall_known_extensions = false; SET autoload_known_extensions = false;"
            " SET memory_limit = '128MiB'; SET threads = 1; SET parquet_metadata_cache = true"
        )

    def learn(self, subjects: Iterable[str]) -> None:
        """Read what the releases say of many subjects at once, before each is asked for."""
        with self._lock:
            wanted = [one for one in dict.fromkeys(subjects) if one not in self._known]
            wanted = wanted[: REMEMBERED - 1]
            self._known.update(self._read(wanted))
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)

    def changed(self, subject: str, release: str) -> datetime | None:
        """When what a release says of a subject last changed (UTC); None: it is not known."""
        state = self._states(subject).get(release)
        return None if state is None else state.changed

    def versions(self, subject: str) -> list[SubjectVersion]:
        """The versions of a subject that are kept, oldest first."""
        return list(dict.fromkeys(self._walk(subject).values()))

    def last_release(self, subject: str) -> str | None:
        """The id of the last kept release that says something of a subject; None: none does."""
        return next(reversed(self._walk(subject)), None)

    def version_in(self, subject: str, release: str) -> SubjectVersion | None:
        """The version of a subject that a release has; None: it says nothing of it."""
        return self._walk(subject).get(release)

    def _walk(self, subject: str) -> dict[str, SubjectVersion]:
        """The version that each release has."""
        states, found = self._states(subject), dict[str, SubjectVersion]()
        before: _State | None = None
        made: datetime | None = None
        version: SubjectVersion | None = None
        for release in self._releases:
            state = states.get(release.id)
            if state is None:
                version = None
            elif version is None or before is None or state.digest != before.digest:
                # Going back to a release gives it a say again that is older than the last one.
                new = made is None or state.changed > made
                version = SubjectVersion(release.id, state.changed if new else created(release))
            if version is not None:
                found[release.id] = version
            before, made = state, created(release)
        return found

    def _states(self, subject: str) -> dict[str, _State]:
        """What the releases say of a subject, by release."""
        with self._lock:
            known = self._known.get(subject)
            if known is None:
                known = self._known[subject] = self._read([subject])[subject]
                if len(self._known) > REMEMBERED:
                    self._known.popitem(last=False)
            self._known.move_to_end(subject)
        return known

    def _read(self, subjects: Sequence[str]) -> dict[str, dict[str, _State]]:
        found: dict[str, dict[str, _State]] = {subject: {} for subject in subjects}
        if not self._by_index or not found:
            return found
        files = ", ".join(map(quoted, self._by_index))
        rows = self._connection.execute(
            "SELECT subject, filename, digest, changed"
            f" FROM read_parquet([{files}], filename = true) WHERE {_asked(len(found))}"
            " AND graph = ''",
            list(found),
        ).fetchall()
        for subject, file, digest, changed in rows:
            state = _State(digest, changed.replace(tzinfo=UTC))
            found[subject][self._by_index[file]] = state
        return found


def _asked(count: int) -> str:
    """The condition for so many subjects; one alone finds its group of rows by its bounds."""
    return "subject = ?" if count == 1 else f"subject IN ({', '.join('?' * count)})"
