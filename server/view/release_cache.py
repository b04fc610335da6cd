"""Answers that are the same as long as one release is served, kept beside it in memory."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from functools import partial
from typing import TypeVar, cast

from server.service import Service

Found = TypeVar("Found")
RELEASES = 3  # a switch of releases needs two at once for a moment

_KEPT: dict[bool, OrderedDict[str, dict[str, object]]] = {
    False: OrderedDict(),
    True: OrderedDict(),
}
"""By whether a service is one beside that of the published release, which old ones do not push out.
"""


def per_release_cache(service: Service, name: str, *, make: Callable[[], Found]) -> Found:
    """What `make` gave the first time for this release; called again only after a switch.

    Keep what a release says, never the service that said it: another may serve the same release.
    """
    key = str(service.release.path)
    shelves = _KEPT[service.is_beside]
    if key not in shelves and service.is_beside:
        service.at_end.append(partial(shelves.pop, key, None))
    shelf = shelves.setdefault(key, {})
    shelves.move_to_end(key)
    while len(shelves) > RELEASES:
        shelves.popitem(last=False)
    if name not in shelf:
        shelf[name] = make()
    return cast(Found, shelf[name])
