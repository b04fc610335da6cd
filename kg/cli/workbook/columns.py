"""What a sheet of the workbook is made of: columns, and what a row of them says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "text", "words", "code", "nis", "kbo", "web", "date", "count", "amount", "list", "link", "yes"
]
"""`words` is text in the language of the workbook; `link` points to a row of another sheet; `yes`
is ticked or left blank."""


@dataclass(frozen=True)
class SheetColumn:
    """A column. Its heading and help are those of the property, or the text called `text`."""

    key: str
    predicate: str = ""
    kind: Kind = "text"
    of: str = ""
    """List that is chosen from, sheet that is linked to, or concept or class that is ticked."""
    text: str = ""
    number: int = 0
    """Which of several columns with one property."""
    example: object = None
    required: bool = False


@dataclass(frozen=True)
class ColumnProperty:
    """A property of a row: which column says it, and which other must be ticked for it."""

    predicate: str
    column: str
    when: str = ""


@dataclass(frozen=True)
class RowSubject:
    """What a row is about: below which folder its IRI lies, and which columns make it."""

    folder: str
    key: tuple[str, ...]
    type: str = ""
    label: tuple[str, ...] = ()
    said: tuple[ColumnProperty, ...] | None = None
    """Without it every column that has a property says it."""


@dataclass(frozen=True)
class Sheet:
    """A sheet with its columns."""

    key: str
    columns: tuple[SheetColumn, ...]
    things: tuple[RowSubject, ...]
