"""The index of the release that is served."""

from __future__ import annotations

from kg.search.database import INDEX
from kg.search.index import SearchIndex
from server.service import Service
from server.view.release_cache import per_release_cache


def search_index(service: Service) -> SearchIndex | None:
    """The index of a release; None for one that was made before there was any."""

    def read() -> SearchIndex | None:
        path = service.release.path / INDEX
        return SearchIndex(path) if path.is_file() else None

    return per_release_cache(service, "search", make=read)
