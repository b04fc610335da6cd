"""The parts of documents: things whose IRI is that of a document and a fragment.

The store finds an IRI, not those that begin with one, so a release has them in a file of sorted
lines that is searched by halves, however many there are. Reading it needs no engine.
"""

from __future__ import annotations

import mmap
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyoxigraph

PARTS = "parts.txt"
"""The file in the folder of a release: the IRIs in UTF-8, sorted by bytes, one a line."""
COUNTED_AT_ONCE = 1 << 20
"""Bytes of lines that are copied in order to count them."""


def write_parts(store: pyoxigraph.Store, base: str, *, path: Path) -> None:
    """Write the things below `base` that have a fragment in their IRI."""
    rows = store.query(
        "SELECT DISTINCT ?s { ?s ?p ?o FILTER(isIRI(?s) && CONTAINS(STR(?s), '#')"
        f" && STRSTARTS(STR(?s), STR(<{base}>))) }}"
    )
    lines = sorted(row["s"].value.encode() + b"\n" for row in rows)  # type: ignore[union-attr]
    path.write_bytes(b"".join(lines))


class Parts:
    """The parts of documents of a release, given its folder; safe to ask from several threads.

    A release that was made before there was such a file is served without them.
    """

    def __init__(self, release: Path) -> None:
        path = release / PARTS
        self._lines: mmap.mmap | None = None
        if path.is_file() and path.stat().st_size:
            with path.open("rb") as file:
                self._lines = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    def of(self, document: str, most: int) -> tuple[list[str], int]:
        """The first `most` parts of a document, in order, and how many there are."""
        if self._lines is None:
            return [], 0
        lines, name = self._lines, document.encode()
        place, end = _place(lines, name + b"#"), _place(lines, name + b"$")  # signs in succession
        count = sum(
            lines[start : min(start + COUNTED_AT_ONCE, end)].count(b"\n")
            for start in range(place, end, COUNTED_AT_ONCE)
        )
        first: list[str] = []
        while place < end and len(first) < most:
            after = lines.find(b"\n", place)
            first.append(lines[place:after].decode())
            place = after + 1
        return first, count


def _place(lines: mmap.mmap, wanted: bytes) -> int:
    """Where the first line begins that does not come before `wanted`."""
    low, high = 0, len(lines)
    while low < high:
        start = lines.rfind(b"\n", 0, (low + high) // 2) + 1
        end = lines.find(b"\n", start)
        if lines[start:end] < wanted:
            low = end + 1
        else:
            high = start
    return low
