"""A module of the vocabulary as a map: classes as an indented tree, each with its links.

A class stands below the class that it falls under; each link of it is a row, named on its line,
that ends in the class to which it leads. So no line crosses another, however large the module. The
drawing is as narrow as its words allow: a telephone shows where the arrows end, or nearly so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

_ROW, _BOX, _STEP, _MARGIN, _ARROW = 40, 28, 26, 8, 40
_UNITS = 16
"""Units of the drawing that are one rem of the page, so that it grows with the reader's letters."""
_CHAR = 8.0
"""Units that a letter of 14 takes on average, so that a box fits its word."""
_LONGEST = 36


@dataclass(frozen=True)
class Box:
    """A class: its key, its name, and the keys of the classes that it falls under."""

    key: str
    label: str
    above: Sequence[str] = ()
    outside: bool = False


@dataclass(frozen=True, order=True)
class Arrow:
    """A property from the class of one key to that of another."""

    label: str
    start: str
    end: str


def draw_module(boxes: Sequence[Box], arrows: Sequence[Arrow], *, title: str) -> Markup:
    """Draw classes and the links between them; an empty drawing when there is no class."""
    if not boxes:
        return Markup("")
    names = {box.key: box for box in boxes}
    links: dict[str, list[Arrow]] = {}
    for arrow in sorted(arrows):
        links.setdefault(arrow.start, []).append(arrow)
    # A class from elsewhere has a place of its own only when a link begins there.
    tree = list(_tree([box for box in boxes if not box.outside or box.key in links]))
    ends = [
        _x(level) + 30 + _length(arrow.label) + _ARROW
        for level, box in tree
        for arrow in links.get(box.key, ())
    ]
    end = max(ends, default=0.0)
    parts: list[str] = []
    spines: dict[str, tuple[float, float]] = {}
    y, width = 8.0, 0.0
    for level, box in tree:
        x = _x(level)
        width = max(width, x + _width(box))
        parent = next((spines[key] for key in box.above if key in spines), None)
        if parent is not None and level:
            parts.append(_elbow(parent[0], parent[1], x, y + _BOX / 2))
        parts.append(_box(box, x, y))
        spine = (x + 12, y + _BOX)
        spines[box.key] = spine
        y += _ROW
        for arrow in links.get(box.key, ()):
            middle = y + _BOX / 2
            parts.append(_elbow(*spine, end - 8, middle, " arrow"))
            parts.append(_text("q", x + 30, middle + 5, arrow.label))
            if arrow.end in names:
                parts.append(_box(names[arrow.end], end, y))
                width = max(width, end + _width(names[arrow.end]))
            y += _ROW
    width += _MARGIN
    return Markup(
        f'<svg class="modmap" viewBox="0 0 {width:.0f} {y:.0f}" width="{width / _UNITS:.2f}rem" '
        f'role="img" '
        f'aria-label="{escape(title)}">{"".join(parts)}</svg>'
    )


def _tree(boxes: Sequence[Box]) -> Iterator[tuple[int, Box]]:
    """Each class once, below the first of those that it falls under; a ring begins at its first."""
    keys = {box.key for box in boxes}
    below: dict[str | None, list[Box]] = {}
    for box in sorted(boxes, key=lambda box: box.label.casefold()):
        parent = next((key for key in box.above if key in keys and key != box.key), None)
        below.setdefault(parent, []).append(box)
    seen: set[str] = set()

    def walk(box: Box, level: int) -> Iterator[tuple[int, Box]]:
        if box.key not in seen:
            seen.add(box.key)
            yield level, box
            for child in below.get(box.key, ()):
                yield from walk(child, level + 1)

    for box in [*below.get(None, ()), *boxes]:
        yield from walk(box, 0)


def _x(level: int) -> float:
    return _MARGIN + level * _STEP


def _length(label: str) -> float:
    return min(len(label), _LONGEST) * _CHAR


def _width(box: Box) -> float:
    return _length(box.label) + 20


def _box(box: Box, x: float, y: float) -> str:
    kind = "out" if box.outside else "own"
    size = f'width="{_width(box):.0f}" height="{_BOX}"'
    return f'<rect class="{kind}" x="{x:.0f}" y="{y:.0f}" {size} rx="5"/>' + _text(
        "lane", x + 10, y + _BOX / 2 + 5, box.label
    )


def _text(kind: str, x: float, y: float, label: str) -> str:
    short = label if len(label) <= _LONGEST else f"{label[: _LONGEST - 1]}…"
    return f'<text class="{kind}" x="{x:.0f}" y="{y:.0f}">{escape(short)}</text>'


def _elbow(x: float, y: float, to_x: float, to_y: float, kind: str = "") -> str:
    tip = "m-7 -4l7 4l-7 4" if kind else ""
    return f'<path class="ax{kind}" d="M{x:.0f} {y:.0f}V{to_y:.0f}H{to_x:.0f}{tip}"/>'
