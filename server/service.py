"""What is being served: a query pool on a release, and the pointer that says which release."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kg.errors import SamenspelError
from kg.release.release import Release, current_release
from kg.store.parts import PARTS
from kg.store.workers.pool import Limits, Pool
from server.tags import Tags

_LOG = logging.getLogger(__name__)
LOOK_SECONDS = 1.0
"""How often the pointer is read; a switch is seen at most this much later."""
RETRY_ROUNDS = 10
"""After so many looks a release that could not be served is tried again."""


class Service:
    """A release being served, and the next one as soon as the pointer names it.

    `place` is a state folder (with `current`) or a release folder, which never changes.
    One `beside` another shows a release that is not the published one: it stays on it, and its
    workers yield to those of the other. `at_end` are called before a service ends,
    `at_switch` after another release began to be served.
    Attributes for pages: `pool`, `release`, `base`. Inside `pool.pinned()` all three speak of the
    same release, even while another is published.
    """

    def __init__(
        self,
        place: Path,
        *,
        limits: Limits | None = None,
        workers: int = 3,
        beside: Service | None = None,
    ) -> None:
        self.place = place.resolve()
        self.is_beside = beside is not None
        self.follows = not (self.place / "manifest.json").is_file()
        self.at_end: list[Callable[[], object]] = []
        self.at_switch: list[Callable[[], object]] = []
        release = self._pointed_at()
        self._releases = {release.id: release}
        self.pool: Pool = Pool(
            release.store_path,
            workers=workers,
            pages=0 if beside else 1,
            limits=limits or Limits(),
            label=release.id,
            base=release.base,
            beside=beside.pool if beside else None,
        )
        self.tags: Tags = beside.tags if beside else Tags()
        self._gone = False
        self._refused = ""
        self._stop = threading.Event()
        if beside is not None:
            return
        warn_of_missing_parts(release)
        threading.Thread(target=self._follow, name="release-pointer", daemon=True).start()

    @property
    def release(self) -> Release:
        """The release that questions go to now (the pinned one, if there is one)."""
        return self._releases[self.pool.label]

    def content_of(self, label: str) -> str | None:
        """The digest of what a release says; None for one that is not served any more."""
        release = self._releases.get(label)
        return None if release is None else release.content

    @property
    def base(self) -> str:
        """Base IRI of the publication."""
        return self.release.base

    def look(self) -> bool:
        """Switch to another release when the pointer names one; true when it did.

        A release that does not open is reported in the log and the present one stays.
        """
        try:
            release = self._pointed_at()
            served = self.release
            if release.path == served.path:
                self._refused = ""
                return False
            used = {key: self._releases[key] for key in self.pool.labels() & set(self._releases)}
            self._releases = {**used, served.id: served, release.id: release}
            self.pool.switch(release.store_path, label=release.id, base=release.base)
        except SamenspelError as error:
            _LOG.error("the release that `current` names cannot be served: %s", error)
            self._refused = error.code
            return False
        self._refused = ""
        _LOG.info("now serving release %s", release.id)
        warn_of_missing_parts(release)
        for begin in self.at_switch:
            begin()
        return True

    def describe_health(self) -> dict[str, Any]:
        """Return what /health says: `status` is "ok", "degraded" or "down", with the reasons.

        Looks at nothing but memory, so that it answers at once whatever else happens.
        """
        workers, wanted, trouble = self.pool.health()
        wrong = []
        if self._gone:
            wrong.append("The folder of the release is gone: publish a release that is there.")
        if self._refused:
            wrong.append(f"The release that was published last cannot be served: {self._refused}.")
        if trouble:
            wrong.append(f"Query workers that ended cannot be replaced: {trouble}.")
        return {
            "status": "down" if not workers else "degraded" if wrong else "ok",
            "release": self.release.id,
            "quads": self.release.manifest.get("quads"),
            "workers": workers,
            "workers_wanted": wanted,
            "problems": wrong,
        }

    def close(self) -> None:
        """End the workers, of a service beside another also while they are asked."""
        self._stop.set()
        for end in self.at_end:
            end()
        if self.is_beside:
            self.pool.stop()
        else:
            self.pool.close()

    def _pointed_at(self) -> Release:
        return current_release(self.place) if self.follows else Release.open(self.place)

    def _follow(self) -> None:
        """Look at the pointer and at the folder, for as long as the service runs."""
        seen, rounds = self.release.path, 0
        while not self._stop.wait(LOOK_SECONDS):
            rounds += 1
            try:
                self._gone = not (self.release.path / "manifest.json").is_file()
                target = (self.place / "current").resolve() if self.follows else seen
                if target != seen or (self._refused and rounds % RETRY_ROUNDS == 0):
                    seen = target
                    self.look()
            except Exception:  # whatever a half-copied release does, the next one must be seen
                _LOG.exception("the pointer to the current release cannot be followed")
                self._refused = "SAM-E101"


def warn_of_missing_parts(release: Release) -> None:
    """Say in the log that pages of a release do not show the parts of its documents."""
    if not (release.path / PARTS).is_file():
        _LOG.warning(
            "release %s was made before the parts of documents were kept, so that pages do not show"
            " them: make it anew with `samenspel build`, then `samenspel publish`",
            release.id,
        )
