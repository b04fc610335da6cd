"""Dumps in blocks: gzip that any tool reads, of members that can be read and compared alone.

The members are those of BGZF (SAM and BAM format specification, 4.1): at most 64 KiB of text each,
with the size of the member in its header. Where a member ends depends on the lines there and hardly
on those before, so that two dumps that differ in a few lines have most members in common.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

LEVEL = 3
LEAST = 49_152
"""Bytes of text after which a member ends with the next line that is an end."""
MOST = 65_280
"""Bytes of text of a member, such that it fits in 64 KiB even where it cannot be compressed."""
NEAR = 4_096
"""Bytes before `MOST` within which a member ends, wherever that is."""
ENDS = 15
"""A line is an end when its CRC has these bits unset: one line in 16 is."""
_HEAD = struct.Struct("<4BI2BH2BHH2BH")
_TAIL = struct.Struct("<II")
_WHOLE = (ord("S"), ord("L"))
"""The subfield of a member that begins and ends with whole lines (RFC 1952, 2.3.1.1)."""


class PackedBlock(NamedTuple):
    """A member of a dump as it lies there; `whole`: its text is a number of whole lines."""

    data: bytes
    whole: bool

    def text(self) -> bytes:
        """What is packed in it."""
        return zlib.decompress(self.data, wbits=31)


def compress(source: Path, target: Path) -> None:
    """Write a file of lines as a dump; the same lines always give the same bytes."""
    with source.open("rb") as file, target.open("wb") as out:
        for text in _pieces(file):
            if len(text) <= MOST:
                out.write(_member(text, whole=True))
                continue
            for start in range(0, len(text), MOST):
                out.write(_member(text[start : start + MOST], whole=False))
        out.write(_member(b"", whole=True))  # BGZF ends with an empty member


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    while lines := file.readlines(LEAST):
        # Only the last of them can take it beyond `MOST`.
        *first, last = lines
        size = sum(map(len, lines))
        if size > MOST and first:
            yield b"".join(first)
            lines, size = [last], len(last)
        while zlib.crc32(last) & ENDS and size < MOST - NEAR and (last := file.readline()):
            lines.append(last)
            size += len(last)
            if size > MOST:
                yield b"".join(lines[:-1])
                lines, size = [last], len(last)
        yield b"".join(lines)


def _member(text: bytes, *, whole: bool) -> bytes:
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, -15)
    packed = packer.compress(text) + packer.flush()
    size = _HEAD.size + len(packed) + _TAIL.size
    second = _WHOLE if whole else (ord("S"), ord("P"))
    head = _HEAD.pack(31, 139, 8, 4, 0, 0, 255, 10, ord("B"), ord("C"), 2, size - 1, *second, 0)
    return head + packed + _TAIL.pack(zlib.crc32(text), len(text))


def members(path: Path) -> Iterator[PackedBlock] | None:
    """The members of a dump, one after the other; None when it is not in blocks."""
    with path.open("rb") as file:
        first = file.read(_HEAD.size)
    return _members(path) if _size(first) else None


def _members(path: Path) -> Iterator[PackedBlock]:
    with path.open("rb") as file:
        while head := file.read(_HEAD.size):
            size = _size(head)
            yield PackedBlock(head + file.read(size - len(head)), tuple(head[18:20]) == _WHOLE)


def _size(head: bytes) -> int:
    """The size of a member by its head; 0 when it is none of ours."""
    if len(head) < _HEAD.size:
        return 0
    one, two, method, flags, _, _, _, extra, b, c, length, size, *_ = _HEAD.unpack(head)
    known = (one, two, method, flags, extra, b, c, length) == (31, 139, 8, 4, 10, 66, 67, 2)
    return size + 1 if known else 0
