"""Pages and nodes of streams as files: each is called after its content, and never changes.

A page holds members as lines of N-Quads, in the order in which they came: first that it is a member
of its stream, then of whom it is a version, of when, and of which kind, then what its dataset says
of the thing, in a graph that is called like the member.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

import zstandard

from kg.model.terms import TREE
from kg.release.feeds.record import FAN, PAGE_BYTES, PAGE_MEMBERS, FeedRecord, PageLink

PAGE, NODE = ".nq.zst", ".json"
MEMBER = f" <{TREE}member> ".encode()
_LEVEL = 3


class FeedMember(NamedTuple):
    """A member as a page holds it: its token, lines about it, and those of its graph."""

    token: bytes
    about: list[bytes]
    said: list[bytes]


def digest_of(content: bytes) -> str:
    """What a page or node is called."""
    return blake2b(content, digest_size=16).hexdigest()


def read_page(folder: Path, digest: str) -> bytes | None:
    """The lines of a page of a stream, given the folder of its epoch; None: there is none."""
    try:
        packed = (folder / f"{digest}{PAGE}").read_bytes()
    except FileNotFoundError:
        return None
    return zstandard.ZstdDecompressor().decompress(packed)


def read_node(folder: Path, digest: str) -> list[PageLink] | None:
    """What a node of a stream names; None: there is no such node."""
    try:
        told = json.loads((folder / f"{digest}{NODE}").read_bytes())
    except FileNotFoundError:
        return None
    return [PageLink(*link) for link in told]


def read_members(lines: bytes, stream: str) -> Iterator[FeedMember]:
    """The members of a page of a stream, given its IRI; lines keep their newline."""
    begin = f"<{stream}>".encode() + MEMBER
    token, about, said = b"", list[bytes](), list[bytes]()
    for line in lines.splitlines(keepends=True):
        if line.startswith(begin):
            if token:
                yield FeedMember(token, about, said)
            token, about, said = line.split(b" ")[2], [line], []
        elif line.startswith(token + b" "):
            about.append(line)
        else:
            said.append(line)
    if token:
        yield FeedMember(token, about, said)


class PageWriter:
    """Adds members to a stream: to its open page, which becomes a full one when it is full.

    `levels` are then those of its record, `added` counts members, `closed` are the new full pages.
    """

    def __init__(self, folder: Path, known: FeedRecord | None) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self.levels = [list(level) for level in known.levels] if known is not None else []
        self._parts, self._size, self._count = list[bytes](), 0, 0
        self._first = self._last = ""
        self.added, self.closed = 0, set[str]()
        opened = None if known is None else known.open
        if opened is not None:
            text = read_page(folder, opened.digest)
            if text is None:
                raise FileNotFoundError(folder / opened.digest)
            self._parts, self._size, self._count = [text], len(text), opened.members
            self._first, self._last = opened.first, opened.last

    def add(self, member: bytes, *, moment: str) -> None:
        """Add the lines of one member."""
        if self._count >= PAGE_MEMBERS or self._size >= PAGE_BYTES:
            self._close()
        self._parts.append(member)
        self._size += len(member)
        self._count += 1
        self.added += 1
        self._first, self._last = self._first or moment, moment

    def finish(self) -> PageLink | None:
        """Write the open page; None when it has no members."""
        return self._write() if self._count else None

    def _close(self) -> None:
        link = self._write()
        self.closed.add(link.digest)
        self._name(link, 0)
        self._parts, self._size, self._count = [], 0, 0
        self._first = self._last = ""

    def _write(self) -> PageLink:
        text = b"".join(self._parts)
        link = PageLink(digest_of(text), self._first, self._last, self._count)
        packed = zstandard.ZstdCompressor(level=_LEVEL).compress(text)
        _write_once(self._folder / f"{link.digest}{PAGE}", packed)
        return link

    def _name(self, link: PageLink, level: int) -> None:
        """Name a full page; so many of them get a node, which is named in turn."""
        if level == len(self.levels):
            self.levels.append([])
        links = self.levels[level]
        links.append(link)
        if len(links) < FAN:
            return
        text = json.dumps(links).encode()
        members = sum(one.members for one in links)
        node = PageLink(digest_of(text), links[0].first, links[-1].last, members)
        _write_once(self._folder / f"{node.digest}{NODE}", text)
        self.levels[level] = []
        self._name(node, level + 1)


def _write_once(path: Path, content: bytes) -> None:
    if not path.exists():
        half = path.with_name(f".{path.name}")
        with half.open("wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        half.replace(path)
