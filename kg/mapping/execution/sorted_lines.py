"""Puts files of N-Quads lines in order, each line once, in bounded memory.

All lines of a subject begin alike and mostly stand together already: what is sorted are groups of
lines, fewer than lines by far, and then the few lines of each subject. Where there is more than
fits in memory, groups go to files in order, and ranges of subjects are taken from all of these at
once.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from itertools import accumulate, islice
from operator import eq
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

ROOM = 256 << 20
"""Bytes of lines that are held at once; what comes on top of them is about a half."""
PIECE = 2 << 20
"""Bytes that are read or written at once: few, so that memory is used again."""
AT_ONCE = 1024
"""Groups whose lines are put in order together: so many that they stay in a cache."""
STEP = 1024
"""Groups of a run between two that its index names."""
_MARK = b"\n\n"
_GROUPS = re.compile(rb"(\S+ ).*(?:\n\1.*)*|.+")
"""Lines that follow each other and begin with the same word."""


@dataclass
class _SortedRun:
    """Groups of lines in order, in a file or held: how long each is, and how those begin that come
    first of every `STEP`, with their places."""

    file: IO[bytes] | None = None
    held: list[bytes] = field(default_factory=list)
    sizes: array[int] = field(default_factory=partial(array, "Q"))
    subjects: list[bytes] = field(default_factory=list)
    places: list[int] = field(default_factory=list)


def write_sorted_lines(
    files: Iterable[tuple[Path, bool]], out: IO[bytes], *, work: Path, room: int = ROOM
) -> int:
    """Write the lines of files to `out`, in the order of their bytes and each once; their number.

    A file is given with whether empty lines stand in it wherever the subject changes; empty lines
    are left out. `work` is a folder for what does not fit in `room` bytes.

    Raises:
        OSError: a file cannot be read or written.
    """
    held: list[bytes] = []
    size = 0
    with ExitStack() as opened:
        runs: list[_SortedRun] = []
        for groups, length in _read(files):
            held += groups
            size += length
            if held and size > room:
                runs.append(_written(held, opened.enter_context(TemporaryFile(dir=work))))
                held, size = [], 0
        if not runs:
            return _write(held, out)
        runs.append(_held(held))
        held = []
        return sum(_write(groups, out) for groups in _ranges(runs, room))


def _read(files: Iterable[tuple[Path, bool]]) -> Iterator[tuple[list[bytes], int]]:
    """The groups of lines in files, some at a time with their size."""
    for path, grouped in files:
        with path.open("rb") as file:
            yield from _marked(file) if grouped else _unmarked(file)


def _marked(file: IO[bytes]) -> Iterator[tuple[list[bytes], int]]:
    """Groups between empty lines; each is copied once, out of what was read."""
    rest = b""
    while piece := file.read(PIECE):
        groups = piece.split(_MARK)
        groups[:1] = (rest + groups[0]).split(_MARK)
        rest = groups.pop()
        yield groups, len(piece)
    yield [rest.rstrip(b"\n")], 0


def _unmarked(file: IO[bytes]) -> Iterator[tuple[list[bytes], int]]:
    pieces: list[bytes] = []
    while piece := file.read(PIECE):
        whole, found, after = piece.rpartition(b"\n")
        if found:
            text = b"".join((*pieces, whole, found))
            yield [found[0] for found in _GROUPS.finditer(text)], len(text)
            pieces = []
        pieces.append(after)
    if text := b"".join(pieces):
        yield [found[0] for found in _GROUPS.finditer(text)], len(text)


def _subject(group: bytes) -> bytes:
    return group[: group.find(b" ") + 1] or group.partition(b"\n")[0]


def _put_in_order(groups: list[bytes]) -> None:
    groups.sort()
    # Of rows without a line a newline is left, before all that is written.
    blank = bisect_left(groups, b"\x0b")
    if blank:
        groups[:blank] = filter(None, (group.strip(b"\n") for group in groups[:blank]))
        groups.sort()


def _write(groups: list[bytes], out: IO[bytes]) -> int:
    """Write groups of lines in order, each line once; their number."""
    _put_in_order(groups)
    count = first = 0
    while first < len(groups):
        # All lines of a subject are in one piece, so that pieces follow each other in order.
        last = min(first + AT_ONCE, len(groups))
        while last < len(groups) and groups[last].startswith(_subject(groups[last - 1])):
            last += 1
        count += _write_once(b"\n".join(groups[first:last]).split(b"\n"), out)
        first = last
    return count


def _write_once(lines: list[bytes], out: IO[bytes]) -> int:
    """Write lines in order and each once; their number."""
    lines.sort()  # those of a row are mostly in order, which costs little more than to see it
    if True in map(eq, lines, islice(lines, 1, None)):
        lines = list(dict.fromkeys(lines))
    lines.append(b"")
    out.write(b"\n".join(lines))
    return len(lines) - 1


def _written(groups: list[bytes], file: IO[bytes]) -> _SortedRun:
    """Groups put in order and written to a file."""
    _put_in_order(groups)
    run = _SortedRun(file, sizes=array("Q", map(len, groups)))
    place = 0
    for first in range(0, len(groups), STEP):
        run.subjects.append(_subject(groups[first]))
        run.places.append(place)
        place += file.write(b"".join(groups[first : first + STEP]))
    return run


def _held(groups: list[bytes]) -> _SortedRun:
    """Groups put in order and held: those that came last need not be written."""
    _put_in_order(groups)
    return _SortedRun(held=groups, subjects=[_subject(group) for group in groups[::STEP]])


def _ranges(runs: Sequence[_SortedRun], room: int) -> Iterator[list[bytes]]:
    """The groups of ranges of subjects, one after the other, from all runs."""
    # A range ends before a subject, so that all lines of one subject are in one range.
    subjects = sorted({subject for run in runs for subject in run.subjects})
    several = 1 + 8 * sum(run.places[-1] for run in runs if run.places) // max(room, 1)
    step = max(1, len(subjects) // several)
    left: list[list[bytes]] = [[] for _ in runs]
    begun = [0] * len(runs)
    for end in [*subjects[step::step], None]:
        groups: list[bytes] = []
        for number, run in enumerate(runs):
            last = len(run.subjects) if end is None else bisect_left(run.subjects, end)
            here = left[number] + _taken(run, begun[number], last)
            begun[number] = max(begun[number], last)
            cut = len(here) if end is None else bisect_left(here, end)
            groups += here[:cut]
            left[number] = here[cut:]
        yield groups


def _taken(run: _SortedRun, first: int, last: int) -> list[bytes]:
    """The groups of a run between two places in its index."""
    if first >= last:
        return []
    if run.file is None:
        return run.held[first * STEP : last * STEP]
    sizes = run.sizes[first * STEP : last * STEP]
    ends = list(accumulate(sizes))
    run.file.seek(run.places[first])
    text = run.file.read(ends[-1])
    return [text[end - size : end] for size, end in zip(sizes, ends, strict=True)]
