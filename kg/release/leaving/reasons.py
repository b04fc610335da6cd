"""Reasons are published, so they name no person."""

from __future__ import annotations

from kg.errors import InputError
from kg.privacy.detectors import detect, detect_iri
from kg.texts import Message


def check_reason(reason: str) -> None:
    """Refuse a reason that is empty, or in which something looks like personal data.

    Raises:
        InputError: it cannot be published; the value that looks personal is not repeated.
    """
    if not reason.strip():
        raise InputError(
            Message("Withdrawing: there is no reason."),
            code="SAM-L043",
            hint=Message("Say why with --reason: it stands on the page that is left."),
        )
    if kind := personal_kind(reason):
        raise InputError(
            Message("Reading the reason: it seems to hold personal data ({kind}).", kind=kind),
            code="SAM-L043",
            hint=Message("Everybody may read it: say why without naming a person."),
        )


def personal_kind(reason: str) -> str | None:
    """What kind of personal data a text seems to hold, if any."""
    return min((one.kind for one in detect(reason) | detect_iri(reason)), default=None)
