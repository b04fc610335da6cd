"""Reasons are published, so they name no person."""

from __future__ import annotations

from kg.errors import InputError
from kg.texts import Message


def check_reason(reason: str) -> None:
    """Refuse a reason that is empty.

    Raises:
        InputError: it cannot be published.
    """
    if not reason.strip():
        raise InputError(
            Message("Withdrawing: there is no reason."),
            code="SAM-L043",
            hint=Message("Say why with --reason: it stands on the page that is left."),
        )
