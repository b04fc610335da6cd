"""JSON text to values of Python, where a broken line or item costs only itself."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from kg.errors import SourceError
from kg.sources.dialect import binary
from kg.sources.json_path import Step
from kg.sources.json_span import Piece, outermost_arrays, pieces
from kg.sources.records import RecordFinding
from kg.texts import Message

TREE_LIMIT = 200 << 20
"""Bytes of a file that Python holds in memory whole, for paths that are not simple."""
_RAW = 200
_BROKEN = object()
_SUSPECT = re.compile(r"[\udc80-\udcff]|\\u[dD][89a-fA-F]")
"""What text holds that gives half a character; a pair of them gives a whole one."""
_SURROGATE = re.compile("[\ud800-\udfff]")


def documents(
    path: Path, file: Path, *, broken: list[RecordFinding], by_line: bool
) -> Iterator[tuple[int, Any]]:
    """The one document of a UTF-8 `file`, or that of each line, with its number from 1.

    `path` is for messages. A line that is not JSON goes to `broken`, when another one is.

    Raises:
        SourceError: it is no JSON, or too large to hold in memory.
    """
    size = file.stat().st_size
    if not by_line and size > TREE_LIMIT:
        raise SourceError(
            Message(
                "Reading {file}: the file has {size} MB; more than {limit} MB can only be read"
                " with simple paths.",
                file=path.name,
                size=size >> 20,
                limit=TREE_LIMIT >> 20,
            ),
            code="SAM-R037",
            hint=Message("Write the iterator as $.a.b[*] and the references as a.b or a[*]."),
        )
    with file.open(encoding="utf-8", errors="surrogateescape") as text:
        if not by_line:
            yield 1, _value(path, text.read())
            return
        row, sound, first = 0, False, None
        for number, line in enumerate(text, start=1):
            if not line.strip():
                continue
            row += 1
            try:
                value = _value(path, line, number)
            except SourceError as error:
                first = first or error
                broken.append(_broken(row, number, line))
                continue
            sound = True
            finding = broken_text(row, value, line=number) if _SUSPECT.search(line) else None
            if finding is not None:
                broken.append(finding)
            else:
                yield row, value
    if first is not None and not sound:
        raise first


def sound_items(
    path: Path, file: Path, *, way: Sequence[Step], broken: list[RecordFinding]
) -> Iterator[tuple[int, Any]]:
    """The items of an array one by one, for a document that is not JSON as a whole.

    Nothing when no array is found where the keys and indexes lead to.
    """
    for row, _, item in _items(path, file, way, broken):
        if item is not _BROKEN:
            yield row, item


def _items(
    path: Path, file: Path, way: Sequence[Step], broken: list[RecordFinding]
) -> Iterator[tuple[int, Piece, Any]]:
    for row, piece in enumerate(pieces(file, way), start=1):
        shown = piece.text.decode("utf-8", errors="surrogateescape")
        try:
            item = _value(path, shown, piece.line)
        except SourceError:
            broken.append(_broken(row, piece.line, shown))
            item = _BROKEN
        yield row, piece, item


def sound_document(
    path: Path, file: Path, *, broken: list[RecordFinding], way: tuple[Step, ...] | None = None
) -> Any:
    """The document of a UTF-8 `file`, with null for what is not JSON.

    That are items of the array to which `way` leads, else of any that stands in no other; they go
    to `broken`.

    Raises:
        SourceError: it is too large to hold in memory, or is no JSON for another reason.
    """
    try:
        return next(documents(path, file, broken=[], by_line=False))[1]
    except SourceError as error:
        if error.code != "SAM-R012" or not file.stat().st_size:
            raise
        unsound = [
            piece
            for found in ([way] if way is not None else outermost_arrays(file))
            for _, piece, item in _items(path, file, found, broken)
            if item is _BROKEN
        ]
        if not unsound:
            raise
        text = file.read_bytes()
        stops = [0, *(piece.stop for piece in unsound)]
        starts = [*(piece.start for piece in unsound), len(text)]
        kept = (text[a:b] for a, b in zip(stops, starts, strict=True))
        return _value(path, b"null".join(kept).decode("utf-8", errors="surrogateescape"))


def broken_text(row: int, item: object, *, line: int | None = None) -> RecordFinding | None:
    """A finding when an item holds half a character or a wrong byte, which no one can write."""
    text = json.dumps(item, ensure_ascii=False)
    if text.isascii() or not _SURROGATE.search(text):
        return None
    return _broken(row, line, text)


def _broken(row: int, line: int | None, text: str) -> RecordFinding:
    raw = _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text.strip()[:_RAW])
    return RecordFinding("SAM-R071", row, line, raw)


def _value(path: Path, text: str, line: int = 1) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        place = Message("{line}, column {column}", line=line + error.lineno - 1, column=error.colno)
        raise not_json(path, place, why=error.msg) from None
    except RecursionError:
        raise not_json(
            path, str(line), why=Message("values stand inside each other too deeply")
        ) from None
    except ValueError:
        # The one that is left: Python reads no number of so many digits.
        why = Message("a number has more than {digits} digits", digits=sys.get_int_max_str_digits())
        raise not_json(
            path, str(line), why=why, hint=Message("Write it as text between quotes.")
        ) from None


def not_json(path: Path, place: str, *, why: str, hint: str | None = None) -> SourceError:
    """The error for text that is not JSON at a place: a line, and a column behind it."""
    return binary(path, "JSON") or SourceError(
        Message(
            "Reading {file}, line {place}: this is not JSON ({reason}).",
            file=path.name,
            place=place,
            reason=why,
        ),
        code="SAM-R012",
        hint=hint or Message("Export the file again, or mend it at this place."),
    )
