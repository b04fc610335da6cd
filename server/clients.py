"""Who asks: the head of a request, the address of its client, and whether that is still there."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from server.messages import Receive, Scope

PATIENCE_WITH_GONE = 0.05
"""Seconds after which we look whether the client is still there; most answers are out sooner."""


def read_headers(scope: Scope) -> dict[str, str]:
    """Return the header fields by lower-case name; several lines of one are one list.

    RFC 9110, 5.3: the lines of a field are joined with commas, those of Cookie with semicolons
    (RFC 9113, 8.2.3). Names with an underscore are passed over: in WSGI they are those with a
    hyphen, so `X_Forwarded_For` would pass a proxy that replaces X-Forwarded-For.
    """
    headers: dict[str, str] = {}
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
        if "_" in name:
            continue
        if name in headers:
            value = headers[name] + ("; " if name == "cookie" else ", ") + value
        headers[name] = value
    return headers


def address_of(scope: Scope, headers: Mapping[str, str], *, trust_proxy: bool) -> str:
    """Return what counts as one client: its address, of IPv6 the network of a house.

    Behind a proxy that is trusted, it is the address which that proxy put last.
    """
    forwarded = headers.get("x-forwarded-for", "") if trust_proxy else ""
    peer = (scope.get("client") or ("",))[0]
    return household((forwarded.rpartition(",")[2].strip() or str(peer))[:LONGEST_ADDRESS])


@lru_cache(4096)
def household(text: str) -> str:
    """Return what counts as one client: an address, of IPv6 the network of a house."""
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:  # some proxies name the port as well
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return text
    if not isinstance(address, IPv6Address):
        return text
    return str(address.ipv4_mapped or ip_network((address, 64), strict=False))


LONGEST_ADDRESS = 100
"""Characters of an address that are looked at; the longest has 45, with a port some more."""


class Watch:
    """Cancels the task that made it when its client goes away.

    The whole body must have been read. `gone` tells a client that left from another cancellation.
    """

    def __init__(self, receive: Receive) -> None:
        self.gone = False
        self._receive = receive
        self._task = asyncio.current_task()
        self._looking: asyncio.Task[None] | None = None
        self._timer = asyncio.get_running_loop().call_later(PATIENCE_WITH_GONE, self._start)

    def __enter__(self) -> Watch:
        return self

    def __exit__(self, kind: Any, *_: object) -> bool:
        """Look no more; a client that left is no error."""
        self._timer.cancel()
        if self._looking is not None and not self.gone:
            self._looking.cancel()
        left = self.gone and kind is asyncio.CancelledError
        if left and self._task is not None:
            self._task.uncancel()
        return left

    def _start(self) -> None:
        self._looking = asyncio.ensure_future(self._look())

    async def _look(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self.gone = True
        if self._task is not None:
            self._task.cancel()
