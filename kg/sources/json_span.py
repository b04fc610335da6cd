"""Where in a JSON document an array and its items stand, found without reading it as a whole."""

from __future__ import annotations

import json
import mmap
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.sources.json_path import Step

_STRING = rb'"(?>[^"\\]|\\.)*+"'
_TOKEN = re.compile(rb"(" + _STRING + rb")|([\[{])|([\]}])|,", re.DOTALL)
_ITEM = re.compile(r"[^\s,]")
_BRACKET = re.compile(rb'(?>[^"\[\]{}]++|' + _STRING + rb")*+(?:([\[{])|[\]}])", re.DOTALL)


def cut_array(file: Path, way: Sequence[Step], *, target: Path) -> bool:
    """Copy the array to which keys and indexes lead to a file of its own.

    False when they lead to no array, or the document ends within it.
    """
    with file.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as text:
        start = _start(text, list(way))
        stop = None if start is None else _stop(text, start)
        if start is None or stop is None:
            return False
        stream.seek(start)
        with target.open("wb") as out:
            shutil.copyfileobj(stream, out, 1 << 20)
            out.truncate(stop - start)
    return True


def lines_of_items(file: Path, way: Sequence[Step]) -> list[int]:
    """The line on which each item of an array begins; none when the keys lead to no array."""
    with file.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as text:
        start = _start(text, list(way))
        if start is None:
            return []
        line = text[:start].count(b"\n") + 1
        array = text[start:].decode("utf-8", errors="surrogateescape")
    found: list[int] = []
    place, decoder = 1, json.JSONDecoder()
    while (item := _ITEM.search(array, place)) is not None and item[0] != "]":
        line += array.count("\n", place, item.start())
        found.append(line)
        try:
            _, place = decoder.raw_decode(array, item.start())
        except (ValueError, RecursionError):
            return [piece.line for piece in pieces(file, way)]
        line += array.count("\n", item.start(), place)
    return found


@dataclass(frozen=True)
class Piece:
    """An item of an array as it is written, from one byte of the file to before another."""

    line: int
    start: int
    stop: int
    text: bytes


def pieces(file: Path, way: Sequence[Step]) -> Iterator[Piece]:
    """The items of an array as they are written, broken ones too.

    They are cut at the commas between them. None when the array does not end, or is none.
    """
    with file.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as text:
        start = _start(text, list(way))
        stop = None if start is None else _stop(text, start)
        if start is None or stop is None:
            return
        line, depth, begin = text[:start].count(b"\n") + 1, 0, start + 1
        for token in _TOKEN.finditer(text, begin, stop):
            string, opens, closes = token.groups()
            depth += (opens is not None) - (closes is not None)
            if string is None and opens is None and depth <= 0 and (closes is None or depth < 0):
                piece = text[begin : token.start()]
                blank = len(piece) - len(piece.lstrip())
                if stripped := piece.strip():
                    first = begin + blank
                    start_line = line + piece.count(b"\n", 0, blank)
                    yield Piece(start_line, first, first + len(stripped), stripped)
                line += piece.count(b"\n")
                begin = token.end()


def outermost_arrays(file: Path) -> list[tuple[Step, ...]]:
    """The keys that lead to each array of a document that stands in no other."""
    with file.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as text:
        return [
            tuple(steps)
            for steps, token in _openings(text)
            if token[2] == b"[" and not any(isinstance(step, int) for step in steps)
        ]


def _start(text: mmap.mmap, way: list[Step]) -> int | None:
    """Where the bracket stands that opens the array."""
    for steps, token in _openings(text):
        if steps == way:
            return token.start() if token[2] == b"[" else None
    return None


def _openings(text: mmap.mmap) -> Iterator[tuple[list[Step], re.Match[bytes]]]:
    """Each bracket that opens, with the keys and indexes that lead to it."""
    steps: list[Step] = []
    objects: list[bool] = []
    for token in _TOKEN.finditer(text):
        string, opens, closes = token.groups()
        if string is not None:
            if objects and objects[-1] and steps[-1] is None:
                steps[-1] = _key(string)
        elif opens is not None:
            yield steps, token
            objects.append(opens == b"{")
            steps.append(None if opens == b"{" else 0)
        elif closes is not None:
            if not steps:
                return
            steps.pop()
            objects.pop()
        elif steps:
            last = steps[-1]
            steps[-1] = None if objects[-1] else last + 1 if isinstance(last, int) else last


def _key(string: bytes) -> str:
    try:
        return str(json.loads(string))
    except ValueError:
        return ""


def _stop(text: mmap.mmap, start: int) -> int | None:
    """Where the array ends that begins at a place."""
    depth = 0
    for bracket in _BRACKET.finditer(text, start):
        depth += 1 if bracket[1] else -1
        if depth == 0:
            return bracket.end()
    return None
