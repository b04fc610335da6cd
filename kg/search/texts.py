"""The texts by which a thing can be found."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple


class Role(IntEnum):
    """What a text is to the thing that has it, the most telling first.

    An abbreviation is known in the field; initials were made of the words of a name.
    """

    NAME = 0
    OTHER_NAME = 1
    NUMBER = 2
    ABBREVIATION = 3
    INITIALS = 4
    DESCRIPTION = 5


class Text(NamedTuple):
    """A text by which a thing can be found; `lang` is empty for one without a language."""

    role: Role
    text: str
    lang: str = ""
    way: int = 0
    """The place of its property among those that name."""
