"""How a delimited file is written: encoding, delimiter, header. Stated, or detected and said."""

from __future__ import annotations

import codecs
import csv
import io
from dataclasses import dataclass, replace
from pathlib import Path

from kg.errors import SourceError

CHUNK = 1 << 20
DELIMITERS = (";", ",", "\t", "|")


@dataclass(frozen=True)
class Dialect:
    """What has to be known before the first row can be read.

    `header` is the physical line of the header (from 1); what stands above it is skipped.
    `detected` names the properties that were found out rather than stated.
    """

    encoding: str
    delimiter: str
    header: int = 1
    detected: tuple[str, ...] = ()


def settle(path: Path, *, encoding: str | None, delimiter: str | None, header: int = 1) -> Dialect:
    """Complete what the mapping states about a file with what its bytes show.

    Raises:
        SourceError: the encoding is unknown, or the file has no header line.
    """
    detected: list[str] = []
    if encoding is None:
        encoding = detect_encoding(path)
        detected.append("encoding")
    encoding = _known(encoding, path)
    dialect = Dialect(encoding, delimiter or ",", header)
    if delimiter is None:
        dialect = replace(dialect, delimiter=_detect_delimiter(path, dialect))
        detected.append("delimiter")
    return replace(dialect, detected=tuple(detected))


def detect_encoding(path: Path) -> str:
    """By its BOM UTF-16; `utf-8-sig` when the bytes are UTF-8; else `windows-1252`."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        if file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            return "utf-16"
        file.seek(0)
        try:
            while chunk := file.read(CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "windows-1252"
    return "utf-8-sig"


def _known(encoding: str, path: Path) -> str:
    try:
        name = codecs.lookup(encoding).name
    except LookupError:
        raise SourceError(
            f"Reading {path.name}: the encoding '{encoding}' is not known.",
            code="SAM-R010",
            hint="Common ones are utf-8 and windows-1252.",
        ) from None
    return "utf-8-sig" if name == "utf-8" else name


def _detect_delimiter(path: Path, dialect: Dialect) -> str:
    names = {
        mark: len(read_header(path, replace(dialect, delimiter=mark))[0]) for mark in DELIMITERS
    }
    return max(DELIMITERS, key=lambda mark: names[mark])


def open_text(path: Path, encoding: str) -> io.TextIOWrapper:
    """The file as text, line ends kept; a byte that does not fit becomes a lone surrogate."""
    return path.open("r", encoding=encoding, errors="surrogateescape", newline="")


def read_header(path: Path, dialect: Dialect) -> tuple[list[str], int]:
    """The column names and the number of physical lines up to and including the header.

    Raises:
        SourceError: the file ends before the header line.
    """
    with open_text(path, dialect.encoding) as file:
        for _ in range(dialect.header - 1):
            file.readline()
        reader = csv.reader(file, delimiter=dialect.delimiter)
        names = next(reader, None)
        if not names:
            raise SourceError(
                f"Reading {path.name}: there is no header on line {dialect.header}.",
                code="SAM-R011",
                hint="Say in the mapping on which line the header stands (samenspel: header: N).",
            )
        return [name.strip() for name in names], dialect.header - 1 + reader.line_num
