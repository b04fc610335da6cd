"""Coverage of a right in a place: seven states, each with a tint, a sign and a word.

The states are ordered by what was found, not by worth: "nothing found" says that no source
mentions a service, never that none exists.
"""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape

from kg.figures.states import Coverage

_TWO_DISCS = (
    "M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 3-.9 5.5 5.5 0 1 0 0-9.2A5.5 5.5 0 0 0 8 2.5z"
    "M11 3.4a5.5 5.5 0 0 1 0 9.2 5.5 5.5 0 0 1 0-9.2z"
)
_RING = '<circle cx="11" cy="8" r="5" fill="none" stroke="currentColor" stroke-width="2"{}/>'
_OVERLAP = f'<path fill="currentColor" fill-rule="evenodd" d="{_TWO_DISCS}"/>'
_SIGN = {
    Coverage.NO_DATA: '<path d="M8 8h6" stroke="currentColor" stroke-width="2"/>',
    Coverage.NOTHING: _RING.format(""),
    Coverage.ENDED: _RING.format("")
    + '<path d="M7 12l8-8" stroke="currentColor" stroke-width="2"/>',
    Coverage.ANNOUNCED: _RING.format(' stroke-dasharray="2.6 2.6"'),
    Coverage.ONE: '<circle cx="11" cy="8" r="5.5" fill="currentColor"/>',
    Coverage.SEVERAL: _OVERLAP,
    Coverage.WITH_CITIZENS: _OVERLAP + '<circle cx="11" cy="8" r="2.2" fill="currentColor"/>',
}


def sign(state: Coverage) -> Markup:
    """The sign of a state; its word must stand beside it or in the cell's hidden text."""
    return Markup(
        '<svg class="cg" viewBox="0 0 22 16" aria-hidden="true" focusable="false">'
        f"{_SIGN[state]}</svg>"
    )


def cell(state: Coverage) -> Markup:
    """A tinted cell with the sign, for a legend or beside the word in a table."""
    return Markup(f'<i class="{state.value} cgw">{sign(state)}</i>')


def strip(states: Iterable[tuple[str, Coverage, str]], label: str) -> Markup:
    """A row of cells, one per right: (name of the right, state, word of the state).

    The strip is a picture of the table below it, so it is one image with the label as its name.
    """
    cells = "".join(
        f'<i class="{state.value}" title="{escape(f"{name}: {word}")}">{sign(state)}</i>'
        for name, state, word in states
    )
    return Markup(f'<div class="strip" role="img" aria-label="{escape(label)}">{cells}</div>')
