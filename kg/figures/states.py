"""What the data say about one right in one place.

The states are ordered by what was found, not by worth: "nothing found" says that no source
mentions a service, never that none exists.
"""

from __future__ import annotations

from enum import Enum


class Coverage(Enum):
    """The state of a right; the value is the style sheet's class."""

    NO_DATA = "c0"
    NOTHING = "c1"
    ENDED = "c6"
    ANNOUNCED = "c2"
    ONE = "c3"
    SEVERAL = "c4"
    WITH_CITIZENS = "c5"

    @property
    def is_gap(self) -> bool:
        """Whether nothing is offered and nothing is announced."""
        return self in (Coverage.NOTHING, Coverage.ENDED)

    @property
    def is_covered(self) -> bool:
        """Whether somebody offers a service today."""
        return self in (Coverage.ONE, Coverage.SEVERAL, Coverage.WITH_CITIZENS)


def judge(
    *, has_data: bool, actors: int, citizens: bool, announced: bool = False, ended: bool = False
) -> Coverage:
    """The state of a right: from the actors that offer it, citizens among them, plans, or none.

    A plan says more than what is over, and what is over more than nothing.
    """
    if actors and citizens:
        return Coverage.WITH_CITIZENS
    if actors:
        return Coverage.SEVERAL if actors > 1 else Coverage.ONE
    if announced:
        return Coverage.ANNOUNCED
    if ended:
        return Coverage.ENDED
    return Coverage.NOTHING if has_data else Coverage.NO_DATA
