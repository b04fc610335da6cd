"""Reasons and addresses that are published, so that they name no person."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn

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


def check_public_iri(iri: str, *, refuse: Callable[[Message], NoReturn]) -> None:
    """Refuse an IRI that itself holds personal data: what is told of it would spell them."""
    if any(found.certain for found in detect_iri(iri)):
        refuse(
            Message(
                "the IRI itself holds personal data; erase it instead, with"
                " `samenspel withdraw --erase`"
            )
        )


def shown(iri: str) -> str:
    """A text that was given for an IRI, as an error may spell it."""
    return "…" if personal_kind(iri) else iri
