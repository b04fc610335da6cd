"""Kept releases: one worker each, opened when a release is asked for and ended when nobody asks.

What they cost is bounded: few are open at once, each has one worker that yields the processor to
those of the published release, and a line of its own. A release whose folder is replaced or taken
away ends at once, whatever it was answering.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from kg.release.difference.history import SubjectHistory
from kg.release.readable import ReadableReleases, identity, readable_releases, stamp
from kg.release.release import Release
from kg.store.errors import Busy
from server.service import Service

_LOG = logging.getLogger(__name__)
OPEN_RELEASES = 3
"""Kept releases that are open at once; one that nobody uses makes room for the next."""
IDLE_SECONDS = 120.0
"""After so long without a question the worker of a kept release ends."""
LOOK_SECONDS = 0.5
RETRY_SECONDS = 10
WAITING = 16
"""Questions that may wait for the worker of a kept release, half of them of one client."""
HELD_PART = 8
"""Unread answers of a kept release may hold this part of what those of the published one may."""


class _OpenRelease:
    """A kept release that is open, and how it is used."""

    def __init__(self, service: Service) -> None:
        self.service, self.identity = service, identity(service.release.path)
        self.used = time.monotonic()
        self._lock = threading.Lock()
        self._users, self._ended = 0, False

    def enter(self) -> bool:
        """Count one more user; false when it has ended."""
        with self._lock:
            self._users += not self._ended
            return not self._ended

    def leave(self) -> None:
        """Count one user less."""
        with self._lock:
            self._users -= 1
            self.used = time.monotonic()

    def end(self, *, used: bool = False) -> bool:
        """Take no users any more; false when it has some, unless it ends also when it is `used`."""
        with self._lock:
            self._ended = self._ended or used or self._users == 0
            return self._ended


class Archive:
    """The releases that may be seen beside the published one. All methods: from any thread."""

    def __init__(self, service: Service, *, idle: float = IDLE_SECONDS) -> None:
        self._service, self._idle = service, idle
        own = service.pool.limits
        self._limits = replace(own, waiting=WAITING, held=max(1, own.held // HELD_PART))
        self._lock = threading.RLock()
        self._open: dict[str, _OpenRelease] = {}
        self._known: tuple[object, ReadableReleases] | None = None
        self._asking = threading.Lock()
        self._history: tuple[ReadableReleases, SubjectHistory] | None = None
        # Of a service that follows nothing there is one release, always the same.
        self._alone = None if service.follows else ReadableReleases((service.release,), {})
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def releases(self) -> ReadableReleases:
        """The releases that may be seen; the published one is among them."""
        if self._alone is not None:
            return self._alone
        mark = stamp(self._service.place)
        known = self._known
        if known is None or known[0] != mark:
            known = self._known = mark, readable_releases(self._service.place)
        return known[1]

    def history(self) -> SubjectHistory:
        """What is known of subjects over the releases that may be seen."""
        known = self.releases()
        with self._asking:
            if self._history is None or self._history[0] is not known:
                self._history = known, SubjectHistory(known.kept)
            return self._history[1]

    def get(self, name: str) -> Release | None:
        """The release of an id, if it may be seen; it is not opened for that."""
        return self.releases().get(name)

    def is_open(self, name: str) -> bool:
        """Whether a release can be used without opening it."""
        return name == self._service.pool.label or name in self._open

    def open(self, name: str) -> None:
        """Open a release that may be seen, which takes a moment; `using` says what it raises."""
        with self.using(name):
            pass

    @contextmanager
    def using(self, name: str, *, begin: bool = True) -> Iterator[Service]:
        """The service of a release that may be seen, which stays open within the block.

        It is not waited for unless it may `begin`.

        Raises:
            KeyError: there is none of that id.
            Busy: too many others are in use, or it is not open and may not begin.
            StoreUnreadable: its store does not open.
        """
        if name == self._service.pool.label:
            # Until the pointer is seen to have moved, it may have been taken away already.
            if self.get(name) is None:
                raise KeyError(name)
            yield self._service
            return
        used = self._entered(name)
        if used is None and begin:
            with self._service.pool.floor.left(), self._lock:
                used = self._entered(name) or self._begin(name)
        if used is None:
            raise Busy(retry_after=1)
        try:
            yield used.service
        finally:
            used.leave()

    def opened(self) -> list[str]:
        """The ids of the kept releases that are open."""
        return list(self._open)

    def close(self) -> None:
        """End all workers of kept releases."""
        self._stop.set()
        with self._lock:
            for name in list(self._open):
                self._end(name, used=True)

    def _entered(self, name: str) -> _OpenRelease | None:
        """An open release that is as it was opened, with one user more.

        Raises:
            KeyError: there is none of that id that may be seen.
        """
        if self.get(name) is None:
            raise KeyError(name)
        used = self._open.get(name)
        if used is None or identity(used.service.release.path) != used.identity:
            return None
        return used if used.enter() else None

    def _begin(self, name: str) -> _OpenRelease:
        release = self.get(name)
        if release is None:
            raise KeyError(name)
        self._end_replaced()
        by_use = sorted(self._open, key=lambda open_one: self._open[open_one].used)
        if len(by_use) >= OPEN_RELEASES and not any(map(self._end, by_use)):
            raise Busy(retry_after=RETRY_SECONDS)
        service = Service(release.path, limits=self._limits, workers=1, beside=self._service)
        self._open[name] = used = _OpenRelease(service)
        used.enter()
        _LOG.info("opened kept release %s", name)
        if self._thread is None:
            self._thread = threading.Thread(target=self._watch, name="kept-releases", daemon=True)
            self._thread.start()
        return used

    def _end(self, name: str, *, used: bool = False) -> bool:
        """End an open release that nobody uses, or that is `used`; false when somebody does."""
        found = self._open[name]
        if not found.end(used=used):
            return False
        del self._open[name]
        found.service.close()
        _LOG.info("closed kept release %s", name)
        return True

    def _end_replaced(self) -> None:
        """End those that may not be seen any more, even those that answer now."""
        for name, found in list(self._open.items()):
            same = identity(found.service.release.path) == found.identity
            if not same or self.get(name) is None:
                self._end(name, used=True)

    def _watch(self) -> None:
        while not self._stop.wait(LOOK_SECONDS):
            try:
                with self._lock:
                    self._end_replaced()
                    now = time.monotonic()
                    for name, found in list(self._open.items()):
                        if now - found.used > self._idle:
                            self._end(name)
            except Exception:  # whatever a folder does, the next look must come
                _LOG.exception("kept releases cannot be looked at")
