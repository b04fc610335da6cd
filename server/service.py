"""What is being served: a query pool on a release, and the pointer that says which release."""

from __future__ import annotations

import logging
import threading
from pathlib import Path
from typing import Any

from kg.errors import SamenspelError
from kg.release.release import Release, current_release
from kg.store.pool import Limits, Pool

_LOG = logging.getLogger(__name__)
LOOK_SECONDS = 1.0
"""How often the pointer is read; a switch is seen at most this much later."""


class Service:
    """A release being served, and the next one as soon as the pointer names it.

    `place` is a state folder (with `current`) or a release folder, which never changes.
    Attributes for pages: `pool`, `release`, `base`. Inside `pool.pinned()` all three speak of the
    same release, even while another is published.
    """

    def __init__(self, place: Path, *, limits: Limits | None = None, workers: int = 3) -> None:
        self.place = place.resolve()
        self._follows = not (self.place / "manifest.json").is_file()
        release = self._pointed_at()
        self._releases = {release.id: release}
        self.pool = Pool(
            release.store_path,
            workers=workers,
            limits=limits or Limits(),
            label=release.id,
            base=release.base,
        )
        self._stop = threading.Event()
        if self._follows:
            threading.Thread(target=self._follow, name="release-pointer", daemon=True).start()

    @property
    def release(self) -> Release:
        """The release that questions go to now (the pinned one, if there is one)."""
        return self._releases[self.pool.label]

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
            served = self._releases[self.pool.label]
            if release.path == served.path:
                return False
            self._releases = {served.id: served, release.id: release}
            self.pool.switch(release.store_path, label=release.id, base=release.base)
        except SamenspelError as error:
            _LOG.error("the release that `current` names cannot be served: %s", error)
            return False
        _LOG.info("now serving release %s", release.id)
        return True

    def describe_health(self) -> dict[str, Any]:
        """Return what /health says."""
        return {
            "status": "ok",
            "release": self.release.id,
            "quads": self.release.manifest.get("quads"),
            "workers": len(self.pool.worker_pids()),
        }

    def close(self) -> None:
        """End the workers."""
        self._stop.set()
        self.pool.close()

    def _pointed_at(self) -> Release:
        return current_release(self.place) if self._follows else Release.open(self.place)

    def _follow(self) -> None:
        seen = self.release.path
        while not self._stop.wait(LOOK_SECONDS):
            try:
                target = (self.place / "current").resolve()
            except OSError:
                continue
            if target != seen:
                seen = target
                self.look()
