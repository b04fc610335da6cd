"""What is wrong with a peer, as an error for people that is kept beside its data."""

from __future__ import annotations

from kg.errors import InputError, SamenspelError
from kg.texts import as_data


class PeerError(InputError):
    """Something that a peer does or says, for which nothing new is taken in from it."""


def reason_record(error: SamenspelError) -> dict[str, object]:
    """A reason as it is kept: in words that are still to be translated."""
    return {"code": error.code, "message": as_data(error.message), "hint": as_data(error.hint)}
