"""A member of a stream as lines of N-Quads: a thing as one event brought or took it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b

from kg.model.terms import ACTIVITY, ADMS, DCT, RDF_TYPE, XSD
from kg.release.feeds.page import MEMBER
from kg.release.feeds.record import FeedRecord
from kg.release.leaving.departures import WITHDRAWN, Departures

KINDS = {"added": "Create", "changed": "Update", "removed": "Delete"}
"""The classes of Activity Streams for the kinds of a difference."""


@dataclass(frozen=True)
class Event:
    """One turn of a stream to a release, at a moment (ISO 8601, UTC), by its number."""

    feed: FeedRecord
    base: str
    release: str
    moment: str

    @cached_property
    def iri(self) -> str:
        """What it is called: members of it are its parts, and it names its release."""
        return f"{self.base}{self.feed.path[1:]}/{self.feed.number}.{self.release}"

    @cached_property
    def _begin(self) -> bytes:
        return f"<{self.feed.iri(self.base)}>".encode() + MEMBER

    def member(
        self, thing: str, kind: str, *, said: Sequence[tuple[bytes, bytes]], left: Departures
    ) -> bytes:
        """The lines of a member; `said` are lines about the thing, each with the end they have."""
        digest = blake2b(thing.encode(), digest_size=8).hexdigest()
        token = f"<{self.iri}#{digest}>"
        about = [
            f"{token} <{DCT}isVersionOf> <{thing}> .\n",
            f'{token} <{DCT}created> "{self.moment}"^^<{XSD}dateTime> .\n',
            f"{token} <{RDF_TYPE}> <{ACTIVITY}{KINDS[kind]}> .\n",
        ]
        successor = left.successor(thing)
        if successor is not None:
            about.append(f"{token} <{DCT}isReplacedBy> <{successor}> .\n")
        elif kind == "removed" and left.is_gone(thing):
            about.append(f"{token} <{ADMS}status> <{WITHDRAWN}> .\n")
        own = f"{token} .\n".encode()
        return self._begin + own + "".join(about).encode() + _said(said, b" " + own)


def _said(said: Sequence[tuple[bytes, bytes]], tail: bytes) -> bytes:
    """What datasets say of a thing, in the graph of a member, each statement once."""
    texts = [lines.replace(end, tail) for lines, end in said if lines]
    if len(texts) < 2:
        return b"".join(texts)
    return b"".join(sorted({line for text in texts for line in text.splitlines(keepends=True)}))
