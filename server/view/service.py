"""The service that the page being made speaks of."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from flask import current_app, has_request_context, request

from server.mount import SERVICE
from server.service import Service

if TYPE_CHECKING:
    from server.archive import Archive


def current_archive() -> Archive:
    """The releases that may be seen beside the published one."""
    return cast("Archive", current_app.extensions["samenspel.archive"])


def current_service() -> Service:
    """The service of this application (`app.extensions["samenspel"]`), or that of a kept release,
    where one is asked for.
    """
    if has_request_context() and SERVICE in request.environ:
        return cast(Service, request.environ[SERVICE])
    return cast(Service, current_app.extensions["samenspel"])
