"""Which lines of N-Quads two releases do not share: a merge of their sorted dumps, graph by graph.

Graphs of one hash are not read. Members of dumps that both have are not unpacked either: a line is
once in a dump, so what both hold changes nothing. Memory is that of two members, however long the
dumps are.
"""

from __future__ import annotations

import gzip
from bisect import bisect_right
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from kg.release.blocked_gzip import members
from kg.release.release import Release

READ_AT_ONCE = 1 << 18
"""Bytes of lines that are taken of a dump that is not in blocks."""


TRIED = 4
"""Lines of which one is looked for on the other side, before all lines are cut apart."""
NEWLINE = 10
PIECE = 4_096
"""Bytes of lines that are looked at together, as long as nothing differs in them."""


class GraphChange(NamedTuple):
    """Lines of one graph (its IRI) that went and that came, each list sorted, without newlines."""

    graph: str
    removed: list[bytes]
    added: list[bytes]


def compare(old: Release, new: Release, *, metadata: bool = False) -> Iterator[GraphChange]:
    """The lines that differ between two releases: some of them at a time, in order within a graph.

    All lines of a subject in a graph need not come at once. The metadata graph, which says how a
    release was made, is looked at when `metadata` asks for it, and is in memory then.
    """
    graphs = {graph["iri"]: graph["hash"] for graph in old.graphs}
    before, after = _dumps(old), _dumps(new)
    hashes = {graph["iri"]: graph["hash"] for graph in new.graphs}
    for graph in sorted(before.keys() | after.keys()):
        said = graph == f"{new.base}id/graph/metadata"
        if graphs.get(graph) == hashes.get(graph) or (said and not metadata):
            continue
        pair = before.get(graph), after.get(graph)
        changes = _unsorted_changes(*pair) if said else line_changes(*pair)
        for removed, added in changes:
            yield GraphChange(graph, removed, added)


def _dumps(release: Release) -> dict[str, Path]:
    return {str(g["iri"]): release.path / g["dump"] for g in release.graphs if g["dump"]}


def _unsorted_changes(
    old: Path | None, new: Path | None
) -> Iterator[tuple[list[bytes], list[bytes]]]:
    before, after = (
        set() if path is None else set(gzip.decompress(path.read_bytes()).splitlines())
        for path in (old, new)
    )
    yield sorted(before - after), sorted(after - before)


def line_changes(old: Path | None, new: Path | None) -> Iterator[tuple[list[bytes], list[bytes]]]:
    """Lines that went and lines that came between two sorted dumps (None: one without lines)."""
    digests = [[] if path is None else _digests(path) for path in (old, new)]
    shared = set(digests[0]).intersection(digests[1]) - {None}
    before, after = (
        iter(()) if path is None else _texts(path, known, shared=shared)
        for path, known in zip((old, new), digests, strict=True)
    )
    for gone, come in _merge(before, after):
        if gone != come:
            here, there = gone[:-1].split(b"\n"), come[:-1].split(b"\n")
            removed, added = set(here).difference(there), set(there).difference(here)
            yield sorted(removed - {b""}), sorted(added - {b""})


def _merge(before: Iterator[bytes], after: Iterator[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Parts of two sorted texts that cover the same lines, but for those that are the same."""
    left = right = b""
    here = there = 0
    while True:
        if here == len(left):
            left, here = next(before, b""), 0
        if there == len(right):
            right, there = next(after, b""), 0
        if not left or not right:
            break
        end = left.find(b"\n", min(here + PIECE, len(left) - 1)) + 1
        piece = left[here:end]
        if right.startswith(piece, there):
            here, there = end, there + len(piece)
            continue
        end, stop = _meet(left, here, right=right, there=there, end=end) or _ends(
            left, here, right=right, there=there
        )
        yield left[here:end], right[there:stop]
        here, there = end, stop
    if left:
        yield left[here:], b""
        yield from ((text, b"") for text in before)
    if right:
        yield b"", right[there:]
        yield from ((b"", text) for text in after)


def _meet(left: bytes, here: int, *, right: bytes, there: int, end: int) -> tuple[int, int] | None:
    """Where both end with one line that they share: among the last before `end`, if there is."""
    for _ in range(TRIED):
        start = left.rfind(b"\n", here, end - 1) + 1 or here
        last = left[start:end]
        found = right.find(last, there, there + 2 * PIECE + len(last))
        if found == there or (found > there and right[found - 1] == NEWLINE):
            return end, found + len(last)
        if start == here:
            break
        end = start
    return None


def _ends(left: bytes, here: int, *, right: bytes, there: int) -> tuple[int, int]:
    """Where the lines of both end that are not after the last line of either."""
    one, other = left[here:-1].split(b"\n"), right[there:-1].split(b"\n")
    last = min(one[-1], other[-1])
    first, second = one[: bisect_right(one, last)], other[: bisect_right(other, last)]
    return (
        here + sum(map(len, first)) + len(first),
        there + sum(map(len, second)) + len(second),
    )


def _digests(path: Path) -> list[bytes | None]:
    """Digests of the members of a dump, None where one does not hold whole lines."""
    return [
        blake2b(member.data, digest_size=16).digest() if member.whole else None
        for member in members(path) or ()
    ]


def _texts(
    path: Path, digests: list[bytes | None], *, shared: set[bytes | None]
) -> Iterator[bytes]:
    """The text of a dump, whole lines at a time, but for shared members."""
    if not shared:
        with gzip.open(path) as file:
            while lines := file.readlines(READ_AT_ONCE):
                yield b"".join(lines)
        return
    rest = b""
    for member, digest in zip(members(path) or (), digests, strict=True):
        if digest in shared:
            continue
        rest += member.text()
        if rest.endswith(b"\n"):
            yield rest
            rest = b""
