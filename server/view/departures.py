"""What left the release that is served, or moved in it."""

from __future__ import annotations

from kg.release.leaving.departures import Departures, of_release
from server.service import Service
from server.view.release_cache import per_release_cache


def departures(service: Service) -> Departures:
    """What left: read once for each release."""
    release = service.release
    return per_release_cache(service, "departures", make=lambda: of_release(release.path))
