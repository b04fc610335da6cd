"""Makes what the first readers of a release would wait for, when it begins to be served.

What pages share of a release (its figures, names, vocabulary, places) is read when a page first
asks for it. Here a few pages ask, one after another, as one more reader who gives way to the
others.
"""

from __future__ import annotations

import logging
import threading
import time
from itertools import product
from typing import Any
from urllib.parse import urlsplit

from flask import Flask

from server.i18n import LANGUAGES
from server.page import make_page
from server.service import Service

_LOG = logging.getLogger(__name__)
PAGES = (
    "/",
    "/search?q=ocmw",
    "/views/rights",
    "/ns",
    "/sparql",
    "/concepts",
    "/browse/Organisation",
    "/browse/SocialService",
    "/views/life-course",
    "/compare",
    "/catalog",
    "/doc/concept/right/work",
)
"""What most readers ask first; together they ask for what other pages share."""
MOST_SECONDS = 30.0
"""No more is made for a release after so long: its readers have asked for it by then."""
CLIENT = "(warming)"
"""The name of this reader among clients; addresses are none like it."""


class PageWarmer:
    """Asks for the first pages of each release that `app` serves, in a thread of its own."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._service: Service = app.extensions["samenspel"]
        self._wanted, self._stop = threading.Event(), threading.Event()
        self.made: tuple[str, int] = (self._service.release.id, 0)
        """The release, and how many of its pages were made for nobody yet."""
        self.settled = False
        """Whether nothing is being made, nor will be until another release comes."""
        self._service.at_switch.append(self._wanted.set)
        self._service.at_end.append(self._end)
        self._wanted.set()
        threading.Thread(target=self._follow, name="warming", daemon=True).start()

    def _end(self) -> None:
        self._stop.set()
        self._wanted.set()

    def _follow(self) -> None:
        while self._wanted.wait() and not self._stop.is_set():
            self._wanted.clear()
            self.settled = False
            self._warm()
            self.settled = not self._wanted.is_set()

    def _warm(self) -> None:
        """Make the pages of the release that is served now, until another one is."""
        release, end = self._service.release.id, time.monotonic() + MOST_SECONDS
        self.made = release, 0
        for lang, address in product(LANGUAGES, PAGES):
            if self._wanted.is_set() or time.monotonic() > end:
                break
            began = time.monotonic()
            try:
                status = make_page(self._app, self._request(address, lang), body=b"").status
            except Exception:  # made again for a reader, who is told what is wrong
                if not self._stop.is_set():
                    _LOG.exception("%s could not be made beforehand", address)
                continue
            self.made = release, self.made[1] + (status == 200)
            self._stop.wait(time.monotonic() - began)  # half of the time is for others
        _LOG.info("%d pages of release %s were made beforehand", self.made[1], release)

    def _request(self, address: str, lang: str) -> dict[str, Any]:
        """A request of a browser, as ASGI has it."""
        path, _, query = address.partition("?")
        base = urlsplit(self._service.base)
        host = base.netloc.rpartition("@")[2] or "localhost"
        return {
            "type": "http",
            "http_version": "1.1",
            "method": "GET",
            "scheme": base.scheme,
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [
                (b"host", host.encode("ascii", errors="replace")),
                (b"accept", b"text/html,*/*;q=0.8"),
                (b"accept-language", lang.encode()),
            ],
            "server": (base.hostname or host, base.port or 80),
            "client": None,
            "samenspel.client": CLIENT,
        }
