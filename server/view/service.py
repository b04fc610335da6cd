"""The service that the page being made speaks of."""

from __future__ import annotations

from typing import cast

from flask import current_app

from server.service import Service


def current_service() -> Service:
    """The service of this application (`app.extensions["samenspel"]`)."""
    return cast(Service, current_app.extensions["samenspel"])
