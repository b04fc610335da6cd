"""Where the header of a table stands among its first rows, or that it has none.

A header is the first row that fills more than half of the columns: titles and remarks fill few. It
is none when it holds what the rows below it hold: a number above numbers, a word that comes back.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

_TYPED = 0.8
"""Share of the filled cells of a column that must be numbers or dates to expect one there."""
_VALUE = re.compile(
    r"[+-]?[\d.,\s]*\d[\d.,\s]*%?|(€|EUR) ?-?[\d., ]+|\d{1,2}:\d\d(:\d\d)?"
    r"|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([T ][\d:.Z+]+)?"
)
_DAY = re.compile(r"\d{1,4}[-/]\d{1,2}[-/]\d{1,4}")
TITLES = 5
"""Rows above a header that fill more than one cell, at most."""
_YEAR = re.compile(r"(19|20)\d\d")
_GENERATED = re.compile(r"(column|kolom|colonne|field|veld|champ)[ _]?\d+", re.IGNORECASE)

Row = Sequence[str]


def find_header(rows: Sequence[Row]) -> int | None:
    """The index of the header among rows of cells without blanks around them, None without one.

    Titles may stand above it. Of a header in several rows it is the last.
    """
    width = usual_width(rows)
    while width > 1 and not any(row[-1] for row in rows if len(row) == width):
        # A delimiter behind each row, but perhaps none behind the header.
        rows = [row[:-1] if len(row) == width else row for row in rows]
        width -= 1
    first = _first_full(rows, width)
    if len(rows[first]) == width > 1 and all(_GENERATED.fullmatch(cell) for cell in rows[first]):
        below = first + 1
        if below < len(rows) and _is_header(rows[below], _body(rows, below, width), certain=True):
            return below
    if not _is_header(rows[first], _body(rows, first, width)):
        # A title above takes the place of the header, so that no row is lost.
        return first - 1 if first and len(rows[first - 1]) == width else None
    while first + 1 < len(rows) and _continues(rows, first, width):
        first += 1
    return first


def usual_width(rows: Sequence[Row]) -> int:
    """The number of cells that most rows have; more than one, when any have."""
    widths = Counter(map(len, rows))
    return max(widths.items(), key=lambda item: (item[0] > 1, item[1], item[0]))[0]


def _first_full(rows: Sequence[Row], width: int) -> int:
    """The first row that fills more than half of the columns that are used at all.

    Where more rows than titles would be stand above it, it is the first of those.
    """
    table = [(number, row) for number, row in enumerate(rows) if len(row) == width]
    used = sum(any(row[column] for _, row in table) for column in range(width))
    above: list[int] = []
    for number, row in table:
        filled = sum(map(bool, row))
        # Half is enough for names: a title stands in front alone, or with its value beside it.
        names = filled * 2 == used and (not row[0] or bool(row[-1]))
        if filled * 2 > used or (names and not _names_below(rows, number)):
            return above[0] if len(above) > TITLES else number
        above += [number] if filled > 1 else []
    return above[0] if above else table[0][0]


def _names_below(rows: Sequence[Row], number: int) -> bool:
    """Whether the row below one is a header for certain: words above values."""
    return number + 1 < len(rows) and _names_over_values(rows[number + 1], rows[number + 2 :]) > 0


def _body(rows: Sequence[Row], header: int, width: int) -> list[Row]:
    return [row for row in rows[header + 1 :] if len(row) == width]


def _is_header(row: Row, body: list[Row], *, certain: bool = False) -> bool:
    """Whether a row names the columns of those below it; `certain` says that it must show."""
    if not body or row in body:
        return bool(body) or not certain
    like_values = 0
    for column, cell in enumerate(row):
        below = [other[column] for other in body if other[column]]
        if not cell or not below:
            continue
        values = sum(_VALUE.fullmatch(other) is not None for other in below)
        if values >= _TYPED * len(below):
            if not _VALUE.fullmatch(cell):
                return True
            like_values += not (_YEAR.fullmatch(cell) or _is_day_over_numbers(cell, below))
        else:
            like_values += cell in below
    if certain:
        return not like_values and len(set(row)) == len(row) and not re.search(r"\d", "".join(row))
    return not like_values or _is_series(row)


def _is_day_over_numbers(cell: str, below: Sequence[str]) -> bool:
    """Whether a cell is a day, and nothing below it is: a period that names its column."""
    return bool(_DAY.fullmatch(cell)) and not any(map(_DAY.fullmatch, below))


def _is_series(row: Row) -> bool:
    """Whether numbers in a row count up one by one, as the names of classes do."""
    numbers = [int(cell) for cell in row if cell.isascii() and cell.isdecimal()]
    return len(numbers) > 2 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _continues(rows: Sequence[Row], header: int, width: int) -> bool:
    """Whether the row below a header with gaps, as merged cells leave them, names columns too."""
    row, below = rows[header], rows[header + 1]
    if len(below) != width:
        return False
    gaps = [column for column, cell in enumerate(row) if not cell and below[column]]
    body = _body(rows, header + 1, width)
    return len(gaps) > 1 and bool(body) and _names_over_values(below, body) > 1


def _names_over_values(row: Row, body: Sequence[Row]) -> int:
    """How many cells are words above columns of values; 0 when one is a value itself."""
    count = 0
    for column, cell in enumerate(row):
        below = [other[column] for other in body if len(other) == len(row) and other[column]]
        values = sum(_VALUE.fullmatch(other) is not None for other in below)
        if cell and below and values >= _TYPED * len(below):
            if _VALUE.fullmatch(cell) and not _YEAR.fullmatch(cell):
                return 0
            count += 1
    return count
