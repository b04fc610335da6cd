"""Pages that were made, kept while their release is served: most are asked for again and again.

Only what depends on the release alone is kept (a `fixed` page, see `site.page`), packed, and of the
rest those go that were not asked for the longest.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import NamedTuple

import zstandard
from flask import Flask, Response, g, request
from werkzeug.datastructures import Headers
from werkzeug.http import parse_date

from server.pages.site import theme
from server.tags import tag_of
from server.view.addresses import root
from server.view.release_cache import per_release_cache
from server.view.service import current_service

MOST_BYTES = 32 << 20
"""Packed bytes that are kept of one release: some thousands of pages."""
LARGEST = 1 << 20
"""Bytes of a page that is kept."""


class KeptPage(NamedTuple):
    """A page, packed, with its headers as the view gave them."""

    headers: list[tuple[str, str]]
    packed: bytes
    tag: str

    @property
    def size(self) -> int:
        """Bytes that it holds, its headers too: of small pages these are as large."""
        return len(self.packed) + sum(len(name) + len(value) for name, value in self.headers)


class KeptPages:
    """The pages of one release; may be used from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pages: OrderedDict[str, KeptPage] = OrderedDict()
        self._size = 0

    def get(self, key: str) -> KeptPage | None:
        """The page that was kept under a key."""
        with self._lock:
            if key in self._pages:
                self._pages.move_to_end(key)
            return self._pages.get(key)

    def keep(self, key: str, page: KeptPage) -> None:
        """Keep a page; what was not asked for the longest goes."""
        with self._lock:
            before = self._pages.pop(key, None)
            self._size += page.size - (before.size if before else 0)
            self._pages[key] = page
            while self._size > MOST_BYTES:
                _, oldest = self._pages.popitem(last=False)
                self._size -= oldest.size


def register(app: Flask) -> None:
    """Let an application keep pages; after its pages, so that they are kept as views gave them."""
    app.before_request(_give)
    app.after_request(_keep)


def _pages() -> KeptPages:
    return per_release_cache(current_service(), "kept pages", make=KeptPages)


def _key() -> str | None:
    """What a page is made for; None for a request that no page may be kept of."""
    if request.method not in ("GET", "HEAD") or "Accept-Datetime" in request.headers:
        return None
    wishes = (
        request.host_url,
        root(),
        request.environ.get("PATH_INFO", ""),
        request.environ.get("QUERY_STRING", ""),
        request.headers.get("Accept", ""),
        g.lang,
        theme() or "",
    )
    return tag_of(*wishes)


def _give() -> Response | None:
    g.page_key = key = _key()
    kept = _pages().get(key) if key is not None else None
    if (
        kept is None or request.cache_control.no_cache
    ):  # which a reader may ask for (RFC 9111, 5.2.1)
        return None
    g.page_key = None
    if request.if_none_match.contains_weak(kept.tag) or _is_known_by_date(kept):
        response = Response("", 304)
        dropped = {"content-length"}
    else:
        response = Response(zstandard.ZstdDecompressor().decompress(kept.packed), 200)
        dropped = set()
    response.headers.clear()
    response.headers.extend([f for f in kept.headers if f[0].lower() not in dropped])
    return response


def _is_known_by_date(kept: KeptPage) -> bool:
    """Whether the client has a page since it changed, and sent no ETag (RFC 9110, 13.1.3)."""
    since = request.if_modified_since
    changed = parse_date(Headers(kept.headers).get("Last-Modified"))
    known = since is not None and changed is not None and changed <= since
    return known and "If-None-Match" not in request.headers


def _keep(response: Response) -> Response:
    key, tag = g.get("page_key"), response.get_etag()[0]
    own = g.get("style_nonce") or g.get("framed")  # what `site` says of it beside its headers
    if key is None or not g.get("fixed_page") or own or request.method != "GET" or not tag:
        return response
    if response.status_code == 200 and not response.is_streamed:
        body = response.get_data()
        if len(body) <= LARGEST:
            packed = zstandard.ZstdCompressor(level=1).compress(body)
            _pages().keep(key, KeptPage(list(response.headers.items()), packed, tag))
    return response
