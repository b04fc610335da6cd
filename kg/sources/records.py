"""Records of delimited text one by one, each with its row and line; broken quoting ends at a line.

Slow and exact: for files that DuckDB refuses, and for the places of findings.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from kg.errors import SourceError
from kg.sources.dialect import (
    LINE_END,
    MAX_RECORD_LINES,
    TextDialect,
    open_text,
    quoting,
    read_header,
)
from kg.texts import Message

MAX_LINE = 16 << 20
"""Characters of a line; a table has none that is longer."""
BROKEN = ["\0broken\0"]
"""The cells of a record whose quoting is broken; its text is the line on which it starts."""


@dataclass(frozen=True)
class TextRecord:
    """One record: its row as a spreadsheet counts, the line on which it starts, cells and text."""

    row: int
    line: int
    cells: list[str]
    text: str

    def line_of(self, index: int) -> int:
        """The physical line on which a cell begins."""
        return self.line + sum(len(LINE_END.findall(cell)) for cell in self.cells[:index])


@dataclass(frozen=True)
class RecordFinding:
    """Something wrong with a record as such: code, place and the text that stands there.

    `line` is None where a source has no lines; `file` is the index into several files.
    """

    code: str
    row: int
    line: int | None
    raw: str
    column: str | None = None
    expected: str | None = None
    file: int = 0


class _Lines:
    """The lines of a file, as many of them in memory as one record may have."""

    def __init__(self, file: TextIO, name: str) -> None:
        self._file, self._name = file, name
        self._kept: deque[str] = deque()
        self._first = 0

    def __getitem__(self, position: int) -> str | None:
        """The line at a position that was not let go; None after the end."""
        while position >= self._first + len(self._kept):
            line = self._file.readline(MAX_LINE + 1)
            if len(line) > MAX_LINE:
                raise too_long(self._name, self._first + len(self._kept) + 1)
            if not line:
                return None
            self._kept.append(line)
        return self._kept[position - self._first]

    def let_go(self, position: int) -> None:
        """Forget the lines before a position."""
        while self._first < position and self._kept:
            self._kept.popleft()
            self._first += 1

    def text(self, start: int, stop: int) -> str:
        """The lines from one position to before another, without the last line end."""
        return "".join(self[i] or "" for i in range(start, stop)).rstrip("\r\n")


def too_long(name: str, line: int) -> SourceError:
    """The error for a line that is longer than any table has."""
    return SourceError(
        Message(
            "Reading {file}, line {line}: the line is longer than {size} MB.",
            file=name,
            line=line,
            size=MAX_LINE >> 20,
        ),
        code="SAM-R044",
        hint=Message("A line end is missing, or this is no delimited text."),
    )


class _Feed:
    """Hands lines to a csv reader; stops it when one record takes more lines than a text would."""

    def __init__(self, lines: _Lines, position: int) -> None:
        self.lines, self.position, self.record_start = lines, position, position

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        line = self.lines[self.position]
        if line is None or self.position - self.record_start >= MAX_RECORD_LINES:
            raise StopIteration
        self.position += 1
        return line


def records(path: Path, dialect: TextDialect) -> Iterator[TextRecord]:
    """Every record after the header, blank lines left out but counted.

    A quote that does not close would swallow the rows after it. Where the text breaks the rules
    of quoting, or a record of several lines has not the header's width, only the line on which
    it starts is given up (cells `BROKEN`) and reading goes on at the line after it.

    Raises:
        SourceError: a line is longer than MAX_LINE.
    """
    csv.field_size_limit(MAX_LINE)
    header = read_header(path, dialect)
    with open_text(path, dialect.encoding) as file:
        lines = _Lines(file, path.name)
        position, row = 0, dialect.header
        while position < header.lines and lines[position] is not None:
            position += 1
            lines.let_go(position)
        while lines[position] is not None:
            feed = _Feed(lines, position)
            reader = csv.reader(
                feed,
                delimiter=dialect.delimiter,
                quotechar=dialect.quote or None,
                quoting=quoting(dialect),
                strict=True,
            )
            while (cells := _next_record(reader)) is not None:
                row += 1
                start, position = feed.record_start, feed.position
                if cells == BROKEN or (position - start > 1 and len(cells) != len(header.titles)):
                    yield TextRecord(row, start + 1, BROKEN, lines.text(start, start + 1))
                    position = start + 1
                    lines.let_go(position)
                    break
                feed.record_start = position
                if len(cells) > 1 or (cells and cells[0].strip()):
                    yield TextRecord(row, start + 1, cells, lines.text(start, position))
                lines.let_go(position)


def _next_record(reader: Iterator[list[str]]) -> list[str] | None:
    try:
        return next(reader, None)
    except csv.Error:
        return BROKEN


def locate(path: Path, dialect: TextDialect, *, rows: set[int]) -> dict[int, TextRecord]:
    """The records that stand on the given rows, for findings: one pass over the file."""
    found: dict[int, TextRecord] = {}
    for record in records(path, dialect) if rows else ():
        if record.row in rows:
            found[record.row] = record
            if len(found) == len(rows):
                break
    return found
