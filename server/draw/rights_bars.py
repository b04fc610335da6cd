"""How each right stands in all municipalities: a bar of parts by state, with its numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from markupsafe import Markup

from kg.figures.states import Coverage
from server.draw.part_bars import (
    FULL,
    MISSING,
    MORE,
    SOME,
    UNSURE,
    PartBar,
    draw_part_bars,
)

_PART = {
    Coverage.NOTHING: MISSING,
    Coverage.ENDED: MISSING,
    Coverage.ANNOUNCED: UNSURE,
    Coverage.ONE: SOME,
    Coverage.SEVERAL: MORE,
    Coverage.WITH_CITIZENS: FULL,
}
ORDER = tuple(_PART)


class RightBar(NamedTuple):
    """A right with the number of municipalities in each state."""

    label: str
    counts: Mapping[Coverage, int]


def draw_rights_bars(
    bars: Sequence[RightBar], *, title: str, words: Mapping[Coverage, str], alone: bool = False
) -> Markup:
    """Bars under each other, gaps at the left in a red frame; `alone` for a file of its own."""
    parts = [_PART[state]._replace(css=state.value, words=words[state]) for state in ORDER]
    drawn = [
        PartBar(bar.label, {state.value: bar.counts.get(state, 0) for state in ORDER})
        for bar in bars
    ]
    return draw_part_bars(drawn, title=title, parts=parts, alone=alone)
