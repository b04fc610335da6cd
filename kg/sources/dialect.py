"""How a delimited file is written: encoding, delimiter, header. Stated, or detected and said."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import dropwhile, islice
from pathlib import Path
from typing import IO, Literal

from kg.errors import SourceError
from kg.sources.formats import known_magic
from kg.texts import Message

CHUNK = 1 << 17
"""Bytes read at a time: larger pieces cost twice as much, being memory that is new each time."""
DELIMITERS = (";", ",", "\t", "|")
MAX_RECORD_LINES = 1000
"""Lines that one record may have: a quote that does not close would take all that follow."""
LINE_END = re.compile(r"\r\n|\r|\n")
SURROGATE = re.compile("[\udc80-\udcff]")
"""What a byte becomes that does not fit the encoding."""


@dataclass(frozen=True)
class TextDialect:
    """What has to be known before the first row can be read.

    `header` is the physical line of the header (from 1), or 0 when the table has none; what stands
    above it is skipped.
    `detected` names the properties that were found out rather than stated.
    """

    encoding: str
    delimiter: str
    header: int = 1
    quote: str = '"'
    detected: tuple[str, ...] = ()


def detect_dialect(
    path: Path,
    *,
    encoding: str | None,
    delimiter: str | None,
    header: int = 1,
    quote: str = '"',
) -> TextDialect:
    """Complete what the mapping states about a file with what its bytes show.

    Raises:
        SourceError: the encoding is unknown, or the file has no header line.
    """
    detected: list[str] = []
    if encoding is None:
        encoding = detect_encoding(path)
        detected.append("encoding")
    encoding = _known(encoding, path)
    dialect = TextDialect(encoding, delimiter or ",", header, quote)
    if delimiter is None:
        dialect = replace(dialect, delimiter=_detect_delimiter(path, dialect))
        detected.append("delimiter")
    return replace(dialect, detected=tuple(detected))


_OTHER_MAGIC = {b"%PDF": Message("a PDF"), b"\x1f\x8b": Message("a gzip file")}
"""First bytes of files that are no source, with what messages call them."""


# In text only tabs and line ends stand below the space, and few others.
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1a\x1b"))

_SOME = 16
"""Control characters that a text may have, whatever its length."""


def refuse_binary(path: Path, encoding: str | None) -> None:
    """Stop at a file that is no text.

    Raises:
        SourceError: its first bytes are those of another format, of a web page, or of another
            encoding than is stated; or it holds more control characters than text does.
    """
    with path.open("rb") as file:
        head = file.read(4096)
    is_utf16 = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    wide = is_wide(_known(encoding, path)) if encoding else is_utf16
    if is_utf16 and not wide:
        raise SourceError(
            Message(
                "Reading {file}: the file is UTF-16; the mapping says '{encoding}'.",
                file=path.name,
                encoding=encoding,
            ),
            code="SAM-R010",
            hint=Message("State encoding: utf-16, or save the file again as UTF-8."),
        )
    refuse_page(path)
    found = _no_text(head, wide=wide)
    if found is not None:
        raise SourceError(
            Message(
                "Reading {file}: this is {what}, not delimited text.", file=path.name, what=found
            ),
            code="SAM-R043",
            hint=Message(
                "Say in the mapping what kind of file it is, or export it as CSV in UTF-8."
            ),
        )


def binary(path: Path, wanted: str) -> SourceError | None:
    """The error for a file that is no text, so that no line of it can be named; None for text.

    `wanted` is what it should have been, such as JSON.
    """
    with path.open("rb") as file:
        head = file.read(4096)
    found = _no_text(head, wide=head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)))
    if found is None:
        return None
    return SourceError(
        Message(
            "Reading {file}: this is {what}, not {wanted}.",
            file=path.name,
            what=found,
            wanted=wanted,
        ),
        code="SAM-R043",
        hint=Message("Get the file again, or say in the mapping what kind of file it is."),
    )


def _no_text(head: bytes, *, wide: bool) -> str | None:
    """What the first bytes of a file are when they are no text; `wide` says that it is UTF-16."""
    known = {**_OTHER_MAGIC, **known_magic()}
    found = next((name for magic, name in known.items() if head.startswith(magic)), None)
    controls = len(head) - len(head.translate(None, _CONTROLS))
    if found is None and (wide or controls < _SOME or controls * 20 < len(head)):
        return None
    return found or Message("a binary file")


def refuse_page(path: Path) -> None:
    """Stop at a web page: what a server gives that wants a login, or has moved the file.

    Raises:
        SourceError: the file begins as HTML does.
    """
    with path.open("rb") as file:
        head = file.read(512).removeprefix(codecs.BOM_UTF8).lstrip().lower()
    if head.startswith((b"<!doctype html", b"<html")):
        raise SourceError(
            Message(
                "Reading {file}: this is a web page (HTML), not the file itself.", file=path.name
            ),
            code="SAM-R043",
            hint=Message(
                "Open its address in a browser: the file may have moved or need a login."
                " Download it, or correct the address."
            ),
        )


_HIGH = bytes(range(128, 256))


def detect_encoding(path: Path) -> str:
    """By its BOM UTF-16; `utf-8-sig` when most that is no ASCII is UTF-8; else `windows-1252`.

    Text of another encoding hardly ever has the form of UTF-8, so a file in which some bytes do not
    fit is one in UTF-8 with faults, as long as they are not more than the characters that do.
    """
    with path.open("rb") as file:
        if file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            return "utf-16"
    return "utf-8-sig" if _is_utf8(path) or _is_mostly_utf8(path) else "windows-1252"


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        try:
            while chunk := file.read(CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _is_mostly_utf8(path: Path) -> bool:
    characters = faults = 0
    decoder = codecs.getincrementaldecoder("utf-8")(errors="ignore")
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            text = decoder.decode(chunk)
            wide = len(text) - len(text.encode("ascii", errors="ignore"))
            characters += wide
            # Of a character that a chunk cuts in two, the halves even out over both.
            faults += len(chunk) - len(chunk.translate(None, _HIGH))
            faults -= len(text.encode()) - (len(text) - wide)
    return characters >= faults


def skip_mark(file: IO[bytes]) -> None:
    """Go past a byte order mark: it is no part of the text (The Unicode Standard, 23.8)."""
    if file.read(len(codecs.BOM_UTF8)) != codecs.BOM_UTF8:
        file.seek(0)


def as_utf8(path: Path, encoding: str | None, *, target: Path) -> Path:
    """The file itself when it is UTF-8 without a BOM, else a copy in `target` that is.

    A byte that does not fit stays, for the reader to find.

    Raises:
        SourceError: the encoding is unknown.
    """
    name = _known(encoding or detect_encoding(path), path)
    with path.open("rb") as raw:
        begins = raw.read(3)
    if name == "utf-8-sig" and begins != codecs.BOM_UTF8:
        return path
    with (
        open_text(path, name) as file,
        target.open("w", encoding="utf-8", errors="surrogateescape", newline="") as out,
    ):
        while text := file.read(CHUNK):
            out.write(text)
    return target


def does_not_fit(path: Path, encoding: str) -> SourceError:
    """The error for a file with bytes that its encoding does not have; says the first line."""
    line = 1
    with suppress(UnicodeError), open_text(path, encoding) as file:
        while text := file.read(CHUNK):
            bad = SURROGATE.search(text)
            line += text.count("\n", 0, bad.start() if bad else None)
            if bad:
                break
    return SourceError(
        Message(
            "Reading {file}, line {line}: a byte does not fit the encoding '{encoding}'.",
            file=path.name,
            line=line,
            encoding=encoding.removesuffix("-sig"),
        ),
        code="SAM-R010",
        hint=Message("State the right encoding, or save the file again as UTF-8."),
    )


def _known(encoding: str, path: Path) -> str:
    try:
        name = codecs.lookup(encoding).name
    except LookupError:
        raise SourceError(
            Message(
                "Reading {file}: the encoding '{encoding}' is not known.",
                file=path.name,
                encoding=encoding,
            ),
            code="SAM-R010",
            hint=Message("Common ones are utf-8 and windows-1252."),
        ) from None
    return "utf-8-sig" if name == "utf-8" else name


def _detect_delimiter(path: Path, dialect: TextDialect) -> str:
    names = {
        mark: len(read_header(path, replace(dialect, delimiter=mark)).titles) for mark in DELIMITERS
    }
    return max(DELIMITERS, key=lambda mark: names[mark])


def quoting(dialect: TextDialect) -> Literal[0, 3]:
    """How the csv module has to take quotes: a dialect may have none."""
    return csv.QUOTE_MINIMAL if dialect.quote else csv.QUOTE_NONE


def _mark(error: UnicodeError) -> tuple[str, int]:
    """Bytes that break UTF-16 or UTF-32 as a lone surrogate, which Python has no handler for."""
    return "\udcff", error.end if isinstance(error, UnicodeDecodeError) else 0


codecs.register_error("samenspel.mark", _mark)


def open_text(path: Path, encoding: str) -> io.TextIOWrapper:
    """The file as text, line ends kept; a byte that does not fit becomes a lone surrogate."""
    errors = "samenspel.mark" if is_wide(encoding) else "surrogateescape"
    return path.open("r", encoding=encoding, errors=errors, newline="")


def is_wide(encoding: str) -> bool:
    """Whether characters of an encoding have several bytes, so that text may hold zero bytes."""
    return codecs.lookup(encoding).name.startswith(("utf-16", "utf-32"))


@dataclass(frozen=True)
class Header:
    """The titles of the columns, and the physical lines up to and including the header.

    `is_open` says that a quote in it does not close, so that only its first line was taken.
    `is_plain` says that the lines mean the same to everything that counts lines: no quote stands
    above the header or stays open, no record has several lines, and all end alike.
    """

    titles: list[str]
    lines: int
    is_open: bool = False
    is_plain: bool = True


def read_header(path: Path, dialect: TextDialect) -> Header:
    """The header on the physical line that the dialect says; what stands above it is skipped.

    Without a header (line 0) there are as many blank titles as the first record has cells.

    Raises:
        SourceError: the file ends before the header line, or a byte of it does not fit.
    """
    is_open, kept = False, list[str]()
    with open_text(path, dialect.encoding) as file:
        above = "".join(islice(file, max(dialect.header - 1, 0)))
        lines = file if dialect.header else dropwhile(lambda line: not line.strip(), file)
        try:
            names, taken = _first_record(_kept(lines, kept), dialect, strict=True)
        except csv.Error:
            # A quote that does not close would make all that follows part of the header.
            is_open = True
            names, taken = _only_line(path, kept[0], dialect)
    if not "".join(kept).strip("\r\n"):
        raise SourceError(
            Message(
                "Reading {file}: there is no header on line {line}.",
                file=path.name,
                line=dialect.header,
            ),
            code="SAM-R011",
            hint=Message(
                "Say in the mapping on which line the header stands (samenspel: header: N)."
            ),
        )
    if dialect.header == 0:
        return Header([""] * len(names), 0)
    if SURROGATE.search("".join(names)):
        raise does_not_fit(path, dialect.encoding)
    is_plain = (
        not (is_open or taken > 1 or (dialect.quote and dialect.quote in above))
        and len(set(LINE_END.findall(above + "".join(kept[:taken])))) < 2
    )
    return Header([name.strip() for name in names], dialect.header - 1 + taken, is_open, is_plain)


def _kept(file: Iterable[str], kept: list[str]) -> Iterator[str]:
    for line in islice(file, MAX_RECORD_LINES):
        kept.append(line)
        yield line


def _only_line(path: Path, line: str, dialect: TextDialect) -> tuple[list[str], int]:
    try:
        return _first_record([line], dialect, strict=False)
    except csv.Error as error:
        raise SourceError(
            Message(
                "Reading {file}, line {line}: the header cannot be read ({reason}).",
                file=path.name,
                line=dialect.header,
                reason=error,
            ),
            code="SAM-R011",
            hint=Message(
                "Say in the mapping on which line the header stands (samenspel: header: N)."
            ),
        ) from None


def _first_record(
    lines: Iterable[str], dialect: TextDialect, *, strict: bool
) -> tuple[list[str], int]:
    reader = csv.reader(
        lines,
        delimiter=dialect.delimiter,
        quotechar=dialect.quote or None,
        quoting=quoting(dialect),
        strict=strict,
    )
    return next(reader, []), reader.line_num
