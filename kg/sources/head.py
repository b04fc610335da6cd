"""The first records of a large file as a file of its own, for those who look at a few rows."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from kg.sources.dialect import TextDialect, open_text
from kg.sources.records import MAX_LINE, records


def head_of_table(
    path: Path, dialect: TextDialect, *, first: int, count: int, target: Path
) -> Path:
    """Delimited text up to and including the `count` records from row `first` on.

    The rows keep their numbers. Gives the file itself when nothing comes after them.
    """
    kept = 0
    for record in records(path, dialect):
        if kept == count:
            with (
                open_text(path, dialect.encoding) as file,
                target.open(
                    "w", encoding=dialect.encoding, errors="surrogateescape", newline=""
                ) as out,
            ):
                out.writelines(islice(file, record.line - 1))
            return target
        kept += record.row >= first
    return path


def head_of_lines(path: Path, first: int, *, count: int, target: Path) -> Path:
    """The lines up to and including the `count` from line `first` on, not counting blank ones.

    Gives the file itself when a line is endless, so that its reader says so.
    """
    number = 0
    with path.open("rb") as file, target.open("wb") as out:
        while number < first - 1 + count and (line := file.readline(MAX_LINE + 1)):
            if len(line) > MAX_LINE:
                return path
            number += bool(line.strip())
            out.write(line)
    return target
